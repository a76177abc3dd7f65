"""Finding, listing and counting streams on one SQLite connection."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from buckstop.db import figures
from buckstop.db.finding import (
    Dialect,
    Query,
    asks_nothing_but_reading,
    best_page,
    conditions,
    count_query,
    gathers,
    involvement_query,
    page_query,
    tally_of,
    tally_query,
    without_text,
)
from buckstop.db.rows import READ_COLUMNS, SNAPSHOT_COLUMNS, event_of, snapshot_of
from buckstop.db.sqlite_library import sqlite3
from buckstop.ledger.cursors import cursor_at, place_at, place_of
from buckstop.ledger.lookup import Beside, By, Lateness, Order, Page, Snapshot, Tally, Where
from buckstop.ledger.memory_finding import MOST_RELEVANT
from buckstop.ledger.store import Event
from buckstop.ledger.words import Term, wanted

SNAPSHOTS = f"""
    SELECT {SNAPSHOT_COLUMNS.replace("body", "coalesce(body, x'')", 1)}
    FROM stream LEFT JOIN stream_state USING (stream_no)
"""
"""Rows for `snapshot_of`. A state that was lost reads as no bytes, which is noticed and mended; its stream stays there."""

EVENT_COLUMNS = (
    "stream, stream_version, body, leaf, "
    "CASE WHEN log_position < (SELECT log_size FROM log_end) THEN log_position END AS log_position"
)

_FEW = 4_000  # streams that are gathered and sorted sooner than an index is walked for them
_AT_ONCE = 500


def _matching(terms: Sequence[Term]) -> str:
    """What FTS5 finds these terms by; tokens hold no quotes."""
    return " AND ".join(f'"{" ".join(term.tokens)}"{" *" if term.prefix else ""}' for term in terms)


DIALECT = Dialect(
    schema="",
    key="stream_no",
    mark="?",
    kept_out="+",
    searched="SELECT rowid FROM stream_search WHERE stream_search MATCH ?",
    matching=_matching,
)


def find(connection: sqlite3.Connection, where: Where, limit: int, after: str) -> list[Snapshot]:
    """Snapshots of the streams asked for, in the order of their names."""
    condition, values = conditions(where, DIALECT, wanted(where.text))
    name = "+stream" if gathers(where) else "stream"
    rows = connection.execute(
        f"{SNAPSHOTS} WHERE {condition} AND {name} > ? ORDER BY {name} LIMIT ?", (*values, after, limit)
    )
    return [snapshot_of(row) for row in rows]


def counts(connection: sqlite3.Connection, wheres: Sequence[Where]) -> list[int]:
    """How many streams each question finds."""
    if not wheres:
        return []
    parts, values = zip(*(_count(connection, where) for where in wheres), strict=True)
    query = f"SELECT {', '.join(parts)}"
    return list(connection.execute(query, list(chain(*values))).fetchone())


def _count(connection: sqlite3.Connection, where: Where) -> Query:
    if figures.answers(where):
        return figures.count_query(where, DIALECT)
    return count_query(where, DIALECT, wanted(where.text), gathering=_gathers(connection, where))


def page(connection: sqlite3.Connection, where: Where, order: Order, limit: int, after: str) -> Page:
    """Some streams of a list."""
    begin, terms = place_at(order, after), wanted(where.text)
    if order is Order.RELEVANCE:
        return _best(connection, where, terms, limit, int(begin[0]) if begin else 0)
    gathering = _gathers(connection, where)
    (query, values), ordered = page_query(where, order, begin, limit + 1, DIALECT, terms, gathering=gathering)
    rows = connection.execute(f"{SNAPSHOTS} WHERE stream_no IN ({query}) ORDER BY {ordered}", values)
    found = [snapshot_of(row) for row in rows]
    shown = tuple(found[:limit])
    return Page(shown, cursor_at(order, place_of(shown[-1], order)) if len(found) > limit and shown else None)


def tally(connection: sqlite3.Connection, where: Where, by: By, lateness: Lateness | None) -> list[Tally]:
    """Streams counted by the values of a column."""
    if lateness is None and figures.answers(where, by):
        query, values = figures.tally_query(where, by, DIALECT)
        return [tally_of(row, by) for row in figures.added(connection.execute(query, values))]
    gathering = _gathers(connection, where)
    query, values = tally_query(where, by, lateness, DIALECT, wanted(where.text), gathering=gathering)
    return [tally_of(row, by) for row in connection.execute(query, values)]


def histories(connection: sqlite3.Connection, streams: Sequence[str]) -> Mapping[str, list[Event]]:
    """All events of several streams."""
    found: dict[str, list[Event]] = {name: [] for name in streams}
    for some in _some(streams):
        query = (
            f"SELECT {EVENT_COLUMNS} FROM event WHERE stream IN ({DIALECT.marks(some)}) "
            "ORDER BY stream, event.stream_version"
        )
        for row in connection.execute(query, some):
            found[row[0]].append(event_of(row))
    return found


def beside(connection: sqlite3.Connection, streams: Sequence[str]) -> Mapping[str, Beside]:
    """What is kept beside the rows of streams."""
    found: dict[str, Beside] = {}
    for some in _some(streams):
        marks = DIALECT.marks(some)
        units: dict[tuple[str, str], list[str]] = defaultdict(list)
        query = (
            "SELECT stream, part, unit FROM stream JOIN stream_unit USING (stream_no) "
            f"WHERE stream IN ({marks}) ORDER BY unit"
        )
        for name, part, unit in connection.execute(query, some):
            units[name, part].append(unit)
        query = f"""
            WITH RECURSIVE climbed (stream, above, parent) AS (
                SELECT stream, stream, parent FROM stream WHERE stream IN ({marks})
                UNION ALL SELECT climbed.stream, upper.stream, upper.parent
                FROM climbed JOIN stream AS upper ON upper.stream = climbed.parent
            )
            SELECT stream, above, coalesce(words, '') FROM climbed
            JOIN stream USING (stream) LEFT JOIN stream_words USING (stream_no)
            WHERE NOT EXISTS (SELECT 1 FROM stream AS upper WHERE upper.stream = climbed.parent)
        """
        for name, top, words in connection.execute(query, some):
            involved, asked, asking = (tuple(units[name, part]) for part in ("involved", "asked", "asking"))
            found[name] = Beside(involved, asked, asking, words, top)
    return found


def _best(connection: sqlite3.Connection, where: Where, terms: Sequence[Term], limit: int, skipped: int) -> Page:
    """The streams a text fits best, among the newest that it fits."""
    if not terms:
        return Page(())
    condition, values = conditions(without_text(where), DIALECT, (), gathering=True)
    read = ", ".join(f"stream.{column}" for column in READ_COLUMNS)
    rows: Any = connection.execute(
        f"""
        WITH fitting AS MATERIALIZED (
            SELECT stream_search.rowid AS stream_no, bm25(stream_search) AS fit
            FROM stream_search CROSS JOIN stream ON stream.stream_no = stream_search.rowid
            WHERE stream_search MATCH ? AND {condition.replace("stream_no IN", "stream.stream_no IN")}
            ORDER BY stream_search.rowid DESC LIMIT {MOST_RELEVANT}
        ),
        best AS MATERIALIZED (SELECT stream_no, fit FROM fitting ORDER BY fit, stream_no DESC LIMIT ? OFFSET ?)
        SELECT stream.stream, stream.stream_version, coalesce(body, x''), {read}, (SELECT count(*) FROM fitting)
        FROM best JOIN stream USING (stream_no) LEFT JOIN stream_state USING (stream_no)
        ORDER BY fit, stream_no DESC
        """,
        (_matching(terms), *values, limit + 1, skipped),
    )
    return best_page(list(rows), limit, skipped)


def _gathers(connection: sqlite3.Connection, where: Where) -> bool:
    """Whether few streams fit: the question names somebody, or the reader's own units are involved in few."""
    if where.reading is None or not asks_nothing_but_reading(where):
        return gathers(where)
    query, values = involvement_query(where.reading, _FEW, DIALECT)
    (involved,) = connection.execute(query, values).fetchone()
    return bool(involved < _FEW)


def _some(streams: Sequence[str]) -> list[Sequence[str]]:
    return [streams[start : start + _AT_ONCE] for start in range(0, len(streams), _AT_ONCE)]
