"""When a year's calendar arrives, provisional instants are reckoned anew, by an event each, once."""

from datetime import UTC, date, datetime, timedelta

from buckstop.app.answers import Accepted
from buckstop.app.queries import events_of
from buckstop.app.recalendar import recompute_dues
from buckstop.app.timers import wake_due
from buckstop.domain.calendars import CalendarYear
from buckstop.domain.cycle.commands import SetUpCycle
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift
from buckstop.domain.ids import CycleId, MatterId
from buckstop.domain.matter.commands import accountability, asks
from buckstop.domain.matter.events.accountability import DueRecomputed
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Terms
from buckstop.ledger.codec import decode_matter
from tests.app.staged import COUNTY, ROADS, WATER, Stage, stage

TWO_DAYS = DueRule(DueKind.WORKING_DAYS, 2)
LATE_2026 = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)  # Wednesday; two working days lead into a year not announced
NEW_YEAR = CalendarYear(
    2027,
    rest_days=frozenset({date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)}),
    make_up_days=frozenset({date(2027, 1, 2)}),
    source="a notice made up for this test",
)


def before_the_notice() -> Stage:
    """Three matters: an offer that ends next year, a request for support likewise, and one with nothing provisional."""
    county = stage(at=LATE_2026)
    offered, working = county.open("m1"), county.open("m2", unit=WATER)
    county.do(COUNTY, accountability.OfferMatter(matter=offered, to=WATER))
    county.do(WATER, accountability.ClaimMatter(matter=working))
    county.do(WATER, asks.AskSupport(matter=working, supporter=ROADS, what="w", wanted_date=date(2027, 2, 1)))
    county.do(COUNTY, accountability.ClaimMatter(matter=county.open("m3")))
    return county


def recomputed(county: Stage, matter: str) -> list[DueRecomputed]:
    events = events_of(county.ledger, MatterId(matter))
    return [event for event in events if isinstance(event, DueRecomputed)]


def test_instants_that_reach_a_year_without_a_notice_are_provisional() -> None:
    county = before_the_notice()
    offer = county.matter("m1").offer
    assert offer is not None
    assert offer.timer.provisional
    assert not county.matter("m3").timers()


def test_without_news_nothing_is_reckoned_anew() -> None:
    county = before_the_notice()
    assert recompute_dues(county.ledger) == 0
    assert county.matter("m1").version == 2


def test_a_calendar_that_arrives_moves_or_settles_every_provisional_instant_once() -> None:
    county = before_the_notice()
    county.ledger.calendar = county.ledger.calendar.with_years((NEW_YEAR,))
    assert recompute_dues(county.ledger) == 2
    for matter, which in (("m1", "offer"), ("m2", "support")):
        (event,) = recomputed(county, matter)
        assert (event.which, event.by) == (which, None)
        assert not event.timer.provisional
        assert event.timer.span is not None
        expected = county.ledger.calendar.due(event.timer.started_at, event.timer.span)
        assert event.timer.due_at == expected.at
        assert county.matter(matter).next_due_at() == expected.at
    assert recomputed(county, "m3") == []
    assert recompute_dues(county.ledger) == 0


def test_the_day_of_the_new_notice_is_the_day_on_which_the_offer_lapses() -> None:
    county = before_the_notice()
    before = county.matter("m1").next_due_at()
    county.ledger.calendar = county.ledger.calendar.with_years((NEW_YEAR,))
    recompute_dues(county.ledger)
    after = county.matter("m1").next_due_at()
    assert before is not None
    assert after is not None
    assert county.ledger.calendar.local_date(before - timedelta(seconds=1)) == date(2027, 1, 5)
    assert county.ledger.calendar.local_date(after - timedelta(seconds=1)) == date(2027, 1, 6)
    county.at(after)
    wake_due(county.ledger)
    assert events_of(county.ledger, MatterId("m1"))[-1].happened_at == after


def test_an_instant_that_turns_out_to_lie_behind_takes_effect_now_and_not_in_the_past() -> None:
    county = before_the_notice()
    county.at(datetime(2027, 1, 4, 4, 0, tzinfo=UTC))
    earlier = CalendarYear(2027, frozenset(), frozenset({date(2027, 1, 2), date(2027, 1, 3)}), "made up for this test")
    county.ledger.calendar = county.ledger.calendar.with_years((earlier,))
    recompute_dues(county.ledger)
    (event,) = recomputed(county, "m1")
    assert event.timer.due_at == county.clock.at
    wake_due(county.ledger)
    assert county.names("m1")[-1] == "matter.returned"


def of_a_cycle(county: Stage, every: Every = Every.YEAR, due: DueRule = TWO_DAYS) -> Matter:
    """What comes every year, today for the first time, with two working days to do it."""
    today = Rhythm(every, 1, Anchor.SAME_DAY, Shift.STAYS, date(2026, 12, 30))
    until = date(2027, 6, 30)
    terms = Terms(goal="Every ditch was looked at")
    command = SetUpCycle(
        cycle=CycleId("c"), unit=WATER, title="Ditches", terms=terms, rhythm=today, due=due, until_date=until
    )
    outcome = county.try_(WATER, command)
    assert isinstance(outcome, Accepted), outcome
    assert outcome.cycle is not None
    (came,) = outcome.cycle.turns
    assert came.matter is not None
    return matter_of(county, came.matter)


def matter_of(county: Stage, name: MatterId) -> Matter:
    return decode_matter(county.ledger.store.load([name]).snapshots[name].body)


def test_the_deadline_of_what_a_cycle_opened_moves_with_the_notice_and_its_reminder_with_it() -> None:
    county = stage(at=LATE_2026)
    before = of_a_cycle(county)
    assert before.deadline is not None
    assert before.deadline.provisional
    county.ledger.calendar = county.ledger.calendar.with_years([NEW_YEAR])
    recompute_dues(county.ledger)
    after = matter_of(county, before.id)
    assert after.deadline is not None
    assert after.deadline.due_at == county.ledger.calendar.end_of_day(date(2027, 1, 2))
    assert not after.deadline.provisional
    told = {event.which: event.timer for event in recomputed(county, before.id)}
    assert set(told) == {"phase", "deadline", "reminder"}
    assert after.reminder == told["reminder"]
    assert LATE_2026 < told["reminder"].due_at <= after.deadline.due_at
    assert recompute_dues(county.ledger) == 0


def test_a_deadline_of_a_cycle_that_is_over_stays_where_it_was() -> None:
    county = stage(at=LATE_2026)
    before = of_a_cycle(county)
    assert before.deadline is not None
    county.at(before.deadline.due_at + timedelta(days=1))
    wake_due(county.ledger)
    county.ledger.calendar = county.ledger.calendar.with_years([NEW_YEAR])
    recompute_dues(county.ledger)
    assert matter_of(county, before.id).deadline == before.deadline


def test_a_deadline_at_the_end_of_a_week_that_reaches_into_the_new_year_moves_with_the_notice() -> None:
    county = stage(at=LATE_2026)
    before = of_a_cycle(county, Every.WEEK, DueRule(DueKind.PERIOD_END))
    assert before.deadline is not None
    assert before.deadline.provisional
    assert recompute_dues(county.ledger) == 0
    county.ledger.calendar = county.ledger.calendar.with_years([NEW_YEAR])
    assert recompute_dues(county.ledger) > 0
    after = matter_of(county, before.id)
    assert after.deadline is not None
    assert after.deadline.due_at == county.ledger.calendar.end_of_day(date(2027, 1, 2))  # worked in exchange
    assert (after.deadline.due_at == before.deadline.due_at, after.deadline.provisional) == (False, False)
    assert {event.which for event in recomputed(county, before.id)} >= {"deadline", "reminder"}
    assert recompute_dues(county.ledger) == 0
