"""A store that keeps many commits back and makes them durable together: for filling a ledger, never for offices.

Why: one durable write costs a disk milliseconds, a quarter of a simulated county tens of thousands of them. What is lost
when the machine fails half-way is what a simulation makes again. Everything else is as the store behind it does it: each
change is checked and written when it comes, in the same order, and read back from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime

from buckstop.ledger.lookup import Beside, By, Lateness, Miscount, Order, Page, Tally
from buckstop.ledger.store import (
    Answer,
    Change,
    Event,
    Loaded,
    LogEnd,
    NumberingTransaction,
    SealedField,
    Snapshot,
    Store,
    Where,
    Writer,
)

_TOGETHER = 256


class BatchedStore:
    """A `Store` before another one, for one thread. What it was given is durable after `flush`, and not before.

    Commits run in one exclusive transaction of the store behind; whatever cannot be answered inside of it ends it first.

    Args:
        store: the store behind; nobody else should write to it meanwhile, or they wait for each other.
        together: commits in one transaction at most.
    """

    def __init__(self, store: Store, together: int = _TOGETHER) -> None:
        self.behind = store
        self._together = together
        self._block = ExitStack()
        self._writer: Writer | None = None
        self._kept = 0

    def flush(self) -> Store:
        """Make everything durable; the store behind, to be asked directly."""
        self._writer, self._kept = None, 0
        self._block.close()
        return self.behind

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        return (self._writer or self.behind).load(streams, actor, key)

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        return (self._writer or self.behind).find(where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`; durable after `flush`."""
        if self._writer is None:
            self._writer = self._block.enter_context(self.behind.exclusive())
        self._writer.commit(change)
        self._kept += 1
        if self._kept >= self._together:
            self.flush()

    def exclusive(self) -> AbstractContextManager[Writer]:
        """See `Store`: durable when the block ends, as always."""
        return self.flush().exclusive()

    def due(self, until: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
        """See `Store`."""
        return self.flush().due(until, limit)

    def next_due(self) -> datetime | None:
        """See `Store`."""
        return self.flush().next_due()

    def count(self, where: Where) -> int:
        """See `Store`."""
        return self.flush().count(where)

    def counts(self, wheres: Sequence[Where]) -> Sequence[int]:
        """See `Store`."""
        return self.flush().counts(wheres)

    def page(self, where: Where, order: Order, limit: int, after: str = "") -> Page:
        """See `Store`."""
        return self.flush().page(where, order, limit, after)

    def tally(self, where: Where, by: By, lateness: Lateness | None) -> Sequence[Tally]:
        """See `Store`."""
        return self.flush().tally(where, by, lateness)

    def beside(self, streams: Sequence[str]) -> Mapping[str, Beside]:
        """See `Store`."""
        return self.flush().beside(streams)

    def histories(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event]]:
        """See `Store`."""
        return self.flush().histories(streams)

    def events(self, stream: str, after: int = 0) -> Sequence[Event]:
        """See `Store`."""
        return self.flush().events(stream, after)

    def streams(self, kind: str = "") -> Iterator[str]:
        """See `Store`."""
        return self.flush().streams(kind)

    def answers(self) -> Iterator[Answer]:
        """See `Store`."""
        return self.flush().answers()

    def end(self) -> LogEnd:
        """See `Store`."""
        return self.flush().end()

    def log(self, start: int, stop: int) -> Iterator[Event]:
        """See `Store`."""
        return self.flush().log(start, stop)

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        return self.flush().leaves(start, stop)

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        return self.flush().nodes(level, start, stop)

    def checkpoint(self, size: int) -> bytes | None:
        """See `Store`."""
        return self.flush().checkpoint(size)

    def pending_count(self) -> int:
        """See `Store`."""
        return self.flush().pending_count()

    def numbering(self) -> AbstractContextManager[NumberingTransaction | None]:
        """See `Store`."""
        return self.flush().numbering()

    def sealed(self, stream: str, version: int | None = None) -> Sequence[SealedField]:
        """See `Store`."""
        return self.flush().sealed(stream, version)

    def subject_key(self, subject: str) -> bytes | None:
        """See `Store`. Keys are never kept back, so nothing has to be made durable first."""
        return self.behind.subject_key(subject)

    def add_subject_key(self, subject: str, wrapped: bytes) -> bytes:
        """See `Store`."""
        return self.flush().add_subject_key(subject, wrapped)

    def destroy_subject(self, subject: str) -> int:
        """See `Store`."""
        return self.flush().destroy_subject(subject)

    def replace_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """See `Store`."""
        self.flush().replace_snapshots(snapshots)

    def recount(self, *, mend: bool) -> Sequence[Miscount]:
        """See `Store`."""
        return self.flush().recount(mend=mend)

    def damage(self) -> Sequence[str]:
        """See `Store`."""
        return self.flush().damage()

    def close(self) -> None:
        """See `Store`; what was kept back is made durable first."""
        self.flush().close()
