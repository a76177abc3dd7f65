"""The two statements every hand-off needs, prepared once per connection and spoken in PostgreSQL's binary format.

Why not psycopg's cursors: a load and a commit through them cost about 0.15 ms of Python, more than their work in the
database; through libpq's prepared statements, which psycopg wraps, it is a third of that. Everything else uses cursors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack, unpack
from typing import Any

import psycopg
from psycopg import errors, pq

Row = tuple[Any, ...]
_BINARY = pq.Format.BINARY
_TEXT_TYPE = 25


class LedgerConnection(psycopg.Connection[Row]):
    """A connection that remembers which of our statements the server knows already."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.prepared: set[bytes] = set()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with the values $1, $2, ...

    Args:
        name: its name on the server.
        text: SQL whose values have one type each, whatever they are.
        values: how many it takes.
    """

    name: bytes
    text: str
    values: int

    def run(self, connection: LedgerConnection, values: Sequence[bytes | None]) -> Sequence[Sequence[bytes | None]]:
        """Rows of binary values.

        Args:
            connection: lent to the calling thread, which waits here without Python's lock.
            values: each by one of the functions below, None for NULL.

        Raises:
            psycopg.Error: as a cursor would raise it.
        """
        server = connection.pgconn
        if self.name not in connection.prepared:
            _check(server, server.prepare(self.name, self.text.encode()))
            connection.prepared.add(self.name)
        given: Any = values  # psycopg's annotation forgets that None stands for NULL
        result = _check(server, server.exec_prepared(self.name, given, [_BINARY] * self.values, _BINARY))
        columns = range(result.nfields)
        return [[result.get_value(row, column) for column in columns] for row in range(result.ntuples)]


def text(value: str) -> bytes:
    """A text. The server refuses what is no text of its own, a zero byte for instance."""
    return value.encode()


def number(value: int) -> bytes:
    """A bigint."""
    return pack("!q", value)


def number_or_null(value: int | None) -> bytes | None:
    """A bigint or NULL."""
    return None if value is None else pack("!q", value)


def truth(value: bool) -> bytes:
    """A boolean."""
    return b"\x01" if value else b"\x00"


def texts(values: Sequence[str]) -> bytes:
    """An array of text, in PostgreSQL's own layout: dimensions, no NULLs, type, length, first index, the values."""
    parts = [pack("!iii", 1 if values else 0, 0, _TEXT_TYPE)]
    if values:
        parts.append(pack("!ii", len(values), 1))
    for value in values:
        raw = value.encode()
        parts += (pack("!i", len(raw)), raw)
    return b"".join(parts)


def read_number(raw: bytes) -> int:
    """The bigint that was sent."""
    found: int = unpack("!q", raw)[0]
    return found


def read_truth(raw: bytes) -> bool:
    """The boolean that was sent."""
    return raw == b"\x01"


def _check(server: pq.abc.PGconn, result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status in {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}:
        return result
    if server.status != pq.ConnStatus.OK:
        raise psycopg.OperationalError(result.get_error_message())
    raise errors.error_from_result(result)
