"""What sheets, columns and values of a register are called, in every language and spelling; the words are data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

CHINESE = "zh"
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A sheet, a column or a value as it is written.

    Args:
        key: what the program calls it.
        en: what the English workbook calls it.
        zh: what the Chinese one calls it.
        spellings: all that is taken for it, folded.
        notes: how to fill it in, by language.
    """

    key: str
    en: str
    zh: str
    spellings: frozenset[str]
    notes: Mapping[str, str]

    def label(self, language: str) -> str:
        """The word of one language."""
        return self.zh if is_chinese(language) else self.en

    def note(self, language: str) -> str:
        """How to fill it in, in one language."""
        return self.notes[CHINESE if is_chinese(language) else "en"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Args:
        needed: a sheet without it cannot be read.
        values: name of the list its cells are from; empty for free text.
        several: a cell may hold several values.
        width: in characters.
        examples: what a cell may hold, by language.
    """

    word: Word
    needed: bool
    values: str
    several: bool
    width: int
    examples: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What the program calls it."""
        return self.word.key


@dataclass(frozen=True, slots=True)
class Words:
    """All words of the workbook.

    Args:
        sheets: in the order of the workbook.
        columns: by sheet, in their order.
        values: lists of values by name.
        writing: separators, dates, labels: see the file.
    """

    sheets: tuple[Word, ...]
    columns: Mapping[str, tuple[Column, ...]]
    values: Mapping[str, tuple[Word, ...]]
    writing: Mapping[str, Any]

    def sheet(self, title: str) -> str | None:
        """The sheet of that title, None where it is none of ours."""
        return _found(self.sheets, title)

    def column(self, sheet: str, title: str) -> str | None:
        """The column of that title, None where it is none of ours."""
        return _found(tuple(column.word for column in self.columns[sheet]), title)

    def value(self, kind: str, written: str) -> str | None:
        """The value of a list that a cell means, None where it means none."""
        return _found(self.values[kind], written)

    def near(self, kind: str, written: str, language: str = "") -> tuple[str, ...]:
        """Values that may have been meant, as they are written; the whole list where none is near."""
        chinese = is_chinese(language) or not written.isascii()
        by_spelling = {spelling: word for word in reversed(self.values[kind]) for spelling in word.spellings}
        close = get_close_matches(fold(written), list(by_spelling), n=_NEAR, cutoff=0.5)
        found = [by_spelling[spelling] for spelling in close] or list(self.values[kind])
        return tuple(dict.fromkeys(word.zh if chinese else word.en for word in found))

    def label(self, kind: str, key: str, language: str) -> str:
        """How a value is written in one language."""
        return next(word.label(language) for word in self.values[kind] if word.key == key)

    def written(self, key: str, language: str) -> str:
        """A phrase of the workbook itself in one language."""
        return str(self.writing[f"{key}_{CHINESE if is_chinese(language) else 'en'}"])

    def parted(self, written: str, *, soft: bool) -> tuple[str, ...]:
        """The parts of a cell that may hold several words, once each.

        Args:
            soft: part it at signs too that may stand inside a name.
        """
        signs = [*self.writing["separators"], *(self.writing["soft_separators"] if soft else ())]
        parts = re.split("|".join(map(re.escape, signs)), written)
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def is_example(self, cell: str) -> bool:
        """Whether a cell begins a row that only shows how to fill the sheet."""
        begins = (self.writing["example_en"], self.writing["example_zh"], *self.writing["example_also"])
        return cell.casefold().startswith(tuple(one.strip().casefold() for one in begins))


def is_chinese(language: str) -> bool:
    """Whether a language is written in the Chinese words."""
    return language.startswith(CHINESE)


def fold(written: str) -> str:
    """A word as it is compared: without blanks, case, brackets and signs that join words."""
    return re.sub(r"[\s_\-.()\uff08\uff09\u3001*]+", "", written).casefold()


@cache
def words() -> Words:
    """The words that come with the program."""
    found = tomllib.loads((files("buckstop.intake") / "registers" / "words.toml").read_text("utf-8"))
    return Words(
        sheets=tuple(_word(key, entry) for key, entry in found["sheets"].items()),
        columns={sheet: tuple(map(_column, entries)) for sheet, entries in found["columns"].items()},
        values={
            name: tuple(_word(key, entry) for key, entry in entries.items())
            for name, entries in found["values"].items()
        },
        writing=found["writing"],
    )


def _word(key: str, entry: Mapping[str, Any]) -> Word:
    spellings = frozenset(fold(one) for one in (key, entry["en"], entry["zh"], *entry.get("also", ())))
    notes = {language: entry.get(f"note_{language}", "") for language in ("en", CHINESE)}
    return Word(key, entry["en"], entry["zh"], spellings, notes)


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(
        word=_word(entry["key"], entry),
        needed=entry.get("needed", False),
        values=entry.get("values", ""),
        several=entry.get("several", False),
        width=entry.get("width", 16),
        examples={language: entry.get(f"example_{language}", "") for language in ("en", CHINESE)},
    )


def _found(among: tuple[Word, ...], written: str) -> str | None:
    folded = fold(written)
    return next((word.key for word in among if folded in word.spellings), None) if folded else None
