"""Reading the burden ledger: one demand, lists of them, and what each issuer is charged with. Nothing here writes."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from buckstop.app.demand_streams import all_demands, demands_on, stream_of
from buckstop.app.demands import load_demand
from buckstop.app.ledger import Ledger
from buckstop.domain.demand.charging import charged, charges
from buckstop.domain.demand.events import DemandEvent
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId, DemandKind
from buckstop.domain.ids import UnitId
from buckstop.ledger.codec import decode


@dataclass(frozen=True, slots=True)
class Share:
    """What a demand asks of one receiver.

    Args:
        due_dates: on which it is due, past ones included.
        answered: how often it was done.
        minutes: charged to the issuer: spent where it was done, planned where it was not.
        burden: why the receiver calls it a burden, empty where it does not.
    """

    unit: UnitId
    due_dates: tuple[date, ...]
    answered: int
    minutes: int
    burden: str


@dataclass(frozen=True, slots=True)
class DemandPage:
    """Everything about one demand.

    Args:
        events: from its imposing on.
        minutes: charged to its issuer, over all receivers and times.
    """

    demand: Demand
    events: tuple[DemandEvent, ...]
    shares: tuple[Share, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What one issuer costs others.

    Args:
        demands: of which something fell into the span asked for.
        marks: how often receivers called one of them a burden.
        minutes: of all receivers' people together.
    """

    issuer: UnitId
    demands: int
    marks: int
    minutes: int


def demand_page(ledger: Ledger, demand_id: DemandId) -> DemandPage | None:
    """A demand with what happened to it and what it costs, None where there is none of that id."""
    demand = load_demand(ledger, demand_id)
    if demand is None:
        return None
    events = demand_events(ledger, demand_id)
    shares = tuple(_share(demand, unit) for unit in demand.units)
    return DemandPage(demand, events, shares, sum(share.minutes for share in shares))


def demand_events(ledger: Ledger, demand_id: DemandId, after: int = 0) -> tuple[DemandEvent, ...]:
    """What happened to a demand after a version, in order."""
    return tuple(decode(event.body).event for event in ledger.store.events(stream_of(demand_id), after=after))


def list_demands(
    ledger: Ledger,
    *,
    issuer: UnitId | None = None,
    receiver: UnitId | None = None,
    kind: DemandKind | None = None,
    asked: bool | None = None,
) -> Iterator[Demand]:
    """Demands in the order of their ids that are like this; a condition left out asks nothing."""
    for demand in all_demands(ledger.store, issuer, asked=asked):
        if kind in {None, demand.kind} and (receiver is None or receiver in demand.units):
            yield demand


def imposed(
    ledger: Ledger, *, issuers: Collection[UnitId], receiver: UnitId, from_date: date, until_date: date
) -> Iterator[Demand]:
    """Demands of these issuers of which something fell due from a unit between two days, both included."""
    for demand in demands_on(ledger.store, issuers, receiver):
        if any(from_date <= day <= until_date for day in demand.due_dates(receiver)):
            yield demand


def charges_of_issuers(ledger: Ledger, year: int | None = None) -> tuple[Charge, ...]:
    """What each issuer is charged with, the heaviest first; issuers of nothing are left out.

    Args:
        year: only what falls into this calendar year.
    """
    found: dict[UnitId, list[tuple[int, int]]] = defaultdict(list)
    for demand in all_demands(ledger.store):
        for issuer, minutes in charged((demand,), year).items():
            found[issuer].append((minutes, len(demand.marks)))
    charges = [
        Charge(issuer, len(own), sum(marks for _, marks in own), sum(minutes for minutes, _ in own))
        for issuer, own in found.items()
    ]
    return tuple(sorted(charges, key=lambda charge: (-charge.minutes, charge.issuer)))


def _share(demand: Demand, unit: UnitId) -> Share:
    return Share(
        unit,
        tuple(demand.due_dates(unit)),
        len(demand.answers_of(unit)),
        sum(minutes for _day, minutes in charges(demand, unit)),
        next((mark.reason for mark in demand.marks if mark.unit == unit), ""),
    )
