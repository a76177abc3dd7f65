"""The log's right edge in SQLite: which events have their place for good, and a sequencer's turn to give it."""

from collections.abc import Sequence

from buckstop.db.rows import event_of
from buckstop.db.sqlite_file import Readers
from buckstop.db.sqlite_finding import EVENT_COLUMNS
from buckstop.db.sqlite_library import sqlite3
from buckstop.db.sqlite_writer import SqliteWriter
from buckstop.ledger.store import Event, LogEnd, Numbering, StoreError


class Turn:
    """A sequencer's turn at a `SqliteStore`, while the lock on the sequencer's file is held."""

    def __init__(self, readers: Readers, writer: SqliteWriter) -> None:
        self._readers = readers
        self._writer = writer

    def end(self) -> LogEnd:
        """See `NumberingTransaction`."""
        with self._readers.reading() as connection:
            return log_end(connection)

    def pending(self, limit: int) -> Sequence[Event]:
        """See `NumberingTransaction`."""
        with self._readers.reading() as connection:
            start = log_end(connection).size
            return _positioned(connection, start, start + limit)

    def write(self, numbering: Numbering) -> None:
        """See `NumberingTransaction`."""
        end, before = numbering.end, numbering.before
        with self._writer.transaction() as connection:
            # The comparison is the fence: whoever lost the lock (its file was removed, say) finds another end.
            found = log_end(connection).size
            if found != before or end.size != before + len(numbering.events):
                raise StoreError(f"the log ends at {found}, not at {before}: another sequencer was faster")
            waiting = [(event.stream, event.version) for event in _positioned(connection, before, end.size)]
            if waiting != list(numbering.events):
                raise StoreError("the events to number are not those that wait, in their order")
            connection.execute(
                "UPDATE log_end SET log_size = ?, frontier = ?, note = ?", (end.size, end.frontier, end.checkpoint)
            )
            connection.execute("INSERT INTO log_checkpoint VALUES (?, ?)", (end.size, end.checkpoint))
            connection.executemany("INSERT INTO tree_node VALUES (?, ?, ?)", numbering.nodes)


def log_end(connection: sqlite3.Connection) -> LogEnd:
    """The log's right edge as the connection sees it."""
    return LogEnd(*connection.execute("SELECT log_size, frontier, note FROM log_end").fetchone())


def numbered(connection: sqlite3.Connection, start: int, stop: int) -> list[Event]:
    """Events of these places of the log that have their place for good."""
    return _positioned(connection, start, min(stop, log_end(connection).size))


def _positioned(connection: sqlite3.Connection, start: int, stop: int) -> list[Event]:
    """Events of these places of the log, numbered or waiting."""
    query = (
        f"SELECT {EVENT_COLUMNS} FROM event WHERE event.log_position >= ? AND event.log_position < ? "
        "ORDER BY event.log_position"
    )
    return [event_of(row) for row in connection.execute(query, (start, stop))]
