"""One change inside a SQLite transaction: everything is checked first, then everything is written."""

from collections.abc import Sequence
from functools import cache

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
from buckstop.db.sqlite_library import sqlite3
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

_STREAM = f"SELECT {SNAPSHOT_COLUMNS} FROM stream WHERE stream = ?"
_VERSION = "SELECT stream_version FROM stream WHERE stream = ?"
_HEAD = f"SELECT stream_no, stream_version, {', '.join(LOOKUP_COLUMNS)} FROM stream WHERE stream = ?"
_ANSWER = f"SELECT {ANSWER_COLUMNS} FROM answer WHERE actor = ? AND answer_key = ?"
_ADD_ANSWER = f"INSERT INTO answer ({ANSWER_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_ADD_STREAM = (
    f"INSERT INTO stream (stream, stream_version, body, {', '.join(LOOKUP_COLUMNS)}) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_EVENT = "INSERT INTO event (log_position, stream, stream_version, body, leaf) VALUES (?, ?, ?, ?, ?)"
_ADD_SEALED = f"INSERT INTO sealed_field ({SEALED_COLUMNS}, actor, answer_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NEXT_POSITION = "SELECT coalesce(max(log_position) + 1, 0) FROM event"


class Transaction:
    """A write transaction under way: what a use case loads, finds and commits inside it. The caller begins and ends it.

    Args:
        connection: with a write transaction open.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._organisation_version: int | None = None
        self._position: int | None = None

    def commit(self, change: Change) -> None:
        """Check and write a change that `written_versions` found sound. What it raises of ours, it raises unwritten.

        Raises:
            VersionConflictError: a stream moved on; KeyTakenError: the key was answered.
        """
        heads = self._checked_heads(change)
        self._write(change, heads)

    def forget(self) -> None:
        """Read again what was remembered: the connection was rolled back to an earlier point."""
        self._organisation_version = self._position = None

    def _checked_heads(self, change: Change) -> dict[str, Row]:
        """The rows as they stand of streams that the change writes and that exist."""
        heads: dict[str, Row] = {}
        moved: list[str] = []
        written = {snapshot.stream for snapshot in change.snapshots}
        for stream, expected in change.expected.items():
            if stream in written:
                row = self._connection.execute(_HEAD, (stream,)).fetchone()
                version = row[1] if row else 0
                if row:
                    heads[stream] = row
            else:
                version = self._version(stream)
            if version != expected:
                moved.append(stream)
        if moved:
            self._raise_if_answered(change.answer)
            raise VersionConflictError(tuple(sorted(moved)))
        return heads

    def _version(self, stream: str) -> int:
        """The version of a stream that is only relied on; the organisation's is asked for once per transaction."""
        if stream != ORGANISATION:
            return version_of(self._connection, stream)
        if self._organisation_version is None:
            self._organisation_version = version_of(self._connection, stream)
        return self._organisation_version

    def _raise_if_answered(self, answer: Answer | None) -> None:
        if answer is not None:
            row = self._connection.execute(_ANSWER, (answer.actor, answer.key)).fetchone()
            if row:
                raise KeyTakenError(answer_of(row))

    def _write(self, change: Change, heads: dict[str, Row]) -> None:
        execute = self._connection.execute
        answer = change.answer
        # First, because a taken key is the one thing left that can be in the way.
        if answer is not None and not execute(_ADD_ANSWER, answer_values(answer)).rowcount:
            self._raise_if_answered(answer)
        for snapshot in change.snapshots:
            write_snapshot(self._connection, snapshot, heads.get(snapshot.stream))
            if snapshot.stream == ORGANISATION:
                self._organisation_version = snapshot.version
        if self._position is None:
            (self._position,) = execute(_NEXT_POSITION).fetchone()
        for event in change.events:
            execute(_ADD_EVENT, (self._position, event.stream, event.version, event.body, event.leaf))
            self._position += 1
        for field in change.sealed:
            execute(_ADD_SEALED, sealed_values(field, answer))


def write_snapshot(connection: sqlite3.Connection, snapshot: Snapshot, head: Row | None) -> None:
    """Write a snapshot over the row `head` (number, version, lookup columns), or as a new row where there is none.

    Why the old row: only columns that change are set, for SQLite rewrites every index of a column that is set.
    """
    values = lookup_values(snapshot.lookup)
    if head is None:
        connection.execute(_ADD_STREAM, (snapshot.stream, snapshot.version, snapshot.body, *values))
        return
    changed = tuple(column for column, old, new in zip(LOOKUP_COLUMNS, head[2:], values, strict=True) if old != new)
    new_values = (new for old, new in zip(head[2:], values, strict=True) if old != new)
    connection.execute(_update_of(changed), (snapshot.version, snapshot.body, *new_values, head[0]))


def load(connection: sqlite3.Connection, streams: Sequence[str], actor: str, key: str) -> Loaded:
    """Streams, the organisation's version and a key's answer, as the connection sees them."""
    snapshots = {}
    for stream in streams:
        row = connection.execute(_STREAM, (stream,)).fetchone()
        snapshots[stream] = snapshot_of(row) if row else absent(stream)
    row = connection.execute(_ANSWER, (actor, key)).fetchone() if key else None
    return Loaded(snapshots, version_of(connection, ORGANISATION), answer_of(row) if row else None)


def find(connection: sqlite3.Connection, where: Where, limit: int, after: str) -> list[Snapshot]:
    """Snapshots of the streams asked for, in the order of their names."""
    condition, values = conditions(where, "stream", "?")
    rows = connection.execute(
        f"SELECT {SNAPSHOT_COLUMNS} FROM stream WHERE {condition} AND stream > ? ORDER BY stream LIMIT ?",
        (*values, after, limit),
    )
    return [snapshot_of(row) for row in rows]


def head_of(connection: sqlite3.Connection, stream: str) -> Row | None:
    """The row that `write_snapshot` wants, None where the stream has none."""
    row: Row | None = connection.execute(_HEAD, (stream,)).fetchone()
    return row


def version_of(connection: sqlite3.Connection, stream: str) -> int:
    """The version of a stream's snapshot, 0 where there is none."""
    row = connection.execute(_VERSION, (stream,)).fetchone()
    return row[0] if row else 0


@cache
def _update_of(columns: tuple[str, ...]) -> str:
    settings = "".join(f", {column} = ?" for column in columns)
    return f"UPDATE stream SET stream_version = ?, body = ?{settings} WHERE stream_no = ?"
