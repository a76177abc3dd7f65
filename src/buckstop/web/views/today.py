"""Today: what is one person's, by what happens if they do nothing."""

from django.http import HttpRequest, HttpResponse

from buckstop.web.rendering import render_plain


def today(request: HttpRequest) -> HttpResponse:
    """What is mine today."""
    return render_plain(request, "today.html", {})
