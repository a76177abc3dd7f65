"""A level built later is the level an import would have built, and it is built once."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from buckstop.lens.level_tables import ensure_level
from buckstop.lens.levels import Level, UnknownLevelError, level_of
from buckstop.lens.store import StoredLog
from tests.lens.oracles.logs import MAPPING, Cells, stored
from tests.lens.oracles.strategies import awkward_rows

FILES = ("runs.parquet", "case_runs.parquet", "holders.parquet")


def folder_of(store: StoredLog, level: Level) -> Path:
    return store.path / "levels" / level.key


def test_a_level_built_later_equals_the_one_built_at_import(tmp_path: Path) -> None:
    rows = awkward_rows(40, seed=5)
    swapped = [row | {"unit": row["person"], "person": row["unit"]} for row in rows]
    by_import, later = stored(rows, tmp_path), stored(swapped, tmp_path)
    level = level_of(MAPPING, ("unit", "person"))
    other = level_of(MAPPING, ("unit", "person"), "person")
    ensure_level(later, other)
    for name in FILES:
        found, wanted = (pq.read_table(folder_of(s, lv) / name) for s, lv in ((later, other), (by_import, level)))
        drop = ["kind"] if name == "holders.parquet" else []
        assert found.drop_columns(drop).equals(wanted.drop_columns(drop)), name


def test_a_level_that_is_there_is_not_built_again(tmp_path: Path) -> None:
    store = stored(awkward_rows(5, seed=5), tmp_path)
    level = level_of(MAPPING, ("unit", "person"))
    before = [(folder_of(store, level) / name).stat().st_mtime_ns for name in FILES]
    ensure_level(store, level)
    assert [(folder_of(store, level) / name).stat().st_mtime_ns for name in FILES] == before


def test_a_half_built_level_is_built_again(tmp_path: Path) -> None:
    store = stored(awkward_rows(5, seed=5), tmp_path)
    level = level_of(MAPPING, ("unit", "person"), "person")
    ensure_level(store, level)
    whole = pq.read_table(folder_of(store, level) / "runs.parquet")
    (folder_of(store, level) / "runs.parquet").unlink()
    ensure_level(store, level)
    assert pq.read_table(folder_of(store, level) / "runs.parquet").equals(whole)
    assert [path.name for path in (store.path / "levels").iterdir() if path.suffix] == []


def test_a_column_that_was_not_kept_is_refused(tmp_path: Path) -> None:
    store = stored(awkward_rows(2, seed=5), tmp_path)
    with pytest.raises(UnknownLevelError):
        ensure_level(store, Level("type", "column"))


def test_holders_carry_their_kind_and_their_line(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-0{day}", "unit": unit, "person": "P"}
        for day, unit in enumerate(("T1", "T2 2nd", "T3 3rd", "bot", "T4 4th"), start=1)
    ]
    lines = replace(MAPPING, line_column="unit", line_pattern="(2nd|3rd|4th)", line_order=("1st", "2nd", "3rd"))
    store = stored(rows, tmp_path, lines)
    found = pq.read_table(folder_of(store, level_of(lines, ("unit", "person"))) / "holders.parquet").to_pylist()
    assert [(row["holder_name"], row["kind"], row["line_no"]) for row in found] == [
        ("T1", "unit", 0),
        ("T2 2nd", "unit", 1),
        ("T3 3rd", "unit", 2),
        ("T4 4th", "unit", 0),  # a mark the order does not name is the front line
        ("bot", "robot", 0),
    ]
    person = level_of(lines, ("unit", "person"), "person")
    ensure_level(store, person)
    assert pq.read_table(folder_of(store, person) / "holders.parquet").to_pylist() == [
        {"holder_no": 0, "holder_name": "P", "kind": "person", "line_no": None}
    ]


def test_the_lines_of_units_are_a_level_of_their_own(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-0{day}", "unit": unit}
        for day, unit in enumerate(("T1", "T2", "T3 2nd", "bot", "T4 2nd", "T1"), start=1)
    ]
    lines = replace(MAPPING, line_column="unit", line_pattern="(2nd|3rd)", line_order=("1st", "2nd", "3rd"))
    store = stored(rows, tmp_path, lines)
    level = level_of(lines, ("unit", "person"), "line")
    folder = ensure_level(store, level)
    assert folder != folder_of(store, level_of(lines, ("unit", "person")))
    assert pq.read_table(folder / "runs.parquet").column("holder_no").to_pylist() == [0, 1, 0]
    assert pq.read_table(folder / "holders.parquet").column("holder_name").to_pylist() == ["1st", "2nd", "3rd"]
    with pytest.raises(UnknownLevelError):
        level_of(MAPPING, ("unit", "person"), "line")


def test_a_log_whose_unit_is_the_line_itself_needs_no_pattern(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-0{day}", "unit": unit} for day, unit in ((1, "county"), (2, "village"))
    ]
    mapping = replace(MAPPING, line_column="unit", line_order=("village", "county"))
    store = stored(rows, tmp_path, mapping)
    found = pq.read_table(folder_of(store, level_of(mapping, ("unit", "person"))) / "holders.parquet").to_pylist()
    assert [(row["holder_name"], row["line_no"]) for row in found] == [("county", 1), ("village", 0)]
