"""The log's right edge in SQLite: which events have their place for good, and a sequencer's turn to give it."""

import fcntl
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from buckstop.db.rows import event_of
from buckstop.db.sqlite_file import Readers, open_lock
from buckstop.db.sqlite_finding import EVENT_COLUMNS
from buckstop.db.sqlite_library import sqlite3
from buckstop.db.sqlite_writer import SqliteWriter
from buckstop.ledger.store import Event, LogEnd, Numbering, StoreError


class TurnFile:
    """The file that a sequencer locks while it has its turn, as one store sees it.

    Args:
        path: beside the ledger; empty.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: tuple[int, int] | None = (
            None  # the file and its mark when it was first found held, and nothing since
        )
        self._held_from = 0.0

    def take(self, longest_seconds: float) -> int | None:
        """A handle with the lock, or None while somebody else has the turn; closing it ends the turn.

        Who has had one and the same turn for too long loses the file: the next one locks a new file of that name. Should
        two make a new one at the same time, both number from the same end of the log, and the second is refused when it
        writes.

        Raises:
            StoreError: the file cannot be opened.
        """
        for _ in range(2):
            handle = open_lock(self._path)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found = os.fstat(handle)
                os.close(handle)
                if not self._is_abandoned((found.st_ino, found.st_mtime_ns), longest_seconds):
                    return None
                with suppress(FileNotFoundError):
                    if self._path.stat().st_ino == found.st_ino:
                        self._path.unlink()
            else:
                self._held = None
                return handle
        return None

    def _is_abandoned(self, held: tuple[int, int], longest_seconds: float) -> bool:
        now = time.monotonic()
        if held != self._held:
            self._held, self._held_from = held, now
        return now - self._held_from >= longest_seconds


class Turn:
    """A sequencer's turn at a `SqliteStore`, while the lock on the sequencer's file is held.

    Args:
        handle: on that file.
    """

    def __init__(self, readers: Readers, writer: SqliteWriter, handle: int) -> None:
        self._readers = readers
        self._writer = writer
        self._handle = handle

    def end(self) -> LogEnd:
        """See `NumberingTransaction`."""
        with self._readers.reading() as connection:
            return log_end(connection)

    def pending(self, limit: int) -> Sequence[Event]:
        """See `NumberingTransaction`."""
        with self._readers.reading() as connection:
            start = log_end(connection).size
            found = _positioned(connection, start, start + limit)
        if found:
            os.utime(self._handle)  # a mark by which others tell this turn from the one before
        return found

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
