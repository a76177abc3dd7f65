"""A list of matters: one page of it, what it is filtered by, and where it goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from buckstop.app.ledger import Ledger
from buckstop.app.lists import PAGE, MatterRow, lights_of, list_page
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.axes import Light
from buckstop.ledger.store import CursorError
from buckstop.web.boards.columns import COLUMNS, Cell, Line, cells_of, columns_of
from buckstop.web.boards.filters import PLACE, Chip, FilterForm, Filters
from buckstop.web.rows import RowView, row_of_matter
from buckstop.web.visitors import Visitor

_MOST_BACK = 20
"""So many pages back are remembered in the address."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One matter of the list."""

    view: RowView
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column one can show."""

    key: str
    title: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list.

    Args:
        total: matters that fit; None where a filter cannot be read and nothing was looked for.
        earlier, later: queries of the pages before and after; None where there is none.
        query: of the list without the place in it.
        lost: the place in the list could not be read: this is its first page.
    """

    form: FilterForm
    chips: tuple[Chip, ...]
    columns: tuple[ColumnChoice, ...]
    lines: tuple[ListLine, ...]
    total: int | None
    earlier: str | None
    later: str | None
    query: str
    lost: bool
    restricted: tuple[MatterId, ...]


def listing_of(who: Visitor, filters: Filters, asked: QueryDict) -> Listing:
    """The page of a list that an address names."""
    columns = columns_of(asked.getlist("column"))
    rows: Sequence[MatterRow] = ()
    total: int | None = None
    after: str | None = None
    place, lost = asked.get("after", ""), False
    if filters.where is not None:
        try:
            page = list_page(who.ledger, filters.where, filters.order, PAGE, place)
        except CursorError:
            place, lost = "", True
            page = list_page(who.ledger, filters.where, filters.order, PAGE)
        rows, after = page.rows, page.after
        whole = not place and after is None
        total = len(rows) if whole else who.ledger.store.count(filters.where)
    keys = {column.key for column in columns}
    views = views_of(who, rows)
    return Listing(
        form=filters.form,
        chips=filters.chips(who.read),
        columns=tuple(
            ColumnChoice(one.key, who.read.translate(one.title), one.key in keys) for one in COLUMNS if not one.always
        ),
        lines=tuple(
            ListLine(view, cells_of(Line(row, view, who.read), columns)) for row, view in zip(rows, views, strict=True)
        ),
        total=total,
        earlier=_earlier(asked, place),
        later=_later(asked, place, after),
        query=filters.query.urlencode(),
        lost=lost,
        restricted=restricted_of(rows),
    )


def views_of(
    who: Visitor, rows: Sequence[MatterRow], said: Mapping[MatterId, tuple[str, ...]] | None = None
) -> tuple[RowView, ...]:
    """Lines with every light of theirs: the events of all of them are read at once."""
    return lit_views(who, rows, lights_of_open(who.ledger, rows), said)


def lights_of_open(ledger: Ledger, rows: Iterable[MatterRow]) -> Mapping[MatterId, tuple[Light, ...]]:
    """The lights of what is still open; what ended has none that anybody could act on."""
    return lights_of(ledger, [row for row in rows if row.matter.open])


def lit_views(
    who: Visitor,
    rows: Iterable[MatterRow],
    lights: Mapping[MatterId, tuple[Light, ...]],
    said: Mapping[MatterId, tuple[str, ...]] | None = None,
) -> tuple[RowView, ...]:
    """The same where the lights are known.

    Args:
        said: sentences below the row of a matter.
    """
    now, more = who.ledger.now(), said or {}
    return tuple(
        row_of_matter(
            row.matter, who.read, now, colour=row.colour, lights=lights.get(row.id, ()), said=more.get(row.id, ())
        )
        for row in rows
    )


def restricted_of(rows: Iterable[MatterRow]) -> tuple[MatterId, ...]:
    """Matters of which each reading is logged."""
    return tuple(row.id for row in rows if row.columns.visibility == "restricted")


def _later(asked: QueryDict, place: str, after: str | None) -> str | None:
    if after is None:
        return None
    query = asked.copy()
    query["after"] = after
    query.setlist("back", [*asked.getlist("back")[-_MOST_BACK:], place or "-"])
    return query.urlencode()


def _earlier(asked: QueryDict, place: str) -> str | None:
    """The page one came from; the first one where the way back is not known."""
    if not place:
        return None
    query = asked.copy()
    back = asked.getlist("back")
    query.setlist("back", back[:-1])
    query["after"] = back[-1] if back and back[-1] != "-" else ""
    return _without_blanks(query).urlencode()


def _without_blanks(query: QueryDict) -> QueryDict:
    for name in PLACE:
        if not any(query.getlist(name)):
            query.pop(name, None)
    return query
