"""Proof of record: for every step of a matter what an outsider needs to check it without us."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from buckstop.app.person_names import PersonNames
from buckstop.app.proving import find_event, prove
from buckstop.app.requests import RequestError
from buckstop.ledger.proof import FILE_ENDING
from buckstop.ledger.store import Event
from buckstop.web.matters.page import teller_of, timeline
from buckstop.web.matters.steps import Step
from buckstop.web.matters.tree import Onlooker
from buckstop.web.reads import record
from buckstop.web.rendering import render
from buckstop.web.views.matter import opened_page, wanted_number
from buckstop.web.visitors import visitor

_STEPS = 100
_PROOF, _ENTRY = "proof", "entry"


@dataclass(frozen=True, slots=True)
class Proven:
    """A step with its place in the log.

    Args:
        position: None while it waits for its place, which it gets within a second.
        leaf: its hash, in hex.
    """

    step: Step
    position: int | None
    leaf: str


@dataclass(frozen=True, slots=True)
class ProofPage:
    """Steps with their places in the log, and what it takes to check them.

    Args:
        key: the log's public key, as the command wants it.
        size: entries under the newest checkpoint.
    """

    matter: str
    title: str
    rows: tuple[Proven, ...]
    earlier: int | None
    later: int | None
    origin: str
    key: str
    size: int
    waiting: int


def proof(request: HttpRequest, matter: str) -> HttpResponse:
    """Every step with its place in the log, and how to check it."""
    who = visitor(request)
    page, viewer, _sight = opened_page(request, matter, whole=True)
    entries = who.ledger.store.events(matter)
    by = Onlooker(who.ledger, who.organisation, viewer, who.read, who.ledger.now())
    teller = teller_of(page, by, PersonNames(who.ledger))
    window = timeline(page, teller, wanted_number(request), _STEPS)
    end = who.ledger.store.end()
    rows = tuple(_rows(window.steps, entries, end.size))
    shown = ProofPage(
        matter=matter,
        title=page.matter.title,
        rows=rows,
        earlier=window.earlier,
        later=window.later,
        origin=who.ledger.origin,
        key=str(who.ledger.key.verifier()),
        size=end.size,
        waiting=sum(one.position is None for one in rows),
    )
    return render(request, "proof.html", shown)


def _rows(steps: Sequence[Step], entries: Sequence[Event], size: int) -> list[Proven]:
    """Steps that are written down, each with its entry."""
    found = []
    for step in steps:
        if step.number <= len(entries):
            entry = entries[step.number - 1]
            placed = entry.position is not None and entry.position < size
            found.append(Proven(step, entry.position if placed else None, entry.leaf.hex()))
    return found


def proof_file(request: HttpRequest, matter: str, version: int, what: str) -> HttpResponse:
    """One of the two files of a step: the proof, or the entry it proves."""
    who = visitor(request)
    opened_page(request, matter, whole=True)
    if what not in (_PROOF, _ENTRY):
        raise Http404
    try:
        event = find_event(who.ledger.store, matter, version)
        if what == _PROOF:
            content, ending, media = prove(who.ledger, event).proof.encoded(), FILE_ENDING, "text/plain; charset=utf-8"
        else:
            content, ending, media = event.body, ".json", "application/json"
    except RequestError as error:  # no such step, or it waits for its place: the page says how long
        raise Http404 from error
    name = f"record-{event.position}{ending}"
    record(request, "download", matter, "file", name=name)
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
