"""A ledger in memory: for tests, trials and searches. It keeps every promise of a store but the one about crashes."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock, get_ident

from buckstop.ledger.lookup import Beside, By, Lateness, Miscount, Order, Page, Tally
from buckstop.ledger.memory_finding import Found
from buckstop.ledger.store import (
    ORGANISATION,
    Answer,
    Change,
    Event,
    KeyTakenError,
    Loaded,
    LogEnd,
    Numbering,
    NumberingTransaction,
    SealedField,
    Snapshot,
    StoreError,
    VersionConflictError,
    Where,
    Writer,
)
from buckstop.ledger.store_rules import absent, check_rebuilt, written_versions

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sealed field and the key of the command that brought it."""

    field: SealedField
    answered: _Key | None


@dataclass(slots=True)
class _Rows:
    """What is committed."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    arrived: list[tuple[str, int]] = field(default_factory=list)
    numbered: list[tuple[str, int]] = field(default_factory=list)
    answers: dict[_Key, Answer] = field(default_factory=dict)
    sealed: list[_Kept] = field(default_factory=list)
    subject_keys: dict[str, bytes] = field(default_factory=dict)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    checkpoints: list[tuple[int, bytes]] = field(default_factory=list)
    end: LogEnd = field(default_factory=lambda: LogEnd(0, b"", b""))


class _Draft:
    """A transaction: reads through to what is committed, keeps what it writes to itself until `publish`."""

    def __init__(self, rows: _Rows) -> None:
        self._rows = rows
        self._ended = False
        self._snapshots: ChainMap[str, Snapshot] = ChainMap({}, rows.snapshots)
        self._words: ChainMap[str, str] = ChainMap({}, rows.words)
        self._answers: ChainMap[_Key, Answer] = ChainMap({}, rows.answers)
        self._events: list[Event] = []
        self._sealed: list[_Kept] = []

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        self._check_open()
        return _load(self._snapshots, self._answers, streams, (actor, key))

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        self._check_open()
        return Found(self._snapshots, self._words).find(where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`."""
        written_versions(change)
        self._check_open()
        answered = None
        if change.answer is not None:
            answered = (change.answer.actor, change.answer.key)
            twin = self._answers.get(answered)
            if twin is not None:
                raise KeyTakenError(twin)
        moved = [name for name, version in change.expected.items() if self._version(name) != version]
        if moved:
            raise VersionConflictError(tuple(sorted(moved)))
        if change.answer is not None and answered is not None:
            self._answers[answered] = change.answer
        _keep(change.snapshots, self._snapshots, self._words)
        self._events += (replace(event, position=None) for event in change.events)
        self._sealed += (_Kept(sealed, answered) for sealed in change.sealed)

    def publish(self) -> None:
        """Make it all visible; the caller holds the lock on the rows."""
        rows = self._rows
        rows.snapshots.update(self._snapshots.maps[0])
        rows.words.update(self._words.maps[0])
        rows.answers.update(self._answers.maps[0])
        rows.sealed += self._sealed
        for event in self._events:
            rows.events.setdefault(event.stream, []).append(event)
            rows.arrived.append((event.stream, event.version))

    def end(self) -> None:
        """Be of no use any more."""
        self._ended = True

    def _check_open(self) -> None:
        if self._ended:
            raise StoreError("the exclusive transaction has ended")

    def _version(self, stream: str) -> int:
        found = self._snapshots.get(stream)
        return found.version if found else 0


class MemoryStore:
    """A `Store` whose streams live and die with the process."""

    def __init__(self) -> None:
        self._rows = _Rows()
        self._data = RLock()  # held for moments, by readers too
        self._writing = RLock()  # held for a whole transaction
        self._exclusive_thread: int | None = None
        self._sequencer = False
        self._closed = False

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        with self._reading() as rows:
            return _load(rows.snapshots, rows.answers, streams, (actor, key))

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        with self._reading() as rows:
            return _found(rows).find(where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`."""
        if ORGANISATION in written_versions(change):
            raise StoreError("the organisation is changed inside exclusive() only")
        with self._transaction() as draft:
            draft.commit(change)

    @contextmanager
    def exclusive(self) -> Iterator[Writer]:
        """See `Store`."""
        with self._transaction() as draft:
            self._exclusive_thread = get_ident()
            try:
                yield draft
            finally:
                self._exclusive_thread = None

    def due(self, until: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
        """See `Store`."""
        with self._reading() as rows:
            found = [(at, name) for name, at in _due(rows) if at <= until]
        return [(name, at) for at, name in sorted(found)[:limit]]

    def next_due(self) -> datetime | None:
        """See `Store`."""
        with self._reading() as rows:
            return min((at for _, at in _due(rows)), default=None)

    def count(self, where: Where) -> int:
        """See `Store`."""
        with self._reading() as rows:
            return _found(rows).count(where)

    def counts(self, wheres: Sequence[Where]) -> Sequence[int]:
        """See `Store`."""
        with self._reading() as rows:
            return [_found(rows).count(where) for where in wheres]

    def page(self, where: Where, order: Order, limit: int, after: str = "") -> Page:
        """See `Store`."""
        with self._reading() as rows:
            return _found(rows).page(where, order, limit, after)

    def tally(self, where: Where, by: By, lateness: Lateness | None) -> Sequence[Tally]:
        """See `Store`."""
        with self._reading() as rows:
            return _found(rows).tally(where, by, lateness)

    def beside(self, streams: Sequence[str]) -> Mapping[str, Beside]:
        """See `Store`."""
        with self._reading() as rows:
            return _found(rows).beside(streams)

    def events(self, stream: str, after: int = 0) -> Sequence[Event]:
        """See `Store`."""
        with self._reading() as rows:
            return rows.events.get(stream, [])[max(after, 0) :]

    def histories(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event]]:
        """See `Store`."""
        with self._reading() as rows:
            return {name: list(rows.events.get(name, ())) for name in streams}

    def streams(self, kind: str = "") -> Iterator[str]:
        """See `Store`."""
        with self._reading() as rows:
            names = sorted(name for name, snapshot in rows.snapshots.items() if kind in {"", snapshot.lookup.kind})
        yield from names

    def answers(self) -> Iterator[Answer]:
        """See `Store`."""
        with self._reading() as rows:
            found = [rows.answers[key] for key in sorted(rows.answers)]
        yield from found

    def end(self) -> LogEnd:
        """See `Store`."""
        with self._reading() as rows:
            return rows.end

    def log(self, start: int, stop: int) -> Iterator[Event]:
        """See `Store`."""
        with self._reading() as rows:
            found = [rows.events[stream][version - 1] for stream, version in rows.numbered[max(start, 0) : stop]]
        yield from found

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        return [event.leaf for event in self.log(start, stop)]

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        with self._reading() as rows:
            # Indices of a level are gap-free from 0; who checks asks for all there are.
            end = min(stop, len(rows.nodes))
            return [rows.nodes[level, index] for index in range(start, end) if (level, index) in rows.nodes]

    def checkpoint(self, size: int) -> bytes | None:
        """See `Store`."""
        with self._reading() as rows:
            return next((note for covered, note in rows.checkpoints if covered >= size), None)

    def pending_count(self) -> int:
        """See `Store`."""
        with self._reading() as rows:
            return len(rows.arrived) - len(rows.numbered)

    @contextmanager
    def numbering(self) -> Iterator[NumberingTransaction | None]:
        """See `Store`."""
        with self._reading():
            taken, self._sequencer = self._sequencer, True
        if taken:
            yield None
            return
        try:
            yield _Turn(self)
        finally:
            self._sequencer = False

    def sealed(self, stream: str, version: int | None = None) -> Sequence[SealedField]:
        """See `Store`."""
        with self._reading() as rows:
            found = [kept.field for kept in rows.sealed if kept.field.stream == stream]
        return [each for each in found if version in {None, each.version}]

    def subject_key(self, subject: str) -> bytes | None:
        """See `Store`."""
        with self._reading() as rows:
            return rows.subject_keys.get(subject)

    def add_subject_key(self, subject: str, wrapped: bytes) -> bytes:
        """See `Store`."""
        with self._reading() as rows:
            return rows.subject_keys.setdefault(subject, wrapped)

    def destroy_subject(self, subject: str) -> int:
        """See `Store`."""
        with self._writing, self._reading() as rows:
            rows.subject_keys.pop(subject, None)
            gone = [kept for kept in rows.sealed if kept.field.subject == subject]
            rows.sealed = [kept for kept in rows.sealed if kept.field.subject != subject]
            for key in {kept.answered for kept in gone if kept.answered is not None}:
                rows.answers[key] = replace(rows.answers[key], digest=b"")
            return len(gone)

    def replace_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """See `Store`."""
        with self._writing, self._reading() as rows:
            for snapshot in snapshots:
                check_rebuilt(snapshot, len(rows.events.get(snapshot.stream, ())))
            _keep(snapshots, rows.snapshots, rows.words)

    def recount(self, *, mend: bool) -> Sequence[Miscount]:  # noqa: ARG002 - nothing is kept here that could be wrong
        """See `Store`: nothing is kept here, everything is counted."""
        return ()

    def damage(self) -> Sequence[str]:
        """See `Store`."""
        return ()

    def close(self) -> None:
        """See `Store`."""
        self._closed = True

    @contextmanager
    def _reading(self) -> Iterator[_Rows]:
        if self._closed:
            raise StoreError("the store is closed")
        with self._data:
            yield self._rows

    @contextmanager
    def _transaction(self) -> Iterator[_Draft]:
        if self._exclusive_thread == get_ident():
            raise StoreError("inside exclusive() commit to what it gave, not to the store")
        with self._writing:
            with self._reading() as rows:
                draft = _Draft(rows)
            try:
                yield draft
            finally:
                draft.end()
            with self._reading():
                draft.publish()


class _Turn:
    """A sequencer's turn at a `MemoryStore`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def end(self) -> LogEnd:
        """See `NumberingTransaction`."""
        return self._store.end()

    def pending(self, limit: int) -> Sequence[Event]:
        """See `NumberingTransaction`."""
        with self._store._reading() as rows:  # noqa: SLF001 - the turn is a part of its store
            start = len(rows.numbered)
            return [rows.events[stream][version - 1] for stream, version in rows.arrived[start : start + limit]]

    def write(self, numbering: Numbering) -> None:
        """See `NumberingTransaction`."""
        with self._store._reading() as rows:  # noqa: SLF001 - the turn is a part of its store
            before, size = numbering.before, numbering.before + len(numbering.events)
            if rows.end.size != before or numbering.end.size != size:
                raise StoreError(f"the log ends at {rows.end.size}, not at {before}: another sequencer was faster")
            if list(numbering.events) != rows.arrived[before:size]:
                raise StoreError("the events to number are not those that wait, in their order")
            for position, (stream, version) in enumerate(numbering.events, before):
                events = rows.events[stream]
                events[version - 1] = replace(events[version - 1], position=position)
            rows.numbered += numbering.events
            rows.nodes.update(((level, index), root) for level, index, root in numbering.nodes)
            rows.checkpoints.append((size, numbering.end.checkpoint))
            rows.end = numbering.end


def _load(
    snapshots: Mapping[str, Snapshot], answers: Mapping[_Key, Answer], streams: Sequence[str], key: _Key
) -> Loaded:
    organisation = snapshots.get(ORGANISATION)
    found = Found(snapshots, {})
    return Loaded(
        {name: found.shown(snapshots[name]) if name in snapshots else absent(name) for name in streams},
        organisation.version if organisation else 0,
        answers.get(key),
    )


def _found(rows: _Rows) -> Found:
    return Found(rows.snapshots, rows.words)


def _keep(
    written: Sequence[Snapshot], snapshots: MutableMapping[str, Snapshot], words: MutableMapping[str, str]
) -> None:
    """Keep snapshots as they are read back, and their words apart."""
    for snapshot in written:
        if snapshot.words is not None:
            words[snapshot.stream] = snapshot.words
        snapshots[snapshot.stream] = replace(snapshot, words=None)


def _due(rows: _Rows) -> Iterator[tuple[str, datetime]]:
    for name, snapshot in rows.snapshots.items():
        if snapshot.lookup.due_at is not None:
            yield name, snapshot.lookup.due_at
