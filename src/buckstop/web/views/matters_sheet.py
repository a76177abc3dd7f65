"""The matters of a list as a sheet for a meeting: one row each, with what comes next, whose clock runs, and room to write."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from buckstop.app.lists import MatterRow, list_page
from buckstop.app.running import running_clocks
from buckstop.i18n import gettext_noop as _
from buckstop.text.defaults import default_sentence
from buckstop.web.boards.filters import filters_of
from buckstop.web.boards.listing import restricted_of, views_of
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.rows import RowView
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

MOST = 200
"""Rows of a sheet: more than that no meeting goes through."""

_NOBODY = _("nobody's")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One matter.

    Args:
        clock: unit whose clock runs now; next: who must act by when, and what happens otherwise.
    """

    view: RowView
    clock: str
    next: str


@dataclass(frozen=True, slots=True)
class MattersSheetPage:
    """What the page shows.

    Args:
        filters: what the list was filtered by, in words.
        more: how many fit beyond those shown.
        query: of the list, to go back to it.
    """

    unit: str
    rows: tuple[SheetRow, ...]
    filters: tuple[str, ...]
    more: int
    query: str
    taken: str
    by: str


def matters_sheet(request: HttpRequest) -> HttpResponse:
    """The list an address asks for, on paper."""
    who = visitor(request)
    filters = filters_of(who, request.GET)
    if filters.where is None:  # the list itself says which filter cannot be read
        return HttpResponseRedirect(f"{url('matters')}?{filters.query.urlencode()}")
    found = list_page(who.ledger, filters.where, filters.order, MOST)
    record_all(request, "read", restricted_of(found.rows), "matters_sheet")
    page = MattersSheetPage(
        unit=who.read.unit(who.units[0]) if who.units else "",
        rows=_rows(who, found.rows),
        filters=tuple(chip.words for chip in filters.chips(who.read)),
        more=0 if found.after is None else who.ledger.store.count(filters.where) - len(found.rows),
        query=filters.query.urlencode() or "view=all",
        taken=who.read.instant(who.ledger.now()),
        by=who.account.display_name,
    )
    return render(request, "matters_sheet.html", page)


def _rows(who: Visitor, rows: Sequence[MatterRow]) -> tuple[SheetRow, ...]:
    return tuple(_row(who, row, view) for row, view in zip(rows, views_of(who, rows), strict=True))


def _row(who: Visitor, row: MatterRow, view: RowView) -> SheetRow:
    clocks = running_clocks(row.matter, who.organisation)
    if not clocks:
        return SheetRow(view, who.read.translate(_NOBODY), "")
    return SheetRow(view, who.read.unit(clocks[0].who), default_sentence(clocks[0], who.read))
