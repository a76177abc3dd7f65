"""Histories of field changes made into events: one row per changed field becomes one row per moment of a case.

Why: ticket systems keep "field, old value, new value". Who holds a case is then in no single row: it is the last
value the field of the holder was given. Each event here carries the value every field had from that moment on.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from buckstop.intake.columns import Codes, Column, Flags, column_of, texts_of
from buckstop.intake.raw import ROW_COLUMN, RawLog
from buckstop.intake.written_times import NO_TIME, instants, time_column
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import ChangeSpec, Mapping

Places = npt.NDArray[np.int64]

_UNCHANGED = -2
_EMPTY = -1
_SHOWN = 12


def gather_changes(raw: RawLog, mapping: Mapping, workdir: Path) -> RawLog:
    """The log with one row per moment of a case, if the mapping says it is a history of changes; else the log as it is.

    Args:
        raw: the log as read.
        mapping: one whose columns the log has.
        workdir: folder for the new table.
    """
    if mapping.changes is None:
        return raw
    table = pa.concat_tables([pq.read_table(path) for path in raw.parquet])
    if ROW_COLUMN not in table.column_names:
        table = table.append_column(ROW_COLUMN, pa.array(np.arange(1, table.num_rows + 1)))
    gathered = gather_table(table, mapping, mapping.changes)
    workdir.mkdir(parents=True, exist_ok=True)
    path = workdir / "gathered.parquet"
    pq.write_table(gathered, path)
    fields = column_of(mapping.changes.field, table.column(mapping.changes.field))
    unused = [place for place, name in enumerate(fields.values) if name not in mapping.changes.columns]
    left_out = int(fields.counts[unused].sum()) + int((fields.codes < 0).sum())
    issues = [_note(raw, "changes.gathered", table.num_rows - left_out, events=gathered.num_rows)]
    if left_out:
        names = [fields.values[place] for place in sorted(unused, key=lambda place: -fields.counts[place])]
        more = ", …" if len(names) > _SHOWN else ""
        issues.append(_note(raw, "changes.unused", left_out, fields=", ".join(names[:_SHOWN]) + more))
    return replace(
        raw,
        parquet=(path,),
        columns=tuple(name for name in gathered.column_names if name != ROW_COLUMN),
        rows=gathered.num_rows,
        issues=(*raw.issues, *issues),
    )


def _note(raw: RawLog, code: str, count: int, **fields: str | float) -> Issue:
    return Issue(code, Severity.NOTE, raw.name, raw.sheet, None, None, count, fields)


@dataclass(frozen=True, eq=False)
class _Moments:
    """Changed rows gathered into moments of a case.

    Args:
        rows: changed rows in order of case, time and file.
        moment: per ordered row the number of its moment.
        first: per moment the place in `rows` of its first row.
        opens: per moment whether it is the first of its case.
    """

    rows: Places
    moment: Places
    first: Places
    opens: Flags


def gather_table(table: pa.Table, mapping: Mapping, spec: ChangeSpec) -> pa.Table:
    """One row per moment: the other columns as in its first changed row, and a column per field with its value then.

    Args:
        table: changed rows; those of fields that `spec` does not name are left out.
        mapping: names case and time.
        spec: names field, values and opening time.
    """
    table = table.filter(
        pc.is_in(table.column(spec.field).cast(pa.string()), pa.array(list(spec.columns), pa.string()))
    )
    case, time = (column_of(name, table.column(name)) for name in (mapping.case, mapping.time.column))
    started = column_of(spec.started, table.column(spec.started)) if spec.started else None
    moments = _moments(case, _instants(time, mapping.time.format))
    fields = column_of(spec.field, table.column(spec.field))
    values = _both(table, spec)
    kept = [name for name in table.column_names if name not in (spec.field, spec.new, spec.old, spec.started)]
    first_rows = moments.rows[moments.first]
    opening = np.zeros(0, np.int64)
    if started is not None:
        opened = _instants(started, mapping.time.format)[first_rows]
        happened = _instants(time, mapping.time.format)[first_rows]
        opening = np.flatnonzero(moments.opens & (opened != NO_TIME) & (opened < happened))
    # Opening events go before the first moment of their case.
    order = np.argsort(np.concatenate([opening * 2, np.arange(len(first_rows)) * 2 + 1]), kind="stable")
    source = np.concatenate([first_rows[opening], first_rows])[order]
    made = {name: table.column(name).take(pa.array(source)) for name in kept}
    if started is not None:
        stamps = np.concatenate([started.codes[first_rows[opening]], time.codes[first_rows] + len(started.values)])
        stamps[len(opening) :][time.codes[first_rows] < 0] = _EMPTY
        made[mapping.time.column] = pa.chunked_array([texts_of((*started.values, *time.values), stamps[order])])
    for field, name in spec.columns.items():
        now, before = _course(moments, fields, field, values)
        codes = np.concatenate([before[opening], now])[order]
        made[name] = pa.chunked_array([texts_of(values.values, codes)])
    return pa.Table.from_arrays(list(made.values()), names=list(made))


def _instants(column: Column, form: str) -> Places:
    """Instants as far as the cells fit the format; cells that do not keep the order of the file and fail later."""
    found = time_column(column, numbers=True)
    reading = next((r for r in found.readings if r.format == form), found.reading) if found else None
    return instants(reading, column) if reading else np.full(len(column.codes), NO_TIME)


def _moments(case: Column, happened: Places) -> _Moments:
    rows = np.lexsort((happened, case.codes))
    codes, us = case.codes[rows], happened[rows]
    # A row without case or time can be joined to nothing.
    whole = (codes >= 0) & (us != NO_TIME)
    new_case = np.append(True, (codes[1:] != codes[:-1]) | (codes[1:] < 0))[: len(rows)]
    new = new_case | np.append(True, (us[1:] != us[:-1]) | ~whole[1:])[: len(rows)]
    return _Moments(rows, np.cumsum(new) - 1, np.flatnonzero(new), new_case[new])


@dataclass(frozen=True, eq=False)
class _Values:
    """Old and new values numbered alike; `_EMPTY` for an empty cell."""

    values: tuple[str, ...]
    new: Codes
    old: Codes | None


def _both(table: pa.Table, spec: ChangeSpec) -> _Values:
    new = column_of(spec.new, table.column(spec.new))
    if spec.old is None:
        return _Values(new.values, new.codes, None)
    old = column_of(spec.old, table.column(spec.old))
    number = {value: place for place, value in enumerate(dict.fromkeys((*new.values, *old.values)))}
    renumber = np.array([number[value] for value in old.values] + [_EMPTY], np.int32)
    return _Values(tuple(number), new.codes, renumber[old.codes])


def _course(moments: _Moments, fields: Column, field: str, values: _Values) -> tuple[Codes, Codes]:
    """Per moment the value of a field from then on, and the value its case had before its first change."""
    count = len(moments.first)
    now = np.full(count, _UNCHANGED, np.int32)
    before = np.full(count, _EMPTY, np.int32)
    if field not in fields.values:
        return np.full(count, _EMPTY, np.int32), before
    changed = fields.codes[moments.rows] == fields.values.index(field)
    rows, at = moments.rows[changed], moments.moment[changed]
    now[at] = values.new[rows]  # of several changes in one moment the last counts
    case = np.cumsum(moments.opens) - 1
    if values.old is not None:
        cases, first = np.unique(case[at], return_index=True)
        initial = np.full(int(case[-1]) + 1 if count else 0, _EMPTY, np.int32)
        initial[cases] = values.old[rows[first]]
        before = initial[case]
    last = np.maximum.accumulate(np.where(now != _UNCHANGED, np.arange(count), -1))
    start = np.maximum.accumulate(np.where(moments.opens, np.arange(count), 0))
    return np.where(last >= start, now[np.maximum(last, 0)], before).astype(np.int32), before
