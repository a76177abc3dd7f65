"""Which obstacle to an ask is named first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import asks
from buckstop.domain.matter.refusals import MatterRefusal as No
from tests.domain.matter.asking import LATER, PAST, SOON, extension, summon, support, wait
from tests.domain.matter.precedence import Row, Scene, wrong_answers
from tests.domain.matter.stage import Stage


def supporting() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter, closed = stage.settle("a1"), stage.settle("a1")
    stage.close(closed)
    ask = support(stage, matter)
    command = asks.AskSupport(matter=closed, supporter=UnitId("nowhere"), what="", wanted_date=PAST)
    live = replace(command, matter=matter)
    agree = asks.AgreeSupport(matter=matter, ask=0, by_date=PAST)
    returned = asks.ReturnSupport(matter=matter, ask=0, reason_class="busy", text="", proposed=UnitId("nowhere"))
    deliver = asks.DeliverSupport(matter=matter, ask=ask, text="")
    confirm = asks.ConfirmSupport(matter=matter, ask=0)
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.NOT_AT_WORK, "a1", command),
        (No.UNKNOWN_UNIT, "a1", live),
        (No.TO_ITSELF, "a1", replace(live, supporter=UnitId("a1"))),
        (No.TO_OWN_SUPERIOR, "a1", replace(live, supporter=UnitId("a"))),
        (No.DEADLINE_PAST, "a1", replace(live, supporter=UnitId("b"))),
        (No.TEXT_MISSING, "a1", replace(live, supporter=UnitId("b"), wanted_date=SOON)),
        (No.UNKNOWN_ASK, "a2", agree),
        (No.NOT_SUPPORTER, "a2", replace(agree, ask=ask)),
        (No.DEADLINE_PAST, "b1", replace(agree, ask=ask)),
        (No.UNKNOWN_ASK, "a2", returned),
        (No.NOT_SUPPORTER, "a2", replace(returned, ask=ask)),
        (No.UNKNOWN_UNIT, "b1", replace(returned, ask=ask)),
        (No.TEXT_MISSING, "b1", replace(returned, ask=ask, proposed=UnitId("a2"))),
        (No.UNKNOWN_REASON, "b1", replace(returned, ask=ask, proposed=None, text="No.")),
        (No.ASK_STAGE, "b1", deliver),
        (No.NOT_HOLDER, "a2", confirm),
        (No.UNKNOWN_ASK, "a1", confirm),
        (No.ASK_STAGE, "a1", replace(confirm, ask=ask)),
    ]


def waiving() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter, closed = stage.open("a1", supports=(UnitId("b1"), UnitId("a"))), stage.settle("a1")
    stage.close(closed)
    command = asks.WaiveSupports(matter=closed, units=(), reason="")
    live = replace(command, matter=matter)
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.NOT_AT_WORK, "a1", command),
        (No.TEXT_MISSING, "a1", live),
        (No.NOT_TO_BE_ASKED, "a1", replace(live, units=(UnitId("b1"), UnitId("a2")))),
        (No.NOT_TO_BE_ASKED, "a1", replace(live, units=(UnitId("a"),))),
        (No.TEXT_MISSING, "a1", replace(live, units=(UnitId("b1"),))),
    ]


def delivering() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter = stage.settle("a1")
    first, second = support(stage, matter), support(stage, matter)
    for ask in (first, second):
        stage.do("b1", asks.AgreeSupport(matter=matter, ask=ask))
    stage.do("b1", asks.DeliverSupport(matter=matter, ask=second, text="Here."))
    deliver = asks.DeliverSupport(matter=matter, ask=first, text="")
    reject = asks.RejectSupport(matter=matter, ask=second, reason="", wanted_date=PAST)
    return stage, [
        (No.ASK_STAGE, "b1", asks.AgreeSupport(matter=matter, ask=first)),
        (No.NOT_SUPPORTER, "a2", deliver),
        (No.TEXT_MISSING, "b1", deliver),
        (No.NOT_HOLDER, "a2", reject),
        (No.DEADLINE_PAST, "a1", reject),
        (No.TEXT_MISSING, "a1", replace(reject, wanted_date=SOON)),
    ]


def going_upward() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter = stage.settle("a1")
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="A pole."))
    ask = stage.matters[matter].upward[0].ask
    command = asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text=" ")
    answer = asks.AnswerUpward(matter=matter, ask=0, granted=True, text="")
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.TEXT_MISSING, "a1", command),
        (No.UNKNOWN_ASK, "a1", answer),
        (No.NOT_ANSWERER, "a1", replace(answer, ask=ask)),
        (No.TEXT_MISSING, "a", replace(answer, ask=ask)),
    ]


def extending() -> tuple[Stage, list[Row]]:
    stage = Stage(extensions=1)
    without, spent, pending, matter = (stage.settle("a1"), *(stage.settle("a1", deadline=SOON) for _ in range(3)))
    ask = extension(stage, spent, LATER)
    stage.do("a", asks.AnswerExtension(matter=spent, ask=ask, granted=True))
    ask = extension(stage, pending, LATER)
    command = asks.AskExtension(matter=pending, wanted_date=PAST, reason="")
    answer = asks.AnswerExtension(matter=pending, ask=0, granted=True, by_date=PAST)
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.EXTENSION_PENDING, "a1", command),
        (No.NO_EXTENSIONS_LEFT, "a1", replace(command, matter=spent)),
        (No.DEADLINE_MISSING, "a1", replace(command, matter=without)),
        (No.DEADLINE_PAST, "a1", replace(command, matter=matter)),
        (No.DEADLINE_NOT_LATER, "a1", replace(command, matter=matter, wanted_date=SOON)),
        (No.TEXT_MISSING, "a1", replace(command, matter=matter, wanted_date=LATER)),
        (No.UNKNOWN_ASK, "a2", answer),
        (No.NOT_ANSWERER, "a2", replace(answer, ask=ask)),
        (No.DEADLINE_PAST, "a", replace(answer, ask=ask)),
        (No.DEADLINE_NOT_LATER, "a", replace(answer, ask=ask, by_date=SOON)),
        (No.TEXT_MISSING, "a", replace(answer, ask=ask, granted=False)),
    ]


def waiting() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, matter = stage.open("a1"), stage.settle("a1")
    ask = wait(stage, matter)
    command = asks.BeginWait(matter=held, whom="", question="", until_date=PAST)
    live = replace(command, matter=matter)
    answer = asks.AnswerWait(matter=matter, ask=0, confirmed=False)
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.NOT_SETTLED, "a1", command),
        (No.DEADLINE_PAST, "a1", live),
        (No.TEXT_MISSING, "a1", replace(live, until_date=SOON)),
        (No.UNKNOWN_ASK, "a1", answer),
        (No.NOT_ANSWERER, "a1", replace(answer, ask=ask)),
        (No.TEXT_MISSING, "a", replace(answer, ask=ask)),
        (No.NOT_HOLDER, "a2", asks.EndWait(matter=matter, ask=0, result="")),
        (No.UNKNOWN_ASK, "a1", asks.EndWait(matter=matter, ask=0, result="")),
    ]


def summoning() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter = stage.settle("a1")
    ask = summon(stage, matter, "b1")
    command = asks.SummonUnits(matter=matter, units=(), place="", purpose="", meet_at=stage.at)
    to = replace(command, units=(UnitId("b1"),))
    conclude = asks.ConcludeSummons(matter=matter, ask=0, result="")
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.TEXT_MISSING, "a1", command),
        (No.UNKNOWN_UNIT, "a1", replace(command, units=(UnitId("nowhere"),))),
        (No.TO_ITSELF, "a1", replace(command, units=(UnitId("b1"), UnitId("a1")))),
        (No.DEADLINE_PAST, "a1", to),
        (No.TEXT_MISSING, "a1", replace(to, meet_at=stage.at + timedelta(hours=1))),
        (No.UNKNOWN_ASK, "a2", asks.ArriveAtSummons(matter=matter, ask=0)),
        (No.NOT_SUMMONED, "a2", asks.ArriveAtSummons(matter=matter, ask=ask)),
        (No.NOT_HOLDER, "a2", conclude),
        (No.UNKNOWN_ASK, "a1", conclude),
        (No.TEXT_MISSING, "a1", replace(conclude, ask=ask)),
    ]


SCENES: tuple[Scene, ...] = (
    supporting,
    waiving,
    delivering,
    going_upward,
    extending,
    waiting,
    summoning,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_obstacles_of_asks_are_named_in_their_order(scene: Scene) -> None:
    assert wrong_answers(scene) == []


def test_an_extension_is_not_asked_for_when_the_deadline_has_passed() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=SOON)
    stage.at = datetime(2026, 3, 7, tzinfo=UTC)
    late = asks.AskExtension(matter=matter, wanted_date=LATER, reason="Late.")
    assert stage.refuses("a1", late) == "matter.deadline_past"
