"""Two groups compared inside strata: Cochran-Mantel-Haenszel, its heterogeneity check, and the exact one-sided test.

Why: a crude comparison can accuse where every stratum acquits (Simpson's paradox). Where strata disagree
(`breslow_day`), no pooled figure may be shown alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from buckstop.lens.fairness.judgement import Floats, Ints
from buckstop.lens.fairness.pairs import stratified_upper


@dataclass(frozen=True, slots=True)
class Pooled:
    """A test statistic, chi-squared with `freedom` degrees of freedom, and its two-sided p-value."""

    statistic: float
    freedom: int
    p: float


@dataclass(frozen=True, slots=True)
class Tables:
    """2 x 2 tables, one per stratum: group one with and without the event, group two with and without it."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    @staticmethod
    def of(counts: ArrayLike) -> "Tables":
        """The tables of an array of shape (strata, 2, 2); strata with an empty margin say nothing and are left out."""
        t = np.asarray(counts, dtype=np.float64)
        telling = (t.sum(axis=1) > 0).all(axis=1) & (t.sum(axis=2) > 0).all(axis=1)
        return Tables(t[telling, 0, 0], t[telling, 0, 1], t[telling, 1, 0], t[telling, 1, 1])

    def common_odds_ratio(self) -> float:
        """Mantel-Haenszel odds ratio over all strata."""
        n = self.a + self.b + self.c + self.d
        return float((self.a * self.d / n).sum() / (self.b * self.c / n).sum())

    def cochran_mantel_haenszel(self, *, corrected: bool = True) -> Pooled:
        """Test of no association in any stratum (continuity-corrected unless told otherwise)."""
        first, second, event = self.a + self.b, self.c + self.d, self.a + self.c
        n = first + second
        mean = first * event / n
        variance = first * second * event * (self.b + self.d) / (n * n * (n - 1.0))
        gap = max(0.0, abs(float((self.a - mean).sum())) - (0.5 if corrected else 0.0))
        statistic = gap * gap / float(variance.sum())
        return Pooled(statistic, 1, float(stats.chi2.sf(statistic, 1)))

    def breslow_day(self) -> Pooled:
        """Test that the odds ratio is the same in all strata (at least 2)."""
        odds = self.common_odds_ratio()
        first, event = self.a + self.b, self.a + self.c
        n = first + self.c + self.d
        # The expected count under the common odds ratio solves (1 - r) x^2 + (n - first - event + r (first + event)) x
        # - r first event = 0.
        square, linear, constant = 1.0 - odds, n - first - event + odds * (first + event), -odds * first * event
        if abs(square) < 1e-12:
            x = -constant / linear
        else:
            x = (-linear + np.sqrt(linear**2 - 4.0 * square * constant)) / (2.0 * square)
        variance = 1.0 / (1.0 / x + 1.0 / (first - x) + 1.0 / (event - x) + 1.0 / (n - first - event + x))
        statistic = float(((self.a - x) ** 2 / variance).sum())
        return Pooled(statistic, self.a.size - 1, float(stats.chi2.sf(statistic, self.a.size - 1)))


def fisher_stratified(bad: Ints, total: Ints, other_bad: Ints, other_total: Ints) -> float:
    """One-sided exact p-value that the first group has the event more often than the second, inside strata."""
    return stratified_upper(int(bad.sum()), total + other_total, total, bad + other_bad)
