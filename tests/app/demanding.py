"""Demands on the staged county, and what becomes of them."""

from dataclasses import replace
from datetime import date
from typing import Any

from buckstop.app.answers import Accepted, Refused
from buckstop.app.demands import load_demand
from buckstop.domain.demand.commands import DemandCommand, ImposeDemand
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId, DemandKind, Particulars
from buckstop.domain.ids import UnitId
from tests.app.staged import COUNTY, TOWN, VILLAGE, Stage

D1, D2 = DemandId("d1"), DemandId("d2")
DUE = date(2026, 3, 9)


def asking(demand: DemandId = D1, issuer: UnitId = COUNTY, topic: str = "", **changes: Any) -> ImposeDemand:
    """A form of two hours for town and village."""
    command = ImposeDemand(
        demand=demand,
        kind=DemandKind.FORM,
        title="Ditches",
        issuer=issuer,
        receivers=(TOWN, VILLAGE),
        person_minutes=120,
        due_date=DUE,
        particulars=Particulars(topic=topic),
    )
    return replace(command, **changes)


def do(county: Stage, unit: UnitId, command: DemandCommand, **more: Any) -> Demand:
    outcome = county.try_(unit, command, **more)
    assert isinstance(outcome, Accepted), outcome
    assert outcome.demand is not None
    assert outcome.matter is None
    return outcome.demand


def no(county: Stage, unit: UnitId | None, command: DemandCommand, **more: Any) -> Refused:
    outcome = county.try_(unit, command, **more)
    assert isinstance(outcome, Refused), outcome
    return outcome


def written(county: Stage, demand: DemandId = D1) -> Demand:
    found = load_demand(county.ledger, demand)
    assert found is not None
    return found
