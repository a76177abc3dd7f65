"""What an event makes of a demand. No rule, no calendar, no refusal: whatever is in the log happened."""

from collections.abc import Iterable
from dataclasses import replace

from buckstop.domain.demand.events import (
    BurdenMarked,
    DemandAbsorbed,
    DemandAnswered,
    DemandEvent,
    DemandImposed,
    DemandMerged,
    DemandWithdrawn,
)
from buckstop.domain.demand.state import Demand, Receiver
from buckstop.domain.demand.words import Answered, BurdenMark, DemandStatus


def evolve(demand: Demand | None, event: DemandEvent) -> Demand:
    """The demand after the event.

    Args:
        demand: None before it was imposed.

    Raises:
        ValueError: the first event is none that imposes, or a later one imposes again: the events are not one demand's.
    """
    if isinstance(event, DemandImposed):
        if demand is not None:
            raise ValueError(f"demand {demand.id} is imposed a second time")
        return _imposed(event)
    if demand is None:
        raise ValueError(f"the first event is {event.NAME}, not {DemandImposed.NAME}")
    return replace(_changed(demand, event), version=demand.version + 1, updated_at=event.happened_at)


def replay(events: Iterable[DemandEvent]) -> Demand | None:
    """The demand its events lead to; None without events."""
    demand: Demand | None = None
    for event in events:
        demand = evolve(demand, event)
    return demand


def _imposed(event: DemandImposed) -> Demand:
    return Demand(
        id=event.demand,
        version=1,
        kind=event.kind,
        title=event.title,
        issuer=event.issuer,
        receivers=tuple(Receiver(unit, event.due_date) for unit in event.receivers),
        person_minutes=event.person_minutes,
        repeats=event.repeats,
        due_date=event.due_date,
        until_date=event.until_date,
        authorisation=event.authorisation,
        particulars=event.particulars,
        imposed_at=event.happened_at,
        updated_at=event.happened_at,
    )


def _changed(demand: Demand, event: DemandEvent) -> Demand:
    match event:
        case BurdenMarked():
            return replace(demand, marks=(*demand.marks, BurdenMark(event.unit, event.reason)))
        case DemandAnswered():
            return replace(demand, answers=(*demand.answers, Answered(event.unit, event.minutes)))
        case DemandWithdrawn():
            return replace(demand, status=DemandStatus.WITHDRAWN, ended_date=event.ended_date)
        case DemandMerged():
            return replace(demand, status=DemandStatus.MERGED, ended_date=event.ended_date, merged_into=event.into)
        case DemandAbsorbed():
            new = tuple(Receiver(unit, event.from_date) for unit in event.receivers)
            return replace(demand, receivers=(*demand.receivers, *new))
    raise ValueError(f"{event.NAME} is no event of a demand")
