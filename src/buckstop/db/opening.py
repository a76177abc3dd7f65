"""A store from the one line of a configuration that says where the ledger lives."""

from pathlib import Path

from buckstop.db.postgres_store import PostgresStore
from buckstop.db.sqlite_store import SqliteStore
from buckstop.db.upgrading import Upgrade
from buckstop.ledger.store import Store, StoreError


def open_store(url: str, *, make: bool, upgrade: Upgrade | None = None, only_read: bool = False) -> Store:
    """The store at a URL. Whoever opens it closes it.

    Args:
        url: "sqlite:PATH" (absolute or from the current folder), or "postgresql://USER@HOST/DATABASE" as libpq
            reads it.
        make: whether one is made where there is none; else that is refused.
        upgrade: how tables of an older program are brought up to date; None refuses them.
        only_read: nothing will be written: a SQLite file that cannot be will do.

    Raises:
        StoreError: no such kind of store, or it cannot be opened; the message says what to do.
    """
    kind, _, rest = url.partition(":")
    if kind == "sqlite" and rest:
        return SqliteStore(Path(rest), make=make, upgrade=upgrade, only_read=only_read)
    if kind in {"postgresql", "postgres"}:
        return PostgresStore(url, make=make, upgrade=upgrade)
    raise StoreError(f'"{url}" names no store: write sqlite:PATH or postgresql://USER@HOST/DATABASE')
