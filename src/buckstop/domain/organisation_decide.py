"""What the organisation answers to a command: the events it writes, or why not.

Plans that have fallen due are carried out first, each effective at its own instant, so that the log is the same whether
a clock was running or not. Who may give a command at all is another question (permissions).
"""

from collections.abc import Iterable
from datetime import datetime

from buckstop.domain.ids import ChangeId, LineId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    CancelChange,
    DutyCommand,
    FoundOrganisation,
    MergeUnit,
    MoveUnit,
    NameOffice,
    NameOutsideArbiter,
    OrganisationCommand,
    PersonCommand,
    PlanCommand,
    PostCommand,
    RemoveLineRelation,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    UnitChange,
    UnitCommand,
    WholeCommand,
)
from buckstop.domain.organisation_duty_rules import decide_duties
from buckstop.domain.organisation_events import (
    ChangeCancelled,
    ChangeCarriedOut,
    ChangeDropped,
    ChangeKind,
    ChangeScheduled,
    LineRelationAdded,
    LineRelationRemoved,
    OfficeNamed,
    OrganisationEvent,
    OrganisationFounded,
    OutsideArbiterNamed,
    UnitFounded,
    UnitMerged,
    UnitMoved,
    UnitRetired,
)
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.organisation_post_rules import decide_persons, decide_posts
from buckstop.domain.organisation_refusals import Answer, OrganisationRefusal, first_of
from buckstop.domain.organisation_unit_rules import (
    blank,
    decide_change,
    decide_units,
    retired_unit,
    unknown_unit,
)
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind

__all__ = ["Answer", "OrganisationRefusal", "affected_units", "decide", "due_events"]


def decide(organisation: Organisation | None, command: OrganisationCommand, at: datetime) -> Answer:
    """The events of a command, those of plans that fell due before it included; or the first obstacle.

    Args:
        organisation: None before it is founded.
        at: the instant of the command; no instant that the command names may lie before it.

    Refuses: in the order of `OrganisationRefusal`. A refusal writes nothing, not even what was due; that is written by
        the next accepted command, or by whoever asks for `due_events`.
    """
    if isinstance(command, FoundOrganisation):
        return _found(organisation, command, at)
    if organisation is None:
        return Refusal.of(OrganisationRefusal.NOT_FOUNDED)
    due = due_events(organisation, at)
    current = evolve_all(organisation, due) if due else organisation
    answer = _decide(current, command, at)
    return answer if isinstance(answer, Refusal) else (*due, *answer)


def due_events(organisation: Organisation, at: datetime) -> tuple[OrganisationEvent, ...]:
    """The effects of all plans due by an instant, in the order in which they fell due; empty where none is.

    A plan that became impossible since it was made is dropped, and the obstacle named.
    """
    events: tuple[OrganisationEvent, ...] = ()
    for planned in organisation.plan:
        if planned.effective_at > at:
            break
        current = evolve_all(organisation, events)
        answer = decide_change(current, planned.what, planned.effective_at)
        if isinstance(answer, Refusal):
            events += (ChangeDropped(planned.change, answer.code.value, planned.effective_at),)
        else:
            events += (*answer, ChangeCarriedOut(planned.change, planned.effective_at))
    return events


def affected_units(organisation: Organisation, events: Iterable[OrganisationEvent]) -> frozenset[UnitId]:
    """Units for whose matters the holder, the arbiter or the verifier has to be looked at again after events.

    A matter is touched where one of these units is its holder, giver, offeree, arbiter or verifier, or ever was a
    party: retired units are named too, because an arbiter is chosen for former parties as well.

    Args:
        organisation: the value before the events.
    """
    found: set[UnitId] = set()
    unread: list[OrganisationEvent] = []
    for event in events:
        if isinstance(event, UnitMoved | UnitMerged | UnitRetired | OutsideArbiterNamed | OfficeNamed):
            # Founding a province is thousands of events: they are applied only where somebody has to look.
            organisation, unread = evolve_all(organisation, unread), []
            found.update(_touched(organisation, event))
        unread.append(event)
    return frozenset(found)


def _touched(
    organisation: Organisation, event: UnitMoved | UnitMerged | UnitRetired | OutsideArbiterNamed | OfficeNamed
) -> Iterable[UnitId]:
    match event:
        case UnitMoved():
            return organisation.subtree(event.unit)
        case UnitMerged() | UnitRetired():
            return (event.unit,)
        case OutsideArbiterNamed():
            return (organisation.outside_arbiter,)
        case OfficeNamed():
            return (organisation.office,)


def _found(organisation: Organisation | None, command: FoundOrganisation, at: datetime) -> Answer:
    if organisation is not None:
        return Refusal.of(OrganisationRefusal.ALREADY_FOUNDED)
    arbiter = command.outside_arbiter
    if arbiter is None or not arbiter.strip():
        return Refusal.of(OrganisationRefusal.NO_OUTSIDE_ARBITER)
    obstacle = blank(root=command.root, name=command.name, outside_arbiter_name=command.outside_arbiter_name)
    obstacle = obstacle or blank(office=command.office, office_name=command.office_name)
    if obstacle is not None:
        return obstacle
    if arbiter in {command.root, command.office}:
        return Refusal.of(OrganisationRefusal.ARBITER_INSIDE, unit=arbiter)
    founded = OrganisationFounded(command.root, command.name.strip(), arbiter, command.outside_arbiter_name.strip(), at)
    if command.office == command.root:
        return (founded,)
    office = UnitFounded(command.office, command.office_name.strip(), UnitKind.OFFICE, command.root, at)
    return (founded, office, OfficeNamed(command.office, at))


def _decide(organisation: Organisation, command: OrganisationCommand, at: datetime) -> Answer:
    if isinstance(command, UnitCommand):
        return decide_units(organisation, command, at)
    if isinstance(command, DutyCommand):
        return decide_duties(organisation, command, at)
    if isinstance(command, PostCommand):
        return decide_posts(organisation, command, at)
    if isinstance(command, PersonCommand):
        return decide_persons(organisation, command, at)
    if isinstance(command, PlanCommand):
        return _decide_plan(organisation, command, at)
    if isinstance(command, WholeCommand):
        return _decide_whole(organisation, command, at)
    return Refusal.of(OrganisationRefusal.ALREADY_FOUNDED)


def _decide_whole(organisation: Organisation, command: WholeCommand, at: datetime) -> Answer:
    match command:
        case NameOutsideArbiter():
            return _name_outside_arbiter(organisation, command, at)
        case NameOffice(unit=unit):
            obstacle = unknown_unit(organisation, unit) or retired_unit(organisation, unit)
            if obstacle is not None:
                return obstacle
            if unit == organisation.office:
                return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
            return (OfficeNamed(unit, at),)
        case AddLineRelation():
            return _add_relation(organisation, command, at)
        case RemoveLineRelation(line=line, upper=upper, lower=lower):
            if (upper, lower) not in organisation.lines.get(line, frozenset()):
                return Refusal.of(OrganisationRefusal.RELATION_UNKNOWN, line=line, upper=upper, lower=lower)
            return (LineRelationRemoved(line, upper, lower, at),)


def _name_outside_arbiter(organisation: Organisation, command: NameOutsideArbiter, at: datetime) -> Answer:
    """A former outside arbiter may be named again."""
    arbiter, name = command.outside_arbiter, command.name.strip()
    if not arbiter.strip():
        return Refusal.of(OrganisationRefusal.NO_OUTSIDE_ARBITER)
    obstacle = blank(name=name)
    if obstacle is not None:
        return obstacle
    if organisation.unit(arbiter) is not None:
        return Refusal.of(OrganisationRefusal.ARBITER_INSIDE, unit=arbiter)
    if arbiter == organisation.outside_arbiter and name == organisation.outside_arbiters[arbiter]:
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (OutsideArbiterNamed(arbiter, name, at),)


def _add_relation(organisation: Organisation, command: AddLineRelation, at: datetime) -> Answer:
    line, upper, lower = command.line, command.upper, command.lower
    obstacle = first_of(
        blank(line=line),
        unknown_unit(organisation, upper, lower) or retired_unit(organisation, upper, lower),
    )
    if obstacle is not None:
        return obstacle
    if upper == lower or upper in _guided_by(organisation, line, lower):
        return Refusal.of(OrganisationRefusal.LINE_CYCLE, line=line, upper=upper, lower=lower)
    if (upper, lower) in organisation.lines.get(line, frozenset()):
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (LineRelationAdded(line, upper, lower, at),)


def _guided_by(organisation: Organisation, line: LineId, unit: UnitId) -> set[UnitId]:
    """Everyone whom a unit guides in a line, near or far."""
    pairs = organisation.lines.get(line, frozenset())
    found: set[UnitId] = set()
    waiting = {unit}
    while waiting:
        waiting = {lower for upper, lower in pairs if upper in waiting} - found
        found |= waiting
    return found


def _decide_plan(organisation: Organisation, command: PlanCommand, at: datetime) -> Answer:
    match command:
        case ScheduleChange():
            return _schedule(organisation, command, at)
        case CancelChange(change=change, reason=reason):
            obstacle = blank(reason=reason)
            if obstacle is not None:
                return obstacle
            if not _planned(organisation, change):
                return Refusal.of(OrganisationRefusal.PLAN_UNKNOWN, change=change)
            return (ChangeCancelled(change, reason.strip(), at),)


def _planned(organisation: Organisation, change: ChangeId) -> bool:
    return any(planned.change == change for planned in organisation.plan)


def _schedule(organisation: Organisation, command: ScheduleChange, at: datetime) -> Answer:
    """A plan has to be possible as far as one can see: after all that is planned up to its own instant."""
    obstacle = blank(change=command.change)
    if obstacle is not None:
        return obstacle
    if command.effective_at <= at:
        return Refusal.of(OrganisationRefusal.BACK_DATED, from_at=command.effective_at.isoformat())
    if _planned(organisation, command.change):
        return Refusal.of(OrganisationRefusal.ID_TAKEN, id=command.change)
    foreseen = evolve_all(organisation, due_events(organisation, command.effective_at))
    answer = decide_change(foreseen, command.what, command.effective_at)
    if isinstance(answer, Refusal):
        return answer
    return (_scheduled(command.change, command.what, command.effective_at, at),)


def _scheduled(change: ChangeId, what: UnitChange, effective_at: datetime, at: datetime) -> ChangeScheduled:
    kind, target, name = _outline(what)
    ending = what if isinstance(what, MergeUnit | RetireUnit) else None
    return ChangeScheduled(
        change=change,
        kind=kind,
        unit=what.unit,
        target=target,
        name=name,
        moved_children=ending.moved_children if ending is not None else (),
        retired_children=ending.retired_children if ending is not None else (),
        approval_ref=ending.approval_ref if ending is not None else "",
        effective_at=effective_at,
        happened_at=at,
    )


def _outline(what: UnitChange) -> tuple[ChangeKind, UnitId | None, str]:
    """The kind of a change, the unit it aims at and the name it gives."""
    match what:
        case RenameUnit():
            return ChangeKind.RENAME, None, what.name
        case MoveUnit():
            return ChangeKind.MOVE, what.superior, ""
        case MergeUnit():
            return ChangeKind.MERGE, what.into, ""
        case RetireUnit():
            return ChangeKind.RETIRE, what.successor, ""
