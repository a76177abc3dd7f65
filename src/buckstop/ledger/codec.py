"""Events to canonical bytes and back. Bytes are built once, stored as built and hashed as stored.

An entry of the log is one JSON object in UTF-8: keys sorted, no white space, no floats, instants in UTC as RFC 3339,
absent values as null. `type` and `v` name the event, never a Python path; `stream` and `version` say where it belongs;
`by` says who did it where the event itself does not; `data` holds its fields. Anyone can read an entry without us.

A released version of an event never changes. A new version gets a new class, and an upcaster here that lifts the fields
of the old one; the old bytes stay as they are. Golden files (tests/data/golden_events) pin bytes and hash of each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

import msgspec

from buckstop.domain.cycle.events import EVENTS as CYCLE_EVENTS
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.demand.events import EVENTS as DEMAND_EVENTS
from buckstop.domain.demand.state import Demand
from buckstop.domain.errors import BuckstopError
from buckstop.domain.matter.events import EVENTS as MATTER_EVENTS
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_events import EVENTS as ORGANISATION_EVENTS
from buckstop.domain.privacy import EVENTS as SUBJECT_EVENTS
from buckstop.domain.privacy import Subject

LARGEST_ENTRY = 65_535
"""Bytes of the largest entry: bundles of entries give lengths in two bytes (C2SP tlog-tiles)."""

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    # before there were visibilities everything was read inside the organisation
    ("matter.opened", 1): lambda old: {**old, "terms": {**old["terms"], "visibility": "internal"}},
    # before supports were named in the terms they stood among the steps, in words
    ("matter.opened", 2): lambda old: {**old, "terms": {**old["terms"], "supports": []}},
    # before there were cycles a person opened every matter
    ("matter.opened", 3): lambda old: {**old, "cycle": None},
    # before criteria were ticked one by one nobody said which, nor how they had looked
    ("matter.closed", 1): lambda old: {**old, "met": [], "way": None},
    ("matter.refuted", 1): lambda old: {**old, "way": None},
    # before there were obstacles every request went to the nearest superior
    ("matter.upward_asked", 1): lambda old: {**old, "level": None},
    ("matter.upward_answered", 1): lambda old: {**old, "obstacle": False},
}
"""(type, old version) -> fields of the next version."""


class CodecError(BuckstopError):
    """Bytes that are no entry of ours, or an event that fits into none: what is wrong, and where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log, read.

    Args:
        event: as its newest version.
        by: who did it, for events that do not say so themselves; None for timers.
        written_as: version of the event under which the bytes were written.
    """

    stream: str
    version: int
    type: str
    event: Any
    by: Actor | None
    written_as: int


@dataclass(frozen=True, slots=True)
class _Envelope:
    type: str
    v: int
    stream: str
    version: int
    data: msgspec.Raw
    by: Actor | None = None


_EVENTS: dict[str, type] = {
    **{event.NAME: event for event in MATTER_EVENTS},
    **{event.NAME: event for event in DEMAND_EVENTS},
    **{event.NAME: event for event in CYCLE_EVENTS},
    **ORGANISATION_EVENTS,
    **SUBJECT_EVENTS,
}
_ENCODER = msgspec.json.Encoder(order="sorted")
_ENVELOPE = msgspec.json.Decoder(_Envelope)
_ANYTHING = msgspec.json.Decoder()
_UNREADABLE = (
    msgspec.MsgspecError,
    UnicodeDecodeError,
    RecursionError,
)  # of a text that is no JSON, or endlessly nested


def event_types() -> Mapping[str, type]:
    """Every event the ledger knows, by its name."""
    return _EVENTS


def register(*events: type) -> None:
    """Make events of another room known under their NAME; a name belongs to one class only."""
    for event in events:
        if _EVENTS.setdefault(event.NAME, event) is not event:  # type: ignore[attr-defined] # NAME is every event's
            raise CodecError(f"two events are called {event.NAME}")  # type: ignore[attr-defined] # as above


def encode(stream: str, version: int, event: Any, by: Actor | None = None) -> bytes:
    """The canonical bytes of an event.

    Args:
        by: for events that do not carry who did them.

    Raises:
        CodecError: larger than an entry may be.
    """
    body = _ENCODER.encode(
        {
            "by": by,
            "data": event,
            "stream": stream,
            "type": event.NAME,
            "v": event.VERSION,
            "version": version,
        }
    )
    if len(body) > LARGEST_ENTRY:
        raise CodecError(f"{event.NAME} would take {len(body)} bytes; an entry has at most {LARGEST_ENTRY}")
    return body


def decode(body: bytes) -> Entry:
    """The entry that bytes hold, lifted to the newest version of its event.

    Raises:
        CodecError: no JSON of ours, an unknown type or version, or fields that do not fit.
    """
    try:
        envelope = _ENVELOPE.decode(body)
        kind = _EVENTS.get(envelope.type)
        if kind is None:
            raise CodecError(f"unknown event {envelope.type}")
        newest: int = kind.VERSION  # type: ignore[attr-defined] # VERSION is every event's
        if envelope.v == newest:
            event = _decoder(kind).decode(envelope.data)
        elif envelope.v < newest:
            event = msgspec.convert(_lifted(envelope, newest), kind)
        else:
            raise CodecError(f"{envelope.type} version {envelope.v} was written by a newer Buckstop: update this one")
    except _UNREADABLE as error:
        raise CodecError(f"not an entry of this ledger: {error}") from error
    return Entry(envelope.stream, envelope.version, envelope.type, event, envelope.by, envelope.v)


def is_canonical(body: bytes) -> bool:
    """The bytes are an entry, and exactly what we would write for it: nothing more, nothing less, in one spelling."""
    try:
        return rewritten(decode(body), body) == body
    except CodecError:
        return False


def rewritten(entry: Entry, body: bytes) -> bytes:
    """What we would write for an entry that was read from these bytes.

    An entry of an older version of its event cannot be written any more; of that one, order and spelling are compared.
    """
    if entry.written_as == entry.event.VERSION:
        return encode(entry.stream, entry.version, entry.event, entry.by)
    return _ENCODER.encode(_ANYTHING.decode(body))


def _lifted(envelope: _Envelope, newest: int) -> dict[str, Any]:
    fields = cast("dict[str, Any]", _ANYTHING.decode(envelope.data))
    for version in range(envelope.v, newest):
        lift = UPCASTERS.get((envelope.type, version))
        if lift is None:
            raise CodecError(f"{envelope.type} version {version} cannot be read any more")
        try:
            fields = lift(fields)
        except (KeyError, TypeError) as error:
            raise CodecError(f"not an entry of this ledger: {envelope.type} version {version} lacks {error}") from error
    return fields


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


# --- snapshots: a cache of what the events lead to, never hashed into the log ------------------------------------------

_STATE_ENCODER = msgspec.msgpack.Encoder()
_MATTER = msgspec.msgpack.Decoder(Matter)
_DEMAND = msgspec.msgpack.Decoder(Demand)
_CYCLE = msgspec.msgpack.Decoder(Cycle)
_SUBJECT = msgspec.msgpack.Decoder(Subject)


def encode_matter(matter: Matter) -> bytes:
    """The state of a matter as a snapshot holds it."""
    return _STATE_ENCODER.encode(matter)


def decode_matter(body: bytes) -> Matter:
    """The matter a snapshot holds.

    Raises:
        CodecError: another Buckstop wrote it in another form: rebuild the snapshots from the events.
    """
    try:
        return _MATTER.decode(body)
    except _UNREADABLE as error:
        raise CodecError(f"a snapshot cannot be read ({error}): rebuild the snapshots from the events") from error


def encode_demand(demand: Demand) -> bytes:
    """The state of a demand as a snapshot holds it."""
    return _STATE_ENCODER.encode(demand)


def decode_demand(body: bytes) -> Demand:
    """The demand a snapshot holds.

    Raises:
        CodecError: as `decode_matter`.
    """
    try:
        return _DEMAND.decode(body)
    except _UNREADABLE as error:
        raise CodecError(f"a snapshot cannot be read ({error}): rebuild the snapshots from the events") from error


def encode_cycle(cycle: Cycle) -> bytes:
    """The state of a cycle as a snapshot holds it."""
    return _STATE_ENCODER.encode(cycle)


def decode_cycle(body: bytes) -> Cycle:
    """The cycle a snapshot holds.

    Raises:
        CodecError: as `decode_matter`.
    """
    try:
        return _CYCLE.decode(body)
    except _UNREADABLE as error:
        raise CodecError(f"a snapshot cannot be read ({error}): rebuild the snapshots from the events") from error


def encode_subject(subject: Subject) -> bytes:
    """The state of a data subject as a snapshot holds it."""
    return _STATE_ENCODER.encode(subject)


def decode_subject(body: bytes) -> Subject:
    """The data subject a snapshot holds.

    Raises:
        CodecError: as `decode_matter`.
    """
    try:
        return _SUBJECT.decode(body)
    except _UNREADABLE as error:
        raise CodecError(f"a snapshot cannot be read ({error}): rebuild the snapshots from the events") from error


def digest_bytes(*parts: object) -> bytes:
    """Bytes that are equal for equal values and different for different ones; for keyed digests, never stored."""
    return _ENCODER.encode([(type(part).__name__, part) for part in parts])


def happened_at(entry: Entry) -> datetime:
    """When the event of an entry took effect."""
    return cast("datetime", entry.event.happened_at)
