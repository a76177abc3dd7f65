"""Folders, files and limits that would lead the database engine astray: none may change a figure or end in its words."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from buckstop.lens.engine import EngineError, Session
from buckstop.lens.importing import Resources, UnreadableTableError, import_log
from buckstop.lens.level_tables import ensure_level
from buckstop.lens.levels import Level, level_of
from buckstop.lens.mapping import Mapping, TimeSpec
from buckstop.lens.normalise import RawTable
from buckstop.lens.store import StoredLogError
from tests.lens.oracles.logs import RESOURCES, Cells, staged, stored, told

ROWS: list[Cells] = [
    {"case": "a", "time": "2024-01-01T08:00:00", "unit": "X", "person": "p"},
    {"case": "a", "time": "2024-01-02T08:00:00", "unit": "Y", "person": "q"},
    {"case": "a", "time": "2024-01-03T08:00:00", "unit": "X", "person": "p"},
    {"case": "b", "time": "2024-01-01T09:00:00", "unit": "Y", "person": "q"},
]
NATIVE = Mapping("native", "case", TimeSpec("time", "iso", "Europe/Berlin"), unit="unit")


def native(path: Path, **columns: "pa.Array[Any]") -> RawTable:
    """The rows as a user's own Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain: dict[str, pa.Array[Any]] = {name: pa.array([row[name] for row in ROWS]) for name in ("case", "time", "unit")}
    table = pa.table(plain | columns)
    pq.write_table(table, path)
    return RawTable(path.name, "parquet", (path,), tuple(table.column_names), len(ROWS))


@pytest.mark.parametrize(
    "folder", ["it's", "two words", "[1]", "a*b", "数据", 'q"q', "case_no=7", "h0=1", "per%cent", "back\\slash"]
)
def test_the_name_of_a_folder_changes_no_figure(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()
    assert told(stored(ROWS, tmp_path / folder)) == told(stored(ROWS, tmp_path))


@pytest.mark.parametrize("name", ["log[1].parquet", "log*.parquet", "log?.parquet", "case=b/log.parquet"])
def test_no_other_file_is_read_than_the_one_that_was_named(name: str, tmp_path: Path) -> None:
    raw = native(tmp_path / name)
    for decoy in ("log1.parquet", "logs.parquet"):
        pq.write_table(pa.table({"case": ["z"], "time": ["2024-01-01"], "unit": ["Z"]}), tmp_path / decoy)
    store = import_log(raw, NATIVE, tmp_path / "stored", resources=RESOURCES)
    assert (store.meta.cases, store.meta.events) == (2, 4)
    assert [row["case_id"] for row in told(store)["cases"]] == ["a", "b"]


def test_a_column_called_like_the_row_number_of_the_engine_is_a_column(tmp_path: Path) -> None:
    raw = native(tmp_path / "log.parquet", file_row_number=pa.array(["X", "Y", "X", "Y"]))
    store = import_log(raw, replace(NATIVE, unit="file_row_number"), tmp_path / "stored", resources=RESOURCES)
    assert [row["row_no"] for row in told(store)["events"]] == [1, 2, 3, 4]
    assert [row["returns"] for row in told(store)["case_runs"]] == [1, 0]


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai"])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_instants_of_every_resolution_and_zone_are_read(
    unit: Literal["s", "ms", "us", "ns"], zone: str | None, tmp_path: Path
) -> None:
    times = pa.array([0, 1, 2, 3], pa.int64()).cast(pa.timestamp("s", zone)).cast(pa.timestamp(unit, zone))
    store = import_log(native(tmp_path / "log.parquet", time=times), NATIVE, tmp_path / "stored", resources=RESOURCES)
    east = 0 if zone else -3_600  # without a zone in the file the mapping's counts: Berlin
    assert sorted(int(str(row["happened_us"])) for row in told(store)["events"]) == [
        (east + second) * 1_000_000 for second in range(4)
    ]


def test_a_deadline_is_read_in_its_own_zone_unless_it_carries_an_offset(tmp_path: Path) -> None:
    due = ["2024-01-01T12:00:00", None, None, "2024-01-01T12:00:00+08:00"]
    mapping = replace(NATIVE, due=TimeSpec("due", "iso", "America/New_York"))
    raw = native(tmp_path / "log.parquet", due=pa.array(due))
    rows = told(import_log(raw, mapping, tmp_path / "stored", resources=RESOURCES))["cases"]
    noon_in_new_york, noon_in_china = 1_704_128_400, 1_704_081_600
    assert [int(str(row["due_us"])) // 1_000_000 for row in rows] == [noon_in_new_york, noon_in_china]


def test_damage_inside_a_file_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    raw = native(tmp_path / "log.parquet")
    content = bytearray(raw.parquet[0].read_bytes())
    content[8:60] = b"\xff" * 52
    raw.parquet[0].write_bytes(content)
    with pytest.raises(UnreadableTableError, match=r"log\.parquet could not be read to its end"):
        import_log(raw, NATIVE, tmp_path / "stored", resources=RESOURCES)


@pytest.mark.parametrize("limit", ["much", "0", "-1", "2GB'; drop table base; --", ""])
def test_a_limit_that_is_no_size_is_refused(limit: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is no size of memory"):
        import_log(staged(ROWS, tmp_path), NATIVE, tmp_path / "stored", resources=Resources(limit, 1))


def test_too_little_memory_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="--memory-limit") as refused:
        import_log(staged(ROWS, tmp_path), NATIVE, tmp_path / "stored", resources=Resources("1KB", 1))
    assert refused.value.code == "engine.out_of_memory"


def test_more_threads_than_any_machine_has_are_cut_down(tmp_path: Path) -> None:
    store = stored(ROWS, tmp_path)
    level = level_of(store.meta.mapping, store.meta.holder_columns)
    with Session(store, level, Resources("400MB", 1_000_000)) as lens:
        assert lens.rows("select current_setting('threads')") == [(256,)]


def test_a_log_without_unit_and_person_can_be_followed_by_a_column(tmp_path: Path) -> None:
    mapping = replace(NATIVE, unit=None, keep=("unit",))
    store = import_log(staged(ROWS, tmp_path), mapping, tmp_path / "stored", resources=RESOURCES)
    level = Level("unit", "column")
    ensure_level(store, level)
    with Session(store, level, RESOURCES) as lens:
        assert lens.rows("select sum(handovers), sum(returns) from case_runs") == [(2, 1)]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _other(path: Path) -> None:
    pq.write_table(pq.read_table(path).slice(1), path)


@pytest.mark.parametrize("harm", [Path.unlink, _cut, _other])
@pytest.mark.parametrize("file", ["cases.parquet", "events/part-00000.parquet"])
def test_a_stored_log_that_is_not_whole_is_refused(harm: Callable[[Path], None], file: str, tmp_path: Path) -> None:
    store = stored(ROWS, tmp_path)
    store.refuse_damage()
    harm(store.path / file)
    with pytest.raises(StoredLogError, match="is missing or not whole") as refused:
        store.refuse_damage()
    assert refused.value.code == "store.damaged"


@pytest.mark.parametrize("file", ["activities.parquet", "columns/1.parquet"])
def test_a_stored_log_without_its_names_is_refused(file: str, tmp_path: Path) -> None:
    store = stored(ROWS, tmp_path)
    (store.path / file).unlink()
    with pytest.raises(StoredLogError, match=file):
        store.refuse_damage()


@pytest.mark.parametrize("harm", [Path.unlink, _cut])
@pytest.mark.parametrize("file", ["runs.parquet", "case_runs.parquet", "holders.parquet"])
def test_a_level_that_is_not_whole_is_built_again(harm: Callable[[Path], None], file: str, tmp_path: Path) -> None:
    store = stored(ROWS, tmp_path)
    whole = told(store)
    harm(store.path / "levels" / level_of(store.meta.mapping, store.meta.holder_columns).key / file)
    assert told(store) == whole


def test_a_level_of_a_log_that_may_not_be_written_to_is_built_elsewhere(tmp_path: Path) -> None:
    store = stored(ROWS, tmp_path)
    level = level_of(store.meta.mapping, store.meta.holder_columns, "person")
    shutil.rmtree(store.path / "levels")
    (store.path / "levels").write_text("", "utf-8")  # a file: nothing can be made below it, not even by root
    with pytest.raises(OSError, match="levels"):
        ensure_level(store, level)
    folder = ensure_level(store, level, tmp_path / "spare")
    assert folder.parent == tmp_path / "spare"
    with Session(store, level, RESOURCES, folder) as lens:
        assert lens.rows("select sum(handovers) from case_runs") == [(2,)]


def test_a_build_that_fails_leaves_no_level_behind(tmp_path: Path) -> None:
    store = stored(ROWS, tmp_path)
    before = sorted((store.path / "levels").iterdir())
    (store.path / "columns" / "1.parquet").write_bytes(b"")
    with pytest.raises(pa.ArrowInvalid):
        ensure_level(store, level_of(store.meta.mapping, store.meta.holder_columns, "person"))
    assert sorted((store.path / "levels").iterdir()) == before
