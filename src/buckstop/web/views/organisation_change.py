"""A change of the organisation: its questions, what it would move, and then the change itself."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.repeating import was_answered
from buckstop.domain.ids import PostId
from buckstop.domain.matter.words import Actor
from buckstop.i18n import gettext_noop as _
from buckstop.text.organisation_changes import change_sentence
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.organisation.changes import Asked, Change, Stays
from buckstop.web.organisation.choosing import ChoicePage, chosen
from buckstop.web.organisation.every_change import CHANGES
from buckstop.web.organisation.foresight import Foresight, foreseen
from buckstop.web.organisation.questions import Kind, Place, Questions
from buckstop.web.organisation.standing import Standing, administrator
from buckstop.web.reads import record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_MOST_PERSONS = 1000
_LONGEST = 400  # of what is typed for a unit
_OTHERS = _("Somebody changed the organisation since you looked. Look at what your change would do now, then do it.")
_NOTHING = _("As it stands, this would change nothing.")


@dataclass(frozen=True, slots=True)
class OrganisationChangePage:
    """Questions of one change, and what it would move once they are answered.

    Args:
        about: the post or unit it is about, in words.
        seen: what it would do, None before the questions are answered.
        sure: what the confirming button sends: it stands for exactly what was shown.
        refused: why nothing was done.
    """

    title: str
    meaning: str
    about: str
    back: str
    form: Questions
    units: tuple[str, ...]
    persons: tuple[str, ...]
    key: str
    version: int
    grave: bool
    seen: Foresight | None = None
    sure: str = ""
    refused: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, show, do. Strangers to the post of administrator find no such page."""
    who = visitor(request)
    actor, change = administrator(who), CHANGES.get(slug)
    if actor is None or change is None:
        raise Http404
    place = _place(request, who, change, actor)
    if isinstance(place, ChoicePage):
        return render(request, "organisation_choice.html", place, 422 if place.refused else 200)
    if request.method != "POST":
        return render(request, "organisation_change.html", _page(request, place, change, Questions(change.asks, place)))
    form = Questions(change.asks, place, request.POST)
    page = _page(request, place, change, form)
    if not form.is_valid():
        return render(request, "organisation_change.html", page, 422)
    asked = change.make(place, form.cleaned_data, page.key)
    return _shown_or_done(request, who, actor, page, place, asked)


def _place(request: HttpRequest, who: Visitor, change: Change, actor: Actor) -> Place | ChoicePage:
    organisation = who.organisation
    post = organisation.post(PostId(request.GET.get("post", "")))
    if change.about_post:
        if post is None or post.abolished_at is not None:
            raise Http404
        return Place(Standing(who), post.unit, post)
    words = request.GET.get("unit", "").strip()[:_LONGEST]
    if change.outside and words == organisation.outside_arbiter:
        return Place(Standing(who), organisation.outside_arbiter)
    unit = chosen(who, change, words or (organisation.root if change.below_root else ""))
    if isinstance(unit, ChoicePage):
        return unit
    place = Place(Standing(who), unit, about=request.GET.get("about", "")[:_LONGEST])
    if change.subject is not None and not change.subject(place) and not _sent_again(request, who, actor):
        raise Http404
    return place


def _sent_again(request: HttpRequest, who: Visitor, actor: Actor) -> bool:
    """Whether it was carried out already: what it took away is no longer there when it is sent once more."""
    key = request.POST.get("key", "")
    return is_key(key) and was_answered(who.ledger, actor.person, key)


def _page(request: HttpRequest, place: Place, change: Change, form: Questions) -> OrganisationChangePage:
    who, read = place.standing.who, place.read
    key, version = request.POST.get("key", ""), number_in(request.POST.get("version", ""))
    kinds = {one.kind for one in change.asks}
    part = place.post.title if place.post else change.subject(place) if change.subject else ""
    outside = place.unit == who.organisation.outside_arbiter
    return OrganisationChangePage(
        title=read.translate(change.title),
        meaning=read.translate(change.meaning),
        about=read.say(_PART_OF, unit=read.unit(place.unit), part=part) if part else read.unit(place.unit),
        back=url("organisation") if outside or change.back == "organisation" else url(change.back, place.unit),
        form=form,
        units=listed_units(who.organisation, read, without={place.unit} if change.stays is not Stays.NOTHING else ())
        if Kind.UNIT in kinds
        else (),
        persons=_persons(place.standing) if Kind.PERSON in kinds else (),
        key=key if is_key(key) else new_key(who.ledger.calendar.local_date(place.standing.now)),
        version=who.organisation.version if version is None else version,
        grave=change.grave,
    )


_PART_OF = _("%(unit)s: %(part)s")


def _persons(standing: Standing) -> tuple[str, ...]:
    """Names to choose from while typing, namesakes with unit and post; of a larger register a name is typed whole."""
    persons = list(standing.who.organisation.persons)[:_MOST_PERSONS]
    return tuple(sorted({standing.labels.of(one) for one in persons if standing.names.of(one)}))


def _shown_or_done(
    request: HttpRequest, who: Visitor, actor: Actor, page: OrganisationChangePage, place: Place, asked: Asked
) -> HttpResponse:
    if not asked.commands:
        return _again(request, page, refused=who.read.translate(_NOTHING))
    sure = who.ledger.digest(asked.commands, *asked.personal).hex()
    if request.POST.get("sure") != sure:
        return _again(request, page, place=place, asked=asked, sure=sure, status=200)
    names = place.standing.names.of_all(who.organisation.persons)
    names |= {one.subject: one.text for one in asked.personal}  # type: ignore[misc] # a new person's subject is their id
    outcome = handle(who.ledger, Submission(page.key, actor, asked.commands, page.version, asked.personal))
    if isinstance(outcome, Refused):
        stale = outcome.refusal.code == DoorRefusal.STALE_VERSION
        refused = who.read.translate(_OTHERS) if stale else refusal_sentence(outcome.refusal, who.read)
        if stale:
            return _again(request, page, place=place, asked=asked, sure=sure, refused=refused, status=409)
        return _again(request, page, refused=refused)
    for command in asked.commands:
        messages.success(request, change_sentence(command, who.read, names))
    return HttpResponse(status=303, headers={"Location": page.back})


def _again(
    request: HttpRequest,
    page: OrganisationChangePage,
    *,
    place: Place | None = None,
    asked: Asked | None = None,
    sure: str = "",
    refused: str = "",
    status: int = 422,
) -> HttpResponse:
    """The questions once more, with what their answers would do."""
    seen = foreseen(place.standing, asked.commands, asked.personal) if place and asked else None
    if seen is not None:
        record_all(request, "read", seen.restricted, "organisation_change")
    who = visitor(request)
    shown = OrganisationChangePage(
        **{name: getattr(page, name) for name in OrganisationChangePage.__slots__ if name not in _ANEW},
        version=who.organisation.version,
        seen=seen,
        sure=sure if seen and not seen.refusal else "",
        refused=refused,
    )
    return render(request, "organisation_change.html", shown, status)


_ANEW = {"version", "seen", "sure", "refused"}
