"""Cells of workbooks that several exports write alike: instants in the organisation's zone."""

from datetime import datetime, time
from typing import Any

from buckstop.domain.calendars import Calendar

_INSTANT, _DAY_ENDS = "yyyy-mm-dd hh:mm", 'yyyy-mm-dd "24:00"'


class InstantCells:
    """Instants as workbooks know them: local, without a zone; a midnight is 24:00 of the day it ends, as on pages.

    Args:
        book: an `xlsxwriter.Workbook`.
        calendar: its zone is that of all cells.
        layout: format properties that all of them share.
    """

    def __init__(self, book: Any, calendar: Calendar, **layout: Any) -> None:
        self._calendar = calendar
        self._instant, self._day_ends = (
            book.add_format({"num_format": one, **layout}) for one in (_INSTANT, _DAY_ENDS)
        )

    def write(self, sheet: Any, row: int, column: int, at: datetime) -> None:
        """An instant into a cell."""
        if self._calendar.ends_day(at):  # workbooks know no 24:00: the day itself, shown with its end
            day = datetime.combine(self._calendar.day_ended_by(at), time())
            sheet.write_datetime(row, column, day, self._day_ends)
        else:
            local = at.astimezone(self._calendar.zone).replace(tzinfo=None, microsecond=0)
            sheet.write_datetime(row, column, local, self._instant)
