"""The page of a matter."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse

from buckstop.app.queries import MatterPage, matter_page
from buckstop.domain.ids import MatterId
from buckstop.domain.seeing import Extent, Sight, Viewer, viewer_of
from buckstop.web.access import tells_readers
from buckstop.web.matters.again import again_view
from buckstop.web.matters.doing import doing_view
from buckstop.web.matters.page import matter_view, sight_of_page
from buckstop.web.matters.tree import restricted_beside
from buckstop.web.reads import record, record_all
from buckstop.web.rendering import render
from buckstop.web.visitors import Visitor, visitor

_LONGEST_NUMBER = 10


def matter(request: HttpRequest, matter: str) -> HttpResponse:
    """Everything about one matter that the visitor may see."""
    who = visitor(request)
    page, viewer, sight = opened_page(request, matter)
    before = wanted_number(request)
    view = matter_view(who.ledger, who.organisation, page, viewer, sight, who.read, before=before)
    beside = tuple(restricted_beside(view.above, view.whole.tree.parts if view.whole else ()))
    beside += view.outline.restricted if view.outline else ()
    record_all(request, "read", beside, "beside", matter=matter)
    if sight.allowed:
        told = sight.logged and tells_readers(who, page.matter.holder)
        doing = doing_view(page.matter, page.written_version, who, sum(one.matter.open for one in page.parts))
        view = replace(view, doing=doing, again=again_view(page.matter, who), tells_readers=told)
    return render(request, "matter.html", view)


def wanted_number(request: HttpRequest) -> int | None:
    """Which steps the address asks for: those before a number; None for the latest, and where none comes before it."""
    asked = request.GET.get("before", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < _LONGEST_NUMBER else 0
    return number if number > 1 else None


def opened_page(request: HttpRequest, matter: str, *, whole: bool = False) -> tuple[MatterPage, Viewer, Sight]:
    """A matter with what the visitor may read of it; the reading is on record where it must be.

    Args:
        whole: an outline is not enough.

    Raises:
        Http404: there is none of that id, or it is not theirs to see.
    """
    who = visitor(request)
    page = matter_page(who.ledger, MatterId(matter))
    if page is None:
        raise Http404
    viewer = viewer_of_visitor(who)
    sight = sight_of_page(who.organisation, page, viewer)
    if sight.extent is Extent.NOTHING or (whole and not sight.allowed):
        raise Http404
    if sight.logged:
        record(request, "read", matter)
    return page, viewer, sight


def viewer_of_visitor(who: Visitor) -> Viewer:
    """The visitor as the rules of reading know them."""
    return viewer_of(who.organisation, who.person, who.ledger.now())
