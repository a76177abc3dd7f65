"""Lists of matters, page by page, as they stand now: what every board and every search is made of.

A list shows committed state at once: its columns are written with the event. What fell due and is not written down yet
is shown as having happened, as on a matter's own page. Which matters are on a page is told by what is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.presently import presently
from buckstop.domain.ids import MatterId, PersonId
from buckstop.domain.matter.axes import Colour, Light, Watch, axes
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Origin, Phase, Profile
from buckstop.domain.organisation import Organisation
from buckstop.domain.seeing import reach, viewer_of
from buckstop.ledger.codec import decode, decode_matter
from buckstop.ledger.lookup import Lateness, Lookup, Order, Reading, Snapshot, Where

PAGE = 50
_LOOKED_AT = 500
_PAGES = 8


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One line of a list.

    Args:
        matter: the state now, with what fell due; whatever a page shows beside these fields stands there.
        written_version: what a command must name as the version it saw.
        unwritten: events that fell due and are not written down yet.
        top: the topmost matter it is a part of, itself where it is none.
        colour: red where it is late, blue where its deadline is near, None else. Whether it lags behind its plan, and
            what a finished matter's lateness is, only its events tell: see `lights_of`.
        columns: what it was found by.
    """

    matter: Matter
    written_version: int
    unwritten: tuple[MatterEvent, ...]
    top: MatterId
    colour: Colour | None
    columns: Lookup

    @property
    def id(self) -> MatterId:
        """Its id."""
        return self.matter.id

    @property
    def deadline_at(self) -> datetime | None:
        """When the work is due."""
        return self.matter.deadline.due_at if self.matter.deadline else None

    @property
    def provisional(self) -> bool:
        """Whether days until the deadline are not announced yet."""
        return self.matter.deadline is not None and self.matter.deadline.provisional

    @property
    def due_at(self) -> datetime | None:
        """When something happens next by itself."""
        return self.matter.next_due_at()


@dataclass(frozen=True, slots=True)
class MatterList:
    """One page of a list.

    Args:
        after: where the next page begins, None where this is the last.
    """

    rows: tuple[MatterRow, ...]
    after: str | None = None


def reading_of(organisation: Organisation, person: PersonId, at: datetime) -> Reading | None:
    """How far a person may read, for lists; None where they may read everything. Matches `seeing.may_see`."""
    limits = reach(organisation, viewer_of(organisation, person, at))
    if limits.everything:
        return None
    return Reading(
        direct=tuple(sorted(limits.inside)),
        below=tuple(sorted(limits.around)),
        everything_below=organisation.root in limits.around,
        public=limits.public,
    )


def list_page(
    ledger: Ledger, where: Where, order: Order = Order.OFFICE, limit: int = PAGE, after: str = ""
) -> MatterList:
    """One page of the matters asked for.

    Args:
        where: what is asked and how far the asker may read; its kind is set here.
        after: empty for the first page, else `MatterList.after` of the one before.

    Raises:
        CursorError: `after` is no end of a page in that order.
    """
    page = ledger.store.page(replace(where, kind=MATTER), order, limit, after)
    return MatterList(rows_of(ledger, ledger.organisation(), page.snapshots), page.after)


def rows_of(ledger: Ledger, organisation: Organisation, snapshots: Sequence[Snapshot]) -> tuple[MatterRow, ...]:
    """Snapshots of matters as lines, as they stand now, in the same order; what fell due is brought up all at once."""
    now = ledger.now()
    present = presently(ledger, organisation, (decode_matter(one.body) for one in snapshots))
    return tuple(
        MatterRow(
            matter=one.matter,
            written_version=one.written_version,
            unwritten=one.unwritten,
            top=MatterId(snapshot.lookup.top),
            colour=colour_of(one.matter, now),
            columns=snapshot.lookup,
        )
        for snapshot, one in zip(snapshots, present, strict=True)
    )


def directives_of(ledger: Ledger, organisation: Organisation, person: PersonId) -> tuple[MatterRow, ...]:
    """The newest directives a person may read: what came of one, is part of nothing and was not opened by a cycle.

    Why: a cycle that cites a directive opens a matter a week; they have their own list and would drown what was ordered
    once. Of the four thousand newest matters that came of directives, no more than `PAGE` are shown.
    """
    reading = reading_of(organisation, person, ledger.now())
    where = Where(kind=MATTER, origin=Origin.DIRECTIVE, reading=reading)
    ordered = (one for one in _newest(ledger, where) if one.lookup.top == one.stream and _by_a_person(one))
    return rows_of(ledger, organisation, tuple(islice(ordered, PAGE)))


def _newest(ledger: Ledger, where: Where) -> Iterator[Snapshot]:
    after: str | None = ""
    for _page in range(_PAGES):
        if after is None:
            return
        page = ledger.store.page(where, Order.NEWEST, _LOOKED_AT, after)
        yield from page.snapshots
        after = page.after


def _by_a_person(snapshot: Snapshot) -> bool:
    return decode_matter(snapshot.body).cycle is None


def colour_of(matter: Matter, now: datetime) -> Colour | None:
    """What the deadline alone says of a matter: red, blue or nothing."""
    deadline = matter.deadline
    if deadline is None or matter.phase in {Phase.DONE, Phase.CLOSED}:
        return None
    if deadline.due_at <= now:
        return Colour.RED
    reminder = matter.reminder
    near = matter.reminded or reminder is None or reminder.due_at >= deadline.due_at or reminder.due_at <= now
    return Colour.BLUE if near else None


def lights_of(ledger: Ledger, rows: Iterable[MatterRow]) -> Mapping[MatterId, tuple[Light, ...]]:
    """Every light of some matters, each with the event it rests on and its age; all their events are read at once."""
    asked = tuple(rows)
    histories = ledger.store.histories([row.id for row in asked])
    now, watch = ledger.now(), Watch.of(ledger.pack)
    found: dict[MatterId, tuple[Light, ...]] = {}
    for row in asked:
        written = (decode(event.body).event for event in histories[row.id][: row.written_version])
        events = (*written, *row.unwritten)
        found[row.id] = axes(row.matter, events, now, watch, ledger.calendar).lights
    return found


def lateness(ledger: Ledger) -> Lateness:
    """What counts as late and near where matters are counted: near as long before the deadline as reminders go out."""
    now = ledger.now()
    ahead = ledger.calendar.due(now, ledger.rules[Profile.NORMAL].urge_before)
    return Lateness(now, ahead.at, finished=(Phase.DONE,))
