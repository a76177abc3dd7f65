"""Tables that plain text draws without tabs: cells between strokes, commas or blanks, or one cell a line.

Such a text is a table only where its first row is a header of tasks, every cell of which names a field; and only as far
as its rows have the header's number of cells. One cell a line is read so only where numbers, units and deadlines stand
where the header puts them: what could be shifted is left as lines.
"""

import re
from collections.abc import Sequence

from buckstop.intake.directives.grammar.dates import dates_of
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.tables import field_of, header_of, is_blank
from buckstop.intake.directives.grammar.units import looks_like_unit
from buckstop.intake.directives.repairs.script import in_simplified

_LEAST_CELLS = 3
_MOST_CELLS = 14
_LONGEST_HEADER = 240
_STROKES = re.compile("[|\uff5c]")
_RULE = re.compile(r"[\s|:+\-\u2500-\u257f\uff5c]*")
_WIDE_BLANKS = re.compile(r"(?:[ \u00a0]{2,}|\u3000+)[ \u00a0\u3000]*")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")
_COMMAS = re.compile("[,\uff0c]")
_NUMBER = re.compile("[(\uff08]?(?P<mark>\\d{1,3})[)\uff09.\u3001\uff0e]?")
_SEPARATORS = "\u3001,\uff0c;\uff1b/\n "
_OF_UNITS = {"lead", "responsible", "support"}

Rows = list[list[str]]


def laid_out(lines: Sequence[str], first: int) -> tuple[Rows, int]:
    """The rows of a table that begins with a line, the header first, and the first line behind it; no rows without one."""
    if not lines[first].strip() or len(lines[first]) > _LONGEST_HEADER:
        return [], first
    for separator in (_STROKES, _WIDE_BLANKS, _BLANKS, _COMMAS):
        header = _cells(in_simplified(lines[first]), separator)
        if _is_header(header):
            return _rows(lines, first, separator, len(header))
    return _one_cell_a_line(lines, first)


def _cells(line: str, separator: re.Pattern[str]) -> list[str]:
    line = line.strip()
    if separator is _STROKES:
        line = line.strip("|\uff5c")
    return [cell.strip() for cell in separator.split(line)]


def _is_header(cells: list[str]) -> bool:
    if not _LEAST_CELLS <= len(cells) <= _MOST_CELLS or not all(map(field_of, cells)):
        return False
    return header_of((tuple(cells),)) is not None


def _rows(lines: Sequence[str], first: int, separator: re.Pattern[str], width: int) -> tuple[Rows, int]:
    rows, place = [_cells(lines[first], separator)], first + 1
    while place < len(lines):
        if separator is _STROKES and lines[place].strip() and _RULE.fullmatch(lines[place]):
            place += 1
            continue
        row = _cells(lines[place], separator)
        if len(row) != width:
            break
        rows.append(row)
        place += 1
    return rows, place


def _one_cell_a_line(lines: Sequence[str], first: int) -> tuple[Rows, int]:
    """A table with every cell on a line of its own; blank lines are blank cells where that fits, else nothing."""
    end = first
    while end < len(lines) and end - first < _MOST_CELLS and field_of(in_simplified(lines[end].strip())):
        end += 1
    titles = [line.strip() for line in lines[first:end]]
    header = [in_simplified(title) for title in titles]
    if not _is_header(header):
        return [], first
    for keep_blank in (True, False):
        kept = [place for place in range(end, len(lines)) if keep_blank or lines[place].strip()]
        rows, behind = [titles], end
        for start in range(0, len(kept) - len(header) + 1, len(header)):
            places = kept[start : start + len(header)]
            row = [lines[place].strip() for place in places]
            if not _fits(header, [in_simplified(cell) for cell in row], len(rows)):
                break
            rows.append(row)
            behind = places[-1] + 1
        if len(rows) > 1:
            return rows, behind
    return [], first


def _fits(header: list[str], row: list[str], number: int) -> bool:
    """Whether every cell of a row is what its header calls it, and some of them can be nothing else."""
    sure = False
    for title, cell in zip(header, row, strict=True):
        field = field_of(title)
        if field == "number":
            mark = _NUMBER.fullmatch(cell)
            if mark is None or int(mark["mark"]) != number:
                return False
        elif field == "task" and is_blank(cell):
            return False
        elif field == "due" and not is_blank(cell):
            if not dates_of(Passage(0, cell, 0, len(cell)), strict=True):
                return False
            sure = True
        elif field in _OF_UNITS and not is_blank(cell):
            if not all(
                looks_like_unit(piece.words, None) for piece in Passage(0, cell, 0, len(cell)).split(_SEPARATORS)
            ):
                return False
            sure = True
    return sure
