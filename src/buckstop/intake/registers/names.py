"""Which unit or post the words of a cell mean: by id, name, short name, or unit/title; never a guess."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from buckstop.intake.registers.model import Known, PostRow, UnitRow
from buckstop.intake.registers.rows import RowReader
from buckstop.intake.registers.tables import Line
from buckstop.intake.registers.words import Words, words

_NEAR = 3


@dataclass
class Names:
    """Keys by the words they are called by. A word may be that of several, which then have to be told apart by id."""

    keys: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, word: str, key: str) -> None:
        """Let a word mean a key too."""
        if word:
            self.keys.setdefault(word, {})[key] = None

    def of(self, word: str) -> tuple[str, ...]:
        """Every key that a word may mean."""
        return tuple(self.keys.get(word, ()))

    def near(self, word: str) -> str:
        """Known words that may have been meant, as a sentence lists them; a dash where none is near."""
        return ", ".join(get_close_matches(word, list(self.keys), n=_NEAR, cutoff=0.5)) or "-"


def unit_names(units: Iterable[UnitRow], known: Known | None = None) -> Names:
    """What the units of a register are called; by former names too, where no unit of the file bears them."""
    names = Names()
    for unit in units:
        for word in (unit.id, unit.name, *unit.aliases):
            names.add(word, unit.key)
    ids = {key for keys in names.keys.values() for key in keys}
    for word, unit_id in (known.units if known else {}).items():
        if unit_id in ids and not names.of(word):
            names.add(word, unit_id)
    return names


@dataclass
class UnitFinder:
    """Finds units for the cells of one sheet.

    Args:
        unknown: code of what is said of a word that is no unit's.
    """

    reader: RowReader
    names: Names
    unknown: str = "register.unit_unknown"

    def one(self, line: Line, column: str, word: str) -> str:
        """The key of the unit a word means; empty, and a fault, where it means none or several."""
        if not word:
            return ""
        found = self.names.of(word)
        if len(found) == 1:
            return found[0]
        if found:
            self.reader.fault("register.unit_ambiguous", line, column, unit=word, ids=", ".join(found))
        else:
            self.reader.fault(self.unknown, line, column, unit=word, near=self.names.near(word))
        return ""

    def several(self, line: Line, column: str, written: str) -> tuple[str, ...]:
        """The keys of all units a cell names, once each."""
        parts = split(written, self.reader.known, lambda word: bool(self.names.of(word)))
        return tuple(dict.fromkeys(key for part in parts if (key := self.one(line, column, part))))


def split(written: str, known: Words, is_name: Callable[[str], bool]) -> tuple[str, ...]:
    """The names in a cell: at signs that may stand inside a name only where the whole is none."""
    found: list[str] = []
    for part in known.parted(written, soft=False):
        found += (part,) if is_name(part) else known.parted(part, soft=True)
    return tuple(dict.fromkeys(found))


@dataclass
class PostFinder:
    """Finds posts for the cells of one sheet.

    Args:
        units: what units are called, the outside arbiter included.
    """

    reader: RowReader
    units: Names
    ids: Names
    by_unit: dict[str, Names]
    titles: Names

    @classmethod
    def over(cls, reader: RowReader, units: Names, posts: Iterable[PostRow], known: Known) -> "PostFinder":
        """A finder among the posts of a register; by former titles too, where no post of the unit bears them."""
        finder = cls(reader, units, Names(), {}, Names())
        for post in posts:
            finder.ids.add(post.id, post.key)
            finder.titles.add(post.title, post.key)
            finder.by_unit.setdefault(post.unit, Names()).add(post.title, post.key)
        for (unit, title), post_id in known.posts.items():
            here = finder.by_unit.get(unit)
            if here is not None and not here.of(title) and finder.ids.of(post_id):
                here.add(title, post_id)
        return finder

    def several(self, line: Line, column: str, written: str, unit: str) -> tuple[str, ...]:
        """The keys of all posts a cell names, once each; a word that is none, or several, is a fault.

        Args:
            unit: key of the unit in which a bare title is sought first.
        """
        parts = split(written, words(), lambda word: bool(self._of(word, unit)))
        return tuple(dict.fromkeys(key for part in parts if (key := self._one(line, column, part, unit))))

    def _one(self, line: Line, column: str, word: str, unit: str) -> str:
        found = self._of(word, unit)
        if len(found) == 1:
            return found[0]
        if found:
            self.reader.fault("register.post_ambiguous", line, column, post=word, posts=", ".join(found))
        else:
            near = self.by_unit.get(unit, self.titles).near(word)
            self.reader.fault("register.post_unknown", line, column, post=word, near=near)
        return ""

    def _of(self, word: str, unit: str) -> tuple[str, ...]:
        """Keys of the posts a word may mean: by id; in the unit; of a named unit; anywhere, where no unit is known."""
        here = self.by_unit.get(unit)
        found = self.ids.of(word) or (here.of(word) if here else ()) or self._with_unit(word)
        return found or (self.titles.of(word) if not unit else ())

    def _with_unit(self, word: str) -> tuple[str, ...]:
        for slash in words().writing["slashes"]:
            for place in (place for place, sign in enumerate(word) if sign == slash):
                unit, title = word[:place].strip(), word[place + len(slash) :].strip()
                found = [key for one in self.units.of(unit) for key in self.by_unit.get(one, Names()).of(title)]
                if found:
                    return tuple(found)
        return ()
