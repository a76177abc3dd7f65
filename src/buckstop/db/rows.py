"""Rows of both databases and the values of the ledger, turned into one another."""

from functools import lru_cache
from typing import Any

import msgspec

from buckstop.ledger.instants import instant_or_none, micros_or_never
from buckstop.ledger.store import Answer, Event, Lookup, SealedField, Snapshot, StoreError

Row = tuple[Any, ...]

LOOKUP_COLUMNS = (
    *("kind", "phase", "active", "due_at", "holder", "giver", "offeree", "arbiter", "verifier", "parent"),
    *("title", "priority_rank", "deadline_at", "opened_at", "moved_at", "visibility", "origin", "evidence"),
    *("units", "asked", "asking"),
)
"""Written by us; `top`, which is read behind them, is written by the database."""

READ_COLUMNS = (*LOOKUP_COLUMNS, "top")
SNAPSHOT_COLUMNS = "stream, stream_version, body, " + ", ".join(READ_COLUMNS)
ANSWER_COLUMNS = "actor, answer_key, digest, stream, first_version, last_version"
SEALED_COLUMNS = "stream, stream_version, subject, field_name, commitment, wrapped_key, ciphertext"

_read_names = msgspec.json.Decoder(tuple[str, ...]).decode


def lookup_values(lookup: Lookup) -> Row:
    """The values of `LOOKUP_COLUMNS`."""
    return (
        lookup.kind,
        lookup.phase,
        lookup.active,
        micros_or_never(lookup.due_at),
        lookup.holder,
        lookup.giver,
        lookup.offeree,
        lookup.arbiter,
        lookup.verifier,
        lookup.parent,
        lookup.title,
        -lookup.priority,  # so that one direction of an index puts the highest priority and the earliest deadline first
        micros_or_never(lookup.deadline_at),
        micros_or_never(lookup.opened_at),
        micros_or_never(lookup.moved_at),
        lookup.visibility,
        lookup.origin,
        lookup.evidence,
        _written(lookup.units),
        _written(lookup.asked),
        _written(lookup.asking),
    )


def lookup_of(row: Row) -> Lookup:
    """The columns in a row of `READ_COLUMNS`."""
    kind, phase, active, due_at, holder, giver, offeree, arbiter, verifier, parent, *rest = row
    title, priority_rank, deadline_at, opened_at, moved_at, visibility, origin, evidence, units, asked, asking, top = (
        rest
    )
    return Lookup(
        kind,
        phase,
        bool(active),
        instant_or_none(due_at),
        holder,
        giver,
        offeree,
        arbiter,
        verifier,
        parent,
        title,
        -priority_rank,
        instant_or_none(deadline_at),
        instant_or_none(opened_at),
        instant_or_none(moved_at),
        visibility,
        origin,
        evidence,
        _names(units),
        _names(asked),
        _names(asking),
        top,
    )


def snapshot_of(row: Row) -> Snapshot:
    """The snapshot in a row of `SNAPSHOT_COLUMNS`."""
    return Snapshot(row[0], row[1], row[2], lookup_of(row[3:]))


@lru_cache(maxsize=4096)
def _written(names: tuple[str, ...]) -> str:
    return msgspec.json.encode(names).decode()


@lru_cache(maxsize=4096)
def _names(written: str) -> tuple[str, ...]:
    try:
        return _read_names(written)
    except msgspec.DecodeError as error:
        raise StoreError(f"a list of units is damaged: {error}; rebuild the ledger or restore a backup") from error


def answer_of(row: Row) -> Answer:
    """The answer in a row of `ANSWER_COLUMNS`."""
    return Answer(*row)


def answer_values(answer: Answer) -> Row:
    """The values of `ANSWER_COLUMNS`."""
    return (answer.actor, answer.key, answer.digest, answer.stream, answer.first_version, answer.last_version)


def event_of(row: Row) -> Event:
    """The event in a row of stream, version, body, leaf, position.

    Raises:
        StoreError: the database gave something else than bytes: its page is damaged.
    """
    if not (isinstance(row[2], bytes) and isinstance(row[3], bytes)):
        raise StoreError(f"the row of version {row[1]} of {row[0]} is damaged: restore it from a backup or a copy")
    return Event(*row)


def sealed_of(row: Row) -> SealedField:
    """The sealed field in a row of `SEALED_COLUMNS`."""
    return SealedField(*row)


def sealed_values(field: SealedField, answer: Answer | None) -> Row:
    """The values of `SEALED_COLUMNS`, with actor and key of the command that brought the field."""
    return (
        field.stream,
        field.version,
        field.subject,
        field.name,
        field.commitment,
        field.key,
        field.text,
        answer.actor if answer else None,
        answer.key if answer else None,
    )
