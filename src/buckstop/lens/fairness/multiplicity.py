"""Many tests, one report: p-values adjusted so that at most a twentieth of what is found is expected to be false."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

# Share of false findings tolerated among all findings of a report.
FALSE_SHARE = 0.05


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values (q) in the order given; a finding is beyond chance where q <= `FALSE_SHARE`.

    Source: Benjamini, Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300.
    """
    values = np.asarray(p, dtype=np.float64)
    if values.size == 0:
        return values
    return np.asarray(stats.false_discovery_control(values, method="bh"), dtype=np.float64)
