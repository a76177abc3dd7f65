"""Examples of patterns as real logs: the small tables inside a pattern file, imported like any other log.

Why: an example that runs through the real import and the real step kernel proves the pattern, not a copy of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens.engine import Session
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.levels import level_of
from buckstop.lens.mapping import Mapping, State, TimeSpec
from buckstop.lens.normalise import RawTable
from buckstop.lens.pattern import Example
from buckstop.lens.store import StoredLog

FIRST_START = datetime(2025, 1, 6, 8, tzinfo=UTC)
SPREAD = timedelta(days=360)
# Groups of cases start a few minutes apart, so that no two cases of an example share an instant.
GROUP_OFFSET = timedelta(minutes=7)
NOBODY = "-"
# The line of a holder stands in its name ("Roads@1"), because that is how real logs tell it.
LINE_MARK = "@"

_INSTANT = pa.timestamp("us", tz="UTC")
_COLUMNS: dict[str, pa.DataType] = {
    "case": pa.string(),
    "time": _INSTANT,
    "unit": pa.string(),
    "state": pa.string(),
    "kind": pa.string(),
    "due": _INSTANT,
    "demander": pa.string(),
    "subject": pa.string(),
}


def rows_of(example: Example) -> pa.Table:
    """The events of an example, one row each, ordered by case and time."""
    return pa.Table.from_pylist(list(_events(example)), schema=pa.schema(_COLUMNS))


def mapping_of(example: Example) -> Mapping:
    """The mapping under which `rows_of` is read; it names a deadline, demander or line only if the example has one."""
    cases = example.cases
    lines = 1 + max((line for _, line in example.lines), default=0)
    return Mapping(
        name="example",
        case="case",
        time=TimeSpec("time", "native"),
        unit="unit",
        activity="state",
        state_column="state",
        states={state.value: state for state in State},
        case_type="kind",
        due=TimeSpec("due", "native") if any(group.due is not None for group in cases) else None,
        demander="demander" if any(group.demander for group in cases) else None,
        subject="subject" if any(group.subject for group in cases) else None,
        line_column="unit" if example.lines else None,
        line_pattern=f"{LINE_MARK}(\\d+)$" if example.lines else "",
        line_order=tuple(str(line) for line in range(lines)) if example.lines else (),
    )


def store_rows(rows: pa.Table, mapping: Mapping, folder: Path) -> StoredLog:
    """Rows in the form of `rows_of`, in any order, imported into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rows.parquet"
    pq.write_table(rows, path)
    raw = RawTable(path.name, "parquet", (path,), tuple(rows.column_names), rows.num_rows)
    return import_log(raw, mapping, folder / "log", resources=Resources(memory_limit="500MB", threads=1))


def store_example(example: Example, folder: Path) -> StoredLog:
    """The example imported into `folder`."""
    return store_rows(rows_of(example), mapping_of(example), folder)


def open_example(store: StoredLog) -> Session:
    """A session over a stored example at its unit level; use as a context manager."""
    level = level_of(store.meta.mapping, store.meta.holder_columns)
    return Session(store, level, Resources(memory_limit="500MB", threads=1))


def subject_names(session: Session) -> dict[int | None, str]:
    """Name of every holder as the example writes it, by holder_no; the log as a whole (None) is "*"."""
    rows = session.rows("select holder_no, holder_name from holders")
    return {None: "*"} | {int(str(number)): str(name).split(LINE_MARK)[0] for number, name in rows}


def _events(example: Example) -> Iterator[dict[str, object]]:
    lines = dict(example.lines)
    for group_no, group in enumerate(example.cases):
        steps = [_step(token, lines) for token in group.path.split()]
        for i in range(group.times):
            start = FIRST_START + SPREAD * i / group.times + GROUP_OFFSET * group_no
            due = None if group.due is None else start + timedelta(hours=group.due)
            for unit, state, hours in steps:
                yield {
                    "case": f"{group_no:03d}-{i:04d}",
                    "time": start + timedelta(hours=hours),
                    "unit": unit,
                    "state": state,
                    "kind": group.kind or None,
                    "due": due,
                    "demander": group.demander,
                    "subject": group.subject,
                }


def _step(token: str, lines: dict[str, int]) -> tuple[str | None, str, float]:
    """A token such as Roads:queued+5 as (unit with its line, state, hours). ValueError for a token of another form."""
    holder, _, rest = token.partition(":")
    state, _, hours = rest.partition("+")
    line = f"{LINE_MARK}{lines[holder]}" if holder in lines else ""
    return (None if holder == NOBODY else holder + line), State(state).value, float(hours)
