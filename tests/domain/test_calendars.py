"""Spans counted along a working calendar, against the dates of the law and against a day-by-day count."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.domain.calendars import (
    Calendar,
    CalendarGapError,
    CalendarRangeError,
    CalendarYear,
    recompute,
)
from buckstop.domain.deadlines import Due, Span, SpanUnit

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, WORKING, NATURAL, MONTH = SpanUnit


def days(*spans: str) -> frozenset[date]:
    """Days of 2026 written as `0215-0223` or `0104`."""
    found: set[date] = set()
    for span in spans:
        first, last = (date(2026, int(end[:2]), int(end[2:])) for end in (span[:4], span[-4:]))
        found |= {first + timedelta(number) for number in range((last - first).days + 1)}
    return frozenset(found)


# The holiday notice for 2026.
NOTICE = CalendarYear(
    2026,
    days("0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"),
    days("0104", "0214", "0228", "0509", "0920", "1010"),
    "notice",
)
# What is known of 2027 before its notice: the days by law that fall on working days.
BY_LAW = frozenset({date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 4, 5), date(2027, 10, 1)})
CHINA = Calendar(SHANGHAI, (NOTICE,), announced=True, expected_rest_days=BY_LAW, open_days=3)
MONDAY_TO_FRIDAY = Calendar(SHANGHAI)


def at(day: date, hour: float = 10.0, calendar: Calendar = CHINA) -> datetime:
    """A local hour of a day, in UTC."""
    return (datetime.combine(day, time(), calendar.zone) + timedelta(hours=hour)).astimezone(UTC)


def last_day(due: Due, calendar: Calendar = CHINA) -> date:
    """The local day whose end a due instant is."""
    local = due.at.astimezone(calendar.zone)
    assert local.time() == time()
    return local.date() - timedelta(1)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "last"),
    [
        (5, WORKING, (2, 13), (2, 27)),
        (5, WORKING, (9, 30), (10, 13)),
        (3, WORKING, (4, 30), (5, 8)),
        (1, WORKING, (9, 18), (9, 20)),  # a Sunday that is worked
        (30, NATURAL, (9, 5), (10, 8)),  # 5 October is a holiday
        (15, NATURAL, (2, 5), (2, 24)),
        (15, NATURAL, (1, 30), (2, 14)),  # a Saturday that is worked
        (30, NATURAL, (3, 5), (4, 7)),
    ],
)
def test_the_dates_of_the_rule_book_for_2026(
    amount: int, unit: SpanUnit, start: tuple[int, int], last: tuple[int, int]
) -> None:
    due = CHINA.due(at(date(2026, *start)), Span(amount, unit))
    assert due == Due(at(date(2026, *last), 24.0))


def test_the_year_2026_has_248_working_days() -> None:
    assert sum(CHINA.is_working_day(date(2026, 1, 1) + timedelta(number)) for number in range(365)) == 248


@pytest.mark.parametrize("unit", [WORKING, NATURAL, MONTH])
def test_the_hour_of_the_start_does_not_matter_in_days(unit: SpanUnit) -> None:
    day = date(2026, 3, 10)
    dues = {CHINA.due(at(day, hour), Span(2, unit)) for hour in (0.0, 0.001, 9.0, 23.999)}
    assert len(dues) == 1


def test_the_day_is_the_local_one() -> None:
    instant = datetime(2026, 3, 10, 16, 30, tzinfo=UTC)  # half past midnight on the 11th in China
    assert CHINA.local_date(instant) == date(2026, 3, 11)
    assert last_day(CHINA.due(instant, Span(1, WORKING))) == date(2026, 3, 12)


@pytest.mark.parametrize(("amount", "unit", "minutes"), [(90, MINUTE, 90), (2, HOUR, 120), (24, HOUR, 1440)])
def test_minutes_and_hours_run_through_nights_and_holidays(amount: int, unit: SpanUnit, minutes: int) -> None:
    start = at(date(2026, 10, 1), 23.5)
    assert CHINA.due(start, Span(amount, unit)) == Due(start + timedelta(minutes=minutes))


def test_a_due_is_in_utc_whatever_the_start_was_written_in() -> None:
    start = datetime(2026, 3, 10, 9, tzinfo=timezone(timedelta(hours=8)))
    for unit in SpanUnit:
        assert CHINA.due(start, Span(1, unit)).at.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 15), 2, date(2026, 3, 16)),  # 15 March is a Sunday
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # no 31 February; the 28th is a Saturday that is worked
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 9, 1), 1, date(2026, 10, 8)),
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_end_of_the_month(start: date, months: int, last: date) -> None:
    assert last_day(CHINA.due(at(start), Span(months, MONTH))) == last


def test_a_year_is_twelve_months_and_29_february_has_its_28th() -> None:
    assert last_day(MONDAY_TO_FRIDAY.due(at(date(2024, 2, 29)), Span(12, MONTH))) == date(2025, 2, 28)


@pytest.mark.parametrize("unit", [WORKING, NATURAL, MONTH])
def test_nought_days_end_with_the_day_or_with_the_next_that_is_worked(unit: SpanUnit) -> None:
    assert last_day(CHINA.due(at(date(2026, 3, 10)), Span(0, unit))) == date(2026, 3, 10)
    assert last_day(CHINA.due(at(date(2026, 10, 3)), Span(0, unit))) == date(2026, 10, 8)


def test_the_end_of_a_month_is_its_last_day_even_on_a_sunday() -> None:
    assert CHINA.month_end(2026, 5) == Due(at(date(2026, 5, 31), 24.0))
    assert last_day(CHINA.month_end(2026, 2)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("last", "ahead", "first"),
    [
        (date(2026, 5, 31), Span(1, WORKING), date(2026, 5, 29)),  # a Sunday: warned of on the Friday
        (date(2026, 9, 30), Span(1, WORKING), date(2026, 9, 29)),
        (date(2026, 10, 7), Span(1, WORKING), date(2026, 9, 30)),
        (date(2026, 9, 21), Span(1, WORKING), date(2026, 9, 20)),
        (date(2026, 10, 8), Span(3, WORKING), date(2026, 9, 28)),
        (date(2026, 10, 3), Span(0, WORKING), date(2026, 10, 3)),
        (date(2026, 5, 31), Span(7, NATURAL), date(2026, 5, 24)),
        (date(2026, 3, 31), Span(1, MONTH), date(2026, 2, 28)),
    ],
)
def test_a_warning_is_given_from_the_morning_of_a_day_before(last: date, ahead: Span, first: date) -> None:
    assert CHINA.alert_at(at(last, 24.0), ahead) == at(first, 0.0)


def test_a_warning_comes_one_working_day_before_unless_said_otherwise() -> None:
    assert CHINA.alert_at(CHINA.month_end(2026, 5).at) == at(date(2026, 5, 29), 0.0)


def test_a_warning_in_hours_is_exact_and_one_of_a_deadline_in_the_day_counts_from_that_day() -> None:
    due_at = at(date(2026, 10, 8), 15.5)
    assert CHINA.alert_at(due_at, Span(2, HOUR)) == at(date(2026, 10, 8), 13.5)
    assert CHINA.alert_at(due_at) == at(date(2026, 9, 30), 0.0)


def test_a_warning_reaches_back_over_the_turn_of_the_year() -> None:
    assert MONDAY_TO_FRIDAY.alert_at(at(date(2026, 1, 1), 24.0), Span(3, WORKING)) == at(date(2025, 12, 29), 0.0)


@pytest.mark.parametrize("amount", range(8))
def test_a_span_of_n_working_days_holds_n_working_days(amount: int) -> None:
    for start in (at(date(2026, 9, 18)), at(date(2026, 10, 3)), at(date(2026, 3, 10), 0.0)):
        due = CHINA.due(start, Span(amount + 1, WORKING))
        assert CHINA.working_days_between(start, due.at) == amount + 1
        assert CHINA.working_days_between(due.at, start) == -amount - 1


def test_working_days_between_count_the_running_day_and_not_the_first() -> None:
    monday, tuesday = date(2026, 3, 9), date(2026, 3, 10)
    assert CHINA.working_days_between(at(monday, 9.0), at(monday, 17.0)) == 0
    assert CHINA.working_days_between(at(monday, 0.0), at(monday, 0.0)) == 0
    assert CHINA.working_days_between(at(monday, 9.0), at(tuesday, 9.0)) == 1
    assert CHINA.working_days_between(at(date(2026, 9, 30)), at(date(2026, 10, 7))) == 0
    assert CHINA.working_days_between(at(date(2026, 12, 31)), at(date(2027, 1, 4))) == 1


# --- years that are not announced yet, and years that are missing -------------------------------------------------


def test_a_deadline_that_reaches_an_unannounced_year_is_provisional() -> None:
    due = CHINA.due(at(date(2026, 12, 25)), Span(5, WORKING))
    assert last_day(due) == date(2027, 1, 4)  # New Year's Day off, the rest is weekends
    assert due.provisional
    assert not CHINA.due(at(date(2026, 12, 21)), Span(5, WORKING)).provisional


def test_the_last_days_of_a_year_stay_open_until_the_next_notice() -> None:
    """The notice for 2019 took 31 December 2018 off and had 29 December worked; the notice of 2018 did not know."""
    assert [CHINA.is_settled(date(2026, 12, day)) for day in (28, 29, 31)] == [True, False, False]
    assert CHINA.due(at(date(2026, 12, 28)), Span(1, WORKING)) == Due(at(date(2026, 12, 29), 24.0), provisional=True)


@pytest.mark.parametrize(("unit", "amount"), [(NATURAL, 60), (MONTH, 2)])
def test_natural_days_and_months_are_provisional_where_the_last_day_may_move(unit: SpanUnit, amount: int) -> None:
    assert CHINA.due(at(date(2026, 12, 20)), Span(amount, unit)).provisional
    assert not CHINA.due(at(date(2026, 6, 20)), Span(amount, unit)).provisional


def test_hours_are_never_provisional() -> None:
    assert not CHINA.due(at(date(2027, 2, 1)), Span(48, HOUR)).provisional


def test_unannounced_years_have_weekends_and_the_days_by_law_and_after_those_weekends() -> None:
    assert not CHINA.is_working_day(date(2027, 2, 8))
    assert CHINA.is_working_day(date(2027, 2, 9))
    assert last_day(CHINA.due(at(date(2050, 12, 30)), Span(1, WORKING))) == date(2051, 1, 2)


def test_a_deadline_changes_when_the_year_arrives_and_only_then() -> None:
    arrived = CalendarYear(
        2027, frozenset({date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4)}), frozenset({date(2027, 1, 2)}), "new"
    )
    told = CHINA.with_years([arrived])
    moved, kept, certain = at(date(2026, 12, 25)), at(date(2026, 12, 1)), at(date(2027, 3, 1))
    span = Span(5, WORKING)
    assert CHINA.due(moved, span) == Due(at(date(2027, 1, 4), 24.0), provisional=True)
    assert recompute(CHINA, told, moved, span) == Due(at(date(2027, 1, 5), 24.0))
    assert recompute(CHINA, told, kept, span) is None
    assert recompute(CHINA, told, certain, span) == Due(CHINA.due(certain, span).at)  # same instant, no longer open
    assert recompute(told, told, moved, span) is None
    assert not told.is_working_day(date(2026, 12, 31))
    assert CHINA.is_working_day(date(2026, 12, 31))


def test_a_past_year_without_data_is_refused_with_what_to_do() -> None:
    with pytest.raises(CalendarGapError, match="holiday notice of 2025") as refused:
        CHINA.due(at(date(2025, 6, 2)), Span(5, WORKING))
    assert refused.value.year == 2025
    assert refused.value.message % refused.value.fields == str(refused.value)
    with pytest.raises(CalendarGapError):
        CHINA.is_working_day(date(2025, 6, 2))
    with pytest.raises(CalendarGapError):
        CHINA.working_days_between(at(date(2025, 12, 30)), at(date(2026, 3, 2)))
    with pytest.raises(CalendarGapError):
        CHINA.alert_at(at(date(2026, 1, 4), 24.0))


def test_a_missing_year_is_refused_only_where_its_days_matter() -> None:
    start = at(date(2025, 12, 31))  # the count begins on 1 January 2026
    assert last_day(CHINA.due(start, Span(1, WORKING))) == date(2026, 1, 4)
    assert last_day(CHINA.due(at(date(2025, 6, 2)), Span(12, MONTH))) == date(2026, 6, 2)
    assert CHINA.due(at(date(2025, 6, 2)), Span(3, HOUR)).at == at(date(2025, 6, 2), 13.0)
    assert CHINA.working_days_between(start, at(date(2026, 1, 5))) == 2


def test_a_hole_between_announced_years_is_refused_too() -> None:
    holed = CHINA.with_years([CalendarYear(2024, frozenset(), frozenset(), "old")])
    with pytest.raises(CalendarGapError, match="2025"):
        holed.due(at(date(2024, 12, 31)), Span(1, WORKING))


def test_without_any_announced_year_everything_is_provisional() -> None:
    empty = Calendar(SHANGHAI, announced=True)
    assert empty.due(at(date(2026, 3, 10)), Span(1, WORKING)) == Due(at(date(2026, 3, 11), 24.0), provisional=True)


def test_a_calendar_of_the_week_alone_is_certain_for_ever_and_takes_closures() -> None:
    start, span = at(date(2040, 3, 9)), Span(1, WORKING)
    assert MONDAY_TO_FRIDAY.due(start, span) == Due(at(date(2040, 3, 12), 24.0))
    closed = MONDAY_TO_FRIDAY.with_years([CalendarYear(2040, frozenset({date(2040, 3, 12)}), frozenset(), "works")])
    assert closed.due(start, span) == Due(at(date(2040, 3, 13), 24.0))
    assert closed.due(at(date(2039, 3, 11)), span) == Due(at(date(2039, 3, 14), 24.0))


def test_the_weekend_need_not_be_saturday_and_sunday() -> None:
    friday_off = Calendar(SHANGHAI, weekend=frozenset({4}))
    assert last_day(friday_off.due(at(date(2026, 3, 5)), Span(1, WORKING))) == date(2026, 3, 7)


def test_a_later_notice_wins_over_an_earlier_one_in_either_direction() -> None:
    new_year = CalendarYear(2027, frozenset({date(2026, 10, 10)}), frozenset({date(2026, 10, 7)}), "later")
    told = CHINA.with_years([new_year])
    assert told.is_working_day(date(2026, 10, 7))
    assert not told.is_working_day(date(2026, 10, 10))
    assert told == Calendar(SHANGHAI, (NOTICE, new_year), announced=True, expected_rest_days=BY_LAW, open_days=3)


def test_the_order_in_which_years_are_given_does_not_matter() -> None:
    new_year = CalendarYear(2027, frozenset({date(2026, 10, 10)}), frozenset({date(2026, 10, 7)}), "later")
    backwards = Calendar(SHANGHAI, (new_year, NOTICE), announced=True)
    assert backwards.is_working_day(date(2026, 10, 7))
    assert not backwards.is_working_day(date(2026, 10, 10))


def test_a_corrected_year_replaces_the_one_before() -> None:
    corrected = CalendarYear(2026, NOTICE.rest_days | {date(2026, 3, 10)}, NOTICE.make_up_days, "corrected")
    assert not CHINA.with_years([corrected]).is_working_day(date(2026, 3, 10))


# --- ends of the world -------------------------------------------------------------------------------------------


def test_nonsense_is_refused_when_the_calendar_is_made() -> None:
    with pytest.raises(ValueError, match="twice"):
        Calendar(SHANGHAI, (NOTICE, NOTICE))
    with pytest.raises(ValueError, match="worked day"):
        Calendar(SHANGHAI, weekend=frozenset(range(7)))


@pytest.mark.parametrize("unit", list(SpanUnit))
def test_an_instant_without_a_zone_is_refused(unit: SpanUnit) -> None:
    naive = datetime(2026, 3, 10, 9)  # noqa: DTZ001 - the very thing that is refused
    with pytest.raises(ValueError, match="zone"):
        CHINA.due(naive, Span(1, unit))
    with pytest.raises(ValueError, match="zone"):
        CHINA.alert_at(naive, Span(1, unit))


@pytest.mark.parametrize("unit", list(SpanUnit))
def test_a_span_out_of_all_years_is_refused(unit: SpanUnit) -> None:
    amount = 10**13 if unit in {MINUTE, HOUR} else 10**6 * 4
    with pytest.raises(CalendarRangeError, match="shorter"):
        MONDAY_TO_FRIDAY.due(at(date(9990, 1, 4)), Span(amount, unit))
    with pytest.raises(CalendarRangeError, match="shorter"):
        MONDAY_TO_FRIDAY.alert_at(at(date(9, 1, 5)), Span(amount, unit))


@pytest.mark.parametrize(
    ("zone", "day", "end_at"),
    [
        ("Europe/London", date(2026, 3, 29), datetime(2026, 3, 29, 23, tzinfo=UTC)),  # the day the clocks go forward
        ("Europe/London", date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2017, 10, 14), datetime(2017, 10, 15, 3, tzinfo=UTC)),  # no midnight that night
        ("America/Havana", date(2026, 10, 31), datetime(2026, 11, 1, 4, tzinfo=UTC)),  # two midnights: the first
    ],
)
def test_a_day_ends_at_midnight_even_when_the_clocks_change(zone: str, day: date, end_at: datetime) -> None:
    calendar = Calendar(ZoneInfo(zone))
    assert calendar.end_of_day(day) == end_at
    assert calendar.local_date(end_at) == day + timedelta(1)
    assert calendar.day_ended_by(end_at) == day
    assert calendar.ends_day(end_at)
    assert not calendar.ends_day(end_at + timedelta(minutes=1))
    assert not calendar.ends_day(end_at - timedelta(minutes=1))


# --- against a count that goes day by day --------------------------------------------------------------------------

_STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside it


def counted(start: datetime, span: Span) -> date:
    """The last day of a span, the slow way."""
    day = CHINA.local_date(start)
    if span.unit is WORKING:
        left = span.amount
        while left:
            day += timedelta(1)
            left -= CHINA.is_working_day(day)
    else:
        day += timedelta(span.amount)
    while not CHINA.is_working_day(day):
        day += timedelta(1)
    return day


@given(_STARTS, st.integers(0, 400), st.sampled_from([WORKING, NATURAL]))
def test_due_dates_equal_a_count_day_by_day(start: datetime, amount: int, unit: SpanUnit) -> None:
    span = Span(amount, unit)
    due = CHINA.due(start, span)
    assert last_day(due) == counted(start, span)
    assert due.provisional == (last_day(due) > date(2026, 12, 28))
    assert due.at > start


@given(_STARTS, st.integers(1, 400))
def test_a_span_of_working_days_holds_that_many_from_any_start(start: datetime, amount: int) -> None:
    assert CHINA.working_days_between(start, CHINA.due(start, Span(amount, WORKING)).at) == amount


@given(_STARTS, st.timedeltas(timedelta(0), timedelta(800)), st.sampled_from(list(SpanUnit)), st.integers(0, 60))
def test_who_starts_later_is_never_due_earlier(start: datetime, later: timedelta, unit: SpanUnit, amount: int) -> None:
    span = Span(amount, unit)
    assert CHINA.due(start, span).at <= CHINA.due(start + later, span).at


@given(_STARTS, st.integers(1, 200))
def test_a_warning_of_n_working_days_leaves_n_of_them(start: datetime, amount: int) -> None:
    due = CHINA.due(start + timedelta(400), Span(amount, WORKING))
    alert_at = CHINA.alert_at(due.at, Span(amount, WORKING))
    assert CHINA.working_days_between(alert_at, due.at) == amount
    assert CHINA.is_working_day(CHINA.local_date(alert_at))
