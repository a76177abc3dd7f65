"""Exact upper tails: how likely at least this many, if nothing but chance were at work."""

import numpy as np
from scipy import special, stats

# Below this much extra variance (relative, over all n) the beta-binomial is the binomial to six digits, and its
# formula would only lose digits.
_NO_EXTRA_VARIANCE = 1e-6


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
    k = np.arange(n + 1, dtype=np.float64)
    if correlation * n < _NO_EXTRA_VARIANCE:
        return np.asarray(stats.binom.pmf(k, n, mean), dtype=np.float64)
    strength = (1.0 - correlation) / correlation
    a, b = mean * strength, (1.0 - mean) * strength
    log_choose = special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(n - k + 1.0)
    return np.asarray(np.exp(log_choose + special.betaln(k + a, n - k + b) - special.betaln(a, b)), dtype=np.float64)


def beta_binomial_upper(observed: int, n: int, mean: float, correlation: float) -> float:
    """P(X >= observed) for a beta-binomial X; the binomial tail where the correlation is 0.

    Why: a normal tail at small expected counts is too short and accuses innocents.
    """
    if observed <= 0 or mean >= 1.0:
        return 1.0
    if correlation * n < _NO_EXTRA_VARIANCE:
        return binomial_upper(observed, n, mean)
    return float(min(1.0, beta_binomial_pmf(n, mean, correlation)[observed:].sum()))


def count_upper(observed: int, mean: float, variance: float) -> float:
    """P(X >= observed) for a count with that mean and at least Poisson variance.

    Why: the count of rare, weakly dependent events is close to Poisson where its variance is close to its mean, and
    close to negative binomial where it is larger; a smaller variance is never used, so the tail is never too short.
    """
    if observed <= 0:
        return 1.0
    if variance <= mean * (1.0 + _NO_EXTRA_VARIANCE):
        return float(stats.poisson.sf(observed - 1, mean))
    return float(stats.nbinom.sf(observed - 1, mean * mean / (variance - mean), mean / variance))
