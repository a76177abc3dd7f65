"""Each rule of whose clock runs, by a story."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.clocks import Stretch, Why, by_clock, by_clock_on_working_days, hours
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.words import Outcome, Phase, VerificationWay
from tests.domain.matter.clock_histories import BEGAN_AT, FIRST, History, terms
from tests.domain.matter.clock_stories import HOUR, claimed, done, escalate, offer, returned, rows, told


def test_an_unclaimed_matter_runs_on_its_holder() -> None:
    history = told()
    history.wait(hours=5)
    assert rows(history) == [("a", 5, Why.HELD)]


def test_an_open_offer_runs_on_the_offeree_for_the_time_being() -> None:
    history = told()
    history.wait(hours=1)
    offer(history)
    history.wait(hours=4)
    assert rows(history, provisional=True) == [("a", 1, Why.HELD), ("b", 4, Why.OFFER_OPEN)]


def test_an_accepted_offer_is_the_offerees_from_its_delivery() -> None:
    history = told()
    number = offer(history)
    history.wait(hours=6)
    history.must("b", accountability.AcceptOffer(matter=FIRST, offer=number))
    history.wait(hours=2)
    stretches = hours(history.logs[FIRST], history.at)
    assert rows(history) == [("b", 6, Why.OFFER_ACCEPTED), ("b", 2, Why.HELD)]
    assert [stretch.holder for stretch in stretches] == ["a", "b"]


def test_a_lapsed_offer_is_the_offerees() -> None:
    history = told()
    offer(history)
    history.wait(days=4)  # three working days after Monday end with Thursday
    history.wake()
    assert rows(history) == [("b", 95, Why.OFFER_LAPSED), ("a", 1, Why.HELD)]


def test_a_withdrawn_offer_and_a_question_are_the_holders() -> None:
    history = told()
    number = offer(history)
    history.wait(hours=2)
    history.must("b", accountability.AskAboutOffer(matter=FIRST, offer=number, question="which"))
    history.wait(hours=3)
    history.must("a", accountability.AnswerQuestion(matter=FIRST, offer=number, answer="that one"))
    history.wait(hours=1)
    history.must("a", accountability.WithdrawOffer(matter=FIRST, offer=number))
    assert rows(history) == [("a", 2, Why.OFFER_WITHDRAWN), ("a", 3, Why.QUESTION), ("a", 1, Why.OFFER_WITHDRAWN)]


def test_a_question_stays_the_holders_when_the_offer_is_accepted() -> None:
    history = told()
    number = offer(history)
    history.must("b", accountability.AskAboutOffer(matter=FIRST, offer=number, question="which"))
    history.wait(hours=3)
    history.must("a", accountability.AnswerQuestion(matter=FIRST, offer=number, answer="that one"))
    history.wait(hours=1)
    history.must("b", accountability.AcceptOffer(matter=FIRST, offer=number))
    assert rows(history) == [("a", 3, Why.QUESTION), ("b", 1, Why.OFFER_ACCEPTED)]


def test_a_returned_offer_is_the_holders_until_an_arbiter_says_otherwise() -> None:
    history = told()
    number = offer(history)
    history.wait(hours=6)
    returned(history, number)
    history.wait(hours=1)
    assert rows(history, provisional=True) == [("a", 6, Why.OFFER_RETURNED), ("a", 1, Why.HELD)]
    escalate(history)
    history.wait(hours=2)
    assert rows(history, provisional=True)[-1] == ("r", 2, Why.ESCALATED)
    history.must("r", accountability.DecideMatter(matter=FIRST, holder=UnitId("b"), reason="list 3"))
    assert rows(history) == [("b", 6, Why.RETURNED_WRONGLY), ("a", 1, Why.HELD), ("r", 2, Why.ESCALATED)]


def test_a_return_that_was_not_the_last_word_stays_with_the_holder() -> None:
    history = told()
    number = offer(history, "b")
    history.wait(hours=6)
    returned(history, number)
    number = offer(history, "e")
    history.wait(hours=3)
    returned(history, number, by="e")
    history.wait(hours=2)
    history.must("r", accountability.DecideMatter(matter=FIRST, holder=UnitId("b"), reason="list 3"))
    assert rows(history) == [("a", 9, Why.OFFER_RETURNED), ("r", 2, Why.ESCALATED)]


def test_a_claim_after_a_return_settles_its_hours() -> None:
    history = told()
    number = offer(history)
    history.wait(hours=6)
    returned(history, number)
    claimed(history)
    assert rows(history) == [("a", 6, Why.OFFER_RETURNED)]


def test_hours_of_an_escalation_in_vain_are_the_holders() -> None:
    history = told()
    number = offer(history)
    history.wait(hours=6)
    returned(history, number)
    escalate(history)
    history.wait(hours=2)
    history.must("r", accountability.DecideMatter(matter=FIRST, holder=UnitId("a"), reason="list 3"))
    assert rows(history) == [("a", 6, Why.OFFER_RETURNED), ("a", 2, Why.ESCALATED_IN_VAIN)]


def test_a_decision_on_appeal_moves_no_hours_of_the_past() -> None:
    history = History()
    history.open("c")
    number = offer(history, "d", by="c")
    history.wait(hours=6)
    returned(history, number, by="d", proposed="c")
    escalate(history, "c")
    history.wait(hours=2)
    history.must("a", accountability.DecideMatter(matter=FIRST, holder=UnitId("c"), reason="list 3"))
    settled = rows(history)
    history.must("c", accountability.AppealMatter(matter=FIRST, facts="list 4"))
    history.must("r", accountability.DecideMatter(matter=FIRST, holder=UnitId("d"), reason="list 4"))
    history.wait(hours=1)
    assert rows(history) == [*settled, ("d", 1, Why.AT_WORK)]


def test_who_does_not_decide_is_charged_with_the_delay() -> None:
    history = told()
    escalate(history)
    history.wait(days=8)
    history.wake()
    stretches = hours(history.logs[FIRST], history.at)
    assert [(one.holder, one.clock, one.why) for one in stretches] == [
        ("a", "r", Why.ESCALATED),
        ("r", "r", Why.AT_WORK),
    ]


def test_an_offer_that_is_cancelled_or_recalled_while_open_is_the_holders() -> None:
    history = History()
    history.open("a", days=21)
    part = MatterId("part")
    history.must("a", accountability.ClaimMatter(matter=FIRST))
    deadline = history.day(9)
    history.must(
        "a",
        accountability.DelegatePart(
            matter=FIRST, part=part, to=UnitId("c"), title="Part", terms=terms(), deadline_date=deadline
        ),
    )
    history.wait(hours=3)
    history.must("a", accountability.RecallMatter(matter=part, reason="we do it"))
    assert [(one.clock, one.why) for one in hours(history.logs[part], history.at)] == [("a", Why.OFFER_WITHDRAWN)]


def test_an_offer_that_a_change_of_the_organisation_voids_is_the_holders() -> None:
    history = told()
    offer(history, "e")
    history.wait(hours=3)
    history.retire("e")
    assert rows(history, provisional=None) == [("a", 3, Why.OFFER_WITHDRAWN)]


def test_what_follows_a_timer_whose_event_is_missing_is_provisional() -> None:
    history = told()
    due_at = history.matter().next_due_at()
    assert due_at is not None
    found = hours(history.logs[FIRST], due_at + HOUR)
    assert [(one.until_at - one.from_at, one.provisional) for one in found] == [
        (due_at - BEGAN_AT, False),
        (HOUR, True),
    ]


def test_nothing_is_charged_after_the_instant_asked_for() -> None:
    history = told()
    history.wait(hours=5)
    claimed(history)
    assert hours(history.logs[FIRST], BEGAN_AT) == ()
    assert by_clock(hours(history.logs[FIRST], BEGAN_AT + HOUR)) == {"a": HOUR}


def test_time_between_closing_and_reopening_is_nobodys() -> None:
    history = told()
    claimed(history)
    history.wait(hours=1)
    verifier = done(history)
    history.must(
        verifier, work.VerifyMatter(matter=FIRST, outcome=Outcome.DONE, why="seen", way=VerificationWay.DOCUMENTS)
    )
    history.wait(hours=5)
    history.must("r", work.ReopenMatter(matter=FIRST, reason="blocked again"))
    history.wait(hours=1)
    stretches = hours(history.logs[FIRST], history.at)
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
