"""Which unit a change is about: asked first wherever the address names none, never guessed."""

from dataclasses import dataclass

from buckstop.app.requests import RequestError
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts.unit_words import find_units, listed_units, unit_words
from buckstop.web.organisation.changes import Change, Stays
from buckstop.web.visitors import Visitor

_ROOT_STAYS = _("%(unit)s is the highest unit: it is never moved, merged or ended. Choose another one.")
_OFFICE_STAYS = _("%(unit)s is the supervision office: it is never merged or ended. Choose another one.")
_ENDED = _("%(unit)s has ended. Choose a unit that is still there.")


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """The question which unit a change is about.

    Args:
        units: names to choose from while typing; without those of which the rules never allow the change.
        words: what was typed.
        several: units that bear the name typed: id, and name with that of the superior.
        refused: why the unit named is none.
    """

    title: str
    meaning: str
    units: tuple[str, ...]
    words: str = ""
    several: tuple[tuple[UnitId, str], ...] = ()
    refused: str = ""


def staying(organisation: Organisation, change: Change) -> frozenset[UnitId]:
    """Units of which this change is never made."""
    root, office = frozenset({organisation.root}), frozenset({organisation.office})
    return {Stays.NOTHING: frozenset[UnitId](), Stays.ROOT: root, Stays.ROOT_AND_OFFICE: root | office}[change.stays]


def chosen(who: Visitor, change: Change, words: str) -> UnitId | ChoicePage:
    """The unit that an address or a form names by id or name; else the page that asks for it."""
    organisation, read = who.organisation, who.read
    never = staying(organisation, change)
    units = listed_units(organisation, read, without=never)
    asked = ChoicePage(read.translate(change.title), read.translate(change.meaning), units, words)
    if not words:
        return asked
    if (known := organisation.unit(UnitId(words))) is not None and not known.active:
        return _refused(asked, read.say(_ENDED, unit=read.unit(known.id)))
    try:
        found = find_units(organisation, read, words)
    except RequestError as error:
        return _refused(asked, read.say(error.message, **error.fields))
    if len(found) > 1:
        return ChoicePage(
            asked.title,
            asked.meaning,
            units,
            words,
            tuple((unit, unit_words(organisation, read, unit)) for unit in found if unit not in never),
        )
    if found[0] in never:
        message = _ROOT_STAYS if found[0] == organisation.root else _OFFICE_STAYS
        return _refused(asked, read.say(message, unit=read.unit(found[0])))
    return found[0]


def _refused(asked: ChoicePage, words: str) -> ChoicePage:
    return ChoicePage(asked.title, asked.meaning, asked.units, asked.words, refused=words)
