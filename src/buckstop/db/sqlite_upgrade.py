"""A SQLite ledger of an older version brought up to date: 1 writes streams anew from their events, 2 counts them once."""

from collections.abc import Sequence
from typing import Any

from buckstop.db.sqlite_change import write_snapshot
from buckstop.db.sqlite_finding import histories
from buckstop.db.sqlite_library import sqlite3
from buckstop.db.upgrading import BATCH, SCHEMA_VERSION, Upgrade, figures_schema, streams_schema
from buckstop.ledger.instants import from_micros
from buckstop.ledger.lookup import Lookup, Snapshot

_OLD = "kind, phase, active, due_at, holder, giver, offeree, arbiter, verifier, parent"
# The whole above a part was there before it, and so has the smaller number; another order is mended all the same.
_MEND_TOPS = """
    UPDATE stream SET top = (SELECT upper.top FROM stream AS upper WHERE upper.stream = stream.parent)
    WHERE top <> (SELECT upper.top FROM stream AS upper WHERE upper.stream = stream.parent)
"""


COUNT_ANEW = (
    "DELETE FROM stream_figure",
    """
    INSERT INTO stream_figure SELECT kind, active, visibility, phase, awaited, offered, count(*) FROM stream_counted
    GROUP BY kind, active, visibility, phase, awaited, offered
    """,
)
"""Statements that count every stream, in place of what was kept."""


def upgrade_from_2(connection: sqlite3.Connection) -> None:
    """Add the figures and their indexes, in one transaction.

    Args:
        connection: in autocommit mode, with nobody else writing.
    """
    changed = ("tally", "by_holder", "by_giver", "by_deadline", "by_due_at")
    drops = "".join(f"DROP INDEX stream_{name};" for name in changed)
    version = f"UPDATE ledger_schema SET schema_version = {SCHEMA_VERSION};"
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {drops} {figures_schema('sqlite')} {'; '.join(COUNT_ANEW)}; {version} COMMIT"
        )
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def upgrade_from_1(connection: sqlite3.Connection, upgrade: Upgrade) -> None:
    """Make the tables of streams anew, in one transaction.

    Args:
        connection: in autocommit mode, with nobody else writing.
    """
    indexes = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'stream' AND sql IS NOT NULL"
    ).fetchall()
    drops = "".join(f"DROP INDEX {name};" for (name,) in indexes)
    connection.executescript(
        f"BEGIN IMMEDIATE; {drops} ALTER TABLE stream RENAME TO stream_of_1; {streams_schema('sqlite')}"
    )
    try:
        _rewrite(connection, upgrade)
        while connection.execute(_MEND_TOPS).rowcount:
            pass
        connection.execute("DROP TABLE stream_of_1")
        connection.execute("UPDATE ledger_schema SET schema_version = ?", (SCHEMA_VERSION,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _rewrite(connection: sqlite3.Connection, upgrade: Upgrade) -> None:
    (total,) = connection.execute("SELECT count(*) FROM stream_of_1").fetchone()
    last, done = 0, 0
    query = (
        f"SELECT stream_no, stream, stream_version, body, {_OLD} FROM stream_of_1 "
        "WHERE stream_no > ? ORDER BY stream_no LIMIT ?"
    )
    while rows := connection.execute(query, (last, BATCH)).fetchall():
        events = histories(connection, [row[1] for row in rows])
        for row in rows:
            # What has no events has no state either; its row is kept for a check to name.
            snapshot = upgrade.snapshot_from(events[row[1]]) if events[row[1]] else None
            write_snapshot(connection, snapshot if snapshot and snapshot.stream == row[1] else _as_it_was(row), None)
        last, done = rows[-1][0], done + len(rows)
        upgrade.tell(done, total)


def _as_it_was(row: Sequence[Any]) -> Snapshot:
    _number, stream, version, body, kind, phase, active, due_at, *parties = row
    due = None if due_at is None else from_micros(due_at)
    return Snapshot(stream, version, body, Lookup(kind, phase, bool(active), due, *parties))
