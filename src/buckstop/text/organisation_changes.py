"""One sentence per command about the organisation: what it will do, before it does it."""

from collections.abc import Mapping
from typing import Any

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import PersonId
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AddLineRelation,
    AppointPerson,
    ChangePost,
    CorrectPersonEntry,
    CreatePost,
    DutyCommand,
    EnterDuties,
    FoundUnit,
    MarkKeyPost,
    MergeUnit,
    MoveUnit,
    NameOffice,
    NameOutsideArbiter,
    OrganisationCommand,
    RegisterPerson,
    RelievePerson,
    RemoveLineRelation,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    SetDeputies,
    TakeBackDuties,
    WithdrawDuties,
)
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import ROLES
from buckstop.text.readers import Reader

_OTHER = _("A change of the organisation: %(what)s.")
_NO_SUCCESSOR = _("%(unit)s ends; its superior takes over.")
_NO_DEPUTIES = _("%(post)s has no deputies any more.")
_NOT_KEY = _("%(post)s is no key post any more.")
_NO_ALIASES = _("%(unit)s has no short names any more.")
_ONE_ENTERS: Mapping[DutyKind, str] = {
    DutyKind.BASIC: _("“%(item)s” stands on the duty list of %(unit)s as a duty of its own, by %(document)s."),
    DutyKind.COOPERATE: _(
        "“%(item)s” stands on the duty list of %(unit)s as a duty in which it helps, by %(document)s."
    ),
}
_ONE_TAKEN_BACK = _("%(taken_by)s takes “%(item)s” back from %(unit)s, by %(document)s.")
_ONE_LEAVES = _("“%(item)s” leaves the duty list of %(unit)s, by %(document)s.")
_LATER = _("On %(day)s: %(change)s")
_SENTENCES: Mapping[type, str] = {
    FoundUnit: _("%(name)s (%(unit)s) is founded below %(superior)s."),
    RenameUnit: _("%(unit)s is named %(name)s."),
    SetAliases: _("%(unit)s has these short names: %(aliases)s."),
    MoveUnit: _("%(unit)s answers to %(superior)s."),
    MergeUnit: _("%(unit)s becomes part of %(into)s."),
    RetireUnit: _("%(unit)s ends; %(successor)s takes over."),
    NameOffice: _("%(unit)s becomes the supervision office."),
    NameOutsideArbiter: _("%(name)s becomes the outside arbiter."),
    AddLineRelation: _("%(upper)s guides %(lower)s in the line %(line)s."),
    RemoveLineRelation: _("%(upper)s no longer guides %(lower)s in the line %(line)s."),
    CreatePost: _("%(unit)s gets the post %(title)s (%(roles)s)."),
    ChangePost: _("%(post)s is called %(title)s (%(roles)s)."),
    AbolishPost: _("The post %(post)s ends."),
    SetDeputies: _("%(post)s has these deputies: %(deputies)s."),
    MarkKeyPost: _("%(post)s becomes a key post."),
    RegisterPerson: _("%(person)s enters the register."),
    CorrectPersonEntry: _("The name of %(person)s is corrected."),
    AppointPerson: _("%(person)s is appointed to %(post)s."),
    RelievePerson: _("%(person)s leaves %(post)s."),
    EnterDuties: _("Items enter the duty list of %(unit)s (%(count)s)."),
    TakeBackDuties: _("%(taken_by)s takes items back from %(unit)s (%(count)s)."),
    WithdrawDuties: _("Items leave the duty list of %(unit)s (%(count)s)."),
}


def change_sentence(command: OrganisationCommand, reader: Reader, names: Mapping[PersonId, str]) -> str:
    """What a command will do, in one sentence of the reader's language.

    Args:
        names: of persons, opened; others are shown by their id.
    """
    if isinstance(command, ScheduleChange):
        day = command.effective_at.astimezone(reader.calendar.zone).date().isoformat()
        return reader.say(_LATER, day=day, change=change_sentence(command.what, reader, names))
    values = {name: _shown(name, getattr(command, name), reader, names) for name in type(command).__slots__}
    values["count"] = str(len(getattr(command, "entries", getattr(command, "items", ()))))
    if isinstance(command, EnterDuties | TakeBackDuties | WithdrawDuties):
        values |= {"item": _first_item(command, reader), "document": command.approval_ref}
    said = reader.say(_template(command), what=type(command).__name__, **values)
    later = getattr(command, "from_at", None) or getattr(command, "until_at", None)
    if later is None:
        return said
    return reader.say(_LATER, day=later.astimezone(reader.calendar.zone).date().isoformat(), change=said)


def _first_item(command: DutyCommand, reader: Reader) -> str:
    """The words of the first item a command names; of one that leaves, those it has so far."""
    match command:
        case EnterDuties(entries=((_, title, _), *_)) | TakeBackDuties(items=((_, title), *_)):
            return title
        case WithdrawDuties(unit=unit, items=(item, *_)):
            duty = reader.organisation.duty(unit, item) if reader.organisation else None
            return duty.title if duty else item
    return ""


def _template(command: OrganisationCommand) -> str:
    match command:
        case RetireUnit(successor=None):
            return _NO_SUCCESSOR
        case SetDeputies(deputies=()):
            return _NO_DEPUTIES
        case MarkKeyPost(key_post=False):
            return _NOT_KEY
        case SetAliases(aliases=()):
            return _NO_ALIASES
        case EnterDuties(entries=((_, _, kind),)):
            return _ONE_ENTERS[kind]
        case TakeBackDuties(items=(_,)):
            return _ONE_TAKEN_BACK
        case WithdrawDuties(items=(_,)):
            return _ONE_LEAVES
    return _SENTENCES.get(type(command), _OTHER)


def _shown(name: str, value: Any, reader: Reader, names: Mapping[PersonId, str]) -> str:
    if name in {"unit", "superior", "into", "successor", "upper", "lower", "taken_by"}:
        return reader.unit(value)
    if name == "post":
        return reader.post(value)
    if name == "deputies":
        return reader.joined(map(reader.post, value))
    if name == "roles":
        return reader.listed(ROLES, sorted(value))
    if name == "person":
        return names.get(value, value)
    return reader.joined(value) if name == "aliases" else str(value)
