"""Today: what is one person's, by what happens if they do nothing."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse

from buckstop.app.today import FIRST, Consequence
from buckstop.app.today import today as today_of
from buckstop.web import waiting
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.today.page import today_page
from buckstop.web.told import told_resets
from buckstop.web.visitors import visitor

ALL = 500
"""Entries of each kind that are read where a whole group is asked for."""

_GROUPS = {"", *(one.value for one in Consequence)}


def today(request: HttpRequest) -> HttpResponse:
    """What is mine today; `?all=` and the name of a group shows that group whole."""
    whole = request.GET.get("all", "")
    if whole not in _GROUPS:
        raise Http404
    who = visitor(request)
    most = ALL if whole else FIRST
    found = today_of(who.ledger, who.person, most, who.organisation)
    page = replace(today_page(found, who, who.ledger.now(), most, whole), told=told_resets(who))
    record_all(request, "read", page.restricted, "today")
    waiting.tell(request, page.waiting)
    response = render(request, "today.html", page)
    waiting.remember(request, response, page.waiting)
    return response
