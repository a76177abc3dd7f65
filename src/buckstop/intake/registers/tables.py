"""The sheets of a register file as rows of cells by column: workbooks of any kind, or a folder of CSV files."""

import csv
import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from buckstop.intake.registers.words import Words, fold, words
from buckstop.intake.xlsx_faults import count_faults
from buckstop.lens.issues import Issue, Severity

Cell = str | date
Files = Mapping[str, bytes]
"""A folder of CSV files: contents by name."""

_LOOK_AHEAD = 30  # rows in which the header is sought
_LARGEST = 64 << 20
_SPREAD = 60  # a workbook is a zip: its parts may be so many times larger than the file


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet.

    Args:
        row: 1-based, as the sheet shows it.
        cells: what is filled in, by key of the column.
    """

    row: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the register.

    Args:
        key: which sheet it is.
        title: what the file calls it.
        header_row: 1-based.
        headers: place from 0 and title of each column, by key.
    """

    key: str
    title: str
    header_row: int
    headers: Mapping[str, tuple[int, str]]
    lines: tuple[Line, ...]

    def column_title(self, key: str) -> str | None:
        """What the file calls a column, None where it has none."""
        found = self.headers.get(key)
        return found[1] if found else None


@dataclass
class Findings:
    """What is wrong with one file, gathered."""

    file: str
    issues: list[Issue] = field(default_factory=list)

    def add(self, issue: Issue) -> None:
        """Keep an issue; the same one at the same place counts once."""
        if issue not in self.issues:
            self.issues.append(issue)


def read_tables(data: bytes | Files, name: str, findings: Findings) -> dict[str, Table]:
    """The sheets of a register that a file holds, by key; what is wrong with them goes to the findings.

    Args:
        data: a workbook, one CSV file, or a folder of CSV files.
        name: of the file, as the user gave it.
    """
    known = words()
    tables: dict[str, Table] = {}
    skipped: list[str] = []
    for title, rows in all_rows(data, name, findings):
        key = known.sheet(title) or _by_header(known, rows)
        if key is None:
            skipped.append(title)
        elif key in tables:
            findings.add(
                Issue("register.sheet_twice", Severity.WARNING, name, title, fields={"other": tables[key].title})
            )
        else:
            tables[key] = _table(known, key, title, rows, findings)
    if skipped:
        fields: dict[str, str | int | float] = {"sheets": ", ".join(skipped)}
        findings.add(Issue("register.sheets_unknown", Severity.NOTE, name, count=len(skipped), fields=fields))
    return tables


_BOTH = ("en", "zh")
_Rows = list[list[Cell]]


def all_rows(data: bytes | Files, name: str, findings: Findings) -> Iterator[tuple[str, _Rows]]:
    """Title and cells of every sheet of a file, from its first row and column; sheets of our own making are passed over."""
    own = {fold(words().written(word, language)) for word in ("guide", "findings") for language in _BOTH}
    return ((title, rows) for title, rows in _sheets(data, name, findings) if fold(title) not in own)


def _sheets(data: bytes | Files, name: str, findings: Findings) -> Iterator[tuple[str, _Rows]]:
    if not isinstance(data, bytes):
        for file, content in sorted(data.items()):
            if PurePath(file).suffix.casefold() == ".csv":
                yield PurePath(file).stem, _csv_rows(content, file, findings)
    elif PurePath(name).suffix.casefold() in {".csv", ".txt", ".tsv"}:
        yield PurePath(name).stem, _csv_rows(data, name, findings)
    else:
        yield from _workbook_sheets(data, name, findings)


def _workbook_sheets(data: bytes, name: str, findings: Findings) -> Iterator[tuple[str, _Rows]]:
    if len(data) > _LARGEST or _unpacked(data) > max(_SPREAD * len(data), _LARGEST):
        findings.add(Issue("register.too_large", Severity.ERROR, name, fields={"most": _LARGEST >> 20}))
        return
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        findings.add(Issue("register.password", Severity.ERROR, name))
        return
    except (CalamineError, OSError, ValueError) as error:
        findings.add(Issue("register.not_workbook", Severity.ERROR, name, fields={"reason": str(error)}))
        return
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
        except CalamineError as error:
            fields: dict[str, str | int | float] = {"reason": str(error)}
            findings.add(Issue("register.sheet_damaged", Severity.ERROR, name, meta.name, fields=fields))
            continue
        yield meta.name, _filled(sheet)
        for fault in _formula_faults(data, name, meta.name):
            findings.add(fault)


def _unpacked(data: bytes) -> int:
    """Bytes of all parts of a zipped workbook; 0 for other kinds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def _formula_faults(data: bytes, name: str, sheet: str) -> list[Issue]:
    """Cells with an error or an uncomputed formula, which the reader of workbooks gives as empty ones."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        return count_faults(Path(file.name), name, sheet)


def _filled(sheet: CalamineSheet) -> _Rows:
    """All rows from the first of the sheet; every cell of a merged range carries its value."""
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]):
            value = rows[top][left]
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [value] * (min(right, len(row) - 1) - left + 1)
    return rows


def _cell(value: object) -> Cell:
    """A value as text, a date as a date: whole numbers without a point, truth as the sheet shows it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _csv_rows(content: bytes, file: str, findings: Findings) -> _Rows:
    for encoding in ("utf-8-sig", "gb18030"):  # the second is what Excel writes in China when nobody asks for UTF-8
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        findings.add(Issue("register.not_text", Severity.ERROR, file))
        return []
    begin = text.partition("\n")[0]
    delimiter = max(",;\t", key=begin.count)
    # Rows are counted as a spreadsheet counts them: a cell of several lines is one row.
    return [list(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _by_header(known: Words, rows: _Rows) -> str | None:
    """Which sheet a table is by its header alone; None where that is not clear."""
    found: list[tuple[int, str]] = []
    for key in known.columns:
        needed = {column.key for column in known.columns[key] if column.needed}
        best = max((_matched(known, key, row) for row in rows[:_LOOK_AHEAD]), key=len, default={})
        if needed <= best.keys() and len(best) > 1:
            found.append((len(best), key))
    found.sort(reverse=True)
    return found[0][1] if found and (len(found) == 1 or found[0][0] > found[1][0]) else None


def _matched(known: Words, key: str, row: Sequence[Cell]) -> dict[str, tuple[int, str]]:
    """Columns that a row names, by key: place and title; the first of two counts."""
    found: dict[str, tuple[int, str]] = {}
    for place, cell in enumerate(row):
        title = tidy(cell) if isinstance(cell, str) else ""
        if title and (column := known.column(key, title)) is not None:
            found.setdefault(column, (place, title))
    return found


def _table(known: Words, key: str, title: str, rows: _Rows, findings: Findings) -> Table:
    places = range(min(len(rows), _LOOK_AHEAD))
    header = max(places, key=lambda place: len(_matched(known, key, rows[place])), default=0)
    headers = _matched(known, key, rows[header]) if rows else {}
    _check_header(known, key, title, rows[header] if rows else [], header, headers, findings)
    reader = _Lines(known, findings, title, headers)
    return Table(key, title, header + 1, headers, tuple(reader.read(rows, header)))


def _check_header(
    known: Words,
    key: str,
    title: str,
    row: Sequence[Cell],
    header: int,
    headers: Mapping[str, tuple[int, str]],
    findings: Findings,
) -> None:
    chinese = any(not word.isascii() for _place, word in headers.values()) or not title.isascii()
    language = "zh" if chinese else "en"
    missing = [c.word.label(language) for c in known.columns[key] if c.needed and c.key not in headers]
    shown = ", ".join(str(cell) for cell in row if cell) if headers else ""
    for column in missing:
        fields: dict[str, str | int | float] = {"found": shown or "-"}
        findings.add(
            Issue("register.column_missing", Severity.ERROR, findings.file, title, header + 1, column, fields=fields)
        )
    taken = {place for place, _title in headers.values()}
    for place, cell in enumerate(row):
        word = tidy(cell) if isinstance(cell, str) else str(cell)
        if headers and word and place not in taken:
            twice = known.column(key, word) is not None
            code = "register.column_twice" if twice else "register.column_unknown"
            severity = Severity.WARNING if twice else Severity.NOTE
            names = ", ".join(column.word.label(language) for column in known.columns[key])
            findings.add(Issue(code, severity, findings.file, title, header + 1, word, fields={"names": names}))


@dataclass
class _Lines:
    """Reads the rows below a header, and says what it passed over or tidied."""

    known: Words
    findings: Findings
    title: str
    headers: Mapping[str, tuple[int, str]]
    tidied: list[int] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)

    def read(self, rows: _Rows, header: int) -> Iterator[Line]:
        for number, row in enumerate(rows[header + 1 :], header + 2):
            cells = {key: row[place] for key, (place, _title) in self.headers.items() if place < len(row)}
            trimmed = {key: _trimmed(cell) for key, cell in cells.items()}
            filled = {key: cell for key, cell in trimmed.items() if cell != ""}
            if not filled:
                continue
            first = next(str(_trimmed(cell)) for cell in row if _trimmed(cell) != "")
            if self.known.is_example(first):
                self.examples.append(number)
                continue
            self.tidied += [number for key in filled if trimmed[key] != cells[key]]
            yield Line(number, filled)
        for code, places in (("register.trimmed", self.tidied), ("register.example_passed_over", self.examples)):
            if places:
                issue = Issue(code, Severity.NOTE, self.findings.file, self.title, places[0], count=len(places))
                self.findings.add(issue)


_INVISIBLE = {"Cc", "Cf"}


def tidy(written: str) -> str:
    """A text without blanks at its ends and without what cannot be seen; a line break inside stays."""
    if written.isascii() and written.isprintable():
        return written.strip()
    seen = (sign for sign in written if sign == "\n" or unicodedata.category(sign) not in _INVISIBLE)
    return "".join(" " if sign == "\u00a0" else sign for sign in seen).strip()


def _trimmed(cell: Cell) -> Cell:
    return tidy(cell) if isinstance(cell, str) else cell
