"""Funnel limits and exact intervals: what range of rates chance alone explains at this size.

Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185-1202; Garwood (1936); Clopper, Pearson (1934);
Wilson (1927).
"""

import numpy as np
from scipy import stats

from buckstop.lens.fairness.tails import beta_binomial_pmf


def binomial_limit(n: int, target: float, tail: float, correlation: float = 0.0) -> float:
    """The funnel limit for a rate: interpolated between the two exact values that bracket the tail.

    Args:
        n: opportunities, at least 1.
        target: expected rate, strictly between 0 and 1.
        tail: cumulative probability at the limit, e.g. .025 or .975.
        correlation: over-dispersion between units (intra-class correlation); 0 = binomial.

    Returns:
        A rate in [0, 1].
    """
    pmf = beta_binomial_pmf(n, target, correlation)
    cumulated = np.cumsum(pmf)
    r = min(int(np.searchsorted(cumulated, tail)), n)
    return float(np.clip((r - (cumulated[r] - tail) / pmf[r]) / n, 0.0, 1.0))


def poisson_limit(expected: float, tail: float) -> float:
    """The funnel limit for a ratio observed / expected, interpolated in the same way.

    Args:
        expected: expected count, above 0.
        tail: cumulative probability at the limit.
    """
    r = float(stats.poisson.ppf(tail, expected))
    beyond = float(stats.poisson.cdf(r, expected)) - tail
    return max(0.0, (r - beyond / float(stats.poisson.pmf(r, expected))) / expected)


def garwood(count: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for the mean of a Poisson count."""
    a = (1.0 - level) / 2.0
    low = float(stats.chi2.ppf(a, 2 * count)) / 2.0 if count else 0.0
    return low, float(stats.chi2.ppf(1.0 - a, 2 * count + 2)) / 2.0


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for a proportion; never too narrow."""
    a = (1.0 - level) / 2.0
    low = float(stats.beta.ppf(a, successes, n - successes + 1)) if successes else 0.0
    high = float(stats.beta.ppf(1.0 - a, successes + 1, n - successes)) if successes < n else 1.0
    return low, high


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Score interval for a proportion: close to its level on average, for showing accuracy figures."""
    z = float(stats.norm.ppf(0.5 + level / 2.0))
    rate, shrink = successes / n, 1.0 + z * z / n
    centre = (rate + z * z / (2 * n)) / shrink
    half = z / shrink * float(np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)))
    return max(0.0, centre - half), min(1.0, centre + half)
