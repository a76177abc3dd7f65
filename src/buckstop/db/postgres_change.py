"""Loading, finding and committing on one PostgreSQL connection.

One event of one stream, relying on the organisation at most, is one function call: one round trip, one transaction.
Other changes lock their streams in the order of their names first. The functions stand in schema/postgresql.sql.
"""

from collections.abc import Mapping, Sequence

from psycopg.errors import UniqueViolation
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8

from buckstop.db.postgres_prepared import (
    LedgerConnection,
    Prepared,
    number,
    number_or_null,
    read_number,
    read_truth,
    text,
    texts,
    truth,
)
from buckstop.db.rows import (
    ANSWER_COLUMNS,
    LOOKUP_COLUMNS,
    READ_COLUMNS,
    SEALED_COLUMNS,
    answer_of,
    answer_values,
    lookup_of,
    lookup_values,
    sealed_values,
)
from buckstop.ledger.store import (
    ORGANISATION,
    Answer,
    Change,
    KeyTakenError,
    Loaded,
    Snapshot,
    VersionConflictError,
)
from buckstop.ledger.store_rules import absent

_LOOKUPS = ", ".join(LOOKUP_COLUMNS)
# LIMIT 1 keeps every part a look-up in an index, whatever the planner believes of the size of the tables.
_LOAD = Prepared(
    b"ledger_load",
    f"""
    SELECT organisation.stream_version, answer.*, wanted.stream, found.*
    FROM (SELECT) AS always
    LEFT JOIN unnest($1::text[]) AS wanted (stream) ON TRUE
    LEFT JOIN LATERAL (
        SELECT stream_version, coalesce(body, ''), {", ".join(READ_COLUMNS)}
        FROM ledger.stream LEFT JOIN ledger.stream_state USING (stream) WHERE stream.stream = wanted.stream LIMIT 1
    ) AS found ON TRUE
    LEFT JOIN LATERAL (
        SELECT {ANSWER_COLUMNS} FROM ledger.answer WHERE actor = $2 AND answer_key = $3 LIMIT 1
    ) AS answer ON TRUE
    LEFT JOIN LATERAL (
        SELECT stream_version FROM ledger.stream WHERE stream.stream = '{ORGANISATION}' LIMIT 1
    ) AS organisation ON TRUE
    """,
    values=3,
)
_ANSWER_WIDTH = len(ANSWER_COLUMNS.split(","))
_COMMIT_ONE = Prepared(
    b"ledger_commit_one",
    f"SELECT ledger.commit_one({', '.join(f'${place}' for place in range(1, 11 + len(LOOKUP_COLUMNS)))})",
    values=10 + len(LOOKUP_COLUMNS),
)
_ANSWER = f"SELECT {ANSWER_COLUMNS} FROM ledger.answer WHERE actor = %s AND answer_key = %s"
_ADD_ANSWER = f"INSERT INTO ledger.answer ({ANSWER_COLUMNS}) VALUES (%s, %s, %b, %s, %s, %s) ON CONFLICT DO NOTHING"
_WRITE_LOOKUP = (
    f"UPDATE ledger.stream SET (stream_version, {_LOOKUPS}) = (%s, {', '.join(['%s'] * len(LOOKUP_COLUMNS))}) "
    "WHERE stream = %s"
)
_WRITE_STATE = "INSERT INTO ledger.stream_state VALUES (%s, %b) ON CONFLICT (stream) DO UPDATE SET body = excluded.body"
_WRITE_WORDS = (
    "INSERT INTO ledger.stream_words VALUES (%s, %s) ON CONFLICT (stream) DO UPDATE SET words = excluded.words"
)
_ADD_EVENT = "INSERT INTO ledger.event (stream, stream_version, body, leaf) VALUES (%s, %s, %b, %b)"
_ADD_SEALED = (
    f"INSERT INTO ledger.sealed_field ({SEALED_COLUMNS}, actor, answer_key) VALUES (%s, %s, %s, %s, %s, %b, %b, %s, %s)"
)


def commit(connection: LedgerConnection, change: Change, written: Mapping[str, int]) -> None:
    """Write a change durably, or as a part of the transaction that is open on the connection.

    Args:
        written: streams it writes with their new versions, from `written_versions`.

    Raises:
        VersionConflictError: a stream moved on; KeyTakenError: the key was answered. Nothing of it is written then.
    """
    others = change.expected.keys() - written.keys()
    try:
        if len(change.events) > 1 or not others <= {ORGANISATION} or change.sealed:
            _commit_many(connection, change, written)
        elif connection.info.transaction_status == TransactionStatus.IDLE:
            _commit_one(connection, change)
        else:
            with connection.transaction():  # a savepoint: a conflict undoes this change alone
                _commit_one(connection, change)
    except UniqueViolation:
        # Either the key was answered meanwhile for another stream, or the tables contradict themselves.
        raise_if_answered(connection, change.answer)
        raise


def load(connection: LedgerConnection, streams: Sequence[str], actor: str, key: str) -> Loaded:
    """Streams, the organisation's version and a key's answer, in one round trip at one instant."""
    rows = _LOAD.run(connection, (texts(streams), text(actor), text(key)))
    found = [_snapshot_of(row[1 + _ANSWER_WIDTH :]) for row in rows] if streams else []
    organisation = rows[0][0]
    return Loaded(
        {snapshot.stream: snapshot for snapshot in found},
        read_number(organisation) if organisation else 0,
        _answer_of(rows[0][1 : 1 + _ANSWER_WIDTH]),
    )


def write_snapshots(connection: LedgerConnection, snapshots: Sequence[Snapshot]) -> None:
    """Write snapshots over rows that are there."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _WRITE_LOOKUP,
            [(snapshot.version, *lookup_values(snapshot.lookup), snapshot.stream) for snapshot in snapshots],
        )
        cursor.executemany(_WRITE_STATE, [(snapshot.stream, snapshot.body) for snapshot in snapshots])
        if worded := [(snapshot.stream, snapshot.words) for snapshot in snapshots if snapshot.words is not None]:
            cursor.executemany(_WRITE_WORDS, worded)


def _commit_one(connection: LedgerConnection, change: Change) -> None:
    (event,), (snapshot,), answer = change.events, change.snapshots, change.answer
    relied = None if snapshot.stream == ORGANISATION else change.expected.get(ORGANISATION)
    values = (
        text(snapshot.stream),
        number(event.version - 1),
        number_or_null(relied),
        event.body,
        event.leaf,
        snapshot.body,
        None if snapshot.words is None else text(snapshot.words),
        *((text(answer.actor), text(answer.key), answer.digest) if answer else (None, None, None)),
        *map(_binary, lookup_values(snapshot.lookup)),
    )
    ((obstacle,),) = _COMMIT_ONE.run(connection, values)
    if obstacle:
        raise_if_answered(connection, answer)
        raise VersionConflictError((ORGANISATION if obstacle == b"organisation" else snapshot.stream,))


def _commit_many(connection: LedgerConnection, change: Change, written: Mapping[str, int]) -> None:
    streams = sorted(change.expected)
    with connection.transaction():
        moved = connection.execute(
            "SELECT * FROM ledger.lock_streams(%s, %s, %s)",
            (
                streams,
                [Int8(change.expected[stream]) for stream in streams],
                [stream in written for stream in streams],
            ),
        ).fetchall()
        if moved:
            raise_if_answered(connection, change.answer)
            raise VersionConflictError(tuple(stream for (stream,) in moved))
        if change.answer and not connection.execute(_ADD_ANSWER, answer_values(change.answer)).rowcount:
            raise_if_answered(connection, change.answer)
        write_snapshots(connection, change.snapshots)
        with connection.cursor() as cursor:
            # One by one, in order: the numbers they draw must follow the order they happened in.
            cursor.executemany(
                _ADD_EVENT, [(event.stream, event.version, event.body, event.leaf) for event in change.events]
            )
            if change.sealed:
                cursor.executemany(_ADD_SEALED, [sealed_values(field, change.answer) for field in change.sealed])


def raise_if_answered(connection: LedgerConnection, answer: Answer | None) -> None:
    """Raise `KeyTakenError` with the answer that is kept for the key of this one, if any is."""
    if answer is not None:
        cursor = connection.cursor(binary=True)
        row = cursor.execute(_ANSWER, (answer.actor, answer.key)).fetchone()
        if row:
            raise KeyTakenError(answer_of(row))


def _binary(value: str | int | bool) -> bytes:
    """A lookup's value in PostgreSQL's binary form."""
    if isinstance(value, str):
        return text(value)
    return truth(value) if isinstance(value, bool) else number(value)


_NUMBERS = frozenset({"due_at", "priority_rank", "deadline_at", "opened_at", "moved_at"})
_READERS = tuple(
    read_number if column in _NUMBERS else read_truth if column == "active" else bytes.decode for column in READ_COLUMNS
)


def _snapshot_of(row: Sequence[bytes | None]) -> Snapshot:
    """The snapshot in a binary row of name, version, body and lookup columns; only the name where there is none."""
    name, version, body, *columns = row
    assert name is not None
    if version is None:
        return absent(name.decode())
    lookup = lookup_of(tuple(read(value or b"") for read, value in zip(_READERS, columns, strict=True)))
    return Snapshot(name.decode(), read_number(version), body or b"", lookup)


def _answer_of(row: Sequence[bytes | None]) -> Answer | None:
    actor, key, digest, stream, first_version, last_version = (value or b"" for value in row)
    if not first_version:
        return None
    return Answer(
        actor.decode(), key.decode(), digest, stream.decode(), read_number(first_version), read_number(last_version)
    )
