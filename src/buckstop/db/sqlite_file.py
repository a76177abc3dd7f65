"""The file of a SQLite ledger: made once, opened by many, refused where it is not ours or too new for us."""

import fcntl
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from buckstop.db.sqlite_library import check_library, sqlite3
from buckstop.db.upgrading import SCHEMA_VERSION, Upgrade, is_old, schema
from buckstop.ledger.store import StoreError

_APPLICATION_ID = 0x4255434B  # "BUCK", in the file's header: no other program's database is taken for a ledger
_WAIT_SECONDS = 10.0


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode that may be handed from thread to thread, by one at a time."""
    connection = sqlite3.connect(
        path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    # FULL: a commit is on the disk when it returns. The cache is per connection, in KiB.
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA foreign_keys = ON")
    return connection


def prepare(path: Path, *, make: bool = True, upgrade: Upgrade | None = None) -> None:
    """Make the tables where there are none, bring old ones up to date; several processes may do so at the same time.

    Args:
        make: False refuses a file that is missing or empty instead.
        upgrade: how old tables are brought up to date; None refuses them instead.

    Raises:
        StoreError: no ledger of ours, one of a newer program, one that is gone, or a place where none can be kept.
    """
    check_library()
    if not make and not (path.is_file() and path.stat().st_size):
        raise gone(str(path))
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent} to keep a ledger in")
    with locked(lock_path(path, "queue")), translated(path):
        connection = connect(path)
        try:
            _prepare(connection, path, make=make, upgrade=upgrade)
        finally:
            connection.close()


def lock_path(path: Path, purpose: str) -> Path:
    """The file beside a ledger that processes lock for a purpose; it stays empty."""
    return path.with_name(f"{path.name}-{purpose}")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file while the block lasts."""
    handle = open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_lock(path: Path) -> int:
    """A handle to lock by; closing it gives the lock up, and so does the end of the process.

    Raises:
        StoreError: the folder or the file may not be written.
    """
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StoreError(f"the ledger's lock {path} cannot be opened: {error}") from error


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a `StoreError` that names the file."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged page can spoil the words of the error itself
        raise failed(path, error) from error


def failed(path: Path, error: Exception) -> StoreError:
    """What SQLite raised, as a `StoreError` that names the file."""
    return StoreError(f"the ledger {path}: {error}")


class Readers:
    """Connections that only read, as many as are read by at the same time.

    Args:
        path: the ledger's file, prepared.
        connecting: how a connection to it is made; None as one that may write.
    """

    def __init__(self, path: Path, connecting: Callable[[Path], sqlite3.Connection] | None = None) -> None:
        self._path = path
        self._connecting = connecting or connect
        self._idle: deque[sqlite3.Connection] = deque()
        self._pid = os.getpid()
        self.closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which everything is read at one instant.

        Raises:
            StoreError: the store was closed or comes from before a fork, or SQLite failed.
        """
        with self.asking() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def asking(self) -> Iterator[sqlite3.Connection]:
        """A connection for one statement, whose rows must all be fetched: each statement sees an instant of its own.

        Raises:
            StoreError: as `reading`.
        """
        self.check_usable()
        try:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connecting(self._path)
                connection.execute("PRAGMA query_only = ON")
            try:
                yield connection
            finally:
                self._idle.append(connection)
                if self.closed:
                    self.close()
        except sqlite3.Error as error:
            raise failed(self._path, error) from error

    def check_usable(self) -> None:
        """Refuse use after `close` and in a forked child, where SQLite's locks would not be its own."""
        if self.closed:
            raise StoreError("the store is closed")
        if os.getpid() != self._pid:
            raise StoreError("this store was opened before the process forked: open it again in the child")

    def close(self) -> None:
        """Close idle connections now and the others when they come back."""
        self.closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


def _prepare(connection: sqlite3.Connection, path: Path, *, make: bool, upgrade: Upgrade | None) -> None:
    new = check_ours(connection, path)
    if new and not make:
        raise gone(str(path))
    # A read-only or network file system answers another mode than asked for instead of failing.
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(f"{path}: this file system cannot keep a write-ahead log; put the ledger on a local disk")
    if new:
        connection.executescript(
            f"BEGIN IMMEDIATE; {schema('sqlite')}; INSERT INTO ledger_schema VALUES ({SCHEMA_VERSION});"
            f"PRAGMA application_id = {_APPLICATION_ID}; COMMIT"
        )
        return
    (version,) = connection.execute("SELECT max(schema_version) FROM ledger_schema").fetchone()
    if is_old(version, str(path), upgrade) and upgrade is not None:
        from buckstop.db.sqlite_upgrade import upgrade_from_1, upgrade_from_2

        if version == 1:
            upgrade_from_1(connection, upgrade)
        else:
            upgrade_from_2(connection)


def check_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Refuse a database of another program; whether this one is new and empty.

    Raises:
        StoreError: another program made it.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    new = not application and not tables
    if not new and application != _APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program, not a ledger")
    return new


def gone(place: str) -> StoreError:
    """Why a store that was there once is not made anew: its log would begin again and contradict what was signed."""
    return StoreError(
        f"{place} holds no ledger any more: is its disk mounted? Otherwise restore it from a backup; nothing was changed"
    )
