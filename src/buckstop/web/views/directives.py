"""Directives: where a document is dropped, the drafts of one's units, and the directives that were opened."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buckstop.app.lists import directives_of
from buckstop.domain.ids import UnitId
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.workbook_form import template
from buckstop.web.boards.listing import restricted_of, views_of
from buckstop.web.directives.drafts import (
    OpenDraft,
    Stage,
    begin_with_file,
    begin_with_text,
    drafts_of,
    issuing_units,
    open_draft,
    save,
)
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.rows import RowView
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NUMBER = 10
_LONGEST_TEXT = 200_000
"""Characters of a pasted text: four hundred pages; reading one takes a processor for as long as it is."""

_NOTHING_SENT = _("Choose a file, or paste the text of the document.")
_TEXT_TOO_LONG = _("The text has %(length)s characters; at most %(most)s are read. Paste the part with the tasks.")
_READ = _("Read: %(count)s tasks found. Look through them beside the document.")
_DISCARDED = _("The draft “%(title)s” is discarded. It can be taken back below.")
_RESTORED = _("The draft “%(title)s” is back.")
_CHANGED = _("Somebody changed this draft meanwhile. Nothing was done: look at it again.")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list."""

    id: int
    title: str
    unit: str
    by: str
    changed: str
    changed_at: str
    version: int


@dataclass(frozen=True, slots=True)
class DirectivesPage:
    """What the page shows.

    Args:
        units: units a directive may be issued for: id and name; none for who leads no unit.
        done: drafts of which everything is opened.
        opened: topmost matters that came of directives, those of cycles left out, as far as the visitor may read them,
            the newest first.
        refused: why a document was not read.
        text: what was pasted, kept where it was not read.
    """

    units: tuple[tuple[str, str], ...]
    drafts: tuple[DraftRow, ...]
    done: tuple[DraftRow, ...]
    discarded: tuple[DraftRow, ...]
    opened: tuple[RowView, ...]
    refused: tuple[str, ...] = ()
    text: str = ""
    unit: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def directives(request: HttpRequest) -> HttpResponse:
    """Take a document in, or show the drafts and the directives there are."""
    if request.method == "POST":
        return _taken_in(request)
    return render(request, "directives.html", _page(request))


def _taken_in(request: HttpRequest) -> HttpResponse:
    who = visitor(request)
    units = issuing_units(who)
    if not units:
        raise Http404
    unit = next((one for one in units if one == request.POST.get("unit")), units[0])
    found = _begun(request, who, unit)
    if isinstance(found, OpenDraft):
        messages.success(request, who.read.say(_READ, count=len(found.review.tasks)))
        return HttpResponseRedirect(url("directive_review", found.id), status=303)
    page = replace(_page(request), refused=found, text=request.POST.get("text", ""), unit=unit)
    return render(request, "directives.html", page, 422)


def _begun(request: HttpRequest, who: Visitor, unit: UnitId) -> OpenDraft | tuple[str, ...]:
    sent, text = request.FILES.get("file"), request.POST.get("text", "").replace("\r\n", "\n")
    if sent is not None and sent.file is not None:
        return begin_with_file(who, unit, sent.name or "", sent.file)
    if not text.strip():
        return (who.read.translate(_NOTHING_SENT),)
    if len(text) > _LONGEST_TEXT:
        return (who.read.say(_TEXT_TOO_LONG, length=len(text), most=_LONGEST_TEXT),)
    return begin_with_text(who, unit, text)


def _page(request: HttpRequest) -> DirectivesPage:
    who = visitor(request)
    units = issuing_units(who)
    return DirectivesPage(
        units=tuple((unit, who.read.unit(unit)) for unit in units),
        drafts=_draft_rows(who, Stage.OPEN),
        done=_draft_rows(who, Stage.DONE),
        discarded=_draft_rows(who, Stage.DISCARDED),
        opened=_opened(request, who),
        unit=units[0] if units else "",
    )


def _draft_rows(who: Visitor, stage: Stage) -> tuple[DraftRow, ...]:
    return tuple(
        DraftRow(
            id=row.pk,
            title=row.title,
            unit=who.read.unit(row.unit),
            by=row.account.display_name,
            changed=who.read.instant(row.updated_at),
            changed_at=row.updated_at.isoformat(),
            version=row.version,
        )
        for row in drafts_of(who, stage)
    )


def _opened(request: HttpRequest, who: Visitor) -> tuple[RowView, ...]:
    """The newest directives the visitor may read."""
    rows = directives_of(who.ledger, who.organisation, who.person)
    record_all(request, "read", restricted_of(rows), "directives")
    return views_of(who, rows)


@require_safe
def directive_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook for tasks, which the importer reads as it is filled in."""
    answer = HttpResponse(template(visitor(request).read.language), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="tasks.xlsx"'
    return answer


def sent_version(request: HttpRequest) -> int:
    """The version of a draft that a form was filled in before; one there never is where it says none."""
    words = request.POST.get("version", "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < _LONGEST_NUMBER else -1


@require_POST
def directive_discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Put a draft aside, or take it back."""
    found = open_draft(request, draft)
    away = request.POST.get("do") != "restore"
    if save(found, replace(found.answers, discarded=away), sent_version(request)):
        message = _DISCARDED if away else _RESTORED
        messages.success(request, found.who.read.say(message, title=found.row.title))
    else:
        messages.error(request, found.who.read.translate(_CHANGED))
    return HttpResponseRedirect(url("directives"), status=303)
