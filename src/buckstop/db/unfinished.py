"""A PostgreSQL database while a ledger is being put into it: marked first, so that a broken attempt is known as one.

In a folder a rename at the end makes all or nothing. Tables in a database have no such moment: several connections make
and fill them. So the schema bears a mark until everything is there, and whoever begins anew clears what bears it.
"""

import psycopg

from buckstop.db.postgres_connections import translated
from buckstop.ledger.store import StoreError

_MARK = "buckstop: unfinished"
_SCHEMAS = ("ledger", "accounts")


def begin_unfinished(url: str) -> None:
    """Make room for a ledger and mark it unfinished; what an attempt that broke off left is cleared away.

    Raises:
        StoreError: a finished ledger, or accounts of one, are there; nothing was changed.
    """
    with translated(), psycopg.connect(url) as connection:
        _clear(connection)
        for schema in _SCHEMAS:
            if _comment(connection, schema) is not None:
                raise StoreError(
                    f"the database {connection.info.dbname} has a schema {schema} already: "
                    "a new ledger needs a database of its own; nothing was changed"
                )
        connection.execute("CREATE SCHEMA ledger")
        connection.execute(f"COMMENT ON SCHEMA ledger IS '{_MARK}'".encode())


def finish(url: str) -> None:
    """Take the mark away: everything is there."""
    with translated(), psycopg.connect(url) as connection:
        connection.execute("COMMENT ON SCHEMA ledger IS NULL")


def clear_unfinished(url: str) -> None:
    """Clear away what bears the mark, and nothing else."""
    with translated(), psycopg.connect(url) as connection:
        _clear(connection)


def _clear(connection: psycopg.Connection) -> None:
    if _comment(connection, "ledger") == _MARK:
        for schema in _SCHEMAS:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())


def _comment(connection: psycopg.Connection, schema: str) -> str | None:
    """The comment on a schema, empty for none; None where there is no such schema."""
    found = connection.execute(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = %s", (schema,)
    ).fetchone()
    return None if found is None else str(found[0])
