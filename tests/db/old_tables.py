"""The tables of streams as versions 1 and 2 made them, so that a ledger of that time can be made for tests.

Everything else of a ledger is as it was then.
"""

from typing import Any

from buckstop.db.sqlite_library import sqlite3
from buckstop.ledger.instants import to_micros
from buckstop.ledger.lookup import Snapshot

SQLITE = """
CREATE TABLE stream_of_1 (
    stream_no INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE, stream_version INTEGER NOT NULL, kind TEXT NOT NULL,
    phase TEXT NOT NULL, active INTEGER NOT NULL, due_at INTEGER, holder TEXT NOT NULL, giver TEXT NOT NULL,
    offeree TEXT NOT NULL, arbiter TEXT NOT NULL, verifier TEXT NOT NULL, parent TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
"""
SQLITE_INDEXES = """
CREATE INDEX stream_by_kind ON stream (kind, stream);
CREATE INDEX stream_active_by_kind ON stream (kind, stream) WHERE active = TRUE;
CREATE INDEX stream_by_holder ON stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_offeree ON stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_due_at ON stream (due_at, stream) WHERE due_at IS NOT NULL;
"""
POSTGRESQL = """
CREATE TABLE ledger.stream (
    stream text COLLATE "C" PRIMARY KEY, stream_version bigint NOT NULL, kind text NOT NULL, phase text NOT NULL,
    active boolean NOT NULL, due_at bigint, holder text NOT NULL, giver text NOT NULL, offeree text NOT NULL,
    arbiter text NOT NULL, verifier text NOT NULL, parent text NOT NULL, body bytea NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX stream_by_kind ON ledger.stream (kind, stream);
CREATE INDEX stream_active_by_kind ON ledger.stream (kind, stream) WHERE active;
CREATE INDEX stream_by_holder ON ledger.stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_offeree ON ledger.stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON ledger.stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON ledger.stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON ledger.stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_due_at ON ledger.stream (due_at, stream) WHERE due_at IS NOT NULL;
CREATE FUNCTION ledger.commit_one(
    the_stream text, expected bigint, relied_organisation bigint, new_event bytea, new_leaf bytea, new_body bytea,
    new_kind text, new_phase text, new_active boolean, new_due_at bigint, new_holder text, new_giver text,
    new_offeree text, new_arbiter text, new_verifier text, new_parent text,
    the_actor text, the_key text, the_digest bytea
) RETURNS text LANGUAGE sql AS $$ SELECT 'of version 1' $$;
CREATE FUNCTION ledger.lock_streams(names text[], expected bigint[], written boolean[])
RETURNS SETOF text LANGUAGE sql AS $$ SELECT 'of version 1' $$;
"""
SQLITE_FIGURES_AWAY = """
DROP TRIGGER stream_counted_in; DROP TRIGGER stream_counted_out; DROP TRIGGER stream_counted_before;
DROP TRIGGER stream_counted_after; DROP VIEW stream_counted; DROP TABLE stream_figure;
"""
SQLITE_INDEXES_OF_2 = """
DROP INDEX stream_by_deadline; DROP INDEX stream_by_due_at; DROP INDEX stream_by_holder; DROP INDEX stream_by_giver;
DROP INDEX stream_tally;
CREATE INDEX stream_tally ON stream (kind, holder, phase, deadline_at, offeree, visibility, giver, arbiter, verifier)
    WHERE active = TRUE;
CREATE INDEX stream_by_holder ON stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_giver ON stream (giver, active, stream) WHERE giver <> '';
CREATE INDEX stream_by_due_at ON stream (due_at, stream) WHERE due_at < 9223372036854775807;
CREATE INDEX stream_by_deadline ON stream (kind, deadline_at, stream) WHERE active = TRUE;
"""
POSTGRESQL_FIGURES_AWAY = """
DROP TRIGGER stream_counted ON ledger.stream;
DROP TRIGGER stream_counted_anew ON ledger.stream;
DROP FUNCTION ledger.stream_counted, ledger.awaited_of, ledger.fold_figures;
DROP TABLE ledger.stream_figure;
"""
POSTGRESQL_INDEXES_OF_2 = """
DROP INDEX ledger.stream_by_deadline, ledger.stream_by_due_at, ledger.stream_by_holder, ledger.stream_by_giver;
CREATE INDEX stream_by_holder ON ledger.stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_giver ON ledger.stream (giver, active, stream) WHERE giver <> '';
ALTER TABLE ledger.stream DROP CONSTRAINT stream_pkey, ADD PRIMARY KEY (stream);
CREATE INDEX stream_by_due_at ON ledger.stream (due_at, stream) WHERE due_at < 9223372036854775807;
CREATE INDEX stream_by_deadline ON ledger.stream (kind, deadline_at, stream) WHERE active;
"""
_POSTGRESQL_NOW = """
DROP TABLE ledger.stream, ledger.stream_state, ledger.stream_unit, ledger.stream_words;
DROP FUNCTION ledger.commit_one, ledger.lock_streams, ledger.tokens_of, ledger.place_units, ledger.units_placed,
    ledger.first_units_placed, ledger.beside_gone, ledger.top_found;
"""


def old_row(snapshot: Snapshot) -> tuple[Any, ...]:
    """A stream's row of version 1."""
    found = snapshot.lookup
    return (
        snapshot.stream,
        snapshot.version,
        found.kind,
        found.phase,
        found.active,
        None if found.due_at is None else to_micros(found.due_at),
        found.holder,
        found.giver,
        found.offeree,
        found.arbiter,
        found.verifier,
        found.parent,
        snapshot.body,
    )


def age_sqlite(connection: sqlite3.Connection, snapshots: list[Snapshot]) -> None:
    """Put these streams into tables of version 1, in place of those that are there."""
    connection.executescript(SQLITE_FIGURES_AWAY)
    drops = "DROP TABLE stream; DROP TABLE stream_state; DROP TABLE stream_unit; DROP TABLE stream_search;"
    connection.executescript(f"{SQLITE} {drops} DROP TABLE stream_words;")
    connection.executemany(
        f"INSERT INTO stream_of_1 VALUES (NULL, {', '.join('?' * 13)})", [old_row(one) for one in snapshots]
    )
    connection.executescript(
        f"ALTER TABLE stream_of_1 RENAME TO stream; {SQLITE_INDEXES} UPDATE ledger_schema SET schema_version = 1"
    )


def age_postgresql(connection: Any, snapshots: list[Snapshot]) -> None:
    """The same in a database."""
    connection.execute(POSTGRESQL_FIGURES_AWAY.encode())
    connection.execute(_POSTGRESQL_NOW.encode())
    connection.execute(POSTGRESQL.encode())
    marks = ", ".join(["%s"] * 13)
    for one in snapshots:
        connection.execute(f"INSERT INTO ledger.stream VALUES ({marks})".encode(), old_row(one))
    connection.execute(b"UPDATE ledger.ledger_schema SET schema_version = 1")


def age_sqlite_to_2(connection: sqlite3.Connection) -> None:
    """Take away what version 3 brought; streams and everything beside them are as they were."""
    connection.executescript(SQLITE_FIGURES_AWAY + SQLITE_INDEXES_OF_2)
    connection.execute("UPDATE ledger_schema SET schema_version = 2")


def age_postgresql_to_2(connection: Any) -> None:
    """The same in a database."""
    connection.execute((POSTGRESQL_FIGURES_AWAY + POSTGRESQL_INDEXES_OF_2).encode())
    connection.execute(b"UPDATE ledger.ledger_schema SET schema_version = 2")
