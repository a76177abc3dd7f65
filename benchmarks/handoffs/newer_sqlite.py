"""The SQLite that Buckstop runs on, also for peers that import the standard library's; to be imported before them.

Debian's SQLite can corrupt a file that several connections write (WAL-reset race). All contenders get the mended one.
"""

import sys

import pysqlite3
from pysqlite3 import dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = dbapi2

OperationalError = dbapi2.OperationalError
