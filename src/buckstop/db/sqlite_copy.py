"""A copy of a SQLite database as it stood at one instant, taken while others read and write it."""

from collections.abc import Callable
from pathlib import Path

from buckstop.db.sqlite_library import check_library, sqlite3
from buckstop.ledger.store import StoreError

_PAGES = 2048  # copied between two words about the progress
_WAIT_SECONDS = 30.0


def copy_database(source: Path, target: Path, tell: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Write a copy of a database to a new file: all of one instant, with everything committed until then.

    Why a reading transaction around it: the copy is then of that one snapshot, and commits of others meanwhile neither
    get into it half nor make it begin anew.

    Args:
        tell: hears how many pages of how many are copied.

    Raises:
        StoreError: the source is missing or damaged, or the target cannot be written.
    """
    check_library()
    if not source.is_file():
        raise StoreError(f"there is no database {source}")
    try:
        reading = sqlite3.connect(
            f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
        )
        writing = sqlite3.connect(target)
        try:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot begins here
            reading.backup(writing, pages=_PAGES, progress=lambda _status, left, total: tell(total - left, total))
            # One file without a write-ahead log beside it: what is copied further is whole.
            writing.execute("PRAGMA journal_mode = DELETE")
        finally:
            writing.close()
            reading.close()
    except sqlite3.Error as error:
        raise StoreError(f"the database {source} cannot be copied: {error}") from error


def newest_checkpoint(path: Path) -> bytes:
    """The newest signed checkpoint in a copied ledger; empty for an empty log.

    Raises:
        StoreError: the copy is no ledger.
    """
    try:
        connection = sqlite3.connect(path)
        try:
            return bytes(connection.execute("SELECT note FROM log_end").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"{path} is no ledger: {error}") from error
