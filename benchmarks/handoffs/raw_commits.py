"""The limit: a durable transaction that writes the rows and bytes of one of our commands, and nothing else is done.

The tables, indexes and triggers are the ledger's own. No protocol, no reading, no proof: the state of a matter is
overwritten under its version as an offer, and the next time as an acceptance, and one event and one answer are added.
A hand-off takes two such transactions; each counts as one here. Each client writes to matters of its own, so nobody
ever waits for a row. SQLite: WAL, full sync, one writer at a time, who takes a file lock first (with SQLite's own
waiting alone, some clients starve for seconds). PostgreSQL: one statement, prepared once, in binary.
"""

import fcntl
import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

import psycopg

from benchmarks.handoffs.command import USER, Place, answer, arguments, place
from benchmarks.handoffs.load import Client, ConflictError
from benchmarks.handoffs.newer_sqlite import sqlite3
from benchmarks.handoffs.postgresql import connect, create_database
from buckstop.db.postgres_prepared import LedgerConnection, Prepared, number, number_or_null, text
from buckstop.db.rows import LOOKUP_COLUMNS, lookup_values
from buckstop.db.upgrading import schema
from buckstop.ledger.instants import from_micros
from buckstop.ledger.lookup import Lookup

_DATABASE = "raw_commits"
_BATCH = 10_000
_STREAM = f"stream, stream_version, {', '.join(LOOKUP_COLUMNS)}"
_ANSWER = "actor, answer_key, digest, stream, first_version, last_version"

_ON_SQLITE = {
    "offer": "UPDATE stream SET stream_version = :version + 1, phase = 'offered', due_at = :due_at,"
    " moved_at = :due_at, units = :units, offeree = :to WHERE stream = :stream AND stream_version = :version",
    "accept": "UPDATE stream SET stream_version = :version + 1, phase = 'held', due_at = :due_at,"
    " moved_at = :due_at, units = :units, offeree = '', holder = :to WHERE stream = :stream AND stream_version = :version",
    "state": "UPDATE stream_state SET body = :state WHERE stream_no = (SELECT stream_no FROM stream WHERE stream = :stream)",
    "event": "INSERT INTO event (log_position, stream, stream_version, body, leaf)"
    " VALUES ((SELECT max(log_position) + 1 FROM event), :stream, :version + 1, :event, :leaf)",
    "answer": f"INSERT INTO answer ({_ANSWER}) VALUES (:actor, :key, :digest, :stream, :version + 1, :version + 1)",
}
_ON_POSTGRESQL = """
WITH moved AS (
    UPDATE ledger.stream SET stream_version = stream_version + 1, due_at = $4, moved_at = $4,
        units = $11, {changed}
    WHERE stream = $1 AND stream_version = $2
    RETURNING stream, stream_version
), stated AS (
    UPDATE ledger.stream_state SET body = $3 WHERE stream IN (SELECT stream FROM moved)
), told AS (
    INSERT INTO ledger.event (stream, stream_version, leaf, body)
    SELECT stream, stream_version, $6::bytea, $7::bytea FROM moved
)
INSERT INTO ledger.answer (actor, answer_key, digest, stream, first_version, last_version)
SELECT $8::text, $9::text, $10::bytea, stream, stream_version, stream_version FROM moved
RETURNING last_version
"""
_PREPARED = {
    "offer": Prepared(b"offer", _ON_POSTGRESQL.format(changed="phase = 'offered', offeree = $5"), 11),
    "accept": Prepared(b"accept", _ON_POSTGRESQL.format(changed="phase = 'held', offeree = '', holder = $5"), 11),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Bytes that one command writes in its two long columns; those of the ledger under the same load."""

    state_bytes: int = 1000
    event_bytes: int = 470


@dataclass(slots=True)
class _Matter:
    stream: str
    version: int
    holder: str
    offeree: str = ""


class _Writes:
    """Random offers and acceptances over the matters of one client, whose versions it keeps in mind."""

    def __init__(self, shape: Shape, seed: int, matters: list[_Matter], units: list[str]) -> None:
        self._shape = shape
        self._random = random.Random(seed)
        self._matters = matters
        self._units = units
        self._matter = matters[0]

    def next(self) -> tuple[str, dict[str, Any]]:
        """What to write, an offer or an acceptance, and its values."""
        if not self._matter.offeree:
            self._matter = self._random.choice(self._matters)
        matter, to = self._matter, self._random.choice(self._units)
        values = {
            "stream": matter.stream,
            "version": matter.version,
            "to": matter.offeree or to,
            "due_at": self._random.randrange(1_800_000_000_000_000),
            "units": json.dumps(sorted({matter.holder, matter.offeree or to})),
            "state": self._random.randbytes(self._shape.state_bytes),
            "event": self._random.randbytes(self._shape.event_bytes),
            "leaf": self._random.randbytes(32),
            "actor": f"person-of-{matter.offeree or matter.holder}",
            "digest": self._random.randbytes(32),
            "key": os.urandom(16).hex(),  # never again, in no later run either
        }
        return "accept" if matter.offeree else "offer", values

    def done(self, kind: str, values: dict[str, Any]) -> tuple[str, str]:
        """Note that it was committed; the matter and its holder."""
        matter = self._matter
        matter.version += 1
        if kind == "accept":
            matter.holder, matter.offeree = matter.offeree, ""
        else:
            matter.offeree = values["to"]
        return matter.stream, matter.holder


def _rows(shape: Shape, matters: int, units: int) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Fresh matters: their rows, their states, their first events."""
    source = random.Random(0)
    for place_in_log in range(matters):
        stream, unit = f"matter-{place_in_log:08d}", f"unit-{place_in_log % units:05d}"
        state, event, leaf = (source.randbytes(size) for size in (shape.state_bytes, shape.event_bytes, 32))
        due_at = source.randrange(1_800_000_000_000_000)
        lookup = Lookup(
            *("matter", "held"),
            active=True,
            due_at=from_micros(due_at),
            holder=unit,
            giver=unit,
            title=f"Matter {place_in_log}: running water",
            opened_at=from_micros(due_at),
            moved_at=from_micros(due_at),
            visibility="internal",
            units=(unit,),
        )
        yield ((stream, 1, *lookup_values(lookup)), (stream, state), (place_in_log, stream, 1, event, leaf))


class OnSqlite:
    """Raw commits on SQLite."""

    def __init__(self, place: Place, shape: Shape) -> None:
        self._shape = shape
        self._folder = place.folder
        self._path = place.folder / "limit.sqlite"

    def prepare(self, matters: int, units: int) -> None:
        """Make the tables and fill them."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        with closing(self._open()) as connection:
            connection.executescript(schema("sqlite"))
            rows = _rows(self._shape, matters, units)
            while batch := list(islice(rows, _BATCH)):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(
                    f"INSERT INTO stream ({_STREAM}) VALUES ({', '.join('?' * (2 + len(LOOKUP_COLUMNS)))})",
                    [stream for stream, _, _ in batch],
                )
                connection.executemany(
                    "INSERT INTO stream_state SELECT stream_no, ?2 FROM stream WHERE stream = ?1",
                    [state for _, state, _ in batch],
                )
                connection.executemany(
                    "INSERT INTO event (log_position, stream, stream_version, body, leaf) VALUES (?, ?, ?, ?, ?)",
                    [event for _, _, event in batch],
                )
                connection.execute("COMMIT")

    def client(self, number: int, clients: int) -> Client:
        """A writer; alone it takes no lock."""
        connection = self._open()
        everything = connection.execute("SELECT stream, stream_version, holder, offeree FROM stream ORDER BY stream")
        matters = [_Matter(*row) for row in islice(everything, number, None, clients)]
        everything.close()
        units = [holder for (holder,) in connection.execute("SELECT DISTINCT giver FROM stream ORDER BY giver")]
        lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR) if clients > 1 else None
        return _SqliteClient(connection, _Writes(self._shape, number, matters, units), lock)

    def history_rows(self) -> int:
        """Events."""
        with closing(self._open()) as connection:
            (rows,) = connection.execute("SELECT count(*) FROM event").fetchone()
        return int(rows)

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the streams."""
        wanted = set(matters)
        with closing(self._open()) as connection:
            rows = connection.execute("SELECT stream, holder FROM stream")
            return {stream: holder for stream, holder in rows if stream in wanted}

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768")
        return connection


class _SqliteClient:
    def __init__(self, connection: sqlite3.Connection, writes: _Writes, lock: int | None) -> None:
        self._connection = connection
        self._writes = writes
        self._lock = lock

    def hand_off(self) -> tuple[str, str]:
        kind, values = self._writes.next()
        if self._lock is None:
            self._write(kind, values)
        else:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            try:
                self._write(kind, values)
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_UN)
        return self._writes.done(kind, values)

    def _write(self, kind: str, values: dict[str, Any]) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        if execute(_ON_SQLITE[kind], values).rowcount != 1:
            execute("ROLLBACK")
            raise ConflictError
        execute(_ON_SQLITE["state"], values)
        execute(_ON_SQLITE["event"], values)
        execute(_ON_SQLITE["answer"], values)
        execute("COMMIT")


class OnPostgresql:
    """Raw commits on PostgreSQL."""

    def __init__(self, place: Place, shape: Shape) -> None:
        self._shape = shape
        self._host = place.host

    def prepare(self, matters: int, units: int) -> None:
        """Make a database of its own and fill it."""
        create_database(self._host, _DATABASE)
        with connect(self._host, _DATABASE) as connection:
            connection.execute(schema("postgresql").encode())
            _copy(connection, f"ledger.stream ({_STREAM})", (row for row, _, _ in _rows(self._shape, matters, units)))
            states = (state for _, state, _ in _rows(self._shape, matters, units))
            _copy(connection, "ledger.stream_state (stream, body)", states)
            events = (row[1:] for _, _, row in _rows(self._shape, matters, units))
            _copy(connection, "ledger.event (stream, stream_version, body, leaf)", events)
            # Numbered, as the sequencer leaves them.
            connection.execute("UPDATE ledger.event SET log_position = arrival - 1")
            connection.execute("VACUUM ANALYZE")

    def client(self, number: int, clients: int) -> Client:
        """A writer."""
        connection = LedgerConnection.connect(host=self._host, user=USER, dbname=_DATABASE, autocommit=True)
        everything = connection.execute("SELECT stream, stream_version, holder, offeree FROM ledger.stream ORDER BY 1")
        matters = [_Matter(*row) for row in islice(everything, number, None, clients)]
        units = [giver for (giver,) in connection.execute("SELECT DISTINCT giver FROM ledger.stream ORDER BY giver")]
        return _PostgresqlClient(connection, _Writes(self._shape, number, matters, units))

    def history_rows(self) -> int:
        """Events."""
        with connect(self._host, _DATABASE) as connection:
            found = connection.execute("SELECT count(*) FROM ledger.event").fetchone()
        return int(str(found[0])) if found else 0

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the streams."""
        query = "SELECT stream, holder FROM ledger.stream WHERE stream = ANY(%s)"
        with connect(self._host, _DATABASE) as connection:
            rows = connection.execute(query, (list(matters),)).fetchall()
        return {str(stream): str(holder) for stream, holder in rows}


class _PostgresqlClient:
    def __init__(self, connection: LedgerConnection, writes: _Writes) -> None:
        self._connection = connection
        self._writes = writes

    def hand_off(self) -> tuple[str, str]:
        kind, values = self._writes.next()
        given = (
            text(values["stream"]),
            number(values["version"]),
            values["state"],
            number_or_null(values["due_at"]),
            text(values["to"]),
            values["leaf"],
            values["event"],
            text(values["actor"]),
            text(values["key"]),
            values["digest"],
            text(values["units"]),
        )
        if not _PREPARED[kind].run(self._connection, given):
            raise ConflictError
        return self._writes.done(kind, values)


def _copy(connection: "psycopg.Connection[tuple[object, ...]]", target: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def main() -> int:
    """Answer the command line."""
    parser = arguments()
    parser.add_argument("--state-bytes", type=int, default=Shape().state_bytes)
    parser.add_argument("--event-bytes", type=int, default=Shape().event_bytes)
    asked = parser.parse_args()
    shape = Shape(asked.state_bytes, asked.event_bytes)
    limit = OnSqlite if asked.store == "sqlite" else OnPostgresql
    return answer(asked, limit(place(asked), shape))


if __name__ == "__main__":
    raise SystemExit(main())
