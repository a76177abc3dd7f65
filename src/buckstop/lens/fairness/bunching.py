"""Bunching at a deadline: how many completions were pulled in just before it, and whether they are missing just after.

Bunching alone is legal planning, so this only describes. Source: Kleven, Annual Review of Economics 8 (2016).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SEED = 20_160_801


@dataclass(frozen=True, slots=True)
class Bunching:
    """Excess before the deadline against a smooth counterfactual.

    Args:
        excess: events above the counterfactual in the excluded bins before the deadline (B).
        ratio: excess in units of the mean counterfactual bin (b).
        missing: events below the counterfactual in the excluded bins after it (M). Only where `excess` and `missing`
            are about equal may one speak of shifting.
        interval: 95 % bootstrap interval of `ratio`, cases resampled; None without cases.
    """

    excess: float
    ratio: float
    missing: float
    interval: tuple[float, float] | None = None


def bunching(counts: ArrayLike, before: tuple[int, int], after: tuple[int, int], degree: int = 1) -> Bunching:
    """Excess and missing mass of binned counts.

    Args:
        counts: events per bin of equal width, bins in order of time relative to the deadline.
        before, after: first and one past the last excluded bin on either side; `before` ends where `after` starts.
        degree: degree of the counterfactual polynomial.
    """
    c = np.asarray(counts, dtype=np.float64)
    # Least squares with one dummy per excluded bin is least squares on the other bins alone.
    bins = np.linspace(-1.0, 1.0, c.size)
    inside = np.zeros(c.size, dtype=bool)
    inside[before[0] : after[1]] = True
    smooth = np.polynomial.Polynomial.fit(bins[~inside], c[~inside], degree, domain=[-1.0, 1.0])(bins)
    excess = float((c - smooth)[slice(*before)].sum())
    return Bunching(
        excess=excess,
        ratio=excess / float(smooth[slice(*before)].mean()),
        missing=float((smooth - c)[slice(*after)].sum()),
    )


def bunching_of_cases(
    bin_no: NDArray[np.int64],
    case: NDArray[np.int64],
    bins: int,
    before: tuple[int, int],
    after: tuple[int, int],
    degree: int = 1,
    draws: int = 400,
) -> Bunching:
    """Excess and missing mass with an interval that resamples whole cases, for events of one case hang together.

    Args:
        bin_no: bin of each event, 0 to `bins` - 1.
        case: dense code of each event's case.
        bins, before, after, degree: as in `bunching`.
        draws: bootstrap samples.
    """
    whole = bunching(np.bincount(bin_no, minlength=bins), before, after, degree)
    random, cases = np.random.default_rng(_SEED), int(case.max()) + 1
    drawn = random.multinomial(cases, np.full(cases, 1.0 / cases), size=draws)
    ratios = [
        bunching(np.bincount(bin_no, weights=times[case], minlength=bins), before, after, degree).ratio
        for times in drawn
    ]
    low, high = np.quantile(ratios, [0.025, 0.975])
    return Bunching(whole.excess, whole.ratio, whole.missing, (float(low), float(high)))
