"""Opening a reviewed directive: what it would do, task by task; then what became of each."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from buckstop.app.directive_opening import WHOLE, Planned, open_directive
from buckstop.app.directive_review import Way, open_questions
from buckstop.app.named_supports import AskedSupport
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.text.directives import question_sentence
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts import ActLink
from buckstop.web.directives.drafts import OpenDraft, open_draft, save
from buckstop.web.directives.opening import actor_of, answered_part, foreseen, opened_of, plan_of
from buckstop.web.directives.supporting import Supporting, ask_along, supporting
from buckstop.web.named_supports import ASKED, NOT_ASKED, asking_link
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.rows import row_of_matter
from buckstop.web.templating import url

_OPENED = _("Opened: %(count)s matters on your unit. Your unit answers for each until another accepts it.")
_SOME_REFUSED = _("%(count)s were not opened. Each says below why, and what to do.")
_OFFERED = _("It is opened on %(unit)s and offered to %(to)s, which answers for it once it accepts.")
_PART = _("It becomes a part, held by %(unit)s and offered to %(to)s, which answers for it once it accepts.")
_KEPT = _("It is opened on %(unit)s and settled there at once: %(unit)s answers for it.")
_UNFINISHED = _(
    "It is opened on %(unit)s, and what was to follow is not done yet: press the button below, or act on it there."
)
_CHANGED = _("This draft changed after you looked at it. Nothing was done: look through it and press the button again.")


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One task, or the directive itself.

    Args:
        will: what opening it would do; empty where it is opened.
        state: how its matter stands; empty where there is none.
        matter: id of its matter, empty where there is none.
        restricted: each reading of it is logged.
        refusal: why it is not opened; warned: what to think of.
        asking: the way to ask the supports its terms name; None where nobody is left to ask, or the visitor may not.
    """

    task: str
    title: str
    will: str
    state: str
    holder: str
    matter: str
    due: str
    refusal: str
    warned: tuple[str, ...]
    restricted: bool
    asking: ActLink | None = None


@dataclass(frozen=True, slots=True)
class UnansweredRow:
    """A task that cannot be opened yet."""

    task: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectiveOpeningPage:
    """What the page shows.

    Args:
        unanswered: tasks with open questions: nothing is opened while there are any.
        rows: what is to be opened; opened: what is.
        to: units to which something would be offered.
        directive: id of the directive's own matter; empty where there is none.
        unfinished: something is still to be done; refused: tasks of which it is known that they would not be opened.
        supporting: what asking the named supports along would do.
    """

    id: int
    version: int
    title: str
    unit: str
    parts: bool
    untitled: bool
    unanswered: tuple[UnansweredRow, ...]
    rows: tuple[OpeningRow, ...]
    opened: tuple[OpeningRow, ...]
    count: int
    to: tuple[str, ...]
    directive: str
    unfinished: bool
    refused: int
    supporting: Supporting


@require_http_methods(["GET", "HEAD", "POST"])
def directive_opening(request: HttpRequest, draft: int) -> HttpResponse:
    """Show what opening does and did; open what is not opened yet."""
    found = open_draft(request, draft)
    page = _page(found)
    restricted = [one.matter for one in page.opened if one.restricted]
    record_all(request, "read", restricted, "directive_opening")
    if request.method != "POST":
        return render(request, "directive_opening.html", page)
    if page.unanswered or page.untitled:
        return render(request, "directive_opening.html", page, 422)
    if request.POST.get("version") != str(found.row.version):
        messages.error(request, found.who.read.translate(_CHANGED))
        return HttpResponseRedirect(url("directive_opening", found.id), status=303)
    carried = open_directive(
        found.who.ledger, lambda command: actor_of(found, command), plan_of(found), found.answers.token
    )
    there = [one.planned.matter for one in carried if one.matter is not None]
    refused = sum(one.refusal is not None for one in carried)
    if not refused:  # else it stays among the drafts; another leader who pressed the same button says the same
        save(found, found.answers, found.row.version, json.dumps(there))
    if there:
        messages.success(request, found.who.read.say(_OPENED, count=len(there)))
    if "supports" in request.POST:
        _tell_asked(request, found, ask_along(found, plan_of(found), opened_of(found)))
    if refused:
        messages.error(request, found.who.read.say(_SOME_REFUSED, count=refused))
    return HttpResponseRedirect(url("directive_opening", found.id), status=303)


def _tell_asked(request: HttpRequest, found: OpenDraft, outcome: tuple[AskedSupport, ...]) -> None:
    """Who was asked for support, and by unit why others were not."""
    read = found.who.read
    asked = dict.fromkeys(one.wanted.unit for one in outcome if one.refusal is None)
    if asked:
        messages.success(request, read.say(ASKED, units=read.units(asked)))
    for one in outcome:
        if one.refusal is not None:
            why = refusal_sentence(one.refusal, read)
            messages.error(request, read.say(NOT_ASKED, unit=read.unit(one.wanted.unit), why=why))


def _page(found: OpenDraft) -> DirectiveOpeningPage:
    review, stands = found.review, opened_of(found)
    asked: dict[str, list[str]] = {}
    for one in open_questions(review, found.places):
        if stands.get(found.id_of(one.task)) is None or not one.task:
            sentence = question_sentence(one.question, found.who.read.translate)
            asked.setdefault(one.task, []).append(sentence)
    titles = {task.key: task.title for task in review.tasks} | {WHOLE: found.row.title}
    plan = plan_of(found, answered_part(found))
    rows = tuple(
        _row(found, one.planned, titles, None, one.refusal, one.warned) for one in foreseen(found, plan, stands)
    )
    there = tuple(_row(found, one, titles, matter) for one in plan if (matter := stands.get(one.matter)) is not None)
    whole = stands.get(found.id_of(WHOLE))
    return DirectiveOpeningPage(
        id=found.id,
        version=found.row.version,
        title=found.row.title,
        unit=found.who.read.unit(found.unit),
        parts=review.way is Way.PARTS,
        untitled=not review.title,
        unanswered=tuple(UnansweredRow(key, titles[key], tuple(sentences)) for key, sentences in asked.items()),
        rows=rows,
        opened=there,
        count=sum(1 for one in rows if one.task != WHOLE),
        to=tuple(dict.fromkeys(found.who.read.unit(one.to) for one in plan if one.to and not stands.get(one.matter))),
        directive=whole.id if whole else "",
        unfinished=any(one.task for one in rows if not one.refusal) or any(one.refusal for one in there),
        refused=sum(1 for one in rows if one.refusal),
        supporting=supporting(found, plan, stands),
    )


def _row(
    found: OpenDraft,
    one: Planned,
    titles: dict[str, str],
    matter: Matter | None,
    refusal: str = "",
    warned: tuple[str, ...] = (),
) -> OpeningRow:
    read, now = found.who.read, found.who.ledger.now()
    task = found.review.task(one.task)
    shown = row_of_matter(matter, read, now) if matter else None
    due = task.due_date if task else found.review.last_date
    unfinished = matter is not None and matter.version == 1
    will = _KEPT if one.to is None else _PART if found.review.way is Way.PARTS else _OFFERED
    return OpeningRow(
        task=one.task,
        title=titles[one.task],
        will="" if matter else read.say(will, unit=read.unit(found.unit), to=read.unit(one.to)),
        state=shown.state if shown else "",
        holder=shown.holder if shown else "",
        matter=matter.id if matter else "",
        due=due.isoformat() if due else "",
        refusal=read.say(_UNFINISHED, unit=read.unit(found.unit)) if unfinished else refusal,
        warned=warned,
        restricted=bool(shown and shown.restricted),
        asking=asking_link(matter, found.who, matter.version) if matter else None,
    )
