"""A log through the real import: every stored column equals the slow count, whatever the order and size of its parts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from buckstop.lens import importing, level_tables
from buckstop.lens.mapping import CalendarSpec, Mapping, TimeSpec
from buckstop.lens.normalise import Normaliser
from buckstop.lens.steps import SPANS
from tests.lens.oracles.logs import MAPPING, PLACEHOLDERS, QUEUES, ROBOTS, Cells, expected, instant_us, stored, told
from tests.lens.oracles.plain import Row
from tests.lens.oracles.strategies import awkward_rows, rows_of_a_log, steady

NOBODY = (*ROBOTS, *QUEUES, *PLACEHOLDERS)
few = settings(steady, max_examples=6)


def without(rows: dict[str, list[Row]], *columns: str) -> dict[str, list[Row]]:
    return {
        table: [{name: value for name, value in row.items() if name not in columns} for row in found]
        for table, found in rows.items()
    }


def check(rows: list[Cells], mapping: Mapping, folder: Path) -> None:
    """Import the rows; every table at three levels must be what the slow count says."""
    store = stored(rows, folder, mapping)
    assert told(store) == expected(rows, mapping, "unit", NOBODY)
    assert told(store, "person") == expected(rows, mapping, "person", NOBODY)
    assert told(store, "person", keep_robots=True) == expected(rows, mapping, "person", (*QUEUES, *PLACEHOLDERS))


@few
@given(rows=rows_of_a_log())
def test_every_stored_column_equals_the_slow_count(rows: list[Cells], tmp_path_factory: pytest.TempPathFactory) -> None:
    check(rows, MAPPING, tmp_path_factory.mktemp("log"))


@pytest.mark.parametrize("sequence", [None, "number"])
@pytest.mark.parametrize("states", [True, False])
def test_every_stored_column_of_a_larger_log_equals_the_slow_count(
    sequence: str | None, states: bool, tmp_path: Path
) -> None:
    mapping = replace(MAPPING, sequence=sequence, states=MAPPING.states if states else {})
    check(awkward_rows(150, seed=3), mapping, tmp_path)


@pytest.mark.parametrize("size", [1, 3, 40])
def test_blocks_of_any_size_store_the_same(size: int, tmp_path: Path) -> None:
    rows = awkward_rows(60, seed=size)
    whole = told(stored(rows, tmp_path), "person")
    with pytest.MonkeyPatch.context() as patch:
        sliced(patch, size)
        patch.setattr(importing, "EVENTS_PER_PART", 4 * size)
        patch.setattr(level_tables, "ROWS_PER_BATCH", size)
        store = stored(rows, tmp_path)
        assert told(store, "person") == whole
    assert len(store.event_files) > 1


def sliced(patch: pytest.MonkeyPatch, size: int) -> None:
    """Let the ordered events come in batches of a few rows, as a log of millions does in batches of many."""
    stream = Normaliser.stream

    def small(self: Normaliser) -> Iterator[pa.RecordBatch]:
        for batch in stream(self):
            for start in range(0, batch.num_rows, size):
                yield batch.slice(start, size)

    patch.setattr(Normaliser, "stream", small)


def test_the_order_of_rows_changes_nothing_where_times_differ(tmp_path: Path) -> None:
    rows = awkward_rows(80, seed=11, distinct_times=True)
    by_case = sorted(rows, key=lambda row: (str(row["case"]), instant_us(str(row["time"]))))
    first = stored(rows, tmp_path)
    wanted = without(told(first), "row_no", "first_row")
    for other in (by_case, by_case[::-1], rows[::-1]):
        store = stored(other, tmp_path)
        assert without(told(store), "row_no", "first_row") == wanted
        assert store.meta.order == first.meta.order


def three_cases() -> list[Cells]:
    return [
        {
            "case": case,
            "time": f"2024-05-0{day}T09:00:00+02:00",
            "unit": unit,
            "person": None,
            "activity": "open",
            "state": state,
        }
        for case in ("c", "a", "b")
        for day, unit, state in ((1, "X", "queued"), (2, "Y", "working"), (3, "X", "waiting"), (4, "Y", "done"))
    ]


@pytest.mark.parametrize("order", ["reversed", "by time", "cases together, events shuffled", "shuffled"])
def test_a_log_in_any_order_tells_the_same_story(order: str, tmp_path: Path) -> None:
    rows = three_cases()
    wanted = without(told(stored(rows, tmp_path)), "row_no", "first_row")
    if order == "reversed":
        rows = rows[::-1]
    elif order == "by time":
        rows = sorted(rows, key=lambda row: str(row["time"]))
    elif order == "shuffled":
        rows = [rows[place] for place in np.random.default_rng(4).permutation(len(rows))]
    else:
        rows = [rows[start + i] for start in (0, 4, 8) for i in (2, 0, 3, 1)]
    store = stored(rows, tmp_path)
    assert without(told(store), "row_no", "first_row") == wanted
    assert "order.unsorted" in [issue.code for issue in store.meta.issues]


def test_a_sorted_log_is_not_called_unsorted(tmp_path: Path) -> None:
    assert "order.unsorted" not in [issue.code for issue in stored(three_cases(), tmp_path).meta.issues]


def test_rows_left_out_do_not_make_a_sorted_log_look_unsorted(tmp_path: Path) -> None:
    rows: list[Cells] = [{"case": None, "time": "2024-05-01T09:00:00Z", "unit": "X"}, *three_cases()]
    rows.insert(6, {"case": None, "time": "2024-05-01T09:00:00Z", "unit": "X"})
    codes = [issue.code for issue in stored(rows, tmp_path).meta.issues]
    assert "case.missing" in codes
    assert "order.unsorted" not in codes


def test_a_row_left_out_between_two_events_does_not_hide_their_disorder(tmp_path: Path) -> None:
    rows = three_cases()
    rows[1], rows[2] = rows[2], rows[1]
    wanted = told(stored(rows, tmp_path))
    rows.insert(2, {"case": "c", "time": None, "unit": "X"})
    found = told(stored(rows, tmp_path))
    assert without(found, "row_no", "first_row") == without(wanted, "row_no", "first_row")


def test_the_sequence_column_orders_events_of_one_instant(tmp_path: Path) -> None:
    moment = "2024-05-01T09:00:00Z"
    rows: list[Cells] = [
        {"case": "a", "time": moment, "unit": unit, "number": number}
        for unit, number in (("Z", "10"), ("X", "1"), ("none", None), ("Y", "9"))
    ]
    mapping = replace(MAPPING, sequence="number", states={}, state_column=None)
    store = stored(rows, tmp_path, mapping)
    assert [run["holder"] for run in told(store)["runs"]] == ["X", "Y", "Z", "none"]
    assert store.meta.order.tied == 1  # the one without a number
    unordered = stored(rows, tmp_path, replace(mapping, sequence=None))
    assert [run["holder"] for run in told(unordered)["runs"]] == ["Z", "X", "none", "Y"]
    assert unordered.meta.order.tied == 3


def test_a_missing_sequence_number_comes_last_even_where_the_file_is_sorted_by_time(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": "2024-05-01T09:00:00Z", "unit": unit, "number": number}
        for unit, number in (("none", None), ("X", "1"))
    ]
    store = stored(rows, tmp_path, replace(MAPPING, sequence="number"))
    assert [run["holder"] for run in told(store)["runs"]] == ["X", "none"]


def test_the_first_value_of_a_case_is_the_earliest_by_sequence_too(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": "2024-05-01T09:00:00Z", "unit": "X", "number": number, "type": kind}
        for number, kind in (("3", "late"), ("2", "first"), ("1", None))
    ]
    (case,) = told(stored(rows, tmp_path, replace(MAPPING, sequence="number")))["cases"]
    assert case["case_type"] == "first"


def test_the_working_calendar_is_counted_alike_at_import_and_at_a_later_level(tmp_path: Path) -> None:
    rows = [row | {"person": row["unit"]} for row in three_cases()]
    store = stored(rows, tmp_path, replace(MAPPING, calendar=CalendarSpec("DE", 8, 16)))
    by_unit, by_person = told(store)["runs"], told(store, "person")["runs"]
    assert by_unit == by_person
    # 1 May 2024 is a holiday in Germany, 2 May a Thursday, 4 May a Saturday.
    assert [run["held_cal_us"] for run in by_unit[:4]] == [3_600_000_000, 8 * 3_600_000_000, 0, 0]


def test_cases_keep_features_and_the_deadline_of_their_first_row(tmp_path: Path) -> None:
    rows = [row | {"due": "2024-06-01", "size": None if n % 2 == 0 else f"s{n}"} for n, row in enumerate(three_cases())]
    mapping = replace(MAPPING, due=TimeSpec("due", "%Y-%m-%d", "Europe/Berlin"), features=("size",))
    cases = told(stored(rows, tmp_path, mapping))["cases"]
    assert [case["f0"] for case in cases] == ["s5", "s9", "s1"]
    assert {case["due_us"] for case in cases} == {1_717_192_800_000_000}  # 2024-05-31T22:00Z


def test_the_stored_hours_of_every_case_add_up_to_its_span(tmp_path: Path) -> None:
    tables = told(stored(three_cases(), tmp_path))
    for case, row in zip(tables["cases"], tables["case_runs"], strict=True):
        assert sum(int(str(row[name])) for name in SPANS) == int(str(case["ended_us"])) - int(str(case["started_us"]))
