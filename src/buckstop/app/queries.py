"""Reading: one matter with its timeline, clocks and parts; lists of matters. Nothing here writes.

What fell due since the last event is shown as having happened, as it has (`matter/decide.py`), and counted as unwritten
until a command or the clock writes it down: a reader never sees an offer that lapsed last week as open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from buckstop.app.ledger import Ledger
from buckstop.app.presently import presently
from buckstop.app.running import RunningClock, running_clocks
from buckstop.app.sight import KIND, matters_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.axes import Axes, Watch, axes
from buckstop.domain.matter.clocks import Stretch, hours
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.ledger.codec import decode, decode_matter
from buckstop.ledger.store import Where

MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a matter with its own parts, as they stand now, by id."""

    matter: Matter
    parts: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Everything about one matter that a reader may want at once.

    Args:
        matter: as it stands now.
        written_version: what a command must name as the version it saw.
        events: from its opening on, the unwritten ones at the end.
        unwritten: how many of the events fell due and are not written down yet.
        above: what it is a part of, the whole first.
        stretches: who held it when, and whose clock ran.
        clocks: what happens next if nobody does anything.
        axes: how it stands: official state, evidence, schedule with its lights, citizen.
    """

    matter: Matter
    written_version: int
    events: tuple[MatterEvent, ...]
    unwritten: int
    above: tuple[Matter, ...]
    parts: tuple[Branch, ...]
    stretches: tuple[Stretch, ...]
    clocks: tuple[RunningClock, ...]
    axes: Axes


def matter_page(ledger: Ledger, matter_id: MatterId) -> MatterPage | None:
    """A matter with all that belongs to it, None where there is none of that id."""
    loaded = ledger.store.load([matter_id])
    written = matters_of(loaded.snapshots.values())[matter_id]
    if written is None:
        return None
    organisation = ledger.organisation(loaded.organisation_version)
    (present,) = presently(ledger, organisation, [written])
    matter, events = present.matter, (*events_of(ledger, matter_id), *present.unwritten)
    now = ledger.now()
    return MatterPage(
        matter=matter,
        written_version=present.written_version,
        events=events,
        unwritten=len(present.unwritten),
        above=tuple(_above(ledger, organisation, matter))[::-1],
        parts=_parts(ledger, organisation, matter),
        stretches=hours(events, now),
        clocks=running_clocks(matter, organisation),
        axes=axes(matter, events, now, Watch.of(ledger.pack), ledger.calendar),
    )


def events_of(ledger: Ledger, matter_id: MatterId, after: int = 0) -> tuple[MatterEvent, ...]:
    """The written events of a matter after a version, in order."""
    return tuple(decode(event.body).event for event in ledger.store.events(matter_id, after=after))


def list_matters(ledger: Ledger, where: Where, limit: int, after: str = "") -> tuple[Matter, ...]:
    """Matters as last written, in the order of their ids; those after an id.

    Args:
        where: what to ask for; its kind is set here.
    """
    return tuple(decode_matter(one.body) for one in ledger.store.find(_matters(where), limit, after))


def count_matters(ledger: Ledger, where: Where) -> int:
    """How many matters a list would have without a limit."""
    return ledger.store.count(_matters(where))


def _matters(where: Where) -> Where:
    return replace(where, kind=KIND)


def _above(ledger: Ledger, organisation: Organisation, matter: Matter) -> Iterator[Matter]:
    while matter.parent is not None:
        written = matters_of(ledger.store.load([matter.parent]).snapshots.values())[matter.parent]
        assert written is not None, "a part outlives no parent: nothing is ever deleted"
        matter = presently(ledger, organisation, [written])[0].matter
        yield matter


def _parts(ledger: Ledger, organisation: Organisation, whole: Matter) -> tuple[Branch, ...]:
    """The parts of a matter, level by level: one question each, however many there are."""
    below: dict[MatterId, list[Matter]] = {}
    level = [whole]
    while wholes := tuple(matter.id for matter in level if matter.children):
        found = ledger.store.find(Where(kind=KIND, parent=wholes), limit=MOST_PARTS)
        written = [decode_matter(one.body) for one in found]
        level = [present.matter for present in presently(ledger, organisation, written)]
        for part in level:
            assert part.parent is not None
            below.setdefault(part.parent, []).append(part)
    return _branches(below, whole.id)


def _branches(below: dict[MatterId, list[Matter]], whole: MatterId) -> tuple[Branch, ...]:
    return tuple(Branch(part, _branches(below, part.id)) for part in below.get(whole, ()))
