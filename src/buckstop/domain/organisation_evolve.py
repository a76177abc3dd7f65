"""How the organisation follows from its events: no rule is asked here, what happened has happened.

A fold copies each table at most once however many events it applies, so replaying a province costs one pass, and a
single event costs the copy of the one table that it writes. What an event leaves alone is shared, with its memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from buckstop.domain.duties import Duties, Duty, DutyKind
from buckstop.domain.errors import BuckstopError
from buckstop.domain.ids import DutyItemId, LineId, PersonId, PostId, Sealed, UnitId
from buckstop.domain.organisation import Organisation, PlannedChange
from buckstop.domain.organisation_commands import MergeUnit, MoveUnit, RenameUnit, RetireUnit, UnitChange
from buckstop.domain.organisation_events import (
    ChangeCancelled,
    ChangeCarriedOut,
    ChangeDropped,
    ChangeKind,
    ChangeScheduled,
    DutyEntered,
    DutyEvent,
    DutyTakenBack,
    DutyWithdrawn,
    LineRelationAdded,
    LineRelationRemoved,
    OfficeNamed,
    OrganisationEvent,
    OrganisationFounded,
    OutsideArbiterNamed,
    UnitAliasesSet,
    UnitEvent,
    UnitFounded,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
    UnitRetired,
    WholeEvent,
)
from buckstop.domain.post_events import (
    AbsenceEnded,
    AbsenceRegistered,
    DeputiesSet,
    KeyPostMarked,
    PersonAppointed,
    PersonEntryCorrected,
    PersonRegistered,
    PersonRelieved,
    PostAbolished,
    PostChanged,
    PostCreated,
    PostEvent,
)
from buckstop.domain.posts import Absence, Post, Posts, Tenure
from buckstop.domain.units import Tree, Unit, UnitKind

K = TypeVar("K")
V = TypeVar("V")
Span = TypeVar("Span", Tenure, Absence)


class OrganisationLogError(BuckstopError):
    """The events of the organisation do not begin with its founding: the log is cut off or is another one's."""


class _Table(Generic[K, V]):
    """A table that is copied when it is first written."""

    def __init__(self, seen: Mapping[K, V]) -> None:
        self.seen = seen
        self._own: dict[K, V] | None = None

    def own(self) -> dict[K, V]:
        if self._own is None:
            self.seen = self._own = dict(self.seen)
        return self._own

    @property
    def written(self) -> bool:
        return self._own is not None


@dataclass(slots=True)
class _Draft:
    """An organisation while events are applied to it."""

    version: int
    root: UnitId
    outside_arbiter: UnitId
    outside_arbiters: dict[UnitId, str]
    office: UnitId
    units: _Table[UnitId, Unit]
    lines: _Table[LineId, frozenset[tuple[UnitId, UnitId]]]
    duty_lists: _Table[UnitId, Mapping[DutyItemId, Duty]]
    own_lists: dict[UnitId, dict[DutyItemId, Duty]]
    posts: _Table[PostId, Post]
    tenures: _Table[PostId, tuple[Tenure, ...]]
    absences: _Table[PostId, tuple[Absence, ...]]
    persons: _Table[PersonId, Sealed]
    plan: tuple[PlannedChange, ...]

    def duty_list(self, unit: UnitId) -> dict[DutyItemId, Duty]:
        """The list of a unit, to be written; it exists from then on."""
        if unit not in self.own_lists:
            self.own_lists[unit] = dict(self.duty_lists.seen.get(unit, {}))
            self.duty_lists.own()[unit] = self.own_lists[unit]
        return self.own_lists[unit]


def evolve(organisation: Organisation | None, event: OrganisationEvent) -> Organisation:
    """The organisation after one more event; see `evolve_all`."""
    return evolve_all(organisation, (event,))


def evolve_all(organisation: Organisation | None, events: Iterable[OrganisationEvent]) -> Organisation:
    """The organisation after more events; from None it is built anew.

    Args:
        organisation: the value before; None where the first event founds it.

    Raises:
        OrganisationLogError: the log does not begin with a founding.
    """
    remaining = iter(events)
    if organisation is None:
        first = next(remaining, None)
        if not isinstance(first, OrganisationFounded):
            raise OrganisationLogError(
                f"The organisation's log begins with {first.NAME if first else 'nothing'} instead of "
                f"{OrganisationFounded.NAME}. Read it from its first event."
            )
        draft = _founded(first)
    else:
        draft = _draft(organisation)
    for event in remaining:
        draft.version += 1
        _apply(draft, event)
    return _finished(draft, organisation)


def _founded(event: OrganisationFounded) -> _Draft:
    root = Unit(event.root, event.name, UnitKind.ROOT, None, event.happened_at)
    return _Draft(
        version=1,
        root=event.root,
        outside_arbiter=event.outside_arbiter,
        outside_arbiters={event.outside_arbiter: event.outside_arbiter_name},
        office=event.root,
        units=_Table({event.root: root}),
        lines=_Table({}),
        duty_lists=_Table({}),
        own_lists={},
        posts=_Table({}),
        tenures=_Table({}),
        absences=_Table({}),
        persons=_Table({}),
        plan=(),
    )


def _draft(organisation: Organisation) -> _Draft:
    return _Draft(
        version=organisation.version,
        root=organisation.root,
        outside_arbiter=organisation.outside_arbiter,
        outside_arbiters=dict(organisation.outside_arbiters),
        office=organisation.office,
        units=_Table(organisation.tree.units),
        lines=_Table(organisation.lines),
        duty_lists=_Table(organisation.duties.lists),
        own_lists={},
        posts=_Table(organisation.posts.by_id),
        tenures=_Table(organisation.posts.tenures),
        absences=_Table(organisation.posts.absences),
        persons=_Table(organisation.persons),
        plan=organisation.plan,
    )


def _finished(draft: _Draft, before: Organisation | None) -> Organisation:
    posts_written = draft.posts.written or draft.tenures.written or draft.absences.written
    return Organisation(
        version=draft.version,
        tree=Tree(draft.root, draft.units.seen) if before is None or draft.units.written else before.tree,
        outside_arbiter=draft.outside_arbiter,
        outside_arbiters=draft.outside_arbiters,
        office=draft.office,
        lines=draft.lines.seen,
        duties=Duties(draft.duty_lists.seen),
        posts=(
            Posts(draft.posts.seen, draft.tenures.seen, draft.absences.seen)
            if before is None or posts_written
            else before.posts
        ),
        persons=draft.persons.seen,
        plan=draft.plan,
    )


def _apply(draft: _Draft, event: OrganisationEvent) -> None:
    if isinstance(event, UnitEvent):
        _apply_to_units(draft, event)
    elif isinstance(event, DutyEvent):
        _apply_to_duties(draft, event)
    elif isinstance(event, PostEvent):
        _apply_to_posts(draft, event)
    elif isinstance(event, WholeEvent):
        _apply_to_whole(draft, event)
    elif isinstance(event, OrganisationFounded):
        raise OrganisationLogError(f"{event.NAME} stands in the middle of a log: two logs were joined.")
    else:
        match event:
            case PersonRegistered(person=person, name=name) | PersonEntryCorrected(person=person, name=name):
                draft.persons.own()[person] = name
            case PersonAppointed():
                tenure = Tenure(event.post, event.person, event.happened_at, event.until_at)
                draft.tenures.own()[event.post] = _inserted(draft.tenures.seen.get(event.post, ()), tenure)
            case PersonRelieved():
                tenures = draft.tenures.own()
                tenures[event.post] = _cut(tenures[event.post], event.from_at, event.happened_at)


def _apply_to_units(draft: _Draft, event: UnitEvent) -> None:
    match event:
        case UnitFounded():
            unit = Unit(event.unit, event.name, event.kind, event.superior, event.happened_at)
            draft.units.own()[event.unit] = unit
        case LineRelationAdded():
            lines = draft.lines.own()
            lines[event.line] = lines.get(event.line, frozenset()) | {(event.upper, event.lower)}
        case LineRelationRemoved():
            lines = draft.lines.own()
            lines[event.line] -= {(event.upper, event.lower)}
        case _:
            units = draft.units.own()
            units[event.unit] = _changed_unit(units[event.unit], event)


def _changed_unit(unit: Unit, event: UnitRenamed | UnitAliasesSet | UnitMoved | UnitMerged | UnitRetired) -> Unit:
    match event:
        case UnitRenamed():
            return replace(unit, name=event.name)
        case UnitAliasesSet():
            return replace(unit, aliases=event.aliases)
        case UnitMoved():
            return replace(unit, superior=event.superior)
        case UnitMerged():
            return replace(unit, retired_at=event.happened_at, successor=event.into)
        case UnitRetired():
            return replace(unit, retired_at=event.happened_at, successor=event.successor)


def _apply_to_duties(draft: _Draft, event: DutyEvent) -> None:
    duties = draft.duty_list(event.unit)
    match event:
        case DutyEntered():
            duties[event.item] = Duty(
                event.unit, event.item, event.kind, event.title, None, event.approval_ref, event.happened_at
            )
        case DutyTakenBack():
            duties[event.item] = Duty(
                event.unit,
                event.item,
                DutyKind.TAKEN_BACK,
                event.title,
                event.taken_by,
                event.approval_ref,
                event.happened_at,
            )
        case DutyWithdrawn():
            del duties[event.item]


def _apply_to_posts(draft: _Draft, event: PostEvent) -> None:
    posts = draft.posts.own() if not isinstance(event, AbsenceRegistered | AbsenceEnded) else {}
    match event:
        case PostCreated():
            posts[event.post] = Post(event.post, event.unit, event.title, frozenset(event.roles), key_post=False)
        case PostChanged():
            posts[event.post] = replace(posts[event.post], title=event.title, roles=frozenset(event.roles))
        case DeputiesSet():
            posts[event.post] = replace(posts[event.post], deputies=event.deputies)
        case KeyPostMarked():
            posts[event.post] = replace(posts[event.post], key_post=event.key_post)
        case PostAbolished():
            posts[event.post] = replace(posts[event.post], abolished_at=event.happened_at, successor=event.successor)
            if event.post in draft.tenures.seen:
                draft.tenures.own()[event.post] = _ended(draft.tenures.seen[event.post], event.happened_at)
            if event.post in draft.absences.seen:
                draft.absences.own()[event.post] = _ended(draft.absences.seen[event.post], event.happened_at)
        case AbsenceRegistered():
            absence = Absence(event.post, event.deputy, event.happened_at, event.until_at)
            draft.absences.own()[event.post] = _inserted(draft.absences.seen.get(event.post, ()), absence)
        case AbsenceEnded():
            absences = draft.absences.own()
            absences[event.post] = _cut(absences[event.post], event.from_at, event.happened_at)


def _inserted(spans: tuple[Span, ...], span: Span) -> tuple[Span, ...]:
    together = list(spans)
    together.append(span)
    return tuple(sorted(together, key=lambda each: each.from_at))


def _cut(spans: tuple[Span, ...], from_at: datetime, until_at: datetime) -> tuple[Span, ...]:
    """Spans in which the one that begins at `from_at` ends at `until_at`, or is gone where that is no later."""
    return tuple(
        replace(span, until_at=until_at) if span.from_at == from_at else span
        for span in spans
        if span.from_at != from_at or from_at < until_at
    )


def _ended(spans: tuple[Span, ...], at: datetime) -> tuple[Span, ...]:
    """Spans of which none reaches beyond an instant."""
    return tuple(
        replace(span, until_at=at) if span.until_at is None or span.until_at > at else span
        for span in spans
        if span.from_at < at
    )


def _apply_to_whole(draft: _Draft, event: WholeEvent) -> None:
    match event:
        case OutsideArbiterNamed():
            draft.outside_arbiter = event.outside_arbiter
            draft.outside_arbiters[event.outside_arbiter] = event.name
        case OfficeNamed():
            draft.office = event.unit
        case ChangeScheduled():
            planned = PlannedChange(event.change, planned_change(event), event.effective_at)
            # sorted() is stable: what was scheduled first for an instant is carried out first.
            draft.plan = tuple(sorted((*draft.plan, planned), key=lambda each: each.effective_at))
        case ChangeCarriedOut() | ChangeDropped() | ChangeCancelled():
            draft.plan = tuple(planned for planned in draft.plan if planned.change != event.change)


def planned_change(event: ChangeScheduled) -> UnitChange:
    """The command that a plan's event holds, to be carried out at its instant."""
    match event.kind:
        case ChangeKind.RENAME:
            return RenameUnit(event.unit, event.name)
        case ChangeKind.RETIRE:
            return RetireUnit(
                event.unit, event.target, event.approval_ref, event.moved_children, event.retired_children
            )
        case ChangeKind.MOVE | ChangeKind.MERGE:
            if event.target is None:
                raise OrganisationLogError(f"The plan {event.change} names no target for its {event.kind}.")
            if event.kind is ChangeKind.MOVE:
                return MoveUnit(event.unit, event.target)
            return MergeUnit(event.unit, event.target, event.approval_ref, event.moved_children, event.retired_children)
