"""What can be asked of the organisation: imperative, plain values, and as yet without effect.

Instants named in a command lie at or after the instant of the command: what was once true of an organisation is never
rewritten. Where one is None, the instant of the command is meant, or "without end" for an end.
"""

from dataclasses import dataclass
from datetime import datetime

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import ChangeId, DutyItemId, LineId, PersonId, PostId, Sealed, UnitId
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind

# --- units -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """Begin: a root, an arbiter outside the tree, and the supervision office.

    Args:
        outside_arbiter: None is refused: without it a dispute with the root would have no arbiter.
        office: the root itself, or a new unit that is founded directly below it under `office_name`.
    """

    root: UnitId
    name: str
    outside_arbiter: UnitId | None
    outside_arbiter_name: str
    office: UnitId
    office_name: str


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """Add a unit below a superior."""

    unit: UnitId
    name: str
    kind: UnitKind
    superior: UnitId
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameUnit:
    """Give a unit another name."""

    unit: UnitId
    name: str


@dataclass(frozen=True, slots=True)
class SetAliases:
    """Set all short and former names of a unit."""

    unit: UnitId
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveUnit:
    """Put a unit, with everything below it, under another superior."""

    unit: UnitId
    superior: UnitId


@dataclass(frozen=True, slots=True)
class MergeUnit:
    """Make a unit part of another one; subordinates that are not named move below that one too.

    Args:
        moved_children: (child, its new superior); carried out first.
        retired_children: (child, its successor or None); carried out next, in this order.
    """

    unit: UnitId
    into: UnitId
    approval_ref: str
    moved_children: tuple[tuple[UnitId, UnitId], ...] = ()
    retired_children: tuple[tuple[UnitId, UnitId | None], ...] = ()


@dataclass(frozen=True, slots=True)
class RetireUnit:
    """End a unit; every active subordinate is moved or retired in the same command.

    Args:
        successor: who takes over, by an approved document; None leaves everything to the nearest active superior.
        approval_ref: that document; needed where any successor is named.
        moved_children: as in `MergeUnit`.
        retired_children: as in `MergeUnit`.
    """

    unit: UnitId
    successor: UnitId | None = None
    approval_ref: str = ""
    moved_children: tuple[tuple[UnitId, UnitId], ...] = ()
    retired_children: tuple[tuple[UnitId, UnitId | None], ...] = ()


UnitChange = MoveUnit | MergeUnit | RetireUnit | RenameUnit


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """Plan a change of a unit for a later instant."""

    change: ChangeId
    what: UnitChange
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class CancelChange:
    """Call off a planned change."""

    change: ChangeId
    reason: str


@dataclass(frozen=True, slots=True)
class NameOutsideArbiter:
    """Let another unit outside the tree decide where the root is a party."""

    outside_arbiter: UnitId
    name: str


@dataclass(frozen=True, slots=True)
class NameOffice:
    """Make an active unit the supervision office."""

    unit: UnitId


@dataclass(frozen=True, slots=True)
class AddLineRelation:
    """Let one unit guide another in a line of business."""

    line: LineId
    upper: UnitId
    lower: UnitId


@dataclass(frozen=True, slots=True)
class RemoveLineRelation:
    """End the guidance of one unit by another in a line of business."""

    line: LineId
    upper: UnitId
    lower: UnitId


# --- duty lists ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnterDuties:
    """Put items on a unit's duty list, or change their kind.

    Args:
        entries: (item, its title, BASIC or COOPERATE), at least one.
    """

    unit: UnitId
    entries: tuple[tuple[DutyItemId, str, DutyKind], ...]
    approval_ref: str


@dataclass(frozen=True, slots=True)
class WithdrawDuties:
    """Strike items off a unit's duty list; the list stays, even empty."""

    unit: UnitId
    items: tuple[DutyItemId, ...]
    approval_ref: str


@dataclass(frozen=True, slots=True)
class TakeBackDuties:
    """Let a superior, in the tree or by line, answer for items that a unit cannot be asked for any more.

    Args:
        items: (item, its title), at least one; they need not have been on the list before.
    """

    unit: UnitId
    items: tuple[tuple[DutyItemId, str], ...]
    taken_by: UnitId
    approval_ref: str


# --- posts and persons -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreatePost:
    """Add a post to an active unit or to the outside arbiter."""

    post: PostId
    unit: UnitId
    title: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class ChangePost:
    """Give a post another title or other roles."""

    post: PostId
    title: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class AbolishPost:
    """End a post, its holder's tenure with it; a successor takes over its tasks."""

    post: PostId
    successor: PostId | None = None


@dataclass(frozen=True, slots=True)
class SetDeputies:
    """Name the posts whose holders act for an absent holder, all of them, in order."""

    post: PostId
    deputies: tuple[PostId, ...]


@dataclass(frozen=True, slots=True)
class MarkKeyPost:
    """Say whether a post is a key post, which always has a deputy."""

    post: PostId
    key_post: bool


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Enter a person into the register under a pseudonym, the name sealed."""

    person: PersonId
    name: Sealed


@dataclass(frozen=True, slots=True)
class CorrectPersonEntry:
    """Replace the sealed name of a person."""

    person: PersonId
    name: Sealed


@dataclass(frozen=True, slots=True)
class AppointPerson:
    """Let a person hold a post for a span of time."""

    person: PersonId
    post: PostId
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RelievePerson:
    """End a person's present tenure of a post, or else the next one."""

    person: PersonId
    post: PostId
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegisterAbsence:
    """Let a deputy's holder act for the holder of a post for a span of time.

    Args:
        deputy: one of the post's deputies; None for the first of them that is there at the beginning.
    """

    post: PostId
    deputy: PostId | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """End the present absence of a post's holder, or else the next one."""

    post: PostId
    until_at: datetime | None = None


UnitCommand = FoundUnit | SetAliases | UnitChange
WholeCommand = NameOutsideArbiter | NameOffice | AddLineRelation | RemoveLineRelation
PlanCommand = ScheduleChange | CancelChange
DutyCommand = EnterDuties | WithdrawDuties | TakeBackDuties
PostCommand = CreatePost | ChangePost | AbolishPost | SetDeputies | MarkKeyPost | RegisterAbsence | EndAbsence
PersonCommand = RegisterPerson | CorrectPersonEntry | AppointPerson | RelievePerson
OrganisationCommand = (
    FoundOrganisation | UnitCommand | WholeCommand | PlanCommand | DutyCommand | PostCommand | PersonCommand
)
