"""What happens if nobody does anything has a sentence for every default."""

import re
from datetime import UTC, datetime

import pytest

from buckstop.app.running import Default, RunningClock
from buckstop.text.defaults import DEFAULT_SENTENCES, default_sentence
from tests import worlds
from tests.text.readers import reader

DUE_AT = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)


def test_every_default_has_its_sentence() -> None:
    assert DEFAULT_SENTENCES.keys() == set(Default)


@pytest.mark.parametrize("default", Default)
def test_a_default_names_who_must_act(default: Default) -> None:
    clock = RunningClock(worlds.WATER_BUREAU, DUE_AT, provisional=True, default=default, then=worlds.QINGSHUI, ask=4)
    sentence = default_sentence(clock, reader())
    assert re.match(r".*县水务局", sentence)
    assert "%(" not in sentence
    if "%(due)s" in DEFAULT_SENTENCES[default]:
        assert "2026-03-05 24:00 (provisional)" in sentence
