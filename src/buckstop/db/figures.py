"""Streams counted by figures that are kept as rows change, instead of by counting rows.

What somebody reads of whole visibilities (public, internal to who stands above all) is in the figures. What they read
because a unit of theirs is involved is counted from these few rows and added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from buckstop.db.finding import Dialect, Query, asked_of_each, conditions, counted, unit_streams
from buckstop.db.rows import Row
from buckstop.ledger.lookup import BETWEEN, INTERNAL, PUBLIC, By, Miscount, Reading, Where, any_of

_COLUMNS = ("kind", "active", "visibility", "phase", "awaited", "offered")
_KEYS = {By.PHASE: "phase", By.VISIBILITY: "visibility", By.PHASE_AND_AWAITED: f"phase || '{BETWEEN}' || awaited"}


def answers(where: Where, by: By | None = None) -> bool:
    """Whether figures know what is asked: by which column, and that nothing is asked which they do not tell apart."""
    rest = replace(where, kind="", phase="", active=None, visibility="", reading=None)
    return rest == Where() and bool(where.kind) and (by is None or by in _KEYS)


def tally_query(where: Where, by: By, dialect: Dialect) -> Query:
    """Streams counted by the values of a column; rows for `added`, of which several may share a key."""
    condition, values = _condition(where, dialect)
    query = (
        f"SELECT {_KEYS[by]} AS tally_key, sum(number), coalesce(sum(number) FILTER (WHERE active = TRUE), 0), 0, 0, "
        "coalesce(sum(number) FILTER (WHERE active = TRUE AND offered = TRUE), 0) "
        f"FROM {dialect.schema}stream_figure WHERE {condition} GROUP BY tally_key"
    )
    if involved := _involved(where, dialect):
        query += f" UNION ALL {counted(where, by, dialect, involved[0])}"
        values = [*values, *involved[1]]
    return query, values


def added(rows: Iterable[Row]) -> list[Row]:
    """Rows of `tally_query` with what shares a key added up, in the order of their keys; without those that are none."""
    found: dict[str, list[int]] = {}
    for key, *numbers in rows:
        so_far = found.setdefault(key, [0] * len(numbers))
        found[key] = [int(one + other) for one, other in zip(so_far, numbers, strict=True)]
    return [(key, *found[key]) for key in sorted(found) if found[key][0]]


def count_query(where: Where, dialect: Dialect) -> Query:
    """How many streams there are, as an expression."""
    condition, values = _condition(where, dialect)
    query = f"(SELECT CAST(coalesce(sum(number), 0) AS bigint) FROM {dialect.schema}stream_figure WHERE {condition})"
    if involved := _involved(where, dialect):
        query += f" + (SELECT count(*) FROM {dialect.schema}stream WHERE {involved[0]})"
        values = [*values, *involved[1]]
    return query, values


def comparing_query(dialect: Dialect) -> str:
    """Every figure, and the same from the rows themselves, at one instant; rows for `miscounts`."""
    columns = ", ".join(_COLUMNS)
    return (
        f"SELECT 0, {columns}, sum(number) FROM {dialect.schema}stream_figure WHERE kind <> '' GROUP BY {columns} "
        "UNION ALL SELECT 1, kind, active, visibility, phase, "
        "CASE WHEN offeree <> '' THEN offeree WHEN arbiter <> '' THEN arbiter ELSE verifier END, offeree <> '', count(*) "
        f"FROM {dialect.schema}stream WHERE kind <> '' GROUP BY 2, 3, 4, 5, 6, 7"
    )


def miscounts(rows: Iterable[Row]) -> list[Miscount]:
    """Where what is kept and what was counted differ."""
    found: dict[Row, list[int]] = {}
    for side, *key, number in rows:
        found.setdefault(tuple(key), [0, 0])[side] = int(number)
    return [
        Miscount(", ".join(f"{name}={value}" for name, value in zip(_COLUMNS, key, strict=True)), kept, number)
        for key, (kept, number) in sorted(found.items())
        if kept != number
    ]


def _condition(where: Where, dialect: Dialect) -> Query:
    """What must hold for the figures of what is read as a whole."""
    found, values = ["TRUE"], list[Any]()
    visibilities = None if where.reading is None else _whole(where.reading)
    for column, asked in (
        ("kind", any_of(where.kind)),
        ("phase", any_of(where.phase)),
        ("visibility", any_of(where.visibility)),
    ):
        if asked:
            found.append(f"{column} IN ({dialect.marks(asked)})")
            values += asked
    if where.active is not None:
        found.append(f"active = {'TRUE' if where.active else 'FALSE'}")
    if visibilities is not None:
        found.append(f"visibility IN ({dialect.marks(visibilities)})")
        values += visibilities
    return " AND ".join(found), values


def _whole(reading: Reading) -> Sequence[str]:
    """Visibilities of which somebody reads everything."""
    return (*((PUBLIC,) if reading.public else ()), *((INTERNAL,) if reading.everything_below else ()))


def _involved(where: Where, dialect: Dialect) -> Query | None:
    """What must hold for streams that are read because of a unit, and not as a whole; None where there are none."""
    reading = where.reading
    if reading is None:
        return None
    below = () if reading.everything_below or set(reading.below) <= set(reading.direct) else reading.below
    units, whole = (*reading.direct, *below), _whole(reading)
    if not units:
        return None
    condition, values = conditions(replace(where, reading=None), dialect, (), gathering=True)
    condition += f" AND {dialect.key} IN ({unit_streams(units, 'involved', dialect)})"
    values = [*values, *units]
    if whole:
        condition += f" AND visibility NOT IN ({dialect.marks(whole)})"
        values += whole
    if below:
        # Below them they read what is internal; of the rest what their own units are involved in.
        own = f" OR {asked_of_each(reading.direct, dialect)}" if reading.direct else ""
        condition += f" AND (visibility = '{INTERNAL}'{own})"
        values += reading.direct
    return condition, values
