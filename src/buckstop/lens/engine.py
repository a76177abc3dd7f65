"""The lens engine: DuckDB over a stored log at one holder level. The only door to SQL."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import duckdb
import pyarrow as pa

from buckstop.lens.levels import Level
from buckstop.lens.pattern import Need
from buckstop.lens.sqltext import literal_sql, path_list_sql
from buckstop.lens.store import StoredLog

VIEWS = Path(__file__).parent / "views"
# Runs of up to this many rows are held in memory as tables; more stay in Parquet and are read as needed.
RUNS_IN_MEMORY_MAX = 3_000_000


class _Limits(Protocol):
    @property
    def memory_limit(self) -> str: ...

    @property
    def threads(self) -> int: ...


@contextmanager
def connect(limits: _Limits, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection in memory, spilling to the folder `spill` beyond its memory limit, without network."""
    con = duckdb.connect(":memory:")
    try:
        con.execute(f"set memory_limit = {literal_sql(limits.memory_limit)}")
        con.execute(f"set temp_directory = {literal_sql(str(spill))}")
        con.execute("set autoinstall_known_extensions = false")
        con.execute("set autoload_known_extensions = false")
        con.execute("set enable_progress_bar = false")
        if limits.threads:
            con.execute(f"set threads = {int(limits.threads)}")
        yield con
    finally:
        con.close()


class Session:
    """One connection over one stored log at one holder level; use as a context manager.

    SQL sees: events, cases, runs, case_runs, holders, activities (buckstop.lens.tables) and every view of lens/views.

    Args:
        store: the log. level: the holder level; its tables must have been built (`buckstop.lens.level_tables`).
        limits: memory and threads.
    """

    def __init__(self, store: StoredLog, level: Level, limits: _Limits) -> None:
        self.store, self.level, self._limits = store, level, limits
        self._open = ExitStack()

    def __enter__(self) -> Self:
        # The stack closes what was opened even where a table of the level is missing.
        with ExitStack() as opened:
            spill = opened.enter_context(tempfile.TemporaryDirectory(prefix="buckstop-", ignore_cleanup_errors=True))
            self._con = opened.enter_context(connect(self._limits, Path(spill)))
            self._define()
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _define(self) -> None:
        path, level = self.store.path, self.store.path / "levels" / self.level.key
        con = self._con
        con.execute(f"create view events as select * from read_parquet({path_list_sql(self.store.event_files)})")
        small = self.store.meta.events <= RUNS_IN_MEMORY_MAX
        kind = "temp table" if small else "view"
        for name, file in (
            ("cases", path / "cases.parquet"),
            ("activities", path / "activities.parquet"),
            ("runs", level / "runs.parquet"),
            ("case_runs", level / "case_runs.parquet"),
            ("holders", level / "holders.parquet"),
        ):
            con.execute(f"create {kind} {name} as select * from read_parquet({literal_sql(str(file))})")
        for view in sorted(VIEWS.glob("*.sql")):
            con.execute(f"create view {view.stem} as {view.read_text('utf-8')}")

    def table(self, sql: str, params: Mapping[str, int | float] | None = None) -> pa.Table:
        """The result as an Arrow table. `$name` in the SQL is bound from params; params the SQL does not use are left out."""
        used = _used(sql, params)
        relation = self._con.sql(sql, params=used) if used else self._con.sql(sql)
        found: pa.Table = relation.to_arrow_table()
        return found

    def rows(self, sql: str, params: Mapping[str, int | float] | None = None) -> list[tuple[object, ...]]:
        """The result as rows."""
        used = _used(sql, params)
        return (self._con.execute(sql, used) if used else self._con.execute(sql)).fetchall()

    def lend(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table visible to SQL under a name."""
        self._con.register(name, table)

    def has(self, need: Need) -> bool:
        """Whether the log tells what a pattern needs."""
        mapping = self.store.meta.mapping
        told = {
            Need.STATE: bool(mapping.states),
            Need.DUE: mapping.due is not None,
            Need.LINE: bool(mapping.line_order) and mapping.line_column == self.level.column,
            Need.DEMANDER: mapping.demander is not None,
        }
        return told[need]


def _used(sql: str, params: Mapping[str, int | float] | None) -> dict[str, int | float]:
    named = set(re.findall(r"\$(\w+)", sql))
    return {name: value for name, value in (params or {}).items() if name in named}
