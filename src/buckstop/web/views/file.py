"""Attached files: given out to those who may read a matter that names them, taken in before the form that will."""

from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from buckstop.app.file_kinds import KINDS
from buckstop.app.files import open_file
from buckstop.app.ledger import Ledger
from buckstop.app.queries import events_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.words import Attachment
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.languages import translate
from buckstop.web.reads import record
from buckstop.web.rendering import render_plain
from buckstop.web.scenes import seen_matter
from buckstop.web.uploads import uploads
from buckstop.web.views.matter import opened_page
from buckstop.web.visitors import visitor

_NOT_GIVEN = _("The file cannot be given out")
_UNKNOWN_KIND = "application/octet-stream"


def file(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The file as it was attached, checked against its digest, to be saved and never run in the page."""
    who, matter = visitor(request), request.GET.get("matter", "")
    opened_page(request, matter, whole=True)
    named = named_file(who.ledger, MatterId(matter), sha256)
    if named is None:
        raise Http404
    found = open_file(who.ledger, sha256)
    if isinstance(found, Refusal):
        values = {"title": translate(_NOT_GIVEN), "what_now": refusal_sentence(found, who.read), "status": 410}
        return render_plain(request, "fault.html", values, 410)
    record(request, "download", sha256, "file_of_matter", matter=matter, name=named.name)
    kind = KINDS.get(named.name.rpartition(".")[2].lower())
    response = FileResponse(
        found,
        as_attachment=True,
        filename=named.name,
        content_type=kind.media_type if kind else _UNKNOWN_KIND,
    )
    # Whatever a browser makes of it, it is nobody's page: no script, no frame, no other site.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def named_file(ledger: Ledger, matter: MatterId, sha256: str) -> Attachment | None:
    """The file of that digest as a matter's record names it; None where it names none."""
    return next((one for one in _named(ledger, matter) if one.sha256 == sha256), None)


def _named(ledger: Ledger, matter: MatterId) -> Iterator[Attachment]:
    for event in events_of(ledger, matter):
        yield from getattr(event, "attachments", ())


@require_POST
def file_keep(request: HttpRequest, matter: str) -> HttpResponse:
    """Keep files that are sent before their form is: each with the token by which the form names it, or why it is not kept.

    They are attached to nothing until a form that names them is taken.
    """
    if not visitor(request).units:
        raise Http404
    seen_matter(request, matter)
    arrived = uploads(request, "attachments")
    kept = [{"name": one.file.name, "token": one.token} for one in arrived.kept]
    return JsonResponse({"kept": kept, "refused": arrived.refused}, status=422 if arrived.refused else 200)
