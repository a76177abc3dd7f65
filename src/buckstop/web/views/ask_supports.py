"""Asking every support that a matter's terms name, in one go: what each is asked, till when, and what became of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from buckstop.app.answers import DoorRefusal
from buckstop.app.named_supports import AskedSupport, WantedSupport, asked_already
from buckstop.app.named_supports import ask_supports as ask_them
from buckstop.app.presently import Present
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acting import meanwhile
from buckstop.web.acts import ACTS
from buckstop.web.acts.act import Field, Kind
from buckstop.web.acts.forms import ActForm
from buckstop.web.named_supports import (
    ASKED,
    NOT_ASKED,
    NamedView,
    asks_for,
    deadline_day,
    foreseen,
    named_views,
    proposed_words,
)
from buckstop.web.new_ids import is_key, new_key
from buckstop.web.numbers import number_in
from buckstop.web.rendering import render
from buckstop.web.scenes import scene_of, seen_matter
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor, visitor

_SUPPORT = ACTS["support"]
_DAY_HINT = _("At first the matter's own deadline, where it has one: most contributions are needed earlier.")
_NOBODY = _("Nobody is ticked: tick who is to be asked.")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit to be asked.

    Args:
        will: what asking it would do; refusal: why nothing would; both empty while an answer is missing.
    """

    unit: UnitId
    name: str
    chosen: bool
    what: BoundField
    wanted: BoundField
    will: str
    refusal: str


@dataclass(frozen=True, slots=True)
class AskSupportsPage:
    """What the page shows.

    Args:
        rows: units that can still be asked; others: named ones that were asked, or cannot be.
        able: the visitor may ask for the holder.
        meanwhile: what happened since the person looked.
        refused: why nothing was done, or not all.
        back: where they go when it is done; empty for the matter.
    """

    matter: str
    title: str
    holder: str
    form: ActForm
    rows: tuple[Row, ...]
    others: tuple[NamedView, ...]
    able: bool
    meanwhile: tuple[str, ...]
    refused: tuple[str, ...]
    key: str
    version: int
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
def ask_supports(request: HttpRequest, matter: str) -> HttpResponse:
    """Show what asking them does, and ask those that are ticked."""
    who, present = visitor(request), seen_matter(request, matter)
    desk = _Desk(request, who, present)
    if request.method != "POST":
        return desk.shown(200 if desk.able else 403)
    if "preview" in request.POST:
        return desk.shown(200)
    wanted = desk.wanted()
    if not wanted or not desk.form.is_valid():
        return desk.shown(422, () if wanted else (who.read.translate(_NOBODY),))
    outcome = ask_them(who.ledger, desk.scene.actor, present.matter.id, wanted, desk.key, desk.version)
    asked = [one.wanted.unit for one in outcome if one.refusal is None]
    if asked:
        messages.success(request, who.read.say(ASKED, units=who.read.units(asked)))
    if len(asked) == len(outcome):
        return HttpResponseRedirect(desk.back or url("matter", matter), status=303)
    return _partly(request, matter, outcome)


def _partly(request: HttpRequest, matter: str, outcome: tuple[AskedSupport, ...]) -> HttpResponse:
    """The page again, with what each was refused for; what was typed for those stands in it."""
    who = visitor(request)
    stale = any(one.refusal and one.refusal.code == DoorRefusal.STALE_VERSION for one in outcome)
    desk = _Desk(request, who, seen_matter(request, matter))
    refused = tuple(
        who.read.say(NOT_ASKED, unit=who.read.unit(one.wanted.unit), why=refusal_sentence(one.refusal, who.read))
        for one in outcome
        if one.refusal is not None
    )
    return desk.shown(409 if stale else 422, refused, overtaken=stale)


class _Desk:
    """What one request for the page is about."""

    def __init__(self, request: HttpRequest, who: Visitor, present: Present) -> None:
        self._request, self._who, self._present = request, who, present
        self._given = request.POST if request.method == "POST" else request.GET
        key, back = self._given.get("key", ""), self._given.get("next", "")
        self.key = key if is_key(key) else new_key(who.ledger.calendar.local_date(who.ledger.now()))
        self.back = back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else ""
        self.scene = scene_of(who, _SUPPORT, present, self.key)
        self.able = asks_for(present.matter, who)
        self.units = supports_to_ask(present.matter, who.organisation)
        sent = request.POST if request.method == "POST" else None
        # What was asked under this key already is handed in again, too: it is answered as the first time.
        self._handed_in = (*self._again(), *self.units) if sent is not None else self.units
        self.form = ActForm(tuple(_questions(self._handed_in)), self.scene, sent)
        self._ticked = frozenset(self._given.getlist("unit")) if sent is not None else frozenset(self.units)

    def _again(self) -> tuple[UnitId, ...]:
        ticked, known = self._given.getlist("unit"), self._present.matter.supports_asked
        units = tuple(dict.fromkeys(one for one in known if one in ticked and one not in self.units))
        return asked_already(self._who.ledger, self._who.person, units, self.key)

    @property
    def version(self) -> int:
        """Of the matter, as the person saw it."""
        known = number_in(self._given.get("version", ""))
        return self.scene.version if known is None else known

    def wanted(self) -> tuple[WantedSupport, ...]:
        """What is asked of each unit that is ticked and about which everything is said."""
        answers: Mapping[str, Any] = (
            self.form.read_so_far()
            if self.form.is_bound
            else {name: field.initial for name, field in self.form.fields.items()}
        )
        found = ((unit, answers.get(f"what-{unit}"), answers.get(f"wanted-{unit}")) for unit in self._handed_in)
        return tuple(
            WantedSupport(unit, what, day) for unit, what, day in found if unit in self._ticked and what and day
        )

    def shown(self, status: int, refused: tuple[str, ...] = (), *, overtaken: bool = False) -> HttpResponse:
        """The page."""
        who, matter = self._who, self._present.matter
        since = meanwhile(who.ledger, matter.id, self.version, who.read) if overtaken else ()
        page = AskSupportsPage(
            matter=matter.id,
            title=matter.title,
            holder=who.read.unit(matter.holder),
            form=self.form,
            rows=tuple(self._rows()),
            others=tuple(one for one in named_views(matter, who.read) if not one.to_ask),
            able=self.able,
            meanwhile=since,
            refused=refused,
            key=self.key,
            version=self.scene.version,
            back=self.back,
        )
        return render(self._request, "ask_supports.html", page, status)

    def _rows(self) -> Iterator[Row]:
        wanted = {one.unit: one for one in self.wanted()}
        for unit in self.units:
            seen = foreseen(self.scene, wanted[unit]) if unit in wanted else None
            yield Row(
                unit=unit,
                name=self._who.read.unit(unit),
                chosen=unit in self._ticked,
                what=self.form[f"what-{unit}"],
                wanted=self.form[f"wanted-{unit}"],
                will=seen.will if seen else "",
                refusal=seen.refusal if seen else "",
            )


def _questions(units: tuple[UnitId, ...]) -> Iterator[Field]:
    """The contribution and the day, of each unit."""
    what, wanted = (field for field in _SUPPORT.fields if field.kind in {Kind.LONG, Kind.DATE})
    for unit in units:
        yield Field(
            f"what-{unit}",
            what.label,
            Kind.LONG,
            required=True,
            first=lambda scene: proposed_words(scene.matter.title, scene.read),
        )
        yield Field(
            f"wanted-{unit}",
            wanted.label,
            Kind.DATE,
            _DAY_HINT,
            required=True,
            first=lambda scene: deadline_day(scene.matter, scene),
        )
