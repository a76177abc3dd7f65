"""A sample keeps whole cases together, however the rows of a case lie in the file."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from buckstop.intake.inspecting.sample import Cases, spread_blocks, whole_cases
from buckstop.intake.raw import RawLog

CASES, EVENTS = 400, 10


def raw_log(tmp_path: Path, cases: list[int], **more: "pa.Array[Any]") -> RawLog:
    path = tmp_path / "log.parquet"
    table = pa.table({"id": pa.array([f"c{n}" for n in cases]), **more})
    pq.write_table(table, path, row_group_size=333)
    return RawLog(path, "parquet", (path,), tuple(table.column_names), table.num_rows)


def test_a_small_log_is_taken_whole(tmp_path: Path) -> None:
    raw = raw_log(tmp_path, [1, 1, 2])
    sample = spread_blocks(raw, 3)
    assert sample.whole
    assert whole_cases(raw, sample, "id", 3) is sample


@pytest.mark.parametrize("scattered", [False, True])
def test_of_a_large_log_whole_cases_are_read(tmp_path: Path, scattered: bool) -> None:
    cases = [n % CASES if scattered else n // EVENTS for n in range(CASES * EVENTS)]
    raw = raw_log(tmp_path, cases)
    blocks = spread_blocks(raw, 1000)
    assert blocks.rows == 1000  # five blocks of 200 rows
    sample = whole_cases(raw, blocks, "id", 1000)
    assert set(sample.columns["id"].counts.tolist()) == {EVENTS}
    assert 500 <= sample.rows <= 2000
    assert not sample.whole


def test_cells_of_any_plain_type_become_texts_and_empty_ones_nothing(tmp_path: Path) -> None:
    raw = raw_log(
        tmp_path,
        [1, 1, 2],
        number=pa.array([1, None, 3]),
        text=pa.array(["", "b", None]),
        coded=pa.array(["x", "y", "x"]).dictionary_encode(),
        when=pa.array([0, 1, 2], pa.timestamp("us")),
        nested=pa.array([[1], [2], None]),
    )
    columns = spread_blocks(raw, 10).columns
    assert (columns["number"].values, columns["number"].codes.tolist()) == (("1", "3"), [0, -1, 1])
    assert (columns["text"].values, columns["text"].codes.tolist()) == (("b",), [-1, 0, -1])
    assert columns["coded"].counts.tolist() == [2, 1]
    assert columns["when"].native_time
    assert (columns["nested"].values, columns["nested"].filled) == ((), 0.0)


def test_what_changes_inside_cases_is_measured(tmp_path: Path) -> None:
    raw = raw_log(tmp_path, [1, 2, 1, 2, 1], unit=pa.array(["a", "b", "a", "c", None]), kind=pa.array(list("xyxyx")))
    sample = spread_blocks(raw, 10)
    cases = Cases.of(sample.columns["id"])
    unit, kind = sample.columns["unit"], sample.columns["kind"]
    assert cases.count == 2
    assert cases.moves(unit) == 0.5  # a-a stays, b-c moves, a-empty is not known
    assert cases.constant(unit) == 0.5
    assert (cases.moves(kind), cases.constant(kind)) == (0.0, 1.0)
    assert cases.covered(unit) == 1.0
    assert np.array_equal(cases.case, np.sort(cases.case))
