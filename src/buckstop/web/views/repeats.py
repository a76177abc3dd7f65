"""What came again."""

from django.http import HttpRequest, HttpResponse

from buckstop.web.boards.repeating import repeats_page
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.visitors import visitor


def repeats(request: HttpRequest) -> HttpResponse:
    """What the visitor's units gave more than once, and when the next one would be due."""
    page = repeats_page(visitor(request))
    record_all(request, "read", page.restricted, "repeats")
    return render(request, "repeats.html", page)
