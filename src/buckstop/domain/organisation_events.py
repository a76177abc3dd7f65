"""What happened to the organisation, as the log keeps it: past tense, plain values, no person's name.

`happened_at` is the instant from which the change counts. An event that changes nothing but a plan (a scheduled change,
an appointment of tomorrow) names that later instant too. Stored names and versions (`unit.moved`, 1) never change.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, get_args

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import ChangeId, DutyItemId, LineId, UnitId
from buckstop.domain.post_events import PersonEvent, PostEvent
from buckstop.domain.units import UnitKind


class ChangeKind(StrEnum):
    """Which change of a unit is planned for a later instant."""

    MOVE = "move"
    MERGE = "merge"
    RETIRE = "retire"
    RENAME = "rename"


# --- the organisation as a whole -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrganisationFounded:
    """There is a root now, and an outside arbiter above it; until an office is named, the root is the office."""

    NAME: ClassVar[str] = "organisation.founded"
    VERSION: ClassVar[int] = 1
    root: UnitId
    name: str
    outside_arbiter: UnitId
    outside_arbiter_name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class OutsideArbiterNamed:
    """Disputes to which the root is a party go to another unit outside the tree from now on."""

    NAME: ClassVar[str] = "organisation.outside_arbiter_named"
    VERSION: ClassVar[int] = 1
    outside_arbiter: UnitId
    name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class OfficeNamed:
    """Supervision lies with another unit from now on."""

    NAME: ClassVar[str] = "organisation.office_named"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeScheduled:
    """A change of a unit is planned for a later instant.

    Args:
        target: the new superior (move), the unit merged into, the successor (retire, or None); None for a rename.
        name: the new name; empty but for a rename.
        moved_children: (child, its new superior) for subordinates that move with the change.
        retired_children: (child, its successor or None), in the order in which they retire.
    """

    NAME: ClassVar[str] = "organisation.change_scheduled"
    VERSION: ClassVar[int] = 1
    change: ChangeId
    kind: ChangeKind
    unit: UnitId
    target: UnitId | None
    name: str
    moved_children: tuple[tuple[UnitId, UnitId], ...]
    retired_children: tuple[tuple[UnitId, UnitId | None], ...]
    approval_ref: str
    effective_at: datetime
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeCarriedOut:
    """A planned change took effect; the events just before this one are its effects."""

    NAME: ClassVar[str] = "organisation.change_carried_out"
    VERSION: ClassVar[int] = 1
    change: ChangeId
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeDropped:
    """A planned change was no longer possible when its instant came.

    Args:
        obstacle: the code of the refusal.
    """

    NAME: ClassVar[str] = "organisation.change_dropped"
    VERSION: ClassVar[int] = 1
    change: ChangeId
    obstacle: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeCancelled:
    """A planned change was called off before its instant."""

    NAME: ClassVar[str] = "organisation.change_cancelled"
    VERSION: ClassVar[int] = 1
    change: ChangeId
    reason: str
    happened_at: datetime


# --- units and lines -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitFounded:
    """A unit exists and can hold matters."""

    NAME: ClassVar[str] = "unit.founded"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    name: str
    kind: UnitKind
    superior: UnitId
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class UnitRenamed:
    """A unit bears another name; its id and everything it answers for stay."""

    NAME: ClassVar[str] = "unit.renamed"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class UnitAliasesSet:
    """The short and former names of a unit, all of them."""

    NAME: ClassVar[str] = "unit.aliases_set"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    aliases: tuple[str, ...]
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit, with everything below it, answers to another superior."""

    NAME: ClassVar[str] = "unit.moved"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    superior: UnitId
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class UnitMerged:
    """A unit is part of another one now, which answers for everything it answered for."""

    NAME: ClassVar[str] = "unit.merged"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    into: UnitId
    approval_ref: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class UnitRetired:
    """A unit exists no more; its successor by approved document, else its nearest active superior, takes over."""

    NAME: ClassVar[str] = "unit.retired"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    successor: UnitId | None
    approval_ref: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class LineRelationAdded:
    """One unit guides another in a line of business, beside the tree."""

    NAME: ClassVar[str] = "line.relation_added"
    VERSION: ClassVar[int] = 1
    line: LineId
    upper: UnitId
    lower: UnitId
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class LineRelationRemoved:
    """One unit no longer guides another in a line of business."""

    NAME: ClassVar[str] = "line.relation_removed"
    VERSION: ClassVar[int] = 1
    line: LineId
    upper: UnitId
    lower: UnitId
    happened_at: datetime


# --- duty lists ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DutyEntered:
    """An item stands on a unit's duty list, as a basic or a cooperating duty."""

    NAME: ClassVar[str] = "duty.entered"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    item: DutyItemId
    kind: DutyKind
    title: str
    approval_ref: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class DutyWithdrawn:
    """An item stands on a unit's duty list no more."""

    NAME: ClassVar[str] = "duty.withdrawn"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    item: DutyItemId
    approval_ref: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class DutyTakenBack:
    """A superior took an item back: it cannot be handed down to the unit any more."""

    NAME: ClassVar[str] = "duty.taken_back"
    VERSION: ClassVar[int] = 1
    unit: UnitId
    item: DutyItemId
    title: str
    taken_by: UnitId
    approval_ref: str
    happened_at: datetime


WholeEvent = OutsideArbiterNamed | OfficeNamed | ChangeScheduled | ChangeCarriedOut | ChangeDropped | ChangeCancelled
UnitEvent = (
    UnitFounded
    | UnitRenamed
    | UnitAliasesSet
    | UnitMoved
    | UnitMerged
    | UnitRetired
    | LineRelationAdded
    | LineRelationRemoved
)
DutyEvent = DutyEntered | DutyWithdrawn | DutyTakenBack
OrganisationEvent = OrganisationFounded | WholeEvent | UnitEvent | DutyEvent | PostEvent | PersonEvent

# Every event of the organisation by its stored name: what reads the log starts from here.
EVENTS: dict[str, type[OrganisationEvent]] = {event.NAME: event for event in get_args(OrganisationEvent)}
