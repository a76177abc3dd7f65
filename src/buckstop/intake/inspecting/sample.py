"""A sample of a log that keeps whole cases together: columns as numbered values, ready for counting with numpy.

Why: what a column means shows only inside cases (does it change, does it rise, does it stay). A sample of single rows
would tear cases apart. Small logs are taken whole; of large ones, blocks spread over the file are read first, then all
rows of the cases met there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.intake.columns import Codes, Column, Flags, column_of
from buckstop.intake.raw import ROW_COLUMN, RawLog

BLOCKS = 5
_AHEAD = 2  # batches read ahead: a filter needs little of a large file at a time
_BATCH_ROWS = 65_536
_RUN_MIN = 1.3  # rows per case standing together, on average, from which a log counts as written case by case


@dataclass(frozen=True, eq=False)
class Sample:
    """Sampled rows in file order.

    Args:
        columns: by name, in the order of the log.
        rows: rows in the sample; total: rows in the log.
        whole: the sample is the log.
    """

    columns: dict[str, Column]
    rows: int
    total: int
    whole: bool

    def without(self, words: frozenset[str]) -> "Sample":
        """The sample with these texts counted as empty in every column."""
        return Sample({n: c.without(words) for n, c in self.columns.items()}, self.rows, self.total, self.whole)

    def only(self, rows: Flags) -> "Sample":
        """The sample with these rows only."""
        kept = {n: Column(n, c.values, c.codes[rows], c.native_time).tidy() for n, c in self.columns.items()}
        return Sample(kept, int(rows.sum()), self.total, whole=False)


@dataclass(frozen=True, eq=False)
class Cases:
    """The sampled rows put in order of case, keeping file order inside each: what every test inside cases works on.

    Args:
        order: sampled row numbers, by case then file order; rows without a case are left out.
        case: per ordered row the number of its case.
        same: per neighbouring pair of ordered rows whether both belong to one case.
    """

    order: npt.NDArray[np.int64]
    case: Codes
    same: Flags

    @classmethod
    def of(cls, column: Column) -> "Cases":
        """Order by a case column."""
        order = np.argsort(column.codes, kind="stable")
        order = order[column.codes[order] >= 0]
        case = column.codes[order]
        return cls(order, case, case[1:] == case[:-1])

    @property
    def count(self) -> int:
        """Cases in the sample."""
        return int((~self.same).sum()) + 1 if len(self.case) else 0

    def moves(self, column: Column) -> float:
        """Share of neighbouring filled cells of one case that differ: 0 = never changes, 1 = always. 0 if no pair."""
        codes = column.codes[self.order]
        known = self.same & (codes[1:] >= 0) & (codes[:-1] >= 0)
        return float((codes[1:] != codes[:-1])[known].mean()) if known.any() else 0.0

    def constant(self, column: Column) -> float:
        """Share of the cases with a value that have only one: 1 = a fact of the case. 1 if there are none."""
        codes = column.codes[self.order]
        known = codes >= 0
        if not known.any():
            return 1.0
        pairs = np.unique(self.case[known].astype(np.int64) * (len(column.values) + 1) + codes[known])
        cases, values = np.unique(pairs // (len(column.values) + 1), return_counts=True)
        return float((values == 1).sum() / len(cases))

    def covered(self, column: Column) -> float:
        """Share of cases with at least one value."""
        return len(np.unique(self.case[column.codes[self.order] >= 0])) / max(1, self.count)


def spread_blocks(raw: RawLog, rows: int) -> Sample:
    """All rows of a small log, or blocks of neighbouring rows spread evenly over a large one.

    Args:
        raw: the log.
        rows: rows wanted at most.
    """
    if raw.rows <= rows:
        import pyarrow.dataset as pads  # slow to load, and needed only by who inspects

        return sample_of(pads.dataset([str(path) for path in raw.parquet]).to_table(), raw, whole=True)
    size = max(1, rows // BLOCKS)
    starts = [round(i * (raw.rows - size) / (BLOCKS - 1)) for i in range(BLOCKS)]
    return sample_of(pa.concat_tables(_blocks(raw, starts, size)), raw, whole=False)


def whole_cases(raw: RawLog, blocks: Sample, case: str, rows: int) -> Sample:
    """All rows of cases met in the blocks, about as many as wanted; the blocks themselves if they are the log.

    Args:
        raw: the log.
        blocks: what `spread_blocks` gave.
        case: column of the case id.
        rows: rows wanted, about.
    """
    if blocks.whole:
        return blocks
    inner = _inner_rows(blocks.columns[case].codes)
    if inner is not None:
        return blocks.only(inner)
    import pyarrow.dataset as pads  # as above

    dataset = pads.dataset([str(path) for path in raw.parquet])
    field = dataset.schema.field(case)
    ids = blocks.columns[case]
    # How many rows a case has is only known for the log as a whole; counting one column is cheap.
    wanted = pa.array(ids.values[:: max(1, len(ids.values) // 2000)], pa.string()).cast(field.type)
    met = pads.field(case).isin(wanted)
    per_case = dataset.count_rows(filter=met, batch_readahead=_AHEAD, fragment_readahead=1) / max(1, len(wanted))
    keep = max(1, int(rows / max(per_case, 1)))
    step = max(1, -(-len(ids.values) // keep))
    chosen = pa.array(ids.values[::step], pa.string()).cast(field.type)
    found = dataset.to_table(filter=pads.field(case).isin(chosen), batch_readahead=_AHEAD, fragment_readahead=1)
    return sample_of(found, raw, whole=False)


def _inner_rows(codes: Codes) -> Flags | None:
    """Rows of the cases that lie whole inside their block, if the rows of every case stand together; else None."""
    size = len(codes) // BLOCKS
    inner = np.ones(len(codes), np.bool_)
    blocks = [np.unique(codes[first : first + size]) for first in range(0, size * BLOCKS, size)]
    met = sum(len(block) for block in blocks)
    if len(codes) < _RUN_MIN * met or len(np.unique(np.concatenate(blocks))) < met:
        return None  # cases of one row each, or met in several blocks: their rows are scattered over the log
    for first in range(0, size * BLOCKS, size):
        block = codes[first : first + size]
        starts = np.flatnonzero(np.append(True, block[1:] != block[:-1]))
        if len(starts) != len(np.unique(block)) or len(starts) < 3:
            return None
        # The first and the last case of a block may go on outside of it.
        inner[first : first + starts[1]] = False
        inner[first + starts[-1] : first + size] = False
    inner[size * BLOCKS :] = False
    return inner


def _blocks(raw: RawLog, starts: list[int], size: int) -> Iterator[pa.Table]:
    """Rows [start, start + size) for each start, reading only the row groups they touch."""
    first = 0
    for path in raw.parquet:
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            last = first + file.metadata.row_group(group).num_rows
            cuts = [(max(start, first), min(start + size, last)) for start in starts]
            if any(low < high for low, high in cuts):
                yield from _cut(file, group, [(low - first, high - first) for low, high in cuts if low < high])
            first = last


def _cut(file: pq.ParquetFile, group: int, cuts: list[tuple[int, int]]) -> Iterator[pa.Table]:
    """Stretches of rows of one row group, holding no more of it in memory than a batch."""
    at = 0
    for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group]):
        for low, high in cuts:
            start, stop = max(low, at), min(high, at + batch.num_rows)
            if start < stop:
                yield pa.Table.from_batches([batch.slice(start - at, stop - start)])
        at += batch.num_rows
        if at >= max(high for _, high in cuts):
            return


def sample_of(table: pa.Table, raw: RawLog, *, whole: bool) -> Sample:
    """A table of rows of a log as a sample."""
    names = [name for name in table.column_names if name != ROW_COLUMN]
    return Sample({n: column_of(n, table.column(n)) for n in names}, table.num_rows, raw.rows, whole)
