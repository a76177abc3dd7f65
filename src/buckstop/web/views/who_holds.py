"""Who holds what for whom, as it is now."""

from django.http import Http404, HttpRequest, HttpResponse

from buckstop.domain.ids import UnitId
from buckstop.web.boards.holdings import who_holds_page
from buckstop.web.rendering import render
from buckstop.web.visitors import visitor


def who_holds(request: HttpRequest) -> HttpResponse:
    """The map from a unit downwards; only its live part where a page that is open asks for it."""
    who = visitor(request)
    unit = UnitId(request.GET.get("unit") or who.organisation.root)
    if who.organisation.unit(unit) is None:
        raise Http404
    page = who_holds_page(who, unit, for_whom=request.GET.get("view") == "given")
    template = "boards/holdings.html" if "HX-Request" in request.headers else "who_holds.html"
    return render(request, template, page)
