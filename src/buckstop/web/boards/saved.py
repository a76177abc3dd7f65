"""Lists under names of one's own."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from buckstop.db.accounts.models import SavedView
from buckstop.web.boards.filters import PLACE
from buckstop.web.visitors import visitor

DELETED = "deleted_view"
"""Where the session keeps the view that was deleted last, for bringing it back."""

PAGE = "matters"
VIEW = "view"
EVERY = f"{VIEW}=all"
"""Part of the address by which one asks for all matters, though the page opens with a list of one's own."""


@dataclass(frozen=True, slots=True)
class NamedView:
    """A list under a name.

    Args:
        current: it is the one shown.
        first: the page opens with it.
    """

    id: int
    name: str
    query: str
    current: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Views:
    """A person's lists, and the one deleted last, empty if none was."""

    views: tuple[NamedView, ...]
    deleted: str


def views_of_visitor(request: HttpRequest) -> Views:
    """The lists a visitor named, by name."""
    shown = without_place(request.GET)
    found = SavedView.objects.filter(account=visitor(request).account, page=PAGE).order_by("name")
    deleted = request.session.get(DELETED) or {}
    return Views(
        tuple(NamedView(one.pk, one.name, one.query, one.query == shown, one.first) for one in found),
        deleted.get("name", ""),
    )


def first_query(request: HttpRequest) -> str | None:
    """The query of the list a visitor lets the page open with, where the address asks for none; None else.

    An address that asks for anything, be it all (`view=all`), is always shown as it asks.
    """
    if request.GET:
        return None
    own = SavedView.objects.filter(account=visitor(request).account, page=PAGE, first=True)
    query: str | None = own.values_list("query", flat=True).first()
    return query


def without_place(query: QueryDict) -> str:
    """A list's query in one fixed form: without the place in the list, without blanks, in one order."""
    found = QueryDict(mutable=True)
    for name in sorted(query):
        values = [value for value in query.getlist(name) if value]
        if values and name not in {*PLACE, VIEW}:
            found.setlist(name, values)
    return found.urlencode()
