"""Each rule of whose clock runs, by a story."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.clocks import Stretch, Why, by_clock, by_clock_on_working_days, hours
from buckstop.domain.matter.commands import asks, core, work
from buckstop.domain.matter.events.work import MatterRefuted
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Attachment, Outcome, Phase, Profile, Protest, ProtestKind
from tests.domain.matter.clock_histories import BEGAN_AT, FIRST, RULES, History, terms

HOUR = timedelta(hours=1)
CANNOT = Protest(ProtestKind.CANNOT_BE_MET, "the ground is frozen until April")
Row = tuple[str, int, str]
"""Whose clock, for how many hours, and why."""


@pytest.fixture
def told() -> History:
    """A matter just opened by a, with three weeks to go."""
    history = History()
    history.open("a", days=21)
    return history


def rows(history: History, *, provisional: bool | None = False) -> list[Row]:
    """What the stretches say until now; `provisional` False: none of them is."""
    stretches = hours(history.logs[FIRST], history.at)
    if provisional is not None:
        assert any(stretch.provisional for stretch in stretches) is provisional
    return [(one.clock, one.length // HOUR, one.why) for one in stretches]


def offer(history: History, to: str = "b", by: str = "a") -> int:
    history.must(by, core.OfferMatter(matter=FIRST, to=UnitId(to)))
    return history.matter().version


def returned(history: History, number: int, by: str = "b", proposed: str = "a") -> None:
    history.must(
        by,
        core.ReturnOffer(
            matter=FIRST, offer=number, reason_class="not_our_duty", text="no", basis="x", proposed=UnitId(proposed)
        ),
    )


def escalate(history: History, by: str = "a") -> None:
    reason = RULES[Profile.NORMAL].escalate_reasons[0]
    history.must(by, core.EscalateMatter(matter=FIRST, reason_class=reason, text="whose"))


def claimed(history: History) -> History:
    history.must("a", core.ClaimMatter(matter=FIRST))
    return history


def done(history: History, *attached: str, by: str = "a") -> str:
    attachments = tuple(Attachment(name, name * 64) for name in attached)
    history.must(by, work.ReportDone(matter=FIRST, text="done", attachments=attachments, seed="s"))
    verification = history.matter().verification
    assert verification is not None
    return verification.verifier


def test_an_unclaimed_matter_runs_on_its_holder(told: History) -> None:
    told.wait(hours=5)
    assert rows(told) == [("a", 5, Why.HELD)]


def test_an_open_offer_runs_on_the_offeree_for_the_time_being(told: History) -> None:
    told.wait(hours=1)
    offer(told)
    told.wait(hours=4)
    assert rows(told, provisional=True) == [("a", 1, Why.HELD), ("b", 4, Why.OFFER_OPEN)]


def test_an_accepted_offer_is_the_offerees_from_its_delivery(told: History) -> None:
    number = offer(told)
    told.wait(hours=6)
    told.must("b", core.AcceptOffer(matter=FIRST, offer=number))
    told.wait(hours=2)
    stretches = hours(told.logs[FIRST], told.at)
    assert rows(told) == [("b", 6, Why.OFFER_ACCEPTED), ("b", 2, Why.HELD)]
    assert [stretch.holder for stretch in stretches] == ["a", "b"]


def test_a_lapsed_offer_is_the_offerees(told: History) -> None:
    offer(told)
    told.wait(days=4)  # three working days after Monday end with Thursday
    told.wake()
    assert rows(told) == [("b", 95, Why.OFFER_LAPSED), ("a", 1, Why.HELD)]


def test_a_withdrawn_offer_and_a_question_are_the_holders(told: History) -> None:
    number = offer(told)
    told.wait(hours=2)
    told.must("b", core.AskAboutOffer(matter=FIRST, offer=number, question="which"))
    told.wait(hours=3)
    told.must("a", core.AnswerQuestion(matter=FIRST, offer=number, answer="that one"))
    told.wait(hours=1)
    told.must("a", core.WithdrawOffer(matter=FIRST, offer=number))
    assert rows(told) == [("a", 2, Why.OFFER_WITHDRAWN), ("a", 3, Why.QUESTION), ("a", 1, Why.OFFER_WITHDRAWN)]


def test_a_question_stays_the_holders_when_the_offer_is_accepted(told: History) -> None:
    number = offer(told)
    told.must("b", core.AskAboutOffer(matter=FIRST, offer=number, question="which"))
    told.wait(hours=3)
    told.must("a", core.AnswerQuestion(matter=FIRST, offer=number, answer="that one"))
    told.wait(hours=1)
    told.must("b", core.AcceptOffer(matter=FIRST, offer=number))
    assert rows(told) == [("a", 3, Why.QUESTION), ("b", 1, Why.OFFER_ACCEPTED)]


def test_a_returned_offer_is_the_holders_until_an_arbiter_says_otherwise(told: History) -> None:
    number = offer(told)
    told.wait(hours=6)
    returned(told, number)
    told.wait(hours=1)
    assert rows(told, provisional=True) == [("a", 6, Why.OFFER_RETURNED), ("a", 1, Why.HELD)]
    escalate(told)
    told.wait(hours=2)
    assert rows(told, provisional=True)[-1] == ("r", 2, Why.ESCALATED)
    told.must("r", core.DecideMatter(matter=FIRST, holder=UnitId("b"), reason="list 3"))
    assert rows(told) == [("b", 6, Why.RETURNED_WRONGLY), ("a", 1, Why.HELD), ("r", 2, Why.ESCALATED)]


def test_a_return_that_was_not_the_last_word_stays_with_the_holder(told: History) -> None:
    number = offer(told, "b")
    told.wait(hours=6)
    returned(told, number)
    number = offer(told, "e")
    told.wait(hours=3)
    returned(told, number, by="e")
    told.wait(hours=2)
    told.must("r", core.DecideMatter(matter=FIRST, holder=UnitId("b"), reason="list 3"))
    assert rows(told) == [("a", 9, Why.OFFER_RETURNED), ("r", 2, Why.ESCALATED)]


def test_a_claim_after_a_return_settles_its_hours(told: History) -> None:
    number = offer(told)
    told.wait(hours=6)
    returned(told, number)
    claimed(told)
    assert rows(told) == [("a", 6, Why.OFFER_RETURNED)]


def test_hours_of_an_escalation_in_vain_are_the_holders(told: History) -> None:
    number = offer(told)
    told.wait(hours=6)
    returned(told, number)
    escalate(told)
    told.wait(hours=2)
    told.must("r", core.DecideMatter(matter=FIRST, holder=UnitId("a"), reason="list 3"))
    assert rows(told) == [("a", 6, Why.OFFER_RETURNED), ("a", 2, Why.ESCALATED_IN_VAIN)]


def test_a_decision_on_appeal_moves_no_hours_of_the_past() -> None:
    history = History()
    history.open("c")
    number = offer(history, "d", by="c")
    history.wait(hours=6)
    returned(history, number, by="d", proposed="c")
    escalate(history, "c")
    history.wait(hours=2)
    history.must("a", core.DecideMatter(matter=FIRST, holder=UnitId("c"), reason="list 3"))
    settled = rows(history)
    history.must("c", core.AppealMatter(matter=FIRST, facts="list 4"))
    history.must("r", core.DecideMatter(matter=FIRST, holder=UnitId("d"), reason="list 4"))
    history.wait(hours=1)
    assert rows(history) == [*settled, ("d", 1, Why.AT_WORK)]


def test_who_does_not_decide_is_charged_with_the_delay(told: History) -> None:
    escalate(told)
    told.wait(days=8)
    told.wake()
    stretches = hours(told.logs[FIRST], told.at)
    assert [(one.holder, one.clock, one.why) for one in stretches] == [
        ("a", "r", Why.ESCALATED),
        ("r", "r", Why.AT_WORK),
    ]


def test_an_offer_that_is_cancelled_or_recalled_while_open_is_the_holders() -> None:
    history = History()
    history.open("a", days=21)
    part = MatterId("part")
    history.must("a", core.ClaimMatter(matter=FIRST))
    deadline = history.day(9)
    history.must(
        "a",
        core.DelegatePart(matter=FIRST, part=part, to=UnitId("c"), title="Part", terms=terms(), deadline_date=deadline),
    )
    history.wait(hours=3)
    history.must("a", core.RecallMatter(matter=part, reason="we do it"))
    assert [(one.clock, one.why) for one in hours(history.logs[part], history.at)] == [("a", Why.OFFER_WITHDRAWN)]


def test_an_offer_that_a_change_of_the_organisation_voids_is_the_holders(told: History) -> None:
    offer(told, "e")
    told.wait(hours=3)
    told.retire("e")
    assert rows(told, provisional=None) == [("a", 3, Why.OFFER_WITHDRAWN)]


def begin_wait(history: History, days: int = 4) -> int:
    until_date = history.day(days)
    history.must("a", asks.BeginWait(matter=FIRST, whom="the court", question="when", until_date=until_date))
    return history.matter().version


def test_a_confirmed_wait_is_nobodys_from_its_beginning_to_its_end(told: History) -> None:
    claimed(told)
    ask = begin_wait(told)
    told.wait(hours=4)
    assert rows(told, provisional=True) == [("a", 4, Why.AT_WORK)]
    told.must("r", asks.AnswerWait(matter=FIRST, ask=ask, confirmed=True))
    told.wait(hours=4)
    told.must("a", asks.EndWait(matter=FIRST, ask=ask, result="in May"))
    told.wait(hours=1)
    assert rows(told) == [(OUTSIDE, 8, Why.WAIT), ("a", 1, Why.AT_WORK)]


def test_a_wait_nobody_confirms_was_none(told: History) -> None:
    claimed(told)
    ask = begin_wait(told)
    told.wait(hours=4)
    told.must("r", asks.AnswerWait(matter=FIRST, ask=ask, confirmed=False, reason="nobody was asked"))
    assert rows(told) == [("a", 4, Why.AT_WORK)]


def test_a_request_upward_is_the_superiors_then_the_next_ones_then_the_planners() -> None:
    history = History()
    history.open("c", days=90)
    history.must("c", core.ClaimMatter(matter=FIRST))
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
def test_only_silence_about_a_later_deadline_is_charged(
    told: History, granted: bool | None, charged: tuple[str, Why]
) -> None:
    claimed(told)
    wanted = told.day(28)
    told.must("a", asks.AskExtension(matter=FIRST, wanted_date=wanted, reason="frost"))
    request = told.matter().extension
    assert request is not None
    told.wait(hours=4)
    assert rows(told, provisional=True) == [("a", 4, Why.AT_WORK)]
    if granted is None:
        told.at = request.timer.due_at
        told.wake()
    else:
        told.must("r", asks.AnswerExtension(matter=FIRST, ask=request.ask, granted=granted, reason="so"))
    assert [(clock, why) for clock, _, why in rows(told)] == [charged]


def test_a_confirmed_wait_goes_before_a_request_upward(told: History) -> None:
    claimed(told)
    told.must("a", asks.AskUpward(matter=FIRST, kind=UpwardKind.RULING, text="may we"))
    told.wait(hours=1)
    ask = begin_wait(told)
    told.must("r", asks.AnswerWait(matter=FIRST, ask=ask, confirmed=True))
    told.wait(hours=2)
    assert rows(told) == [("r", 1, Why.UPWARD), (OUTSIDE, 2, Why.WAIT)]


def test_verification_is_the_verifiers_even_if_it_refutes(told: History) -> None:
    claimed(told)
    verifier = done(told)
    told.wait(hours=7)
    told.must(verifier, work.RefuteMatter(matter=FIRST, reason="no"))
    assert rows(told) == [(verifier, 7, Why.VERIFICATION)]


def refuted_then(history: History, between: Callable[[], None], outcome: Outcome, *attached: str) -> list[Row]:
    """A refutation, three hours of rework with something in it, a second claim that is closed."""
    claimed(history)
    verifier = done(history, "a")
    history.must(verifier, work.RefuteMatter(matter=FIRST, reason="no"))
    history.wait(hours=1)
    between()
    history.wait(hours=2)
    verifier = done(history, *attached)
    history.must(verifier, work.VerifyMatter(matter=FIRST, outcome=outcome, why="seen"))
    return rows(history)


def nothing() -> None:
    """What happened between a refutation and the next claim."""


def test_a_refutation_of_what_was_done_already_is_the_refuters(told: History) -> None:
    found = refuted_then(told, nothing, Outcome.DONE, "a")
    refuter = next(event.verifier for event in told.logs[FIRST] if isinstance(event, MatterRefuted))
    assert found == [(refuter, 3, Why.REFUTED_IN_VAIN)]


def test_several_refutations_of_one_unchanged_claim_were_all_in_vain(told: History) -> None:
    def refuted_again() -> None:
        told.must(done(told), work.RefuteMatter(matter=FIRST, reason="still no"))

    found = refuted_then(told, refuted_again, Outcome.DONE)
    assert {why for _, _, why in found} == {Why.REFUTED_IN_VAIN}


def test_rework_is_the_holders_where_something_was_done(told: History) -> None:
    def progress() -> None:
        told.must("a", work.ReportProgress(matter=FIRST, text="dug again"))
        assert rows(told) == [("a", 1, Why.REWORK)]

    assert refuted_then(told, progress, Outcome.DONE) == [("a", 3, Why.REWORK)]


def test_rework_is_the_holders_where_the_next_claim_brings_more(told: History) -> None:
    assert refuted_then(told, nothing, Outcome.DONE, "a", "b") == [("a", 3, Why.REWORK)]


def test_rework_is_the_holders_where_it_is_done_in_part_only(told: History) -> None:
    assert refuted_then(told, nothing, Outcome.PARTLY, "a") == [("a", 3, Why.REWORK)]


def test_rework_is_provisional_while_the_refutation_may_still_be_in_vain(told: History) -> None:
    claimed(told)
    verifier = done(told)
    told.must(verifier, work.RefuteMatter(matter=FIRST, reason="no"))
    told.wait(hours=1)
    assert rows(told, provisional=True) == [("a", 1, Why.REWORK)]


def test_a_deadline_that_was_said_not_to_be_met_is_the_planners_once_it_passed() -> None:
    history = History()
    history.open("a", days=1)
    number = offer(history)
    history.must("b", core.AcceptOffer(matter=FIRST, offer=number, protest=CANNOT))
    history.must("b", core.ClaimMatter(matter=FIRST))
    history.wait(days=3)
    history.wake()
    assert rows(history) == [("b", 47, Why.AT_WORK), (PLANNER, 25, Why.FORETOLD)]


def test_a_foretold_deadline_passes_at_its_instant_even_while_the_log_is_silent() -> None:
    history = History()
    history.open("a", days=1)
    number = offer(history)
    history.must("b", core.AcceptOffer(matter=FIRST, offer=number, protest=CANNOT))
    history.must("b", core.ClaimMatter(matter=FIRST))
    deadline = history.matter().deadline
    assert deadline is not None
    stretches = hours(history.logs[FIRST], deadline.due_at + HOUR)
    assert (stretches[-1].clock, stretches[-1].length) == (PLANNER, HOUR)


def test_a_successor_keeps_the_protest_and_another_holder_does_not() -> None:
    history = History()
    history.open("a", days=1)
    number = offer(history, "e")
    history.must("e", core.AcceptOffer(matter=FIRST, offer=number, protest=CANNOT))
    history.must("e", core.ClaimMatter(matter=FIRST))
    history.retire("e")
    history.wait(days=3)
    history.wake()
    assert [(one.holder, one.clock) for one in hours(history.logs[FIRST], history.at)] == [("b", "b"), ("b", PLANNER)]


def test_what_follows_a_timer_whose_event_is_missing_is_provisional(told: History) -> None:
    due_at = told.matter().next_due_at()
    assert due_at is not None
    found = hours(told.logs[FIRST], due_at + HOUR)
    assert [(one.until_at - one.from_at, one.provisional) for one in found] == [
        (due_at - BEGAN_AT, False),
        (HOUR, True),
    ]


def test_nothing_is_charged_after_the_instant_asked_for(told: History) -> None:
    told.wait(hours=5)
    claimed(told)
    assert hours(told.logs[FIRST], BEGAN_AT) == ()
    assert by_clock(hours(told.logs[FIRST], BEGAN_AT + HOUR)) == {"a": HOUR}


def test_time_between_closing_and_reopening_is_nobodys(told: History) -> None:
    claimed(told)
    told.wait(hours=1)
    verifier = done(told)
    told.must(verifier, work.VerifyMatter(matter=FIRST, outcome=Outcome.DONE, why="seen"))
    told.wait(hours=5)
    told.must("r", work.ReopenMatter(matter=FIRST, reason="blocked again"))
    told.wait(hours=1)
    stretches = hours(told.logs[FIRST], told.at)
    assert [(one.clock, one.length // HOUR) for one in stretches] == [("a", 1), ("a", 1)]


def test_working_days_are_counted_from_midnight_to_midnight_in_the_zone_of_the_calendar() -> None:
    def stretch(first: datetime, last: datetime) -> Stretch:
        return Stretch(first, last, UnitId("a"), UnitId("a"), Phase.SETTLED, Why.AT_WORK, provisional=False)

    shanghai = Calendar(ZoneInfo("Asia/Shanghai"))
    friday_noon = datetime(2026, 3, 6, 4, tzinfo=UTC)  # 12:00 in Shanghai
    tuesday_one = datetime(2026, 3, 9, 17, tzinfo=UTC)  # 01:00 on Tuesday there
    assert by_clock_on_working_days([stretch(friday_noon, tuesday_one)], shanghai) == {"a": 37 * HOUR}
    saturday = friday_noon + timedelta(1)
    assert by_clock_on_working_days([stretch(saturday, saturday + HOUR)], shanghai) == {"a": timedelta()}
