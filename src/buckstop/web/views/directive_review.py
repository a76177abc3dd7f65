"""A draft of a directive under review: the document beside its tasks."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from buckstop.app.directive_opening import WHOLE
from buckstop.app.directive_review import item_of, open_questions
from buckstop.app.files import open_file
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.model import Draft
from buckstop.text.directives import question_sentence, year_words
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.directives.cards import Card, cards_of
from buckstop.web.directives.drafts import OpenDraft, open_draft, save
from buckstop.web.directives.edits import GROUPS, NEW, OF_DRAFT, Edited, edited, group_units, next_open
from buckstop.web.directives.forms import blank_task, document_form, needed, task_form, unknown_words
from buckstop.web.directives.opening import Foreseen, answered_part, foreseen, opened_of, plan_of
from buckstop.web.directives.source import Passage, passages
from buckstop.web.directives.workbook import workbook_of
from buckstop.web.reads import record
from buckstop.web.rendering import render, render_plain
from buckstop.web.templating import url
from buckstop.web.views.directives import XLSX, sent_version

_NOT_GIVEN = _("The document cannot be given out")
_STALE = _("%(person)s changed this draft on %(at)s, after you opened it. What you typed stands below; send it again.")
_LOST = _("The document of this draft cannot be read any more; the tasks stand as they were saved.")
_OPENED_ALREADY = _(
    "Matters were opened from this draft already: what is said of the directive stays. Nothing was done."
)
_PASTED = "pasted.txt"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: its code and words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class DirectiveReviewPage:
    """What the page shows.

    Args:
        facts: number, issuer and issuing day as the document says them; those it does not say are left out.
        open: how many questions must be answered; first_open: the task of the first.
        said: questions about the whole document.
        card: the task that is looked at, None for none or a new one; form: its questions.
        unknown: a name the register does not know that other tasks bear too; empty without.
        view: what a narrow screen shows: `tasks` or `source`.
        reads_as_before: the document still reads as when the tasks were made.
        can_undo: there is a change to take back.
    """

    id: int
    version: int
    title: str
    file: str
    unit: str
    facts: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    left_out: tuple[Card, ...]
    open: int
    first_open: str
    said: tuple[str, ...]
    passages: tuple[Passage, ...]
    repairs: int
    task: str
    card: Card | None
    form: ActForm | None
    foreseen: Foreseen | None
    document: ActForm
    document_open: bool
    units: tuple[str, ...]
    groups: tuple[Choice, ...]
    others: tuple[Choice, ...]
    named: tuple[Choice, ...]
    unknown: str
    view: str
    mistake: str
    stale: str
    lost: str
    reads_as_before: bool
    can_undo: bool
    opened: int
    discarded: bool


@require_http_methods(["GET", "HEAD", "POST"])
def directive_review(request: HttpRequest, draft: int) -> HttpResponse:
    """Show the document beside its tasks, and keep what the reviewer answers."""
    found = open_draft(request, draft)
    if request.method != "POST":
        return _page(request, found, request.GET.get("task", ""))
    stands = opened_of(found)
    locked = frozenset(task.key for task in found.review.tasks if stands.get(found.id_of(task.key)))
    if any(stands.values()) and request.POST.get("do") in OF_DRAFT:
        messages.error(request, found.who.read.translate(_OPENED_ALREADY))
        return HttpResponseRedirect(url("directive_review", found.id), status=303)
    done = edited(found, request.POST.get("do", ""), request.POST, locked)
    if done is None:
        raise Http404
    if done.answers is None:
        return _page(request, found, done.next, done, status=422)
    if not save(found, done.answers, sent_version(request)):
        return _overtaken(request, draft)
    messages.success(request, done.told)
    address = url("directive_review", found.id, task=done.next)
    return HttpResponseRedirect(f"{address}#task-{done.next}" if done.next else address, status=303)


def _overtaken(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody else was quicker: what was typed stands in the form again, with what is so now beside it."""
    found = open_draft(request, number)
    read, key, what = found.who.read, request.POST.get("task", ""), request.POST.get("do", "")
    stale = read.say(_STALE, person=found.answers.changed_by, at=read.instant(found.row.updated_at))
    task = blank_task(NEW) if key == NEW else found.review.task(key)
    form = None
    if what == "document":
        form = document_form(found, request.POST)
    elif what == "save" and task is not None:
        form = task_form(found, task, item_of(task, found.places), request.POST)
    return _page(request, found, key, Edited(None, next=key, form=form), stale=stale, status=409)


def _page(
    request: HttpRequest, found: OpenDraft, key: str, done: Edited | None = None, *, stale: str = "", status: int = 200
) -> HttpResponse:
    who, review, draft = found.who, found.review, found.draft
    stands = opened_of(found)
    cards = cards_of(found, stands, key)
    left_out = cards_of(found, stands, key, dropped=True)
    card = next((one for one in cards if one.key == key), None)
    asked = open_questions(review, found.places)
    of_document = [one.question for one in asked if not one.task]
    form = _form(found, key, card, done)
    is_document = done is not None and done.form is not None and not key
    page = DirectiveReviewPage(
        id=found.id,
        version=found.row.version,
        title=found.row.title,
        file=found.row.file_name,
        unit=who.read.unit(found.unit),
        facts=_facts(found, draft),
        cards=cards,
        left_out=left_out,
        open=len(asked) + (not review.title),
        first_open=next_open(found, review, ""),
        said=tuple(question_sentence(one, who.read.translate) for one in of_document),
        passages=passages(draft, review.kept if found.reads_as_before else (), key, who.read) if draft else (),
        repairs=len(draft.repairs) if draft else 0,
        task=key if form is not None else "",
        card=card,
        form=form,
        foreseen=_foreseen(found, card),
        document=done.form if is_document and done and done.form else document_form(found),
        document_open=is_document or not review.title,
        units=listed_units(who.organisation, who.read) if form is not None else (),
        groups=_groups(found) if card else (),
        others=tuple(Choice(one.key, one.title) for one in cards if one.key != key and not one.matter) if card else (),
        named=_named(found, key),
        unknown=_unknown(found, key),
        view="source" if request.GET.get("view") == "source" else "tasks",
        mistake=done.mistake if done else "",
        stale=stale,
        lost="" if draft else who.read.translate(_LOST),
        reads_as_before=draft is None or found.reads_as_before,
        can_undo=bool(found.answers.before) and not any(stands.values()),
        opened=sum(one is not None for one in stands.values()),
        discarded=found.answers.discarded,
    )
    return render(request, "directive_review.html", page, status)


def _form(found: OpenDraft, key: str, card: Card | None, done: Edited | None) -> ActForm | None:
    if done is not None and done.form is not None and key:
        done.form.is_valid()  # what is wrong is said before the marks change
        return needed(done.form)
    if key == NEW:
        return needed(task_form(found, blank_task(NEW), None))
    task = found.review.task(key)
    if task is None or card is None or card.matter:
        return None
    return needed(task_form(found, task, item_of(task, found.places)))


def _foreseen(found: OpenDraft, card: Card | None) -> Foreseen | None:
    """What opening the chosen task would meet, once nothing of it is open."""
    if card is None or card.questions or card.matter:
        return None
    plan = plan_of(found, answered_part(found))
    every = foreseen(found, tuple(one for one in plan if one.task in {WHOLE, card.key}), {})
    return next((one for one in every if one.planned.task == card.key), None)


def _facts(found: OpenDraft, draft: Draft | None) -> tuple[tuple[str, str], ...]:
    say = found.who.read.translate
    if draft is None:
        return ()
    said = (
        (_("Number"), found.review.number),
        (_("Issued by"), draft.issuer.words if draft.issuer else ""),
        (_("Issued on"), draft.issued_date.isoformat() if draft.issued_date else ""),
        (_("Year of its dates"), year_words(draft, say)),
    )
    return tuple((say(label), words) for label, words in said if words)


def _groups(found: OpenDraft) -> tuple[Choice, ...]:
    sizes = {code: len(group_units(found, code)) for code in GROUPS}
    say = found.who.read.say
    return tuple(Choice(code, say(words, count=sizes[code])) for code, (_kind, words) in GROUPS.items() if sizes[code])


def _named(found: OpenDraft, key: str) -> tuple[Choice, ...]:
    """Units that the document names to answer for a task, for which each could get one of its own."""
    task = found.review.task(key)
    item = item_of(task, found.places) if task else None
    named = [one.unit for one in (item.lead, *item.responsible) if one and one.unit] if item else []
    return tuple(Choice(unit, found.who.read.unit(unit)) for unit in dict.fromkeys(named))


def _unknown(found: OpenDraft, key: str) -> str:
    """The name of the lead that the register does not know, where other tasks name it too."""
    task = found.review.task(key)
    words = unknown_words(item_of(task, found.places)) if task and task.lead is None else ""
    others = (item_of(one, found.places) for one in found.review.kept if one.key != key)
    mentions = (unit for item in others if item for unit in (item.lead, *item.supports) if unit)
    return words if words and any(unit.words == words for unit in mentions) else ""


@require_safe
def directive_source(request: HttpRequest, draft: int) -> HttpResponseBase:
    """The document itself, as it was handed in."""
    found = open_draft(request, draft)
    file = open_file(found.who.ledger, found.row.source_sha256)
    if isinstance(file, Refusal):
        what_now = refusal_sentence(file, found.who.read)
        values = {"title": found.who.read.translate(_NOT_GIVEN), "what_now": what_now, "status": 410}
        return render_plain(request, "fault.html", values, 410)
    name = found.row.file_name or _PASTED
    record(request, "download", found.row.source_sha256, "file", name=name)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def directive_export(request: HttpRequest, draft: int) -> HttpResponse:
    """The tasks as they stand as a workbook, which the importer reads back; of what is opened, as it is now."""
    found = open_draft(request, draft)
    record(request, "export", f"directive-{found.id}", "tasks_taken", rows=len(found.review.kept))
    answer = HttpResponse(workbook_of(found, opened_of(found)), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="tasks.xlsx"'
    return answer
