"""The office's board."""

from django.http import HttpRequest, HttpResponse

from buckstop.web.boards.office import board_page
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.visitors import visitor


def board(request: HttpRequest) -> HttpResponse:
    """What comes first, how much there is, what will likely be late, who is waited for."""
    page = board_page(visitor(request))
    record_all(request, "read", page.restricted, "board")
    return render(request, "board.html", page)
