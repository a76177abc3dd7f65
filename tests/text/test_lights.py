"""Lights in words: a colour, since when, why, and the step that shows it."""

from datetime import UTC, datetime, timedelta

import pytest

from buckstop.domain.matter.axes import Colour, Light, Reason, Schedule
from buckstop.text.lights import LIGHT_SENTENCES, SCHEDULES, light_sentence, light_words, schedule_words
from tests.text.readers import reader

SINCE = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)


def test_every_reason_and_every_place_on_the_schedule_has_its_words() -> None:
    assert LIGHT_SENTENCES.keys() == set(Reason)
    assert SCHEDULES.keys() == set(Schedule)


@pytest.mark.parametrize(
    ("colour", "reason", "words"),
    [
        (Colour.RED, Reason.DEADLINE_PASSED, "the deadline has passed; step 7 set it."),
        (Colour.YELLOW, Reason.BEHIND_PLAN, "step 7 says how far it is."),
        (Colour.YELLOW, Reason.REPORT_LATE, "it is counted from step 7."),
        (Colour.BLUE, Reason.DEADLINE_NEAR, "step 7 says so."),
    ],
)
def test_a_light_says_its_colour_its_age_and_what_it_rests_on(colour: Colour, reason: Reason, words: str) -> None:
    said = light_sentence(Light(colour, reason, 7, SINCE, timedelta(hours=1_234, minutes=30)), reader())
    assert said.startswith(f"{colour.value.capitalize()} since 2026-03-05 09:30, for 51 days: ")
    assert said.endswith(words)


def test_a_light_that_burns_no_more_says_by_how_much_the_work_was_late() -> None:
    gone = Light(Colour.RED, Reason.DEADLINE_PASSED, 7, SINCE, timedelta(days=3), burning=False)
    assert light_words(gone, reader()) == "was late by 3 days"
    assert light_sentence(gone, reader()) == (
        "It was late: it was reported done or ended 3 days after its deadline, 2026-03-05 09:30; step 7 set that."
    )
    assert schedule_words(Schedule.LATE, (gone,), reader()) == "was late"


def test_of_what_is_still_worked_on_the_schedule_says_late() -> None:
    burning = Light(Colour.RED, Reason.DEADLINE_PASSED, 7, SINCE, timedelta(days=3))
    assert light_words(burning, reader()) == "late"
    assert schedule_words(Schedule.LATE, (burning,), reader()) == "late"
    assert schedule_words(Schedule.ON_TIME, (), reader()) == "on time"
