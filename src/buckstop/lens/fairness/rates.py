"""Rates against peers: does a unit do it more often than its case mix and the honest differences between units explain?

Observed against expected is judged by an exact beta-binomial tail: mean = expected rate of the unit's own cases,
over-dispersion = what all units show. Pure chance alone would accuse every large unit.
"""

from dataclasses import dataclass

import numpy as np

from buckstop.lens.fairness.dispersion import FEW_UNITS, cautious_tau2, dispersion, tau2_for_each
from buckstop.lens.fairness.funnel import clopper_pearson
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
from buckstop.lens.fairness.rankability import rankability
from buckstop.lens.fairness.shrinkage import shrunk_to_expected
from buckstop.lens.fairness.tails import beta_binomial_upper
from buckstop.lens.pattern import Minimum

# A unit that makes up more than this share of what it is compared with has no peers to be compared with.
OWN_SHARE_LIMIT = 0.75
# How much units differ is told by those of whom at least this many events are expected: below, chance alone makes
# residuals so skewed that it would be taken for a difference, and all units be excused by it. Where they are few, their
# number matters more than their size, and all units tell.
_TELLING_EXPECTED = 2.0
# An intra-class correlation of 1 has no distribution; nothing is ever significant well before.
_MOST_CORRELATED = 0.95


@dataclass(frozen=True, slots=True)
class _Sums:
    """Per unit (rows) and window (columns): opportunities, events, expected events; and own share per unit."""

    subjects: Ints
    n: Ints
    observed: Ints
    expected: Floats
    own_share: Floats


def _sums(columns: Columns, window_of: Ints, probability: Floats) -> _Sums:
    subjects, unit = np.unique(columns["subject_no"], return_inverse=True)
    stratum = columns["stratum"]
    cell, cells = unit * WINDOWS + window_of[stratum], subjects.size * WINDOWS

    def tally(weights: Floats | Ints | None = None) -> Floats:
        return np.bincount(cell, weights=weights, minlength=cells).reshape(-1, WINDOWS).astype(np.float64)

    n = tally()
    in_stratum = np.bincount(stratum)[stratum]
    strata = stratum.max(initial=0) + 1
    mine = np.bincount(unit * strata + stratum, minlength=subjects.size * strata)[unit * strata + stratum]
    own = np.bincount(unit, weights=mine / in_stratum, minlength=subjects.size) / n.sum(axis=1)
    return _Sums(subjects, n.astype(np.int64), tally(columns["outcome"]).astype(np.int64), tally(probability), own)


def judge_rates(columns: Columns, window_of: Ints, probability: Floats, minimum: Minimum) -> Judged:
    """One judgement per unit that had an opportunity.

    Args:
        columns: subject_no, stratum, outcome; one row per opportunity.
        window_of: window number per stratum.
        probability: expected probability per opportunity (`case_mix`).
        minimum: minimum sample, and how many units must reach it.
    """
    sums = _sums(columns, window_of, probability)
    n, observed, expected = sums.n.sum(axis=1), sums.observed.sum(axis=1), sums.expected.sum(axis=1)
    large = np.array([enough(*pair, minimum) for pair in zip(n, expected, strict=True)], dtype=bool)
    large &= sums.own_share <= OWN_SHARE_LIMIT
    if large.sum() < max(minimum.peers, 2):
        large[:] = False
    mean = expected / n
    # Pearson residuals: on this scale the between-unit variance is the intra-class correlation, whatever the mean.
    residual, error = (observed / n - mean) / np.sqrt(mean * (1.0 - mean)), 1.0 / np.sqrt(n)
    telling = large & (expected >= _TELLING_EXPECTED)
    if telling.sum() < FEW_UNITS:
        telling = large
    judged_with = min(cautious_tau2(residual[telling], error[telling]), _MOST_CORRELATED)
    correlation = np.full(n.size, judged_with)
    correlation[telling] = np.minimum(tau2_for_each(residual[telling], error[telling]), _MOST_CORRELATED)
    shrunk = np.full(n.size, np.nan)
    if large.any():
        shrunk[large] = shrunk_to_expected(observed[large], n[large], mean[large])
    rows = [
        _judgement(sums, u, float(correlation[u]), float(shrunk[u]), minimum, tested=bool(large[u]))
        for u in range(n.size)
    ]
    # Here the plain estimate is the cautious one: less variation between units, less order to be shown.
    order = rankability(dispersion(residual[telling], error[telling]).tau2, error[telling]) if large.any() else None
    return Judged(tuple(rows), correlation=judged_with if large.any() else None, rankability=order)


def _judgement(
    sums: _Sums, unit: int, correlation: float, shrunk: float, minimum: Minimum, *, tested: bool
) -> Judgement:
    n, observed = int(sums.n[unit].sum()), int(sums.observed[unit].sum())
    expected = float(sums.expected[unit].sum())
    p: float | None = None
    windows: tuple[float | None, ...] = (None,) * WINDOWS
    if tested:
        p = beta_binomial_upper(observed, n, expected / n, correlation)
        windows = tuple(_window_p(sums, unit, w, correlation, minimum) for w in range(WINDOWS))
    return Judgement(
        subject_no=int(sums.subjects[unit]),
        object_no=NOBODY,
        n=n,
        observed=observed,
        expected=expected,
        p=p,
        windows=windows,
        interval=clopper_pearson(observed, n),
        shrunk=shrunk if tested else None,
    )


def _window_p(sums: _Sums, unit: int, window: int, correlation: float, minimum: Minimum) -> float | None:
    n, expected = int(sums.n[unit, window]), float(sums.expected[unit, window])
    if not enough_in_window(n, expected, minimum):
        return None
    return beta_binomial_upper(int(sums.observed[unit, window]), n, expected / n, correlation)
