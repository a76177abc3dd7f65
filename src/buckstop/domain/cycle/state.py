"""A cycle between two events: everything its next decision and its next turn depend on."""

from dataclasses import dataclass
from datetime import date, datetime

from buckstop.domain.cycle.words import CycleStatus, DueRule, PastTurn, Rhythm, Turn
from buckstop.domain.ids import CycleId, UnitId
from buckstop.domain.matter.words import Profile, Terms


@dataclass(frozen=True, slots=True)
class Cycle:
    """Something that comes again.

    Args:
        version: number of events so far.
        unit: on which each turn opens its matter.
        planned_for: to whom each matter is meant to be offered; None where the unit keeps it.
        until_date: last day on which anything comes.
        next: the turn to come; None where none does.
        turns: those that came or were passed over, in order.
        ended_date: since when nothing comes because somebody said so.
    """

    id: CycleId
    version: int
    unit: UnitId
    title: str
    terms: Terms
    profile: Profile
    planned_for: UnitId | None
    rhythm: Rhythm
    due: DueRule
    until_date: date
    next: Turn | None
    set_up_at: datetime
    updated_at: datetime
    turns: tuple[PastTurn, ...] = ()
    ended_date: date | None = None

    @property
    def status(self) -> CycleStatus:
        """Whether anything still comes."""
        if self.ended_date is not None:
            return CycleStatus.ENDED
        return CycleStatus.OVER if self.next is None else CycleStatus.RUNNING

    @property
    def covered_date(self) -> date | None:
        """Last day of the period the last turn stands for; None before the first."""
        return self.turns[-1].turn.until_date if self.turns else None

    @property
    def last_day(self) -> date | None:
        """Day of the last turn; None before the first."""
        return self.turns[-1].turn.day if self.turns else None
