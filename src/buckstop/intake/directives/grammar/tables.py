"""Tables of tasks: which row is the header, which column is which field, which rows belong together."""

import re
from dataclasses import dataclass

from buckstop.intake.directives.grammar.dates import dates_of, starts_with_date
from buckstop.intake.directives.grammar.labels import kind_of_label
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.units import is_list_of_units
from buckstop.intake.directives.words import any_of, compiled, entry, listed

_FIELDS = (
    "number",
    "task",
    "measures",
    "goal",
    "lead",
    "support",
    "responsible",
    "leader",
    "due",
    "output",
    "section",
    "beside",
)
_LOOK_AHEAD = 12
_DEEPEST_HEADER = 3
_LONGEST_HEADER = 24
_LEAST_COLUMNS = 2
_NOTES = re.compile("[(\uff08\u3010\\[][^)\uff09\u3011\\]]*[)\uff09\u3011\\]]?$")
_FIELD_OF = {word.casefold(): field for field in reversed(_FIELDS) for word in listed(f"headers.{field}")}
_PARTS = tuple((field, compiled(any_of(f"headers.{field}") + "$")) for field in _FIELDS)
_NUMBERED = re.compile("[(\uff08]?\\d{1,3}[)\uff09.\u3001\uff0e]?")
_BY_LABEL = frozenset({"lead", "responsible", "support", "leader", "due"})
_EMPTY = frozenset(word.casefold() for word in listed("empty.cells"))
_SAME = frozenset(word.casefold() for word in listed("empty.same"))
_TOTAL = frozenset(word.casefold() for word in listed("empty.total"))
_HELP = entry("zh", "empty.help")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's fields stand.

    Args:
        row: number of the first row below the header.
        columns: the columns of each field, from the left.
        titles: the words over each column, as far down as the header goes.
    """

    row: int
    columns: dict[str, tuple[int, ...]]
    titles: tuple[str, ...] = ()

    def first(self, field: str) -> int | None:
        """The first column of a field; None without one."""
        columns = self.columns.get(field)
        return columns[0] if columns else None


def header_of(rows: tuple[tuple[str, ...], ...]) -> Header | None:
    """The header of a table of tasks: one to three rows in which a task and who does it or by when have a column.

    Args:
        rows: the text of every cell, merged ones repeated.
    """
    for first in range(min(_LOOK_AHEAD, len(rows))):
        for depth in range(min(_DEEPEST_HEADER, len(rows) - first), 0, -1):
            header = _read(rows[first : first + depth], first + depth)
            if header is not None and _all_speak(rows[first : first + depth]):
                return header
    return None


def header_from_cells(rows: tuple[tuple[str, ...], ...]) -> Header | None:
    """The columns of a table that lost its header, where its cells can be nothing else; None where anything is open.

    Every row has a number, one task, a deadline that says so, and two units or more. Which of these leads, the lost
    header said: they all count as responsible, so that a person is asked.
    """
    kinds = [_kind_of_column([row[column].strip() for row in rows]) for column in range(len(rows[0]))] if rows else []
    if kinds[:1] != ["number"] or any(kinds.count(kind) != 1 for kind in ("number", "task", "due")):
        return None
    units = tuple(column for column, kind in enumerate(kinds) if kind == "responsible")
    if any(sum(1 for column in units if not is_blank(row[column])) < _LEAST_COLUMNS for row in rows):
        return None
    places = {kind: (kinds.index(kind),) for kind in ("number", "task", "due")}
    return Header(0, {**places, "responsible": units}, ("",) * len(kinds))


def _kind_of_column(cells: list[str]) -> str | None:
    """What every cell of a column is: its number, its deadline or units; else a task. None for one that is blank."""
    passages = [Passage(0, cell, 0, len(cell)) for cell in cells if not is_blank(cell)]
    if not passages:
        return None
    if all(_NUMBERED.fullmatch(cell) for cell in cells):
        return "number"
    if len(passages) == len(cells) and all(dates_of(one, strict=False) and starts_with_date(one) for one in passages):
        return "due"
    return "responsible" if all(is_list_of_units(one, None) for one in passages) else "task"


def repeats_header(row: tuple[str, ...], header: Header) -> bool:
    """Whether a row is the header again, as at the top of a page."""
    named = {field for field, columns in header.columns.items() if field_of(row[columns[0]]) == field}
    return len(named) >= _LEAST_COLUMNS and len(named) * 2 > len(header.columns)


def is_total(row: tuple[str, ...]) -> bool:
    """Whether a row adds up the rows above, or explains the columns."""
    first = next((cell.strip() for cell in row if cell.strip()), "")
    return "".join(first.split()).casefold() in _TOTAL or first.startswith(_HELP)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, "none"."""
    return not text.strip() or text.strip().casefold() in _EMPTY


def says_same(text: str) -> bool:
    """Whether a cell refers to the one above."""
    return text.strip().casefold() in _SAME


def field_of(text: str) -> str | None:
    """The field that a header's cell names; None where it names none."""
    plain = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    plain = plain.casefold()
    if plain in _FIELD_OF:
        return _FIELD_OF[plain]
    bare = _NOTES.sub("", plain).strip()
    if bare in _FIELD_OF:
        return _FIELD_OF[bare]
    if not bare or len(bare) > _LONGEST_HEADER:
        return None
    for words in (plain, bare):
        if (kind := kind_of_label(words)) in _BY_LABEL:
            return kind
    # "2026 key tasks" ends in "tasks".
    found = [(len(word.group()), field) for field, pattern in _PARTS if (word := pattern.search(bare))]
    return max((one for one in found if one[0] > 1), default=(0, None), key=lambda one: one[0])[1]


def _read(rows: tuple[tuple[str, ...], ...], below: int) -> Header | None:
    columns: dict[str, list[int]] = {}
    for column in range(len(rows[0])):
        texts = list(dict.fromkeys(row[column].strip() for row in rows if row[column].strip()))
        field = next((named for text in reversed(texts) if (named := field_of(text))), None)
        if field is not None:
            columns.setdefault(field, []).append(column)
    _stand_in(columns, rows[-1])
    known = {field: tuple(places) for field, places in columns.items()}
    if not ({"task", "measures"} & known.keys()) or not (
        {"lead", "responsible", "due", "leader", "support"} & known.keys()
    ):
        return None
    return Header(below, known, rows[-1])


def _stand_in(columns: dict[str, list[int]], titles: tuple[str, ...]) -> None:
    """Let a column do for one that is missing: projects for tasks, the section in charge for the unit in charge."""
    if not {"task", "measures"} & columns.keys() and "section" in columns:
        columns["task"] = [columns["section"].pop()]
        if not columns["section"]:
            del columns["section"]
    if not {"lead", "responsible"} & columns.keys():
        for column in columns.get("beside", ()):
            if (kind := kind_of_label("".join(titles[column].split()))) in {"lead", "responsible"}:
                columns.setdefault(kind or "", []).append(column)


def _all_speak(rows: tuple[tuple[str, ...], ...]) -> bool:
    """Whether every row taken for a header holds names of fields, and no row of tasks."""
    for row in rows:
        cells = {cell.strip() for cell in row if cell.strip()}
        named = sum(1 for cell in cells if field_of(cell))
        if not cells or named * 2 < len(cells) or named < (_LEAST_COLUMNS if row is rows[0] else 1):
            return False
    return True
