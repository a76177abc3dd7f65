"""Registers as workbooks: an empty one to fill in, and one of an organisation that reads back as the same register.

Every cell is written as text or as a date: nothing a name begins with is ever taken for a formula.
"""

import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from buckstop.intake.registers.model import OUTSIDE, DutyRow, PersonRow, PostRow, Register, UnitRow
from buckstop.intake.registers.names import unit_names
from buckstop.intake.registers.words import Column, Words, words

_ROWS = 2000  # below the header that data validation covers
_DATE = "yyyy-mm-dd"
_INK, _PAPER, _QUIET = "#FFFFFF", "#2F4B6E", "#7A7A7A"
_LONGEST_LIST = 250  # characters Excel takes in a list of choices
_NOTE_LENGTH = 250  # of an input message
_TITLE_LENGTH = 32

_Row = Mapping[str, Any]
_OF_UNITS = frozenset({"office", "root"})  # settings that name a unit


def template(language: str) -> bytes:
    """An empty workbook to fill in: headers with notes, lists to choose from, one example row a sheet, a guide.

    Args:
        language: of headers, values and notes: `en` or one beginning with `zh`.
    """
    known = words()
    rows: dict[str, list[_Row]] = {
        key: [{column.key: column.examples["zh" if language.startswith("zh") else "en"] for column in columns}]
        for key, columns in known.columns.items()
        if key != "settings"
    }
    for sheet, (row, *_others) in rows.items():
        first = known.columns[sheet][0].key
        rows[sheet] = [{**row, first: f"{known.written('example', language)}{row[first]}"}]
    rows["settings"] = [{"setting": word.label(language)} for word in known.values["setting"]]
    return _workbook(known, rows, language, examples=True)


def as_workbook(register: Register, language: str, only: Collection[str] = ()) -> bytes:
    """A workbook that reads back as this register.

    Args:
        register: references by key; keys that are ids come out as ids.
        only: keys of the sheets it is to have; empty for all of them.
    """
    known = words()
    return _workbook(known, rows_of(register, known, language), language, examples=False, only=only)


def rows_of(register: Register, known: Words, language: str) -> dict[str, list[_Row]]:
    """What the sheets of a register hold, by sheet and column."""
    settings = register.settings
    called = _Called(register, known, settings.outside_arbiter_id or settings.outside_arbiter)
    return {
        "settings": [
            {"setting": word.label(language), "value": called.unit(written) if word.key in _OF_UNITS else written}
            for word in known.values["setting"]
            if (written := getattr(settings, word.key))
        ],
        "units": [_unit_cells(row, called, known, language) for row in register.units],
        "posts": [_post_cells(row, called, known, language) for row in register.posts],
        "people": [_person_cells(row, called) for row in register.people],
        "duties": [_duty_cells(row, called, known, language) for row in register.duties],
        "lines": [
            {"line": row.line, "upper": called.unit(row.upper), "lower": called.unit(row.lower)}
            for row in register.lines
        ],
    }


def _unit_cells(row: UnitRow, called: "_Called", known: Words, language: str) -> _Row:
    return {
        "id": row.id,
        "name": row.name,
        "aliases": called.listed(row.aliases),
        "kind": known.label("kind", row.kind, language),
        "superior": called.unit(row.superior),
        "ending": known.label("ending", row.ending, language) if row.ending else "",
        "successor": called.unit(row.successor),
        "document": row.document,
    }


def _post_cells(row: PostRow, called: "_Called", known: Words, language: str) -> _Row:
    return {
        "id": row.id,
        "unit": called.unit(row.unit),
        "title": row.title,
        "roles": called.listed(known.label("role", role, language) for role in sorted(row.roles)),
        "key_post": known.label("yes", "yes", language) if row.key_post else "",
        "deputies": called.listed(map(called.post, row.deputies)),
    }


def _person_cells(row: PersonRow, called: "_Called") -> _Row:
    return {
        "id": row.id,
        "name": row.name,
        "posts": called.listed(map(called.post, row.posts)),
        "login": row.login,
        "email": row.email,
        "from_date": row.from_date or "",
    }


def _duty_cells(row: DutyRow, called: "_Called", known: Words, language: str) -> _Row:
    return {
        "unit": called.unit(row.unit),
        "item": row.item,
        "title": row.title,
        "kind": known.label("duty", row.kind, language),
        "taken_by": called.unit(row.taken_by),
        "document": row.document,
    }


class _Called:
    """What cells call units and posts: by name where that can only mean them, else by id.

    Args:
        arbiter: what the outside arbiter is called.
    """

    def __init__(self, register: Register, known: Words, arbiter: str) -> None:
        names = unit_names(register.units)
        self._signs = known.writing["separators"]
        self._slash = known.writing["slashes"][0]
        self._units = {"": "", OUTSIDE: arbiter}
        for row in register.units:
            self._units[row.key] = row.name if self._plain(row.name) and len(names.of(row.name)) == 1 else row.key
        titles = Counter((row.unit, row.title) for row in register.posts)
        self._posts = {
            row.key: f"{self._units[row.unit]}{self._slash}{row.title}"
            if self._plain(row.title) and titles[row.unit, row.title] == 1
            else row.key
            for row in register.posts
        }

    def _plain(self, name: str) -> bool:
        return not any(sign in name for sign in self._signs)

    def listed(self, several: Iterable[str]) -> str:
        """Several words in one cell."""
        return f"{self._signs[0]} ".join(several)

    def unit(self, key: str) -> str:
        """What a unit is called; nothing for none."""
        return self._units[key]

    def post(self, key: str) -> str:
        """What a post is called."""
        return self._posts[key]


def _workbook(
    known: Words,
    rows: Mapping[str, Sequence[_Row]],
    language: str,
    *,
    examples: bool,
    only: Collection[str] = (),
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        styles = {
            "header": book.add_format({"bold": True, "font_color": _INK, "bg_color": _PAPER, "text_wrap": True}),
            "needed": book.add_format(
                {"bold": True, "font_color": _INK, "bg_color": _PAPER, "text_wrap": True, "underline": 1}
            ),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": _DATE, "align": "left", "valign": "top"}),
            "example": book.add_format({"italic": True, "font_color": _QUIET, "valign": "top"}),
            "example_date": book.add_format(
                {"italic": True, "font_color": _QUIET, "num_format": _DATE, "align": "left", "valign": "top"}
            ),
            "note": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        if examples:
            _guide(book, known, language, styles)
        for word in known.sheets:
            if only and word.key not in only:
                continue
            sheet = book.add_worksheet(word.label(language))
            _sheet(sheet, known, word.key, rows.get(word.key, ()), language, styles, examples=examples)
    return buffer.getvalue()


def _sheet(
    sheet: Any,
    known: Words,
    key: str,
    rows: Sequence[_Row],
    language: str,
    styles: Mapping[str, Any],
    *,
    examples: bool,
) -> None:
    columns = known.columns[key]
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 30)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, styles["date" if _is_date(column) else "text"])
        sheet.write_string(0, place, column.word.label(language), styles["needed" if column.needed else "header"])
        if examples:
            sheet.write_comment(0, place, column.word.note(language), {"x_scale": 2})
        _validate(sheet, known, column, place, language)
    as_example = examples and key != "settings"
    for number, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            _write(sheet, number, place, row.get(column.key, ""), styles, "example" if as_example else "")
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _is_date(column: Column) -> bool:
    return column.key.endswith("_date")


def _write(sheet: Any, row: int, place: int, value: Any, styles: Mapping[str, Any], kind: str) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, styles["example_date" if kind else "date"])
    elif value != "":
        sheet.write_string(row, place, str(value), styles[kind or "text"])


def _validate(sheet: Any, known: Words, column: Column, place: int, language: str) -> None:
    """Lists to choose from where a cell holds one value; a message for what else it may hold."""
    title, note = column.word.label(language)[:_TITLE_LENGTH], column.word.note(language)[:_NOTE_LENGTH]
    options: dict[str, Any] = {"validate": "any", "input_title": title, "input_message": note}
    choices = [word.label(language) for word in known.values.get(column.values, ())]
    if choices and not column.several and len(",".join(choices)) <= _LONGEST_LIST:
        # A warning, not a bar: every spelling of the words is taken, and pasted cells are never barred anyway.
        options |= {"validate": "list", "source": choices, "error_type": "warning"}
    sheet.data_validation(1, place, _ROWS, place, options)


def _guide(book: Any, known: Words, language: str, styles: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(known.written("guide", language))
    for place, width in enumerate((18, 26, 80)):
        sheet.set_column(place, place, width, styles["note"])
    line = 0
    for word in known.sheets:
        sheet.write_string(line, 0, word.label(language), styles["header"])
        sheet.merge_range(line, 1, line, 2, word.note(language), styles["note"])
        line += 1
        for column in known.columns[word.key]:
            choices = [one.label(language) for one in known.values.get(column.values, ())]
            note = column.word.note(language)
            sheet.write_string(line, 1, column.word.label(language), styles["note"])
            sheet.write_string(line, 2, f"{note} [{' | '.join(choices)}]" if choices else note, styles["note"])
            line += 1
