"""Workbook logs (.xlsx, .xls, .xlsb, .ods): one sheet, its header where it stands, cells as the texts they mean.

Rows: `__row` is the row of the sheet. Dates become ISO 8601, whole numbers lose `.0`, booleans read TRUE and FALSE as
the sheet shows them, so a workbook and its export to CSV read the same.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource
from buckstop.intake.raw import ROW_COLUMN, Progress, RawLog, UnreadableLogError
from buckstop.intake.staging import Stager, unique_names
from buckstop.intake.xlsx_faults import count_faults
from buckstop.lens.issues import Issue, Severity

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_LOOK_AHEAD = 50  # rows in which the header is sought
_HEADER_SHARE = 0.6  # of the widest of these rows that a header fills at least
_LOG_COLUMNS_MIN = 3  # case, time, holder
_LOG_ROWS_MIN = 3
_ROW_SHARE = 0.5  # of the named columns that a row of a log fills at least
_PACK_ROWS = 16_384


def read_xlsx_log(
    source: ByteSource,
    *,
    workdir: Path,
    columns: frozenset[str] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> RawLog:
    """The log of one sheet of a workbook: the one named, or the first visible one of several columns and rows.

    Refuses: `xlsx.password`, `xlsx.damaged`, `xlsx.no_such_sheet`, `xlsx.no_table`, and what `ByteSource` refuses.
    """
    path = source.random_access(workdir)
    with _workbook(source, path) as book:
        table, others = _choose(source, book, sheet)
        issues = []
        if others:
            names = ", ".join(others)
            fields: dict[str, str | int | float] = {"sheets": names}
            issues.append(
                Issue("xlsx.other_sheets", Severity.NOTE, source.name, table.name, None, None, len(others), fields)
            )
        names_of_columns, places, name_issues = _columns(source, table)
        issues += [*table.issues, *name_issues]
        stager = Stager(workdir, [name for name in names_of_columns if columns is None or name in columns])
        empty = _stage(table, dict(zip(names_of_columns, places, strict=True)), stager, columns, progress)
    if empty:
        listed = ", ".join(map(str, empty[:10])) + (", …" if len(empty) > 10 else "")
        rows: dict[str, str | int | float] = {"rows": listed, "expected": len(names_of_columns)}
        issues.append(
            Issue("table.empty_rows", Severity.NOTE, source.name, table.name, empty[0], None, len(empty), rows)
        )
    issues += count_faults(path, source.name, table.name)
    parts = stager.close()
    if not stager.rows:
        issues.append(Issue("table.no_rows", Severity.ERROR, source.name, table.name))
    return RawLog(source.path, "xlsx", parts, names_of_columns, stager.rows, tuple(issues), sheet=table.name)


@dataclass(frozen=True)
class _Table:
    """A sheet with its header found.

    Args:
        header: cells of the header row.
        header_row: its row in the sheet, from 1.
        merged: ranges of merged cells: first and last row from 0, first and last place in a row of cells.
        like_a_log: several columns with a name of their own, and several rows below them as full as a log's.
    """

    name: str
    sheet: CalamineSheet
    header: tuple[str, ...]
    header_row: int
    merged: tuple[tuple[int, int, int, int], ...]
    issues: tuple[Issue, ...]
    like_a_log: bool

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Row numbers from 1 and cells of the data rows; every cell of a merged range carries its value."""
        for index, cells in enumerate(_filled(self.sheet, self.merged), start=1):
            if index > self.header_row:
                yield index, cells


def _workbook(source: ByteSource, path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise UnreadableLogError(
            "xlsx.password",
            _("%(file)s is protected by a password: open it, remove the password and save it again."),
            file=source.name,
        ) from error
    except (CalamineError, OSError) as error:
        raise UnreadableLogError(
            "xlsx.damaged",
            _(
                "%(file)s looks like a workbook but cannot be opened (%(reason)s): open it and save it as .xlsx or .csv."
            ),
            file=source.name,
            reason=str(error),
        ) from error


def _choose(source: ByteSource, book: CalamineWorkbook, wanted: str | None) -> tuple[_Table, list[str]]:
    """The sheet to read, and the names of the other sheets that hold a table."""
    sheets = [
        meta.name
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and (meta.visible == SheetVisibleEnum.Visible or meta.name == wanted)
    ]
    if wanted is not None and wanted not in sheets:
        raise UnreadableLogError(
            "xlsx.no_such_sheet",
            _("%(file)s has no sheet %(sheet)s: it has %(sheets)s."),
            file=source.name,
            sheet=wanted,
            sheets=", ".join(sheets),
        )
    tables = [table for name in sheets if (table := _find_table(source, book, name)) is not None]
    # A cover or a legend may stand before the log: it is read only where no sheet looks like a log.
    ranked = sorted(tables, key=lambda table: not table.like_a_log)
    chosen = next((table for table in ranked if wanted in (None, table.name)), None)
    if chosen is None:
        raise UnreadableLogError(
            "xlsx.no_table",
            _("No sheet of %(file)s has a row with column names: name the sheet, or export the log as .csv."),
            file=source.name,
        )
    return chosen, [table.name for table in tables if table is not chosen]


def _find_table(source: ByteSource, book: CalamineWorkbook, name: str) -> _Table | None:
    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise UnreadableLogError(
            "xlsx.sheet_damaged",
            _("Sheet %(sheet)s of %(file)s cannot be read (%(reason)s): open the file and save it again."),
            file=source.name,
            sheet=name,
            reason=str(error),
        ) from error
    merged = _merged_ranges(sheet)
    head = []
    for index, cells in enumerate(_filled(sheet, ())):
        if index == _LOOK_AHEAD:
            break
        head.append(sum(1 for cell in cells if cell != ""))
    widest = max(head, default=0)
    least = max(min(2, widest), _HEADER_SHARE * widest)
    place = next((place for place, filled in enumerate(head) if filled and filled >= least), None)
    if place is None:
        return None
    header = next(cells for index, cells in enumerate(_filled(sheet, merged)) if index == place)
    issues = []
    if titles := sum(1 for filled in head[:place] if filled):
        issues.append(Issue("table.title_rows", Severity.NOTE, source.name, name, 1, count=titles))
    inside = tuple(span for span in merged if span[1] >= place)
    if inside:
        issues.append(Issue("xlsx.merged_cells", Severity.NOTE, source.name, name, inside[0][0] + 1, count=len(inside)))
    names = tuple(_text(cell) or "" for cell in header)
    return _Table(name, sheet, names, place + 1, inside, tuple(issues), _like_a_log(header, head[place + 1 :]))


def _like_a_log(header: Sequence[Cell], filled: list[int]) -> bool:
    """Whether a header and the number of filled cells in each row below it look like those of a log, not of a cover."""
    named = [cell for cell in header if cell != ""]
    own_names = len(set(named)) == len(named) and all(isinstance(cell, str) for cell in named)
    full = sum(1 for cells in filled if cells >= _ROW_SHARE * len(named))
    return own_names and len(named) >= _LOG_COLUMNS_MIN and full >= _LOG_ROWS_MIN


def _merged_ranges(sheet: CalamineSheet) -> tuple[tuple[int, int, int, int], ...]:
    ranges = sheet.merged_cell_ranges or []
    first_column = sheet.start[1] if sheet.start else 0
    spans = ((top, bottom, left - first_column, right - first_column) for (top, left), (bottom, right) in ranges)
    return tuple(sorted(span for span in spans if span[2] >= 0))


def _filled(sheet: CalamineSheet, merged: tuple[tuple[int, int, int, int], ...]) -> Iterator[Sequence[Cell]]:
    """All rows of a sheet from its first; the value of a merged range in each of its cells."""
    waiting = list(reversed(merged))
    open_spans: list[tuple[tuple[int, int, int, int], Cell]] = []
    for index, cells in enumerate(sheet.iter_rows()):
        while waiting and waiting[-1][0] <= index:
            span = waiting.pop()
            if span[2] < len(cells):
                open_spans.append((span, cells[span[2]]))
        for (_top, _bottom, left, right), value in open_spans:
            cells[left : right + 1] = [value] * (min(right, len(cells) - 1) - left + 1)
        open_spans = [(span, value) for span, value in open_spans if span[1] > index]
        yield cells


def _columns(source: ByteSource, table: _Table) -> tuple[tuple[str, ...], list[int], list[Issue]]:
    """Names of the columns, their places in a row, issues. A column without name and without values is none."""
    unnamed = {place for place, cell in enumerate(table.header) if not cell.strip()}
    used = set(range(len(table.header))) - unnamed
    for _row, cells in table.rows() if unnamed else ():
        used |= {place for place in unnamed - used if cells[place] != ""}
        if unnamed <= used:
            break
    places = sorted(used)
    names, issues = unique_names([table.header[place] for place in places], source.name, table.name)
    return names, places, issues


def _stage(
    table: _Table, places: dict[str, int], stager: Stager, wanted: frozenset[str] | None, progress: Progress | None
) -> list[int]:
    """Write the rows; gives the numbers of the empty rows between them."""
    staged = {name: place for name, place in places.items() if wanted is None or name in wanted}
    last = table.sheet.total_height
    empty: list[int] = []
    maybe_empty: list[int] = []  # rows below the last one with a value are no rows
    numbers: list[int] = []
    rows: list[Sequence[Cell]] = []

    def pack() -> None:
        texts = [pa.array([_text(row[place]) for row in rows], pa.string()) for place in staged.values()]
        stager.add(pa.Table.from_arrays([pa.array(numbers, pa.int64()), *texts], names=[ROW_COLUMN, *staged]))
        if progress is not None and numbers:
            progress(numbers[-1], last, table.name)
        numbers.clear()
        rows.clear()

    for number, cells in table.rows():
        if not any(cell != "" for cell in cells):
            maybe_empty.append(number)
            continue
        empty += maybe_empty
        maybe_empty.clear()
        numbers.append(number)
        rows.append(cells)
        if len(rows) == _PACK_ROWS:
            pack()
    pack()
    return empty


def _text(value: Cell) -> str | None:
    """The text of a cell; null for an empty one."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
