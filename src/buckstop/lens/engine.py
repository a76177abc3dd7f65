"""The lens engine: DuckDB over a stored log at one holder level. The only door to SQL."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import duckdb
import pyarrow as pa

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.lens.levels import Level
from buckstop.lens.pattern import Need
from buckstop.lens.sqltext import literal_sql, parquet_sql, path_sql
from buckstop.lens.store import StoredLog

VIEWS = Path(__file__).parent / "views"
# Runs of up to this many rows are held in memory as tables; more stay in Parquet and are read as needed.
RUNS_IN_MEMORY_MAX = 3_000_000
THREADS_MAX = 256  # a process that asks for more is ended by the system, not refused
_SIZE = re.compile(r"\d+(\.\d+)?\s*([KMGT]i?B|%)", re.IGNORECASE)  # the engine reads -1 as "without any limit"


class EngineError(BuckstopError):
    """The database engine could not go on. The message says what to do; fields fill its placeholders."""

    def __init__(self, code: str, message: str, **fields: str | int) -> None:
        super().__init__(message % fields)
        self.code = code
        self.message = message
        self.fields = fields


class _Limits(Protocol):
    @property
    def memory_limit(self) -> str: ...

    @property
    def threads(self) -> int: ...


@contextmanager
def connect(limits: _Limits, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection in memory, spilling to the folder `spill` beyond its memory limit, without network.

    Raises:
        EngineError: what the engine raised inside the context, in words a user can act on.
    """
    if not _SIZE.fullmatch(limits.memory_limit.strip()):
        message = _("%(limit)s is no size of memory. Write it like 500MB, 4GB or 50%%.")
        raise EngineError("engine.memory_limit", message, limit=limits.memory_limit)
    con = duckdb.connect(":memory:")
    try:
        con.execute(f"set memory_limit = {literal_sql(limits.memory_limit.strip())}")
        con.execute(f"set temp_directory = {path_sql(spill)}")
        con.execute("set autoinstall_known_extensions = false")
        con.execute("set autoload_known_extensions = false")
        con.execute("set enable_progress_bar = false")
        with suppress(duckdb.CatalogException):  # only newer engines have such threads
            # Stopped in the middle of a copy, the engine can wait for them for ever: then Ctrl-C hangs.
            con.execute("set async_threads = 0")
        if limits.threads:
            con.execute(f"set threads = {min(int(limits.threads), THREADS_MAX)}")
        yield con
    except (duckdb.Error, pa.ArrowException, RuntimeError) as error:
        raise _in_words(error, limits) from error
    finally:
        con.close()


def _in_words(error: Exception, limits: _Limits) -> BaseException:
    if isinstance(error, duckdb.InterruptException) or "interrupted" in str(error).lower():
        return KeyboardInterrupt()  # Ctrl-C, told by the query that was running
    if isinstance(error, duckdb.OutOfMemoryException):
        message = _("The memory allowed, %(limit)s, was not enough. Allow more with --memory-limit.")
        return EngineError("engine.out_of_memory", message, limit=limits.memory_limit)
    if isinstance(error, RuntimeError):
        return error
    return EngineError("engine.failed", _("The database engine could not go on: %(reason)s"), reason=first_line(error))


def first_line(error: Exception) -> str:
    """What an error says, without the advice and the query that libraries add below."""
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)


class Session:
    """One connection over one stored log at one holder level; use as a context manager.

    SQL sees: events, cases, runs, case_runs, holders, activities, state_values (buckstop.lens.tables) and every view of lens/views.

    Args:
        store: the log. level: the holder level; its tables must have been built (`buckstop.lens.level_tables`).
        limits: memory and threads.
        level_folder: where its tables are; None = in the stored log.
    """

    def __init__(self, store: StoredLog, level: Level, limits: _Limits, level_folder: Path | None = None) -> None:
        self.store, self.level, self._limits = store, level, limits
        self._level_folder = level_folder or store.path / "levels" / level.key
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
        self._open.__exit__(kind, error, trace)

    def _define(self) -> None:
        path, level = self.store.path, self._level_folder
        con = self._con
        con.execute(f"create view events as select * from {parquet_sql(self.store.event_files)}")
        small = self.store.meta.events <= RUNS_IN_MEMORY_MAX
        kind = "temp table" if small else "view"
        for name, file in (
            ("cases", path / "cases.parquet"),
            ("activities", path / "activities.parquet"),
            ("state_values", path / "state_values.parquet"),
            ("runs", level / "runs.parquet"),
            ("case_runs", level / "case_runs.parquet"),
            ("holders", level / "holders.parquet"),
        ):
            con.execute(f"create {kind} {name} as select * from {parquet_sql([file])}")
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
            Need.SUBJECT: mapping.subject is not None,
            Need.UNIT: not self.level.is_personal,
        }
        return told[need]


def _used(sql: str, params: Mapping[str, int | float] | None) -> dict[str, int | float]:
    named = set(re.findall(r"\$(\w+)", sql))
    return {name: value for name, value in (params or {}).items() if name in named}
