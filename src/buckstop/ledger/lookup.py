"""What streams are found by: the columns beside a state, the questions asked of them, and what comes back.

Pages list, count and search by these columns. They are written in the transaction that writes the event, so a page never
shows less than what was committed. What a column means is the business of the one who fills it; a store compares.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OneOf = str | tuple[str, ...]
"""A value asked for, or several of which any will do; empty asks nothing."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Columns a stream is found by; what they mean is the business of the one who fills them.

    Args:
        kind: sort of stream: matter, demand, organisation, ...
        phase: where the stream stands in its protocol.
        active: still open: an end was not reached.
        due_at: when somebody must look at the stream because of a timer, None for never.
        title: what a list shows of it.
        priority: the higher the earlier.
        opened_at: when it began; moved_at: when its last event took effect.
        visibility: who may read it; see `Reading`.
        units: everyone involved, sorted.
        asked: units that owe an answer to an open request, sorted.
        asking: units that wait for such an answer, sorted.
        top: its topmost ancestor by `parent`, itself without one. The store finds it; what is given here is not read.
    """

    kind: str
    phase: str
    active: bool
    due_at: datetime | None = None
    holder: str = ""
    giver: str = ""
    offeree: str = ""
    arbiter: str = ""
    verifier: str = ""
    parent: str = ""
    title: str = ""
    priority: int = 0
    deadline_at: datetime | None = None
    opened_at: datetime | None = None
    moved_at: datetime | None = None
    visibility: str = ""
    origin: str = ""
    evidence: str = ""
    units: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    top: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a stream's events lead to.

    Args:
        version: version of the last event it contains; 0 where the stream does not exist yet.
        body: the state as bytes; empty at version 0.
        words: what full-text search finds it by, as `words.words_of` makes it; None leaves what was written before.
            Never loaded: `Store.beside` tells it.
    """

    stream: str
    version: int
    body: bytes
    lookup: Lookup
    words: str | None = field(default=None, compare=False)


PUBLIC, INTERNAL = "public", "internal"
"""Visibilities that `Reading` knows; what bears any other is for the units involved only."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far somebody may read: what is public, what a unit of theirs is involved in, and what lies below them.

    Args:
        direct: units they speak for; they read whatever one of these is involved in.
        below: units under these; where one is involved they read what is internal.
        everything_below: all units there are lie below them: they read whatever is internal.
        public: they read what is public.
    """

    direct: tuple[str, ...]
    below: tuple[str, ...] = ()
    everything_below: bool = False
    public: bool = True


def readable(lookup: Lookup, reading: Reading | None) -> bool:
    """Whether somebody who may read so far may read a stream."""
    if reading is None or not set(reading.direct).isdisjoint(lookup.units):
        return True
    if lookup.visibility == PUBLIC:
        return reading.public
    if lookup.visibility != INTERNAL:
        return False
    return reading.everything_below or not set(reading.below).isdisjoint(lookup.units)


@dataclass(frozen=True, slots=True)
class Where:
    """Which streams to find; an empty field asks nothing. Several fields must all hold.

    Args:
        units: streams in which one of these is holder, offeree, arbiter or verifier.
        given_away: held by another than who gave it.
        involved: streams in which one of these is involved in whatever way.
        asked: streams in which one of these owes an answer; asking: waits for one.
        top: streams under this topmost ancestor, itself included.
        due_until: due at this instant or before.
        deadline_from: deadline at this instant or later; deadline_until: at this instant or before.
        moved_from: last event at this instant or later.
        priority_from: of this priority or a higher one.
        beginning: name begins with this.
        text: holds all these words, as `words.wanted` reads them; a text without any word finds nothing.
        reading: what somebody may read; None for all there is.
    """

    kind: str = ""
    phase: OneOf = ""
    active: bool | None = None
    holder: OneOf = ""
    giver: OneOf = ""
    offeree: OneOf = ""
    arbiter: OneOf = ""
    verifier: OneOf = ""
    parent: OneOf = ""
    units: tuple[str, ...] = ()
    due_until: datetime | None = None
    given_away: bool = False
    involved: OneOf = ""
    asked: OneOf = ""
    asking: OneOf = ""
    top: OneOf = ""
    origin: OneOf = ""
    evidence: OneOf = ""
    visibility: OneOf = ""
    due_from: datetime | None = None
    deadline_from: datetime | None = None
    deadline_until: datetime | None = None
    moved_from: datetime | None = None
    priority_from: int | None = None
    beginning: str = ""
    text: str = ""
    reading: Reading | None = None


def any_of(asked: OneOf) -> tuple[str, ...]:
    """The values of which any will do; none where nothing is asked."""
    if isinstance(asked, str):
        return (asked,) if asked else ()
    return asked


class Order(StrEnum):
    """The order of a list. Each is total: what is equal comes by name."""

    OFFICE = "office"
    """The highest priority first, then the earliest deadline, so that what is late leads; without deadline last."""
    DEADLINE = "deadline"
    """The earliest deadline first; without deadline last."""
    NEWEST = "newest"
    """The last one opened first."""
    MOVED = "moved"
    """The one that moved last first."""
    DUE = "due"
    """What falls due next first; what never does last."""
    TITLE = "title"
    """By the first sixty characters of the title, by code point."""
    RELEVANCE = "relevance"
    """What fits a text best first, among the two thousand newest that fit; needs `Where.text`."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some streams of a list.

    Args:
        after: where the next page begins, None where this is the last.
        total: how many there are in all, where that was found on the way; None where it has to be counted.
    """

    snapshots: tuple[Snapshot, ...]
    after: str | None = None
    total: int | None = field(default=None, compare=False)


class By(StrEnum):
    """What a tally is broken down by."""

    HOLDER = "holder"
    GIVER = "giver"
    OFFEREE = "offeree"
    ARBITER = "arbiter"
    VERIFIER = "verifier"
    PHASE = "phase"
    TOP = "top"
    ORIGIN = "origin"
    PRIORITY = "priority"
    EVIDENCE = "evidence"
    VISIBILITY = "visibility"
    DEADLINE = "deadline"
    """By quarter of an hour, its last instant included; every time zone begins its days with one."""
    DUE = "due"
    """The same of what falls due."""
    GIVER_AND_HOLDER = "giver_and_holder"
    """By both at once; the key holds them with `BETWEEN` between them."""
    PHASE_AND_AWAITED = "phase_and_awaited"
    """By the phase and the unit it waits for, in the same way: the offeree, else the arbiter, else the verifier."""

    @property
    def of_instants(self) -> bool:
        """Whether the keys are instants."""
        return self in {By.DEADLINE, By.DUE}


BETWEEN = "\x1f"
"""Stands between the two names in a key of two: the unit separator, which stands in no name."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a tally counts as late or near its deadline.

    Args:
        now: active streams with a deadline until then are late.
        near_until: those with a later deadline until then are near it.
        finished: phases in which an active stream is neither.
    """

    now: datetime
    near_until: datetime
    finished: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many streams share a value.

    Args:
        key: the value, or two; of instants the end of their quarter of an hour in microseconds since 1970, empty for never.
        total: all of them; open: still active; late and near: of the open ones, 0 where nobody asked; offered: open with
            an offeree.
    """

    key: str
    total: int
    open: int
    late: int
    near: int
    offered: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What a store keeps beside the row of a stream, to be held against what its events lead to.

    Args:
        units, asked, asking: as the tables of units hold them, sorted.
        words: as the search holds them.
        top: the topmost ancestor, found anew by walking up.
    """

    units: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    words: str = ""
    top: str = ""


@dataclass(frozen=True, slots=True)
class Miscount:
    """A number a store keeps of its streams that is not what counting them tells.

    Args:
        name: what is counted: kind, active, visibility, phase, unit waited for, offered.
    """

    name: str
    kept: int
    counted: int
