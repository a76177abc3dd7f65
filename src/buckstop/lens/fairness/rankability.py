"""Rankability: how much of the difference between units is real, and so whether any order may be shown at all.

Source: Lingsma et al., BMC Medical Research Methodology 9 (2009) 53; van Dishoeck et al., BMJ Quality and Safety 20
(2011) 869.
"""

import numpy as np
from numpy.typing import ArrayLike

# Below this no order of units is shown.
ORDER_FROM = 0.7


def rankability(tau2: float, errors: ArrayLike) -> float:
    """Share of the variation between units that is not chance, 0 to 1.

    Args:
        tau2: variance between units.
        errors: standard error of each unit, on the same scale.
    """
    median = float(np.median(np.asarray(errors, dtype=np.float64) ** 2))
    return tau2 / (tau2 + median)
