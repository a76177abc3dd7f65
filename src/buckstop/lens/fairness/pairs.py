"""Returns between two units: does B send back to A what came from A more often than chance pairs arrivals and departures?

The null is exact: in each stratum (case type and period) arrivals and departures at B are paired at random, so the
number of returns is hypergeometric; strata are added by convolution. Nothing is approximated, at any count.
Why strata: mixing two legal routes makes returns that nobody chose. "Stratify or stay silent."
"""

from collections.abc import Iterator

import numpy as np
from scipy import special

from buckstop.lens.fairness.funnel import garwood
from buckstop.lens.fairness.judgement import Columns, Floats, Ints, Judged, Judgement, enough, enough_in_window
from buckstop.lens.fairness.persistence import WINDOWS
from buckstop.lens.pattern import Minimum

# Probabilities below this are cut from a stratum's distribution and counted as if they exceeded the observation.
_NEGLIGIBLE = 1e-25


def hypergeometric_pmf(m: int, a: int, c: int) -> tuple[int, Floats]:
    """Smallest possible number of returns and the probabilities from there on.

    Args:
        m: passes through the centre.
        a: of these, arrived from the other unit.
        c: of these, left to the other unit.
    """
    k = np.arange(max(0, a + c - m), min(a, c) + 1, dtype=np.float64)

    def log_choose(n: float, r: Floats) -> Floats:
        return np.asarray(special.gammaln(n + 1.0) - special.gammaln(r + 1.0) - special.gammaln(n - r + 1.0))

    pmf = np.exp(log_choose(float(a), k) + log_choose(float(m - a), c - k) - log_choose(float(m), np.array(float(c))))
    return int(k[0]), np.asarray(pmf / pmf.sum(), dtype=np.float64)


def stratified_upper(observed: int, m: Ints, a: Ints, c: Ints) -> float:
    """P(at least `observed` returns over all strata) under random pairing in each, exact.

    Args:
        observed: returns seen, all strata together.
        m, a, c: per stratum: passes through, arrived from, left to.
    """
    total, lowest, cut = np.ones(1), 0, 0.0
    for through, arrived, left in zip(m.tolist(), a.tolist(), c.tolist(), strict=True):
        start, pmf = hypergeometric_pmf(through, arrived, left)
        kept = np.flatnonzero(pmf > _NEGLIGIBLE)
        first, last = int(kept[0]), int(kept[-1])
        cut += float(pmf[:first].sum() + pmf[last + 1 :].sum())
        total = np.convolve(total, pmf[first : last + 1])
        lowest += start + first
    beyond = observed - lowest
    if beyond <= 0:
        return 1.0
    return float(min(1.0, total[beyond:].sum() + cut))


def pairing_moments(arrived: Ints, left: Ints) -> tuple[float, float]:
    """Mean and variance of all returns at one centre in one stratum under random pairing.

    Args:
        arrived, left: per neighbour: passes that came from it, and that went to it; both sum to the passes through,
            at least 2.
    """
    a, c = arrived.astype(np.float64), left.astype(np.float64)
    m, ac = a.sum(), a * c
    mean = float(ac.sum() / m)
    pairs = float((a * (a - 1) * c * (c - 1)).sum() + ac.sum() ** 2 - (ac**2).sum())
    return mean, mean + pairs / float(m * (m - 1)) - mean * mean


def _groups(columns: Columns) -> Iterator[tuple[int, int, slice]]:
    """Subject, object and their rows, in columns already sorted by subject and object."""
    subject, other = columns["subject_no"], columns["object_no"]
    if subject.size == 0:
        return
    starts = np.flatnonzero(np.r_[True, (np.diff(subject) != 0) | (np.diff(other) != 0)])
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), subject.size], strict=True):
        yield int(subject[start]), int(other[start]), slice(start, end)


def judge_pairs(columns: Columns, window_of: Ints, minimum: Minimum) -> Judged:
    """One judgement per ordered pair (centre, other unit) that could have returned something.

    Args:
        columns: subject_no, object_no, stratum, through, arrived, left_to, both.
        window_of: window number per stratum.
        minimum: `n` counts arrivals from the other unit.
    """
    order = np.lexsort((columns["stratum"], columns["object_no"], columns["subject_no"]))
    sorted_columns = {name: values[order] for name, values in columns.items()}
    rows = []
    for subject_no, object_no, at in _groups(sorted_columns):
        m, a, c, both = (sorted_columns[name][at] for name in ("through", "arrived", "left_to", "both"))
        window = window_of[sorted_columns["stratum"][at]]
        rows.append(_judge_pair(subject_no, object_no, (m, a, c, both), window, minimum))
    return Judged(tuple(rows))


def _judge_pair(
    subject_no: int, object_no: int, tally: tuple[Ints, Ints, Ints, Ints], window: Ints, minimum: Minimum
) -> Judgement:
    m, a, c, both = tally
    expected = a * c / m
    n, observed, total = int(a.sum()), int(both.sum()), float(expected.sum())
    if not enough(n, total, minimum) or not _open_to_chance(m, a, c):
        return Judgement(subject_no, object_no, n, observed, total, p=None)
    low, high = garwood(observed)
    return Judgement(
        subject_no=subject_no,
        object_no=object_no,
        n=n,
        observed=observed,
        expected=total,
        p=stratified_upper(observed, m, a, c),
        windows=tuple(_window_p(tally, expected, window == w, minimum) for w in range(WINDOWS)),
        interval=(low / total, high / total),
    )


def _open_to_chance(m: Ints, a: Ints, c: Ints) -> bool:
    """Where everything came from A, or went to A, chance has no say: such strata can neither accuse nor acquit."""
    return bool(((a < m) & (c < m) & (a > 0) & (c > 0)).any())


def _window_p(
    tally: tuple[Ints, Ints, Ints, Ints], expected: Floats, inside: np.ndarray, minimum: Minimum
) -> float | None:
    m, a, c, both = (values[inside] for values in tally)
    if not enough_in_window(float(a.sum()), float(expected[inside].sum()), minimum) or not _open_to_chance(m, a, c):
        return None
    return stratified_upper(int(both.sum()), m, a, c)
