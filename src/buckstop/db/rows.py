"""Rows of both databases and the values of the ledger, turned into one another; conditions of a search as SQL."""

from collections.abc import Sequence
from typing import Any

from buckstop.db.instants import from_micros, to_micros
from buckstop.ledger.store import Answer, Event, Lookup, SealedField, Snapshot, StoreError, Where

Row = tuple[Any, ...]

LOOKUP_COLUMNS = (
    "kind",
    "phase",
    "active",
    "due_at",
    "holder",
    "giver",
    "offeree",
    "arbiter",
    "verifier",
    "parent",
)
SNAPSHOT_COLUMNS = "stream, stream_version, body, " + ", ".join(LOOKUP_COLUMNS)
ANSWER_COLUMNS = "actor, answer_key, digest, stream, first_version, last_version"
SEALED_COLUMNS = "stream, stream_version, subject, field_name, commitment, wrapped_key, ciphertext"

_EQUAL_COLUMNS = ("kind", "phase", "giver")
# Columns whose index leaves out the empty name: a search has to repeat that it is not empty, or it cannot use it.
_PARTY_COLUMNS = ("holder", "offeree", "arbiter", "verifier")
_SPARSE_COLUMNS = (*_PARTY_COLUMNS, "parent")


def lookup_values(lookup: Lookup) -> Row:
    """The values of `LOOKUP_COLUMNS`."""
    return (
        lookup.kind,
        lookup.phase,
        lookup.active,
        None if lookup.due_at is None else to_micros(lookup.due_at),
        lookup.holder,
        lookup.giver,
        lookup.offeree,
        lookup.arbiter,
        lookup.verifier,
        lookup.parent,
    )


def snapshot_of(row: Row) -> Snapshot:
    """The snapshot in a row of `SNAPSHOT_COLUMNS`."""
    stream, version, body, kind, phase, active, due_at, *parties = row
    return Snapshot(
        stream,
        version,
        body,
        Lookup(kind, phase, bool(active), None if due_at is None else from_micros(due_at), *parties),
    )


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


def conditions(where: Where, table: str, mark: str) -> tuple[str, list[Any]]:
    """What must hold for the rows asked for, as SQL after WHERE, and the values of its marks.

    Args:
        table: the streams' table by its full name.
        mark: how this database marks a value: ? or %s.
    """
    terms: list[str] = ["TRUE"]
    values: list[Any] = []
    for column in _EQUAL_COLUMNS:
        if asked := getattr(where, column):
            terms.append(f"{column} = {mark}")
            values.append(asked)
    for column in _SPARSE_COLUMNS:
        if asked := getattr(where, column):
            terms.append(f"{column} = {mark} AND {column} <> ''")
            values.append(asked)
    if where.active is not None:
        terms.append(f"active = {'TRUE' if where.active else 'FALSE'}")
    if where.due_until is not None:
        terms.append(f"due_at <= {mark}")
        values.append(to_micros(where.due_until))
    if where.units:
        terms.append(f"stream IN ({_party_streams(len(where.units), table, mark)})")
        values += [unit for _ in _PARTY_COLUMNS for unit in where.units]
    return " AND ".join(terms), values


def _party_streams(units: int, table: str, mark: str) -> str:
    """Names of streams in which one of so many units has a part, each part found by its own index."""
    marks = ", ".join([mark] * units)
    return " UNION ".join(
        f"SELECT stream FROM {table} WHERE {column} IN ({marks}) AND {column} <> ''" for column in _PARTY_COLUMNS
    )


def marks(values: Sequence[Any], mark: str) -> str:
    """One mark per value, for VALUES or IN."""
    return ", ".join([mark] * len(values))
