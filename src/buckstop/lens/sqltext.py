"""Pieces of SQL made from names, paths and time formats, quoted in one place."""

from collections.abc import Iterable
from pathlib import Path

from buckstop.lens.mapping import TimeSpec
from buckstop.lens.zones import FIRST_US, LAST_US


def name_sql(name: str) -> str:
    """A column name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal_sql(text: str) -> str:
    """A string literal, quoted."""
    return "'" + text.replace("'", "''") + "'"


def path_list_sql(paths: Iterable[Path]) -> str:
    """A list of file names for read_parquet."""
    return "[" + ", ".join(literal_sql(str(path)) for path in paths) + "]"


def text_sql(column: str, null_words: tuple[str, ...], default: str | None = None) -> str:
    """A cell as text: empty and the mapping's null words are null, and a declared default fills what is absent."""
    text = f"cast({name_sql(column)} as varchar)"
    if default is not None:
        text = f"coalesce({text}, {literal_sql(default)})"
    words = ", ".join(literal_sql(word) for word in ("", *null_words))
    return f"case when {text} in ({words}) then null else {text} end"


def instant_sql(spec: TimeSpec, column_type: str, null_words: tuple[str, ...]) -> str:
    """A cell as microseconds since 1970 UTC, null where it does not fit the format or the years 1 to 9999. Never a guess."""
    instant = _any_instant_sql(spec, column_type, null_words)
    return f"case when {instant} between {FIRST_US} and {LAST_US} then {instant} end"


def _any_instant_sql(spec: TimeSpec, column_type: str, null_words: tuple[str, ...]) -> str:
    column = name_sql(spec.column)
    zone = literal_sql(spec.zone)
    if column_type == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({column})"
    if column_type.startswith("TIMESTAMP") or column_type == "DATE":
        return f"epoch_us(timezone({zone}, cast({column} as timestamp)))"
    text = text_sql(spec.column, null_words)
    if spec.format in ("epoch_s", "epoch_ms"):
        scale = 1_000_000 if spec.format == "epoch_s" else 1_000
        return f"try_cast(round(try_cast({text} as double) * {scale}) as bigint)"
    if spec.format == "excel":
        # Excel counts days from 1899-12-30; 25,569 of them lie before 1970. Its own last day is 2,958,465.
        days = f"try_cast({text} as double)"
        milliseconds = f"cast(round(({days} - 25569) * 86400) * 1000 as bigint)"
        return f"epoch_us(timezone({zone}, epoch_ms(case when {days} between 0 and 2958465 then {milliseconds} end)))"
    if spec.format in ("iso", "native"):
        # The connection's TimeZone is the mapping's zone, so stamps without an offset are read in it.
        return f"epoch_us(try_cast({text} as timestamptz))"
    parsed = f"try_strptime({text}, {literal_sql(spec.format)})"
    if "%z" in spec.format:
        return f"epoch_us({parsed})"
    return f"epoch_us(timezone({zone}, {parsed}))"
