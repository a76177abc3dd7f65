"""Lights in words: a colour, since when, why, and the step that shows it."""

from datetime import UTC, datetime, timedelta

import pytest

from buckstop.domain.matter.axes import Colour, Light, Reason, Schedule
from buckstop.text.lights import LIGHT_SENTENCES, SCHEDULES, light_sentence
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
