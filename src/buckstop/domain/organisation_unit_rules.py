"""When units may be founded, renamed, moved, merged and retired, so that one tree with one root remains.

Obstacles are looked for in the order of `OrganisationRefusal`.
"""

from datetime import datetime

from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    FoundUnit,
    MergeUnit,
    MoveUnit,
    RenameUnit,
    RetireUnit,
    SetAliases,
    UnitChange,
    UnitCommand,
)
from buckstop.domain.organisation_events import (
    OrganisationEvent,
    UnitAliasesSet,
    UnitFounded,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
    UnitRetired,
)
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.organisation_refusals import Answer, OrganisationRefusal, first_of
from buckstop.domain.post_events import PostAbolished
from buckstop.domain.refusals import Refusal


def blank(**texts: str) -> Refusal | None:
    """A refusal for the first text that names nothing."""
    for field, text in texts.items():
        if not text.strip():
            return Refusal.of(OrganisationRefusal.NOTHING_NAMED, field=field)
    return None


def unapproved(approval_ref: str) -> Refusal | None:
    """A refusal where a document has to be named and is not."""
    return None if approval_ref.strip() else Refusal.of(OrganisationRefusal.APPROVAL_MISSING)


def unknown_unit(organisation: Organisation, *units: UnitId) -> Refusal | None:
    """A refusal for the first id that is no unit of the tree."""
    for unit in units:
        if organisation.unit(unit) is None:
            return Refusal.of(OrganisationRefusal.UNIT_UNKNOWN, unit=unit)
    return None


def retired_unit(organisation: Organisation, *units: UnitId) -> Refusal | None:
    """A refusal for the first unit that is retired."""
    for unit in units:
        if not organisation.active(unit):
            return Refusal.of(OrganisationRefusal.UNIT_RETIRED, unit=unit)
    return None


def taken_id(organisation: Organisation, unit: UnitId) -> Refusal | None:
    """A refusal for an id that a unit bears or bore, in the tree or as outside arbiter."""
    if organisation.unit(unit) is not None or unit in organisation.outside_arbiters:
        return Refusal.of(OrganisationRefusal.ID_TAKEN, id=unit)
    return None


def decide_units(organisation: Organisation, command: UnitCommand, at: datetime) -> Answer:
    """What founding, naming or changing a unit writes, or why not."""
    match command:
        case FoundUnit():
            return _found(organisation, command, at)
        case SetAliases():
            return _set_aliases(organisation, command, at)
        case _:
            return decide_change(organisation, command, at)


def decide_change(organisation: Organisation, change: UnitChange, at: datetime) -> Answer:
    """What a change that can also be planned ahead writes at its instant, or why not."""
    match change:
        case RenameUnit():
            return _rename(organisation, change, at)
        case MoveUnit():
            return _move(organisation, change.unit, change.superior, at)
        case MergeUnit():
            return _merge(organisation, change, at)
        case RetireUnit():
            return _retire(organisation, change, at)


def _found(organisation: Organisation, command: FoundUnit, at: datetime) -> Answer:
    obstacle = first_of(
        blank(unit=command.unit, name=command.name),
        unknown_unit(organisation, command.superior),
        taken_id(organisation, command.unit),
        retired_unit(organisation, command.superior),
    )
    if obstacle is not None:
        return obstacle
    founded = UnitFounded(command.unit, command.name.strip(), command.kind, command.superior, at)
    aliases = _cleaned(command.aliases)
    return (founded, UnitAliasesSet(command.unit, aliases, at)) if aliases else (founded,)


def _cleaned(aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Aliases without blanks and repetitions, in the order given."""
    return tuple(dict.fromkeys(alias.strip() for alias in aliases if alias.strip()))


def _set_aliases(organisation: Organisation, command: SetAliases, at: datetime) -> Answer:
    unit = organisation.unit(command.unit)
    if unit is None:
        return Refusal.of(OrganisationRefusal.UNIT_UNKNOWN, unit=command.unit)
    if _cleaned(command.aliases) == unit.aliases:
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (UnitAliasesSet(command.unit, _cleaned(command.aliases), at),)


def _rename(organisation: Organisation, command: RenameUnit, at: datetime) -> Answer:
    obstacle = first_of(
        blank(name=command.name),
        unknown_unit(organisation, command.unit) or retired_unit(organisation, command.unit),
    )
    if obstacle is not None:
        return obstacle
    unit = organisation.tree.units[command.unit]
    if unit.name == command.name.strip():
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (UnitRenamed(command.unit, command.name.strip(), at),)


def _move(organisation: Organisation, unit: UnitId, superior: UnitId, at: datetime) -> Answer:
    obstacle = first_of(
        unknown_unit(organisation, unit, superior) or retired_unit(organisation, unit, superior),
        _root_stays(organisation, unit),
        _into_itself(unit, superior),
    )
    if obstacle is not None:
        return obstacle
    if organisation.is_above(unit, superior):
        return Refusal.of(OrganisationRefusal.BELOW_ITSELF, unit=unit, target=superior)
    if organisation.superior(unit) == superior:
        return Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
    return (UnitMoved(unit, superior, at),)


def _root_stays(organisation: Organisation, unit: UnitId) -> Refusal | None:
    return Refusal.of(OrganisationRefusal.ROOT_STAYS, unit=unit) if unit == organisation.root else None


def _into_itself(unit: UnitId, target: UnitId | None) -> Refusal | None:
    return Refusal.of(OrganisationRefusal.INTO_ITSELF, unit=unit) if unit == target else None


def _merge(organisation: Organisation, command: MergeUnit, at: datetime) -> Answer:
    """Children that the command does not name move below the unit merged into."""
    obstacle = first_of(
        unapproved(command.approval_ref),
        _named_twice(command),
        _cannot_end(organisation, command.unit, command.into),
    )
    if obstacle is not None:
        return obstacle
    before = _children_first(organisation, command, at)
    if isinstance(before, Refusal):
        return before
    after = evolve_all(organisation, before)
    lost = _cannot_succeed(after, command.unit, command.into)
    if lost is not None:
        return lost
    moved = tuple(UnitMoved(child, command.into, at) for child in after.tree.active_children(command.unit))
    merged = UnitMerged(command.unit, command.into, command.approval_ref, at)
    return (*before, *moved, *_posts_abolished(organisation, command.unit, at), merged)


def _retire(organisation: Organisation, command: RetireUnit, at: datetime) -> Answer:
    names_successor = command.successor is not None or any(successor for _, successor in command.retired_children)
    obstacle = first_of(
        unapproved(command.approval_ref) if names_successor else None,
        _named_twice(command),
        _cannot_end(organisation, command.unit, command.successor),
    )
    if obstacle is not None:
        return obstacle
    before = _children_first(organisation, command, at)
    if isinstance(before, Refusal):
        return before
    ended = _retire_one(evolve_all(organisation, before), command.unit, command.successor, command.approval_ref, at)
    return ended if isinstance(ended, Refusal) else (*before, *ended)


def _named_twice(command: MergeUnit | RetireUnit) -> Refusal | None:
    seen: set[UnitId] = set()
    for child, _ in (*command.moved_children, *command.retired_children):
        if child in seen:
            return Refusal.of(OrganisationRefusal.NAMED_TWICE, id=child)
        seen.add(child)
    return None


def _cannot_end(organisation: Organisation, unit: UnitId, target: UnitId | None) -> Refusal | None:
    """What keeps a unit from ending, whatever becomes of its subordinates."""
    named = (unit,) if target is None else (unit, target)
    return first_of(
        unknown_unit(organisation, *named) or retired_unit(organisation, *named),
        _root_stays(organisation, unit),
        Refusal.of(OrganisationRefusal.OFFICE_STAYS, unit=unit) if unit == organisation.office else None,
        _into_itself(unit, target),
    )


def _children_first(organisation: Organisation, command: MergeUnit | RetireUnit, at: datetime) -> Answer:
    """The moves and retirements of the subordinates that a command names, each judged after those before it."""
    events: tuple[OrganisationEvent, ...] = ()
    current = organisation
    for child, superior in command.moved_children:
        answer = _no_child(organisation, command.unit, child) or _move(current, child, superior, at)
        if isinstance(answer, Refusal):
            return answer
        events, current = events + answer, evolve_all(current, answer)
    for child, successor in command.retired_children:
        answer = (
            _no_child(organisation, command.unit, child)
            or _cannot_end(current, child, successor)
            or _retire_one(current, child, successor, command.approval_ref, at)
        )
        if isinstance(answer, Refusal):
            return answer
        events, current = events + answer, evolve_all(current, answer)
    return events


def _no_child(organisation: Organisation, unit: UnitId, child: UnitId) -> Refusal | None:
    if organisation.unit(child) is None:
        return Refusal.of(OrganisationRefusal.UNIT_UNKNOWN, unit=child)
    if not organisation.is_above(unit, child):
        return Refusal.of(OrganisationRefusal.NO_CHILD, unit=unit, child=child)
    return None


def _retire_one(
    organisation: Organisation, unit: UnitId, successor: UnitId | None, approval_ref: str, at: datetime
) -> Answer:
    lost = None if successor is None else _cannot_succeed(organisation, unit, successor)
    if lost is not None:
        return lost
    left = organisation.tree.active_children(unit)
    if left:
        return Refusal.of(OrganisationRefusal.CHILDREN_LEFT, unit=unit, children=", ".join(left))
    retired = UnitRetired(unit, successor, approval_ref if successor is not None else "", at)
    return (*_posts_abolished(organisation, unit, at), retired)


def _cannot_succeed(organisation: Organisation, unit: UnitId, successor: UnitId) -> Refusal | None:
    """What keeps a unit from taking over, once the subordinates named in the command have moved or ended."""
    below = organisation.is_above(unit, successor)
    return first_of(
        retired_unit(organisation, successor),
        Refusal.of(OrganisationRefusal.BELOW_ITSELF, unit=unit, target=successor) if below else None,
    )


def _posts_abolished(organisation: Organisation, unit: UnitId, at: datetime) -> tuple[PostAbolished, ...]:
    return tuple(PostAbolished(post.id, None, at) for post in organisation.posts_in(unit))
