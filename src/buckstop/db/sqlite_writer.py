"""The one writer of a process: group commit on SQLite, fair between threads and between processes.

Why: SQLite lets one connection write at a time, and a durable commit waits for the disk. Left to themselves, writers
poll and the unlucky one waits for seconds. Here every process has one writing connection. The thread that finds it free
leads: it writes all changes that wait, its own among them, and makes them durable with one commit; those that arrive
meanwhile form the next group, led by the first of them. A lone caller never waits for another thread.

Between processes, a lock on a file beside the ledger keeps the next in line: a writer takes it, waits for SQLite's
write lock, and lets it go. Who has just committed stands behind whoever is waiting already; a process that was stopped
in mid-transaction is waited for so long, not for ever.
"""

import fcntl
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, get_ident

from buckstop.db.sqlite_change import Transaction
from buckstop.db.sqlite_file import connect, lock_path, open_lock, translated
from buckstop.db.sqlite_library import sqlite3
from buckstop.ledger.store import Change, StoreBusyError, StoreError

_GROUP_LIMIT = 64
_POLL_SECONDS = 0.00005


class _Request:
    """A thread's wish to write: a change to be put into some group, or a transaction of its own (no change)."""

    __slots__ = ("change", "done", "error", "gate", "has_turn")

    def __init__(self, change: Change | None) -> None:
        self.change = change
        self.error: Exception | None = None
        self.done = False
        self.has_turn = False
        self.gate = Lock()
        self.gate.acquire()


class SqliteWriter:
    """The writing side of a SQLite ledger.

    Args:
        path: the ledger's file, prepared.
        wait_seconds: how long a program that does not stand in our line (a database shell, a back-up) may hold SQLite's
            write lock before a `StoreBusyError`. Our own processes wait for one another: a killed one gives way at
            once, a stopped one does not.
    """

    def __init__(self, path: Path, wait_seconds: float = 10.0) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        self._connection = connect(path)
        # We wait in line ourselves; SQLite's own waiting sleeps longer and longer. What is deleted is overwritten.
        self._connection.executescript("PRAGMA busy_timeout = 0; PRAGMA secure_delete = ON")
        self._line = open_lock(lock_path(path, "queue"))
        self._mutex = Lock()
        self._queue: deque[_Request] = deque()
        self._led = False
        self._transaction_thread: int | None = None

    def commit(self, change: Change) -> None:
        """Write a change that `written_versions` found sound, together with those of other threads.

        Raises:
            VersionConflictError: a stream moved on; KeyTakenError: the key was answered; StoreError: SQLite failed.
        """
        request = _Request(change)
        self._wait_for_turn(request)
        if not request.done:
            self._lead()
        if request.error is not None:
            raise request.error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction of its own: nobody else commits while it lasts; durable when the block ends.

        Raises:
            StoreError: asked for inside another one by the same thread, or SQLite failed. All is undone then.
        """
        with self._alone():
            try:
                with translated(self._path):
                    self._begin()
                    yield self._connection
                    self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def quiet(self) -> Iterator[sqlite3.Connection]:
        """The writing connection without a transaction, while no thread of this process writes."""
        with self._alone(), translated(self._path):
            yield self._connection

    @contextmanager
    def if_idle(self) -> Iterator[sqlite3.Connection | None]:
        """The writing connection for one question, if no thread of this process writes; else None, without waiting.

        Why: what one asks about one is about to write. A second connection would read every page of it again, for
        SQLite forgets all pages of a connection when another one has written.
        """
        with self._mutex:
            idle, self._led = not self._led, True
        if not idle:
            yield None
            return
        try:
            with translated(self._path):
                yield self._connection
        finally:
            self._pass_on()

    def close(self) -> None:
        """Close the connection after the writers that came before."""
        with self._alone():
            self._connection.close()
            os.close(self._line)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        request = _Request(None)
        self._wait_for_turn(request)
        self._transaction_thread = get_ident()
        try:
            with self._mutex:
                self._queue.popleft()
            yield
        finally:
            self._transaction_thread = None
            self._pass_on()

    # --- whose turn it is --------------------------------------------------------------------------------------------

    def _wait_for_turn(self, request: _Request) -> None:
        """Return when the request is done or stands first in the queue and its thread has the turn."""
        if self._transaction_thread == get_ident():
            raise StoreError("inside exclusive() commit to what it gave, not to the store")
        with self._mutex:
            self._queue.append(request)
            first, self._led = not self._led, True
        if first:
            return
        try:
            request.gate.acquire()
        except BaseException:
            self._give_up(request)
            raise

    def _give_up(self, request: _Request) -> None:
        """Leave the queue when the waiting thread was interrupted; what a leader has begun goes on without it."""
        with self._mutex, suppress(ValueError):
            self._queue.remove(request)
        if request.has_turn:
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to the first who waits."""
        with self._mutex:
            if self._queue:
                self._queue[0].has_turn = True
                self._queue[0].gate.release()
            else:
                self._led = False

    def _lead(self) -> None:
        """Write the changes at the head of the queue as one group, then pass on the turn."""
        group: list[_Request] = []
        with self._mutex:
            while self._queue and self._queue[0].change is not None and len(group) < _GROUP_LIMIT:
                group.append(self._queue.popleft())
        try:
            self._write_group(group)
        except BaseException:
            for request in group:
                request.error = request.error or StoreError("the writing thread was interrupted: ask for the outcome")
            raise
        finally:
            for request in group:
                request.done = True
                request.gate.release()
            self._pass_on()

    # --- writing -----------------------------------------------------------------------------------------------------

    def _write_group(self, group: Sequence[_Request]) -> None:
        """Write these changes in one transaction, each with its own outcome."""
        try:
            with translated(self._path):
                self._begin()
                self._apply(group)
                self._connection.execute("COMMIT")
        except StoreError as error:
            self._roll_back()
            alone = len(group) == 1 or isinstance(error, StoreBusyError)
            for request in group:
                request.error = error if alone else None
        except BaseException:
            self._roll_back()
            raise
        else:
            return
        if not alone:
            # Something broke half-way (a trigger, the disk): nobody pays for a neighbour, each goes alone.
            for request in group:
                self._write_group([request])

    def _apply(self, group: Sequence[_Request]) -> None:
        transaction = Transaction(self._connection)
        for request in group:
            assert request.change is not None
            try:
                transaction.commit(request.change)
            except StoreError as refusal:  # raised before anything was written
                request.error = refusal

    def _begin(self) -> None:
        """Open a write transaction, behind the processes that came before."""
        fcntl.flock(self._line, fcntl.LOCK_EX)
        try:
            deadline = time.monotonic() + self._wait_seconds
            while True:
                try:
                    self._connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                        raise
                    if time.monotonic() > deadline:
                        raise StoreBusyError(
                            f"another process has been writing to {self._path} for {self._wait_seconds:g} s"
                        ) from error
                    time.sleep(_POLL_SECONDS)
                else:
                    return
        finally:
            fcntl.flock(self._line, fcntl.LOCK_UN)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
