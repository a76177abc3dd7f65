"""The workbook for tasks: empty, with help and checks, to be filled in; or filled with items, to be read back as they are."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import xlsxwriter

from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.quantities import quantities_of
from buckstop.intake.directives.model import Asked, Due, Item, Quantity, UnitMention
from buckstop.intake.directives.words import entry

_LANGUAGE = {"zh_Hans": "zh"}
_ROWS = 500  # rows of the template that have checks
_WIDTHS = {"number": 8, "section": 14, "task": 56, "goal": 18, "leader": 16, "output": 14}
_WIDTH = 24
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a property of the file, fixed so that the same items give the same bytes
_SEPARATORS = ("\u3001", ",", "\uff0c", ";", "\uff1b")


def template(language: str) -> bytes:
    """An empty workbook: headers, a row of help, checks and hints for every column.

    Args:
        language: of the headers, `zh_Hans` or any other for English.
    """
    return _written(_form(language), (), with_help=True)


def export(items: Iterable[Item], language: str) -> bytes:
    """A workbook of items that `read_directive` reads back: number, category, task, units, leaders, deadlines, targets.

    What a cell cannot carry is left out: where an item stood, and what the register knew of its units.

    Args:
        language: of the headers, `zh_Hans` or any other for English.
    """
    form = _form(language)
    return _written(form, tuple(_row(item, form) for item in items), with_help=False)


def _form(language: str) -> dict[str, Any]:
    found: dict[str, Any] = entry(_LANGUAGE.get(language, "en"), "form")
    return found


def _written(form: dict[str, Any], rows: tuple[dict[str, str], ...], *, with_help: bool) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(form["sheet"])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        helping = book.add_format({"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for column, (field, words) in enumerate(form["headers"].items()):
            sheet.set_column(column, column, _WIDTHS.get(field, _WIDTH), plain)
            sheet.write_string(0, column, words, head)
            if with_help:
                sheet.write_string(1, column, form["help"][field], helping)
                sheet.data_validation(2, column, _ROWS, column, _check(field, column, form))
            for row, cells in enumerate(rows, 1):
                if cells.get(field):
                    sheet.write_string(row, column, cells[field], plain)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _check(field: str, column: int, form: dict[str, Any]) -> dict[str, Any]:
    """The check of a column: the lead is one unit; every other column only shows its hint."""
    hint = {"input_title": form["headers"][field][:32], "input_message": form["help"][field]}
    if field != "lead":
        return {"validate": "any", **hint}
    cell = f"{chr(ord('A') + column)}3"
    searches = ",".join(f'ISERROR(FIND("{sign}",{cell}))' for sign in _SEPARATORS)
    return {"validate": "custom", "value": f"=AND({searches})", "error_message": form["help"][field], **hint}


def _row(item: Item, form: dict[str, Any]) -> dict[str, str]:
    duties = any(question.asked is Asked.BY_DUTIES for question in item.questions)
    several = _units(item.responsible, item, form)
    return {
        "number": item.number,
        "section": item.section,
        "task": item.task,
        "goal": form["phase_separator"].join(_target(quantity, form) for quantity in _targets_beside(item)),
        "lead": _units((item.lead,), item, form) if item.lead else "",
        "responsible": f"{several}{form['separator']}{form['by_duties']}" if several and duties else several,
        "support": _units(item.supports, item, form),
        "leader": form["separator"].join(leader.words for leader in item.leaders),
        "due": form["phase_separator"].join(_due(due, form) for due in item.dues),
        "output": item.output,
    }


def _units(units: tuple[UnitMention, ...], item: Item, form: dict[str, Any]) -> str:
    """Units as a cell lists them, with their notes; an open list ends as one."""
    opened = {question.place for question in item.questions if question.asked is Asked.OPEN_LIST}
    words = form["separator"].join(f"{unit.words}({unit.note})" if unit.note else unit.words for unit in units)
    return f"{words}{form['open']}" if any(unit.place in opened for unit in units) else words


def _due(due: Due, form: dict[str, Any]) -> str:
    if due.due_date is None:
        return f"{due.words}{form['kinds'][due.kind.value]}" if not due.continuous else due.words
    day = form["day"].format(year=due.due_date.year, month=due.due_date.month, day=due.due_date.day)
    return f"{day} {form['kinds'][due.kind.value]}" if day.isascii() else day + form["kinds"][due.kind.value]


def _targets_beside(item: Item) -> list[Quantity]:
    """The targets that the task's own words do not name."""
    own = quantities_of(Passage(0, item.task, 0, len(item.task)))
    named = {(quantity.amount, quantity.measure, quantity.bound) for quantity in own}
    return [one for one in item.quantities if (one.amount, one.measure, one.bound) not in named]


def _target(quantity: Quantity, form: dict[str, Any]) -> str:
    words: str = form["bounds"][quantity.bound].format(amount=quantity.amount, measure=quantity.measure)
    return words
