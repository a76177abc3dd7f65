"""The organisation: who is where, and what is theirs to do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from buckstop.domain.ids import UnitId
from buckstop.web.organisation.tree import organisation_page
from buckstop.web.rendering import render
from buckstop.web.visitors import visitor


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """The tree of units from the root or from any of them, and what fits the words of a search."""
    who = visitor(request)
    top = UnitId(request.GET.get("unit") or who.organisation.root)
    if not who.organisation.active(top):
        raise Http404
    return render(request, "organisation.html", organisation_page(who, top, request.GET.get("q", "")[:200]))
