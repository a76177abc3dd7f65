"""Import: a raw log becomes a stored log in one pass of sorted events through the step kernel."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.lens import tables
from buckstop.lens.case_table import StateTotals, case_table
from buckstop.lens.cases import write_cases
from buckstop.lens.engine import connect, first_line
from buckstop.lens.import_checks import Checks
from buckstop.lens.issues import Issue
from buckstop.lens.level_holders import holder_lookup, write_holders
from buckstop.lens.levels import Level, holder_columns, level_of
from buckstop.lens.mapping import Mapping
from buckstop.lens.normalise import Normaliser, Profile, RawTable
from buckstop.lens.steps import Block, BoolArray, IntArray, StepRules, case_steps, level_steps
from buckstop.lens.store import LogMeta, OrderQuality, StoredLog
from buckstop.lens.tablefiles import TableFiles, numbers, to_table
from buckstop.lens.working_time import WorkingClock

EVENTS_PER_PART = 2_000_000
MIDNIGHT_SHARE_OF_CHANCE = 0.02

Tell = Callable[[int, int | None, str], None]


class OrderLostError(BuckstopError):
    """The engine did not keep the order of rows. Never seen since it is checked; the check is why."""


class UnreadableTableError(BuckstopError):
    """A file whose outside looked whole and whose rows cannot be read. Fields fill the placeholders of the message."""

    def __init__(self, code: str, message: str, **fields: str | int) -> None:
        super().__init__(message % fields)
        self.code = code
        self.message = message
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Resources:
    """What an import may use. memory_limit: a DuckDB size, beyond which it spills to disk; threads: 0 = all cores."""

    memory_limit: str = "2GB"
    threads: int = 0


def import_log(
    raw: RawTable, mapping: Mapping, out: Path, *, resources: Resources | None = None, tell: Tell | None = None
) -> StoredLog:
    """The log, stored in the folder `out` (made; must not hold another log).

    Args:
        tell: called with (events done, events in all, what is being done).

    Raises:
        ImportRefusedError: the mapping does not fit the log.
        UnreadableTableError: the user's own file cannot be read to its end.
    """
    out.mkdir(parents=True, exist_ok=True)
    holders = holder_columns(mapping)
    work = Path(tempfile.mkdtemp(prefix="work-", dir=out))
    try:
        with connect(resources or Resources(), work) as con, _reading(raw):
            normaliser = Normaliser(con, raw, mapping, holders, work)
            if tell:
                tell(0, raw.rows, "checking")
            profile = normaliser.prepare()
            return _Import(con, normaliser, profile, out, work, tell).run()
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _reading(raw: RawTable) -> Iterator[None]:
    """Tell damage inside a file of the user's from a failure of the machine."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise
    except (duckdb.Error, pa.ArrowException) as error:
        if raw.kind != "parquet":
            raise
        message = _("%(file)s could not be read to its end (%(reason)s). If it is damaged, copy or write it again.")
        raise UnreadableTableError("table.unreadable", message, file=raw.file, reason=first_line(error)) from error


def rules_of(
    mapping: Mapping, activities: pa.Table, first_us: int, last_us: int
) -> tuple[StepRules, tuple[Issue, ...]]:
    """The kernel's rules for a log, and what is doubtful about its calendar."""
    names = activities.column("activity").to_pylist()
    advancing = np.array([name in mapping.advancing for name in names] or [False], np.bool_)
    clock = None
    if mapping.calendar is not None:
        clock = WorkingClock.for_instants(mapping.calendar, mapping.time.zone, first_us, last_us)
    rules = StepRules(
        has_states=bool(mapping.states),
        advancing=advancing,
        min_work_us=mapping.min_work_minutes * 60_000_000,
        zone=mapping.time.zone,
        clock=clock,
    )
    return rules, clock.issues if clock else ()


class _Import:
    """One import under way; a class only because its steps share so much."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        normaliser: Normaliser,
        profile: Profile,
        out: Path,
        work: Path,
        tell: Tell | None,
    ) -> None:
        self.con, self.normaliser, self.profile, self.out, self.work, self.tell = (
            con,
            normaliser,
            profile,
            out,
            work,
            tell,
        )
        self.mapping = normaliser.mapping
        self.level: Level | None = None
        if self.mapping.unit or self.mapping.person:
            self.level = level_of(self.mapping, normaliser.holders)
        self.checks = Checks(normaliser)
        self.values = StateTotals(normaliser.activities)
        self.events = 0

    def run(self) -> StoredLog:
        normaliser = self.normaliser
        rules, issues = rules_of(self.mapping, normaliser.activities, self.profile.first_us, self.profile.last_us)
        normaliser.issues.extend(issues)
        steps_path = self.work / "case_steps.parquet"
        schema = event_schema(len(normaliser.holders))
        holds = holder_lookup(normaliser.holder_names[0], self.level, self.mapping) if self.level else None
        with TableFiles() as files:
            for block, holders in _blocks(normaliser):
                steps = case_steps(block, rules)
                self.checks.see(block, steps, holders)
                self.values.see(block, steps)
                files.append(self._part(), _event_table(block, steps.span_us, steps.tied, holders, schema))
                files.append(steps_path, to_table(case_table(block, steps), tables.CASE_STEPS))
                if self.level is not None and holds is not None:
                    runs, cases = level_steps(block, steps, holds[holders[0]], rules)
                    folder = self.out / "levels" / self.level.key
                    files.append(folder / "runs.parquet", to_table(runs, tables.RUNS))
                    files.append(folder / "case_runs.parquet", to_table(cases, tables.CASE_RUNS))
                self.events += len(block.case_no)
                if self.tell:
                    self.tell(self.events, self.profile.rows, "importing")
        return self._finish(steps_path)

    def _part(self) -> Path:
        return self.out / "events" / f"part-{self.events // EVENTS_PER_PART:05d}.parquet"

    def _finish(self, steps_path: Path) -> StoredLog:
        normaliser = self.normaliser
        if self.tell:
            self.tell(self.events, self.profile.rows, "cases")
        cases = write_cases(self.con, steps_path, normaliser, self.out / "cases.parquet")
        pq.write_table(normaliser.activities, self.out / "activities.parquet")
        pq.write_table(self.values.table(), self.out / "state_values.parquet")
        (self.out / "columns").mkdir(exist_ok=True)
        for i, names in enumerate(normaliser.holder_names):
            pq.write_table(pa.table({"name": pa.array(names, pa.string())}), self.out / "columns" / f"{i}.parquet")
        if self.level is not None:
            folder = self.out / "levels" / self.level.key
            write_holders(folder, self.level, normaliser.holder_names[0], self.mapping)
        self.checks.tell(self.con, self.out / "cases.parquet")
        meta = LogMeta(
            name=self.mapping.name or normaliser.raw.file,
            source=normaliser.raw.file,
            kind=normaliser.raw.kind,
            rows=self.profile.rows,
            events=self.events,
            cases=cases,
            mapping=self.mapping,
            holder_columns=normaliser.holders,
            first_us=self.profile.first_us,
            last_us=self.profile.last_us,
            order=self._order(cases),
            issues=tuple(normaliser.issues),
        )
        stored = StoredLog(self.out, meta)
        stored.write_meta()
        return stored

    def _order(self, cases: int) -> OrderQuality:
        seen, pairs = self.checks, self.events - cases
        dated = seen.midnight > MIDNIGHT_SHARE_OF_CHANCE * self.events
        doubtful = seen.date_tied if dated else seen.tied
        confidence = 1.0 - doubtful / pairs if pairs else 1.0
        return OrderQuality(pairs, seen.tied, seen.date_tied, seen.midnight, round(confidence, 6))


def event_schema(holders: int) -> pa.Schema:
    """`tables.EVENTS` with one h column per holder column."""
    schema = tables.EVENTS
    for i in range(holders):
        schema = schema.append(pa.field(f"h{i}", pa.int32()))
    return schema


def _event_table(
    block: Block,
    span_us: IntArray,
    tied: BoolArray,
    holders: list[IntArray],
    schema: pa.Schema,
) -> pa.Table:
    first = np.flatnonzero(np.diff(block.case_no, prepend=-1))
    sizes = np.diff(np.append(first, len(block.case_no)))
    columns = {
        "case_no": block.case_no,
        "seq": np.arange(len(block.case_no)) - np.repeat(first, sizes),
        "row_no": block.row_no,
        "happened_us": block.happened_us,
        "span_us": span_us,
        "activity_no": block.activity_no,
        "state": block.state,
        "tied": tied,
    }
    return to_table(columns | {f"h{i}": values for i, values in enumerate(holders)}, schema)


def whole_cases(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Ordered rows in groups that tear no case apart, each about as large as the batches."""
    kept: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        case_no = batch.column("case_no").to_numpy()
        if kept and kept[-1].column("case_no")[-1].as_py() != case_no[0]:
            yield kept
            kept = []
        cut = int(np.searchsorted(case_no, case_no[-1], side="left"))
        if cut:
            yield [*kept, batch.slice(0, cut)]
            kept = []
        kept.append(batch.slice(cut))
    if kept:
        yield kept


def _blocks(normaliser: Normaliser) -> Iterator[tuple[Block, list[IntArray]]]:
    """The event stream cut into blocks of whole cases; holders as numbers, -1 for null."""
    for batches in whole_cases(_in_order(normaliser.stream())):
        yield _block(batches, len(normaliser.holders))


def _in_order(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches, checked: SQL does not promise the order of an unsorted result, and everything rests on it."""
    done = 0
    for batch in batches:
        position = batch.column("position").to_numpy()
        if not np.array_equal(position, np.arange(done + 1, done + 1 + len(position))):
            message = "The database engine lost the order of the events; nothing was stored. Please report this."
            raise OrderLostError(message)
        done += len(position)
        yield batch


def _block(batches: list[pa.RecordBatch], holders: int) -> tuple[Block, list[IntArray]]:
    table = pa.Table.from_batches(batches).combine_chunks()

    def column(name: str) -> IntArray:
        return numbers(table.column(name))

    same = table.column("same_sequence").to_numpy().astype(np.bool_)
    block = Block(
        column("case_no"), column("happened_us"), column("row_no"), column("activity_no"), column("state"), same
    )
    return block, [column(f"h{i}") for i in range(holders)]
