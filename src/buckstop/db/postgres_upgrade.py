"""A PostgreSQL ledger of an older version brought up to date: 1 writes streams anew from their events, 2 counts them once."""

from buckstop.db.postgres_change import write_snapshots
from buckstop.db.postgres_finding import histories
from buckstop.db.postgres_prepared import LedgerConnection
from buckstop.db.upgrading import BATCH, SCHEMA_VERSION, Upgrade, figures_schema, streams_schema
from buckstop.ledger.instants import from_micros
from buckstop.ledger.lookup import Lookup, Snapshot

_OLD = "kind, phase, active, due_at, holder, giver, offeree, arbiter, verifier, parent"
_SET_ASIDE = b"""
    DROP FUNCTION ledger.commit_one;
    DROP FUNCTION ledger.lock_streams;
    DROP INDEX ledger.stream_by_kind, ledger.stream_active_by_kind, ledger.stream_by_holder, ledger.stream_by_offeree,
        ledger.stream_by_arbiter, ledger.stream_by_verifier, ledger.stream_by_parent, ledger.stream_by_due_at;
    ALTER TABLE ledger.stream RENAME CONSTRAINT stream_pkey TO stream_of_1_pkey;
    ALTER TABLE ledger.stream RENAME TO stream_of_1;
"""
_MEND_TOPS = b"""
    UPDATE ledger.stream AS part SET top = whole.top FROM ledger.stream AS whole
    WHERE whole.stream = part.parent AND part.top <> whole.top
"""


COUNT_ANEW = b"""
    LOCK TABLE ledger.stream_figure IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM ledger.stream_figure;
    INSERT INTO ledger.stream_figure
    SELECT kind, active, visibility, phase, ledger.awaited_of(one), offeree <> '', count(*), TRUE
    FROM ledger.stream AS one WHERE kind <> '' GROUP BY 1, 2, 3, 4, 5, 6;
"""
"""Count every stream anew; with the lock that keeps everybody else from writing.

Why a lock on the table as well: the numbering of the log folds figures without the other one, and what it folded while we
deleted would be counted twice.
"""


def upgrade_from_2(connection: LedgerConnection) -> None:
    """Add the figures and their indexes, inside the transaction that is open on the connection.

    Args:
        connection: with the locks that keep everybody else from writing.
    """
    connection.execute(b"""
        DROP INDEX ledger.stream_by_holder, ledger.stream_by_giver, ledger.stream_by_deadline, ledger.stream_by_due_at;
        ALTER TABLE ledger.stream DROP CONSTRAINT stream_pkey, ADD PRIMARY KEY (stream)
            INCLUDE (kind, active, visibility, phase, offeree, arbiter, verifier);
    """)
    connection.execute(figures_schema("postgresql").encode())
    connection.execute(COUNT_ANEW)
    connection.execute(b"UPDATE ledger.ledger_schema SET schema_version = %s", (SCHEMA_VERSION,))


def upgrade_from_1(connection: LedgerConnection, upgrade: Upgrade) -> None:
    """Make the tables of streams anew, inside the transaction that is open on the connection.

    Args:
        connection: with the locks that keep everybody else from writing.
    """
    connection.execute(_SET_ASIDE)
    connection.execute(streams_schema("postgresql").encode())
    rows = connection.cursor(binary=True).execute(b"SELECT count(*) FROM ledger.stream_of_1").fetchone()
    total, done, last = rows[0] if rows else 0, 0, ""
    query = (
        f"SELECT stream, stream_version, body, {_OLD} FROM ledger.stream_of_1 WHERE stream > %s "
        f"ORDER BY stream LIMIT {BATCH}"
    ).encode()
    while found := connection.cursor(binary=True).execute(query, (last,)).fetchall():
        events = histories(connection, [row[0] for row in found])
        snapshots = []
        for stream, version, body, kind, phase, active, due_at, *parties in found:
            due = None if due_at is None else from_micros(due_at)
            as_it_was = Snapshot(stream, version, body, Lookup(kind, phase, active, due, *parties))
            # What has no events has no state either; its row is kept for a check to name.
            snapshot = upgrade.snapshot_from(events[stream]) if events[stream] else None
            snapshots.append(snapshot if snapshot is not None and snapshot.stream == stream else as_it_was)
        with connection.cursor() as cursor:
            cursor.executemany(
                b"INSERT INTO ledger.stream (stream, stream_version) VALUES (%s, 0)",
                [(snapshot.stream,) for snapshot in snapshots],
            )
        write_snapshots(connection, snapshots)
        last, done = found[-1][0], done + len(found)
        upgrade.tell(done, total)
    while connection.execute(_MEND_TOPS).rowcount:
        pass
    connection.execute(b"DROP TABLE ledger.stream_of_1")
    connection.execute(b"UPDATE ledger.ledger_schema SET schema_version = %s", (SCHEMA_VERSION,))
