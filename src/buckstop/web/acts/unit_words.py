"""Units by name: how they are typed, found and shown."""

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

_UNDER = _("%(unit)s, under %(superior)s")
_ROWS = 4
MOST_LISTED = 500
"""Units a page lists to choose from; of more, a name still finds each of them."""


def find_units(organisation: Organisation, read: Reader, words: str) -> tuple[UnitId, ...]:
    """The units of that id, name, short name or name with id, as `Reader.unit` writes it; more than one where several bear it.

    Raises:
        RequestError: there is none; the message names those near it.
    """
    words = words.strip()
    try:
        return (find_unit(organisation, words),)
    except RequestError as error:
        if error.code == "unit.several":
            return tuple(
                unit.id
                for unit in organisation.tree.units.values()
                if unit.active and words in (unit.name, *unit.aliases)
            )
        written = next((unit for unit in organisation.tree.active_units if read.unit(unit) == words), None)
        if written is None:
            raise
        return (written,)


def unit_words(organisation: Organisation, read: Reader, unit: UnitId) -> str:
    """The name of a unit with that of its superior, which tells namesakes apart."""
    above = organisation.superior(unit)
    known = organisation.unit(unit)
    told_apart = known is not None and read.unit(unit) != known.name
    if above is None or told_apart:
        return read.unit(unit)
    return read.say(_UNDER, unit=read.unit(unit), superior=read.unit(above))


def listed_units(organisation: Organisation, read: Reader, without: Collection[UnitId] = ()) -> tuple[str, ...]:
    """Names to choose from while typing.

    Args:
        without: units that would be refused anyway.
    """
    units = (unit for unit in organisation.tree.active_units if unit not in without)
    return tuple(read.unit(unit) for unit in islice(units, MOST_LISTED))


class UnitInputs(forms.Widget):
    """Several units, each in a field of its own; fields left blank name nobody."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:  # noqa: ARG002 - Django's
        """What was typed, blanks left out."""
        found = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, ())
        return [one for one in found if str(one).strip()]

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - Django's signature
    ) -> SafeString:
        """A field for each unit named so far, and some more."""
        typed = list(value or ())
        rows = [*typed, *[""] * max(1, _ROWS - len(typed))]
        here = {**self.attrs, **(attrs or {})}
        identifier = here.pop("id", name)
        rest = format_html_join("", ' {}="{}"', ((key, value) for key, value in here.items() if value is not False))
        return format_html_join(
            "\n",
            '<input type="text" name="{}" id="{}" value="{}"{}>',
            ((name, identifier if not place else f"{identifier}-{place}", one, rest) for place, one in enumerate(rows)),
        )
