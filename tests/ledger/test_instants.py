"""Instants survive the database to the microsecond."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from buckstop.ledger.instants import from_micros, to_micros


@pytest.mark.parametrize(
    "instant", [datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC), datetime(9999, 12, 31, tzinfo=UTC)]
)
def test_an_instant_comes_back_as_it_was(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant


def test_the_same_instant_in_another_zone_is_the_same_number() -> None:
    beijing = timezone(timedelta(hours=8))
    assert to_micros(datetime(2026, 11, 23, 12, tzinfo=beijing)) == to_micros(datetime(2026, 11, 23, 4, tzinfo=UTC))


def test_an_instant_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 11, 23, 12))  # noqa: DTZ001 - the mistake that is tried
