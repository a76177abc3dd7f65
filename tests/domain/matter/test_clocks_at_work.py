"""While the holder has the work in its own hands: waits, asks, verification, rework, protest, by stories."""

from collections.abc import Callable

import pytest

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.clocks import Why, hours
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.events.work import MatterRefuted
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Outcome, Protest, ProtestKind, VerificationWay
from tests.domain.matter.clock_histories import FIRST, History
from tests.domain.matter.clock_stories import HOUR, Row, claimed, done, offer, rows, told

CANNOT = Protest(ProtestKind.CANNOT_BE_MET, "the ground is frozen until April")


def begin_wait(history: History, days: int = 4) -> int:
    until_date = history.day(days)
    history.must("a", asks.BeginWait(matter=FIRST, whom="the court", question="when", until_date=until_date))
    return history.matter().version


def test_a_confirmed_wait_is_nobodys_from_its_beginning_to_its_end() -> None:
    history = told()
    claimed(history)
    ask = begin_wait(history)
    history.wait(hours=4)
    assert rows(history, provisional=True) == [("a", 4, Why.AT_WORK)]
    history.must("r", asks.AnswerWait(matter=FIRST, ask=ask, confirmed=True))
    history.wait(hours=4)
    history.must("a", asks.EndWait(matter=FIRST, ask=ask, result="in May"))
    history.wait(hours=1)
    assert rows(history) == [(OUTSIDE, 8, Why.WAIT), ("a", 1, Why.AT_WORK)]


def test_a_wait_nobody_confirms_was_none() -> None:
    history = told()
    claimed(history)
    ask = begin_wait(history)
    history.wait(hours=4)
    history.must("r", asks.AnswerWait(matter=FIRST, ask=ask, confirmed=False, reason="nobody was asked"))
    assert rows(history) == [("a", 4, Why.AT_WORK)]


def test_a_request_upward_is_the_superiors_then_the_next_ones_then_the_planners() -> None:
    history = History()
    history.open("c", days=90)
    history.must("c", accountability.ClaimMatter(matter=FIRST))
    history.must("c", asks.AskUpward(matter=FIRST, kind=UpwardKind.MONEY, text="a digger"))
    history.wait(days=30)
    history.wake()
    found = [(clock, why) for clock, _, why in rows(history)]
    assert found == [("a", Why.UPWARD), ("r", Why.UPWARD), (PLANNER, Why.UPWARD_UNANSWERED)]
    ask = history.matter().upward[0].ask
    history.must("r", asks.AnswerUpward(matter=FIRST, ask=ask, granted=True, text="take ours"))
    history.wait(hours=1)
    assert rows(history)[-1] == ("c", 1, Why.AT_WORK)


@pytest.mark.parametrize(
    ("granted", "charged"),
    [(None, ("r", Why.EXTENSION_SILENCE)), (True, ("a", Why.AT_WORK)), (False, ("a", Why.AT_WORK))],
)
def test_only_silence_about_a_later_deadline_is_charged(granted: bool | None, charged: tuple[str, Why]) -> None:
    history = told()
    claimed(history)
    wanted = history.day(28)
    history.must("a", asks.AskExtension(matter=FIRST, wanted_date=wanted, reason="frost"))
    request = history.matter().extension
    assert request is not None
    history.wait(hours=4)
    assert rows(history, provisional=True) == [("a", 4, Why.AT_WORK)]
    if granted is None:
        history.at = request.timer.due_at
        history.wake()
    else:
        history.must("r", asks.AnswerExtension(matter=FIRST, ask=request.ask, granted=granted, reason="so"))
    assert [(clock, why) for clock, _, why in rows(history)] == [charged]


def test_a_confirmed_wait_goes_before_a_request_upward() -> None:
    history = told()
    claimed(history)
    history.must("a", asks.AskUpward(matter=FIRST, kind=UpwardKind.RULING, text="may we"))
    history.wait(hours=1)
    ask = begin_wait(history)
    history.must("r", asks.AnswerWait(matter=FIRST, ask=ask, confirmed=True))
    history.wait(hours=2)
    assert rows(history) == [("r", 1, Why.UPWARD), (OUTSIDE, 2, Why.WAIT)]


def test_verification_is_the_verifiers_even_if_it_refutes() -> None:
    history = told()
    claimed(history)
    verifier = done(history)
    history.wait(hours=7)
    history.must(verifier, work.RefuteMatter(matter=FIRST, reason="no", way=VerificationWay.DOCUMENTS))
    assert rows(history) == [(verifier, 7, Why.VERIFICATION)]


def refuted_then(history: History, between: Callable[[], None], outcome: Outcome, *attached: str) -> list[Row]:
    """A refutation, three hours of rework with something in it, a second claim that is closed."""
    claimed(history)
    verifier = done(history, "a")
    history.must(verifier, work.RefuteMatter(matter=FIRST, reason="no", way=VerificationWay.DOCUMENTS))
    history.wait(hours=1)
    between()
    history.wait(hours=2)
    verifier = done(history, *attached)
    history.must(verifier, work.VerifyMatter(matter=FIRST, outcome=outcome, why="seen", way=VerificationWay.DOCUMENTS))
    return rows(history)


def nothing() -> None:
    """What happened between a refutation and the next claim."""


def another_looks(history: History) -> None:
    """Somebody else is named to verify the next claim."""
    history.must("r", work.NameVerifier(matter=FIRST, verifier=UnitId("b")))


def test_a_refutation_of_what_another_finds_done_already_is_the_refuters() -> None:
    history = told()
    found = refuted_then(history, lambda: another_looks(history), Outcome.DONE, "a")
    refuter = next(event.verifier for event in history.logs[FIRST] if isinstance(event, MatterRefuted))
    assert found == [(refuter, 3, Why.REFUTED_IN_VAIN)]


def test_several_refutations_of_one_unchanged_claim_were_all_in_vain() -> None:
    history = told()

    def refuted_again() -> None:
        history.must(done(history), work.RefuteMatter(matter=FIRST, reason="still no", way=VerificationWay.DOCUMENTS))
        another_looks(history)

    found = refuted_then(history, refuted_again, Outcome.DONE)
    assert {why for _, _, why in found} == {Why.REFUTED_IN_VAIN}


def test_who_refuted_and_is_content_with_the_next_claim_saw_a_difference() -> None:
    assert refuted_then(told(), nothing, Outcome.DONE, "a") == [("a", 3, Why.REWORK)]


def test_rework_is_the_holders_where_something_was_done() -> None:
    history = told()

    def progress() -> None:
        history.must("a", work.ReportProgress(matter=FIRST, text="dug again"))
        assert rows(history) == [("a", 1, Why.REWORK)]

    assert refuted_then(history, progress, Outcome.DONE) == [("a", 3, Why.REWORK)]


def test_rework_is_the_holders_where_the_next_claim_brings_more() -> None:
    history = told()
    assert refuted_then(history, nothing, Outcome.DONE, "a", "b") == [("a", 3, Why.REWORK)]


def test_rework_is_the_holders_where_it_is_done_in_part_only() -> None:
    history = told()
    assert refuted_then(history, nothing, Outcome.PARTLY, "a") == [("a", 3, Why.REWORK)]


def test_rework_is_provisional_while_the_refutation_may_still_be_in_vain() -> None:
    history = told()
    claimed(history)
    verifier = done(history)
    history.must(verifier, work.RefuteMatter(matter=FIRST, reason="no", way=VerificationWay.DOCUMENTS))
    history.wait(hours=1)
    assert rows(history, provisional=True) == [("a", 1, Why.REWORK)]


def test_a_deadline_that_was_said_not_to_be_met_is_the_planners_once_it_passed() -> None:
    history = History()
    history.open("a", days=1)
    number = offer(history)
    history.must("b", accountability.AcceptOffer(matter=FIRST, offer=number, protest=CANNOT))
    history.must("b", accountability.ClaimMatter(matter=FIRST))
    history.wait(days=3)
    history.wake()
    assert rows(history) == [("b", 47, Why.AT_WORK), (PLANNER, 25, Why.FORETOLD)]


def test_a_foretold_deadline_passes_at_its_instant_even_while_the_log_is_silent() -> None:
    history = History()
    history.open("a", days=1)
    number = offer(history)
    history.must("b", accountability.AcceptOffer(matter=FIRST, offer=number, protest=CANNOT))
    history.must("b", accountability.ClaimMatter(matter=FIRST))
    deadline = history.matter().deadline
    assert deadline is not None
    stretches = hours(history.logs[FIRST], deadline.due_at + HOUR)
    assert (stretches[-1].clock, stretches[-1].length) == (PLANNER, HOUR)


def test_a_successor_keeps_the_protest_and_another_holder_does_not() -> None:
    history = History()
    history.open("a", days=1)
    number = offer(history, "e")
    history.must("e", accountability.AcceptOffer(matter=FIRST, offer=number, protest=CANNOT))
    history.must("e", accountability.ClaimMatter(matter=FIRST))
    history.retire("e")
    history.wait(days=3)
    history.wake()
    assert [(one.holder, one.clock) for one in hours(history.logs[FIRST], history.at)] == [("b", "b"), ("b", PLANNER)]
