"""The tables of a ledger and its accounts in PostgreSQL, written out and read in by COPY: no other program is needed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from buckstop.db.postgres_connections import translated
from buckstop.db.postgres_store import PostgresStore
from buckstop.ledger.store import StoreError

SCHEMAS = ("accounts", "ledger")
"""Accounts first: what they name is in the ledger by then."""

_PIECE = 1 << 20
_SET = "SELECT set_config('search_path', 'pg_catalog', true)"
_TABLES = (
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = ANY(%s) AND c.relkind = 'r' ORDER BY 1, 2"
)
_COLUMNS = (
    "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
    "ORDER BY a.attname"
)
_SEQUENCES = (
    "SELECT s.schemaname, s.sequencename, s.last_value FROM pg_sequences s WHERE s.schemaname = ANY(%s) "
    "AND s.last_value IS NOT NULL ORDER BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class TableCopy:
    """One table of a copy.

    Args:
        columns: in the order in which rows hold them.
        file: name of the file that holds the rows.
    """

    schema: str
    table: str
    columns: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """What a folder with a copy of a database holds.

    Args:
        sequences: last value of each, by its full name.
        checkpoint: the newest signed one of the log; empty for an empty log.
    """

    tables: tuple[TableCopy, ...]
    sequences: Mapping[str, int]
    checkpoint: bytes = b""

    def encoded(self) -> bytes:
        """The same as JSON."""
        tables = [{"schema": t.schema, "table": t.table, "columns": t.columns, "file": t.file} for t in self.tables]
        return json.dumps({"tables": tables, "sequences": dict(self.sequences)}, indent=1, sort_keys=True).encode()

    @classmethod
    def decoded(cls, data: bytes) -> "DatabaseCopy":
        """What `encoded` wrote."""
        found = json.loads(data)
        tables = tuple(TableCopy(t["schema"], t["table"], tuple(t["columns"]), t["file"]) for t in found["tables"])
        return cls(tables, found["sequences"])


def write_copy(url: str, folder: Path, tell: Callable[[str], None] = lambda _table: None) -> DatabaseCopy:
    """Write every table of the ledger and its accounts to files, all as they stood at one instant.

    Args:
        folder: empty; takes one file a table.
        tell: hears the name of each table before it is written.

    Raises:
        StoreError: the database cannot be reached or refuses.
    """
    with translated(), _snapshot(url) as connection:
        tables = []
        for schema, table in connection.execute(_TABLES, [list(SCHEMAS)]).fetchall():
            tell(f"{schema}.{table}")
            columns = _columns(connection, schema, table)
            copy = TableCopy(schema, table, columns, f"{schema}.{table}.copy")
            query = sql.SQL("COPY {} ({}) TO STDOUT").format(*_named(copy))
            with (folder / copy.file).open("xb") as file, connection.cursor().copy(query) as rows:
                for piece in rows:
                    file.write(piece)
            tables.append(copy)
        sequences = {f"{schema}.{name}": last for schema, name, last in connection.execute(_SEQUENCES, [list(SCHEMAS)])}
        note = connection.execute("SELECT note FROM ledger.log_end").fetchone()
        return DatabaseCopy(tuple(tables), sequences, bytes(note[0]) if note else b"")


def read_copy(url: str, folder: Path, copy: DatabaseCopy) -> None:
    """Fill the tables of a new ledger from a copy; all of them or none.

    The tables were made by this version of the program; a copy whose columns are others is refused.

    Args:
        url: of a database with the tables of a ledger and of accounts, and nothing in them that matters.

    Raises:
        StoreError: the copy is of other tables, or the database cannot be reached or refuses; nothing was filled in.
    """
    PostgresStore(url).close()  # makes the ledger's tables; those of the accounts are made by whoever opens these
    with translated(), psycopg.connect(url) as connection:
        _check_tables(connection, copy)
        names = [sql.Identifier(one.schema, one.table) for one in copy.tables]
        # The log's own guards refuse what a restore has to do once; they are on again before anybody can see the rows.
        for name in names:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))
        for one in copy.tables:
            query = sql.SQL("COPY {} ({}) FROM STDIN").format(*_named(one))
            with (folder / one.file).open("rb") as file, connection.cursor().copy(query) as rows:
                while piece := file.read(_PIECE):
                    rows.write(piece)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
        for sequence, last in copy.sequences.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (sequence, last))


@contextmanager
def _snapshot(url: str) -> Iterator[psycopg.Connection]:
    """A connection on which everything is read at one instant."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute(_SET)
        yield connection


def _columns(connection: psycopg.Connection, schema: str, table: str) -> tuple[str, ...]:
    return tuple(name for (name,) in connection.execute(_COLUMNS, (schema, table)))


def _named(copy: TableCopy) -> Sequence[sql.Composable]:
    return sql.Identifier(copy.schema, copy.table), sql.SQL(", ").join(map(sql.Identifier, copy.columns))


def _check_tables(connection: psycopg.Connection, copy: DatabaseCopy) -> None:
    there = {(schema, table) for schema, table in connection.execute(_TABLES, [list(SCHEMAS)]).fetchall()}
    copied = {(one.schema, one.table): one.columns for one in copy.tables}
    for schema, table in sorted(there ^ copied.keys()):
        raise StoreError(f"the backup was made by another version of the program: the table {schema}.{table} differs")
    for (schema, table), columns in copied.items():
        if _columns(connection, schema, table) != columns:
            raise StoreError(
                f"the backup was made by another version of the program: the columns of {schema}.{table} differ; "
                "restore it with that version"
            )
