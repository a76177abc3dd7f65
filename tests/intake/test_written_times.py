"""How times are written is read off the values; where two readings fit, both are kept."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake.columns import Column
from buckstop.intake.written_times import NO_TIME, time_column, with_seconds

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def column(*values: str, native: bool = False) -> Column:
    distinct = tuple(dict.fromkeys(values))
    return Column("t", distinct, np.array([distinct.index(v) for v in values], np.int32), native)


def micros(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("value", "form", "instant"),
    [
        ("2024-03-25", "iso", "2024-03-25T00:00:00+00:00"),
        ("2024-03-25 14:05", "iso", "2024-03-25T14:05:00+00:00"),
        ("2024-03-25T14:05:09.25Z", "iso", "2024-03-25T14:05:09.250000+00:00"),
        ("2024-03-25T14:05:09+08:00", "iso", "2024-03-25T06:05:09+00:00"),
        ("2024-03-25T14:05:09.000-0330", "iso", "2024-03-25T17:35:09+00:00"),
        ("25/3/2024 14:05", "%d/%m/%Y %H:%M", "2024-03-25T14:05:00+00:00"),
        ("03/25/2024 02:05:09 PM", "%m/%d/%Y %I:%M:%S %p", "2024-03-25T14:05:09+00:00"),
        ("03/25/2024 12:05 AM", "%m/%d/%Y %I:%M %p", "2024-03-25T00:05:00+00:00"),
        ("25.03.2024 14:05:09", "%d.%m.%Y %H:%M:%S", "2024-03-25T14:05:09+00:00"),
        ("25-Mar-2024 14:05", "%d-%b-%Y %H:%M", "2024-03-25T14:05:00+00:00"),
        ("March 25, 2024 14:05", "%B %d, %Y %H:%M", "2024-03-25T14:05:00+00:00"),
        ("2024/3/25 14:05:09", "%Y/%m/%d %H:%M:%S", "2024-03-25T14:05:09+00:00"),
        ("2024年3月25日 14:05", "%Y年%m月%d日 %H:%M", "2024-03-25T14:05:00+00:00"),
        ("20240325140509", "%Y%m%d%H%M%S", "2024-03-25T14:05:09+00:00"),
        ("20240325", "%Y%m%d", "2024-03-25T00:00:00+00:00"),
        ("25/03/99 14:05", "%d/%m/%y %H:%M", "1999-03-25T14:05:00+00:00"),
    ],
)
def test_a_stamp_whose_day_is_over_twelve_has_one_reading(value: str, form: str, instant: str) -> None:
    found = time_column(column(value))
    assert found is not None
    assert [reading.format for reading in found.readings] == [form]
    assert found.reading.utc_us.tolist() == [micros(instant)]


def test_a_day_over_twelve_proves_the_order_and_its_rows_are_counted() -> None:
    found = time_column(column("1/2/2024 10:00", "13/2/2024 10:00", "13/2/2024 10:00"))
    assert found is not None
    assert (found.reading.format, found.proofs, found.ambiguous) == ("%d/%m/%Y %H:%M", 2, False)


def test_without_such_a_day_both_orders_are_kept() -> None:
    found = time_column(column("1/2/2024 10:00", "3/4/2024 11:00"))
    assert found is not None
    assert {reading.format for reading in found.readings} == {"%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"}
    assert found.ambiguous


def test_a_few_cells_of_another_shape_are_misfits_with_an_example() -> None:
    found = time_column(column(*(f"{day}/1/2024 10:00" for day in range(1, 29)), "soon 2024"))
    assert found is not None
    assert found.reading.fit == pytest.approx(28 / 29)
    assert found.reading.misfit == "soon 2024"
    assert (found.reading.utc_us == NO_TIME).sum() == 1


@pytest.mark.parametrize("value", ["G230 2nd", "1-687082195", "2024", "10.0.0.1", "31/02/2024 10:00", "12345678", ""])
def test_what_is_no_time_is_not_taken_for_one(value: str) -> None:
    assert time_column(column(value)) is None


@pytest.mark.parametrize(
    ("value", "form"), [("1711375509", "epoch_s"), ("1711375509000", "epoch_ms"), ("45376.586910", "excel")]
)
def test_plain_numbers_are_times_only_where_the_name_speaks_of_time(value: str, form: str) -> None:
    assert time_column(column(value)) is None
    found = time_column(column(value), numbers=True)
    assert found is not None
    assert found.reading.format == form
    assert found.reading.utc_us[0] // 1_000_000 == micros("2024-03-25T14:05:09+00:00") // 1_000_000


def test_real_timestamps_of_a_file_are_native() -> None:
    found = time_column(column("2024-03-25 14:05:09", native=True))
    assert found is not None
    assert found.reading.format == "native"


def test_seconds_are_noticed() -> None:
    minutes, seconds = time_column(column("2024-03-25 14:05")), time_column(column("2024-03-25 14:05:07"))
    assert minutes is not None
    assert seconds is not None
    assert not with_seconds(minutes.reading)
    assert with_seconds(seconds.reading)


FIRST, LAST = (datetime.fromisoformat(day) for day in ("1990-01-01", "2068-12-31"))
FORMATS = [
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%y %H:%M",
    "%b %d %Y %H:%M:%S",
    "%Y%m%d%H%M",
]


@settings(deadline=None)
@given(
    st.lists(st.datetimes(FIRST, LAST), min_size=1, max_size=20),
    st.sampled_from(FORMATS),
)
def test_what_was_written_with_a_format_is_read_back_by_one_of_the_readings(stamps: list[datetime], form: str) -> None:
    found = time_column(column(*(stamp.strftime(form) for stamp in stamps)))
    assert found is not None
    reading = next(reading for reading in found.readings if reading.format == form)
    want = [micros(datetime.strptime(s.strftime(form), form).replace(tzinfo=UTC).isoformat()) for s in stamps]
    assert reading.utc_us[found.column.codes].tolist() == want
