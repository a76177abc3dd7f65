"""Django's own SQLite backend, built on pysqlite3 instead of the system's library, which can lose commits.

Why here: Django takes `sqlite3` from the standard library when its backend is imported; for that moment the name means
ours. See `db/sqlite_library.py` for what is wrong with the system's.
"""

import importlib
import sys
from types import ModuleType

from buckstop.db.sqlite_library import check_library

_BACKEND = "django.db.backends.sqlite3"


def _backend() -> ModuleType:
    check_library()
    ours = importlib.import_module("pysqlite3")
    names = [name for name in sys.modules if name == "sqlite3" or name.startswith("sqlite3.")]
    kept = {name: sys.modules.pop(name) for name in names}
    sys.modules.update({"sqlite3": ours, "sqlite3.dbapi2": ours.dbapi2})
    try:
        return importlib.import_module(f"{_BACKEND}.base")
    finally:
        for name in ("sqlite3", "sqlite3.dbapi2"):
            del sys.modules[name]
        sys.modules.update(kept)


DatabaseWrapper = _backend().DatabaseWrapper
