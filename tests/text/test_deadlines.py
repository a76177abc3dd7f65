"""When the work is due and how long things took, in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from buckstop.domain.calendars import Calendar, CalendarYear
from buckstop.text.deadlines import age_words, deadline_words, hours_figure, hours_words, length_words
from buckstop.text.readers import Reader
from tests.app.staged import MONDAY, Stage, stage


@pytest.fixture(scope="module")
def county() -> Stage:
    return stage()


def reader(county: Stage, calendar: Calendar | None = None) -> Reader:
    ledger = county.ledger
    return Reader(str, "en", ledger.organisation(), calendar or ledger.calendar, ledger.pack)


def end_of(county: Stage, day: date) -> datetime:
    return county.ledger.calendar.end_of_day(day)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 2), "due 2026-03-02 24:00, today is the last day"),
        (date(2026, 3, 3), "due 2026-03-03 24:00, 1 working day left"),
        (date(2026, 3, 9), "due 2026-03-09 24:00, 5 working days left"),
        (date(2026, 2, 27), "late since 2026-02-27 24:00, by 2 working days"),
        (date(2026, 2, 20), "late since 2026-02-20 24:00, by 6 working days"),
        (date(2026, 3, 1), "late since 2026-03-01 24:00, by 1 working day"),
    ],
)
def test_working_days_are_counted_to_the_deadline_and_beyond(county: Stage, day: date, words: str) -> None:
    said = deadline_words(end_of(county, day), MONDAY, reader(county), provisional=False, running=True)
    assert said == words


def test_a_weekend_before_the_deadline_leaves_no_working_day(county: Stage) -> None:
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
    said = deadline_words(end_of(county, date(2026, 3, 8)), friday, reader(county), provisional=False, running=True)
    assert said == "due 2026-03-08 24:00, no working day left until then"


def test_what_is_late_since_this_morning_is_late_by_no_working_day_yet(county: Stage) -> None:
    said = deadline_words(MONDAY, MONDAY + timedelta(hours=2), reader(county), provisional=False, running=True)
    assert said == "late since 2026-03-02 09:00"


def test_work_that_is_reported_done_has_no_days_left_and_none_overrun(county: Stage) -> None:
    due_at = end_of(county, date(2026, 2, 20))
    assert deadline_words(due_at, MONDAY, reader(county), provisional=True, running=False) == (
        "due 2026-02-20 24:00 (provisional)"
    )


def test_without_a_deadline_that_is_said(county: Stage) -> None:
    assert deadline_words(None, MONDAY, reader(county), provisional=False, running=True) == "no deadline"


def test_a_year_nobody_entered_leaves_the_instant_without_a_count(county: Stage) -> None:
    later = CalendarYear(2030, frozenset(), frozenset(), "notice")
    calendar = Calendar(county.ledger.calendar.zone, (later,), announced=True)
    said = deadline_words(MONDAY, MONDAY + timedelta(9), reader(county, calendar), provisional=False, running=True)
    assert said == "late since 2026-03-02 09:00"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(seconds=80), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47.5), "47.5 hours"),
        (timedelta(days=1200), "1,200 days"),
    ],
)
def test_a_length_is_said_in_the_unit_that_fits(county: Stage, length: timedelta, words: str) -> None:
    assert length_words(length, reader(county)) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=119.5), "119 minutes"),
        (timedelta(hours=2.9), "2 hours"),
        (timedelta(hours=47.9), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=34.3), "34 days"),
        (timedelta(days=1200.9), "1,200 days"),
    ],
)
def test_an_age_counts_only_what_is_over(county: Stage, length: timedelta, words: str) -> None:
    assert age_words(length, reader(county)) == words


@pytest.mark.parametrize(("hours", "words"), [(0, "0 hours"), (1, "1 hour"), (1.5, "1.5 hours"), (1234, "1,234 hours")])
def test_hours_are_counted_in_words_that_fit_their_number(county: Stage, hours: float, words: str) -> None:
    assert hours_words(timedelta(hours=hours), reader(county)) == words


def test_hours_of_tables_have_one_decimal() -> None:
    assert hours_figure(timedelta(days=60, minutes=30)) == "1,440.5"
