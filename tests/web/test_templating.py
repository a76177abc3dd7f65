"""What templates may ask for: sentences whose dates stay whole."""

import pytest

from buckstop.web.templating import whole_days


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("due 2026-11-30 24:00", 'due <span class="number">2026-11-30</span> 24:00'),
        ("已定于2026-11-30由水利局", '已定于<span class="number">2026-11-30</span>由水利局'),
        ("matter d-2026-11-30-01", "matter d-2026-11-30-01"),
        ("no day", "no day"),
    ],
)
def test_dates_in_a_sentence_stay_on_one_line(sentence: str, expected: str) -> None:
    assert whole_days(sentence) == expected


def test_what_somebody_typed_stays_escaped() -> None:
    assert whole_days("<b> 2026-11-30") == '&lt;b&gt; <span class="number">2026-11-30</span>'
