"""A SQLite ledger on a medium that cannot be written: a copy that an auditor checks. Nothing is made beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from buckstop.db.sqlite_file import check_ours, gone, translated
from buckstop.db.sqlite_library import check_library, sqlite3
from buckstop.db.sqlite_writer import SqliteWriter
from buckstop.db.upgrading import is_old
from buckstop.ledger.store import Change, StoreError


def can_be_written(path: Path) -> bool:
    """Whether a ledger's file, and its folder, in which SQLite and we keep files beside it, may be written by us."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even beside the file.

    Why not always immutable: what stands in a write-ahead log that came along belongs to the ledger, and is read only
    where SQLite may look for it. And where either of SQLite's files lies beside it somebody may be writing this moment:
    who takes a changing file for immutable reads halves of two states.
    """
    beside = any(path.with_name(f"{path.name}{ending}").exists() for ending in ("-wal", "-shm"))
    immutable = "" if beside else "&immutable=1"
    uri = f"file:{quote(str(path.resolve()))}?mode=ro{immutable}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256)
    try:
        connection.executescript("PRAGMA query_only = ON; PRAGMA cache_size = -32768; SELECT 1 FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def check_to_read(path: Path) -> None:
    """Refuse what cannot be read as a ledger of this program, without changing anything.

    Raises:
        StoreError: no ledger of ours, one of another version, one that is gone, or a copy that lacks a part.
    """
    check_library()
    if not (path.is_file() and path.stat().st_size):
        raise gone(str(path))
    with translated(path):
        try:
            connection = connect_to_read(path)
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{path} was copied while it was written, and this medium cannot be written to put it in order: "
                f"bring it back from a backup (buckstop backup), or copy the whole folder to a disk ({error})"
            ) from error
        try:
            if check_ours(connection, path):
                raise gone(str(path))
            (version,) = connection.execute("SELECT max(schema_version) FROM ledger_schema").fetchone()
            is_old(version, str(path), None)
        finally:
            connection.close()


class NoWriter(SqliteWriter):
    """In the place of a writer where nothing can be written: every wish to write is refused.

    Args:
        path: the ledger's file.
    """

    def __init__(self, path: Path) -> None:  # none of what a writer opens
        self._path = path

    def commit(self, change: Change) -> None:  # noqa: ARG002 - the signature of a writer
        """Refuse."""
        self._refuse()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Refuse."""
        self._refuse()
        yield self._connection  # never: a context that is entered must have something to give

    @contextmanager
    def quiet(self) -> Iterator[sqlite3.Connection]:
        """Refuse."""
        self._refuse()
        yield self._connection  # as above

    @contextmanager
    def if_idle(self) -> Iterator[sqlite3.Connection | None]:
        """Nothing: others read."""
        yield None

    def close(self) -> None:
        """Nothing is open."""

    def _refuse(self) -> None:
        raise StoreError(f"the ledger {self._path} was opened to be read: its file or its folder may not be written")
