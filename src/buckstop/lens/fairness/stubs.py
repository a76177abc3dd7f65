"""Longer cycles: does work come back to a unit over others more often than chance routing brings it back?

Null (matched stubs): in each stratum every unit keeps all its arrivals and departures, only their pairing is shuffled.
The walks of the cases are cut at every stay and glued together again at random, holder by holder. The returns counted
on many such walks give mean and variance; the tail has the shape of a count with these (binomial to negative binomial).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from buckstop.lens.fairness.funnel import garwood
from buckstop.lens.fairness.judgement import (
    NOBODY,
    Columns,
    Floats,
    Ints,
    Judged,
    Judgement,
    enough,
    enough_in_window,
)
from buckstop.lens.fairness.persistence import WINDOWS
from buckstop.lens.fairness.tails import count_upper
from buckstop.lens.pattern import Minimum

# A return after two others is three stays back.
SHORTEST = 3
_SEED = 20_100_331
_SHUFFLES = (60, 200)
# Stays shuffled in all: bounds the time on large logs; the fewer shuffles there are, the larger the margins below.
_STAYS_SHUFFLED = 6_000_000
# The simulated mean and variance are taken this many standard errors higher than they came out.
_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Walks:
    """The stays of all cases, in order of case and run.

    Args:
        holder: who held, as a dense code.
        before: row of the stay before in the same case, -1 if it is the first.
        group: dense code of (stratum, holder).
        counted: whether the stay may end a counted return.
    """

    holder: Ints
    before: Ints
    group: Ints
    counted: np.ndarray

    @staticmethod
    def of(case: Ints, holder: Ints, stratum: Ints, counted: Ints) -> "Walks":
        """The walks of rows sorted by case and run."""
        rows = np.arange(case.size, dtype=np.int64)
        first = np.r_[True, np.diff(case) != 0]
        _, group = np.unique(stratum * (holder.max(initial=0) + 1) + holder, return_inverse=True)
        return Walks(holder, np.where(first, -1, rows - 1), group.astype(np.int64), counted > 0)

    def returns(self, before: Ints) -> Ints:
        """Rows of the counted stays whose holder last held the case `SHORTEST` or more stays before.

        Args:
            before: row of the stay before each, -1 at the start of a walk; the walks' own or shuffled ones.
        """
        found = []
        rows = np.flatnonzero(self.counted & (before >= 0))
        back, distance = before[rows], 1
        while rows.size:
            same = self.holder[back] == self.holder[rows]
            if distance >= SHORTEST:
                # A shuffled walk may close on itself; a stay that meets itself has not come back from anywhere.
                found.append(rows[same & (back != rows)])
            back = before[back]
            on = ~same & (back >= 0)
            rows, back, distance = rows[on], back[on], distance + 1
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def shuffled(self, times: int) -> Iterator[Ints]:
        """That many random pairings of arrivals with departures, as `before` arrays; the same on every machine."""
        random = np.random.default_rng(_SEED)
        by_group = np.argsort(self.group, kind="stable")
        follows = np.flatnonzero(self.before >= 0)
        for _ in range(times):
            # Sorting random numbers inside each group hands every stay's departure to another stay of its group.
            key = (self.group << 32) + random.integers(0, 1 << 32, size=self.group.size)
            instead = np.empty_like(by_group)
            instead[by_group] = np.argsort(key, kind="stable")
            before = np.full(self.before.size, -1)
            before[follows] = instead[self.before[follows]]
            yield before


@dataclass(slots=True)
class _Simulated:
    """Running sums over shuffles of the returns per cell."""

    times: int
    sums: Floats
    squares: Floats

    def add(self, count: Ints) -> None:
        self.sums += count
        self.squares += count.astype(np.float64) ** 2

    def mean(self) -> Floats:
        return self.sums / self.times

    def variance(self) -> Floats:
        return np.maximum(self.squares / self.times - self.mean() ** 2, 0.0) * self.times / (self.times - 1)

    def upper(self, observed: Ints) -> list[float]:
        """Tail probabilities, with mean and variance taken on the cautious side of their simulation error."""
        # A count never seen in any shuffle may still have happened once in the next.
        variance = np.maximum(self.variance(), 1.0 / self.times)
        mean = self.mean() + _MARGIN * np.sqrt(variance / self.times)
        variance *= 1.0 + _MARGIN * np.sqrt(2.0 / self.times)
        return [count_upper(*cell) for cell in zip(observed.tolist(), mean.tolist(), variance.tolist(), strict=True)]


def _simulate(walks: Walks, cell: Ints, subjects: int) -> tuple[_Simulated, _Simulated]:
    """Returns by chance per (holder, window), flat, and per holder."""
    times = int(np.clip(_STAYS_SHUFFLED // walks.holder.size, *_SHUFFLES))
    cells = subjects * WINDOWS
    parts = _Simulated(times, np.zeros(cells), np.zeros(cells))
    whole = _Simulated(times, np.zeros(subjects), np.zeros(subjects))
    for before in walks.shuffled(times):
        count = np.bincount(cell[walks.returns(before)], minlength=cells)
        parts.add(count)
        whole.add(count.reshape(-1, WINDOWS).sum(axis=1))
    return parts, whole


def judge_stubs(columns: Columns, case_rank: Ints, window_of: Ints, minimum: Minimum) -> Judged:
    """One judgement per holder.

    Args:
        columns: subject_no, run_no, stratum, counted; every stay of every case.
        case_rank: rank of each stay's case: the shuffles then do not depend on the order of rows in the file.
        window_of: window number per stratum.
        minimum: `n` counts stays of the holder.
    """
    if columns["subject_no"].size == 0:
        return Judged(())
    order = np.lexsort((columns["run_no"], case_rank))
    by_walk = {name: values[order] for name, values in columns.items()}
    subjects, holder = np.unique(by_walk["subject_no"], return_inverse=True)
    walks = Walks.of(case_rank[order], holder.astype(np.int64), by_walk["stratum"], by_walk["counted"])
    cell = holder * WINDOWS + window_of[by_walk["stratum"]]
    per_window, whole = _simulate(walks, cell, subjects.size)
    actual = walks.returns(walks.before)
    n = np.bincount(cell, minlength=subjects.size * WINDOWS)
    observed = np.bincount(cell[actual], minlength=subjects.size * WINDOWS)
    return Judged(tuple(_judgements(subjects, n, observed, per_window, whole, minimum)))


def _judgements(
    subjects: Ints, n: Ints, observed: Ints, per_window: _Simulated, whole: _Simulated, minimum: Minimum
) -> Iterator[Judgement]:
    total, total_n = (values.reshape(-1, WINDOWS).sum(axis=1) for values in (observed, n))
    expected, expected_in_window = whole.mean(), per_window.mean()
    p_whole, p_window = whole.upper(total), per_window.upper(observed)
    for u, subject_no in enumerate(subjects.tolist()):
        tested = enough(total_n[u], expected[u], minimum)
        windows = tuple(
            p_window[at] if tested and enough_in_window(n[at], expected_in_window[at], minimum) else None
            for at in range(u * WINDOWS, (u + 1) * WINDOWS)
        )
        low, high = garwood(int(total[u]))
        yield Judgement(
            subject_no=subject_no,
            object_no=NOBODY,
            n=int(total_n[u]),
            observed=int(total[u]),
            expected=float(expected[u]),
            p=p_whole[u] if tested else None,
            windows=windows,
            interval=(low / expected[u], high / expected[u]) if expected[u] > 0 else None,
        )
