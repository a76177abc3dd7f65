"""A ledger in PostgreSQL: for a county, a city, a province; many processes on many machines."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import get_ident
from typing import Any

from buckstop.db.figures import comparing_query, miscounts
from buckstop.db.postgres_change import commit, load, write_snapshots
from buckstop.db.postgres_connections import (
    LOCK_CLASS,
    ORGANISATION_LOCK,
    SEQUENCER_LOCK,
    Connections,
    end_long_turn,
    translated,
)
from buckstop.db.postgres_finding import DIALECT, beside, counts, find, histories, page, tally
from buckstop.db.postgres_prepared import LedgerConnection
from buckstop.db.postgres_upgrade import COUNT_ANEW
from buckstop.db.rows import ANSWER_COLUMNS, SEALED_COLUMNS, Row, answer_of, event_of, sealed_of
from buckstop.db.upgrading import Upgrade
from buckstop.ledger.instants import NEVER, from_micros, to_micros
from buckstop.ledger.lookup import Beside, By, Lateness, Miscount, Order, Page, Tally
from buckstop.ledger.store import (
    LONGEST_TURN_SECONDS,
    ORGANISATION,
    Answer,
    Change,
    Event,
    Loaded,
    LogEnd,
    Numbering,
    NumberingTransaction,
    SealedField,
    Snapshot,
    StoreError,
    Where,
    Writer,
)
from buckstop.ledger.store_rules import check_rebuilt, written_versions

_PAGE = 1000
_MOST_UNFOLDED = 1000  # changes of figures that readers add up themselves
_EVENT_COLUMNS = "stream, stream_version, body, leaf, log_position"


class PostgresStore:
    """A `Store` in the schema "ledger" of a PostgreSQL database.

    Args:
        url: postgresql://user@host/database; the tables are made where there are none.
        connections: at most so many.
        make: False refuses a database without a ledger instead of making one.
        upgrade: how tables of an older program are brought up to date; None refuses them.

    Raises:
        StoreError: no server answers, it is too old, or a newer program made the tables.
    """

    longest_turn_seconds = LONGEST_TURN_SECONDS

    def __init__(self, url: str, connections: int = 16, *, make: bool = True, upgrade: Upgrade | None = None) -> None:
        self._connections = Connections(url, connections, make=make, upgrade=upgrade)
        self._exclusive_threads: set[int] = set()

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        with self._connections.lent() as connection:
            return load(connection, streams, actor, key)

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        with self._connections.lent() as connection:
            return find(connection, where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`."""
        written = written_versions(change)
        if ORGANISATION in written:
            raise StoreError("the organisation is changed inside exclusive() only")
        if get_ident() in self._exclusive_threads:
            raise StoreError("inside exclusive() commit to what it gave, not to the store")
        with self._connections.lent() as connection:
            commit(connection, change, written)

    @contextmanager
    def exclusive(self) -> Iterator[Writer]:
        """See `Store`."""
        if get_ident() in self._exclusive_threads:
            raise StoreError("inside exclusive() there is no other exclusive()")
        with self._connections.lent() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, ORGANISATION_LOCK))
            writer = _ExclusiveWriter(connection)
            self._exclusive_threads.add(get_ident())
            try:
                yield writer
            finally:
                self._exclusive_threads.discard(get_ident())
                writer.ended = True

    def due(self, until: datetime, limit: int) -> Sequence[tuple[str, datetime]]:
        """See `Store`."""
        query = (
            f"SELECT stream, due_at FROM ledger.stream WHERE due_at <= %s AND due_at < {NEVER} "
            "ORDER BY due_at, stream LIMIT %s"
        )
        return [(stream, from_micros(micros)) for stream, micros in self._rows(query, to_micros(until), limit)]

    def next_due(self) -> datetime | None:
        """See `Store`."""
        ((micros,),) = self._rows(f"SELECT min(due_at) FROM ledger.stream WHERE due_at < {NEVER}")
        return None if micros is None else from_micros(micros)

    def count(self, where: Where) -> int:
        """See `Store`."""
        return self.counts([where])[0]

    def counts(self, wheres: Sequence[Where]) -> Sequence[int]:
        """See `Store`."""
        with self._connections.lent() as connection:
            return counts(connection, wheres)

    def page(self, where: Where, order: Order, limit: int, after: str = "") -> Page:
        """See `Store`."""
        with self._connections.lent() as connection:
            return page(connection, where, order, limit, after)

    def tally(self, where: Where, by: By, lateness: Lateness | None) -> Sequence[Tally]:
        """See `Store`."""
        with self._connections.lent() as connection:
            return tally(connection, where, by, lateness)

    def beside(self, streams: Sequence[str]) -> Mapping[str, Beside]:
        """See `Store`."""
        with self._connections.lent() as connection:
            return beside(connection, streams)

    def events(self, stream: str, after: int = 0) -> Sequence[Event]:
        """See `Store`."""
        query = (
            f"SELECT {_EVENT_COLUMNS} FROM ledger.event WHERE stream = %s AND stream_version > %s "
            "ORDER BY stream_version"
        )
        return [event_of(row) for row in self._rows(query, stream, after)]

    def histories(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event]]:
        """See `Store`."""
        with self._connections.lent() as connection:
            return histories(connection, streams)

    def streams(self, kind: str = "") -> Iterator[str]:
        """See `Store`."""
        condition, values = ("kind = %s", [kind]) if kind else ("TRUE", [])
        query = f"SELECT stream FROM ledger.stream WHERE {condition} AND stream > %s ORDER BY stream LIMIT {_PAGE}"
        last: str | None = ""
        while last is not None:
            # Page by page: who reads slowly neither keeps a connection nor holds up the clearing of old rows.
            names = [name for (name,) in self._rows(query, *values, last)]
            yield from names
            last = names[-1] if len(names) == _PAGE else None

    def answers(self) -> Iterator[Answer]:
        """See `Store`."""
        query = (
            f"SELECT {ANSWER_COLUMNS} FROM ledger.answer WHERE (actor, answer_key) > (%s, %s) "
            f"ORDER BY actor, answer_key LIMIT {_PAGE}"
        )
        page: list[Answer] = [Answer("", "", b"", "", 0, 0)]
        while page:
            page = [answer_of(row) for row in self._rows(query, page[-1].actor, page[-1].key)]
            yield from page

    def end(self) -> LogEnd:
        """See `Store`."""
        with self._connections.lent() as connection:
            return _end(connection)

    def log(self, start: int, stop: int) -> Iterator[Event]:
        """See `Store`."""
        query = (
            f"SELECT {_EVENT_COLUMNS} FROM ledger.event WHERE log_position >= %s AND log_position < %s "
            "ORDER BY log_position"
        )
        while start < stop:
            rows = self._rows(query, start, min(stop, start + _PAGE))
            yield from map(event_of, rows)
            if not rows:
                return
            start += _PAGE

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        query = "SELECT leaf FROM ledger.event WHERE log_position >= %s AND log_position < %s ORDER BY log_position"
        return [leaf for (leaf,) in self._rows(query, start, stop)]

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """See `Store`."""
        query = (
            "SELECT node_hash FROM ledger.tree_node WHERE tree_level = %s AND node_index >= %s AND node_index < %s "
            "ORDER BY node_index"
        )
        return [root for (root,) in self._rows(query, level, start, stop)]

    def checkpoint(self, size: int) -> bytes | None:
        """See `Store`."""
        query = "SELECT note FROM ledger.log_checkpoint WHERE log_size >= %s ORDER BY log_size LIMIT 1"
        rows = self._rows(query, size)
        return rows[0][0] if rows else None

    def pending_count(self) -> int:
        """See `Store`."""
        ((number,),) = self._rows("SELECT count(*) FROM ledger.event WHERE log_position IS NULL")
        return int(number)

    @contextmanager
    def numbering(self) -> Iterator[NumberingTransaction | None]:
        """See `Store`."""
        with self._connections.lent() as connection:
            # Of the session, not of a transaction: it lasts for the turn, and ends with the connection.
            taken = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, SEQUENCER_LOCK)).fetchone()
            if taken != (True,):
                end_long_turn(connection, self.longest_turn_seconds)
                yield None
                return
            try:
                yield _Turn(connection)
            finally:
                if not connection.broken:
                    connection.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, SEQUENCER_LOCK))

    def sealed(self, stream: str, version: int | None = None) -> Sequence[SealedField]:
        """See `Store`."""
        term, values = ("", []) if version is None else (" AND stream_version = %s", [version])
        query = (
            f"SELECT {SEALED_COLUMNS} FROM ledger.sealed_field WHERE stream = %s{term} ORDER BY stream_version, arrival"
        )
        return [sealed_of(row) for row in self._rows(query, stream, *values)]

    def subject_key(self, subject: str) -> bytes | None:
        """See `Store`."""
        rows = self._rows("SELECT wrapped_key FROM ledger.subject_key WHERE subject = %s", subject)
        return rows[0][0] if rows else None

    def add_subject_key(self, subject: str, wrapped: bytes) -> bytes:
        """See `Store`."""
        with self._connections.lent() as connection:
            connection.execute(
                "INSERT INTO ledger.subject_key VALUES (%s, %b) ON CONFLICT DO NOTHING", (subject, wrapped)
            )
        return self.subject_key(subject) or wrapped

    def destroy_subject(self, subject: str) -> int:
        """See `Store`."""
        with self._connections.lent() as connection:
            with connection.transaction():
                connection.execute("DELETE FROM ledger.subject_key WHERE subject = %s", (subject,))
                connection.execute(
                    "UPDATE ledger.answer SET digest = '' WHERE (actor, answer_key) IN "
                    "(SELECT actor, answer_key FROM ledger.sealed_field WHERE subject = %s)",
                    (subject,),
                )
                gone = connection.execute("DELETE FROM ledger.sealed_field WHERE subject = %s", (subject,)).rowcount
            # A deleted row stays on its page. The keys' table is small and is written anew without it; the fields
            # cannot be opened without their key, so their pages are left to be reused.
            connection.execute("VACUUM (FULL) ledger.subject_key")
            connection.execute("VACUUM ledger.sealed_field")
        return gone

    def replace_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """See `Store`."""
        with self._connections.lent() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, ORGANISATION_LOCK))
            for snapshot in snapshots:
                row = connection.execute(
                    "SELECT coalesce(max(stream_version), 0) FROM ledger.event WHERE stream = %s", (snapshot.stream,)
                ).fetchone()
                check_rebuilt(snapshot, row[0] if row else 0)
                connection.execute(
                    # Emptied where it is there: what triggers keep beside the row is written anew where it changes.
                    "INSERT INTO ledger.stream (stream, stream_version) VALUES (%s, 0) ON CONFLICT (stream) "
                    "DO UPDATE SET units = '[]', asked = '[]', asking = '[]', parent = '', top = ''",
                    (snapshot.stream,),
                )
                connection.execute("DELETE FROM ledger.stream_unit WHERE stream = %s", (snapshot.stream,))
            write_snapshots(connection, snapshots)

    def recount(self, *, mend: bool) -> Sequence[Miscount]:
        """See `Store`."""
        with self._connections.lent() as connection, connection.transaction():
            if mend:
                connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, ORGANISATION_LOCK))
            found = miscounts(connection.cursor(binary=True).execute(comparing_query(DIALECT).encode()))
            if found and mend:
                connection.execute(COUNT_ANEW)
        return found

    def damage(self) -> Sequence[str]:
        """See `Store`. The server checks its pages as it reads them; who wants more asks its `amcheck`."""
        return ()

    def close(self) -> None:
        """See `Store`."""
        if not self._connections.closed:
            self._connections.check_usable()
            self._connections.close()

    def _rows(self, query: str, *values: Any) -> list[Row]:
        with self._connections.lent() as connection:
            return connection.cursor(binary=True).execute(query.encode(), values).fetchall()


class _ExclusiveWriter:
    """What `PostgresStore.exclusive` gives: reads and commits inside its transaction."""

    def __init__(self, connection: LedgerConnection) -> None:
        self._open_connection = connection
        self.ended = False

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        """See `Writer`."""
        return load(self._connection(), streams, actor, key)

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        """See `Writer`."""
        return find(self._connection(), where, limit, after)

    def commit(self, change: Change) -> None:
        """See `Writer`."""
        commit(self._connection(), change, written_versions(change))

    def _connection(self) -> LedgerConnection:
        if self.ended:
            raise StoreError("the exclusive transaction has ended")
        return self._open_connection


class _Turn:
    """A sequencer's turn at a `PostgresStore`: the connection that holds the lock is the one that writes."""

    def __init__(self, connection: LedgerConnection) -> None:
        self._connection = connection
        self._arrivals: dict[tuple[str, int], int] = {}

    def end(self) -> LogEnd:
        """See `NumberingTransaction`."""
        with translated():
            return _end(self._connection)

    def pending(self, limit: int) -> Sequence[Event]:
        """See `NumberingTransaction`."""
        query = (
            f"SELECT arrival, {_EVENT_COLUMNS} FROM ledger.event WHERE log_position IS NULL ORDER BY arrival LIMIT %s"
        )
        with translated():
            rows = self._connection.cursor(binary=True).execute(query.encode(), (limit,)).fetchall()
        self._arrivals = {(stream, version): arrival for arrival, stream, version, *_ in rows}
        return [event_of(row[1:]) for row in rows]

    def write(self, numbering: Numbering) -> None:
        """See `NumberingTransaction`."""
        end, before, number = numbering.end, numbering.before, len(numbering.events)
        if list(self._arrivals)[:number] != list(numbering.events):
            raise StoreError("the events to number are not those that wait, in their order")
        arrivals = [self._arrivals[event] for event in numbering.events]
        with translated(), self._connection.transaction():
            # The comparison is the fence: whoever lost the lock all the same finds another end.
            found = _end(self._connection, " FOR UPDATE").size
            if found != before or end.size != before + number:
                raise StoreError(f"the log ends at {found}, not at {before}: another sequencer was faster")
            updated = self._connection.execute(
                "UPDATE ledger.event SET log_position = %s + place - 1 "
                "FROM unnest(%s::bigint[]) WITH ORDINALITY AS waiting (arrival, place) "
                "WHERE event.arrival = waiting.arrival AND log_position IS NULL",
                (before, arrivals),
                prepare=False,
            ).rowcount
            if updated != number:
                raise StoreError(f"of {number} events to number only {updated} wait: another sequencer was faster")
            self._connection.execute(
                "UPDATE ledger.log_end SET log_size = %s, frontier = %b, note = %b",
                (end.size, end.frontier, end.checkpoint),
            )
            self._connection.execute("INSERT INTO ledger.log_checkpoint VALUES (%s, %b)", (end.size, end.checkpoint))
            self._connection.execute("SELECT ledger.fold_figures(%s)", (_MOST_UNFOLDED,))
            if numbering.nodes:
                with self._connection.cursor() as cursor:
                    cursor.executemany("INSERT INTO ledger.tree_node VALUES (%s, %s, %b)", numbering.nodes)


def _end(connection: LedgerConnection, lock: str = "") -> LogEnd:
    query = f"SELECT log_size, frontier, note FROM ledger.log_end{lock}"
    row = connection.cursor(binary=True).execute(query.encode()).fetchone()
    assert row is not None
    return LogEnd(*row)
