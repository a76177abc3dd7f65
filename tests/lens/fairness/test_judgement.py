"""Tallies as whole numbers, and the minimum sample as a table."""

from decimal import Decimal

import pyarrow as pa
import pytest

from buckstop.lens.fairness.judgement import NOBODY, columns_of, enough, enough_in_window
from buckstop.lens.pattern import Minimum


def test_whole_numbers_of_any_type_are_read_alike_and_nulls_are_nobody() -> None:
    table = pa.table(
        {
            "subject_no": pa.array([3, None], pa.int32()),
            "n": pa.array([Decimal(7), Decimal(8)], pa.decimal128(38, 0)),
            "unread": pa.array(["a", "b"]),
        }
    )
    found = columns_of(table, ["subject_no", "n"])
    assert {name: values.tolist() for name, values in found.items()} == {"subject_no": [3, NOBODY], "n": [7, 8]}


@pytest.mark.parametrize(
    ("n", "expected", "whole", "window"),
    [
        (30, 6.0, True, True),
        (29, 6.0, False, True),
        (30, 5.9, False, True),
        (10, 2.0, False, True),
        (9, 2.0, False, False),
        (10, 1.9, False, False),
    ],
)
def test_a_window_needs_a_third_of_the_minimum_sample(n: int, expected: float, whole: bool, window: bool) -> None:
    minimum = Minimum(n=30, expected=6.0)
    assert enough(n, expected, minimum) is whole
    assert enough_in_window(n, expected, minimum) is window
