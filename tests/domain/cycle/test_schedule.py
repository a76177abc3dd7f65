"""On which days a cycle comes: by hand for the Chinese calendar of 2026, and for every rhythm by its properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.domain.calendars import Calendar, CalendarYear
from buckstop.domain.cycle.schedule import deadline_of, months_later, next_turn, period_label
from buckstop.domain.cycle.turns import coming_days, coming_turns
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift, Turn
from tests.domain.cycle.coming import CALENDAR, UNTIL, Coming, rhythm, setting_up

ALL = Calendar(UTC)
FAR = date(2032, 12, 31)
CYCLE = Coming().do(setting_up())


def days(asked: Rhythm, many: int, until: date = UNTIL, calendar: Calendar = CALENDAR) -> list[str]:
    return [turn.day.isoformat()[5:] for turn in turns(asked, many, until, calendar)]


def turns(asked: Rhythm, many: int, until: date = UNTIL, calendar: Calendar = CALENDAR) -> list[Turn]:
    found: list[Turn] = []
    while len(found) < many:
        last = found[-1] if found else None
        turn = next_turn(
            asked,
            calendar,
            number=len(found) + 1,
            until_date=until,
            covered_date=last.until_date if last else None,
            after_date=last.day if last else None,
        )
        if turn is None:
            break
        found.append(turn)
    return found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # 1 to 5 May 2026 are days off, 9 May is worked in exchange; 1 October opens a week of holidays
        (rhythm(), ["03-31", "04-30", "05-29", "06-30"]),
        (rhythm(anchor=Anchor.FIRST_WORKING_DAY), ["03-02", "04-01", "05-06", "06-01"]),
        (rhythm(anchor=Anchor.SAME_DAY, first_date=date(2026, 3, 31)), ["03-31", "04-30", "06-01", "06-30"]),
        (
            rhythm(anchor=Anchor.SAME_DAY, shift=Shift.PREVIOUS_WORKING_DAY, first_date=date(2026, 4, 4)),
            ["04-03", "04-30", "06-04", "07-03"],
        ),
        (rhythm(anchor=Anchor.SAME_DAY, shift=Shift.STAYS, first_date=date(2026, 4, 4)), ["04-04", "05-04", "06-04"]),
        (rhythm(Every.DAY, anchor=Anchor.SAME_DAY, first_date=date(2026, 4, 30)), ["04-30", "05-06", "05-07"]),
        (rhythm(Every.WEEK, 2, first_date=date(2026, 4, 20)), ["04-30", "05-15", "05-29"]),
        (rhythm(Every.WEEK, anchor=Anchor.SAME_DAY, first_date=date(2026, 4, 23)), ["04-23", "04-30", "05-07"]),
        (rhythm(Every.QUARTER), ["03-31", "06-30", "09-30"]),
        (rhythm(Every.QUARTER, anchor=Anchor.SAME_DAY, first_date=date(2026, 3, 10)), ["03-10", "06-10", "09-10"]),
        (rhythm(Every.YEAR, anchor=Anchor.FIRST_WORKING_DAY, first_date=date(2026, 1, 1)), ["01-04", "01-04"]),
    ],
)
def test_each_rhythm_has_the_days_a_clerk_would_say(asked: Rhythm, expected: list[str]) -> None:
    assert days(asked, len(expected)) == expected


def test_a_week_in_which_nobody_works_has_no_turn() -> None:
    golden = CalendarYear(2026, frozenset(date(2026, 10, 5) + timedelta(n) for n in range(5)), frozenset(), "notice")
    asked = rhythm(Every.WEEK, first_date=date(2026, 9, 28))
    assert days(asked, 3, calendar=Calendar(UTC, (golden,))) == ["10-02", "10-16", "10-23"]


def test_nothing_comes_after_the_last_day() -> None:
    assert days(rhythm(), 9, until=date(2026, 5, 29)) == ["03-31", "04-30", "05-29"]
    assert days(rhythm(), 9, until=date(2026, 5, 28)) == ["03-31", "04-30"]


def test_a_turn_in_a_year_not_announced_yet_is_provisional() -> None:
    found = turns(rhythm(Every.QUARTER), 4)
    assert [turn.provisional for turn in found] == [False, False, False, True]
    stays = rhythm(Every.QUARTER, anchor=Anchor.SAME_DAY, shift=Shift.STAYS)
    assert not any(turn.provisional for turn in turns(stays, 5))


@pytest.mark.parametrize(
    ("every", "label"),
    [
        (Every.DAY, "2026-03-31"),
        (Every.WEEK, "2026-03-30"),
        (Every.MONTH, "2026-03"),
        (Every.QUARTER, "2026-Q1"),
        (Every.YEAR, "2026"),
    ],
)
def test_a_period_is_named_in_figures(every: Every, label: str) -> None:
    first = date(2026, 3, 31)
    asked = rhythm(every, anchor=Anchor.SAME_DAY, first_date=first)
    (turn,) = turns(asked, 1)
    assert period_label(every, turn) == label


def test_deadlines_are_counted_from_the_day_after_the_opening() -> None:
    (turn,) = turns(rhythm(anchor=Anchor.FIRST_WORKING_DAY), 1)
    timer = deadline_of(DueRule(DueKind.WORKING_DAYS, 5), turn, CALENDAR, turn.opens_at)
    assert timer.due_at == CALENDAR.end_of_day(date(2026, 3, 9))
    timer = deadline_of(DueRule(DueKind.NATURAL_DAYS, 5), turn, CALENDAR, turn.opens_at)
    assert timer.due_at == CALENDAR.end_of_day(date(2026, 3, 9))  # the seventh is a Saturday
    timer = deadline_of(DueRule(DueKind.PERIOD_END), turn, CALENDAR, turn.opens_at)
    assert timer.due_at == CALENDAR.end_of_day(date(2026, 3, 31))


def test_what_opens_after_its_period_is_due_on_the_day_it_opens() -> None:
    (turn,) = turns(rhythm(anchor=Anchor.SAME_DAY, first_date=date(2026, 5, 31)), 1)
    assert turn.day == date(2026, 6, 1)
    timer = deadline_of(DueRule(DueKind.PERIOD_END), turn, CALENDAR, turn.opens_at)
    assert timer.due_at == CALENDAR.end_of_day(date(2026, 6, 1))


def test_the_end_of_a_period_in_a_year_not_announced_yet_is_provisional() -> None:
    (turn,) = turns(rhythm(anchor=Anchor.FIRST_WORKING_DAY, first_date=date(2027, 2, 1)), 1)
    timer = deadline_of(DueRule(DueKind.PERIOD_END), turn, CALENDAR, turn.opens_at)
    assert (timer.provisional, timer.span) == (True, None)
    late = CALENDAR.end_of_day(turn.until_date)  # nothing can move what is due on the day it opens
    assert not deadline_of(DueRule(DueKind.PERIOD_END), turn, CALENDAR, late).provisional


def test_months_later_end_with_the_month() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert months_later(date(2026, 12, 1), 1) == date(2027, 1, 1)


_RHYTHMS = st.builds(
    Rhythm,
    st.sampled_from(Every),
    st.integers(1, 5),
    st.sampled_from(Anchor),
    st.sampled_from(Shift),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(_RHYTHMS, st.sampled_from([CALENDAR, ALL]))
def test_days_rise_and_no_period_has_two(asked: Rhythm, calendar: Calendar) -> None:
    found = turns(asked, 12, date(2028, 1, 1), calendar)
    assert all(one.day < other.day for one, other in pairwise(found))
    assert all(one.until_date < other.from_date for one, other in pairwise(found))
    for turn in found:
        assert calendar.local_date(turn.opens_at) == turn.day
        assert asked.anchor is not Anchor.SAME_DAY or asked.shift is not Shift.STAYS or turn.day >= asked.first_date
        assert asked.anchor is Anchor.SAME_DAY or turn.from_date <= turn.day <= turn.until_date
        if asked.anchor is not Anchor.SAME_DAY or asked.shift is not Shift.STAYS:
            assert calendar.is_working_day(turn.day)


@given(_RHYTHMS, st.integers(0, 700))
def test_after_a_covered_day_nothing_of_its_period_comes_again(asked: Rhythm, ahead: int) -> None:
    covered = date(2026, 1, 1) + timedelta(ahead)
    turn = next_turn(asked, ALL, number=1, until_date=date(2030, 1, 1), covered_date=covered)
    assert turn is None or turn.from_date > covered


def test_the_day_begins_at_midnight_of_the_organisation() -> None:
    (turn,) = turns(rhythm(anchor=Anchor.FIRST_WORKING_DAY), 1)
    assert turn.opens_at == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)


@given(_RHYTHMS, st.sampled_from([CALENDAR, ALL]), st.integers(-40, 1500), st.integers(0, 60))
def test_a_month_far_ahead_has_the_days_that_counting_up_to_it_finds(
    asked: Rhythm, calendar: Calendar, ahead: int, more: int
) -> None:
    begin = date(2026, 1, 1) + timedelta(ahead)
    end = begin + timedelta(more)
    (first,) = turns(asked, 1, FAR, calendar)
    cycle = replace(CYCLE, rhythm=asked, until_date=FAR, next=first)
    counted = [turn.day for turn in coming_turns(cycle, calendar) if begin <= turn.day <= end]
    assert list(coming_days(cycle, calendar, begin, end)) == counted
