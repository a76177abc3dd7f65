"""Tables in a PDF, where lines are drawn around their cells: every cell by the lines around it, every word by its place.

pypdf tells where lines are drawn and words are set, but knows no tables; what is no table stays text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pypdf import PageObject

from buckstop.intake.directives.document import RawCell, RawTable
from buckstop.intake.directives.readers.broken_lines import glued
from buckstop.intake.directives.readers.docx import column_letters

_NEAR = 3.0  # points by which two ends of lines that meet may differ
_SAME_LINE = 2.0  # points by which words of one line may differ in height
_LEAST_FILLED = 4  # cells with words in a table
_MOST_RULINGS = 4000  # a drawing has more
_MOST_LINES = 300  # rows or columns of one table
_HALF = 0.5
_PAGE_SHARE = 0.9  # of the page's width that only a background or a clip covers

Matrix = Sequence[float]


@dataclass(frozen=True, slots=True)
class Word:
    """Characters set at a place of the page, in points from its lower left corner.

    Args:
        width: as far as it can be told from the size of the letters.
    """

    x: float
    y: float
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: where it stands, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass
class Drawn:
    """What stands on a page: its words, and the lines drawn along and across it."""

    words: list[Word] = field(default_factory=list)
    across: list[Ruling] = field(default_factory=list)
    upright: list[Ruling] = field(default_factory=list)


def drawn_on(page: PageObject) -> tuple[str, Drawn]:
    """The text of a page as pypdf reads it, and its words and lines with their places."""
    drawn, width = Drawn(), float(page.mediabox.width)
    pen = (0.0, 0.0)

    def operator(name: bytes, operands: Any, matrix: Matrix, _text_matrix: Matrix) -> None:
        nonlocal pen
        if name not in {b"re", b"m", b"l"} or len(drawn.across) + len(drawn.upright) > _MOST_RULINGS:
            return
        numbers = [float(one) for one in operands]
        point = _placed(numbers[0], numbers[1], matrix)
        if name == b"re":
            corner = _placed(numbers[0] + numbers[2], numbers[1] + numbers[3], matrix)
            if abs(corner[0] - point[0]) < _PAGE_SHARE * width:
                _take_box(drawn, point, corner)
        elif name == b"l":
            _take_line(drawn, pen, point)
        pen = point

    def words(text: str, matrix: Matrix, text_matrix: Matrix, _font: Any, size: float) -> None:
        if signs := text.strip("\n"):
            x, y = _placed(text_matrix[4], text_matrix[5], matrix)
            letters = sum(_HALF if sign.isascii() else 1.0 for sign in signs)
            drawn.words.append(Word(x, y, signs, letters * size * abs(text_matrix[0] * matrix[0])))

    text = page.extract_text(visitor_operand_before=operator, visitor_text=words)
    return text or "", drawn


def tables_on(drawn: Drawn) -> Iterator[tuple[float, float, "Grid"]]:
    """The tables of a page from the top: upper and lower edge, and the grid."""
    for lower, upper in reversed(_bands(drawn.upright)):
        columns = _clustered(line.at for line in drawn.upright if lower <= line.start <= upper)
        rows = _clustered(line.at for line in drawn.across if lower - _NEAR <= line.at <= upper + _NEAR)[::-1]
        if not (3 <= len(columns) <= _MOST_LINES and 3 <= len(rows) <= _MOST_LINES):
            continue
        grid = Grid.of(columns, rows, drawn)
        if grid.clean and sum(1 for text in grid.texts if text) >= _LEAST_FILLED:
            yield rows[0], rows[-1], grid


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table.

    Args:
        cells: for each row and column the number of the cell that covers it.
        texts: what every cell says.
        clean: no word runs out of its cell over those of the next; where one does, nobody can tell whose it is.
    """

    cells: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]
    clean: bool

    @classmethod
    def of(cls, columns: list[float], rows: list[float], drawn: Drawn) -> "Grid":
        """The grid between lines: cells that no line parts are one.

        Args:
            columns: from the left; rows: from the top.
        """
        beside_of, above_of = _by_border(drawn.upright, columns), _by_border(drawn.across, rows)
        numbers: list[list[int]] = []
        known = 0
        for row, (top, bottom) in enumerate(pairwise(rows)):
            line: list[int] = []
            for column, (left, right) in enumerate(pairwise(columns)):
                beside = column > 0 and not _crossed(beside_of[left], (top + bottom) / 2)
                below = row > 0 and not _crossed(above_of[top], (left + right) / 2)
                if beside:
                    line.append(line[-1])
                elif below:
                    line.append(numbers[-1][column])
                else:
                    line.append(known)
                    known += 1
            numbers.append(line)
        words: list[list[Word]] = [[] for _ in range(known)]
        for word in drawn.words:
            down, across = _between(rows, word.y + 1, down=True), _between(columns, word.x + 1)
            if down is not None and across is not None:
                words[numbers[down][across]].append(word)
        return cls(tuple(map(tuple, numbers)), tuple(map(_text, words)), not any(map(_overlap, words)))

    def table(self, number: int) -> RawTable:
        """The table as readers hand it over, the so many-th of the document."""
        first: dict[int, str] = {}
        for row, line in enumerate(self.cells, 1):
            for column, cell in enumerate(line):
                first.setdefault(cell, f"{number}!{column_letters(column)}{row}")
        cells = tuple(RawCell(first[cell], text) for cell, text in enumerate(self.texts))
        return RawTable(cells, self.cells)


def lines_of(words: Sequence[Word]) -> list[str]:
    """Words as lines from the top, each from the left."""
    return ["".join(word.text for word in line) for line in _in_lines(words)]


def _in_lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: -one.y):
        if lines and lines[-1][0].y - word.y <= _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.x) for line in lines]


def _overlap(words: list[Word]) -> bool:
    """Whether words of one line are printed over each other."""
    shown = [word for word in words if word.text.strip()]
    return any(
        second.x < first.x + first.width * _HALF for line in _in_lines(shown) for first, second in pairwise(line)
    )


def _text(words: list[Word]) -> str:
    text = ""
    for line in lines_of(words):
        text = glued(text, line) if text else line.strip()
    return text.strip()


def _placed(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _take_box(drawn: Drawn, one: tuple[float, float], other: tuple[float, float]) -> None:
    """The four sides of a box; a thin one is a line."""
    (left, right), (low, high) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    for y in {low, high} if high - low > _NEAR else {low}:
        _take_line(drawn, (left, y), (right, y))
    for x in {left, right} if right - left > _NEAR else {left}:
        _take_line(drawn, (x, low), (x, high))


def _take_line(drawn: Drawn, one: tuple[float, float], other: tuple[float, float]) -> None:
    if abs(one[0] - other[0]) <= 1 and abs(one[1] - other[1]) > _NEAR:
        drawn.upright.append(Ruling(one[0], *sorted((one[1], other[1]))))
    elif abs(one[1] - other[1]) <= 1 and abs(one[0] - other[0]) > _NEAR:
        drawn.across.append(Ruling(one[1], *sorted((one[0], other[0]))))


def _bands(upright: list[Ruling]) -> list[tuple[float, float]]:
    """Heights that upright lines cover without a gap, from below: one table each."""
    bands: list[tuple[float, float]] = []
    for line in sorted(upright, key=lambda one: one.start):
        if bands and line.start <= bands[-1][1] + _NEAR:
            bands[-1] = (bands[-1][0], max(bands[-1][1], line.end))
        else:
            bands.append((line.start, line.end))
    return bands


def _clustered(places: Iterator[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _by_border(lines: list[Ruling], borders: list[float]) -> dict[float, list[Ruling]]:
    """The lines that run along each border, found once: a page may have thousands of lines, and a table of cells."""
    return {border: [line for line in lines if abs(line.at - border) <= _NEAR] for border in borders}


def _crossed(lines: list[Ruling], across: float) -> bool:
    """Whether one of the lines along a border parts the two sides where something crosses it."""
    return any(line.start - 1 <= across <= line.end + 1 for line in lines)


def _between(borders: list[float], place: float, *, down: bool = False) -> int | None:
    """Between which two borders a place lies; None outside."""
    for number, (first, second) in enumerate(pairwise(borders)):
        low, high = (second, first) if down else (first, second)
        if low <= place < high:
            return number
    return None
