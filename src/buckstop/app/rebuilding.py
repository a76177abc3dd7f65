"""Snapshots built anew from the events: what a stream's events lead to, how that differs from what is stored, mending.

Snapshots are a cache. Whatever happened to them, the events are the truth, and nothing is lost by building them again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from buckstop.app.cycle_streams import KIND as CYCLE
from buckstop.app.cycle_streams import cycle_snapshot
from buckstop.app.demand_streams import KIND as DEMAND
from buckstop.app.demand_streams import demand_snapshot
from buckstop.app.erasing import subject_snapshot
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND as MATTER
from buckstop.app.sight import organisation_snapshot, snapshot_of
from buckstop.app.subject_streams import KIND as SUBJECT
from buckstop.domain.cycle.events import EVENTS as CYCLE_EVENTS
from buckstop.domain.cycle.evolve import replay as replay_cycle
from buckstop.domain.demand.events import EVENTS as DEMAND_EVENTS
from buckstop.domain.demand.evolve import replay as replay_demand
from buckstop.domain.errors import BuckstopError
from buckstop.domain.matter.events import EVENTS as MATTER_EVENTS
from buckstop.domain.matter.evolve import replay
from buckstop.domain.organisation_events import EVENTS as ORGANISATION_EVENTS
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.privacy import EVENTS as SUBJECT_EVENTS
from buckstop.domain.privacy import Subject
from buckstop.domain.privacy import evolve as evolve_subject
from buckstop.ledger.codec import CodecError, decode, decode_cycle, decode_demand, decode_matter, decode_subject
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.lookup import Beside
from buckstop.ledger.store import ORGANISATION, Event, Snapshot, Store, StoreError

_BATCH = 200
_ATTEMPTS = 5  # a stream that keeps moving while it is rebuilt is being used, and so it is at its last event anyway


class UnbuildableError(BuckstopError):
    """The events of a stream lead to no state: they are not one stream's, or not ours. Verify the ledger."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did.

    Args:
        streams: looked at.
        written: snapshots that differed and were written anew.
        faults: every difference that was found, and streams whose events lead to no state; those were left alone.
    """

    streams: int
    written: int
    faults: tuple[Fault, ...]


def snapshot_from(events: Sequence[Any]) -> Snapshot:
    """What the events of one stream lead to, with the columns it is found by.

    Args:
        events: decoded, from the first on, at least one.

    Raises:
        UnbuildableError: they lead to no state.
    """
    builder = _BUILDERS.get(type(events[0]))
    if builder is None:
        raise UnbuildableError(f"no state begins with {events[0].NAME}")
    try:
        return builder(events)
    except (ValueError, KeyError, AttributeError, TypeError) as error:  # events of another stream, in any order
        raise UnbuildableError(str(error) or type(error).__name__) from error


def differences(found: Snapshot, expected: Snapshot) -> Iterator[Fault]:
    """Every column and every field of the state in which a stored snapshot is not what the events lead to.

    Bytes that read as the same state are none: an older program wrote them before a field was there.
    """
    where: dict[str, str | int] = {"stream": expected.stream, "version": expected.version}
    pairs = [(f"lookup.{name}", left, right) for name, left, right in _unequal(found.lookup, expected.lookup)]
    if found.body != expected.body:
        try:
            pairs += _unequal(_state_of(found, expected), _state_of(expected, expected))
        except CodecError as error:
            pairs.append(("body", str(error), ""))
    for name, left, right in pairs:
        about = {"name": name, "found": str(left), "expected": str(right)}
        yield Fault(FaultCode.STATE_DIFFERS, fields={**where, **about})


def rebuild(ledger: Ledger, *, only_check: bool = False, tell: Callable[[int], None] = lambda _done: None) -> Rebuilt:
    """Compare every snapshot with its events and write those anew that differ.

    Args:
        only_check: write nothing.
        tell: hears how many events of the log were passed.

    Raises:
        StoreError: the store cannot be read or written.
    """
    if not only_check:  # so that streams whose row is lost are found through the log
        sequencer = ledger.sequencer()
        while sequencer.run_once():
            pass
    streams, written, faults = 0, 0, list[Fault]()
    wrong: list[str] = []
    for name in _names(ledger.store, tell):
        streams += 1
        found = check_stream(ledger.store, name)
        faults += found
        if found and all(fault.code is not FaultCode.STATE_UNBUILDABLE for fault in found):
            wrong.append(name)
        if len(wrong) >= _BATCH and not only_check:
            written += _mend(ledger.store, wrong)
            wrong = []
    if not only_check:
        written += _mend(ledger.store, wrong)
    faults += miscounted(ledger.store, mend=not only_check)
    return Rebuilt(streams, written, tuple(faults))


def miscounted(store: Store, *, mend: bool = False) -> list[Fault]:
    """Numbers kept for boards that are not what counting the rows tells.

    Args:
        mend: whether they are counted anew where one is wrong.
    """
    return [
        Fault(FaultCode.STATE_COUNT, fields={"name": one.name, "found": one.kept, "expected": one.counted})
        for one in store.recount(mend=mend)
    ]


def check_stream(store: Store, name: str) -> list[Fault]:
    """How the snapshot of a stream differs from what its events lead to, at one moment."""
    for _attempt in range(_ATTEMPTS):
        before = store.load([name]).snapshots[name]
        events = store.events(name)
        beside = store.beside([name]).get(name, Beside())
        if store.load([name]).snapshots[name].version == before.version:
            break
    return compare(name, before, beside, events, [])


def compare(
    name: str, stored: Snapshot, beside: Beside, events: Sequence[Event], decoded: Sequence[Any]
) -> list[Fault]:
    """How a snapshot differs from what events lead to.

    Args:
        stored: version 0 where there is none.
        beside: what the store keeps to find it by.
        events: all of the stream.
        decoded: the same events, where the caller read them already; else empty.
    """
    about: dict[str, str | int] = {"stream": name, "version": stored.version}
    if not events:
        return [Fault(FaultCode.STATE_EXTRA, fields=about)] if stored.version else []
    try:
        expected = snapshot_from(decoded or [decode(event.body).event for event in events])
    except (CodecError, UnbuildableError) as error:
        return [Fault(FaultCode.STATE_UNBUILDABLE, fields={**about, "reason": str(error)})]
    if expected.stream != name:
        reason = f"its events are those of {expected.stream}"
        return [Fault(FaultCode.STATE_UNBUILDABLE, fields={**about, "reason": reason})]
    if not stored.version:
        return [Fault(FaultCode.STATE_MISSING, fields={"stream": name, "version": expected.version})]
    if stored.version != events[-1].version:
        return [Fault(FaultCode.STATE_VERSION, fields={**about, "expected": events[-1].version})]
    return [*differences(stored, expected), *_beside_differences(beside, stored, expected)]


def _beside_differences(found: Beside, stored: Snapshot, expected: Snapshot) -> Iterator[Fault]:
    """Everything kept beside a row that is not as the row, its parents and the stream's events say."""
    row = stored.lookup
    due = Beside(row.units, row.asked, row.asking, expected.words or "", row.top)
    for name, left, right in _unequal(found, due):
        about: dict[str, str | int] = {"stream": expected.stream, "version": expected.version}
        about |= {"name": f"beside.{name}", "found": str(left), "expected": str(right)}
        yield Fault(FaultCode.STATE_DIFFERS, fields=about)


def _mend(store: Store, names: Sequence[str]) -> int:
    """Write the snapshots of these streams anew; how many."""
    written = 0
    for name in names:
        for attempt in range(_ATTEMPTS):
            events = store.events(name)
            if not events:
                break  # a row without events: there is nothing to build it from, and no row may be taken away
            try:
                store.replace_snapshots([snapshot_from([decode(event.body).event for event in events])])
            except StoreError:
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
            written += 1
            break
    return written


def _names(store: Store, tell: Callable[[int], None]) -> Iterator[str]:
    """Every stream once: those with events by their first one in the log, then those that only have a row."""
    for event in store.log(0, store.end().size):
        if event.version == 1:
            yield event.stream
        if event.position is not None and not event.position % 4096:
            tell(event.position)
    for name in store.streams():
        first = next(iter(store.events(name)), None)
        if first is None or first.position is None:
            yield name


def _unequal(found: Any, expected: Any) -> list[tuple[str, Any, Any]]:
    return [
        (place.name, left, right)
        for place in fields(expected)
        if place.compare and (left := getattr(found, place.name)) != (right := getattr(expected, place.name))
    ]


def _state_of(snapshot: Snapshot, like: Snapshot) -> Any:
    if like.lookup.kind == MATTER:
        return decode_matter(snapshot.body)
    if like.lookup.kind == DEMAND:
        return decode_demand(snapshot.body)
    if like.lookup.kind == CYCLE:
        return decode_cycle(snapshot.body)
    if like.lookup.kind == SUBJECT:
        return decode_subject(snapshot.body)
    raise CodecError(f"{ORGANISATION}: its row holds no state")


def _matter(events: Sequence[Any]) -> Snapshot:
    matter = replay(events)
    assert matter is not None, "there is at least one event"
    return snapshot_of(matter, begun=True)


def _demand(events: Sequence[Any]) -> Snapshot:
    demand = replay_demand(events)
    assert demand is not None, "there is at least one event"
    return demand_snapshot(demand)


def _cycle(events: Sequence[Any]) -> Snapshot:
    cycle = replay_cycle(events)
    assert cycle is not None, "there is at least one event"
    return cycle_snapshot(cycle)


def _subject(events: Sequence[Any]) -> Snapshot:
    subject: Subject | None = None
    for event in events:
        subject = evolve_subject(subject, event)
    assert subject is not None, "there is at least one event"
    return subject_snapshot(subject)


_BUILDERS: dict[type, Callable[[Sequence[Any]], Snapshot]] = {
    **dict.fromkeys(MATTER_EVENTS, _matter),
    **dict.fromkeys(DEMAND_EVENTS, _demand),
    **dict.fromkeys(CYCLE_EVENTS, _cycle),
    **dict.fromkeys(ORGANISATION_EVENTS.values(), lambda events: organisation_snapshot(evolve_all(None, events))),
    **dict.fromkeys(SUBJECT_EVENTS.values(), _subject),
}
