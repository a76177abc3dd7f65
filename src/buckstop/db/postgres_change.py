"""Loading, finding and committing on one PostgreSQL connection.

A change of one stream, relying on the organisation at most, is one function call: one round trip, one transaction.
Others lock their streams in the order of their names first. The functions stand in schema/postgresql.sql.
"""

from collections.abc import Mapping, Sequence

from psycopg.errors import UniqueViolation
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8

from buckstop.db.postgres_connections import PgConnection
from buckstop.db.rows import (
    ANSWER_COLUMNS,
    LOOKUP_COLUMNS,
    SEALED_COLUMNS,
    SNAPSHOT_COLUMNS,
    Row,
    answer_of,
    answer_values,
    conditions,
    lookup_values,
    sealed_values,
    snapshot_of,
)
from buckstop.ledger.store import (
    ORGANISATION,
    Answer,
    Change,
    KeyTakenError,
    Loaded,
    Snapshot,
    VersionConflictError,
    Where,
)
from buckstop.ledger.store_rules import absent

_LOOKUPS = ", ".join(LOOKUP_COLUMNS)
# LIMIT 1 keeps every part a look-up in an index, whatever the planner believes of the size of the tables.
_LOAD = f"""
    SELECT organisation.stream_version, answer.*, wanted.stream, found.*
    FROM (SELECT) AS always
    LEFT JOIN unnest(%s::text[]) AS wanted (stream) ON TRUE
    LEFT JOIN LATERAL (
        SELECT stream_version, body, {_LOOKUPS} FROM ledger.stream WHERE stream.stream = wanted.stream LIMIT 1
    ) AS found ON TRUE
    LEFT JOIN LATERAL (
        SELECT {ANSWER_COLUMNS} FROM ledger.answer WHERE actor = %s AND answer_key = %s LIMIT 1
    ) AS answer ON TRUE
    LEFT JOIN LATERAL (
        SELECT stream_version FROM ledger.stream WHERE stream.stream = '{ORGANISATION}' LIMIT 1
    ) AS organisation ON TRUE
"""
_ANSWER_WIDTH = len(ANSWER_COLUMNS.split(","))
_COMMIT_ONE = f"SELECT ledger.commit_one(%s, %s, %s, %b, %b, %b, {', '.join(['%s'] * 12)}, %b, %s, %s)"
_ANSWER = f"SELECT {ANSWER_COLUMNS} FROM ledger.answer WHERE actor = %s AND answer_key = %s"
_ADD_ANSWER = f"INSERT INTO ledger.answer ({ANSWER_COLUMNS}) VALUES (%s, %s, %b, %s, %s, %s) ON CONFLICT DO NOTHING"
_WRITE_SNAPSHOT = f"UPDATE ledger.stream SET (stream_version, body, {_LOOKUPS}) = (%s, %b, {', '.join(['%s'] * 10)}) WHERE stream = %s"
_ADD_EVENT = "INSERT INTO ledger.event (stream, stream_version, body, leaf) VALUES (%s, %s, %b, %b)"
_ADD_SEALED = (
    f"INSERT INTO ledger.sealed_field ({SEALED_COLUMNS}, actor, answer_key) VALUES (%s, %s, %s, %s, %s, %b, %b, %s, %s)"
)
_NO_ANSWER: Row = (None, None, b"", None, None)


def commit(connection: PgConnection, change: Change, written: Mapping[str, int]) -> None:
    """Write a change durably, or as a part of the transaction that is open on the connection.

    Args:
        written: streams it writes with their new versions, from `written_versions`.

    Raises:
        VersionConflictError: a stream moved on; KeyTakenError: the key was answered. Nothing of it is written then.
    """
    others = change.expected.keys() - written.keys()
    try:
        if len(written) > 1 or not others <= {ORGANISATION} or change.sealed:
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


def load(connection: PgConnection, streams: Sequence[str], actor: str, key: str) -> Loaded:
    """Streams, the organisation's version and a key's answer, in one round trip at one instant."""
    cursor = connection.cursor(binary=True)
    rows = cursor.execute(_LOAD, (list(streams), actor, key), prepare=True).fetchall()
    snapshots = {}
    for row in rows:
        stream, version, *rest = row[1 + _ANSWER_WIDTH :]
        if stream is not None:
            snapshots[stream] = absent(stream) if version is None else snapshot_of((stream, version, *rest))
    answer = rows[0][1 : 1 + _ANSWER_WIDTH]
    return Loaded(snapshots, rows[0][0] or 0, answer_of(answer) if answer[0] is not None else None)


def find(connection: PgConnection, where: Where, limit: int, after: str) -> list[Snapshot]:
    """Snapshots of the streams asked for, in the order of their names."""
    condition, values = conditions(where, "ledger.stream", "%s")
    query = f"SELECT {SNAPSHOT_COLUMNS} FROM ledger.stream WHERE {condition} AND stream > %s ORDER BY stream LIMIT %s"
    cursor = connection.cursor(binary=True)
    return [snapshot_of(row) for row in cursor.execute(query, (*values, after, limit))]


def write_snapshots(connection: PgConnection, snapshots: Sequence[Snapshot]) -> None:
    """Write snapshots over rows that are there."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _WRITE_SNAPSHOT,
            [
                (snapshot.version, snapshot.body, *lookup_values(snapshot.lookup), snapshot.stream)
                for snapshot in snapshots
            ],
        )


def _commit_one(connection: PgConnection, change: Change) -> None:
    (snapshot,) = change.snapshots
    answer = change.answer
    relied = None if snapshot.stream == ORGANISATION else change.expected.get(ORGANISATION)
    arguments = (
        snapshot.stream,
        Int8(change.expected[snapshot.stream]),
        None if relied is None else Int8(relied),
        [event.body for event in change.events],
        [event.leaf for event in change.events],
        snapshot.body,
        *_typed(lookup_values(snapshot.lookup)),
        *(_answer_arguments(answer) if answer else _NO_ANSWER),
    )
    row = connection.execute(_COMMIT_ONE, arguments, prepare=True).fetchone()
    obstacle = row[0] if row else ""
    if obstacle:
        raise_if_answered(connection, answer)
        raise VersionConflictError((ORGANISATION if obstacle == "organisation" else snapshot.stream,))


def _commit_many(connection: PgConnection, change: Change, written: Mapping[str, int]) -> None:
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


def raise_if_answered(connection: PgConnection, answer: Answer | None) -> None:
    """Raise `KeyTakenError` with the answer that is kept for the key of this one, if any is."""
    if answer is not None:
        cursor = connection.cursor(binary=True)
        row = cursor.execute(_ANSWER, (answer.actor, answer.key)).fetchone()
        if row:
            raise KeyTakenError(answer_of(row))


def _typed(values: Row) -> Row:
    """Lookup values with the one number given a fixed type: one prepared statement, whatever its size."""
    kind, phase, active, due_at, *parties = values
    return (kind, phase, active, None if due_at is None else Int8(due_at), *parties)


def _answer_arguments(answer: Answer) -> Row:
    return (answer.actor, answer.key, answer.digest, Int8(answer.first_version), Int8(answer.last_version))
