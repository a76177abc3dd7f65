"""Today in words: every consequence and request has its sentence, and spans are said as clerks count them."""

from datetime import UTC, datetime, timedelta

import pytest

from buckstop.app.open_asks import AskKind
from buckstop.app.running import Default
from buckstop.app.today import CONSEQUENCES, Consequence, EntryKind
from buckstop.text import today
from buckstop.text.today import HEADINGS, ends_today, left_words
from tests.text.readers import calendar, reader

MONDAY = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)  # 09:00 in Beijing
MIDNIGHT = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)  # its end there
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SUNDAY = MONDAY - DAY


def test_every_consequence_has_a_heading() -> None:
    assert set(HEADINGS) == set(Consequence)


def test_every_default_has_a_consequence() -> None:
    assert set(CONSEQUENCES) == set(Default)


def test_every_request_has_a_sentence_for_who_owes_and_for_who_waits() -> None:
    assert set(today._ASKED) == set(AskKind)
    assert set(today._ASKED_OF_UNIT) == set(AskKind)
    assert set(today._REQUESTED) | {AskKind.NAMED} == set(AskKind), "named supports wait for their asker alone"


def test_every_kind_without_an_event_or_a_request_has_a_sentence() -> None:
    elsewhere = {EntryKind.ANSWER, EntryKind.REQUEST, EntryKind.DECIDED}
    assert set(today._KINDS) | elsewhere | {EntryKind.DUE} == set(EntryKind)
    assert set(today._OF_UNIT) | elsewhere == set(EntryKind)


@pytest.mark.parametrize("name", sorted(set(today._RULES.values())))
def test_every_clock_rests_on_a_rule_of_the_pack(name: str) -> None:
    pack = reader().pack
    assert pack.rule(f"protocol.{name}") is not None
    assert pack.rule(f"urgent.{name}") is not None


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (MONDAY + MINUTE, "1 minute left"),
        (MONDAY + 40 * MINUTE, "40 minutes left"),
        (MONDAY + 2 * HOUR, "2 hours left"),
        (MIDNIGHT - HOUR, "14 hours left"),
        (MIDNIGHT, "ends today"),
        (MIDNIGHT + HOUR, "1 working day left"),
        (MIDNIGHT + DAY, "1 working day left"),
        (MIDNIGHT + 3 * DAY, "3 working days left"),
        (MIDNIGHT + 7 * DAY, "5 working days left"),
        (MONDAY - 2 * HOUR, "late since today"),
        (MIDNIGHT - DAY, "late since today"),
        (MIDNIGHT - 3 * DAY - HOUR, "late by 1 working day"),
        (MIDNIGHT - 5 * DAY, "late by 3 working days"),
    ],
)
def test_what_is_left_is_said_in_minutes_and_hours_of_today_and_else_in_working_days(
    due_at: datetime, words: str
) -> None:
    assert left_words(due_at, MONDAY, reader()) == words


def test_on_a_day_off_nothing_is_said_of_working_days_that_there_are_not() -> None:
    saturday = MIDNIGHT - 2 * DAY
    assert left_words(saturday, SUNDAY - DAY, reader()) == "ends today"
    assert left_words(saturday + DAY, SUNDAY - DAY, reader()) == "no working day left"
    assert left_words(saturday, SUNDAY, reader()) == "late since today"


def test_what_ended_on_a_past_day_off_is_late_by_no_working_day() -> None:
    before = MIDNIGHT - 2 * DAY - HOUR
    assert left_words(before, SUNDAY + HOUR, reader()) == "late, by no working day yet"


def test_today_ends_with_its_midnight() -> None:
    assert ends_today(MIDNIGHT, MONDAY, reader())
    assert not ends_today(MIDNIGHT + MINUTE, MONDAY, reader())
    assert not ends_today(MONDAY, MONDAY, reader())
    assert calendar().end_of_day(calendar().local_date(MONDAY)) == MIDNIGHT
