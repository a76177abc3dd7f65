"""A whole ledger checked: the log against what was signed, and everything kept beside the log against the log.

The log first (`ledger.verify`). Then stream by stream: events that wait for their place, the snapshot against a replay,
personal texts against their commitments. Last, answers to keys and erasures that were left half done.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from buckstop.app.ledger import Ledger
from buckstop.app.rebuilding import check_stream, compare, miscounted
from buckstop.app.subject_streams import KIND as SUBJECT
from buckstop.domain.ids import Sealed
from buckstop.ledger.checkpoint import Checkpoint, Trust
from buckstop.ledger.codec import CodecError, decode, decode_subject
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.lookup import Beside
from buckstop.ledger.sealing import SealError, commitments, unseal
from buckstop.ledger.store import Event, SealedField, Snapshot, Store, StoreError, Where
from buckstop.ledger.tree import leaf_hash
from buckstop.ledger.verify import LogCheck

_PAGE = 500
_MOST_FAULTS = 10_000


@dataclass(slots=True)
class Verification:
    """What a check looked at and found, filled while it runs.

    Args:
        entries: of the log.
        checkpoints: that were believed and met.
        pending: events that wait for their place in the log.
        sealed: personal texts that open and match their commitment.
        erased: personal fields whose commitment stands in the log and whose text was destroyed.
        faults: the first ten thousand; `faulty` counts all.
    """

    entries: int = 0
    checkpoints: int = 0
    streams: int = 0
    pending: int = 0
    sealed: int = 0
    erased: int = 0
    answers: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, found: Iterator[Fault] | Sequence[Fault]) -> None:
        """Take faults as they come; beyond the first ten thousand only their number."""
        for fault in found:
            self.faulty += 1
            if len(self.faults) < _MOST_FAULTS:
                self.faults.append(fault)


@dataclass
class LedgerCheck:
    """One check of one ledger.

    Args:
        trust: whose signatures its checkpoints need; the key should come from somewhere else than the ledger.
        held: checkpoints that somebody keeps outside.
        replay: hold snapshots, personal texts and answers against the log too; else only the log.
        tell: hears how many entries and then how many streams were looked at.
    """

    ledger: Ledger
    trust: Trust
    held: tuple[Checkpoint, ...] = ()
    replay: bool = True
    tell: Callable[[int, str], None] = lambda _done, _what: None
    result: Verification = field(default_factory=Verification)
    _erased: set[str] = field(default_factory=set)

    @property
    def store(self) -> Store:
        """The store under check."""
        return self.ledger.store

    def run(self) -> Verification:
        """Everything that was looked at, and every fault."""
        log = LogCheck(self.store, self.trust, self.held, lambda done: self.tell(done, "log"))
        self.result.add(log.run())
        self.result.entries, self.result.checkpoints = log.end.size, log.checkpoints
        if not self.replay:
            return self.result
        self._erased = log.records.erased
        damage: list[Fault] = []
        try:
            damage += (Fault(FaultCode.STORE_DAMAGED, fields={"reason": words}) for words in self.store.damage())
            self.result.add(damage)
            self._streams(log)
            self._answers(log.records.versions)
            self._erasures()
        except (StoreError, TypeError, ValueError) as error:
            if not isinstance(error, StoreError) and not damage:
                raise  # a fault of ours; on damaged pages a number can stand where a text belongs
            self.result.add(
                [Fault(FaultCode.STORE_UNREADABLE, fields={"position": log.end.size, "reason": str(error)})]
            )
        return self.result

    # --- streams

    def _streams(self, log: LogCheck) -> None:
        before = self.store.end(), self.store.pending_count()
        for page in _pages(self.store, Where(kind=SUBJECT, phase="erased")):
            for snapshot in page:
                self._pending_erasure(snapshot)
        for page in _pages(self.store, Where()):
            besides = self.store.beside([snapshot.stream for snapshot in page])
            for snapshot in page:
                self._stream(snapshot, besides.get(snapshot.stream, Beside()), log)
            self.result.streams += len(page)
            self.tell(self.result.streams, "streams")
        self._rowless(log.records.versions)
        self.result.add(miscounted(self.store))
        counted, unmoved = before[1], before == (self.store.end(), self.store.pending_count())
        if unmoved and before[0] == log.end and self.result.pending != counted:
            about: dict[str, str | int] = {"found": self.result.pending, "expected": counted}
            self.result.add([Fault(FaultCode.PENDING_MISCOUNTED, fields=about)])

    def _stream(self, snapshot: Snapshot, beside: Beside, log: LogCheck) -> None:
        name, versions = snapshot.stream, log.records.versions
        events = self.store.events(name)
        if events and events[-1].version > snapshot.version:  # written to since the page was read, or behind for good
            snapshot = self.store.load([name]).snapshots[name]
            events = self.store.events(name)[: max(snapshot.version, versions.get(name, 0))]
            beside = self.store.beside([name]).get(name, Beside())
        waiting = [event for event in events if event.position is None or event.position >= log.end.size]
        self.result.pending += len(waiting)
        for event in waiting:
            self.result.add(_look_at_waiting(event, log))
        try:
            decoded = [decode(event.body).event for event in events]
        except CodecError:
            return  # named by its position already
        faults = compare(name, snapshot, beside, events, decoded)
        if any(str(fault.fields.get("name", "")).startswith("beside.") for fault in faults):
            faults = check_stream(self.store, name)  # what stands beside a row was read a moment before or after it
        self.result.add(faults)
        self._sealed(name, events, decoded)

    def _rowless(self, versions: dict[str, int]) -> None:
        """Streams that have events but no row."""
        names = iter(versions)
        while chunk := [name for name, _ in zip(names, range(_PAGE), strict=False)]:
            rows = self.store.load(chunk).snapshots
            missing = [name for name in chunk if not rows[name].version]
            self.result.add(
                [Fault(FaultCode.STATE_MISSING, fields={"stream": name, "version": versions[name]}) for name in missing]
            )

    # --- personal texts

    def _sealed(self, name: str, events: Sequence[Event], decoded: Sequence[Any]) -> None:
        rows = {(row.version, row.commitment): row for row in self.store.sealed(name)}
        for event, content in zip(events, decoded, strict=True):
            for sealed in commitments(content):
                row = rows.pop((event.version, sealed.commitment), None)
                self.result.add(self._one_sealed(event, sealed, row))
        for row in rows.values():
            about: dict[str, str | int] = {
                "stream": row.stream,
                "version": row.version,
                "name": row.name,
                "subject": row.subject,
            }
            self.result.add([Fault(FaultCode.SEALED_UNCOMMITTED, fields=about)])

    def _one_sealed(self, event: Event, sealed: Sealed, row: SealedField | None) -> Iterator[Fault]:
        about: dict[str, str | int] = {"stream": event.stream, "version": event.version}
        about |= {"name": sealed.field, "subject": sealed.subject}
        if sealed.subject in self._erased:
            self.result.erased += 1
            if row is not None:
                self._unfinished(sealed.subject)
            return
        if row is None:
            yield Fault(FaultCode.SEALED_MISSING, fields=about)
            return
        try:
            text = unseal(self.store, self.ledger.secret, row)
        except SealError:
            text = None
        if text is None or (row.subject, row.name) != (sealed.subject, sealed.field):
            yield Fault(FaultCode.SEALED_UNREADABLE, fields=about)
        else:
            self.result.sealed += 1

    def _pending_erasure(self, snapshot: Snapshot) -> None:
        try:
            self._erased.add(decode_subject(snapshot.body).id)
        except CodecError:
            return  # the stream's own check names it

    def _unfinished(self, subject: str) -> None:
        fault = Fault(FaultCode.ERASURE_UNFINISHED, fields={"subject": subject})
        if fault not in self.result.faults:
            self.result.add([fault])

    def _erasures(self) -> None:
        for subject in sorted(self._erased):
            if self.store.subject_key(subject) is not None:
                self._unfinished(subject)

    # --- answers

    def _answers(self, logged: dict[str, int]) -> None:
        for answer in self.store.answers():
            self.result.answers += 1
            last = logged.get(answer.stream, 0)
            if answer.last_version > last:  # waiting for its place, or not there
                events = self.store.events(answer.stream)
                last = events[-1].version if events else 0
            if not 1 <= answer.first_version <= answer.last_version <= last:
                about: dict[str, str | int] = {"first": answer.first_version, "last": answer.last_version}
                about |= {"actor": answer.actor, "key": answer.key, "stream": answer.stream}
                self.result.add([Fault(FaultCode.KEY_ANSWER_DANGLING, fields=about)])


def _look_at_waiting(event: Event, log: LogCheck) -> Iterator[Fault]:
    position = log.end.size if event.position is None else event.position
    if leaf_hash(event.body) != event.leaf:
        about: dict[str, str | int] = {"position": position, "stream": event.stream, "version": event.version}
        yield Fault(FaultCode.RECORD_ALTERED, fields=about)
        yield from log.records.follow(position, event.stream, event.version)
    else:
        yield from log.records.look(position, event.body, event.stream, event.version)


def _pages(store: Store, where: Where) -> Iterator[Sequence[Snapshot]]:
    after = ""
    while page := store.find(where, limit=_PAGE, after=after):
        yield page
        after = page[-1].stream
