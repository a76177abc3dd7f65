"""Whether a matter came again: which cycle opened it, or the way to set one up like it."""

from dataclasses import dataclass

from buckstop.app.cycles import load_cycle
from buckstop.domain.cycle.commands import SetUpCycle
from buckstop.domain.matter.state import Matter
from buckstop.web.boards.cycles import visible_cycle
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor


@dataclass(frozen=True, slots=True)
class AgainView:
    """Where a matter comes from that came by itself.

    Args:
        cycle: id of the cycle, empty where no cycle opened it; title: what the cycle is called, empty where it is not the
            reader's to see.
        turn: which time it is; day: on which it came.
        planned_for: to whom it was meant to be offered, empty where the unit keeps it.
        set_up: address of the form that makes a matter like this come again; empty where the reader sets none up.
    """

    cycle: str
    title: str
    turn: int
    day: str
    planned_for: str
    set_up: str


def again_view(matter: Matter, who: Visitor) -> AgainView | None:
    """What a page says about a matter's coming again; None where it says nothing."""
    came = matter.cycle
    if came is None:
        able = matter.parent is None and matter.giver in who.units_for(SetUpCycle)
        return AgainView("", "", 0, "", "", url("new_cycle", unit=matter.giver, like=matter.id)) if able else None
    cycle = load_cycle(who.ledger, came.cycle)
    seen = cycle is not None and visible_cycle(who, cycle)
    return AgainView(
        cycle=came.cycle,
        title=cycle.title if cycle is not None and seen else "",
        turn=came.turn,
        day=came.day.isoformat(),
        planned_for=who.read.unit(came.planned_for) if came.planned_for else "",
        set_up="",
    )
