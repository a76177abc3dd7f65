"""Short words for the asks around the core, by the holder of a matter; each gives the number of the ask."""

from datetime import date, timedelta

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import asks
from tests.domain.matter.stage import Stage

PAST, SOON, LATER = date(2026, 3, 1), date(2026, 3, 6), date(2026, 3, 13)


def support(stage: Stage, matter: MatterId, supporter: str = "b1") -> int:
    command = asks.AskSupport(matter=matter, supporter=UnitId(supporter), what="A ladder", wanted_date=SOON)
    stage.do(stage.matters[matter].holder, command)
    return stage.matters[matter].supports[-1].ask


def extension(stage: Stage, matter: MatterId, day: date) -> int:
    command = asks.AskExtension(matter=matter, wanted_date=day, reason="The pole came late.")
    stage.do(stage.matters[matter].holder, command)
    pending = stage.matters[matter].extension
    assert pending is not None
    return pending.ask


def wait(stage: Stage, matter: MatterId, day: date = SOON) -> int:
    stage.do("a1", asks.BeginWait(matter=matter, whom="The grid", question="When is it off?", until_date=day))
    return stage.matters[matter].waits[-1].ask


def summon(stage: Stage, matter: MatterId, *units: str) -> int:
    meet_at = stage.at + timedelta(hours=2)
    command = asks.SummonUnits(
        matter=matter, units=tuple(map(UnitId, units)), place="Lamp 12", purpose="See", meet_at=meet_at
    )
    stage.do("a1", command)
    return stage.matters[matter].summonses[-1].ask
