"""Several matters at once: what would happen to each is shown first, then each is done by itself."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from buckstop.app.cautions import cautions
from buckstop.domain.seeing import viewer_of
from buckstop.text.cautions import caution_sentence
from buckstop.web.acts import ACTS
from buckstop.web.acts.act import Act, Scene
from buckstop.web.acts.answers import Answers, answers_of
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.unit_words import listed_units
from buckstop.web.batching import (
    OF_ALL,
    Chosen,
    Row,
    batch_acts,
    chosen_matters,
    done_row,
    foreseen_row,
    of_one,
    scenes,
    shared_fields,
)
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.reads import record
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """An act that can be done on several.

    Args:
        count: of how many of the matters it is offered.
    """

    slug: str
    title: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    """What the page shows.

    Args:
        unseen: matters named that are not there or not the visitor's to see.
        choices: what can be done; empty once it was.
        slug: the act that is being done; empty while none is chosen.
        missing: questions on whose answers everything depends.
        ready: how many of the matters it would be done to.
        done: it was done, and the rows say what became of each.
    """

    title: str
    slug: str
    meaning: str
    grave: bool
    choices: tuple[Choice, ...]
    form: ActForm | None
    rows: tuple[Row, ...]
    unseen: int
    units: tuple[str, ...]
    missing: tuple[str, ...]
    cautions: tuple[str, ...]
    ready: int
    done: bool
    ids: tuple[str, ...]
    key: str


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Show what one act would do to each of several matters, and do it."""
    who = visitor(request)
    if not who.units:
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    viewer = viewer_of(who.organisation, who.person, who.ledger.now())
    chosen = chosen_matters(who, viewer, given.getlist("all") or given.getlist("id"))
    for name in chosen.logged:
        record(request, "read", name)
    offered = batch_acts(who, chosen.presents)
    wanted = ACTS.get(given.get("act", ""))
    if wanted is None and len(offered) == 1:
        wanted = offered[0][0]
    key = given.get("key", "")
    if not is_key(key):
        key = new_key(who.ledger.calendar.local_date(who.ledger.now()))
    desk = _Desk(who, chosen, offered, key)
    if wanted is None or wanted.shared is None:
        return render(request, "batch.html", desk.choosing())
    sent = request.POST if request.method == "POST" else None
    ticked = set(given.getlist("id"))
    places = scenes(who, wanted, chosen.presents, key, _numbers(given, "ask"))
    if not places:
        return render(request, "batch.html", desk.choosing())
    form = ActForm(shared_fields(wanted), places[0], sent)
    if sent is not None and "preview" not in sent and form.is_valid() and ticked:
        return render(request, "batch.html", desk.done(wanted, form, places, ticked, _numbers(sent, "version")))
    page = desk.looking(wanted, form, places, ticked if sent is not None else None)
    part = bool(request.headers.get("HX-Request")) and sent is not None and "preview" in sent
    refused = sent is not None and "preview" not in sent
    return render(request, "batch_rows.html" if part else "batch.html", page, 422 if refused else 200)


def _numbers(given: QueryDict, what: str) -> dict[str, int]:
    """Numbers sent for each matter, by its id."""
    found: dict[str, int] = {}
    for name in given.getlist("all"):
        words = given.get(f"{what}-{name}", "")
        if words.isascii() and words.isdecimal() and len(words) < _LONGEST_NUMBER:
            found[name] = int(words)
    return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one request for a batch is about."""

    who: Visitor
    chosen: Chosen
    offered: tuple[tuple[Act, int], ...]
    key: str

    def choosing(self) -> BatchPage:
        """The page that asks what to do."""
        return self._page(None, None, ())

    def looking(self, act: Act, form: ActForm, places: tuple[Scene, ...], ticked: set[str] | None) -> BatchPage:
        """The page that shows what would happen to each."""
        answers = answers_of(shared_fields(act), form)
        rows = tuple(
            foreseen_row(
                act,
                scene,
                None if answers.missing else answers.values,
                chosen=None if ticked is None else scene.matter.id in ticked,
                drafted=answers.drafted,
            )
            for scene in places
        )
        return self._page(act, form, rows, missing=answers.missing, warned=self._of_all(act, answers, places))

    def done(
        self, act: Act, form: ActForm, places: tuple[Scene, ...], ticked: set[str], versions: dict[str, int]
    ) -> BatchPage:
        """Do it to each that was ticked, and the page that says what became of each."""
        rows = tuple(
            done_row(act, scene, form.cleaned_data, self.key, versions.get(scene.matter.id))
            for scene in places
            if scene.matter.id in ticked
        )
        return self._page(act, None, rows, done=True)

    def _of_all(self, act: Act, answers: Answers, places: tuple[Scene, ...]) -> tuple[str, ...]:
        """What to think of that is about the receiver."""
        if answers.missing or not places:
            return ()
        scene = places[0]
        command = act.made(of_one(act, scene, answers.values), scene)
        found = cautions(scene.ledger, scene.organisation, scene.matter, command)
        return tuple(caution_sentence(one, self.who.read) for one in found if one.code in OF_ALL)

    def _page(
        self,
        act: Act | None,
        form: ActForm | None,
        rows: tuple[Row, ...],
        *,
        missing: tuple[str, ...] = (),
        warned: tuple[str, ...] = (),
        done: bool = False,
    ) -> BatchPage:
        say = self.who.read.translate
        ids = [str(one.matter.id) for one in self.chosen.presents]
        choices = tuple(
            Choice(one.slug, say(one.title), count, url("batch", act=one.slug, id=ids)) for one, count in self.offered
        )
        return BatchPage(
            title=say(act.title) if act else "",
            slug=act.slug if act else "",
            meaning=say(act.meaning) if act else "",
            grave=bool(act and act.grave),
            choices=choices,
            form=form,
            rows=rows,
            ids=tuple(ids),
            unseen=self.chosen.unseen,
            units=listed_units(self.who.organisation, self.who.read) if form is not None and form.asks_units else (),
            missing=missing,
            cautions=warned,
            ready=sum(row.possible and row.chosen for row in rows),
            done=done,
            key=self.key,
        )
