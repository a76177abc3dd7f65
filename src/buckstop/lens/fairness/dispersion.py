"""Over-dispersion: how much more units differ than chance alone would make them, before any is judged.

Why: real units always differ a little for honest reasons. Judged against pure chance, every large unit is an outlier.
Source: Spiegelhalter, Quality and Safety in Health Care 14 (2005) 347-351.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# With fewer units one outlier dominates the estimate and hides itself: it is then left out while it is judged.
FEW_UNITS = 20
WINSORISED_SHARE = 0.10


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


def tau2_for_each(residuals: ArrayLike, errors: ArrayLike) -> NDArray[np.float64]:
    """The between-unit variance each unit is judged with: of all units, or of the others where units are few."""
    y, s = np.asarray(residuals, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if y.size >= FEW_UNITS:
        return np.full(y.size, dispersion(y, s).tau2)
    others = ~np.eye(y.size, dtype=bool)
    return np.array([dispersion(y[row], s[row]).tau2 for row in others], dtype=np.float64)


def adjusted_z(residuals: ArrayLike, errors: ArrayLike, tau2: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Z of each unit after allowing for honest differences between units."""
    y, s = np.asarray(residuals, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    return np.asarray(y / np.sqrt(s**2 + tau2), dtype=np.float64)
