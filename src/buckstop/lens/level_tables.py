"""Further holder levels of a stored log: runs by person, by any kept column, with or without robots."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens import tables
from buckstop.lens.importing import rules_of, whole_cases
from buckstop.lens.level_holders import holder_lookup, write_holders
from buckstop.lens.levels import Level, UnknownLevelError
from buckstop.lens.steps import Block, IntArray, case_steps, level_steps
from buckstop.lens.store import StoredLog
from buckstop.lens.tablefiles import TableFiles, numbers, read_table, to_table

ROWS_PER_BATCH = 131_072


def ensure_level(store: StoredLog, level: Level, spare: Path | None = None) -> Path:
    """The folder with the tables of a level; built unless the stored log has them already.

    Args:
        spare: where to build them if the stored log may not be written to; None = that is an error.

    Raises:
        UnknownLevelError: the log has no such holder column.
    """
    folder = store.path / "levels" / level.key
    if _is_whole(folder, store.meta.cases):
        return folder
    if level.column not in store.meta.holder_columns:
        raise UnknownLevelError(level.column, store.meta.holder_columns)
    # A name of our own: another process may be building the same level.
    building = folder.with_name(f"{level.key}.{os.getpid()}.part")
    try:
        building.mkdir(parents=True, exist_ok=True)
    except OSError:
        if spare is None:
            raise
        building = spare / level.key
        building.mkdir(parents=True)
    try:
        _build(store, level, building)
        if building.parent == spare:
            return building
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    except OSError:
        if not _is_whole(folder, store.meta.cases):  # else the other process was faster
            raise
    finally:
        if building.parent != spare:
            shutil.rmtree(building, ignore_errors=True)
    return folder


def _is_whole(folder: Path, cases: int) -> bool:
    try:
        pq.read_metadata(folder / "runs.parquet")
        pq.read_metadata(folder / "holders.parquet")
        return pq.read_metadata(folder / "case_runs.parquet").num_rows == cases
    except (OSError, pa.ArrowException):
        return False


def _build(store: StoredLog, level: Level, folder: Path) -> None:
    meta = store.meta
    column = meta.holder_columns.index(level.column)
    names = store.names_of(level.column)
    rules, _ = rules_of(meta.mapping, read_table(store.path / "activities.parquet"), meta.first_us, meta.last_us)
    lookup = holder_lookup(names, level, meta.mapping)
    with TableFiles() as files:
        for block, holder in stored_blocks(store, column):
            runs, cases = level_steps(block, case_steps(block, rules), lookup[holder], rules)
            files.append(folder / "runs.parquet", to_table(runs, tables.RUNS))
            files.append(folder / "case_runs.parquet", to_table(cases, tables.CASE_RUNS))
    write_holders(folder, level, names, meta.mapping)


def stored_blocks(store: StoredLog, column: int) -> Iterator[tuple[Block, IntArray]]:
    """Stored events as blocks of whole cases, with the name numbers of one holder column (-1 = none)."""
    batches = (
        batch
        for path in store.event_files
        for batch in pq.ParquetFile(path).iter_batches(ROWS_PER_BATCH, columns=_columns(column))
    )
    for group in whole_cases(batches):
        yield _block(group, column)


def _columns(column: int) -> list[str]:
    return ["case_no", "happened_us", "row_no", "activity_no", "state", "tied", f"h{column}"]


def _block(batches: list[pa.RecordBatch], column: int) -> tuple[Block, IntArray]:
    table = pa.Table.from_batches(batches).combine_chunks()

    def values(name: str) -> IntArray:
        return numbers(table.column(name))

    tied = table.column("tied").to_numpy()
    block = Block(
        values("case_no"), values("happened_us"), values("row_no"), values("activity_no"), values("state"), tied
    )
    return block, values(f"h{column}")
