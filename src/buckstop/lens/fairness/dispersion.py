"""Over-dispersion: how much more units differ than chance alone would make them, before any is judged.

Why: real units always differ a little for honest reasons. Judged against pure chance, every large unit is an outlier.
Source: Spiegelhalter, Quality and Safety in Health Care 14 (2005) 347-351.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

# With fewer units one outlier dominates the estimate and hides itself: it is then left out while it is judged.
FEW_UNITS = 20
WINSORISED_SHARE = 0.10
# Mean square of standard normal values after winsorising at this share: what phi is where chance alone is at work.
_EDGE = float(stats.norm.ppf(1.0 - WINSORISED_SHARE))
PHI_OF_CHANCE = (
    1.0 - 2.0 * WINSORISED_SHARE - 2.0 * _EDGE * float(stats.norm.pdf(_EDGE)) + 2.0 * WINSORISED_SHARE * _EDGE**2
)
# Probability that chance spreads units even less than assumed when the over-dispersion they are judged with is solved
# for: about one standard error on the cautious side, more where units are few.
_CAUTION = 0.16


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much units differ.

    Args:
        phi: mean squared z, outermost tenths pulled in; 1 = chance alone.
        tau2: variance between units, in the square of the unit of the residuals; 0 = chance alone.
    """

    phi: float
    tau2: float


def winsorise(z: ArrayLike, share: float = WINSORISED_SHARE) -> NDArray[np.float64]:
    """The values with the lowest and the highest `share` pulled in to the quantile there."""
    values = np.asarray(z, dtype=np.float64)
    low, high = np.quantile(values, [share, 1.0 - share])
    return np.clip(values, low, high)


def between_variance(squares: float, errors: NDArray[np.float64]) -> float:
    """Variance between units by moments, given the sum of squared z and the standard errors (at least 2 units)."""
    w = 1.0 / errors**2
    return max(0.0, float((squares - (w.size - 1)) / (w.sum() - (w**2).sum() / w.sum())))


def dispersion(residuals: ArrayLike, errors: ArrayLike) -> Dispersion:
    """How much units differ beyond chance; chance alone for fewer than two units.

    Args:
        residuals: observed minus expected, one per unit, on any one scale.
        errors: standard errors of these under chance alone, above 0.
    """
    y, s = np.asarray(residuals, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if y.size < 2:
        return Dispersion(phi=1.0, tau2=0.0)
    phi = float(np.mean(winsorise(y / s) ** 2))
    return Dispersion(phi=phi, tau2=between_variance(y.size * phi, s))


def cautious_tau2(residuals: ArrayLike, errors: ArrayLike) -> float:
    """The most between-unit variance that these units may well have; 0 for fewer than two units.

    The variance at which the winsorised z* have the spread that chance gives them (Paule and Mandel's equation), with
    that spread taken at the lower end of its sampling error.
    Why not tau2 of `dispersion`: winsorising pulls in honest outliers and large units, so it comes out a third too
    small or worse, and its own sampling error is large among some dozen units. Judged with it, units that differ for
    honest reasons were named in every third simulated log.
    """
    y, s = np.asarray(residuals, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if y.size < 2:
        return 0.0
    freedom = y.size - 1
    wanted = PHI_OF_CHANCE * float(stats.chi2.ppf(_CAUTION, freedom)) / freedom

    def too_wide(tau2: float) -> float:
        return float(np.mean(winsorise(adjusted_z(y, s, tau2)) ** 2)) - wanted

    if too_wide(0.0) <= 0.0:
        return 0.0
    # With this much variance between units no z* is beyond the wanted spread.
    most = float((y**2).max()) / wanted
    return float(optimize.brentq(too_wide, 0.0, most, xtol=1e-12))


def tau2_for_each(residuals: ArrayLike, errors: ArrayLike) -> NDArray[np.float64]:
    """The between-unit variance each unit is judged with: of all units, or of the others where units are few."""
    y, s = np.asarray(residuals, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if y.size >= FEW_UNITS:
        return np.full(y.size, cautious_tau2(y, s))
    others = ~np.eye(y.size, dtype=bool)
    return np.array([cautious_tau2(y[row], s[row]) for row in others], dtype=np.float64)


def adjusted_z(residuals: ArrayLike, errors: ArrayLike, tau2: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Z of each unit after allowing for honest differences between units."""
    y, s = np.asarray(residuals, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    return np.asarray(y / np.sqrt(s**2 + tau2), dtype=np.float64)
