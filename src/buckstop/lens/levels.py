"""Holder levels: whose responsibility is followed (unit, person or any kept column), and who is left out of it."""

import hashlib
import json
from dataclasses import dataclass

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.lens.mapping import Mapping


class UnknownLevelError(BuckstopError):
    """A holder column that the log, or its stored form, does not have."""

    def __init__(self, column: str, known: tuple[str, ...]) -> None:
        self.code = "level.unknown"
        self.message = _("There is no holder column %(column)s in this log. It has: %(known)s.")
        self.fields: dict[str, str | int] = {"column": column, "known": ", ".join(known)}
        super().__init__(self.message % self.fields)


LINE = "line"


@dataclass(frozen=True, slots=True)
class Level:
    """One way to tell who holds a case.

    Args:
        column: column of the log.
        role: `unit`, `person`, `line` (support lines of the units in the column) or `column` (any other).
        excluded: names that never hold, with their kind (robot, queue, placeholder, uncharged), sorted by name.
    """

    column: str
    role: str
    excluded: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Folder name of the level in a stored log."""
        text = json.dumps([self.column, self.role == LINE, self.excluded], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def is_personal(self) -> bool:
        """Whether holders are persons: then nothing is listed per holder, and names are pseudonyms."""
        return self.role == "person"


def holder_columns(mapping: Mapping) -> tuple[str, ...]:
    """Columns an import keeps as possible holders: unit, person, then `keep` and `persons`, without repeats."""
    wanted = (mapping.unit, mapping.person, *mapping.keep, *mapping.persons)
    return tuple(dict.fromkeys(column for column in wanted if column))


def level_of(
    mapping: Mapping,
    available: tuple[str, ...],
    holder: str = "unit",
    robots: tuple[str, ...] | None = None,
    *,
    keep_robots: bool = False,
) -> Level:
    """The level a person asked for.

    Args:
        available: holder columns of the stored log.
        holder: `unit`, `person`, `line` (where the mapping tells support lines) or the name of a column. A log without
            units answers `unit` with its persons.
        robots: names that never hold, instead of the mapping's robots; None = the mapping's.
        keep_robots: let robots hold like anybody.

    Raises:
        UnknownLevelError: no such column.
    """
    by_line = holder == LINE and bool(mapping.line_order)
    named = {"unit": mapping.unit or mapping.person, "person": mapping.person}
    column = mapping.line_column if by_line else named.get(holder, holder)
    if column is None or column not in available:
        raise UnknownLevelError(holder if column is None else column, available)
    role = "unit" if column == mapping.unit else "column"
    if column == mapping.person or column in mapping.persons:
        role = "person"
    if by_line:
        role = LINE
    words = mapping.holders
    excluded = dict.fromkeys(words.placeholders, "placeholder") | dict.fromkeys(words.queues, "queue")
    excluded |= dict.fromkeys(words.uncharged, "uncharged")
    if not keep_robots:
        excluded |= dict.fromkeys(words.robots if robots is None else robots, "robot")
    return Level(column, role, tuple(sorted(excluded.items())))
