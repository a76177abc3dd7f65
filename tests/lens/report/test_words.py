"""Numbers, spans, instants and names as a reader of either language expects them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.report.words import HOUR_US, Words, shown_name
from buckstop.text.catalogue import translator

ENGLISH = Words(str, "en", "Asia/Shanghai")
CHINESE = Words(translator("zh_Hans"), "zh_Hans", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "expected"), [(1234567, "1,234,567"), (0, "0"), (7.908, "7.91"), (64.52, "64.5"), (1234.5, "1,234.5")]
)
def test_whole_numbers_stay_whole_and_others_keep_what_matters(value: float, expected: str) -> None:
    assert ENGLISH.number(value) == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, "0 h"), (0.25, "0.2 h"), (99.94, "99.9 h"), (463412.4, "463,412 h")]
)
def test_hours_are_the_unit_of_comparison(hours: float, expected: str) -> None:
    assert ENGLISH.hours(hours * HOUR_US) == expected


@pytest.mark.parametrize(("hours", "expected"), [(0.1, "6 min"), (47.9, "47.9 h"), (72, "3.0 days")])
def test_a_single_span_is_told_in_the_unit_a_person_would_use(hours: float, expected: str) -> None:
    assert ENGLISH.span(int(hours * HOUR_US)) == expected


def test_instants_are_told_in_the_zone_of_the_log_and_the_language_of_the_reader() -> None:
    at_us = 1_772_409_600_000_000  # 2026-03-02T00:00:00Z
    assert ENGLISH.instant(at_us) == "Mar 2, 2026 08:00"
    assert CHINESE.instant(at_us) == "2026年3月2日 08:00"
    assert ENGLISH.iso(at_us) == "2026-03-02T08:00:00+08:00"
    assert (ENGLISH.day(at_us), CHINESE.day(at_us)) == ("March 2, 2026", "2026年3月2日")


def test_a_very_small_q_is_not_told_as_nought() -> None:
    assert [ENGLISH.q(value) for value in (0.03, 0.0004, 0.0)] == ["0.030", "0.0004", "< 0.0001"]


def test_a_sentence_without_values_keeps_its_percent_signs() -> None:
    assert ENGLISH.say("95 % interval") == "95 % interval"
    assert ENGLISH.say("%(n)s of 100 %%", n=1200) == "1,200 of 100 %"


def test_a_percent_sign_inside_a_name_is_not_a_placeholder() -> None:
    assert ENGLISH.say("Held by %(name)s.", name="100%(n)s %d") == "Held by 100%(n)s %d."


def test_chinese_sentences_follow_each_other_without_a_space() -> None:
    assert ENGLISH.together(["One.", "", "Two."]) == "One. Two."
    assert CHINESE.together(["一。", "二。"]) == "一。二。"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("县水务局", "县水务局"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("x\x00\ny\u2028", "x⟨U+0000⟩⟨U+000A⟩y⟨U+2028⟩"),
        ("e\u0301", "\u00e9"),
        ("n" * 81, "n" * 79 + "…"),
    ],
)
def test_a_name_shows_what_is_in_it(name: str, expected: str) -> None:
    assert shown_name(name) == expected


@given(st.text())
def test_no_name_keeps_a_control_or_direction_character(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= 80
    assert not any(
        ord(character) < 32 or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for character in shown
    )
