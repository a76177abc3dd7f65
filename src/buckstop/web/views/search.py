"""Full-text search among the matters somebody may read; units and people that are called so stand above."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from buckstop.app.lists import list_page
from buckstop.ledger.lookup import Order
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.boards.filters import EVERY, base_where, filters_of
from buckstop.web.boards.finding import Finding, finding_of
from buckstop.web.organisation.called import Called, found_by_words
from buckstop.web.organisation.standing import Standing
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_MOST_CALLED = 6  # units, and as many people: matters are what the page is for


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found.

    Args:
        called: units and people in office that are called so, above the first matters.
        units: names to choose from while typing.
    """

    listing: Finding
    called: Called
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
    called = found_by_words(Standing(who), words if found.first else "", most=_MOST_CALLED, titles=False)
    return render(request, "search.html", SearchPage(found, called, listed_units(who.organisation, who.read)))


def _is_id(who: Visitor, words: str) -> bool:
    """Whether the words are the id of a matter the visitor may read."""
    if not words or " " in words:
        return False
    where = replace(base_where(who), beginning=words)
    return any(row.id == words for row in list_page(who.ledger, where, Order.NEWEST, 2).rows)
