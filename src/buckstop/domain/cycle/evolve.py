"""What an event makes of a cycle. No rule, no calendar, no refusal: whatever is in the log happened."""

from collections.abc import Iterable
from dataclasses import replace

from buckstop.domain.cycle.events import (
    CycleAmended,
    CycleEnded,
    CycleEvent,
    CycleSetUp,
    CycleSucceeded,
    TurnMoved,
    TurnOpened,
    TurnSkipped,
)
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.words import PastTurn


def evolve(cycle: Cycle | None, event: CycleEvent) -> Cycle:
    """The cycle after the event.

    Args:
        cycle: None before it was set up.

    Raises:
        ValueError: the first event is none that sets up, or a later one sets up again: the events are not one cycle's.
    """
    if isinstance(event, CycleSetUp):
        if cycle is not None:
            raise ValueError(f"cycle {cycle.id} is set up a second time")
        return _set_up(event)
    if cycle is None:
        raise ValueError(f"the first event is {event.NAME}, not {CycleSetUp.NAME}")
    return replace(_changed(cycle, event), version=cycle.version + 1, updated_at=event.happened_at)


def replay(events: Iterable[CycleEvent]) -> Cycle | None:
    """The cycle its events lead to; None without events."""
    cycle: Cycle | None = None
    for event in events:
        cycle = evolve(cycle, event)
    return cycle


def _set_up(event: CycleSetUp) -> Cycle:
    return Cycle(
        id=event.cycle,
        version=1,
        unit=event.unit,
        title=event.title,
        terms=event.terms,
        profile=event.profile,
        planned_for=event.planned_for,
        rhythm=event.rhythm,
        due=event.due,
        until_date=event.until_date,
        next=event.next,
        set_up_at=event.happened_at,
        updated_at=event.happened_at,
    )


def _changed(cycle: Cycle, event: CycleEvent) -> Cycle:
    match event:
        case CycleAmended():
            return replace(
                cycle,
                title=event.title,
                terms=event.terms,
                profile=event.profile,
                planned_for=event.planned_for,
                rhythm=event.rhythm,
                due=event.due,
                until_date=event.until_date,
                next=event.next,
            )
        case TurnOpened():
            return replace(cycle, turns=(*cycle.turns, PastTurn(event.turn, event.matter)), next=event.next)
        case TurnSkipped():
            return replace(cycle, turns=(*cycle.turns, PastTurn(event.turn, None, event.reason)), next=event.next)
        case TurnMoved():
            return replace(cycle, next=event.next)
        case CycleSucceeded():
            return replace(cycle, unit=event.unit)
        case CycleEnded():
            return replace(cycle, next=None, ended_date=event.ended_date)
    raise ValueError(f"{event.NAME} is no event of a cycle")
