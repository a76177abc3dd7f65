"""Spans and due instants as values."""

from datetime import UTC, datetime

import pytest

from buckstop.domain.deadlines import Due, Span, SpanUnit


def test_a_span_is_an_amount_of_a_unit() -> None:
    assert Span(5, SpanUnit.WORKING_DAY) == Span(5, SpanUnit("working_day"))
    assert Span(5, SpanUnit.WORKING_DAY) != Span(5, SpanUnit.NATURAL_DAY)


def test_units_have_the_words_that_rules_use() -> None:
    assert set(SpanUnit) == {"minute", "hour", "working_day", "natural_day", "month"}


def test_a_span_may_be_nothing_but_not_negative() -> None:
    assert Span(0, SpanUnit.HOUR).amount == 0
    with pytest.raises(ValueError, match="negative"):
        Span(-1, SpanUnit.WORKING_DAY)


def test_a_due_is_certain_unless_said_otherwise() -> None:
    at = datetime(2026, 2, 27, 16, tzinfo=UTC)
    assert not Due(at).provisional
    assert Due(at) != Due(at, provisional=True)
