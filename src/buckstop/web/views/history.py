"""The history of a matter as a workbook."""

from django.http import HttpRequest, HttpResponse

from buckstop.app.person_names import PersonNames
from buckstop.web.matters.history import history_workbook
from buckstop.web.matters.page import teller_of
from buckstop.web.matters.tree import Onlooker
from buckstop.web.reads import record
from buckstop.web.views.matter import opened_page
from buckstop.web.visitors import visitor

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def history(request: HttpRequest, matter: str) -> HttpResponse:
    """Every step and every stretch of a matter, to be reckoned with elsewhere; the export is on record."""
    who = visitor(request)
    page, viewer, _sight = opened_page(request, matter, whole=True)
    record(request, "export", matter, "history_taken", steps=len(page.events))
    now = who.ledger.now()
    by = Onlooker(who.ledger, who.organisation, viewer, who.read, now)
    teller = teller_of(page, by, PersonNames(who.ledger))
    response = HttpResponse(history_workbook(page, teller, now), content_type=_XLSX)
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in matter)
    response["Content-Disposition"] = f'attachment; filename="{name}-history.xlsx"'
    return response
