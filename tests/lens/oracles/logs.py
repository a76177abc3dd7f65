"""Small logs through the real import, and the stored tables back as plain rows with names instead of numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens.engine import Session
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.level_tables import ensure_level
from buckstop.lens.levels import level_of
from buckstop.lens.mapping import HolderWords, State, TimeSpec
from buckstop.lens.mapping import Mapping as LogMapping
from buckstop.lens.normalise import RawTable
from buckstop.lens.store import StoredLog
from tests.lens.oracles.plain import PlainCase, PlainEvent, PlainRules, Row, in_order, local, plain_case

Cells = dict[str, str | None]

RESOURCES = Resources("400MB", 1)
COLUMNS = ("case", "time", "unit", "person", "activity", "state", "type", "number")
ROBOTS, QUEUES, PLACEHOLDERS = ("bot",), ("inbox",), ("EMPTY",)
MAPPING = LogMapping(
    name="small",
    case="case",
    time=TimeSpec("time", "iso", "Europe/Berlin"),
    unit="unit",
    person="person",
    activity="activity",
    state_column="state",
    states={state.value: state for state in State if state is not State.OTHER},
    case_type="type",
    advancing=("push",),
    null_words=("?",),
    holders=HolderWords(ROBOTS, QUEUES, PLACEHOLDERS),
)


def staged(rows: Sequence[Cells], folder: Path, **changes: Any) -> RawTable:
    """Rows as a reader of files hands them over: texts, with the source row of each record."""
    columns = tuple(dict.fromkeys((*COLUMNS, *(name for row in rows for name in row))))
    arrays: dict[str, Any] = {"__row": pa.array(range(2, len(rows) + 2), pa.int64())}
    arrays |= {name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns}
    path = folder / f"staged-{len(list(folder.glob('staged-*')))}.parquet"
    pq.write_table(pa.table(arrays), path)
    return replace(RawTable("small.csv", "csv", (path,), columns, len(rows), "__row"), **changes)


def stored(rows: Sequence[Cells], folder: Path, mapping: LogMapping = MAPPING, **changes: Any) -> StoredLog:
    """Rows, imported into a folder of their own."""
    raw = staged(rows, folder, **changes)
    return import_log(raw, mapping, folder / f"log-{len(list(folder.glob('log-*')))}", resources=RESOURCES)


def session(store: StoredLog, holder: str = "unit", **choices: Any) -> Session:
    """A session at a level, whose tables are built if need be."""
    level = level_of(store.meta.mapping, store.meta.holder_columns, holder, **choices)
    ensure_level(store, level)
    return Session(store, level, RESOURCES)


def told(store: StoredLog, holder: str = "unit", **choices: Any) -> dict[str, list[Row]]:
    """The stored tables at one level, cases by id, holders and activities by name, sorted."""
    with session(store, holder, **choices) as lens:
        tables = {name: _plain(lens, name) for name in ("events", "cases", "runs", "case_runs")}
        ids = [str(case_id) for (case_id,) in lens.rows("select case_id from cases order by case_no")]
        numbers = [no for (no,) in lens.rows("select case_no from cases")]
    assert numbers == list(range(len(ids)))  # dense, and stored in that order
    return {name: sorted(rows, key=_place) for name, rows in tables.items()}


def _place(row: Row) -> tuple[str, int]:
    return str(row["case_id"]), int(str(row.get("seq", row.get("run_no", 0))))


def _plain(lens: Session, table: str) -> list[Row]:
    names: dict[Any, Any] = {row[0]: row[1] for row in lens.rows("select holder_no, holder_name from holders")}
    activities = {no: (a, s) for no, a, s in lens.rows("select activity_no, activity, state_value from activities")}
    source = table if table == "cases" else f"{table} join (select case_no, case_id from cases) using (case_no)"
    rows = lens.table(f"select * from {source}").to_pylist()
    keep = ("happened_us",)
    for row in rows:
        for column in [name for name in row if name not in keep]:
            if column.endswith("holder") or column in ("holder_no", "resolver"):
                row["holder" if column == "holder_no" else column] = names.get(row.pop(column))
            elif column in ("activity_no", "first_activity"):
                row["activity"] = activities[row.pop(column)]
            elif column == "case_no" or (column.startswith("h") and column[1:].isdigit()):
                del row[column]
    return rows


def expected(rows: Sequence[Cells], mapping: LogMapping, column: str, excluded: Iterable[str]) -> dict[str, list[Row]]:
    """What the stored tables must hold, found without the lens. Times are ISO texts with an offset."""
    nobody = {*excluded, None, ""}
    cases: dict[str, list[tuple[PlainEvent, Cells]]] = {}
    for place, row in enumerate(rows, start=2):
        event = _event(row, place, mapping, column, nobody)
        cases.setdefault(str(row["case"]), []).append((event, row))
    pairs = {event.activity for events in cases.values() for event, _ in events}
    rules = PlainRules(
        has_states=bool(mapping.states),
        advancing=frozenset(pair for pair in pairs if isinstance(pair, tuple) and pair[0] in mapping.advancing),
        min_work_us=mapping.min_work_minutes * 60_000_000,
        zone=mapping.time.zone,
    )
    found = {case_id: plain_case(in_order(event for event, _ in events), rules) for case_id, events in cases.items()}
    types = {case_id: _first_type(events) for case_id, events in cases.items()}
    return {
        "events": [{"case_id": case_id} | row for case_id in sorted(found) for row in found[case_id].events],
        "cases": _cases(found, types),
        "runs": [{"case_id": case_id} | row for case_id in sorted(found) for row in found[case_id].runs],
        "case_runs": [{"case_id": case_id} | found[case_id].case_run for case_id in sorted(found)],
    }


def _cell(row: Cells, column: str | None) -> str | None:
    text = row.get(column) if column else None
    return None if text in ("", "?") else text


def _event(row: Cells, place: int, mapping: LogMapping, column: str, nobody: set[str | None]) -> PlainEvent:
    holder = (_cell(row, column) or "").strip()
    value, number = _cell(row, mapping.state_column), _cell(row, mapping.sequence)
    return PlainEvent(
        us=instant_us(str(row["time"])),
        row=place,
        state=mapping.states.get(value or "", State.OTHER),
        activity=(_cell(row, mapping.activity), value),
        holder=None if holder in nobody else holder,
        sequence=None if number is None else int(number),
    )


def instant_us(text: str) -> int:
    """Microseconds since 1970 UTC of an ISO text with an offset."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def stamp(us: int, zone: str = "UTC") -> str:
    """ISO text of an instant, with the offset of a zone."""
    return local(us, zone).isoformat()


def _first_type(events: list[tuple[PlainEvent, Cells]]) -> str:
    types = {event.row: _cell(row, "type") for event, row in events}
    ordered = in_order(event for event, _ in events)
    return next((kind for event in ordered if (kind := types[event.row]) is not None), "")


def _cases(found: dict[str, PlainCase], types: dict[str, str]) -> list[Row]:
    ranks = {case_id: rank for rank, case_id in enumerate(sorted(found))}
    by_start = sorted(found, key=lambda case_id: (int(str(found[case_id].case["started_us"])), ranks[case_id]))
    window = {case_id: place * 3 // len(found) for place, case_id in enumerate(by_start)}
    strata = sorted({(types[case_id], window[case_id]) for case_id in found})
    return [
        {
            "case_id": case_id,
            "case_rank": ranks[case_id],
            "case_type": types[case_id],
            "window_no": window[case_id],
            "stratum": strata.index((types[case_id], window[case_id])),
            "due_us": None,
            "demander": None,
            "demand_key": None,
            "activity": found[case_id].events[0]["activity"],
        }
        | found[case_id].case
        for case_id in sorted(found)
    ]
