"""The list of matters: filtered by its address, page by page, kept under names, taken along as a workbook."""

from dataclasses import dataclass, replace

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from buckstop.app.columns import MATTER
from buckstop.domain.matter.words import Visibility
from buckstop.ledger.lookup import Where
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.boards.filters import filters_of
from buckstop.web.boards.listing import Listing, listing_of
from buckstop.web.boards.saved import EVERY, Views, first_query, views_of_visitor, without_place
from buckstop.web.boards.workbook import list_workbook
from buckstop.web.reads import record, record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class MattersPage:
    """The list.

    Args:
        units: names to choose from while typing.
        kept: the query in the form views are kept in.
    """

    listing: Listing
    views: Views
    units: tuple[str, ...]
    kept: str


def matters(request: HttpRequest) -> HttpResponse:
    """One page of the matters an address asks for, as far as the visitor may read."""
    if (first := first_query(request)) is not None:
        return HttpResponseRedirect(f"{url('matters')}?{first or EVERY}")
    who = visitor(request)
    listing = listing_of(who, filters_of(who, request.GET), request.GET)
    record_all(request, "read", listing.restricted, "matters")
    units = listed_units(who.organisation, who.read)
    page = MattersPage(listing, views_of_visitor(request), units, without_place(request.GET))
    return render(request, "matters.html", page)


def _restricted(who: Visitor, where: Where) -> tuple[str, ...]:
    """Restricted matters of a list: whoever asks who read one of them also finds who took it along."""
    if where.visibility not in {"", Visibility.RESTRICTED}:
        return ()
    asked, found = replace(where, kind=MATTER, visibility=Visibility.RESTRICTED), list[str]()
    while page := who.ledger.store.find(asked, limit=_AT_ONCE, after=found[-1] if found else ""):
        found += [one.stream for one in page]
    return tuple(found)


def matters_export(request: HttpRequest) -> HttpResponseBase:
    """The whole list as a workbook; that it was taken is on record before it is made."""
    who = visitor(request)
    filters = filters_of(who, request.GET)
    if filters.where is None:  # the list itself says which filter cannot be read
        return HttpResponseRedirect(f"{url('matters')}?{filters.query.urlencode()}")
    total = who.ledger.store.count(filters.where)
    if filters.chips(who.read):
        record(request, "export", "matters", "list_taken", rows=total, query=filters.query.urlencode())
    else:
        record(request, "export", "matters", "whole_list_taken", rows=total)
    record_all(request, "export", _restricted(who, filters.where), "list")
    return FileResponse(
        list_workbook(who, filters, total), as_attachment=True, filename="matters.xlsx", content_type=XLSX
    )
