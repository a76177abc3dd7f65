"""A unit of the organisation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from buckstop.domain.ids import UnitId
from buckstop.web.organisation.unit import unit_page
from buckstop.web.rendering import render
from buckstop.web.visitors import visitor


@require_safe
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """Posts and who holds them, the duty list, lines, superiors and the past of a unit."""
    who = visitor(request)
    if who.organisation.unit(UnitId(unit)) is None:
        raise Http404
    return render(request, "unit.html", unit_page(who, UnitId(unit)))
