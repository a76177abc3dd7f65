"""Tables in plain text: rows of cells set apart by tabs, as a sheet, a document or a page puts them on the clipboard.

A sheet writes a cell of several lines between quotation marks, with the marks inside doubled; such a cell is put
together again. A row may end early, because blank cells at the end of a line are often lost on the way.
"""

import re
from collections.abc import Iterator, Sequence

from buckstop.intake.directives.document import RawCell, RawTable
from buckstop.intake.directives.grammar.headings import numbered
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.tables import field_of
from buckstop.intake.directives.readers.docx import column_letters
from buckstop.intake.directives.readers.laid_out_table import laid_out

_LEAST_FILLED = 3  # cells of a first row: a number and a text set apart by a tab are a list, not a table
_LEAST_ROWS = 2
_LONGEST_CELL = 30  # lines of a quoted cell; a mark that is still open then is one of the text
_LONGEST_SECTION = 40
_SAID = re.compile("[\u3002\uff1b;:\uff1a]")
_TAB = "\t"
_MARK = '"'


def tables_among(lines: Sequence[str]) -> Iterator[tuple[int, int, RawTable]]:
    """Every table among lines: its first line, the first line behind it, and the table, in order.

    Args:
        lines: of the text, blank ones too; numbers count from 0.
    """
    place, number = 0, 0
    while place < len(lines):
        rows, end = _rows(lines, place)
        if len(rows) < _LEAST_ROWS:
            rows, end = laid_out(lines, place)
        if len(rows) >= _LEAST_ROWS:
            number += 1
            yield place, end, _table(rows, number)
        place = max(end, place + 1)


def _rows(lines: Sequence[str], first: int) -> tuple[list[list[str]], int]:
    """The rows of the table that begins with a line, and where it ends; no rows where none begins."""
    row, place = _row(lines, first)
    if sum(1 for cell in row if cell) < _LEAST_FILLED:
        return [], first
    rows, width = [row], len(row)
    while place < len(lines):
        row, behind = _row(lines, place)
        if not 1 < len(row) <= width and not _is_section(lines, place, width):
            break
        rows.append(row)
        place = behind
    return rows, place


def _is_section(lines: Sequence[str], place: int, width: int) -> bool:
    """Whether a line without tabs is a heading between two rows of one table: a number, a few words, then a full row."""
    words = lines[place].strip()
    if not 0 < len(words) <= _LONGEST_SECTION or _TAB in words or place + 1 == len(lines):
        return False
    following, _behind = _row(lines, place + 1)
    heading = numbered(Passage(0, words, 0, len(words))).depth is not None and not _SAID.search(words)
    return heading and len(following) == width and sum(1 for cell in following if field_of(cell)) < _LEAST_FILLED


def _row(lines: Sequence[str], first: int) -> tuple[list[str], int]:
    """The cells of the row that begins with a line, and the first line behind it."""
    text, end = lines[first], first + 1
    if _TAB not in text and not _opened(text):
        return [text], end
    while _opened(text) and end < len(lines) and end - first < _LONGEST_CELL:
        text, end = f"{text}\n{lines[end]}", end + 1
    if _opened(text):
        text, end = lines[first], first + 1
    return [_cell(words) for words in _cells(text)], end


def _opened(text: str) -> bool:
    """Whether the last cell of a text begins with a mark that nothing closes."""
    last = _cells(text)[-1].strip(" ")
    return last.startswith(_MARK) and last.count(_MARK) % 2 == 1


def _cells(text: str) -> list[str]:
    """A row cut at its tabs, but not inside quoted cells of several lines."""
    cells: list[str] = []
    for piece in text.split(_TAB):
        if cells and "\n" in cells[-1] and cells[-1].count(_MARK) % 2 == 1:
            cells[-1] += _TAB + piece
        else:
            cells.append(piece)
    return cells


def _cell(words: str) -> str:
    """What a cell says, without the marks around several lines."""
    words = words.strip(" ")
    quoted = len(words) > 1 and words.startswith(_MARK) and words.endswith(_MARK) and "\n" in words
    return words[1:-1].replace(_MARK * 2, _MARK) if quoted else words


def _table(rows: list[list[str]], number: int) -> RawTable:
    width = max(map(len, rows))
    cells: list[RawCell] = []
    grid: list[tuple[int, ...]] = []
    for place, row in enumerate(rows):
        line = [-1] * width
        for column, text in enumerate(row):
            if text.strip():
                line[column] = len(cells)
                cells.append(RawCell(f"{number}!{column_letters(column)}{place + 1}", text))
        grid.append(tuple(line))
    return RawTable(tuple(cells), tuple(grid))
