"""Which obstacle to the end of a matter, or to its reopening, is named first."""

from dataclasses import replace

import pytest

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import work
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.words import CitizenWord, Outcome, VerificationWay, Visibility
from tests.domain.matter.precedence import Row, Scene, wrong_answers
from tests.domain.matter.stage import CITIZEN, Stage


def verifying() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, closed, done = stage.open("b1"), stage.settle("a"), stage.settle("a1", criteria=("It burns.", "It is paid."))
    stage.close(closed)
    assert stage.report_done(done) == "r"
    name = work.NameVerifier(matter=done, verifier=UnitId("nowhere"))
    verify = work.VerifyMatter(matter=held, outcome=Outcome.CANCELLED, why="", way=VerificationWay.DOCUMENTS)
    refute = work.RefuteMatter(matter=held, reason="", way=VerificationWay.DOCUMENTS)
    return stage, [
        (No.NOT_GIVER, "b1", replace(name, matter=held)),
        (No.VERIFICATION_RUNS, "r", name),
        (No.CLOSED, "r", replace(name, matter=closed)),
        (No.UNKNOWN_UNIT, "r", replace(name, matter=held)),
        (No.VERIFIER_PARTIAL, "r", replace(name, matter=held, verifier=UnitId("b1"))),
        (None, "r", replace(name, matter=held, verifier=UnitId("a1"))),
        (None, "r", replace(name, matter=held, verifier=UnitId("outside"))),
        (No.NOT_DONE, "a1", verify),
        (No.NOT_VERIFIER, "a1", replace(verify, matter=done)),
        (No.TEXT_MISSING, "r", replace(verify, matter=done)),
        (No.OUTCOME_NOT_OPEN, "r", replace(verify, matter=done, why="Seen.")),
        (No.UNKNOWN_CRITERION, "r", replace(verify, matter=done, why="Seen.", outcome=Outcome.PARTLY, met=(2,))),
        (No.UNKNOWN_CRITERION, "r", replace(verify, matter=done, why="Seen.", outcome=Outcome.PARTLY, met=(-1,))),
        (No.CRITERIA_OPEN, "r", replace(verify, matter=done, why="Seen.", outcome=Outcome.DONE, met=(1,))),
        (None, "r", replace(verify, matter=done, why="Seen.", outcome=Outcome.DONE, met=(1, 0))),
        (None, "r", replace(verify, matter=done, why="Seen.", outcome=Outcome.PARTLY)),
        (No.NOT_DONE, "a1", refute),
        (No.NOT_VERIFIER, "a1", replace(refute, matter=done)),
        (No.TEXT_MISSING, "r", replace(refute, matter=done)),
        (No.UNKNOWN_CRITERION, "r", replace(refute, matter=done, reason="Dark.", failed=(0, 2))),
        (None, "r", replace(refute, matter=done, reason="Dark.")),
        (None, "r", replace(refute, matter=done, reason="Dark.", failed=(1,))),
    ]


def ending() -> tuple[Stage, list[Row]]:
    stage = Stage(moves=3)
    matter, closed, target = stage.open("b1"), stage.settle("b1"), stage.settle("b1")
    stage.hand_over(matter, "a1")
    stage.do("b", work.CancelMatter(matter=closed, reason="Twice."))
    asked, own = stage.open("b1", requester="p-"), stage.open("b1", requester="p-")
    stage.hand_over(asked, "a1")
    cancel = work.CancelMatter(matter=matter, reason="")
    merge = work.MergeMatter(matter=matter, into=MatterId("m9"), reason="")
    return stage, [
        (No.HOLDER_MAY_NOT_END_IT, "a1", cancel),
        (No.NOT_GIVER, "a", cancel),
        (No.CLOSED, "b", replace(cancel, matter=closed)),
        (No.TEXT_MISSING, "b1", cancel),
        (None, "b1", replace(cancel, reason="Twice.")),
        (No.HOLDER_MAY_NOT_END_IT, "b1", replace(cancel, matter=own)),
        (No.REQUEST_NEEDS_SUPERIOR, "b1", replace(cancel, matter=asked)),
        (No.TEXT_MISSING, "b", replace(cancel, matter=asked)),
        (None, "b", replace(cancel, matter=asked, reason="Twice.")),
        (None, "b1", work.MergeMatter(matter=asked, into=target, reason="The same lamp.")),
        (No.NOT_GIVER, "a", merge),
        (No.UNKNOWN_MATTER, "b1", merge),
        (No.MERGE_TARGET, "b1", replace(merge, into=matter)),
        (No.MERGE_TARGET, "b1", replace(merge, into=closed)),
        (No.TEXT_MISSING, "b1", replace(merge, into=target)),
        (None, "b1", replace(merge, into=target, reason="The same lamp.")),
    ]


def merging_elsewhere() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter, foreign = stage.open("b1"), stage.settle("a1")
    more_open = stage.settle("b1", visibility=Visibility.PUBLIC)
    stage.hand_over(matter, "a")
    merge = work.MergeMatter(matter=matter, into=foreign, reason="The same lamp.")
    return stage, [
        (No.MERGE_TARGET, "b1", merge),
        (None, "r", merge),
        (No.MERGE_INTO_MORE_OPEN, "b1", replace(merge, into=more_open, reason="")),
    ]


def reopening() -> tuple[Stage, list[Row]]:
    stage = Stage(reopens=1)
    open_yet, matter, twice = stage.settle("a1"), stage.settle("a1", requester="p-"), stage.settle("a1")
    for one in (matter, twice):
        stage.close(one)
    stage.do("a", work.ReopenMatter(matter=twice, reason="Dark."))
    stage.close(twice)
    reopen = work.ReopenMatter(matter=open_yet, reason="")
    rate = work.RateMatter(matter=matter, word=CitizenWord.UNRATED)
    return stage, [
        (No.NOT_ENTITLED_TO_REOPEN, "a2", reopen),
        (No.NOT_CLOSED, "a", reopen),
        (No.NO_REOPENINGS_LEFT, "a", replace(reopen, matter=twice)),
        (No.TEXT_MISSING, "a", replace(reopen, matter=matter)),
        (None, "a", replace(reopen, matter=matter, reason="Dark.")),
        (None, CITIZEN, replace(reopen, matter=matter, reason="Dark.")),
        (No.NOT_REQUESTER, "a", rate),
        (No.NOT_REQUESTER, CITIZEN, replace(rate, matter=twice)),
        (No.TEXT_MISSING, CITIZEN, rate),
        (None, CITIZEN, replace(rate, word=CitizenWord.SATISFIED)),
    ]


@pytest.mark.parametrize("scene", [verifying, ending, merging_elsewhere, reopening])
def test_obstacles_to_an_end_are_named_in_their_order_until_none_is_left(scene: Scene) -> None:
    assert wrong_answers(scene) == []
