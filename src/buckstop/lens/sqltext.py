"""Pieces of SQL made from names, paths and time formats, quoted in one place."""

import re
from collections.abc import Iterable
from pathlib import Path

from buckstop.lens.mapping import TimeSpec
from buckstop.lens.zones import FIRST_US, LAST_US

_PATTERN_MARKS = re.compile(r"[*?\[]")


def name_sql(name: str) -> str:
    """A column name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal_sql(text: str) -> str:
    """A string literal, quoted."""
    return "'" + text.replace("'", "''") + "'"


def path_sql(path: Path) -> str:
    """A file to write, as a literal. Absolute: a name that begins with ~ is not a home folder."""
    return literal_sql(str(path.absolute()))


def parquet_sql(paths: Iterable[Path], *, numbered: bool = False) -> str:
    """The rows of Parquet files, and of no others.

    Why: the engine takes a * or [ in a name for a pattern and reads every file that fits, and takes a folder called
    `case=9` for a column of that name. Neither may change what a log says.

    Args:
        paths: the files, in row order.
        numbered: with `file_row_number`, the place of the row in its file from 0.
    """
    names = ", ".join(literal_sql(_PATTERN_MARKS.sub(r"[\g<0>]", str(path.absolute()))) for path in paths)
    options = "hive_partitioning = false" + (", file_row_number = true" if numbered else "")
    return f"read_parquet([{names}], {options})"


def text_sql(column: str, null_words: tuple[str, ...], default: str | None = None) -> str:
    """A cell as text: empty and the mapping's null words are null, and a declared default fills what is absent."""
    text = f"cast({name_sql(column)} as varchar)"
    if default is not None:
        text = f"coalesce({text}, {literal_sql(default)})"
    words = ", ".join(literal_sql(word) for word in ("", *null_words))
    return f"case when {text} in ({words}) then null else {text} end"


def instant_sql(spec: TimeSpec, column_type: str, null_words: tuple[str, ...], session_zone: str) -> str:
    """A cell as microseconds since 1970 UTC, null where it does not fit the format or the years 1 to 9999. Never a guess.

    Args:
        session_zone: TimeZone of the connection, in which it reads texts without an offset.
    """
    instant = _any_instant_sql(spec, column_type, null_words, session_zone)
    return f"case when {instant} between {FIRST_US} and {LAST_US} then {instant} end"


def _any_instant_sql(spec: TimeSpec, column_type: str, null_words: tuple[str, ...], session_zone: str) -> str:
    column = name_sql(spec.column)
    zone = literal_sql(spec.zone)
    if column_type in ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"):
        return f"epoch_us(cast({column} as timestamptz))"
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
        read = f"epoch_us(try_cast({text} as timestamptz))"
        if spec.zone == session_zone:
            return read
        # After the hour, a sign or a letter can only belong to an offset or a zone.
        bare = f"epoch_us(timezone({zone}, try_cast({text} as timestamp)))"
        return f"case when regexp_matches({text}, ':.*[A-Za-z+-]') then {read} else {bare} end"
    parsed = f"try_strptime({text}, {literal_sql(spec.format)})"
    if "%z" in spec.format:
        return f"epoch_us({parsed})"
    return f"epoch_us(timezone({zone}, {parsed}))"
