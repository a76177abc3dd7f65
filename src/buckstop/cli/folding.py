"""Text that folds between Chinese characters as between words, and keeps punctuation with what it belongs to.

Rich folds at blanks only: a Chinese sentence would break early at the blanks around a date, and a line could begin with
its full stop.
"""

import unicodedata
from typing import Any

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

_CLOSES = frozenset({"Pe", "Pf", "Po"})  # stops, commas, closing brackets and quotes: never first in a line
_OPENS = frozenset({"Ps", "Pi"})  # opening brackets and quotes: never last


class FoldingText(Text):
    """Text that folds wherever a reader of its script would fold it."""

    def wrap(self, console: Any, width: int, *, no_wrap: bool | None = None, **options: Any) -> Lines:
        """The lines of the text in a column of that many cells."""
        if no_wrap or self.no_wrap or options.get("overflow") == "ignore" or self.plain.isascii():
            return super().wrap(console, width, no_wrap=no_wrap, **options)
        pieces = [piece for line in self.split(allow_blank=True) for piece in line.divide(folds(line.plain, width))]
        for piece in pieces:
            piece.rstrip()  # a blank beyond the column would be taken for a word that does not fit
        return Text("\n").join(pieces).wrap(console, width, **options)


def folds(line: str, width: int) -> list[int]:
    """Where a line is to be cut so that no piece is wider than a column.

    Args:
        line: without line breaks.
        width: of the column, in cells; a Chinese character takes two.
    """
    found: list[int] = []
    start, allowed, used = 0, 0, 0
    for at, character in enumerate(line):
        if at > start and _may_break(line[at - 1], character):
            allowed = at
        used += cell_len(character)
        while used > width and not character.isspace() and at > start:
            start = allowed if allowed > start else at
            found.append(start)
            used = cell_len(line[start : at + 1])
    return found


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end after one character and the next begin with another."""
    if before.isspace() or after.isspace():
        return not after.isspace()
    wide = cell_len(before) > 1 or cell_len(after) > 1
    return wide and unicodedata.category(after) not in _CLOSES and unicodedata.category(before) not in _OPENS
