"""Workbooks (.xlsx, .xls, .xlsb, .ods): every visible sheet as a table; merged cells once, over all they cover."""

import datetime as dt
import io

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from buckstop.intake.directives.document import RawCell, RawDocument, RawTable
from buckstop.intake.directives.readers.docx import column_letters
from buckstop.intake.directives.readers.guards import Refused, fault

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_MOST_CELLS = 2_000_000
_WIDEST = 256


def read_workbook(data: bytes, name: str) -> RawDocument | Refused:
    """The visible sheets of a workbook that hold anything, in their order.

    Refuses: `directive.password`, `directive.damaged`, `directive.too_many_cells`.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [
                meta.name
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
            tables = []
            for sheet in sheets:
                found = _table(book, sheet, name)
                if isinstance(found, Refused):
                    return found
                if found.cells:
                    tables.append(found)
    except PasswordError:
        return fault("directive.password", name)
    except (CalamineError, OSError, ValueError) as error:
        return fault("directive.damaged", name, reason=str(error))
    return RawDocument(tuple(tables))


def _table(book: CalamineWorkbook, sheet_name: str, name: str) -> RawTable | Refused:
    sheet = book.get_sheet_by_name(sheet_name)
    if sheet.width * sheet.height > _MOST_CELLS:
        return fault("directive.too_many_cells", name, sheet=sheet_name, most=_MOST_CELLS)
    merged = {
        (row, column): (top, left)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if (bottom - top + 1) * (right - left + 1) <= _MOST_CELLS
        for row in range(top, min(bottom, sheet.total_height) + 1)
        for column in range(left, min(right, sheet.total_width) + 1)
    }
    first_row, first_column = sheet.start or (0, 0)
    numbers: dict[tuple[int, int], int] = {}
    cells: list[RawCell] = []
    rows: list[tuple[int, ...]] = []
    values = sheet.to_python(skip_empty_area=True)
    for row, line in enumerate(values, first_row):
        covered = []
        for column, value in enumerate(line[:_WIDEST], first_column):
            corner = merged.get((row, column), (row, column))
            if corner not in numbers:
                text = cell_text(value)
                if not text and corner == (row, column) and (row, column) not in merged:
                    covered.append(-1)
                    continue
                numbers[corner] = len(cells)
                cells.append(RawCell(f"{sheet_name}!{column_letters(corner[1])}{corner[0] + 1}", text))
            covered.append(numbers[corner])
        rows.append(tuple(covered))
    return RawTable(tuple(cells), tuple(rows))


def cell_text(value: Cell) -> str:
    """What a cell shows: dates as year-month-day, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
