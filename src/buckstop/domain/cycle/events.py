"""What can have happened to a cycle. Every event carries all it changes, the next turn too: replay needs no calendar.

Stored under NAME and VERSION like the events of a matter; a released version is never edited.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from buckstop.domain.cycle.words import DueRule, Rhythm, Turn
from buckstop.domain.ids import CycleId, MatterId, UnitId
from buckstop.domain.matter.words import Actor, Profile, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEvent:
    """Something that happened to a cycle.

    Args:
        happened_at: when it took effect: of a turn the instant it was due, whenever it was noticed.
        by: who did it; None for the clock.
    """

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1

    happened_at: datetime
    by: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleSetUp(CycleEvent):
    """A unit said that something comes again."""

    NAME: ClassVar[str] = "cycle.set_up"
    cycle: CycleId
    unit: UnitId
    title: str
    terms: Terms
    profile: Profile
    planned_for: UnitId | None
    rhythm: Rhythm
    due: DueRule
    until_date: date
    next: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleAmended(CycleEvent):
    """From the next turn on it comes like this."""

    NAME: ClassVar[str] = "cycle.amended"
    title: str
    terms: Terms
    profile: Profile
    planned_for: UnitId | None
    rhythm: Rhythm
    due: DueRule
    until_date: date
    reason: str
    next: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOpened(CycleEvent):
    """A turn came: a matter was opened on the unit, in the same transaction.

    Args:
        next: the turn after it; None where it was the last.
    """

    NAME: ClassVar[str] = "cycle.turn_opened"
    turn: Turn
    matter: MatterId
    next: Turn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSkipped(CycleEvent):
    """A turn was passed over before it came."""

    NAME: ClassVar[str] = "cycle.turn_skipped"
    turn: Turn
    reason: str
    next: Turn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMoved(CycleEvent):
    """The next turn was reckoned anew because a calendar was published."""

    NAME: ClassVar[str] = "cycle.turn_moved"
    turn: Turn
    next: Turn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleSucceeded(CycleEvent):
    """The unit was retired: who answers for it now answers for what comes again, too."""

    NAME: ClassVar[str] = "cycle.succeeded"
    former: UnitId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEnded(CycleEvent):
    """Nothing comes any more."""

    NAME: ClassVar[str] = "cycle.ended"
    reason: str
    ended_date: date


EVENTS: tuple[type[CycleEvent], ...] = (
    CycleSetUp,
    CycleAmended,
    TurnOpened,
    TurnSkipped,
    TurnMoved,
    CycleSucceeded,
    CycleEnded,
)
"""Every event of a cycle."""
