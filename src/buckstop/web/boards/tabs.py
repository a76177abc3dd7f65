"""The boards there are, for going from one to the other."""

from dataclasses import dataclass

from buckstop.domain.ids import UnitId
from buckstop.i18n import gettext_noop as _
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

_OFFICE = _("The whole")
_WHO = _("Who holds what")
_CALENDAR = _("Calendar")
_CYCLES = _("What comes again")


@dataclass(frozen=True, slots=True)
class Tab:
    """One board."""

    address: str
    words: str
    current: bool


def tabs_of(who: Visitor, current: str, unit: UnitId | None = None) -> tuple[Tab, ...]:
    """Every board of a visitor.

    Args:
        current: name of the page shown.
        unit: whose board is shown, if one is.
    """
    units = list(who.units)
    if unit is not None and unit not in units:
        units.append(unit)
    own = [
        Tab(
            url("unit_board", one),
            who.read.unit(one),
            current == "unit_board" and one == unit,
        )
        for one in units
    ]
    return (
        Tab(url("board"), who.read.translate(_OFFICE), current == "board"),
        *own,
        Tab(url("who_holds"), who.read.translate(_WHO), current == "who_holds"),
        Tab(url("calendar"), who.read.translate(_CALENDAR), current == "calendar"),
        Tab(url("cycles"), who.read.translate(_CYCLES), current == "cycles"),
    )
