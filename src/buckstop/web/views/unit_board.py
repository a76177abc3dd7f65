"""The board of a unit."""

from django.http import Http404, HttpRequest, HttpResponse

from buckstop.domain.ids import UnitId
from buckstop.web.boards.unit import unit_board_page
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.visitors import visitor


def unit_board(request: HttpRequest, unit: str) -> HttpResponse:
    """What a unit has to do with, who acts for it, what keeps it."""
    who = visitor(request)
    if who.organisation.unit(UnitId(unit)) is None:
        raise Http404
    page = unit_board_page(who, UnitId(unit))
    record_all(request, "read", page.restricted, "unit_board")
    return render(request, "unit_board.html", page)
