"""A list of matters as a workbook: every matter that fits, however many, with what it was filtered by and when."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

import xlsxwriter

from buckstop.app.lists import MatterRow, list_page
from buckstop.i18n import gettext_noop as _
from buckstop.web.boards.columns import COLUMNS, Column, Line
from buckstop.web.boards.filters import Filters
from buckstop.web.boards.listing import views_of
from buckstop.web.visitors import Visitor
from buckstop.web.workbook_cells import InstantCells

MOST = 100_000
"""Rows at most; a workbook of more opens nowhere."""

_PAGE = 1_000
_SHEET = _("Matters")
_ABOUT = _("About this list")
_TAKEN = _("Taken")
_BY = _("By")
_FILTER = _("Filtered by")
_NO_FILTER = _("everything open that this person may read")
_NUMBER = _("Matters")
_CUT = _("%(shown)s of %(total)s: a workbook holds no more. Narrow the filter for the rest.")
_WIDTHS = {"title": 48, "deadline": 18, "reference": 28}


def list_workbook(who: Visitor, filters: Filters, total: int) -> IO[bytes]:
    """The workbook in a temporary file, at its beginning; rows are written as they are read.

    Args:
        total: matters that fit.
    """
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer that sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    _about(book, who, filters, total)
    _matters(book, who, filters)
    book.close()
    file.seek(0)
    return file


def _about(book: Any, who: Visitor, filters: Filters, total: int) -> None:
    say, bold = who.read.translate, book.add_format({"bold": True})
    sheet = book.add_worksheet(say(_ABOUT))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    words = [chip.words for chip in filters.chips(who.read)] or [say(_NO_FILTER)]
    number = who.read.say(_CUT, shown=f"{MOST:,}", total=f"{total:,}") if total > MOST else f"{total:,}"
    lines = [
        (_TAKEN, who.read.instant(who.ledger.now())),
        (_BY, f"{who.account.display_name} ({who.person})"),
        (_FILTER, words[0]),
        *(("", one) for one in words[1:]),
        (_NUMBER, number),
    ]
    for place, (title, value) in enumerate(lines):
        sheet.write_string(place, 0, say(title) if title else "", bold)
        sheet.write_string(place, 1, value)


def _matters(book: Any, who: Visitor, filters: Filters) -> None:
    say = who.read.translate
    sheet = book.add_worksheet(say(_SHEET))
    head = book.add_format({"bold": True, "bottom": 1})
    instants = InstantCells(book, who.ledger.calendar)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(column.key, 18))
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, say(column.title), head)
    number = 0
    for number, line in enumerate(_lines(who, filters), 1):
        for place, column in enumerate(COLUMNS):
            _write(sheet, number, place, column, line, instants)
    sheet.autofilter(0, 0, number, len(COLUMNS) - 1)


def _write(sheet: Any, number: int, place: int, column: Column, line: Line, instants: InstantCells) -> None:
    at = column.at(line.row) if column.at else None
    if at is not None:  # days and hours of the organisation's zone: workbooks know no others
        instants.write(sheet, number, place, at)
    elif words := "" if column.at else column.words(line):
        sheet.write_string(number, place, words)


def _lines(who: Visitor, filters: Filters) -> Iterator[Line]:
    for rows in _pages(who, filters):
        for row, view in zip(rows, views_of(who, rows), strict=True):
            yield Line(row, view, who.read)


def _pages(who: Visitor, filters: Filters) -> Iterator[Sequence[MatterRow]]:
    """All that fit, page by page, each once."""
    assert filters.where is not None
    after: str | None = ""
    written = 0
    while after is not None and written < MOST:
        page = list_page(who.ledger, filters.where, filters.order, min(_PAGE, MOST - written), after)
        yield page.rows
        written, after = written + len(page.rows), page.after
