"""What can have happened to a demand. Every event carries all it changes, so that replay needs no rule.

Stored under NAME and VERSION like the events of a matter; a released version is never edited.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from buckstop.domain.demand.words import DemandId, DemandKind, Particulars, Repeats
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.words import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEvent:
    """Something that happened to a demand."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1

    happened_at: datetime
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandImposed(DemandEvent):
    """A unit asked something of others, once or again and again."""

    NAME: ClassVar[str] = "demand.imposed"
    demand: DemandId
    kind: DemandKind
    title: str
    issuer: UnitId
    receivers: tuple[UnitId, ...]
    person_minutes: int
    repeats: Repeats
    due_date: date
    until_date: date
    authorisation: str
    particulars: Particulars


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenMarked(DemandEvent):
    """A receiver said that this is a burden."""

    NAME: ClassVar[str] = "demand.marked_as_burden"
    unit: UnitId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandAnswered(DemandEvent):
    """A receiver did what was asked; the next due date still open is answered."""

    NAME: ClassVar[str] = "demand.answered"
    unit: UnitId
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWithdrawn(DemandEvent):
    """Nothing is asked from this day on; what was due before stays charged."""

    NAME: ClassVar[str] = "demand.withdrawn"
    reason: str
    ended_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandMerged(DemandEvent):
    """From this day on another demand is asked instead."""

    NAME: ClassVar[str] = "demand.merged"
    into: DemandId
    reason: str
    ended_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandAbsorbed(DemandEvent):
    """Another demand was merged into this one; whom it was asked of answers here, where they did not before.

    Args:
        receivers: units that were not asked here before.
    """

    NAME: ClassVar[str] = "demand.absorbed"
    merged: DemandId
    receivers: tuple[UnitId, ...]
    from_date: date


EVENTS: tuple[type[DemandEvent], ...] = (
    DemandImposed,
    BurdenMarked,
    DemandAnswered,
    DemandWithdrawn,
    DemandMerged,
    DemandAbsorbed,
)
"""Every event of a demand."""
