"""One change inside a SQLite transaction: everything is checked first, then everything is written."""

from collections.abc import Sequence
from functools import cache

from buckstop.db.rows import (
    ANSWER_COLUMNS,
    LOOKUP_COLUMNS,
    READ_COLUMNS,
    SEALED_COLUMNS,
    Row,
    answer_of,
    answer_values,
    lookup_values,
    sealed_values,
    snapshot_of,
)
from buckstop.db.sqlite_finding import SNAPSHOTS
from buckstop.db.sqlite_library import sqlite3
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

_AT_ONCE = 500
_LOAD_ONE = f"""
    SELECT organisation.stream_version, found.stream_version, coalesce(state.body, x''),
        {", ".join(f"found.{column}" for column in READ_COLUMNS)},
        {", ".join(f"answer.{column}" for column in ANSWER_COLUMNS.split(", "))}
    FROM (SELECT 1) AS always
    LEFT JOIN stream AS found ON found.stream = ?
    LEFT JOIN stream_state AS state ON state.stream_no = found.stream_no
    LEFT JOIN stream AS organisation ON organisation.stream = '{ORGANISATION}'
    LEFT JOIN answer ON answer.actor = ? AND answer.answer_key = ?
"""
_ANSWER_WIDTH = len(ANSWER_COLUMNS.split(", "))
_VERSION = "SELECT stream_version FROM stream WHERE stream = ?"
_HEAD = f"SELECT stream_no, stream_version, {', '.join(LOOKUP_COLUMNS)} FROM stream WHERE stream = ?"
_HEAD_AND_ENDS = f"""
    SELECT (SELECT stream_version FROM stream WHERE stream = '{ORGANISATION}'),
        (SELECT coalesce(max(log_position) + 1, 0) FROM event),
        stream_no, stream_version, {", ".join(LOOKUP_COLUMNS)}
    FROM (SELECT 1) AS always LEFT JOIN stream ON stream = ?
"""
_ANSWER = f"SELECT {ANSWER_COLUMNS} FROM answer WHERE actor = ? AND answer_key = ?"
_ADD_ANSWER = f"INSERT INTO answer ({ANSWER_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_ADD_STREAM = (
    f"INSERT INTO stream (stream, stream_version, {', '.join(LOOKUP_COLUMNS)}) "
    f"VALUES ({', '.join('?' * (2 + len(LOOKUP_COLUMNS)))})"
)
_STATE = "INSERT INTO stream_state VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
_CHANGE_STATE = "UPDATE stream_state SET body = ? WHERE stream_no = ?"
_WORDS = (
    "INSERT INTO stream_words VALUES (?, ?) ON CONFLICT DO UPDATE SET words = excluded.words "
    "WHERE words <> excluded.words"
)
_ADD_EVENT = "INSERT INTO event (log_position, stream, stream_version, body, leaf) VALUES (?, ?, ?, ?, ?)"
_ADD_SEALED = f"INSERT INTO sealed_field ({SEALED_COLUMNS}, actor, answer_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Transaction:
    """A write transaction under way: what a use case loads, finds and commits inside it. The caller begins and ends it.

    Args:
        connection: with a write transaction open.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # Of the organisation and of the log's end, asked for once, together with the first row that is wanted.
        self._ends: tuple[int, int] | None = None

    def commit(self, change: Change) -> None:
        """Check and write a change that `written_versions` found sound. What it raises of ours, it raises unwritten.

        Raises:
            VersionConflictError: a stream moved on; KeyTakenError: the key was answered.
        """
        heads = self._checked_heads(change)
        self._write(change, heads)

    def forget(self) -> None:
        """Read again what was remembered: the connection was rolled back to an earlier point."""
        self._ends = None

    def _checked_heads(self, change: Change) -> dict[str, Row]:
        """The rows as they stand of streams that the change writes and that exist."""
        heads: dict[str, Row] = {}
        moved: list[str] = []
        written = {snapshot.stream for snapshot in change.snapshots}
        for stream in written:
            if row := self._head(stream):
                heads[stream] = row
        for stream, expected in change.expected.items():
            if stream in written:
                version = heads[stream][1] if stream in heads else 0
            elif stream == ORGANISATION:
                assert self._ends is not None  # a change writes some stream
                version = self._ends[0]
            else:
                version = version_of(self._connection, stream)
            if version != expected:
                moved.append(stream)
        if moved:
            self._raise_if_answered(change.answer)
            raise VersionConflictError(tuple(sorted(moved)))
        return heads

    def _head(self, stream: str) -> Row | None:
        """The row that `write_snapshot` wants; where they are not known yet, the ends come with it."""
        if self._ends is not None:
            return head_of(self._connection, stream)
        organisation, position, *head = self._connection.execute(_HEAD_AND_ENDS, (stream,)).fetchone()
        self._ends = (organisation or 0, position)
        return tuple(head) if head[0] is not None else None

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
        assert self._ends is not None
        organisation_version, position = self._ends
        for snapshot in change.snapshots:
            write_snapshot(self._connection, snapshot, heads.get(snapshot.stream))
            if snapshot.stream == ORGANISATION:
                organisation_version = snapshot.version
        for event in change.events:
            execute(_ADD_EVENT, (position, event.stream, event.version, event.body, event.leaf))
            position += 1
        self._ends = (organisation_version, position)
        for field in change.sealed:
            execute(_ADD_SEALED, sealed_values(field, answer))


def write_snapshot(connection: sqlite3.Connection, snapshot: Snapshot, head: Row | None) -> None:
    """Write a snapshot over the row `head` (number, version, lookup columns), or as a new row where there is none.

    Why the old row: only columns that change are set, for SQLite rewrites every index of a column that is set.
    """
    values = lookup_values(snapshot.lookup)
    if head is None:
        row = connection.execute(_ADD_STREAM, (snapshot.stream, snapshot.version, *values))
        stream_no = row.lastrowid
        connection.execute(_STATE, (stream_no, snapshot.body))
    else:
        stream_no = head[0]
        pairs = zip(LOOKUP_COLUMNS, head[2:], values, strict=True)
        changed = [(column, new) for column, old, new in pairs if old != new]
        update = _update_of(tuple(column for column, _ in changed))
        connection.execute(update, (snapshot.version, *(new for _, new in changed), stream_no))
        if not connection.execute(_CHANGE_STATE, (snapshot.body, stream_no)).rowcount:
            connection.execute(_STATE, (stream_no, snapshot.body))  # its row was lost: this is how it comes back
    if snapshot.words is not None:
        connection.execute(_WORDS, (stream_no, snapshot.words))


def load(connection: sqlite3.Connection, streams: Sequence[str], actor: str, key: str) -> Loaded:
    """Streams, the organisation's version and a key's answer, as the connection sees them."""
    snapshots = {stream: absent(stream) for stream in streams}
    for start in range(0, len(streams), _AT_ONCE):
        some = streams[start : start + _AT_ONCE]
        for row in connection.execute(f"{SNAPSHOTS} WHERE stream IN ({', '.join('?' * len(some))})", some):
            snapshots[row[0]] = snapshot_of(row)
    row = connection.execute(_ANSWER, (actor, key)).fetchone() if key else None
    return Loaded(snapshots, version_of(connection, ORGANISATION), answer_of(row) if row else None)


def load_one(connection: sqlite3.Connection, stream: str, actor: str, key: str) -> Loaded:
    """The same for one stream in one statement, which is its own transaction."""
    ((organisation, version, body, *values),) = connection.execute(_LOAD_ONE, (stream, actor, key)).fetchall()
    lookup, answer = values[:-_ANSWER_WIDTH], values[-_ANSWER_WIDTH:]
    snapshot = absent(stream) if version is None else snapshot_of((stream, version, body, *lookup))
    return Loaded({stream: snapshot}, organisation or 0, answer_of(tuple(answer)) if answer[0] is not None else None)


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
    return f"UPDATE stream SET stream_version = ?{settings} WHERE stream_no = ?"
