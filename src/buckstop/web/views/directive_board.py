"""The board of a directive."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from buckstop.app.trees import directive_tree
from buckstop.domain.ids import MatterId
from buckstop.ledger.lookup import Reading, readable
from buckstop.web.boards.directive import directive_board_page
from buckstop.web.boards.filters import base_where
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor


def directive_board(request: HttpRequest, matter: str) -> HttpResponse:
    """The tree under a topmost matter; of a part, that of the whole it belongs to."""
    who = visitor(request)
    reading = base_where(who).reading
    tree = directive_tree(who.ledger, MatterId(matter), reading)
    if tree is None:
        return HttpResponseRedirect(url("directive_board", _top(who, matter, reading)))
    page = directive_board_page(who, tree)
    record_all(request, "read", page.restricted, "directive_board")
    return render(request, "directive_board.html", page)


def _top(who: Visitor, matter: str, reading: Reading | None) -> str:
    """The whole that a part belongs to, if the visitor may read the part.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    found = who.ledger.store.load([matter]).snapshots[matter]
    if not found.version or found.lookup.top in {"", matter} or not readable(found.lookup, reading):
        raise Http404
    return found.lookup.top
