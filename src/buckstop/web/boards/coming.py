"""What is still to come by itself, day by day, for a calendar."""

from dataclasses import dataclass
from datetime import date

from buckstop.app.cycle_queries import list_cycles
from buckstop.app.lists import reading_of
from buckstop.domain.cycle.turns import coming_days
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.words import Visibility
from buckstop.web.boards.cycles import cycle_units
from buckstop.web.visitors import Visitor


@dataclass(frozen=True, slots=True)
class ComingView:
    """A turn that is to come, in a calendar."""

    cycle: str
    title: str
    unit: str
    restricted: bool


def coming_between(who: Visitor, begin: date, end: date, *, mine: bool) -> dict[date, tuple[ComingView, ...]]:
    """What comes by itself on each day between two, both included.

    Args:
        mine: only cycles of the visitor's own units.
    """
    reading = reading_of(who.organisation, who.person, who.ledger.now())
    units = (who.units or (UnitId(""),)) if mine else cycle_units(who)
    found: dict[date, list[ComingView]] = {}
    for cycle in list_cycles(who.ledger, units=units, reading=reading):
        restricted = cycle.terms.visibility is Visibility.RESTRICTED
        view = ComingView(cycle.id, cycle.title, who.read.unit(cycle.unit), restricted)
        for day in coming_days(cycle, who.ledger.calendar, begin, end):
            found.setdefault(day, []).append(view)
    return {day: tuple(views) for day, views in found.items()}
