"""What is asked of streams, as SQL for either database: conditions, pages, counts, tallies.

Planners guess badly how few streams a unit has to do with. So the question itself says which way to go. Where it names
somebody or something, the few streams that fit are gathered first and put in order then. Where it does not, the index of
the order is walked until the page is full.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from buckstop.db.rows import Row, snapshot_of
from buckstop.ledger.cursors import DESCENDING, TITLE_LENGTH, Place, cursor_at
from buckstop.ledger.instants import NEVER, to_micros
from buckstop.ledger.lookup import (
    BETWEEN,
    INTERNAL,
    PUBLIC,
    By,
    Lateness,
    Order,
    Page,
    Reading,
    Tally,
    Where,
    any_of,
)
from buckstop.ledger.memory_finding import MOST_RELEVANT
from buckstop.ledger.words import Term

Query = tuple[str, list[Any]]
"""SQL and the values of its marks, in their order."""

QUARTER = 900_000_000
"""Microseconds of a quarter of an hour."""

_FEW_UNITS = 3

_EQUAL_COLUMNS = ("kind", "phase", "visibility", "origin", "evidence")
# Columns whose index leaves out the empty name: a search has to repeat that it is not empty, or it cannot use it.
_PARTY_COLUMNS = ("holder", "offeree", "arbiter", "verifier")
_SPARSE_COLUMNS = (*_PARTY_COLUMNS, "giver", "parent", "top")
_PARTS = {"involved": "involved", "asked": "asked", "asking": "asking"}
_GATHERING = (*_SPARSE_COLUMNS, *_PARTS, "units", "text", "beginning", "due_from", "due_until")
_KEYS: dict[Order, tuple[str, ...]] = {
    Order.OFFICE: ("priority_rank", "deadline_at", "stream"),
    Order.DEADLINE: ("deadline_at", "stream"),
    Order.NEWEST: ("opened_at", "stream"),
    Order.MOVED: ("moved_at", "stream"),
    Order.DUE: ("due_at", "stream"),
    Order.TITLE: (f"substr(title, 1, {TITLE_LENGTH})", "stream"),
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database says it.

    Args:
        schema: what stands before the name of a table.
        key: column that names a stream in the tables beside its own.
        mark: how a value is marked: ? or %s.
        kept_out: sign before a column that keeps its index from being used.
        searched: names of the streams whose words fit one marked value.
        matching: that value.
    """

    schema: str
    key: str
    mark: str
    kept_out: str
    searched: str
    matching: Callable[[Sequence[Term]], str]

    def marks(self, values: Sequence[Any]) -> str:
        """One mark per value, for IN or a row; in an empty list nothing is."""
        return ", ".join([self.mark] * len(values)) or "NULL"


def gathers(where: Where) -> bool:
    """Whether the question names somebody or something, so that few streams fit."""
    return any(getattr(where, name) for name in _GATHERING)


def conditions(
    where: Where, dialect: Dialect, terms: Sequence[Term], *, gathering: bool | None = None, sweeping: bool = False
) -> Query:
    """What must hold for the rows asked for, as SQL after WHERE.

    Args:
        terms: of the text, as `words.wanted` reads it; none where the caller joins the search itself.
        gathering: whether few streams fit; the question itself tells where nothing is said.
        sweeping: whether every stream is looked at, and not only until a page is full.
    """
    gathering = gathers(where) if gathering is None else gathering
    found: list[str] = ["TRUE"]
    values: list[Any] = []

    def add(term: str, *more: Any) -> None:
        found.append(term)
        values.extend(more)

    for column in (*_EQUAL_COLUMNS, *_SPARSE_COLUMNS):
        if asked := any_of(getattr(where, column)):
            name = dialect.kept_out + column if gathering and column == "kind" else column
            sparse = f" AND {column} <> ''" if column in _SPARSE_COLUMNS else ""
            equal = f"= {dialect.mark}" if len(asked) == 1 else f"IN ({dialect.marks(asked)})"
            add(f"{name} {equal}{sparse}", *asked)
    if where.active is not None:
        add(f"active = {'TRUE' if where.active else 'FALSE'}")
    for column, sign, at in (
        *(("due_at", ">=", where.due_from), ("due_at", "<=", where.due_until)),
        *(("deadline_at", ">=", where.deadline_from), ("deadline_at", "<=", where.deadline_until)),
        ("moved_at", ">=", where.moved_from),
    ):
        if at is not None:
            add(f"{column} {sign} {dialect.mark} AND {column} < {NEVER}", to_micros(at))
    if where.given_away:
        add("holder <> giver")
    if where.priority_from is not None:
        add(f"priority_rank <= {dialect.mark}", -where.priority_from)
    if where.beginning:
        add(f"stream >= {dialect.mark} AND stream < {dialect.mark}", where.beginning, where.beginning + "\U0010ffff")
    if where.units:
        add(f"{dialect.key} IN ({_party_streams(where.units, dialect)})", *where.units * len(_PARTY_COLUMNS))
    for name, part in _PARTS.items():
        if units := any_of(getattr(where, name)):
            add(f"{dialect.key} IN ({unit_streams(units, part, dialect)})", *units)
    if where.text:
        add(
            f"{dialect.key} IN ({dialect.searched})" if terms else "FALSE",
            *([dialect.matching(terms)] if terms else ()),
        )
    if where.reading is not None:
        readable, more = _readable(
            where.reading,
            dialect,
            gathering=gathering and not gathers(where),
            sweeping=sweeping and not gathering,
        )
        add(readable, *more)
    return " AND ".join(found), values


def page_query(
    where: Where,
    order: Order,
    begin: Place | None,
    limit: int,
    dialect: Dialect,
    terms: Sequence[Term],
    *,
    gathering: bool,
) -> tuple[Query, str]:
    """Keys of the streams of one page, as a SELECT, and what brings them into order."""
    condition, values = conditions(where, dialect, terms, gathering=gathering)
    sign = dialect.kept_out if gathering else ""
    keys = [f"{sign}{key}" for key in _KEYS[order]]
    descending = order in DESCENDING
    after = ""
    if begin is not None:
        after = f" AND ({', '.join(keys)}) {'<' if descending else '>'} ({dialect.marks(begin)})"
        values = [*values, *begin]
    ordered = ", ".join(f"{key} DESC" if descending else key for key in keys)
    query = (
        f"SELECT {dialect.key} FROM {dialect.schema}stream WHERE {condition}{after} ORDER BY {ordered} LIMIT {limit}"
    )
    return (query, values), ordered


def count_query(where: Where, dialect: Dialect, terms: Sequence[Term], *, gathering: bool) -> Query:
    """How many streams a question finds, as an expression."""
    condition, values = conditions(where, dialect, terms, gathering=gathering, sweeping=True)
    return f"(SELECT count(*) FROM {dialect.schema}stream WHERE {condition})", values


def tally_query(
    where: Where, by: By, lateness: Lateness | None, dialect: Dialect, terms: Sequence[Term], *, gathering: bool
) -> Query:
    """Streams counted by the values of a column; rows for `tally_of`."""
    condition, values = conditions(where, dialect, terms, gathering=gathering, sweeping=True)
    late = near = "0"
    if lateness is not None:
        running = "" if where.active else "active = TRUE AND "
        if lateness.finished:
            running += f"phase NOT IN ({dialect.marks(lateness.finished)}) AND "
        late = f"count(*) FILTER (WHERE {running}deadline_at <= {dialect.mark})"
        near = f"count(*) FILTER (WHERE {running}deadline_at > {dialect.mark} AND deadline_at <= {dialect.mark})"
        now_at, near_at = to_micros(lateness.now), to_micros(lateness.near_until)
        values = [*lateness.finished, now_at, *lateness.finished, now_at, near_at, *values]
    return f"{counted(where, by, dialect, condition, late, near)} ORDER BY tally_key", values


def counted(where: Where, by: By, dialect: Dialect, condition: str, late: str = "0", near: str = "0") -> str:
    """Rows that a condition fits, counted by the values of a column.

    Why `active` is not asked of each row where only active ones are counted: it stands in no index of these, and an index
    alone answers most of what is asked.

    Args:
        where: what the condition says.
        late, near: how these are counted; 0 where nobody asks.
    """
    group = "tally_key"
    match by:
        case By.PRIORITY:
            key = "-priority_rank"
        case By.DEADLINE | By.DUE:
            # The end of the quarter: what ends a day, the first instant of the next, still belongs to the day it ends.
            key = f"({by}_at - 1) / {QUARTER} * {QUARTER} + {QUARTER}"
            key = f"CASE WHEN {by}_at < {NEVER} THEN {key} ELSE {NEVER} END"
        case By.GIVER_AND_HOLDER:
            key, group = (
                f"giver || '{BETWEEN}' || holder",
                "holder, giver",
            )  # as an index has them, so nothing is sorted
        case By.PHASE_AND_AWAITED:
            awaited = "CASE WHEN offeree <> '' THEN offeree WHEN arbiter <> '' THEN arbiter ELSE verifier END"
            key = f"phase || '{BETWEEN}' || {awaited}"
        case _:
            key = by.value
    of_open, running = ("", "") if where.active else (" FILTER (WHERE active = TRUE)", "active = TRUE AND ")
    return (
        f"SELECT {key} AS tally_key, count(*), count(*){of_open}, {late}, {near}, "
        f"count(*) FILTER (WHERE {running}offeree <> '') "
        f"FROM {dialect.schema}stream WHERE {condition} GROUP BY {group}"
    )


def tally_of(row: Row, by: By) -> Tally:
    """The tally in a row of `tally_query`."""
    key, *numbers = row
    never = by.of_instants and key == NEVER
    return Tally("" if never else str(key), *numbers)


def best_page(rows: Sequence[Row], limit: int, skipped: int) -> Page:
    """A page of what a text fits best.

    Args:
        rows: one more than the page has, where there are more; last in each, how many there are of the newest.
        skipped: how many stand on earlier pages.
    """
    found = tuple(snapshot_of(row[:-1]) for row in rows[:limit])
    after = cursor_at(Order.RELEVANCE, (skipped + limit,)) if len(rows) > limit else None
    total = rows[0][-1] if rows else None if skipped else 0
    return Page(found, after, None if total == MOST_RELEVANT else total)


def involvement_query(reading: Reading, most: int, dialect: Dialect) -> Query:
    """In how many streams the units of a reader are involved, counted up to `most`."""
    units = (*reading.direct, *reading.below)
    found = f"{unit_streams(units, 'involved', dialect)} LIMIT {most}"
    return f"SELECT count(*) FROM ({found}) AS involved", list(units)


def asks_nothing_but_reading(where: Where) -> bool:
    """Whether only the reader's units could make the streams few."""
    return not gathers(where) and where.reading is not None and not where.reading.everything_below


def without_text(where: Where) -> Where:
    """The same question for a query that joins the search itself."""
    return replace(where, text="")


def _party_streams(units: Sequence[str], dialect: Dialect) -> str:
    """Streams in which one of the units has a part, each part found by its own index."""
    return " UNION ".join(
        f"SELECT {dialect.key} FROM {dialect.schema}stream WHERE {column} IN ({dialect.marks(units)}) AND {column} <> ''"
        for column in _PARTY_COLUMNS
    )


def unit_streams(units: Sequence[str], part: str, dialect: Dialect) -> str:
    """Streams in whose part of that name one of the units stands, as a SELECT."""
    marks = dialect.marks(units)
    return f"SELECT {dialect.key} FROM {dialect.schema}stream_unit WHERE part = '{part}' AND unit IN ({marks})"


def _readable(reading: Reading, dialect: Dialect, *, gathering: bool, sweeping: bool) -> Query:
    """What somebody may read.

    Args:
        gathering: the streams are gathered from the reader's side.
        sweeping: nearly all streams are looked at: what the reader's units have to do with is better listed once than
            asked of each.
    """
    below = () if set(reading.below) <= set(reading.direct) else reading.below
    either: list[str] = []
    values: list[Any] = []
    involves = _listed if sweeping else asked_of_each
    if reading.public:
        either.append(f"visibility = '{PUBLIC}'")
    if reading.everything_below:
        either.append(f"visibility = '{INTERNAL}'")
    if reading.direct:
        either.append(involves(reading.direct, dialect))
        values += reading.direct
    if below and not reading.everything_below:
        either.append(f"visibility = '{INTERNAL}' AND {involves(below, dialect)}")
        values += below
    condition = f"({' OR '.join(either) or 'FALSE'})"
    if gathering and not reading.everything_below:
        union = [unit_streams((*reading.direct, *below), "involved", dialect)]
        if reading.public:
            union.append(f"SELECT {dialect.key} FROM {dialect.schema}stream WHERE visibility = '{PUBLIC}'")
        condition = f"{dialect.key} IN ({' UNION '.join(union)}) AND {condition}"
        values = [*reading.direct, *below, *values]
    return condition, values


def _listed(units: Sequence[str], dialect: Dialect) -> str:
    return f"{dialect.key} IN ({unit_streams(units, 'involved', dialect)})"


def asked_of_each(units: Sequence[str], dialect: Dialect) -> str:
    """Whether one of these units is involved in just this stream. Of many units the few that are involved are looked up."""
    unit = "seen.unit" if len(units) <= _FEW_UNITS else f"{dialect.kept_out}seen.unit"
    return (
        f"EXISTS (SELECT 1 FROM {dialect.schema}stream_unit AS seen WHERE seen.{dialect.key} = stream.{dialect.key} "
        f"AND seen.part = 'involved' AND {unit} IN ({dialect.marks(units)}))"
    )
