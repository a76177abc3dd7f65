"""The duty list of one unit: item by item, and as a workbook of this list alone."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buckstop.app.duty_lists import list_workbook
from buckstop.domain.ids import UnitId
from buckstop.i18n import gettext_noop as _
from buckstop.text.register_findings import marked_up
from buckstop.web.organisation.questions import Kind, Place, Question, Questions
from buckstop.web.organisation.sending import Desk, Sending, sent_of, workbook
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.organisation.unit import DutyView, duty_views
from buckstop.web.organisation.workbook import read_sent_list
from buckstop.web.reads import record
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_QUESTIONS = (
    Question(
        "complete",
        _("The file is complete: items that it leaves out are struck off"),
        Kind.TICK,
        required=False,
    ),
    Question(
        "document",
        _("Document that approves what leaves the list"),
        Kind.TEXT,
        _("Needed only where a complete file leaves items out."),
        required=False,
    ),
)
_SAME = _("The list is like the file already. Nothing was written.")


@dataclass(frozen=True, slots=True)
class UnitDutiesPage:
    """A unit's duty list.

    Args:
        listed: it has a list, be it empty; a unit without one can be asked anything.
        sending: a workbook on its way in; None for who may not change the list.
    """

    id: UnitId
    name: str
    listed: bool
    duties: tuple[DutyView, ...]
    sending: Sending | None


@require_http_methods(["GET", "HEAD", "POST"])
def unit_duties(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the list to everybody; take a changed one in from who administers."""
    standing, known = _listed(request, unit)
    actor = administrator(standing.who)
    if actor is None or not standing.who.organisation.active(known):
        if request.method == "POST":
            raise Http404
        return _shown(request, standing, known, None, 200)
    desk = Desk(
        request,
        standing,
        actor,
        _form(request, standing, known),
        reads=lambda sent: read_sent_list(standing, known, sent),
        shown=lambda sending, status: _shown(request, standing, known, sending, status),
        same=_SAME,
        same_address=url("unit_duties", known),
        done_address=url("unit_duties", known),
        page="unit_duties",
    )
    return desk.answer()


def _listed(request: HttpRequest, unit: str) -> tuple[Standing, UnitId]:
    who = visitor(request)
    if who.organisation.unit(UnitId(unit)) is None:
        raise Http404
    return Standing(who), UnitId(unit)


def _form(request: HttpRequest, standing: Standing, unit: UnitId) -> Questions:
    return Questions(_QUESTIONS, Place(standing, unit), request.POST if request.method == "POST" else None)


def _shown(
    request: HttpRequest, standing: Standing, unit: UnitId, sending: Sending | None, status: int
) -> HttpResponse:
    page = UnitDutiesPage(
        id=unit,
        name=standing.who.read.unit(unit),
        listed=standing.who.organisation.has_duty_list(unit),
        duties=tuple(duty_views(standing, unit)),
        sending=sending,
    )
    return render(request, "unit_duties.html", page, status)


@require_safe
def unit_duties_export(request: HttpRequest, unit: str) -> HttpResponse:
    """The list as a workbook that can be changed and sent back."""
    standing, known = _listed(request, unit)
    organisation = standing.who.organisation
    items = len(organisation.duties.lists.get(known, {}))
    record(request, "export", known, "duties_taken", items=items)
    return workbook(list_workbook(organisation, known, standing.who.read.language), "duty-list.xlsx")


@require_POST
def unit_duties_marked(request: HttpRequest, unit: str) -> HttpResponse:
    """The file that was sent, every faulty cell coloured and noted."""
    standing, known = _listed(request, unit)
    if administrator(standing.who) is None or not standing.who.organisation.active(known):
        raise Http404
    sent = sent_of(request, standing, _form(request, standing, known))
    if isinstance(sent, str):
        return unit_duties(request, unit)  # which says why it is none
    read = read_sent_list(standing, known, sent)
    found = marked_up(sent.data, sent.name, read.issues, standing.who.read.translate)
    return workbook(found, "duty-list-checked.xlsx")
