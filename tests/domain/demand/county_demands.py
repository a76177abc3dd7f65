"""Demands in Qingshui county, driven through the real rules with the shipped pack."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.calendars import Calendar
from buckstop.domain.demand.commands import DemandCommand, ImposeDemand
from buckstop.domain.demand.decide import decide
from buckstop.domain.demand.events import DemandEvent
from buckstop.domain.demand.evolve import replay
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId, DemandKind, Particulars
from buckstop.domain.demand.world import World
from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import Pack
from buckstop.domain.refusals import Refusal
from tests.worlds import HILLSIDE_TOWN, PING_AN_TOWN, QINGSHUI, county

PACK = shipped_pack("zh_CN")
BARE = Pack("bare", {})
CALENDAR = Calendar(UTC)
BEGAN_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DUE = date(2026, 3, 9)
TOWNS = (PING_AN_TOWN, HILLSIDE_TOWN)


def actor(unit: UnitId) -> Actor:
    return Actor(PersonId(f"p-{unit}"), unit)


def asking(demand: str = "d1", issuer: UnitId = QINGSHUI, **changes: Any) -> ImposeDemand:
    """A form of two hours for both townships; `topic`, `measures` and the like go to the particulars."""
    known = set(Particulars.__slots__)
    particulars = Particulars(**{name: value for name, value in changes.items() if name in known})
    command = ImposeDemand(
        demand=DemandId(demand),
        kind=DemandKind.FORM,
        title="Ditches",
        issuer=issuer,
        receivers=TOWNS,
        person_minutes=120,
        due_date=DUE,
        particulars=particulars,
    )
    return replace(command, **{name: value for name, value in changes.items() if name not in known})


class Demands:
    """All demands of a county, with their events."""

    def __init__(self, pack: Pack = PACK, organisation: Organisation | None = None) -> None:
        self.pack = pack
        self.organisation = organisation or county()
        self.at = BEGAN_AT
        self.logs: dict[DemandId, list[DemandEvent]] = {}

    def __getitem__(self, demand: str) -> Demand:
        found = replay(self.logs[DemandId(demand)])
        assert found is not None
        return found

    def all(self) -> tuple[Demand, ...]:
        return tuple(self[demand] for demand in self.logs)

    def world(self) -> World:
        demands: Mapping[DemandId, Demand | None] = {one.id: one for one in self.all()}
        return World(self.organisation, CALENDAR, self.pack, demands, self.all())

    def say(self, unit: UnitId, command: DemandCommand) -> Refusal | None:
        answer = decide(self.world(), actor(unit), command, self.at)
        if isinstance(answer, Refusal):
            return answer
        for happened in answer:
            self.logs.setdefault(happened.demand, []).append(happened.event)
        return None

    def must(self, unit: UnitId, command: DemandCommand) -> None:
        refusal = self.say(unit, command)
        assert refusal is None, (command, refusal)

    def no(self, unit: UnitId, command: DemandCommand) -> DemandRefusal:
        refusal = self.say(unit, command)
        assert refusal is not None, command
        assert isinstance(refusal.code, DemandRefusal)
        return refusal.code

    def impose(self, command: ImposeDemand) -> None:
        self.must(command.issuer, command)

    def wait(self, days: int) -> None:
        self.at += timedelta(days)
