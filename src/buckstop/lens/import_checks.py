"""What an import watches while events stream by: ties, midnight stamps, missing holders, duplicates, cut-off cases."""

from pathlib import Path

import duckdb
import numpy as np

from buckstop.lens.issues import Issue, Severity
from buckstop.lens.normalise import Normaliser
from buckstop.lens.sqltext import parquet_sql
from buckstop.lens.steps import Block, CaseSteps, IntArray

EDGE_SHARE = 0.02
# Years outside are what systems write for "unknown": 0, 1900, 1970, 9999. One such event can outweigh all others.
FIRST_LIKELY_US, LAST_LIKELY_US = 31_536_000_000_000, 4_102_444_800_000_000  # 1971, 2100
RARE_START_SHARE = 0.01


class Checks:
    """Running counts over all blocks of an import.

    Args:
        normaliser: where the issues go.
    """

    def __init__(self, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self.tied = self.date_tied = self.midnight = self.duplicates = self.events = 0
        self._first_duplicate: int | None = None
        self._unlikely = 0
        self._first_unlikely: int | None = None
        self._missing = [0] * len(normaliser.holders)
        self._first_missing: list[int | None] = [None] * len(normaliser.holders)
        self._counts = [np.zeros(len(names) + 1, np.int64) for names in normaliser.holder_names]

    def see(self, block: Block, steps: CaseSteps, holders: list[IntArray]) -> None:
        """Count one block."""
        self.events += len(block.case_no)
        self.tied += int(steps.tied.sum())
        self.date_tied += int((steps.date_tied | steps.tied).sum())
        self.midnight += steps.midnight
        unlikely = (block.happened_us < FIRST_LIKELY_US) | (block.happened_us >= LAST_LIKELY_US)
        if unlikely.any():
            self._unlikely += int(unlikely.sum())
            self._first_unlikely = _lower(self._first_unlikely, int(block.row_no[unlikely].min()))
        duplicate = steps.duplicates
        for values in holders:
            duplicate = duplicate & (values == np.append(values[:1], values[:-1]))
        if duplicate.any():
            self.duplicates += int(duplicate.sum())
            self._first_duplicate = _lower(self._first_duplicate, int(block.row_no[duplicate].min()))
        for i, values in enumerate(holders):
            self._counts[i] += np.bincount(values + 1, minlength=len(self._counts[i]))
            missing = values < 0
            if missing.any():
                self._missing[i] += int(missing.sum())
                self._first_missing[i] = _lower(self._first_missing[i], int(block.row_no[missing].min()))

    def tell(self, con: duckdb.DuckDBPyConnection, cases: Path) -> None:
        """Turn the counts into issues."""
        if self.tied:
            self._add("order.ties", Severity.WARNING, self.tied, share=self._share(self.tied))
        if self._unlikely:
            column = self._normaliser.mapping.time.column
            self._add("time.unlikely", Severity.WARNING, self._unlikely, row=self._first_unlikely, column=column)
        if self.midnight > EDGE_SHARE * self.events:
            self._add("time.midnight", Severity.WARNING, self.midnight, share=self._share(self.midnight))
        if self.duplicates:
            self._add("row.duplicate", Severity.NOTE, self.duplicates, row=self._first_duplicate)
        self._tell_holders()
        self._tell_cut_cases(con, cases)

    def _tell_holders(self) -> None:
        normaliser = self._normaliser
        for i, column in enumerate(normaliser.holders):
            if self._missing[i]:
                share = self._share(self._missing[i])
                row = self._first_missing[i]
                self._add("holder.missing", Severity.WARNING, self._missing[i], row=row, column=column, share=share)
            counts = dict(zip(normaliser.holder_names[i], self._counts[i][1:].tolist(), strict=True))
            words = normaliser.mapping.holders
            for kind, names in (("robot", words.robots), ("queue", words.queues), ("placeholder", words.placeholders)):
                for name in names:
                    if counts.get(name):
                        self._add(f"holder.{kind}", Severity.NOTE, counts[name], column=column, name=name)
            default = normaliser.raw.defaults.get(column)
            if default and counts.get(default) and default not in words.placeholders:
                self._add("holder.filled_default", Severity.WARNING, counts[default], column=column, name=default)

    def _tell_cut_cases(self, con: duckdb.DuckDBPyConnection, cases: Path) -> None:
        """Cases the log's ends cut off: those not finished, and those that seem to begin in the middle."""
        source = parquet_sql([cases])
        if self._normaliser.mapping.states:
            (row,) = con.execute(f"select count(*) from {source} where resolved_us is null").fetchall()
            if row[0]:
                self._add("case.open_at_end", Severity.NOTE, int(row[0]))
        (row,) = con.execute(
            f"""with ends as (select min(started_us) as a, max(ended_us) as z, count(*) as n from {source}),
            usual as (select first_activity from {source}, ends group by first_activity, n
                      having count(*) >= {RARE_START_SHARE} * n)
            select count(*) from {source}, ends
            where started_us < a + {EDGE_SHARE} * (z - a) and first_activity not in (select first_activity from usual)"""
        ).fetchall()
        if row[0]:
            self._add("case.cut_at_start", Severity.NOTE, int(row[0]))

    def _share(self, count: int) -> float:
        return round(100 * count / max(self.events, 1), 1)

    def _add(
        self,
        code: str,
        severity: Severity,
        count: int,
        row: int | None = None,
        column: str | None = None,
        **fields: str | int | float,
    ) -> None:
        raw = self._normaliser.raw
        self._normaliser.issues.append(Issue(code, severity, raw.file, raw.sheet, row, column, count, fields))


def _lower(known: int | None, row: int) -> int:
    return row if known is None else min(known, row)
