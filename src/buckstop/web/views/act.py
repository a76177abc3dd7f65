"""The page of one act: what it will do is said before it is done."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from buckstop.app.presently import Present
from buckstop.i18n import gettext_noop as _
from buckstop.web.acting import Done, Foresight, do, foreseen, meanwhile, tell_outcome
from buckstop.web.acts import act_of
from buckstop.web.acts.act import Act, Scene, Values
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.effects import Effects
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.rendering import render
from buckstop.web.scenes import able, scene_of, seen_matter
from buckstop.web.templating import url
from buckstop.web.uploads import Kept, Uploads, uploads
from buckstop.web.views.file import named_file
from buckstop.web.visitors import Visitor, visitor
from buckstop.web.ways_back import tell_way_back

_WRONG_FILE = _("The file “%(name)s” was attached by mistake: it does not count. What is right instead:")


@dataclass(frozen=True, slots=True)
class ActPage:
    """What the page shows.

    Args:
        about: words of the request it is about, as they were written.
        speaker: name of the unit that speaks; post: title of the post they act from; deputising: for somebody absent.
        speakers: other units they may speak for instead, with the address of the page for each.
        refused: why it was not done just now.
        meanwhile: what happened since the person looked; the form is to be looked at again.
        back: where they go when it is done.
    """

    slug: str
    title: str
    meaning: str
    afterwards: str
    grave: bool
    matter: str
    matter_title: str
    about: str
    speaker: str
    post: str
    deputising: bool
    speakers: tuple[tuple[str, str], ...]
    address: str
    form: ActForm
    kept: tuple[Kept, ...]
    files_refused: tuple[str, ...]
    units: tuple[str, ...]
    effects: Effects
    missing: tuple[str, ...]
    refused: str
    meanwhile: tuple[str, ...]
    key: str
    version: int
    ask: int
    unit: str
    back: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a form says beside its answers.

    Args:
        version: of the matter as the person saw it; None where they did not say.
        unit: for which unit they speak; empty where they did not say.
    """

    key: str
    version: int | None
    unit: str
    ask: int
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, matter: str, slug: str) -> HttpResponse:
    """Show what an act will do, and do it."""
    who = visitor(request)
    present = seen_matter(request, matter)
    wanted = act_of(slug)
    if wanted is None:
        raise Http404
    sent = _sent(request, who)
    scene = scene_of(who, wanted, present, sent.key, sent.unit, sent.ask)
    if request.method != "POST":
        form = ActForm(wanted.fields, scene, first=_first(request, wanted, scene))
        return _page(request, wanted, present, form, sent, Uploads((), ()))
    arrived = uploads(request, "attachments")
    form = ActForm(wanted.fields, scene, request.POST, arrived)
    filled = form.is_valid() and not arrived.refused
    if "preview" in request.POST or not filled:
        return _page(request, wanted, present, form, sent, arrived, status=200 if "preview" in request.POST else 422)
    done = do(wanted, scene, form.cleaned_data, sent.key, sent.version)
    if done.matter is None:
        return _page(request, wanted, present, form, sent, arrived, done)
    tell_outcome(request, who.ledger, present.matter, done.matter, who.read)
    tell_way_back(request, who, wanted, scene)
    return HttpResponseRedirect(sent.back or url("matter", matter), status=303)


def _first(request: HttpRequest, wanted: Act, scene: Scene) -> Values:
    """What stands in the form where the address names a file that was wrong: nothing is taken off the record."""
    named = named_file(scene.ledger, scene.matter.id, request.GET.get("wrong", "")) if wanted.slug == "note" else None
    return {"text": scene.read.say(_WRONG_FILE, name=named.name)} if named else {}


def _sent(request: HttpRequest, who: Visitor) -> _Sent:
    given = request.POST if request.method == "POST" else request.GET
    key, version, ask = given.get("key", ""), given.get("version", ""), given.get("ask", "")
    back = given.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return _Sent(
        key=key if is_key(key) else new_key(who.ledger.calendar.local_date(who.ledger.now())),
        version=number_in(version),
        unit=given.get("unit") or request.GET.get("unit", ""),  # a button posts to an address that names it
        ask=number_in(ask) or 0,
        back=back if ours else "",
    )


def _page(
    request: HttpRequest,
    wanted: Act,
    present: Present,
    form: ActForm,
    sent: _Sent,
    arrived: Uploads,
    done: Done | None = None,
    status: int = 200,
) -> HttpResponse:
    who, scene = visitor(request), form.scene
    overtaken = sent.version is not None and sent.version != scene.version
    since = meanwhile(who.ledger, scene.matter.id, sent.version or 0, who.read) if overtaken else ()
    page = _shown(wanted, form, sent, arrived, foreseen(wanted, form), who, since, done)
    if request.headers.get("HX-Request") and "preview" in request.POST:
        return render(request, "act_effects.html", page)
    if done is not None:
        status = 409 if done.stale else 422
    elif status == 200 and not able(who, wanted, present):
        status = 403
    return render(request, "act.html", page, status)


def _shown(
    wanted: Act,
    form: ActForm,
    sent: _Sent,
    arrived: Uploads,
    seen: Foresight,
    who: Visitor,
    since: tuple[str, ...],
    done: Done | None,
) -> ActPage:
    scene, say = form.scene, who.read.translate
    requests = wanted.requests(scene.matter, scene.unit) if wanted.requests else ()
    actor = scene.actor
    return ActPage(
        slug=wanted.slug,
        title=say(wanted.title),
        meaning=say(wanted.meaning),
        afterwards=say(wanted.afterwards) if wanted.afterwards else "",
        grave=wanted.grave,
        matter=scene.matter.id,
        matter_title=scene.matter.title,
        about=next((one.about for one in requests if one.ask == scene.ask), ""),
        speaker=who.read.unit(scene.unit),
        post=who.read.post(actor.for_post or actor.post or "") if actor else "",
        deputising=actor is not None and actor.for_post is not None,
        speakers=_others(wanted, scene, who),
        address=url("act", scene.matter.id, wanted.slug),
        form=form,
        kept=arrived.kept,
        files_refused=arrived.refused,
        units=listed_units(who.organisation, who.read) if form.asks_units else (),
        effects=seen.effects,
        missing=seen.missing,
        refused=done.refusal if done is not None and not done.stale else "",
        meanwhile=since,
        key=sent.key,
        version=scene.version,
        ask=scene.ask,
        unit=scene.unit,
        back=sent.back,
    )


def _others(wanted: Act, scene: Scene, who: Visitor) -> tuple[tuple[str, str], ...]:
    """Other units of theirs for which they could do it."""
    fitting = able(who, wanted, Present(scene.matter, scene.version))
    return tuple(
        (who.read.unit(unit), url("act", scene.matter.id, wanted.slug, unit=unit))
        for unit in fitting
        if unit != scene.unit
    )
