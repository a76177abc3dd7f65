"""Days that nobody had announced: provisional timers are reckoned anew when the calendar arrives."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from buckstop.domain.calendars import Calendar, CalendarYear
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import accountability, asks
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.evolve import evolve
from tests.domain.matter.stage import Stage, working_days

# Nothing is announced yet; then the whole first week of March is given off.
UNANNOUNCED = Calendar(UTC, announced=True)
FEAST = CalendarYear(2026, frozenset(date(2026, 3, day) for day in range(2, 7)), frozenset(), "A notice")
ANNOUNCED = Calendar(UTC, (FEAST,), announced=True)
DAYS: dict[str, Any] = {
    name: working_days(2)
    for name in ("claim", "offer", "ask", "decide", "verify", "support", "upward", "extension_answer", "wait_confirm")
}
MONDAY, WEDNESDAY = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC)


def unannounced() -> Stage:
    return Stage(calendar=UNANNOUNCED, **DAYS)


def recompute(stage: Stage, matter: MatterId) -> list[tuple[str, datetime, bool]]:
    stage.calendar = ANNOUNCED
    decision = stage.do(None, accountability.RecomputeDues(matter=matter))
    found = []
    for one in decision:
        assert isinstance(one.event, happened.DueRecomputed)
        found.append((one.event.which, one.event.timer.due_at, one.event.timer.provisional))
    return found


def test_a_claim_timer_moves_with_the_announced_days_and_is_certain_then() -> None:
    stage = unannounced()
    matter = stage.open("a1")
    timer = stage.matters[matter].phase_timer
    assert timer is not None
    assert (timer.due_at, timer.provisional) == (datetime(2026, 3, 5, tzinfo=UTC), True)
    assert recompute(stage, matter) == [("phase", WEDNESDAY, False)]
    assert recompute(stage, matter) == []


def test_an_offer_its_question_and_a_verification_are_reckoned_anew() -> None:
    stage = unannounced()
    matter, done = stage.open("a1"), stage.settle("a1")
    number = stage.offer(matter, "a2")
    assert recompute(stage, matter) == [("offer", WEDNESDAY, False)]
    stage.calendar = UNANNOUNCED
    stage.do("a2", accountability.AskAboutOffer(matter=matter, offer=number, question="Since when?"))
    stage.report_done(done)
    assert recompute(stage, matter) == [("question", WEDNESDAY, False)]
    assert recompute(stage, done) == [("verification", WEDNESDAY, False)]


def test_every_open_ask_is_reckoned_anew() -> None:
    stage = unannounced()
    matter = stage.settle("a1", deadline=date(2026, 3, 20))
    later = date(2026, 4, 1)
    stage.do("a1", asks.AskSupport(matter=matter, supporter=UnitId("b1"), what="A ladder", wanted_date=later))
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="A pole."))
    stage.do("a1", asks.AskExtension(matter=matter, wanted_date=later, reason="Late."))
    stage.do("a1", asks.BeginWait(matter=matter, whom="The grid", question="When?", until_date=later))
    assert recompute(stage, matter) == [
        (which, WEDNESDAY, False) for which in ("extension", "support", "upward", "wait")
    ]
    after = stage.matters[matter]
    assert after.extension is not None
    timers = (after.extension.timer, after.supports[0].timer, after.upward[0].timer, after.waits[0].timer)
    assert {timer.due_at for timer in timers if timer} == {WEDNESDAY}


def test_what_the_announcement_puts_into_the_past_takes_effect_now_and_not_before() -> None:
    stage = Stage(calendar=ANNOUNCED, **DAYS)
    matter = stage.open("a1")
    timer = stage.matters[matter].phase_timer
    assert timer is not None
    stage.matters[matter] = replace(stage.matters[matter], phase_timer=replace(timer, provisional=True))
    stage.at = datetime(2026, 3, 6, 12, tzinfo=UTC)
    stage.calendar = Calendar(UTC, (replace(FEAST, rest_days=frozenset()),), announced=True)
    stage.do(None, accountability.RecomputeDues(matter=matter))
    stage.wake()
    assert stage.events[matter][-1].happened_at == stage.at


@pytest.mark.parametrize(("which", "ask"), [("question", 0), ("phase", 7), ("weather", 0)])
def test_a_timer_that_is_not_there_is_no_timer(which: str, ask: int) -> None:
    stage = unannounced()
    matter = stage.open("a1")
    timer = stage.matters[matter].phase_timer
    assert timer is not None
    event = happened.DueRecomputed(happened_at=stage.at, which=which, ask=ask, timer=timer)
    with pytest.raises(ValueError, match="has no"):
        evolve(stage.matters[matter], event)


@pytest.mark.parametrize(
    ("offer", "asked_hours", "answered_hours", "due"),
    [
        # Monday 8:00. In days: a question answered on its own day costs none, one answered the day after costs one.
        (Span(3, SpanUnit.WORKING_DAY), 2, 6, datetime(2026, 3, 6, tzinfo=UTC)),
        (Span(3, SpanUnit.WORKING_DAY), 2, 25, datetime(2026, 3, 7, tzinfo=UTC)),
        (Span(3, SpanUnit.NATURAL_DAY), 2, 6, datetime(2026, 3, 6, tzinfo=UTC)),
        (Span(3, SpanUnit.NATURAL_DAY), 2, 25, datetime(2026, 3, 7, tzinfo=UTC)),
        # In hours: to the minute.
        (Span(30, SpanUnit.HOUR), 2, 6, datetime(2026, 3, 3, 18, tzinfo=UTC)),
    ],
)
def test_an_offer_stands_still_as_long_as_its_question_in_the_measure_it_is_counted_in(
    offer: Span, asked_hours: int, answered_hours: int, due: datetime
) -> None:
    stage = Stage(offer=offer, ask=working_days(1))
    matter = stage.open("a1")
    number = stage.offer(matter, "a2")
    stage.wait(asked_hours)
    stage.do("a2", accountability.AskAboutOffer(matter=matter, offer=number, question="Since when?"))
    stage.wait(answered_hours - asked_hours)
    stage.do("a1", accountability.AnswerQuestion(matter=matter, offer=number, answer="Since May."))
    assert stage.matters[matter].next_due_at() == due
