"""A ledger in one SQLite file: for a single house, on a local disk, opened by several processes of one machine."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from buckstop.db.figures import comparing_query, miscounts
from buckstop.db.rows import ANSWER_COLUMNS, SEALED_COLUMNS, answer_of, event_of, sealed_of
from buckstop.db.sqlite_change import Transaction, head_of, load, load_one, write_snapshot
from buckstop.db.sqlite_file import Readers, lock_path, prepare
from buckstop.db.sqlite_finding import DIALECT, EVENT_COLUMNS, beside, counts, find, histories, page, tally
from buckstop.db.sqlite_library import sqlite3
from buckstop.db.sqlite_numbering import Turn, TurnFile, log_end, numbered
from buckstop.db.sqlite_reading import NoWriter, can_be_written, check_to_read, connect_to_read
from buckstop.db.sqlite_upgrade import COUNT_ANEW
from buckstop.db.sqlite_writer import SqliteWriter
from buckstop.db.upgrading import Upgrade
from buckstop.ledger.instants import NEVER, from_micros, to_micros
from buckstop.ledger.lookup import Beside, By, Lateness, Miscount, Order, Page, Tally
from buckstop.ledger.store import (
    LONGEST_TURN_SECONDS,
    ORGANISATION,
    Answer,
    Change,
    Event,
    Loaded,
    LogEnd,
    NumberingTransaction,
    SealedField,
    Snapshot,
    StoreBusyError,
    StoreError,
    Where,
    Writer,
)
from buckstop.ledger.store_rules import check_rebuilt, written_versions

_PAGE = 1000
_EMPTY_LISTS = "UPDATE stream SET units = '[]', asked = '[]', asking = '[]' WHERE stream = ?"
_EMPTY_UNITS = "DELETE FROM stream_unit WHERE stream_no = (SELECT stream_no FROM stream WHERE stream = ?)"
_FIND_TOP = """
    UPDATE stream SET top = coalesce((SELECT upper.top FROM stream AS upper WHERE upper.stream = stream.parent), stream)
    WHERE stream = ?
"""


class SqliteStore:
    """A `Store` in one SQLite file.

    Args:
        path: the file; made with its tables where there is none. Beside it SQLite keeps `-wal` and `-shm`, and we keep
            two empty files to lock by, `-queue` and `-sequencer`.
        make: False refuses a file without a ledger instead of making one.
        upgrade: how tables of an older program are brought up to date; None refuses them.
        only_read: nothing will be written, so that a file on a medium that cannot be written will do.

    Raises:
        StoreError: the library is unsafe, the file is no ledger, or a newer program made it.
    """

    longest_turn_seconds = LONGEST_TURN_SECONDS

    def __init__(
        self, path: Path, *, make: bool = True, upgrade: Upgrade | None = None, only_read: bool = False
    ) -> None:
        self._path = path
        self._turns = TurnFile(lock_path(path, "sequencer"))
        self._writer: SqliteWriter
        if only_read and not can_be_written(path):
            check_to_read(path)
            self._readers, self._writer = Readers(path, connect_to_read), NoWriter(path)
        else:
            prepare(path, make=make, upgrade=upgrade)
            self._readers, self._writer = Readers(path), SqliteWriter(path)

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        if len(streams) == 1:
            self._readers.check_usable()
            with self._writer.if_idle() as connection:
                if connection is not None:
                    return load_one(connection, streams[0], actor, key)
            with self._readers.asking() as connection:
                return load_one(connection, streams[0], actor, key)
        with self._readers.reading() as connection:
            return load(connection, streams, actor, key)

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        with self._readers.reading() as connection:
            return find(connection, where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`."""
        self._readers.check_usable()
        if ORGANISATION in written_versions(change):
            raise StoreError("the organisation is changed inside exclusive() only")
        self._writer.commit(change)

    @contextmanager
    def exclusive(self) -> Iterator[Writer]:
        """See `Store`."""
        with self._writing() as connection:
            writer = _ExclusiveWriter(connection)
            try:
                yield writer
            finally:
                writer.ended = True

    def due(self, until: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
        """See `Store`."""
        query = (
            f"SELECT stream, due_at FROM stream WHERE due_at <= ? AND due_at < {NEVER} ORDER BY due_at, stream LIMIT ?"
        )
        with self._readers.reading() as connection:
            rows = connection.execute(query, (to_micros(until), limit)).fetchall()
        return [(stream, from_micros(micros)) for stream, micros in rows]

    def next_due(self) -> datetime | None:
        """See `Store`."""
        with self._readers.reading() as connection:
            (micros,) = connection.execute(f"SELECT min(due_at) FROM stream WHERE due_at < {NEVER}").fetchone()
        return None if micros is None else from_micros(micros)

    def count(self, where: Where) -> int:
        """See `Store`."""
        return self.counts([where])[0]

    def counts(self, wheres: Sequence[Where]) -> Sequence[int]:
        """See `Store`."""
        with self._readers.reading() as connection:
            return counts(connection, wheres)

    def page(self, where: Where, order: Order, limit: int, after: str = "") -> Page:
        """See `Store`."""
        with self._readers.reading() as connection:
            return page(connection, where, order, limit, after)

    def tally(self, where: Where, by: By, lateness: Lateness | None) -> Sequence[Tally]:
        """See `Store`."""
        with self._readers.reading() as connection:
            return tally(connection, where, by, lateness)

    def beside(self, streams: Sequence[str]) -> Mapping[str, Beside]:
        """See `Store`."""
        with self._readers.reading() as connection:
            return beside(connection, streams)

    def events(self, stream: str, after: int = 0) -> Sequence[Event]:
        """See `Store`."""
        query = (
            f"SELECT {EVENT_COLUMNS} FROM event WHERE stream = ? AND stream_version > ? ORDER BY event.stream_version"
        )
        with self._readers.reading() as connection:
            return [event_of(row) for row in connection.execute(query, (stream, after))]

    def histories(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event]]:
        """See `Store`."""
        with self._readers.reading() as connection:
            return histories(connection, streams)

    def streams(self, kind: str = "") -> Iterator[str]:
        """See `Store`."""
        condition, values = ("kind = ?", [kind]) if kind else ("TRUE", [])
        query = f"SELECT stream FROM stream WHERE {condition} AND stream > ? ORDER BY stream LIMIT {_PAGE}"
        last: str | None = ""
        while last is not None:
            # Page by page: a reader that lingers would keep the write-ahead log from being emptied.
            with self._readers.reading() as connection:
                names = [name for (name,) in connection.execute(query, (*values, last))]
            yield from names
            last = names[-1] if len(names) == _PAGE else None

    def answers(self) -> Iterator[Answer]:
        """See `Store`."""
        query = (
            f"SELECT {ANSWER_COLUMNS} FROM answer WHERE (actor, answer_key) > (?, ?) "
            f"ORDER BY actor, answer_key LIMIT {_PAGE}"
        )
        page: list[Answer] = [Answer("", "", b"", "", 0, 0)]
        while page:
            with self._readers.reading() as connection:
                rows = connection.execute(query, (page[-1].actor, page[-1].key))
                page = [answer_of(row) for row in rows]
            yield from page

    def end(self) -> LogEnd:
        """See `Store`."""
        with self._readers.reading() as connection:
            return log_end(connection)

    def log(self, start: int, stop: int) -> Iterator[Event]:
        """See `Store`."""
        while start < stop:
            with self._readers.reading() as connection:
                events = numbered(connection, start, min(stop, start + _PAGE))
            yield from events
            if not events:
                return
            start += _PAGE

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        with self._readers.reading() as connection:
            stop = min(stop, log_end(connection).size)
            query = "SELECT leaf FROM event WHERE log_position >= ? AND log_position < ? ORDER BY log_position"
            return [leaf for (leaf,) in connection.execute(query, (start, stop))]

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        query = (
            "SELECT node_hash FROM tree_node WHERE tree_level = ? AND node_index >= ? AND node_index < ? "
            "ORDER BY node_index"
        )
        with self._readers.reading() as connection:
            return [root for (root,) in connection.execute(query, (level, start, stop))]

    def checkpoint(self, size: int) -> bytes | None:
        """See `Store`."""
        query = "SELECT note FROM log_checkpoint WHERE log_size >= ? ORDER BY log_size LIMIT 1"
        with self._readers.reading() as connection:
            row = connection.execute(query, (size,)).fetchone()
        return row[0] if row else None

    def pending_count(self) -> int:
        """See `Store`."""
        query = "SELECT (SELECT coalesce(max(log_position) + 1, 0) FROM event) - (SELECT log_size FROM log_end)"
        with self._readers.reading() as connection:
            (number,) = connection.execute(query).fetchone()
        return int(number)

    @contextmanager
    def numbering(self) -> Iterator[NumberingTransaction | None]:
        """See `Store`."""
        self._readers.check_usable()
        # A handle per turn: two turns of one process keep each other out as two processes do.
        handle = self._turns.take(self.longest_turn_seconds)
        if handle is None:
            yield None
            return
        try:
            yield Turn(self._readers, self._writer, handle)
        finally:
            os.close(handle)

    def sealed(self, stream: str, version: int | None = None) -> Sequence[SealedField]:
        """See `Store`."""
        query = f"SELECT {SEALED_COLUMNS} FROM sealed_field WHERE stream = ?1 AND (?2 IS NULL OR stream_version = ?2)"
        with self._readers.reading() as connection:
            rows = connection.execute(f"{query} ORDER BY stream_version, rowid", (stream, version))
            return [sealed_of(row) for row in rows]

    def subject_key(self, subject: str) -> bytes | None:
        """See `Store`."""
        with self._readers.reading() as connection:
            return _subject_key(connection, subject)

    def add_subject_key(self, subject: str, wrapped: bytes) -> bytes:
        """See `Store`."""
        with self._writing() as connection:
            connection.execute("INSERT INTO subject_key VALUES (?, ?) ON CONFLICT DO NOTHING", (subject, wrapped))
            return _subject_key(connection, subject) or wrapped

    def destroy_subject(self, subject: str) -> int:
        """See `Store`."""
        with self._writing() as connection:
            connection.execute("DELETE FROM subject_key WHERE subject = ?", (subject,))
            connection.execute(
                "UPDATE answer SET digest = x'' WHERE (actor, answer_key) IN "
                "(SELECT actor, answer_key FROM sealed_field WHERE subject = ?)",
                (subject,),
            )
            gone = connection.execute("DELETE FROM sealed_field WHERE subject = ?", (subject,)).rowcount
        with self._writer.quiet() as connection:
            # What was deleted still stands in the write-ahead log; emptying it waits for readers, not for ever.
            connection.execute("PRAGMA busy_timeout = 10000")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("PRAGMA busy_timeout = 0")
        if busy:
            raise StoreBusyError(
                f"the fields of {subject} are deleted, but a reader keeps their old pages in {self._path}-wal: "
                "destroy the subject again when it has ended"
            )
        return gone

    def replace_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """See `Store`."""
        query = "SELECT coalesce(max(stream_version), 0) FROM event WHERE stream = ?"
        with self._writing() as connection:
            for snapshot in snapshots:
                check_rebuilt(snapshot, connection.execute(query, (snapshot.stream,)).fetchone()[0])
                # Emptied first: what triggers keep beside the row is written anew only where the row changes.
                connection.execute(_EMPTY_LISTS, (snapshot.stream,))
                connection.execute(_EMPTY_UNITS, (snapshot.stream,))
                write_snapshot(connection, snapshot, head_of(connection, snapshot.stream))
                connection.execute(_FIND_TOP, (snapshot.stream,))

    def recount(self, *, mend: bool) -> Sequence[Miscount]:
        """See `Store`."""
        with self._writing() if mend else self._readers.reading() as connection:
            found = miscounts(connection.execute(comparing_query(DIALECT)))
            for statement in COUNT_ANEW if found and mend else ():
                connection.execute(statement)
        return found

    def damage(self) -> Sequence[str]:
        """See `Store`."""
        with self._readers.reading() as connection:
            found = [line for (line,) in connection.execute("PRAGMA integrity_check")]
        return () if found == ["ok"] else found

    def close(self) -> None:
        """See `Store`."""
        if not self._readers.closed:
            self._readers.check_usable()
            self._readers.close()
            self._writer.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._readers.check_usable()
        with self._writer.transaction() as connection:
            yield connection


class _ExclusiveWriter:
    """What `SqliteStore.exclusive` gives: reads and commits inside its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._open_connection = connection
        self._transaction = Transaction(connection)
        self.ended = False

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        return load(self._connection(), streams, actor, key)

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        return find(self._connection(), where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`."""
        written_versions(change)
        connection = self._connection()
        connection.execute("SAVEPOINT one_change")
        try:
            self._transaction.commit(change)
        except BaseException:
            connection.execute("ROLLBACK TO one_change")
            self._transaction.forget()
            raise
        finally:
            connection.execute("RELEASE one_change")

    def _connection(self) -> sqlite3.Connection:
        if self.ended:
            raise StoreError("the exclusive transaction has ended")
        return self._open_connection


def _subject_key(connection: sqlite3.Connection, subject: str) -> bytes | None:
    row = connection.execute("SELECT wrapped_key FROM subject_key WHERE subject = ?", (subject,)).fetchone()
    return row[0] if row else None
