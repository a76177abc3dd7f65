"""The columns a list of matters can show, on the page and in its workbook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.lists import MatterRow
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import EVIDENCE, ORIGINS, VISIBILITIES
from buckstop.text.readers import Reader
from buckstop.web.rows import RowView


@dataclass(frozen=True, slots=True)
class Line:
    """A matter of a list, as it is and in words."""

    row: MatterRow
    view: RowView
    read: Reader


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        key: in addresses.
        title: marked for translation.
        words: of a cell.
        at: the instant a cell is about, None for columns that are about none.
        always: nobody can leave it out.
    """

    key: str
    title: str
    words: Callable[[Line], str]
    at: Callable[[MatterRow], datetime | None] | None = None
    always: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell on a page.

    Args:
        key, title: of its column.
        at: the instant in ISO text, empty where the cell is about none.
    """

    key: str
    title: str
    words: str
    at: str


def _instant(at: Callable[[MatterRow], datetime | None]) -> Callable[[Line], str]:
    def words(line: Line) -> str:
        found = at(line.row)
        return line.read.instant(found) if found else ""

    return words


def _due(row: MatterRow) -> datetime | None:
    return row.due_at


def _opened(row: MatterRow) -> datetime | None:
    return row.matter.opened_at


def _moved(row: MatterRow) -> datetime | None:
    return row.matter.updated_at


def _deadline(row: MatterRow) -> datetime | None:
    return row.deadline_at


def _quantity(line: Line) -> str:
    terms = line.row.matter.terms
    return "" if terms.quantity is None else f"{terms.quantity:,} {terms.measure}".strip()


COLUMNS: tuple[Column, ...] = (
    Column("title", _("Matter"), lambda line: line.row.matter.title, always=True),
    Column("light", _("Warning light"), lambda line: line.view.light),
    Column("state", _("State"), lambda line: line.view.state),
    Column("holder", _("Answers for it"), lambda line: line.view.holder),
    Column("giver", _("Given by"), lambda line: line.read.unit(line.row.matter.giver)),
    Column("deadline", _("Deadline"), lambda line: line.view.deadline, _deadline),
    Column("next", _("Next by itself"), _instant(_due), _due),
    Column("evidence", _("Evidence of the work"), lambda line: line.read.word(EVIDENCE, line.row.matter.evidence)),
    Column("quantity", _("Target"), _quantity),
    Column("reference", _("Document number"), lambda line: line.row.matter.terms.reference),
    Column("origin", _("Comes from"), lambda line: line.read.word(ORIGINS, line.row.matter.origin)),
    Column("visibility", _("Open to"), lambda line: line.read.word(VISIBILITIES, line.row.matter.terms.visibility)),
    Column("moved", _("Last moved"), _instant(_moved), _moved),
    Column("opened", _("Opened"), _instant(_opened), _opened),
    Column("id", _("Id"), lambda line: line.row.matter.id),
)
USUAL = ("title", "light", "state", "holder", "giver", "deadline")
"""Shown where nobody chose others."""


def columns_of(chosen: Sequence[str]) -> tuple[Column, ...]:
    """The columns somebody chose, in their fixed order; the usual ones where nobody chose any."""
    wanted = set(chosen) & {column.key for column in COLUMNS} or set(USUAL)
    return tuple(column for column in COLUMNS if column.always or column.key in wanted)


def cells_of(line: Line, columns: Iterable[Column]) -> tuple[Cell, ...]:
    """The cells of a line beside its title."""
    return tuple(_cell(line, column) for column in columns if not column.always)


def _cell(line: Line, column: Column) -> Cell:
    at = column.at(line.row) if column.at else None
    return Cell(column.key, line.read.translate(column.title), column.words(line), at.isoformat() if at else "")
