"""Staged tables: what readers write, one typed Parquet table of texts with the source row of every record.

Why: the lens reads one thing only, whatever the user's file was. Writing as we read keeps memory bounded.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.intake.raw import ROW_COLUMN
from buckstop.lens.issues import Issue, Severity

ROW_GROUP_ROWS = 131_072
_GROUP_BYTES = 64 << 20


def unique_names(cells: Sequence[str], file: str, sheet: str | None = None) -> tuple[tuple[str, ...], list[Issue]]:
    """Column names that a database can tell apart, and an issue per name that had to change.

    Args:
        cells: the header as it stands in the file; surrounding blanks do not count.

    Returns: one name per cell: the second `category` is `category.2`; a blank cell in place 7 is `column 7`.
    """
    issues: list[Issue] = []
    names: list[str] = []
    wanted = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, start=1)]
    taken = {ROW_COLUMN} | {name.lower() for name in wanted}
    seen: Counter[str] = Counter({ROW_COLUMN: 1})
    for name in wanted:
        seen[name.lower()] += 1
        unique = name
        number = seen[name.lower()]
        if number > 1:
            while (unique := f"{name}.{number}").lower() in taken:
                number += 1
            taken.add(unique.lower())
            issues.append(
                Issue("table.repeated_header", Severity.NOTE, file, sheet, column=name, fields={"renamed": unique})
            )
        names.append(unique)
    blank = [name for name, cell in zip(names, cells, strict=True) if not cell.strip()]
    if blank:
        issues.append(Issue("table.unnamed_columns", Severity.NOTE, file, sheet, column=blank[0], count=len(blank)))
    return tuple(names), issues


class NameBook:
    """Column names that come one by one, kept unique without regard to upper and lower case."""

    def __init__(self) -> None:
        self._taken = {ROW_COLUMN}
        self._renamed: dict[str, str] = {}  # unique name -> name in the source

    def name(self, wanted: str) -> str:
        """The name itself, or with a number if it is taken."""
        unique, number = wanted or "column", 1
        while unique.lower() in self._taken:
            number += 1
            unique = f"{wanted}.{number}"
        self._taken.add(unique.lower())
        if unique != wanted:
            self._renamed[unique] = wanted
        return unique

    def issues(self, file: str) -> list[Issue]:
        """One issue per name that had to change."""
        return [
            Issue("table.repeated_header", Severity.NOTE, file, column=wanted, fields={"renamed": unique})
            for unique, wanted in self._renamed.items()
        ]


def staged_schema(columns: Iterable[str]) -> pa.Schema:
    """`__row` and the columns, in the types of every staged table."""
    fields: list[tuple[str, pa.DataType]] = [(ROW_COLUMN, pa.int64()), *((name, pa.string()) for name in columns)]
    return pa.schema(fields)


class Stager:
    """Parquet parts of one table, written as the rows come.

    Why: an XES file may bring a new attribute with its last event. A part is closed when the columns grow, and the
    earlier parts are widened at the end, so that every part has the same schema.

    Args:
        folder: where the parts go; made if absent. Parts of an earlier table in it are replaced.
        columns: columns known at the start, in order; later ones are added at the end.
    """

    def __init__(self, folder: Path, columns: Iterable[str] = ()) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rows = 0
        self._columns = dict.fromkeys(columns)
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._waiting_bytes = 0
        self._parts: list[tuple[Path, pa.Schema]] = []
        self._writer: pq.ParquetWriter | None = None
        for old in self.folder.glob("staged-*.parquet"):
            old.unlink()

    def add(self, table: pa.Table) -> None:
        """Append rows: `__row` (int64) first, then texts by column; columns left out are null."""
        self._columns.update(dict.fromkeys(table.column_names[1:]))
        self.rows += table.num_rows
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        self._waiting_bytes += table.nbytes
        if self._waiting_rows >= ROW_GROUP_ROWS or self._waiting_bytes >= _GROUP_BYTES:
            self._flush()

    def close(self) -> tuple[Path, ...]:
        """Finish and give the parts in row order, at least one even without rows."""
        self._flush()
        schema = staged_schema(self._columns)
        if not self._parts:
            self._open(schema)
        if self._writer is not None:
            self._writer.close()
        for path, written in self._parts:
            if written != schema:
                _widen(path, schema)
        return tuple(path for path, _ in self._parts)

    def abandon(self) -> None:
        """Remove what was written: the source turned out to be unreadable."""
        if self._writer is not None:
            self._writer.close()
        for path, _ in self._parts:
            path.unlink(missing_ok=True)

    def _open(self, schema: pa.Schema) -> pq.ParquetWriter:
        if self._writer is not None:
            self._writer.close()
        path = self.folder / f"staged-{len(self._parts):05d}.parquet"
        self._writer = pq.ParquetWriter(path, schema, compression="snappy", write_statistics=False)
        self._parts.append((path, schema))
        return self._writer

    def _flush(self) -> None:
        if not self._waiting:
            return
        schema = staged_schema(self._columns)
        table = pa.concat_tables([_fitted(waiting, schema) for waiting in self._waiting])
        self._waiting, self._waiting_rows, self._waiting_bytes = [], 0, 0
        writer = self._writer
        if writer is None or self._parts[-1][1] != schema:
            writer = self._open(schema)
        writer.write_table(table, row_group_size=ROW_GROUP_ROWS)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with exactly the columns of the schema, absent ones null."""
    present = set(table.column_names)
    return pa.table(
        [
            table.column(field.name) if field.name in present else pa.nulls(table.num_rows, field.type)
            for field in schema
        ],
        schema=schema,
    )


def _widen(path: Path, schema: pa.Schema) -> None:
    wider = path.with_suffix(".wider")
    with (
        pq.ParquetFile(path) as narrow,
        pq.ParquetWriter(wider, schema, compression="snappy", write_statistics=False) as writer,
    ):
        for group in range(narrow.num_row_groups):
            writer.write_table(_fitted(narrow.read_row_group(group), schema))
    wider.replace(path)


def natural_key(name: str) -> list[tuple[int, str]]:
    """Sort key that puts `part-2` before `part-10`."""
    return [(int(digits or -1), text) for digits, text in re.findall(r"(\d+)|(\D+)", name)]
