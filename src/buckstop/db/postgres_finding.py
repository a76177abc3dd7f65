"""Finding, listing and counting streams on one PostgreSQL connection.

Why values are bound in the client here: what fits a question depends on them, and the planner should see them. Statements
that hand-offs need are prepared instead (`postgres_prepared`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import psycopg

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
from buckstop.db.postgres_prepared import LedgerConnection
from buckstop.db.rows import READ_COLUMNS, SNAPSHOT_COLUMNS, Row, event_of, snapshot_of
from buckstop.ledger.cursors import cursor_at, place_at, place_of
from buckstop.ledger.lookup import Beside, By, Lateness, Order, Page, Snapshot, Tally, Where
from buckstop.ledger.memory_finding import MOST_RELEVANT
from buckstop.ledger.store import Event
from buckstop.ledger.words import Term, wanted

_SNAPSHOTS = f"""
    SELECT {SNAPSHOT_COLUMNS.replace("body", "coalesce(body, '')", 1)}
    FROM ledger.stream LEFT JOIN ledger.stream_state USING (stream)
"""
_EVENT_COLUMNS = "stream, stream_version, body, leaf, log_position"
_FEW = 4_000  # streams that are gathered and sorted sooner than an index is walked for them


def _matching(terms: Sequence[Term]) -> str:
    """The tsquery that finds these terms; tokens hold no quotes."""
    return " & ".join(
        "(" + " <-> ".join(f"'{token}'" for token in term.tokens) + (":*" if term.prefix else "") + ")"
        for term in terms
    )


DIALECT = Dialect(
    schema="ledger.",
    key="stream",
    mark="%s",
    kept_out="",
    searched="SELECT stream FROM ledger.stream_words WHERE tokens @@ %s::tsquery",
    matching=_matching,
)


def find(connection: LedgerConnection, where: Where, limit: int, after: str) -> list[Snapshot]:
    """Snapshots of the streams asked for, in the order of their names."""
    condition, values = conditions(where, DIALECT, wanted(where.text))
    query = f"{_SNAPSHOTS} WHERE {condition} AND stream > %s ORDER BY stream LIMIT %s"
    return [snapshot_of(row) for row in _rows(connection, query, (*values, after, limit))]


def counts(connection: LedgerConnection, wheres: Sequence[Where]) -> list[int]:
    """How many streams each question finds."""
    if not wheres:
        return []
    parts, values = zip(*(_count(connection, where) for where in wheres), strict=True)
    query = f"SELECT {', '.join(parts)}"
    return list(_rows(connection, query, list(chain(*values)))[0])


def _count(connection: LedgerConnection, where: Where) -> Query:
    if figures.answers(where):
        return figures.count_query(where, DIALECT)
    return count_query(where, DIALECT, wanted(where.text), gathering=_gathers(connection, where))


def page(connection: LedgerConnection, where: Where, order: Order, limit: int, after: str) -> Page:
    """Some streams of a list."""
    begin, terms = place_at(order, after), wanted(where.text)
    if order is Order.RELEVANCE:
        return _best(connection, where, terms, limit, int(begin[0]) if begin else 0)
    gathering = _gathers(connection, where)
    (query, values), ordered = page_query(where, order, begin, limit + 1, DIALECT, terms, gathering=gathering)
    rows = _rows(connection, f"{_SNAPSHOTS} WHERE stream IN ({query}) ORDER BY {ordered}", values)
    found = [snapshot_of(row) for row in rows]
    shown = tuple(found[:limit])
    return Page(shown, cursor_at(order, place_of(shown[-1], order)) if len(found) > limit and shown else None)


def tally(connection: LedgerConnection, where: Where, by: By, lateness: Lateness | None) -> list[Tally]:
    """Streams counted by the values of a column."""
    if lateness is None and figures.answers(where, by):
        query, values = figures.tally_query(where, by, DIALECT)
        return [tally_of(row, by) for row in figures.added(_rows(connection, query, values))]
    gathering = _gathers(connection, where)
    query, values = tally_query(where, by, lateness, DIALECT, wanted(where.text), gathering=gathering)
    return [tally_of(row, by) for row in _rows(connection, query, values)]


def histories(connection: LedgerConnection, streams: Sequence[str]) -> Mapping[str, list[Event]]:
    """All events of several streams."""
    found: dict[str, list[Event]] = {name: [] for name in streams}
    query = f"SELECT {_EVENT_COLUMNS} FROM ledger.event WHERE stream = ANY(%s) ORDER BY stream, stream_version"
    for row in _rows(connection, query, (list(streams),)):
        found[row[0]].append(event_of(row))
    return found


def beside(connection: LedgerConnection, streams: Sequence[str]) -> Mapping[str, Beside]:
    """What is kept beside the rows of streams."""
    names = list(streams)
    units: dict[tuple[str, str], list[str]] = defaultdict(list)
    query = "SELECT stream, part, unit FROM ledger.stream_unit WHERE stream = ANY(%s) ORDER BY unit"
    for name, part, unit in _rows(connection, query, (names,)):
        units[name, part].append(unit)
    query = """
        WITH RECURSIVE climbed (stream, above, parent) AS (
            SELECT stream, stream, parent FROM ledger.stream WHERE stream = ANY(%s)
            UNION ALL SELECT climbed.stream, upper.stream, upper.parent
            FROM climbed JOIN ledger.stream AS upper ON upper.stream = climbed.parent
        )
        SELECT climbed.stream, above, coalesce(words, '') FROM climbed LEFT JOIN ledger.stream_words USING (stream)
        WHERE NOT EXISTS (SELECT 1 FROM ledger.stream AS upper WHERE upper.stream = climbed.parent)
    """
    found: dict[str, Beside] = {}
    for name, top, words in _rows(connection, query, (names,)):
        involved, asked, asking = (tuple(units[name, part]) for part in ("involved", "asked", "asking"))
        found[name] = Beside(involved, asked, asking, words, top)
    return found


def _best(connection: LedgerConnection, where: Where, terms: Sequence[Term], limit: int, skipped: int) -> Page:
    """The streams a text fits best, among the newest that it fits."""
    if not terms:
        return Page(())
    condition, values = conditions(without_text(where), DIALECT, (), gathering=False)
    fits = f"FROM ledger.stream WHERE {condition} AND stream IN ({DIALECT.searched})"
    readable, newest = "", f"SELECT stream, opened_at {fits}"
    if where.reading is not None:  # an index tells who may read; only rows that are left are looked at
        readable = f"readable AS MATERIALIZED (SELECT stream {fits}),"
        newest = "SELECT stream, opened_at FROM readable JOIN ledger.stream USING (stream)"
    query = f"""
        WITH {readable}
        fitting AS MATERIALIZED ({newest} ORDER BY opened_at DESC, stream DESC LIMIT {MOST_RELEVANT}),
        best AS MATERIALIZED (
            SELECT stream, opened_at AS began_at, ts_rank(tokens, %s::tsquery) AS fit
            FROM fitting JOIN ledger.stream_words USING (stream)
            ORDER BY fit DESC, opened_at DESC, stream DESC LIMIT %s OFFSET %s
        )
        SELECT stream, stream_version, coalesce(body, ''), {", ".join(READ_COLUMNS)}, (SELECT count(*) FROM fitting)
        FROM best JOIN ledger.stream USING (stream) LEFT JOIN ledger.stream_state USING (stream)
        ORDER BY fit DESC, began_at DESC, stream DESC
    """
    match = _matching(terms)
    rows = _rows(connection, query, (*values, match, match, limit + 1, skipped))
    return best_page(rows, limit, skipped)


def _gathers(connection: LedgerConnection, where: Where) -> bool:
    """Whether few streams fit: the question names somebody, or the reader's own units are involved in few."""
    if where.reading is None or not asks_nothing_but_reading(where):
        return gathers(where)
    query, values = involvement_query(where.reading, _FEW, DIALECT)
    return bool(_rows(connection, query, values)[0][0] < _FEW)


def _rows(connection: LedgerConnection, query: str, values: Sequence[Any]) -> list[Row]:
    return psycopg.ClientCursor(connection).execute(query.encode(), values).fetchall()
