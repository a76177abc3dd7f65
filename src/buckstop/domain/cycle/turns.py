"""What happens by itself: a turn that is due opens its matter on the unit, at its own instant and never offered to anybody.

The clock process only wakes cycles nobody touches. A cycle that slept through three turns opens the same three matters,
at the same instants, as one that was woken three times. Each is one transaction with the matter it opens.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from buckstop.domain.calendars import Calendar
from buckstop.domain.cycle.events import CycleSucceeded, TurnMoved, TurnOpened
from buckstop.domain.cycle.schedule import covered_before, deadline_of, next_turn, period_label
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.words import Turn
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.words import Actor, FromCycle, Origin
from buckstop.domain.matter.world import Opening
from buckstop.domain.organisation import Organisation

_NEAR = timedelta(days=31)
"""Longer than any run of days off: no turn lies further from its period."""


def due_at(cycle: Cycle) -> datetime | None:
    """When the next turn takes effect; None where none comes. Nothing happens before what happened last."""
    return None if cycle.next is None else max(cycle.next.opens_at, cycle.updated_at)


def open_turn(
    cycle: Cycle, organisation: Organisation, calendar: Calendar, matter: MatterId
) -> tuple[TurnOpened, Opening]:
    """What the next turn does to the cycle, and the matter it opens.

    Args:
        cycle: one of which a turn is due.
        matter: an id that is not in use.
    """
    turn, at = cycle.next, due_at(cycle)
    assert turn is not None
    assert at is not None
    opening = Opening(
        matter=matter,
        unit=cycle.unit,
        title=titled(cycle, turn),
        terms=replace(cycle.terms, supports=tuple(filter(organisation.active, cycle.terms.supports))),
        origin=Origin.DIRECTIVE if cycle.terms.reference.strip() else Origin.OWN,
        profile=cycle.profile,
        deadline=deadline_of(cycle.due, turn, calendar, at),
        cycle=FromCycle(cycle.id, turn.number, turn.day, cycle.planned_for),
    )
    return TurnOpened(happened_at=at, turn=turn, matter=matter, next=turn_after(cycle, turn, calendar)), opening


def turn_after(cycle: Cycle, turn: Turn, calendar: Calendar) -> Turn | None:
    """The turn of a cycle that follows another one; None where that was the last."""
    return next_turn(
        cycle.rhythm,
        calendar,
        number=turn.number + 1,
        until_date=cycle.until_date,
        covered_date=turn.until_date,
        after_date=turn.day,
    )


def coming_turns(cycle: Cycle, calendar: Calendar) -> Iterator[Turn]:
    """Every turn still to come, as the calendar is known today."""
    turn = cycle.next
    while turn is not None:
        yield turn
        turn = turn_after(cycle, turn, calendar)


def coming_days(cycle: Cycle, calendar: Calendar, begin: date, end: date) -> Iterator[date]:
    """The days between two, both included, on which a cycle is still to come, as the calendar is known today.

    Why not every turn until then: a daily one would be reckoned through years, day by day, to show its last month. A turn
    lies near its own period, so those of long before are left out; which number the first one bears is not known then.
    """
    turn = cycle.next
    covered = None if turn is None else covered_before(cycle.rhythm, begin - _NEAR)
    if turn is not None and covered is not None and covered > turn.until_date:
        turn = next_turn(
            cycle.rhythm,
            calendar,
            number=turn.number + 1,
            until_date=cycle.until_date,
            covered_date=covered,
            after_date=turn.day,
        )
    while turn is not None and turn.day <= end:
        if turn.day >= begin:
            yield turn.day
        turn = turn_after(cycle, turn, calendar)


def titled(cycle: Cycle, turn: Turn) -> str:
    """The title of what a turn opens: that of the cycle and what tells this turn from the others."""
    return f"{cycle.title} {period_label(cycle.rhythm.every, turn)}"


def moved(cycle: Cycle, calendar: Calendar, at: datetime) -> TurnMoved | None:
    """What a published calendar makes of the next turn; None where it stays as it is.

    A turn whose new day is past comes now, not before now.
    """
    turn = cycle.next
    if turn is None or not turn.provisional:
        return None
    anew = next_turn(
        cycle.rhythm,
        calendar,
        number=turn.number,
        until_date=cycle.until_date,
        covered_date=cycle.covered_date,
        after_date=cycle.last_day,
    )
    return None if anew == turn else TurnMoved(happened_at=max(at, cycle.updated_at), turn=turn, next=anew)


def succeeded(cycle: Cycle, organisation: Organisation, by: Actor | None, at: datetime) -> CycleSucceeded | None:
    """What the end of its unit makes of a cycle; None where the unit is there."""
    if organisation.active(cycle.unit):
        return None
    return CycleSucceeded(
        happened_at=max(at, cycle.updated_at), by=by, former=cycle.unit, unit=organisation.custodian(cycle.unit)
    )
