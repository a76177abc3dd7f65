"""Raw columns in, one ordered stream of events out: times parsed, names numbered, rows checked and sorted.

Why here and not in the readers: every file format gets the same checks, and DuckDB sorts and spills for us.
Nothing is dropped silently: each row left out is counted in an issue with the first row it happened in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import STATE_CODES, Mapping, State, TimeSpec
from buckstop.lens.sqltext import instant_sql, literal_sql, name_sql, parquet_sql, path_sql, text_sql

BAD_TIME_SHARE_MAX = 0.05
# Blocks of rows of one case, and backward steps inside them, in file order.
_ORDER = """count(*) filter (cid is distinct from cid_before), count(*) filter (cid = cid_before and us < us_before)
    from (select *, lag(cid) over () as cid_before, lag(us) over () as us_before from {})"""
ROWS_PER_BATCH = 65_536  # small blocks stay in the processor's cache: as fast as large ones, and less memory


class ImportRefusedError(BuckstopError):
    """A log that cannot be imported with this mapping. The message says what to change."""

    def __init__(self, code: str, message: str, **fields_: str | int | float) -> None:
        super().__init__(message % fields_)
        self.code = code
        self.message = message
        self.fields = fields_


@dataclass(frozen=True, slots=True)
class RawTable:
    """A log as columns, nothing interpreted: what a reader of files hands over.

    Args:
        file: name of the user's file. kind: csv, xlsx, parquet, xes, ocel.
        parquet: files to read, in row order. columns: their columns. rows: data rows.
        row_column: column with the source row, or None: the row is the position in the (single) file.
        defaults: declared default per column (XES), used only when the mapping asks for it.
        issues: what the reader found.
    """

    file: str
    kind: str
    parquet: tuple[Path, ...]
    columns: tuple[str, ...]
    rows: int
    row_column: str | None = None
    defaults: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts over the raw rows that decide how to go on."""

    rows: int
    case_missing: int
    time_missing: int
    time_bad: int
    bad_row: int | None
    bad_example: str | None
    sequence_bad: int
    first_us: int
    last_us: int
    blocks: int
    inversions: int
    contiguous: bool


class Normaliser:
    """One log on its way from raw columns to ordered, numbered events.

    Args:
        con: a DuckDB connection of its own; the caller closes it.
        raw: the raw table. mapping: what its columns mean. holders: holder columns in the order h0, h1, ...
        workdir: folder for intermediate files, removed by the caller.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        raw: RawTable,
        mapping: Mapping,
        holders: tuple[str, ...],
        workdir: Path,
    ) -> None:
        self.con, self.raw, self.mapping, self.holders, self.workdir = con, raw, mapping, holders, workdir
        self.issues: list[Issue] = list(raw.issues)
        self.holder_names: list[list[str]] = []
        self.activities = pa.table({"activity_no": pa.array([], pa.int32())})
        con.execute(f"set TimeZone = {literal_sql(mapping.time.zone)}")
        self._attributes = self._attribute_sql()

    def _attribute_sql(self) -> dict[str, str]:
        mapping = self.mapping
        wanted = {
            "case_type": mapping.case_type,
            "demander": mapping.demander,
            "subject": mapping.subject,
        } | {f"f{i}": name for i, name in enumerate(mapping.features)}
        sql = {alias: self._cell(column) for alias, column in wanted.items() if column}
        if mapping.due:
            sql["due_us"] = self._instant(mapping.due)
        return sql

    def _cell(self, column: str) -> str:
        default = self.raw.defaults.get(column) if self.mapping.fill_defaults else None
        return text_sql(column, self.mapping.null_words, default)

    def _instant(self, spec: TimeSpec) -> str:
        return instant_sql(spec, self._types[spec.column], self.mapping.null_words, self.mapping.time.zone)

    @property
    def _native_time(self) -> bool:
        return self._types[self.mapping.time.column].startswith("TIMESTAMP")

    @cached_property
    def _types(self) -> dict[str, str]:
        rows = self.con.execute(f"describe select * from {parquet_sql(self.raw.parquet)}").fetchall()
        return {name: kind for name, kind, *_ in rows}

    def prepare(self) -> Profile:
        """Build the view `base` (or a sorted file behind it), check every row, number every name.

        Raises:
            ImportRefusedError: too many times do not fit the format, or nothing is left to import.
        """
        self._make_base()
        profile = self._profile()
        self._tell(profile)
        if not profile.contiguous or profile.inversions or self._sequence_matters():
            self._sort()
        self._number_names()
        return profile

    def _make_base(self) -> None:
        raw, mapping = self.raw, self.mapping
        taken = any(name.lower() == "file_row_number" for name in self._types)
        single = raw.row_column is None and len(raw.parquet) == 1 and not taken
        source = parquet_sql(raw.parquet, numbered=single)
        row = (
            name_sql(raw.row_column) if raw.row_column else "file_row_number + 1" if single else "row_number() over ()"
        )
        given = name_sql(mapping.time.column)
        if not self._native_time:
            given = text_sql(mapping.time.column, mapping.null_words)
        columns = {
            # A default may fill what is told about a case, never which case it is or when.
            "cid": f"nullif(trim({text_sql(mapping.case, mapping.null_words)}), '')",
            "us": self._instant(mapping.time),
            "time_text": "null::varchar" if self._native_time else given,
            "time_given": f"{given} is not null",
            "row_no": f"cast({row} as bigint)",
            "sequence": f"try_cast({self._cell(mapping.sequence)} as bigint)" if mapping.sequence else "null::bigint",
            "sequence_given": f"{self._cell(mapping.sequence)} is not null" if mapping.sequence else "false",
            "activity": self._cell(mapping.activity) if mapping.activity else "null::varchar",
            "state_value": self._cell(mapping.state_column) if mapping.state_column else "null::varchar",
        }
        columns |= {f"h{i}": self._cell(column) for i, column in enumerate(self.holders)}
        select = ", ".join(f"{sql} as {alias}" for alias, sql in (columns | self._attributes).items())
        if self._native_time:
            self.con.execute(f"create view base_all as select {select} from {source}")
        else:
            # Parsing text is the dear part: do it once.
            path = self.workdir / "parsed.parquet"
            self.con.execute(
                f"copy (select {select} from {source}) to {path_sql(path)} (format parquet, compression lz4, row_group_size 200000)"
            )
            self.con.execute(f"create view base_all as select * from {parquet_sql([path])}")
        self.con.execute("create view base as select * from base_all where us is not null and cid is not null")

    def _profile(self) -> Profile:
        (rows, no_case, no_time, bad, no_number, first, last, blocks, inversions) = self._one(
            f"""select count(*), count(*) filter (cid is null), count(*) filter (not time_given),
            count(*) filter (us is null and time_given), count(*) filter (sequence is null and sequence_given),
            min(us) filter (cid is not null), max(us) filter (cid is not null), {_ORDER.format("base_all")}"""
        )
        if no_case or no_time or bad:
            # A row left out must neither part two rows of one case nor stand between two in the wrong order.
            blocks, inversions = self._one(f"select {_ORDER.format('base')}")
        bad_row, example = None, None
        if bad:
            sql = "select row_no, time_text from base_all where us is null and time_given order by row_no limit 1"
            bad_row, example = self._one(sql)
        self._refuse_wrong_times(rows, bad, bad_row, example)
        if first is None:
            message = _(
                "No row of %(file)s has both a case (%(case)s) and a time (%(column)s): nothing can be imported."
            )
            column, case = self.mapping.time.column, self.mapping.case
            raise ImportRefusedError("import.nothing_left", message, file=self.raw.file, column=column, case=case)
        # Hashes need far less memory than names; a collision only makes us sort what was sorted already.
        (cases,) = self._one("select count(distinct hash(cid)) from base")
        contiguous = blocks == cases
        return Profile(
            rows, no_case, no_time, bad, bad_row, example, no_number, first, last, blocks, inversions, contiguous
        )

    def _one(self, sql: str) -> tuple[Any, ...]:
        row: tuple[Any, ...]
        (row,) = self.con.execute(sql).fetchall()
        return row

    def _tell(self, profile: Profile) -> None:
        spec = self.mapping.time
        if profile.time_bad:
            fields: dict[str, str | int | float] = {
                "format": spec.format,
                "example": profile.bad_example or "",
                "share": round(100 * profile.time_bad / profile.rows, 1),
                "total": profile.rows,
            }
            self._add("time.not_in_format", Severity.ERROR, profile.time_bad, profile.bad_row, spec.column, fields)
        if profile.time_missing:
            self._add("time.missing", Severity.ERROR, profile.time_missing, None, spec.column)
        if profile.case_missing:
            self._add("case.missing", Severity.ERROR, profile.case_missing, None, self.mapping.case)
        if profile.sequence_bad:
            self._add("sequence.not_a_number", Severity.WARNING, profile.sequence_bad, None, self.mapping.sequence)
        if not profile.contiguous or profile.inversions:
            self._add("order.unsorted", Severity.NOTE, profile.inversions or profile.blocks, None, spec.column)
        self._tell_swapped_days()
        self._tell_zones()

    def _refuse_wrong_times(self, rows: int, bad: int, row: int | None, example: str | None) -> None:
        """Too many times that do not fit mean the wrong format: refuse, rather than read what happens to fit."""
        if bad <= BAD_TIME_SHARE_MAX * rows:
            return
        spec = self.mapping.time
        message = _(
            "%(file)s: %(count)s of %(total)s times in column %(column)s do not fit the format %(format)s "
            "(first in row %(row)s: %(example)s). Correct time.format in the mapping."
        )
        fields: dict[str, str | int | float] = {"count": bad, "total": rows, "row": row or 0, "example": example or ""}
        raise ImportRefusedError(
            "time.format_wrong", message, file=self.raw.file, column=spec.column, format=spec.format, **fields
        )

    def _tell_swapped_days(self) -> None:
        """A day-first log whose days never pass 12 reads just as well month-first: say so."""
        spec = self.mapping.time
        if "%d" not in spec.format or "%m" not in spec.format:
            return
        swapped = spec.format.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m")
        other, mine = (self._inversions(pattern) for pattern in (swapped, spec.format))
        if other is None or mine is None:
            return
        fields: dict[str, str | int | float] = {
            "format": spec.format,
            "swapped": swapped,
            "inversions": mine,
            "other": other,
        }
        severity = Severity.ERROR if other < mine else Severity.WARNING
        self._add("time.day_month_ambiguous", severity, self.raw.rows, None, spec.column, fields)

    def _inversions(self, pattern: str) -> int | None:
        """Backward steps inside cases, in file order, under a reading of the time; None where it does not fit."""
        parsed = f"try_strptime(time_text, {literal_sql(pattern)})"
        bad, backward = self._one(
            f"""select count(*) filter (t is null), count(*) filter (cid = cid_before and t < t_before)
            from (select cid, t, lag(cid) over () as cid_before, lag(t) over () as t_before
                  from (select cid, {parsed} as t from base))"""
        )
        return None if bad else backward

    def _tell_zones(self) -> None:
        if self.mapping.time.format != "iso" or self._types[self.mapping.time.column] != "VARCHAR":
            return
        with_offset, total = self._one(
            """select count(*) filter (length(time_text) > 13 and (right(time_text, 1) in ('Z', 'z')
                 or list_has_any([substr(time_text, -6, 1), substr(time_text, -5, 1), substr(time_text, -3, 1)],
                                 ['+', '-']))), count(*)
               from base"""
        )
        if 0 < with_offset < total:
            fields: dict[str, str | int | float] = {"zone": self.mapping.time.zone, "total": total}
            column = self.mapping.time.column
            self._add("time.mixed_zones", Severity.WARNING, total - with_offset, None, column, fields)

    def _sequence_matters(self) -> bool:
        if not self.mapping.sequence:
            return False
        (wrong,) = self._one(
            """select count(*) from (select cid, us, sequence, lag(cid) over () as cid_before,
                 lag(us) over () as us_before, lag(sequence) over () as sequence_before from base)
               where cid = cid_before and us = us_before
                 and (sequence < sequence_before or (sequence_before is null and sequence is not null))"""
        )
        return bool(wrong)

    def _sort(self) -> None:
        path = self.workdir / "sorted.parquet"
        self.con.execute(
            f"""copy (select * from base order by cid, us, sequence nulls last, row_no)
            to {path_sql(path)} (format parquet, compression lz4, row_group_size 200000)"""
        )
        self.con.execute(f"create or replace view base as select * from {parquet_sql([path])}")

    def _number_names(self) -> None:
        for i in range(len(self.holders)):
            found = self.con.execute(f"select distinct h{i} from base where h{i} is not null").fetchall()
            names = sorted({name.strip() for (name,) in found} - {""})
            number = {name: n for n, name in enumerate(names)}
            raw_names = [name for (name,) in found]
            table = pa.table(
                {
                    "raw": pa.array(raw_names, pa.string()),
                    "no": pa.array([number.get(name.strip()) for name in raw_names], pa.int32()),
                }
            )
            self.con.register(f"names{i}", table)
            self.holder_names.append(names)
        self._number_activities()

    def _number_activities(self) -> None:
        pairs = self.con.execute(
            "select activity, state_value, count(*), min(row_no) from base group by all order by 1 nulls first, 2 nulls first"
        ).fetchall()
        states = self.mapping.states
        codes = [STATE_CODES[states.get(value, State.OTHER)] for _activity, value, _count, _row in pairs]
        unknown: dict[str, list[int]] = {}
        for _activity, value, count, row in pairs:
            if states and value is not None and value not in states:
                seen = unknown.setdefault(value, [0, row])
                seen[0], seen[1] = seen[0] + count, min(seen[1], row)
        for value, (count, row) in sorted(unknown.items()):
            column = self.mapping.state_column
            self._add("state.value_not_mapped", Severity.WARNING, count, row, column, {"value": value})
        self.activities = pa.table(
            {
                "activity_no": pa.array(range(len(pairs)), pa.int32()),
                "activity": pa.array([a for a, *_ in pairs], pa.string()),
                "state_value": pa.array([value for _activity, value, *_rest in pairs], pa.string()),
                "state": pa.array(codes, pa.int8()),
            }
        )
        self.con.register("activity_numbers", self.activities)

    def stream(self) -> Iterator[pa.RecordBatch]:
        """Events in order: position (1, 2, 3, ... : the reader checks it), case_no, happened_us, row_no, activity_no, state, same_sequence, h0, h1, ...

        Case numbers count cases in the order of the stream, from 0.
        """
        joins = " ".join(f"left join names{i} n{i} on n{i}.raw = x.h{i}" for i in range(len(self.holders)))
        holders = "".join(f", n{i}.no as h{i}" for i in range(len(self.holders)))
        same = "true" if not self.mapping.sequence else "coalesce(sequence = sequence_before, true)"
        sql = f"""
            select position, cast(case_no - 1 as integer) as case_no, us as happened_us, row_no, a.activity_no, a.state,
                   {same} as same_sequence{holders}
            from (select *, sum(cast(cid is distinct from cid_before as integer))
                       over (rows between unbounded preceding and current row) as case_no
                  from (select *, row_number() over () as position, lag(cid) over () as cid_before,
                               lag(sequence) over () as sequence_before from base)) x
            left join activity_numbers a
              on a.activity is not distinct from x.activity and a.state_value is not distinct from x.state_value
            {joins}"""
        # On a small log DuckDB would swap the sides of these joins, and with them lose the order of the events.
        self.con.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
        yield from self.con.sql(sql).to_arrow_reader(ROWS_PER_BATCH)

    def case_attributes_sql(self) -> str:
        """SQL for one row per case: case_no, case_id and the case-level columns, each the first value that is not null."""
        names = list(self._attributes)
        numbered = """select *, sum(cast(cid is distinct from cid_before as integer))
              over (rows between unbounded preceding and current row) - 1 as case_no
            from (select *, row_number() over () as place, lag(cid) over () as cid_before from base)"""
        firsts = "".join(f", {name}" for name in names)
        first = f"select cast(case_no as integer) as case_no, cid as case_id{firsts} from ({numbered}) where cid is distinct from cid_before"
        if not names:
            return first
        gaps = " or ".join(f"{name} is null" for name in names)
        (missing,) = self._one(f"select count(*) from ({first}) where {gaps}")
        if not missing:
            return first
        filled = "".join(f", arg_min({name}, place) as {name}" for name in names)
        return f"select cast(case_no as integer) as case_no, min(cid) as case_id{filled} from ({numbered}) group by case_no order by case_no"

    def _add(
        self,
        code: str,
        severity: Severity,
        count: int,
        row: int | None,
        column: str | None,
        fields: dict[str, str | int | float] | None = None,
    ) -> None:
        self.issues.append(Issue(code, severity, self.raw.file, self.raw.sheet, row, column, count, fields or {}))
