"""The SQLite that Buckstop runs on, also for peers that import the standard library's.

Debian's SQLite can corrupt a file that several connections write (WAL-reset race). All contenders get the mended one.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # pysqlite3 is the standard library's module built on a newer SQLite, and ships no types.
    import sqlite3
else:
    from pysqlite3 import dbapi2 as sqlite3

__all__ = ["install", "sqlite3"]


def install() -> None:
    """Whoever imports sqlite3 from now on gets pysqlite3; to be called before a peer opens its database."""
    sys.modules["sqlite3"] = import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = sqlite3
