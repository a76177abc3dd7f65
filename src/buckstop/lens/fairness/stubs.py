"""Longer cycles: does work come back to a unit over others more often than chance routing brings it back?

Null (matched stubs): in each stratum every unit keeps all its arrivals and departures, only their pairing is shuffled.
The walks of the cases are cut at every stay and glued together again at random: at the same holder, and with as many
stays still to come, so that every case stays as long as it was. The returns counted on many such walks give mean and
variance; the tail has the shape of a count with these (binomial to negative binomial).
Why length is kept: hard cases wander long and therefore return often, whoever holds them. Glued together without
regard to length, a tenth of hard cases made half of all holders look as if work came back to them.
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
        group: dense code of (stratum, holder, stays still to come).
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
        ends = np.r_[np.flatnonzero(first)[1:], case.size]
        to_come = np.repeat(ends, np.diff(np.r_[0, ends])) - 1 - rows
        holders, longest = int(holder.max(initial=0)) + 1, int(to_come.max(initial=0)) + 1
        _, group = np.unique((stratum * holders + holder) * longest + to_come, return_inverse=True)
        return Walks(holder, np.where(first, -1, rows - 1), group.astype(np.int64), counted > 0)

    def returns(self, before: Ints) -> Ints:
        """Rows of the counted stays whose holder last held the case `SHORTEST` or more stays before, one per walk and holder.

        Why one: a case that circles ten times among the same offices is one trouble, not ten independent ones.

        Args:
            before: row of the stay before each, -1 at the start of a walk; the walks' own or shuffled ones.
        """
        found = []
        rows = np.flatnonzero(self.counted & (before >= 0))
        back, distance = before[rows], 1
        while rows.size:
            same = self.holder[back] == self.holder[rows]
            if distance >= SHORTEST:
                found.append(rows[same])
            back = before[back]
            on = ~same & (back >= 0)
            rows, back, distance = rows[on], back[on], distance + 1
        return self._once(np.concatenate(found), before) if found else np.zeros(0, dtype=np.int64)

    def _once(self, rows: Ints, before: Ints) -> Ints:
        """One of these rows per walk and holder."""
        start = rows.copy()
        while (further := before[start] >= 0).any():
            start[further] = before[start[further]]
        _, one = np.unique(start * (int(self.holder.max()) + 1) + self.holder[rows], return_index=True)
        return np.asarray(rows[one], dtype=np.int64)

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
    """Running sums over shuffles of the returns per cell; `most` = the returns a cell could have at most."""

    times: int
    most: Ints
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
        """Tail probabilities, with mean and variance taken on the cautious side of their simulation error.

        Why a least variance: where few pairings are possible the shuffles hardly differ, and a tail fitted to so little
        ends before what was seen. Returns that come independently of each other spread at least this much, and no
        count can be impossible that the stays allow.
        """
        # A count never seen in any shuffle may still have happened once in the next.
        variance = np.maximum(self.variance(), 1.0 / self.times)
        mean = self.mean() + _MARGIN * np.sqrt(variance / self.times)
        variance *= 1.0 + _MARGIN * np.sqrt(2.0 / self.times)
        variance = np.maximum(variance, mean * (1.0 - mean / np.maximum(self.most, mean + 1.0)))
        return [count_upper(*cell) for cell in zip(observed.tolist(), mean.tolist(), variance.tolist(), strict=True)]


def _simulate(walks: Walks, cell: Ints, subjects: int) -> tuple[_Simulated, _Simulated]:
    """Returns by chance per (holder, window), flat, and per holder."""
    times = int(np.clip(_STAYS_SHUFFLED // walks.holder.size, *_SHUFFLES))
    cells = subjects * WINDOWS
    most = np.bincount(cell[walks.counted & (walks.before >= 0)], minlength=cells)
    parts = _Simulated(times, most, np.zeros(cells), np.zeros(cells))
    whole = _Simulated(times, most.reshape(-1, WINDOWS).sum(axis=1), np.zeros(subjects), np.zeros(subjects))
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
