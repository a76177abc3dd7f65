"""Full-text search among the matters somebody may read."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from buckstop.app.lists import list_page
from buckstop.ledger.lookup import Order
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.boards.filters import EVERY, base_where, filters_of
from buckstop.web.boards.finding import Finding, finding_of
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found.

    Args:
        units: names to choose from while typing.
    """

    listing: Finding
    units: tuple[str, ...]


def search(request: HttpRequest) -> HttpResponse:
    """Matters that hold the words, what fits best first; an id that is one opens its matter at once."""
    who = visitor(request)
    filters = filters_of(who, request.GET, usual_state=EVERY)  # what ended is found too
    words = str(filters.values.get("q") or "")
    if _is_id(who, words):
        return HttpResponseRedirect(url("matter", words))
    found = finding_of(who, filters, request.GET)
    record_all(request, "read", found.restricted, "search")
    return render(request, "search.html", SearchPage(found, listed_units(who.organisation, who.read)))


def _is_id(who: Visitor, words: str) -> bool:
    """Whether the words are the id of a matter the visitor may read."""
    if not words or " " in words:
        return False
    where = replace(base_where(who), beginning=words)
    return any(row.id == words for row in list_page(who.ledger, where, Order.NEWEST, 2).rows)
