"""Looking at what a reader staged: rows as dictionaries, issues by code."""

import pyarrow.parquet as pq

from buckstop.intake.raw import RawLog
from buckstop.lens.issues import Issue


def rows_of(raw: RawLog) -> list[dict[str, str | int | None]]:
    """The staged rows in order, over all parts."""
    return [row for part in raw.parquet for row in pq.read_table(part).to_pylist()]


def cells_of(raw: RawLog, column: str) -> list[str | int | None]:
    """One column of the staged rows in order."""
    return [cell for part in raw.parquet for cell in pq.read_table(part, columns=[column]).column(0).to_pylist()]


def issue(raw: RawLog, code: str) -> Issue:
    """The one issue with that code."""
    (found,) = [issue for issue in raw.issues if issue.code == code]
    return found


def codes(raw: RawLog) -> list[str]:
    """The codes of all issues, sorted."""
    return sorted(issue.code for issue in raw.issues)
