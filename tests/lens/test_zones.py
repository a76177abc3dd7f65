"""Local time of whole arrays equals what the time zone database says of each instant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.zones import FIRST_US, LAST_US, local_us
from tests.lens.oracles.strategies import steady

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "America/New_York",
    "Africa/Casablanca",
    "Pacific/Apia",
)
INSTANTS = st.datetimes(datetime(1935, 1, 1), datetime(2060, 1, 1))  # noqa: DTZ001 - made UTC below


def one_by_one(us: int, zone: str) -> int:
    here = (EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    return (here - EPOCH) // timedelta(microseconds=1)


def us_of(moment: datetime) -> int:
    return (moment.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


@steady
@given(zone=st.sampled_from(ZONES), moments=st.lists(INSTANTS, min_size=1, max_size=6))
def test_local_time_equals_the_database_of_zones(zone: str, moments: list[datetime]) -> None:
    instants = [us_of(moment) for moment in moments]
    found = local_us(np.array(instants, np.int64), zone)
    assert found.tolist() == [one_by_one(us, zone) for us in instants]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia"])
def test_every_minute_around_a_change_is_right(zone: str) -> None:
    for day in (
        datetime(2024, 3, 31, tzinfo=UTC),
        datetime(2024, 11, 3, tzinfo=UTC),
        datetime(2011, 12, 29, tzinfo=UTC),
    ):
        start = us_of(day)
        instants = np.arange(start, start + 2 * 86_400_000_000, 60_000_000)
        assert local_us(instants, zone).tolist() == [one_by_one(int(us), zone) for us in instants]


def test_the_first_and_the_last_instant_that_an_import_takes_have_a_local_time() -> None:
    for us in (FIRST_US, LAST_US):
        for zone in ("Asia/Shanghai", "America/New_York"):
            assert local_us(np.array([us]), zone).tolist() == [one_by_one(us, zone)]


def test_no_instants_are_no_local_times() -> None:
    assert local_us(np.array([], np.int64), "Europe/Berlin").tolist() == []
