"""Empirical Bayes: rates pulled towards the group by as much as their own sample is too small to speak.

Source: beta-binomial and gamma-Poisson (negative binomial) marginals by maximum likelihood; data "Surgical" and
"Pumps" of the BUGS examples serve as tests.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

# log of the prior's weight in opportunities: beyond e^14 (a million) units are equal, below e^-4 they share nothing.
_WEAKEST, _STRONGEST = -4.0, 14.0


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """What the group says about one more unit's rate: as if `a` successes and `b` failures had been seen."""

    a: float
    b: float

    def shrunk(self, successes: ArrayLike, n: ArrayLike) -> NDArray[np.float64]:
        """Posterior mean rate per unit."""
        r, total = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
        return (r + self.a) / (total + self.a + self.b)


@dataclass(frozen=True, slots=True)
class GammaPrior:
    """What the group says about one more unit's rate per exposure: as if `a` events in `b` exposure had been seen."""

    a: float
    b: float

    def shrunk(self, counts: ArrayLike, exposure: ArrayLike) -> NDArray[np.float64]:
        """Posterior mean rate per unit."""
        return (np.asarray(counts, dtype=np.float64) + self.a) / (np.asarray(exposure, dtype=np.float64) + self.b)


def fit_beta_binomial(successes: ArrayLike, n: ArrayLike) -> BetaPrior:
    """The beta prior under which the units' counts are most likely (at least 2 units, some success and some failure)."""
    r, total = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)

    def loss(at: NDArray[np.float64]) -> float:
        mean, weight = special.expit(at[0]), np.exp(at[1])
        a, b = mean * weight, (1.0 - mean) * weight
        return -float(np.sum(special.betaln(r + a, total - r + b) - special.betaln(a, b)))

    start = np.array([special.logit(r.sum() / total.sum()), np.log(100.0)])
    found = optimize.minimize(loss, start, bounds=[(-16, 16), (_WEAKEST, _STRONGEST)], options={"ftol": 1e-14})
    mean, weight = float(special.expit(found.x[0])), float(np.exp(found.x[1]))
    return BetaPrior(mean * weight, (1.0 - mean) * weight)


def fit_gamma_poisson(counts: ArrayLike, exposure: ArrayLike) -> GammaPrior:
    """The gamma prior under which the units' counts are most likely (at least 2 units, some event)."""
    x, t = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)

    def loss(at: NDArray[np.float64]) -> float:
        a, b = np.exp(at[0]), np.exp(at[1])
        return -float(np.sum(special.gammaln(x + a) - special.gammaln(a) + a * np.log(b) - (a + x) * np.log(b + t)))

    start = np.array([0.0, np.log(t.sum() / x.sum())])
    found = optimize.minimize(loss, start, bounds=[(-14, 14), (-20, 20)], options={"ftol": 1e-14})
    return GammaPrior(float(np.exp(found.x[0])), float(np.exp(found.x[1])))


def shrunk_to_expected(successes: ArrayLike, n: ArrayLike, means: ArrayLike) -> NDArray[np.float64]:
    """Rates pulled towards what each unit's own case mix would give, by one common weight fitted to all units.

    Args:
        successes, n: events and opportunities per unit.
        means: expected rate per unit, strictly between 0 and 1.
    """
    r, total, mean = (np.asarray(v, dtype=np.float64) for v in (successes, n, means))

    def loss(log_weight: float) -> float:
        a, b = mean * np.exp(log_weight), (1.0 - mean) * np.exp(log_weight)
        return -float(np.sum(special.betaln(r + a, total - r + b) - special.betaln(a, b)))

    found = optimize.minimize_scalar(loss, bounds=(_WEAKEST, _STRONGEST), method="bounded")
    weight = float(np.exp(found.x))
    return (r + mean * weight) / (total + weight)
