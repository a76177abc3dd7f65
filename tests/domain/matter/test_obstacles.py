"""Obstacles by level: named to who can remove them, on that unit's clock, open until somebody answers."""

from dataclasses import replace
from datetime import timedelta

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.clocks import Why, hours
from buckstop.domain.matter.commands import asks
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.words import PLANNER
from tests.domain.matter.stage import Stage, names

DEEP = {"a": "r", "b": "r", "a1": "a", "t": "a1"}


def named(stage: Stage, matter: MatterId, level: str) -> asks.AnswerUpward:
    """An obstacle that is open, and the word that it is removed."""
    command = asks.AskUpward(matter=matter, kind=UpwardKind.OBSTACLE, level=UnitId(level), text="No building permit.")
    stage.do(stage.matters[matter].holder, command)
    return asks.AnswerUpward(matter=matter, ask=stage.matters[matter].upward[-1].ask, granted=True, text="Permitted.")


def clocks(stage: Stage, matter: MatterId) -> list[tuple[str, int, Why]]:
    found = hours(stage.events[matter], stage.at)
    return [(one.clock, int(one.length / timedelta(hours=1)), one.why) for one in found]


def test_the_level_that_can_remove_it_is_asked_at_once_and_its_clock_runs() -> None:
    stage = Stage(DEEP)
    matter = stage.settle("t")
    removed = named(stage, matter, "a")
    request = stage.matters[matter].upward[0]
    assert (request.level, request.answerer) == ("a", "a")
    stage.wait(3)
    stage.do("a", removed)
    stage.wait(1)
    assert clocks(stage, matter) == [("a", 3, Why.OBSTACLE), ("t", 1, Why.AT_WORK)]
    assert stage.matters[matter].upward == ()


def test_not_removed_says_why_and_the_holder_goes_on() -> None:
    stage = Stage(DEEP)
    matter = stage.settle("t")
    answer = replace(named(stage, matter, "a1"), granted=False, text=" ")
    assert stage.refuses("a1", answer) == No.TEXT_MISSING
    stage.do("a1", replace(answer, text="The law forbids it."))
    last = stage.events[matter][-1]
    assert isinstance(last, happened.UpwardAnswered)
    assert (last.obstacle, last.granted) == (True, False)


def test_silence_passes_it_up_once_then_it_stands_open_on_the_planners_clock() -> None:
    stage = Stage(DEEP)
    matter = stage.settle("t")
    removed = named(stage, matter, "a1")
    stage.wait(20)
    stage.wake()
    assert names(stage.events[matter])[-2:] == ["upward_passed_up", "upward_unanswered"]
    request = stage.matters[matter].upward[0]
    assert (request.level, request.answerer, request.timer) == ("a1", "a", None)
    assert clocks(stage, matter) == [
        ("a1", 7, Why.OBSTACLE),
        ("a", 7, Why.OBSTACLE),
        (PLANNER, 6, Why.UPWARD_UNANSWERED),
    ]
    stage.do("a", removed)
    assert stage.matters[matter].upward == ()


def test_before_the_root_an_obstacle_is_the_outside_arbiters() -> None:
    stage = Stage()
    matter = stage.settle("r")
    named(stage, matter, "outside")
    assert stage.matters[matter].upward[0].answerer == "outside"


def test_obstacles_to_naming_one_are_told_in_their_order() -> None:
    stage = Stage(DEEP)
    matter, closed = stage.settle("t"), stage.settle("t")
    stage.close(closed)
    command = asks.AskUpward(matter=closed, kind=UpwardKind.OBSTACLE, text=" ")
    live = replace(command, matter=matter)
    for expected, unit, asked in [
        (No.NOT_HOLDER, "a", command),
        (No.NOT_AT_WORK, "t", command),
        (No.LEVEL_MISSING, "t", live),
        (No.UNKNOWN_UNIT, "t", replace(live, level=UnitId("nowhere"))),
        (No.UNKNOWN_UNIT, "t", replace(live, level=UnitId("outside"))),
        (No.NOT_ABOVE_HOLDER, "t", replace(live, level=UnitId("t"))),
        (No.NOT_ABOVE_HOLDER, "t", replace(live, level=UnitId("b"))),
        (No.LEVEL_SKIPPED, "t", replace(live, kind=UpwardKind.MONEY, level=UnitId("a"))),
        (No.TEXT_MISSING, "t", replace(live, level=UnitId("r"))),
        (No.TEXT_MISSING, "t", replace(live, kind=UpwardKind.MONEY, level=UnitId("a1"))),
    ]:
        assert stage.refuses(unit, asked) == expected
