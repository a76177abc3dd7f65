"""The working clock against worked examples, an independent Chinese calendar and brute force."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.mapping import CalendarSpec
from buckstop.lens.working_time import CalendarError, WorkingClock

HOUR = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def us(text: str, zone: str) -> int:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return (local - EPOCH) // timedelta(microseconds=1)


def worked(clock: WorkingClock, start: str, end: str, zone: str) -> float:
    starts, ends = (np.array([us(text, zone)], dtype=np.int64) for text in (start, end))
    return float(clock.worked_us(starts, ends)[0]) / HOUR


def test_friday_16_to_monday_10_is_two_working_hours() -> None:
    clock = WorkingClock.for_years(CalendarSpec(), "Europe/Berlin", 2026, 2026)
    assert worked(clock, "2026-03-06T16:00", "2026-03-09T10:00", "Europe/Berlin") == 2.0


def test_a_span_inside_a_weekend_is_no_working_time() -> None:
    clock = WorkingClock.for_years(CalendarSpec(), "UTC", 2026, 2026)
    assert worked(clock, "2026-03-07T01:00", "2026-03-08T23:00", "UTC") == 0.0


def test_a_chinese_make_up_sunday_is_worked_and_the_holiday_it_pays_for_is_not() -> None:
    clock = WorkingClock.for_years(CalendarSpec(country="CN"), "Asia/Shanghai", 2026, 2026)
    assert worked(clock, "2026-09-20T00:00", "2026-09-21T00:00", "Asia/Shanghai") == 8.0
    assert worked(clock, "2026-10-05T00:00", "2026-10-06T00:00", "Asia/Shanghai") == 0.0
    assert clock.issues == ()


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23.0), ("2026-10-25", 25.0), ("2026-03-30", 24.0)])
def test_an_office_that_never_closes_works_the_true_length_of_a_clock_change_day(day: str, hours: float) -> None:
    spec = CalendarSpec(opens=0.0, closes=24.0, workdays=(0, 1, 2, 3, 4, 5, 6))
    clock = WorkingClock.for_years(spec, "Europe/Berlin", 2026, 2026)
    next_day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert worked(clock, f"{day}T00:00", f"{next_day}T00:00", "Europe/Berlin") == hours


def test_opening_hours_follow_the_local_clock_through_the_change() -> None:
    clock = WorkingClock.for_years(CalendarSpec(), "Europe/Berlin", 2026, 2026)
    assert worked(clock, "2026-03-27T16:00", "2026-03-30T09:30", "Europe/Berlin") == 1.5


def test_every_day_of_2018_to_2026_agrees_with_an_independent_chinese_calendar() -> None:
    clock = WorkingClock.for_years(CalendarSpec(country="CN"), "Asia/Shanghai", 2018, 2026)
    first, last = date(2018, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    days = [date.fromordinal(number) for number in range(first, last + 1)]
    starts = np.array([us(f"{day}T00:00", "Asia/Shanghai") for day in days], dtype=np.int64)
    hours = clock.worked_us(starts, starts + 24 * HOUR) // HOUR
    ours = {day for day, value in zip(days, hours.tolist(), strict=True) if value == 8}
    theirs = {day for day in days if chinese_calendar.is_workday(day)}
    assert ours == theirs
    assert set(hours.tolist()) == {0, 8}


def test_years_without_decreed_make_up_days_are_named_in_an_issue() -> None:
    clock = WorkingClock.for_years(CalendarSpec(country="CN"), "Asia/Shanghai", 2025, 2028)
    (issue,) = clock.issues
    assert issue.code == "calendar.provisional"
    assert issue.fields == {"country": "CN", "years": "2027, 2028"}


def test_a_country_that_never_moves_working_days_is_never_provisional() -> None:
    assert WorkingClock.for_years(CalendarSpec(country="DE"), "Europe/Berlin", 2026, 2040).issues == ()


def test_the_clock_of_two_instants_covers_the_local_years_they_fall_in() -> None:
    zone = "Asia/Shanghai"
    first, last = us("2026-01-01T01:00", zone), us("2026-06-01T00:00", zone)
    clock = WorkingClock.for_instants(CalendarSpec(), zone, first, last)
    assert (clock.first_us, clock.end_us) == (us("2026-01-01T00:00", zone), us("2027-01-01T00:00", zone))


def test_an_instant_outside_the_years_is_refused_instead_of_counted_as_zero() -> None:
    clock = WorkingClock.for_years(CalendarSpec(), "UTC", 2026, 2026)
    with pytest.raises(CalendarError, match="outside the years"):
        worked(clock, "2025-12-31T10:00", "2026-01-05T10:00", "UTC")


@pytest.mark.parametrize("spec", [CalendarSpec(country="XX"), CalendarSpec(opens=17.0, closes=9.0)])
def test_a_calendar_that_cannot_be_built_is_refused(spec: CalendarSpec) -> None:
    with pytest.raises(CalendarError):
        WorkingClock.for_years(spec, "UTC", 2026, 2026)


def test_an_office_without_working_days_never_works() -> None:
    clock = WorkingClock.for_years(CalendarSpec(workdays=()), "UTC", 2026, 2026)
    assert worked(clock, "2026-01-01T00:00", "2027-01-01T00:00", "UTC") == 0.0


YEAR = st.integers(us("2024-01-01T00:00", "Europe/Berlin"), us("2026-01-01T00:00", "Europe/Berlin"))
CLOCK = WorkingClock.for_years(CalendarSpec(country="DE", opens=7.25, closes=18.5), "Europe/Berlin", 2024, 2025)

WEEKDAYS = WorkingClock.for_years(CalendarSpec(opens=7.25, closes=18.5), "Europe/Berlin", 2024, 2026)


@given(st.lists(YEAR, min_size=3, max_size=3))
def test_working_time_adds_up_and_never_exceeds_the_wall_clock(instants: list[int]) -> None:
    a, b, c = (np.array([value], dtype=np.int64) for value in sorted(instants))
    assert CLOCK.worked_us(a, b) + CLOCK.worked_us(b, c) == CLOCK.worked_us(a, c)
    assert 0 <= CLOCK.worked_us(a, c) <= c - a
    assert CLOCK.worked_us(c, a) == -CLOCK.worked_us(a, c)


@given(st.integers(0, 500 * 11 * HOUR))
def test_the_instant_of_some_working_time_gives_that_working_time_back(elapsed: int) -> None:
    spans = np.array([elapsed], dtype=np.int64)
    assert CLOCK.elapsed_us(CLOCK.instants(spans)).tolist() == [elapsed]


def test_more_working_time_than_the_clock_holds_is_refused() -> None:
    with pytest.raises(CalendarError, match="outside the years"):
        CLOCK.instants(np.array([800 * 24 * HOUR], dtype=np.int64))


@given(st.integers(0, 700), st.integers(0, 23), st.integers(1, 300))
def test_working_time_equals_a_minute_by_minute_count(day: int, hour: int, minutes: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = us("2024-01-01T00:00", "Europe/Berlin") + (day * 24 + hour) * HOUR
    brute = 0
    for minute in range(minutes):
        local = (EPOCH + timedelta(microseconds=start) + timedelta(minutes=minute)).astimezone(zone)
        brute += local.weekday() < 5 and (7, 15) <= (local.hour, local.minute) < (18, 30)
    starts, ends = (np.array([value], dtype=np.int64) for value in (start, start + minutes * 60_000_000))
    assert int(WEEKDAYS.worked_us(starts, ends)[0]) == brute * 60_000_000
