"""Further holder levels of a stored log: runs by person, by any kept column, with or without robots."""

import shutil
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens import tables
from buckstop.lens.importing import holder_lookup, rules_of, whole_cases, write_holders
from buckstop.lens.levels import Level, UnknownLevelError
from buckstop.lens.steps import Block, IntArray, case_steps, level_steps
from buckstop.lens.store import StoredLog
from buckstop.lens.tablefiles import TableFiles, numbers, to_table

ROWS_PER_BATCH = 131_072


def ensure_level(store: StoredLog, level: Level) -> None:
    """Build the tables of a level unless the stored log has them already."""
    folder = store.path / "levels" / level.key
    if all((folder / name).is_file() for name in ("runs.parquet", "case_runs.parquet", "holders.parquet")):
        return
    meta = store.meta
    if level.column not in meta.holder_columns:
        raise UnknownLevelError(level.column, meta.holder_columns)
    column = meta.holder_columns.index(level.column)
    stored = pq.read_table(store.path / "columns" / f"{column}.parquet")
    names = [str(name) for name in stored.column("name").to_pylist()]
    activities = pq.read_table(store.path / "activities.parquet")
    rules, _ = rules_of(meta.mapping, activities, meta.first_us, meta.last_us)
    lookup = holder_lookup(names, level)
    building = folder.with_name(folder.name + ".part")
    shutil.rmtree(building, ignore_errors=True)
    with TableFiles() as files:
        for block, holder in stored_blocks(store, column):
            runs, cases = level_steps(block, case_steps(block, rules), lookup[holder], rules)
            files.append(building / "runs.parquet", to_table(runs, tables.RUNS))
            files.append(building / "case_runs.parquet", to_table(cases, tables.CASE_RUNS))
    write_holders(store.path, level, names, meta.mapping)
    for name in ("runs.parquet", "case_runs.parquet"):
        (building / name).replace(folder / name)
    building.rmdir()


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
