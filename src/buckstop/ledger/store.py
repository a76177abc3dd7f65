"""Where a ledger lives: the Store protocol, its values and its exceptions.

A store keeps *streams* (one per matter, one for the organisation, one per demand). A stream is a gap-free sequence of
*events*, each an unchangeable row of canonical bytes, and one *snapshot*: the state those events lead to, with the
columns pages look things up by (`lookup.py`). A store knows bytes and columns, no rule.

Guarantees every store keeps (tests/ledger/store_contract.py is run on all of them):

* `commit` is one durable transaction: events, snapshots, sealed fields and the answer of an idempotency key are all
  there or none is. When it returns, a crash of the process or the database loses nothing.
* Compare and set: a change is written only if every stream it expects is still at the version it was read at, streams
  it only relied on included. Two changes on one version: one wins, the other raises `VersionConflictError`.
* An event row is never changed or deleted but for `position`, which the sequencer sets once. The database refuses.
* Positions of the log are gap-free from 0 and follow the versions within each stream. Only one sequencer numbers at a
  time; a sequencer that lost its lock writes nothing.
* Methods may be called from several threads; several processes may open the same store.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from buckstop.domain.errors import BuckstopError
from buckstop.ledger.lookup import Beside, By, Lateness, Lookup, Miscount, Order, Page, Snapshot, Tally, Where

__all__ = [
    "ORGANISATION",
    "Answer",
    "Change",
    "CursorError",
    "Event",
    "KeyTakenError",
    "Loaded",
    "LogEnd",
    "Lookup",
    "Numbering",
    "NumberingTransaction",
    "SealedField",
    "Snapshot",
    "Store",
    "StoreBusyError",
    "StoreError",
    "VersionConflictError",
    "Where",
    "Writer",
]

ORGANISATION = "organisation"
"""Name of the stream that every command relies on: units, posts, duties."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream as it is stored and hashed.

    Args:
        version: 1 for the first event of the stream, without gaps.
        body: canonical bytes: the entry of the log, at most 65,535 bytes.
        leaf: SHA-256 over a zero byte and the body (RFC 6962), 32 bytes.
        position: place in the log, None until the sequencer has numbered it.
    """

    stream: str
    version: int
    body: bytes
    leaf: bytes
    position: int | None = None


@dataclass(frozen=True, slots=True)
class SealedField:
    """A personal field of an event, kept apart so that it can be destroyed.

    Args:
        commitment: what stands in the event instead of the text.
        key: salt and key of this field, wrapped by the subject's key.
        text: the text, encrypted.
    """

    stream: str
    version: int
    subject: str
    name: str
    commitment: str
    key: bytes
    text: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to an idempotency key: the events of one stream between two versions.

    Args:
        actor: whose key it is; keys of two actors never meet.
        digest: keyed digest of the command: the same key with another command is told apart.
        stream: the stream the command was about.
        first_version: of the events the command wrote there.
        last_version: the same as first_version where it wrote one.
    """

    actor: str
    key: str
    digest: bytes
    stream: str
    first_version: int
    last_version: int


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction.

    Args:
        expected: version of every stream that was read for it, whether written or only relied on; 0 for new streams.
        events: in the order they happened; those of one stream have consecutive versions after the expected one.
        snapshots: one per stream written, at its new version.
        answer: None for changes nobody asked for (timers).
    """

    expected: Mapping[str, int]
    events: tuple[Event, ...]
    snapshots: tuple[Snapshot, ...]
    answer: Answer | None = None
    sealed: tuple[SealedField, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """Streams as they stood at one instant, the version of the organisation and the answer of a key with them."""

    snapshots: Mapping[str, Snapshot]
    organisation_version: int
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class LogEnd:
    """The right edge of the log.

    Args:
        size: events numbered so far; their positions are 0 to size - 1.
        frontier: the tree's right edge as `tree.Frontier` writes itself; empty at size 0.
        checkpoint: the signed note over that size, empty at size 0.
    """

    size: int
    frontier: bytes
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Numbering:
    """What one round of the sequencer writes in one transaction.

    Args:
        events: (stream, version) in log order, as `pending` gave them; the first takes position `before`.
        nodes: roots of complete subtrees of 256 leaves and of 256 such roots, as (level 1.., index, hash).
    """

    before: int
    events: Sequence[tuple[str, int]]
    nodes: Sequence[tuple[int, int, bytes]]
    end: LogEnd


class StoreError(BuckstopError):
    """The store cannot do its work: the message says what and what to do."""


class VersionConflictError(StoreError):
    """Somebody was faster: these streams are at another version than expected. Nothing was written."""

    def __init__(self, streams: tuple[str, ...]) -> None:
        super().__init__("changed meanwhile: " + ", ".join(streams))
        self.streams = streams


class KeyTakenError(StoreError):
    """The idempotency key was answered already (by a twin of this command, perhaps a moment ago). Nothing was written."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("the key was answered already")
        self.answer = answer


class StoreBusyError(StoreError):
    """Another process holds what is needed for longer than is sensible to wait."""


class CursorError(StoreError):
    """What was said to be the beginning of a page is none, or one of another order: begin with the first page."""


LONGEST_TURN_SECONDS = 60.0
"""How long a sequencer may keep the turn to itself. A turn takes milliseconds, on a slow disk a second."""


class NumberingTransaction(Protocol):
    """The sequencer's turn: while it lasts no other sequencer of this store numbers."""

    def end(self) -> LogEnd:
        """The log's right edge now."""
        ...

    def pending(self, limit: int) -> Sequence[Event]:
        """Committed events without a position, at most `limit`, versions of a stream in order."""
        ...

    def write(self, numbering: Numbering) -> None:
        """Number these events and move the log's end, all or nothing, durably.

        Raises:
            StoreError: the turn was lost (connection gone, lock stolen) or the log does not end where `before` says.
        """
        ...


class Writer(Protocol):
    """What a use case does in one transaction or outside of one."""

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """The streams of these names; missing ones at version 0. With a key: its answer, if it was given."""
        ...

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """Snapshots of streams in the order of their names, those after the name `after`."""
        ...

    def commit(self, change: Change) -> None:
        """Write the change durably.

        Raises:
            VersionConflictError: a stream moved on; KeyTakenError: the key was answered.
        """
        ...


class Store(Writer, Protocol):
    """A ledger's home. See the module for what it guarantees."""

    def exclusive(self) -> AbstractContextManager[Writer]:
        """A transaction in which nobody else commits: for changes of the organisation that touch many matters.

        What is committed inside becomes visible and durable when the block ends; an exception undoes all of it.
        """
        ...

    def due(self, until: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
        """Streams whose `due_at` is not after `until`, the longest due first."""
        ...

    def next_due(self) -> datetime | None:
        """When the next stream falls due, None when none ever does."""
        ...

    def count(self, where: Where) -> int:
        """How many streams `find` would give without a limit."""
        ...

    def counts(self, wheres: Sequence[Where]) -> Sequence[int]:
        """The same for several questions at one instant."""
        ...

    def page(self, where: Where, order: Order, limit: int, after: str = "") -> Page:
        """Some streams of a list, those that follow what an earlier page ended with.

        Args:
            after: empty for the first page, else `Page.after` of the one before, under the same order.

        Raises:
            CursorError: `after` is not the end of such a page.
        """
        ...

    def tally(self, where: Where, by: By, lateness: Lateness | None) -> Sequence[Tally]:
        """Streams counted by the values of a column, in the order of the values.

        Args:
            lateness: None where nobody asks how many are late or near: a store may know the rest without counting.
        """
        ...

    def beside(self, streams: Sequence[str]) -> Mapping[str, Beside]:
        """What is kept beside the rows of streams, for checking it; streams without a row are left out."""
        ...

    def events(self, stream: str, after: int = 0) -> Sequence[Event]:
        """Events of a stream after a version, in order."""
        ...

    def histories(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event]]:
        """All events of several streams, at one instant; an empty history where there is none."""
        ...

    def streams(self, kind: str = "") -> Iterator[str]:
        """Names of all streams of a kind (all kinds where empty), in order."""
        ...

    def answers(self) -> Iterator[Answer]:
        """Every answer that was given, in the order of actor and key."""
        ...

    def end(self) -> LogEnd:
        """The log's right edge as last committed."""
        ...

    def log(self, start: int, stop: int) -> Iterator[Event]:
        """Numbered events with start <= position < stop, in order."""
        ...

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """Leaf hashes of those positions."""
        ...

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Stored subtree roots of a level (1, 2, ...) with start <= index < stop."""
        ...

    def checkpoint(self, size: int) -> bytes | None:
        """The first signed checkpoint of at least that size, None where the log is shorter."""
        ...

    def pending_count(self) -> int:
        """Committed events that wait for a position."""
        ...

    def numbering(self) -> AbstractContextManager[NumberingTransaction | None]:
        """A sequencer's turn; None when another sequencer has it.

        A turn that lasts longer than `LONGEST_TURN_SECONDS` is given to the next who asks, for its process may have been
        stopped. Should it go on all the same, it finds that the log has grown meanwhile, and writes nothing.
        """
        ...

    def sealed(self, stream: str, version: int | None = None) -> Sequence[SealedField]:
        """Personal fields kept for a stream (of one version, where given) that were not destroyed."""
        ...

    def subject_key(self, subject: str) -> bytes | None:
        """The wrapped key of a data subject, None where there is none (yet, or any more)."""
        ...

    def add_subject_key(self, subject: str, wrapped: bytes) -> bytes:
        """Keep a subject's wrapped key; the one that is kept comes back (another process may have been first)."""
        ...

    def destroy_subject(self, subject: str) -> int:
        """Destroy key and sealed fields of a subject beyond recovery; how many fields went.

        Digests of answers to commands that carried the subject's fields are emptied too.
        """
        ...

    def replace_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Write snapshots anew from the events (rebuild); versions must be those of the streams' last events."""
        ...

    def recount(self, *, mend: bool) -> Sequence[Miscount]:
        """Numbers kept of streams that are not what counting them tells; a store that keeps none finds none.

        Args:
            mend: whether all of them are counted anew where one is wrong.
        """
        ...

    def damage(self) -> Sequence[str]:
        """What the database itself finds wrong with its pages and indexes, in its own words; may take a while."""
        ...

    def close(self) -> None:
        """Let go of files and connections; further calls raise StoreError."""
        ...
