"""The SQLite that ledgers are kept by: not the system's, and none with a known way to lose commits.

SQLite 3.7.0 to 3.51.2 can overwrite committed pages when the write-ahead log is reset while a second connection
writes (fixed in 3.51.3, and in 3.50.7 and 3.44.6 for those branches). Debian 12 has 3.40.1.
"""

from typing import TYPE_CHECKING

from buckstop.ledger.store import StoreError

if TYPE_CHECKING:
    # pysqlite3 is the standard library's module built on a newer SQLite, and ships no types.
    import sqlite3
else:
    from pysqlite3 import dbapi2 as sqlite3

__all__ = ["check_library", "has_wal_reset_bug", "sqlite3"]

_Version = tuple[int, int, int]
_FIRST_WITH_WAL: _Version = (3, 7, 0)
_FIRST_MENDED: _Version = (3, 51, 3)
_MENDED_BRANCHES: tuple[_Version, ...] = ((3, 44, 6), (3, 50, 7))


def has_wal_reset_bug(version: _Version) -> bool:
    """Whether this version of SQLite may lose commits when its write-ahead log is reset.

    Source: SQLite's release notes of 3.51.3, 3.50.7 and 3.44.6.
    """
    mended = any(version[:2] == branch[:2] and version >= branch for branch in _MENDED_BRANCHES)
    return _FIRST_WITH_WAL <= version < _FIRST_MENDED and not mended


def check_library(version: _Version = sqlite3.sqlite_version_info) -> None:
    """Refuse to keep a ledger with a library that may lose some of it.

    Raises:
        StoreError: the library has the fault; the message names the remedy.
    """
    if has_wal_reset_bug(version):
        raise StoreError(
            f"SQLite {'.'.join(map(str, version))} can lose committed changes (WAL-reset fault of 3.7.0 to 3.51.2): "
            "install the package pysqlite3 0.6 or newer, which brings SQLite 3.53"
        )
