"""The user's own register with every faulty cell coloured, and a sheet that lists what is wrong.

The values are written anew, not the file: formulas come back as their results, layout and pictures do not.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from buckstop.intake.registers.tables import Files, Findings, Table, all_rows, read_tables
from buckstop.lens.issues import Issue, Severity

_COLOURS = {Severity.ERROR: "#F4B6B0", Severity.WARNING: "#FBE3A6", Severity.NOTE: "#CFE3F5"}
_WIDTH = 20  # of a column, in characters
_LONGEST_TITLE = 31  # of a sheet
_Marks = Mapping[tuple[str, int, int], Sequence[Issue]]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the list of findings says beside the findings, in the reader's language.

    Args:
        title: of the sheet.
        headings: kind, sheet, row, column, what is wrong.
        kinds: words for error, warning and note.
    """

    title: str
    headings: tuple[str, str, str, str, str]
    kinds: Mapping[Severity, str]


def marked_up(
    data: bytes | Files, name: str, issues: Sequence[Issue], sentence: Callable[[Issue], str], labels: Labels
) -> bytes:
    """A workbook with the values of a register file, its faults marked where they are and listed on a sheet of their own.

    Args:
        data: the file as it was read.
        issues: what reading it found.
        sentence: says an issue in the reader's language.
    """
    tables = {table.title: table for table in read_tables(data, name, Findings(name)).values()}
    marks = _places(issues, tables)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {kind: book.add_format({"bg_color": colour}) for kind, colour in _COLOURS.items()}
        _list(book, issues, sentence, labels, formats, tables)
        for title, rows in all_rows(data, name, Findings(name)):
            sheet = book.add_worksheet(_sheet_title(title))
            sheet.set_column(0, max(map(len, rows), default=0), _WIDTH)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    found = marks.get((title, number + 1, place), ())
                    written = cell if isinstance(cell, str) else cell.isoformat()
                    kind = min((issue.severity for issue in found), key=list(Severity).index, default=None)
                    if kind is None:
                        sheet.write_string(number, place, written)
                    else:
                        sheet.write_string(number, place, written, formats[kind])
                        sheet.write_comment(number, place, "\n".join(map(sentence, found)), {"x_scale": 3})
    return buffer.getvalue()


def _sheet_title(title: str) -> str:
    """A title as workbooks take it; that of a CSV file may be longer or hold signs that they do not."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\")[:_LONGEST_TITLE] or "-"


def _places(issues: Sequence[Issue], tables: Mapping[str, Table]) -> _Marks:
    """Issues by the cell they are about; one about a column that is not there marks the first cell of its row."""
    found: dict[tuple[str, int, int], list[Issue]] = {}
    for issue in issues:
        table = tables.get(issue.sheet or "")
        if table is None or issue.row is None:
            continue
        titles = {title: place for place, title in table.headers.values()}
        found.setdefault((table.title, issue.row, titles.get(issue.column or "", 0)), []).append(issue)
    return found


def _list(
    book: Any,
    issues: Sequence[Issue],
    sentence: Callable[[Issue], str],
    labels: Labels,
    formats: Mapping[Severity, Any],
    tables: Mapping[str, Table],
) -> None:
    sheet = book.add_worksheet(labels.title)
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (heading, width) in enumerate(zip(labels.headings, (10, 16, 8, 24, 100), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    sheet.freeze_panes(1, 0)
    for number, issue in enumerate(issues, 1):
        sheet.write_string(number, 0, labels.kinds[issue.severity], formats[issue.severity])
        sheet.write_string(number, 1, issue.sheet or "")
        sheet.write_string(number, 3, issue.column or "")
        sheet.write_string(number, 4, sentence(issue), wrap)
        table = tables.get(issue.sheet or "")
        if issue.row is not None and table is not None:
            places = {column: place for place, column in table.headers.values()}
            cell = f"{xl_col_to_name(places.get(issue.column or '', 0))}{issue.row}"
            title = _sheet_title(table.title).replace("'", "''")
            sheet.write_url(number, 2, f"internal:'{title}'!{cell}", string=str(issue.row))
        elif issue.row is not None:
            sheet.write_number(number, 2, issue.row)
