"""What comes again: the list, one with its history, setting one up, amending it, passing over a time, ending it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.cycles import load_cycle
from buckstop.app.handle import handle
from buckstop.domain.cycle.commands import AmendCycle, CycleCommand, EndCycle, SetUpCycle, SkipTurn
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.ids import CycleId, UnitId
from buckstop.domain.matter.words import Visibility
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts.act import Scene
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.boards.cycle_questions import (
    OF_AMENDING,
    QUESTIONS,
    Begun,
    Foreseen,
    amended,
    as_a_matter,
    as_it_stands,
    foresight,
    set_up,
)
from buckstop.web.boards.cycles import cycles_page, one_cycle, speaks_for, visible_cycle
from buckstop.web.effects import Effects
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.opening import scene_of_opening
from buckstop.web.reads import record, record_all
from buckstop.web.rendering import render
from buckstop.web.scenes import seen_matter
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_SET_UP = _("It comes again from now on: first on %(day)s.")
_OPENED = _("It comes again from now on. Its first matter is open.")
_AMENDED = _("From the next time on it comes like this: on %(day)s.")
_SKIPPED = _("Passed over: %(day)s. Nothing is opened for it.")
_ENDED = _("It comes no more. What was opened stays open.")
_MEANWHILE = _("Something happened to it since you looked. It is shown as it stands now: look, then send it again.")
_NO_TURN = _("Say which time is passed over: look at the page again, then send it once more.")
_NOTHING = Begun({}, {})


@dataclass(frozen=True, slots=True)
class CycleFormPage:
    """What a form shows.

    Args:
        address: where it is sent; back: where one goes without sending it.
        units_of_mine: other units it may be set up on, with the address of the page for each.
        effects, missing: what it would do, or what that still depends on.
    """

    title: str
    form: ActForm
    address: str
    back: str
    speaker: str
    unit: str
    units_of_mine: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    effects: Effects
    missing: tuple[str, ...]
    refused: str
    key: str
    version: int
    renews: bool = False
    meanwhile: tuple[str, ...] = ()
    afterwards: str = ""


@dataclass(frozen=True, slots=True)
class CycleShown:
    """The page of a cycle, with what stands in the way of what was just sent.

    Args:
        reason: what was typed, kept.
    """

    one: object
    key: str
    refused: str = ""
    reason: str = ""


def cycles(request: HttpRequest) -> HttpResponse:
    """What comes again in the visitor's units and below, and what looks as if it did."""
    number = number_in(request.GET.get("page", "")) or 1
    page = cycles_page(visitor(request), number, ended=bool(request.GET.get("ended")))
    record_all(request, "read", page.shown, "cycles")
    return render(request, "cycles.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: HttpRequest, cycle: str) -> HttpResponse:
    """One cycle with everything it opened; a time passed over, or its end, is sent here."""
    seen = _seen(request, cycle)
    if request.method == "POST":
        return _said(request, seen)
    return _shown(request, cycle)


def _shown(request: HttpRequest, cycle: str, refused: str = "", status: int = 200) -> HttpResponse:
    who = visitor(request)
    page = one_cycle(who, cycle)
    if page is None:
        raise Http404
    record_all(request, "read", page.shown, "cycle")
    shown = CycleShown(page, _fresh_key(who), refused, request.POST.get("reason", ""))
    return render(request, "cycle.html", shown, status)


def _said(request: HttpRequest, found: Cycle) -> HttpResponse:
    """Pass over the next time, or end it."""
    who, reason = visitor(request), request.POST.get("reason", "")
    command: CycleCommand
    if request.POST.get("do") == "skip":
        turn = number_in(request.POST.get("turn", ""))
        if turn is None:
            return _shown(request, found.id, who.read.translate(_NO_TURN), 422)
        command = SkipTurn(cycle=found.id, turn=turn, reason=reason)
    elif request.POST.get("do") == "end":
        command = EndCycle(cycle=found.id, reason=reason)
    else:
        raise Http404
    unit = speaks_for(who, found, type(command))
    if unit is None:
        raise PermissionDenied
    skipped = found.next.day.isoformat() if found.next else ""
    outcome = handle(who.ledger, _submission(request, who, unit, command))
    if isinstance(outcome, Refused):
        stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
        words = who.read.translate(_MEANWHILE) if stale else refusal_sentence(outcome.refusal, who.read)
        return _shown(request, found.id, words, 409 if stale else 422)
    done = who.read.say(_SKIPPED, day=skipped) if isinstance(command, SkipTurn) else who.read.translate(_ENDED)
    messages.success(request, done)
    return HttpResponseRedirect(url("cycle", found.id), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def new_cycle(request: HttpRequest) -> HttpResponse:
    """Ask what comes again, say on which days it would, and set it up."""
    who = visitor(request)
    given = request.POST if request.method == "POST" else request.GET
    mine = who.units_for(SetUpCycle)
    if not mine:
        raise PermissionDenied
    unit = next((one for one in mine if one == given.get("unit")), mine[0])
    key = _key(request, who)
    scene = scene_of_opening(who, unit, key)
    begun = _like(request)
    form = ActForm(QUESTIONS, scene, request.POST if request.method == "POST" else None, first=begun.shown)
    if not _sent(request, form):
        return _form(request, form, begun, key, status=_status(request))
    command = set_up(form.cleaned_data, unit, CycleId(scene.new))
    outcome = handle(who.ledger, Submission(key, who.actor(unit, SetUpCycle), command, 0))
    if isinstance(outcome, Refused):
        return _form(request, form, begun, key, refused=refusal_sentence(outcome.refusal, who.read), status=422)
    assert outcome.cycle is not None
    if outcome.cycle.turns:
        messages.success(request, who.read.translate(_OPENED))
    elif outcome.cycle.next is not None:
        messages.success(request, who.read.say(_SET_UP, day=outcome.cycle.next.day.isoformat()))
    return HttpResponseRedirect(url("cycle", outcome.cycle.id), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def amend_cycle(request: HttpRequest, cycle: str) -> HttpResponse:
    """Ask what is different from the next time on, and amend it; a cycle that ran out is renewed so."""
    who, found = visitor(request), _seen(request, cycle)
    unit = speaks_for(who, found, AmendCycle)
    if unit is None:
        raise PermissionDenied
    key, begun = _key(request, who), as_it_stands(found, who.read)
    scene = replace(scene_of_opening(who, unit, key), unit=unit)
    form = ActForm(OF_AMENDING, scene, request.POST if request.method == "POST" else None, first=begun.shown)
    if not _sent(request, form):
        return _form(request, form, begun, key, found, status=_status(request))
    submission = replace(_submission(request, who, unit, amended(form.cleaned_data, found.id)), key=key)
    outcome = handle(who.ledger, submission)
    if isinstance(outcome, Refused):
        stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
        words = who.read.translate(_MEANWHILE) if stale else refusal_sentence(outcome.refusal, who.read)
        return _form(request, form, begun, key, found, refused=words, status=409 if stale else 422)
    assert outcome.cycle is not None
    if outcome.cycle.next is not None:
        messages.success(request, who.read.say(_AMENDED, day=outcome.cycle.next.day.isoformat()))
    return HttpResponseRedirect(url("cycle", found.id), status=303)


def _seen(request: HttpRequest, cycle: str) -> Cycle:
    """A cycle that the visitor may read; the reading of a restricted one is on record.

    Raises:
        Http404: there is none of that id, or it is not theirs to see.
    """
    who = visitor(request)
    found = load_cycle(who.ledger, CycleId(cycle))
    if found is None or not visible_cycle(who, found):
        raise Http404
    if request.method == "POST" and found.terms.visibility is Visibility.RESTRICTED:
        record(request, "read", cycle, "cycle")
    return found


def _like(request: HttpRequest) -> Begun:
    """What the form begins with: the terms of a matter that was named, where the visitor may read it."""
    named = request.GET.get("like", "")
    if not named:
        return _NOTHING
    first = None
    with suppress(ValueError):
        first = date.fromisoformat(request.GET.get("first", ""))
    months = number_in(request.GET.get("months", ""))
    return as_a_matter(seen_matter(request, named).matter, visitor(request).read, first, months or None)


def _sent(request: HttpRequest, form: ActForm) -> bool:
    """Whether the form was sent to be carried out, and can be."""
    return request.method == "POST" and "preview" not in request.POST and form.is_valid()


def _status(request: HttpRequest) -> int:
    return 200 if request.method != "POST" or "preview" in request.POST else 422


def _submission(request: HttpRequest, who: Visitor, unit: UnitId, command: CycleCommand) -> Submission:
    """The command with the version that was seen; what was not said was not seen, and no version is the first."""
    version = number_in(request.POST.get("version", ""))
    return Submission(_key(request, who), who.actor(unit, type(command)), command, -1 if version is None else version)


def _key(request: HttpRequest, who: Visitor) -> str:
    given = request.POST.get("key", "")
    return given if is_key(given) else _fresh_key(who)


def _fresh_key(who: Visitor) -> str:
    return new_key(who.ledger.calendar.local_date(who.ledger.now()))


def _form(
    request: HttpRequest,
    form: ActForm,
    begun: Begun,
    key: str,
    found: Cycle | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    who, scene = visitor(request), form.scene
    seen: Foreseen = foresight(form, begun, found.id if found else None)
    page = CycleFormPage(
        title=found.title if found else "",
        form=form,
        address=url("amend_cycle", found.id) if found else url("new_cycle"),
        back=url("cycle", found.id) if found else url("cycles"),
        speaker=who.read.unit(scene.unit),
        unit=scene.unit,
        units_of_mine=() if found else _others(who, scene),
        units=listed_units(who.organisation, who.read),
        effects=seen.effects,
        missing=seen.missing,
        refused=refused,
        key=key,
        version=found.version if found else 0,
        renews=found is not None and found.next is None,
    )
    part = bool(request.headers.get("HX-Request")) and "preview" in request.POST
    name = "act_effects.html" if part else "amend_cycle.html" if found else "new_cycle.html"
    return render(request, name, page, status)


def _others(who: Visitor, scene: Scene) -> tuple[tuple[str, str], ...]:
    mine = who.units_for(SetUpCycle)
    return tuple((who.read.unit(one), url("new_cycle", unit=one)) for one in mine if one != scene.unit)
