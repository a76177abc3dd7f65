"""Exact upper tails: how likely at least this many, if nothing but chance were at work."""

import numpy as np
from scipy import special, stats

# A count's variance within this share of its mean is Poisson to six digits.
_SAME = 1e-6


def binomial_upper(observed: int, n: int, mean: float) -> float:
    """P(X >= observed) for X ~ Binomial(n, mean)."""
    return float(stats.binom.sf(observed - 1, n, mean))


def binomial_upper_mid(observed: int, n: int, mean: float) -> float:
    """P(X > observed) + P(X = observed) / 2: less strict than the exact tail, for comparison with published values."""
    return float(stats.binom.sf(observed, n, mean) + stats.binom.pmf(observed, n, mean) / 2)


def beta_binomial_pmf(n: int, mean: float, correlation: float) -> np.ndarray:
    """Probabilities of 0..n successes out of n when the success rate itself varies between units.

    Args:
        n: number of trials.
        mean: mean rate, strictly between 0 and 1.
        correlation: intra-class correlation rho in [0, 1); variance = n mean (1 - mean) (1 + (n - 1) rho).
    """
    # Products instead of beta functions: these keep all digits however small the correlation, down to 0 = binomial.
    step = np.arange(n, dtype=np.float64)
    added = step * correlation / (1.0 - correlation)
    chosen, hit, missed, any_ = (
        np.concatenate(([0.0], np.cumsum(np.log(factor))))
        for factor in (step + 1.0, mean + added, 1.0 - mean + added, 1.0 + added)
    )
    log_pmf = chosen[-1] - chosen - chosen[::-1] + hit + missed[::-1] - any_[-1]
    return np.asarray(np.exp(log_pmf), dtype=np.float64)


def beta_binomial_upper(observed: int, n: int, mean: float, correlation: float) -> float:
    """P(X >= observed) for a beta-binomial X; the binomial tail where the correlation is 0.

    Why: a normal tail at small expected counts is too short and accuses innocents.
    """
    if observed <= 0 or mean >= 1.0:
        return 1.0
    if correlation <= 0.0:
        return binomial_upper(observed, n, mean)
    return float(min(1.0, beta_binomial_pmf(n, mean, correlation)[observed:].sum()))


def count_upper(observed: int, mean: float, variance: float) -> float:
    """P(X >= observed) for a count with that mean and variance.

    Why three shapes: negative binomial where the variance is above the mean, Poisson where they are equal, binomial
    where it is below. All three have the skew of counts, which a normal tail lacks.
    """
    if observed <= 0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    ratio = variance / mean
    if ratio > 1.0 + _SAME:
        return float(stats.nbinom.sf(observed - 1, mean / (ratio - 1.0), 1.0 / ratio))
    if ratio > 1.0 - _SAME:
        return float(stats.poisson.sf(observed - 1, mean))
    trials = mean / (1.0 - ratio)  # not a whole number: the tail is the incomplete beta function all the same
    return float(special.betainc(observed, trials - observed + 1.0, 1.0 - ratio)) if observed < trials + 1.0 else 0.0
