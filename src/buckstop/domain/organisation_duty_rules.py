"""When duty lists may change: by an approved document, and back up only to somebody who stands above."""

from datetime import datetime

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import DutyCommand, EnterDuties, TakeBackDuties, WithdrawDuties
from buckstop.domain.organisation_events import DutyEntered, DutyTakenBack, DutyWithdrawn
from buckstop.domain.organisation_refusals import Answer, OrganisationRefusal, first_of
from buckstop.domain.organisation_unit_rules import blank, retired_unit, unapproved, unknown_unit
from buckstop.domain.refusals import Refusal


def decide_duties(organisation: Organisation, command: DutyCommand, at: datetime) -> Answer:
    """What a change of a duty list writes, or why not."""
    match command:
        case EnterDuties():
            return _enter(organisation, command, at)
        case WithdrawDuties():
            return _withdraw(organisation, command, at)
        case TakeBackDuties():
            return _take_back(organisation, command, at)


def _items_named(items: tuple[DutyItemId, ...], titles: tuple[str, ...], approval_ref: str) -> Refusal | None:
    """What is wrong with a command before any unit is looked at."""
    twice = next((item for place, item in enumerate(items) if item in items[:place]), None)
    return first_of(
        None if items else Refusal.of(OrganisationRefusal.NOTHING_NAMED, field="items"),
        first_of(*(blank(item=item) for item in items), *(blank(title=title) for title in titles)),
        unapproved(approval_ref),
        None if twice is None else Refusal.of(OrganisationRefusal.NAMED_TWICE, id=twice),
    )


def _alive(organisation: Organisation, unit: UnitId) -> Refusal | None:
    return unknown_unit(organisation, unit) or retired_unit(organisation, unit)


def _enter(organisation: Organisation, command: EnterDuties, at: datetime) -> Answer:
    """TAKEN_BACK needs a unit that answers instead: it has a command of its own."""
    items, titles = tuple(item for item, _, _ in command.entries), tuple(title for _, title, _ in command.entries)
    kinds_fit = all(kind is not DutyKind.TAKEN_BACK for _, _, kind in command.entries)
    obstacle = first_of(
        None if kinds_fit else Refusal.of(OrganisationRefusal.NOTHING_NAMED, field="taken_by"),
        _items_named(items, titles, command.approval_ref),
        _alive(organisation, command.unit),
    )
    if obstacle is not None:
        return obstacle
    events = tuple(
        DutyEntered(command.unit, item, kind, title, command.approval_ref, at)
        for item, title, kind in command.entries
        if not _stands(organisation, command.unit, item, kind, title)
    )
    return events or Refusal.of(OrganisationRefusal.NOTHING_CHANGES)


def _stands(
    organisation: Organisation,
    unit: UnitId,
    item: DutyItemId,
    kind: DutyKind,
    title: str,
    taken_by: UnitId | None = None,
) -> bool:
    duty = organisation.duty(unit, item)
    return duty is not None and (duty.kind, duty.title, duty.taken_by) == (kind, title, taken_by)


def _withdraw(organisation: Organisation, command: WithdrawDuties, at: datetime) -> Answer:
    stranger = next((item for item in command.items if organisation.duty(command.unit, item) is None), None)
    obstacle = first_of(
        _items_named(command.items, (), command.approval_ref),
        unknown_unit(organisation, command.unit),
        None if stranger is None else Refusal.of(OrganisationRefusal.DUTY_NOT_LISTED, unit=command.unit, item=stranger),
        retired_unit(organisation, command.unit),
    )
    if obstacle is not None:
        return obstacle
    return tuple(DutyWithdrawn(command.unit, item, command.approval_ref, at) for item in command.items)


def _take_back(organisation: Organisation, command: TakeBackDuties, at: datetime) -> Answer:
    """A superior is whoever stands above in the tree, or guides the unit by a line: departments take back by line."""
    items, titles = tuple(item for item, _ in command.items), tuple(title for _, title in command.items)
    above = organisation.is_above(command.taken_by, command.unit) or command.taken_by in organisation.guidance(
        command.unit
    )
    obstacle = first_of(
        _items_named(items, titles, command.approval_ref),
        unknown_unit(organisation, command.unit, command.taken_by)
        or retired_unit(organisation, command.unit, command.taken_by),
        None if above else Refusal.of(OrganisationRefusal.NOT_SUPERIOR, unit=command.unit, taken_by=command.taken_by),
    )
    if obstacle is not None:
        return obstacle
    events = tuple(
        DutyTakenBack(command.unit, item, title, command.taken_by, command.approval_ref, at)
        for item, title in command.items
        if not _stands(organisation, command.unit, item, DutyKind.TAKEN_BACK, title, command.taken_by)
    )
    return events or Refusal.of(OrganisationRefusal.NOTHING_CHANGES)
