"""Opening a matter on one's own unit, and what follows at once."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.cautions import cautions
from buckstop.app.handle import handle
from buckstop.app.previewing import preview
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acting import Foresight, tell_outcome
from buckstop.web.acts.act import Scene, Values
from buckstop.web.acts.answers import answers_of
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.effects import Effects, effects_of
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.opening import QUESTIONS, Then, following, like, opening, scene_of_opening, still_there
from buckstop.web.rendering import render
from buckstop.web.scenes import seen_matter
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_THEN = "-then"
_NO_RECEIVER = _("Name the unit it is offered to.")
_OPENED_ONLY = _("The matter was opened and stands with your unit. What was to follow was not done: %(refusal)s")


@dataclass(frozen=True, slots=True)
class NewMatterPage:
    """What the page shows.

    Args:
        units_of_mine: units a matter may be opened on, with the address of the page for each; the chosen one left out.
    """

    form: ActForm
    speaker: str
    unit: str
    units_of_mine: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    effects: Effects
    missing: tuple[str, ...]
    refused: str
    key: str
    meanwhile: tuple[str, ...] = ()
    afterwards: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def new_matter(request: HttpRequest) -> HttpResponse:
    """Ask what a new matter is about, show what opening it will do, and do it."""
    who = visitor(request)
    given = request.POST if request.method == "POST" else request.GET
    mine = who.units_for(OpenMatter)
    if not mine:
        raise PermissionDenied
    unit = next((one for one in mine if one == given.get("unit")), mine[0])
    key = given.get("key", "")
    if not is_key(key):
        key = new_key(who.ledger.calendar.local_date(who.ledger.now()))
    scene = scene_of_opening(who, unit, key)
    form = ActForm(QUESTIONS, scene, request.POST if request.method == "POST" else None, first=_like(request, scene))
    if request.method != "POST":
        return _page(request, form, mine, key)
    filled = form.is_valid()
    if filled and form.cleaned_data["then"] == Then.OFFER and form.cleaned_data["to"] is None:
        form.add_error("to", who.read.translate(_NO_RECEIVER))
        filled = False
    if "preview" in request.POST or not filled:
        return _page(request, form, mine, key, status=200 if "preview" in request.POST else 422)
    return _opened(request, form, mine, key)


def _like(request: HttpRequest, scene: Scene) -> Values:
    """What the form begins with: the terms of a matter that was named, where the visitor may read it."""
    matter = _named(request)
    if matter is None:
        return {}
    due = None
    with suppress(ValueError):
        due = date.fromisoformat(request.GET.get("due", ""))
    return like(matter, due, scene)


def _named(request: HttpRequest) -> Matter | None:
    named = request.GET.get("like", "")
    return seen_matter(request, named).matter if named else None


def _opened(request: HttpRequest, form: ActForm, mine: tuple[UnitId, ...], key: str) -> HttpResponse:
    who, scene, values = visitor(request), form.scene, form.cleaned_data
    outcome = handle(who.ledger, opening(values, scene, key))
    if isinstance(outcome, Refused):
        return _page(request, form, mine, key, refusal_sentence(outcome.refusal, who.read), 422)
    assert outcome.matter is not None
    matter, then = outcome.matter, following(values, scene)
    if then is not None:
        followed = handle(who.ledger, Submission(key + _THEN, who.actor(scene.unit, type(then)), then, 1))
        if isinstance(followed, Accepted) and followed.matter is not None:
            matter = followed.matter
        elif isinstance(followed, Refused):
            refusal = refusal_sentence(followed.refusal, who.read)
            messages.error(request, who.read.say(_OPENED_ONLY, refusal=refusal))
    tell_outcome(request, who.ledger, None, matter, who.read)
    if values["then"] == Then.DELEGATE:
        return HttpResponseRedirect(url("act", matter.id, "delegate"), status=303)
    return HttpResponseRedirect(url("matter", matter.id), status=303)


def _foreseen(form: ActForm, key: str, model: Matter | None) -> Foresight:
    """What opening it would do as far as the form is filled in, and what follows with it.

    Args:
        model: what it begins like; the form shows the units of that by name.
    """
    answers, scene = answers_of(QUESTIONS, form), form.scene
    if answers.missing:
        return Foresight(Effects(drafted=True), answers.missing)
    values = dict(answers.values)
    if not form.is_bound and model is not None:
        values["supports"] = still_there(model, scene)
    submission, then = opening(values, scene, key), following(values, scene)
    seen = preview(scene.ledger, submission, then)
    warned = [*cautions(scene.ledger, scene.organisation, None, submission.command)]
    if then is not None and seen.after is not None:
        further = cautions(scene.ledger, scene.organisation, seen.after, then)
        warned += [one for one in further if one not in warned]
    return Foresight(effects_of(seen, (), scene.read, warned, tells=scene.tells, drafted=answers.drafted))


def _page(
    request: HttpRequest,
    form: ActForm,
    mine: tuple[UnitId, ...],
    key: str,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    who, unit = visitor(request), form.scene.unit
    seen = _foreseen(form, key, _named(request))
    page = NewMatterPage(
        form=form,
        speaker=who.read.unit(unit),
        unit=unit,
        units_of_mine=_others(who, mine, unit),
        units=listed_units(who.organisation, who.read),
        effects=seen.effects,
        missing=seen.missing,
        refused=refused,
        key=key,
    )
    part = bool(request.headers.get("HX-Request")) and "preview" in request.POST
    return render(request, "act_effects.html" if part else "new_matter.html", page, status)


def _others(who: Visitor, mine: tuple[UnitId, ...], unit: UnitId) -> tuple[tuple[str, str], ...]:
    return tuple((who.read.unit(one), url("new_matter", unit=one)) for one in mine if one != unit)
