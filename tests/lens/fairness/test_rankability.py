"""Rankability of the surgical data on the log-odds scale."""

import numpy as np
import pytest

from buckstop.lens.fairness.dispersion import between_variance
from buckstop.lens.fairness.rankability import ORDER_FROM, rankability
from tests.lens.fairness.published import SURGICAL_N, SURGICAL_R


def test_the_surgical_hospitals_must_not_be_ranked() -> None:
    # Log odds with half a case added on either side, and the method of DerSimonian and Laird.
    died, lived = SURGICAL_R + 0.5, SURGICAL_N - SURGICAL_R + 0.5
    y, variance = np.log(died / lived), 1 / died + 1 / lived
    mean = (y / variance).sum() / (1 / variance).sum()
    tau2 = between_variance(float(((y - mean) ** 2 / variance).sum()), np.sqrt(variance))
    assert tau2 == pytest.approx(0.1376, abs=5e-5)
    assert np.median(variance) == pytest.approx(0.0768, abs=5e-5)
    assert rankability(tau2, np.sqrt(variance)) == pytest.approx(0.642, abs=5e-4)
    assert rankability(tau2, np.sqrt(variance)) < ORDER_FROM


def test_units_that_differ_by_chance_alone_cannot_be_ranked_at_all() -> None:
    assert rankability(0.0, [0.1, 0.2]) == 0.0
