"""A matter on paper: everything about it in the order a file is read, for the printer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from buckstop.web.matters.page import MatterView, matter_view
from buckstop.web.matters.tree import restricted_beside
from buckstop.web.reads import record, record_all
from buckstop.web.rendering import render
from buckstop.web.views.matter import opened_page
from buckstop.web.visitors import visitor


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The sheet.

    Args:
        view: the matter with all its steps.
        office: name of the unit at the top, whose paper it is.
        printed: when; by: who had it printed.
        size: entries of the log then.
    """

    view: MatterView
    office: str
    printed: str
    by: str
    origin: str
    size: int


def paper(request: HttpRequest, matter: str) -> HttpResponse:
    """The whole matter as one document."""
    who = visitor(request)
    page, viewer, sight = opened_page(request, matter, whole=True)
    record(request, "export", matter, "paper")
    view = matter_view(who.ledger, who.organisation, page, viewer, sight, who.read, steps=len(page.events))
    record_all(request, "read", tuple(restricted_beside(view.above, ())), "beside", matter=matter)
    shown = PaperPage(
        view=view,
        office=who.read.unit(who.organisation.root),
        printed=who.read.instant(who.ledger.now()),
        by=who.account.display_name,
        origin=who.ledger.origin,
        size=who.ledger.store.end().size,
    )
    return render(request, "paper.html", shown)
