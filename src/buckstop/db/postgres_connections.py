"""Connections to a PostgreSQL ledger: opened with its tables made, lent out, their errors told as the store's."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from buckstop.db.postgres_prepared import LedgerConnection
from buckstop.db.sqlite_file import gone
from buckstop.db.upgrading import SCHEMA_VERSION, Upgrade, is_old, schema
from buckstop.ledger.store import StoreBusyError, StoreError

LOCK_CLASS = 4716099
"""First half of our advisory locks' keys; the second says which: see schema/postgresql.sql."""
ORGANISATION_LOCK, SEQUENCER_LOCK, SCHEMA_LOCK = 1, 2, 3

_FIRST_SERVER = 150_000
_WAIT_SECONDS = 10.0
# Whatever the server's defaults: a commit is on the disk when it returns, statements see what was committed before
# them, nobody waits for a lock for ever, and a vanished client's locks are given up. Plans do not depend on values:
# planning anew costs a load five times its work, and our partial indexes are asked for in so many words. A page asks for
# few rows of a database that lies in memory: reading out of order costs about what reading in order does, and helpers
# or compiled queries for one page take from the pages of everybody else.
_SETTINGS = (
    "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c lock_timeout=10s "
    "-c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=10min -c client_encoding=UTF8 "
    "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"
)


class Connections:
    """Connections in autocommit mode to a ledger whose tables are there; the one used last is lent first.

    Why not psycopg's pool: its book-keeping takes as long as a load does.

    Args:
        url: postgresql://user@host/database, as libpq understands it.
        most: connections at most; more threads than that wait for one another.
        make: whether the tables are made where there are none.
        upgrade: how tables of an older program are brought up to date; None refuses them.

    Raises:
        StoreError: the address cannot be read, no server answers, it is too old, or a newer program made the tables.
    """

    def __init__(self, url: str, most: int = 16, *, make: bool = True, upgrade: Upgrade | None = None) -> None:
        conninfo = _with_settings(url)
        with translated(), LedgerConnection.connect(conninfo, autocommit=True) as connection:
            _prepare(connection, make=make, upgrade=upgrade)
        self._conninfo = conninfo
        self._pid = os.getpid()
        self._room = BoundedSemaphore(most)
        self._idle: deque[LedgerConnection] = deque()
        self.closed = False

    @contextmanager
    def lent(self) -> Iterator[LedgerConnection]:
        """A connection for the block; a broken one, or one left inside a transaction, does not come back.

        Raises:
            StoreError: the store was closed or comes from before a fork, or the database failed.
        """
        self.check_usable()
        if not self._room.acquire(timeout=_WAIT_SECONDS):
            raise StoreBusyError(f"every connection to the database has been in use for {_WAIT_SECONDS:g} s")
        try:
            with translated():
                connection = self._take()
                try:
                    yield connection
                finally:
                    self._put_back(connection)
        finally:
            self._room.release()

    def _take(self) -> LedgerConnection:
        try:
            return self._idle.pop()
        except IndexError:
            # psycopg forgets every prepared statement of a connection when it rolls back one that prepared some
            # itself; it prepares none, ours stay.
            return LedgerConnection.connect(self._conninfo, autocommit=True, prepare_threshold=None)

    def _put_back(self, connection: LedgerConnection) -> None:
        if connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            broken = connection.broken
            connection.close()
            if broken:  # its neighbours broke with it, most likely
                self._close_idle()
        if self.closed:
            self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def check_usable(self) -> None:
        """Refuse use after `close` and in a forked child, where two processes would share a connection."""
        if self.closed:
            raise StoreError("the store is closed")
        if os.getpid() != self._pid:
            raise StoreError("this store was opened before the process forked: open it again in the child")

    def close(self) -> None:
        """Close idle connections now and the others when they come back."""
        self.closed = True
        self._close_idle()


def _with_settings(url: str) -> str:
    """The address with our settings of a session, before those it brings itself."""
    try:
        given = psycopg.conninfo.conninfo_to_dict(url).get("options")
        return psycopg.conninfo.make_conninfo(url, options=f"{_SETTINGS} {given or ''}".strip())
    except psycopg.Error:  # its words hold the whole address, password included
        raise StoreError(
            "the address of the PostgreSQL store cannot be read: write postgresql://USER@HOST/DATABASE"
        ) from None


@contextmanager
def translated() -> Iterator[None]:
    """Turn what psycopg raises into a `StoreError` that says what to do."""
    try:
        yield
    except errors.LockNotAvailable as error:
        raise StoreBusyError(f"waited too long for the database: {_words(error)}") from error
    except psycopg.OperationalError as error:
        # Of a commit under way nobody can say whether it was written; its idempotency key can be asked.
        raise StoreError(f"the database cannot be reached, ask again for the outcome: {_words(error)}") from error
    except psycopg.Error as error:
        raise StoreError(f"the database refused: {_words(error)}") from error


def _words(error: psycopg.Error) -> str:
    return " ".join(str(error).split())


def _prepare(connection: LedgerConnection, *, make: bool, upgrade: Upgrade | None) -> None:
    """Make the tables where there are none, bring old ones up to date; several processes may do so at the same time."""
    if connection.info.server_version < _FIRST_SERVER:
        raise StoreError(
            f"the ledger needs PostgreSQL 15 or newer, this is {connection.info.parameter_status('server_version')}"
        )
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, SCHEMA_LOCK))
        (known,) = _one(connection, "SELECT to_regclass('ledger.ledger_schema') IS NOT NULL")
        if not known and not make:
            raise gone(f"the database {connection.info.dbname}")
        if not known:
            connection.execute(schema("postgresql").encode())
            connection.execute("INSERT INTO ledger.ledger_schema VALUES (%s)", (SCHEMA_VERSION,))
        (version,) = _one(connection, "SELECT max(schema_version) FROM ledger.ledger_schema")
        if is_old(version, f"the database {connection.info.dbname}", upgrade) and upgrade is not None:
            from buckstop.db.postgres_upgrade import upgrade_from_1, upgrade_from_2

            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, ORGANISATION_LOCK))
            if version == 1:
                upgrade_from_1(connection, upgrade)
            else:
                upgrade_from_2(connection)


def _one(connection: LedgerConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def end_long_turn(connection: psycopg.Connection, longest_seconds: float) -> None:
    """End the connection of a sequencer that has kept the turn for so long without asking anything: it was stopped.

    A role may end its own connections; that of another role keeps its turn.
    """
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted "
        "AND pg_stat_activity.datname = current_database() AND state LIKE 'idle%%' "
        "AND usename = current_user AND state_change < clock_timestamp() - make_interval(secs => %s)",
        (LOCK_CLASS, SEQUENCER_LOCK, longest_seconds),
    )
