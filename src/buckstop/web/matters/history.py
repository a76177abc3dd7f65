"""A matter's history as a workbook: its terms, its steps, who answered and whose clock ran, the hours of each clock."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from buckstop.app.queries import MatterPage
from buckstop.domain.matter.clocks import by_clock
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import REASONS_WHY
from buckstop.text.readers import Reader
from buckstop.web.matters.steps import Teller, moves
from buckstop.web.rows import state_words
from buckstop.web.workbook_cells import InstantCells

_MATTER, _STEPS, _CLOCKS, _HOURS = _("Matter"), _("Steps"), _("Clock record"), _("Hours")
_STEP_HEADS = (
    _("Step"),
    _("Instant"),
    _("Event"),
    _("What happened"),
    _("Details"),
    _("Who"),
    _("For which unit"),
    _("Somebody else answers since then"),
    _("Files"),
)
_CLOCK_HEADS = (_("From"), _("Until"), _("Who answered"), _("Clock of"), _("Why"), _("Hours"), _("May still change"))
_HOUR_HEADS = (_("Clock of"), _("Hours"))
_ID, _TITLE, _STATE, _HOLDER = _("Id"), _("Title"), _("Official state"), _("Answers for it now")
_GOAL, _EXPORTED, _ZONE = _("Goal"), _("Exported"), _("Time zone")
_YES = _("yes")
_WIDTHS = (6, 17, 24, 60, 40, 24, 24, 12, 40)


def history_workbook(page: MatterPage, teller: Teller, now: datetime) -> bytes:
    """The workbook as bytes. Texts are written as texts: nothing in them is ever a formula."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    styles = _Styles(book, teller.read)
    _matter_sheet(book, styles, page, teller.read, now)
    _step_sheet(book, styles, page, teller)
    _clock_sheet(book, styles, page, teller.read)
    book.close()
    return target.getvalue()


class _Styles:
    """Formats of the workbook."""

    def __init__(self, book: Any, read: Reader) -> None:
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.instants = InstantCells(book, read.calendar, valign="top")
        self.hours = book.add_format({"num_format": "#,##0.0", "valign": "top"})


def _matter_sheet(book: Any, styles: _Styles, page: MatterPage, read: Reader, now: datetime) -> None:
    matter = page.matter
    sheet = book.add_worksheet(read.translate(_MATTER))
    facts: Sequence[tuple[str, str]] = (
        (_ID, matter.id),
        (_TITLE, matter.title),
        (_GOAL, matter.terms.goal),
        (_STATE, state_words(matter, read)),
        (_HOLDER, read.unit(matter.holder)),
        (_EXPORTED, read.instant(now)),
        (_ZONE, str(read.calendar.zone)),
    )
    for row, (head, value) in enumerate(facts):
        sheet.write_string(row, 0, read.translate(head), styles.head)
        sheet.write_string(row, 1, value, styles.wrapped)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)


def _step_sheet(book: Any, styles: _Styles, page: MatterPage, teller: Teller) -> None:
    read = teller.read
    sheet = _headed(book, styles, read, _STEPS, _STEP_HEADS)
    for row, (event, moved) in enumerate(zip(page.events, moves(page.events), strict=True), 1):
        step = teller.step(row, event, moved=moved)
        sheet.write_number(row, 0, step.number)
        styles.instants.write(sheet, row, 1, event.happened_at)
        texts = (
            event.NAME,
            step.sentence,
            "\n".join(step.details),
            step.who,
            read.unit(event.by.unit) if event.by and event.by.unit else "",
            read.translate(_YES) if step.moved else "",
            "\n".join(f"{file.name} {file.sha256}" for file in step.files),
        )
        for column, text in enumerate(texts, 2):
            sheet.write_string(row, column, text, styles.wrapped)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.autofilter(0, 0, len(page.events), len(_STEP_HEADS) - 1)


def _clock_sheet(book: Any, styles: _Styles, page: MatterPage, read: Reader) -> None:
    sheet = _headed(book, styles, read, _CLOCKS, _CLOCK_HEADS)
    for row, one in enumerate(page.stretches, 1):
        styles.instants.write(sheet, row, 0, one.from_at)
        styles.instants.write(sheet, row, 1, one.until_at)
        sheet.write_string(row, 2, read.unit(one.holder), styles.wrapped)
        sheet.write_string(row, 3, read.unit(one.clock), styles.wrapped)
        sheet.write_string(row, 4, read.word(REASONS_WHY, one.why), styles.wrapped)
        sheet.write_number(row, 5, one.length.total_seconds() / 3600, styles.hours)
        sheet.write_string(row, 6, read.translate(_YES) if one.provisional else "")
    sheet.set_column(0, 1, 17)
    sheet.set_column(2, 4, 32)
    hours = _headed(book, styles, read, _HOURS, _HOUR_HEADS)
    for row, (unit, length) in enumerate(by_clock(page.stretches).items(), 1):
        hours.write_string(row, 0, read.unit(unit), styles.wrapped)
        hours.write_number(row, 1, length.total_seconds() / 3600, styles.hours)
    hours.set_column(0, 0, 32)


def _headed(book: Any, styles: _Styles, read: Reader, name: str, heads: Sequence[str]) -> Any:
    sheet = book.add_worksheet(read.translate(name))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, read.translate(head), styles.head)
    sheet.freeze_panes(1, 0)
    return sheet
