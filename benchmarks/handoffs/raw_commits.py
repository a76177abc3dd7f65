"""The limit: a durable transaction that writes the rows and bytes of a hand-off, and nothing else is done.

No protocol, no reading, no proof: the state of a matter is overwritten under its version, one event and one answer
are added. Each client writes to matters of its own, so nobody ever waits for a row. SQLite: WAL, full sync, one
writer at a time, who takes a file lock first (with SQLite's own waiting alone, some clients starve for seconds).
PostgreSQL: one statement, prepared once.
"""

import fcntl
import os
import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.handoffs.command import Place, answer, arguments, place
from benchmarks.handoffs.load import Client, ConflictError
from benchmarks.handoffs.newer_sqlite import sqlite3
from benchmarks.handoffs.postgresql import connect, create_database

_DATABASE = "raw_commits"
_PHASES = ("held", "offered", "escalated", "settled")
_TABLES = """
CREATE TABLE stream (id text PRIMARY KEY, version integer NOT NULL, state {blob} NOT NULL, holder text NOT NULL,
    phase text NOT NULL, due_at bigint);
CREATE INDEX stream_holder ON stream (holder);
CREATE INDEX stream_due_at ON stream (due_at);
CREATE TABLE event (arrival {arrival}, stream text NOT NULL, version integer NOT NULL, body {blob} NOT NULL,
    leaf_hash {blob} NOT NULL, seq bigint, UNIQUE (stream, version));
CREATE TABLE answer (actor text NOT NULL, key text NOT NULL, digest {blob} NOT NULL, stream text NOT NULL,
    first_version integer NOT NULL, last_version integer NOT NULL, PRIMARY KEY (actor, key));
"""
_HAND_OFF = """
WITH moved AS (
    UPDATE stream SET version = version + 1, state = %(state)b, holder = %(holder)s, phase = %(phase)s,
        due_at = %(due_at)s
    WHERE id = %(stream)s AND version = %(version)s
    RETURNING id, version
), told AS (
    INSERT INTO event (stream, version, body, leaf_hash)
    SELECT id, version, %(body)b, %(leaf_hash)b FROM moved
)
INSERT INTO answer (actor, key, digest, stream, first_version, last_version)
SELECT %(holder)s, %(key)s, %(digest)b, id, version, version FROM moved
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """Bytes that one hand-off writes in its two long columns."""

    state_bytes: int = 900
    body_bytes: int = 450


class _Writes:
    """Random hand-offs over the matters of one client, whose versions it keeps in mind."""

    def __init__(self, shape: Shape, seed: int, versions: dict[str, int], units: list[str]) -> None:
        self._shape = shape
        self._random = random.Random(seed)
        self._versions = versions
        self._streams = list(versions)
        self._units = units

    def next(self) -> dict[str, object]:
        """The values of one hand-off."""
        stream = self._random.choice(self._streams)
        return {
            "stream": stream,
            "version": self._versions[stream],
            "holder": self._random.choice(self._units),
            "phase": self._random.choice(_PHASES),
            "due_at": self._random.randrange(1_800_000_000_000_000),
            "state": self._random.randbytes(self._shape.state_bytes),
            "body": self._random.randbytes(self._shape.body_bytes),
            "leaf_hash": self._random.randbytes(32),
            "digest": self._random.randbytes(32),
            "key": os.urandom(16).hex(),  # never again, in no later run either
        }

    def done(self, values: dict[str, object]) -> tuple[str, str]:
        """Note that a hand-off was committed."""
        stream = str(values["stream"])
        self._versions[stream] += 1
        return stream, str(values["holder"])


def _rows(shape: Shape, matters: int, units: int) -> Iterable[tuple[object, ...]]:
    """Fresh matters: id, version, state, holder, phase, due instant."""
    source = random.Random(0)
    for number in range(matters):
        state = source.randbytes(shape.state_bytes)
        yield f"matter-{number:09d}", 1, state, f"unit-{number % units:05d}", "held", source.randrange(1 << 50)


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
        connection = self._open()
        connection.executescript(_TABLES.format(blob="blob", arrival="integer PRIMARY KEY"))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO stream VALUES (?, ?, ?, ?, ?, ?)", _rows(self._shape, matters, units))
        connection.execute("COMMIT")
        connection.close()

    def client(self, number: int, clients: int) -> Client:
        """A writer; alone it takes no lock."""
        connection = self._open()
        everyone = connection.execute("SELECT id, version FROM stream ORDER BY id").fetchall()
        units = [holder for (holder,) in connection.execute("SELECT DISTINCT holder FROM stream ORDER BY holder")]
        writes = _Writes(self._shape, number, dict(everyone[number::clients]), units)
        lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR) if clients > 1 else None
        return _SqliteClient(connection, writes, lock)

    def history_rows(self) -> int:
        """Events."""
        connection = self._open()
        (rows,) = connection.execute("SELECT count(*) FROM event").fetchone()
        connection.close()
        return int(rows)

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the streams."""
        wanted = set(matters)
        connection = self._open()
        found = {id_: holder for id_, holder in connection.execute("SELECT id, holder FROM stream") if id_ in wanted}
        connection.close()
        return found

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


class _SqliteClient:
    def __init__(self, connection: sqlite3.Connection, writes: _Writes, lock: int | None) -> None:
        self._connection = connection
        self._writes = writes
        self._lock = lock

    def hand_off(self) -> tuple[str, str]:
        values = self._writes.next()
        if self._lock is None:
            self._write(values)
        else:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            try:
                self._write(values)
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_UN)
        return self._writes.done(values)

    def _write(self, values: dict[str, object]) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        moved = execute(
            "UPDATE stream SET version = version + 1, state = :state, holder = :holder, phase = :phase,"
            " due_at = :due_at WHERE id = :stream AND version = :version",
            values,
        )
        if moved.rowcount != 1:
            execute("ROLLBACK")
            raise ConflictError
        execute(
            "INSERT INTO event (stream, version, body, leaf_hash) VALUES (:stream, :version + 1, :body, :leaf_hash)",
            values,
        )
        execute(
            "INSERT INTO answer VALUES (:holder, :key, :digest, :stream, :version + 1, :version + 1)",
            values,
        )
        execute("COMMIT")


class OnPostgresql:
    """Raw commits on PostgreSQL."""

    def __init__(self, place: Place, shape: Shape) -> None:
        self._shape = shape
        self._host = place.host

    def prepare(self, matters: int, units: int) -> None:
        """Make a database of its own and fill it."""
        create_database(self._host, _DATABASE)
        arrival = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        with connect(self._host, _DATABASE) as connection:
            connection.execute(_TABLES.format(blob="bytea", arrival=arrival))
            with connection.cursor().copy("COPY stream FROM STDIN") as copy:
                for row in _rows(self._shape, matters, units):
                    copy.write_row(row)
            connection.execute("VACUUM ANALYZE stream")

    def client(self, number: int, clients: int) -> Client:
        """A writer."""
        connection = connect(self._host, _DATABASE)
        everyone = connection.execute("SELECT id, version FROM stream ORDER BY id").fetchall()
        units = [str(row[0]) for row in connection.execute("SELECT DISTINCT holder FROM stream ORDER BY holder")]
        versions = {str(id_): int(str(version)) for id_, version in everyone[number::clients]}
        writes = _Writes(self._shape, number, versions, units)

        class _Client:
            def hand_off(self) -> tuple[str, str]:
                values = writes.next()
                if connection.execute(_HAND_OFF, values, prepare=True).rowcount != 1:
                    raise ConflictError
                return writes.done(values)

        return _Client()

    def history_rows(self) -> int:
        """Events."""
        with connect(self._host, _DATABASE) as connection:
            found = connection.execute("SELECT count(*) FROM event").fetchone()
        return int(str(found[0])) if found else 0

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the streams."""
        with connect(self._host, _DATABASE) as connection:
            rows = connection.execute("SELECT id, holder FROM stream WHERE id = ANY(%s)", (list(matters),)).fetchall()
        return {str(id_): str(holder) for id_, holder in rows}


def main() -> int:
    """Answer the command line."""
    parser = arguments()
    parser.add_argument("--state-bytes", type=int, default=Shape().state_bytes)
    parser.add_argument("--body-bytes", type=int, default=Shape().body_bytes)
    asked = parser.parse_args()
    shape = Shape(asked.state_bytes, asked.body_bytes)
    limit = OnSqlite if asked.store == "sqlite" else OnPostgresql
    return answer(asked, limit(place(asked), shape))


if __name__ == "__main__":
    raise SystemExit(main())
