"""A demand between two events: everything its next decision and its charge depend on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from buckstop.domain.demand.words import (
    Answered,
    BurdenMark,
    DemandId,
    DemandKind,
    DemandStatus,
    Particulars,
    Repeats,
    due_dates,
)
from buckstop.domain.ids import UnitId


@dataclass(frozen=True, slots=True)
class Receiver:
    """A unit it is asked of.

    Args:
        from_date: since when; later than the first due date for units that came with a merged demand.
    """

    unit: UnitId
    from_date: date


@dataclass(frozen=True, slots=True)
class Demand:
    """Something asked of units.

    Args:
        version: number of events so far.
        person_minutes: of one receiver's people together, each time, as planned.
        due_date: the first time it is due.
        until_date: the last day on which it may be due; `due_date` where it is asked once.
        authorisation: document or approval it rests on.
        ended_date: since when it is not asked for any more.
        answers: in the order in which they came; a receiver's first answer is that to its first due date.
    """

    id: DemandId
    version: int
    kind: DemandKind
    title: str
    issuer: UnitId
    receivers: tuple[Receiver, ...]
    person_minutes: int
    repeats: Repeats
    due_date: date
    until_date: date
    authorisation: str
    particulars: Particulars
    imposed_at: datetime
    updated_at: datetime
    status: DemandStatus = DemandStatus.ASKED
    ended_date: date | None = None
    merged_into: DemandId | None = None
    marks: tuple[BurdenMark, ...] = ()
    answers: tuple[Answered, ...] = ()

    @property
    def units(self) -> tuple[UnitId, ...]:
        """Who it is asked of."""
        return tuple(receiver.unit for receiver in self.receivers)

    def due_dates(self, unit: UnitId) -> Iterator[date]:
        """The days on which it is due from a receiver; none on or after the day it ended."""
        found = next((receiver for receiver in self.receivers if receiver.unit == unit), None)
        for day in due_dates(self.due_date, self.repeats, self.until_date):
            if found is not None and found.from_date <= day and (self.ended_date is None or day < self.ended_date):
                yield day

    def answers_of(self, unit: UnitId) -> tuple[Answered, ...]:
        """What a receiver did so far."""
        return tuple(answer for answer in self.answers if answer.unit == unit)
