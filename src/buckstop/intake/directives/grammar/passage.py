"""A stretch of a block's text that knows where it stands, so that everything found in it has a place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.intake.directives.model import Place

# Pairs of brackets by code point, wide and narrow ones: pages mix them, so that one kind may be closed by another.
_OPENING = "(\uff08\u3014[\u3010\ufe5d\uff3b<\u3008\uff1c"
_CLOSING = ")\uff09\u3015]\u3011\ufe5e\uff3d>\u3009\uff1e"


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters start to end of the repaired text of a block.

    Args:
        block: number of the block.
        text: of the whole block.
    """

    block: int
    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The characters themselves."""
        return self.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.block, self.start, self.end)

    def part(self, start: int, end: int) -> "Passage":
        """The piece between two offsets of the block's text, without blanks around it."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        return Passage(self.block, self.text, start, max(start, start + len(piece.strip())))

    def trimmed(self) -> "Passage":
        """The same without blanks around it."""
        return self.part(self.start, self.end)

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match inside the passage."""
        return pattern.search(self.text, self.start, self.end)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match at the beginning of the passage."""
        return pattern.match(self.text, self.start, self.end)

    def fullmatch(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match of the whole passage."""
        return pattern.fullmatch(self.text, self.start, self.end)

    def split(self, separators: str) -> Iterator["Passage"]:
        """Its pieces between separators that stand outside brackets, without blanks around them; empty ones are left out."""
        depth, first = 0, self.start
        for offset in range(self.start, self.end):
            letter = self.text[offset]
            if letter in _OPENING:
                depth += 1
            elif letter in _CLOSING:
                depth = max(0, depth - 1)
            elif depth == 0 and letter in separators and not self._within_date(offset):
                if (piece := self.part(first, offset)).words:
                    yield piece
                first = offset + 1
        if (piece := self.part(first, self.end)).words:
            yield piece

    def _within_date(self, offset: int) -> bool:
        """Whether a stroke stands between digits, as in 2026/9/30, and separates nothing."""
        around = self.text[max(self.start, offset - 1) : offset], self.text[offset + 1 : min(self.end, offset + 2)]
        return self.text[offset] == "/" and all(sign.isdigit() for sign in around)

    def brackets(self) -> Iterator[tuple["Passage", "Passage"]]:
        """Every outermost pair of brackets: with its signs, and what stands between them."""
        opened: list[int] = []
        for offset in range(self.start, self.end):
            if self.text[offset] in _OPENING:
                opened.append(offset)
            elif self.text[offset] in _CLOSING and opened:
                first = opened.pop()
                if not opened:
                    yield Passage(self.block, self.text, first, offset + 1), self.part(first + 1, offset)
