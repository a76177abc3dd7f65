"""Empirical Bayes on the BUGS examples, and its limits."""

import numpy as np
import pytest

from buckstop.lens.fairness.shrinkage import BetaPrior, fit_beta_binomial, fit_gamma_poisson, shrunk_to_expected
from tests.lens.fairness.published import PUMPS_T, PUMPS_X, SURGICAL_N, SURGICAL_R, SURGICAL_RATE


def test_a_flat_prior_gives_the_published_means_of_the_surgical_data() -> None:
    means = BetaPrior(1.0, 1.0).shrunk(SURGICAL_R, SURGICAL_N)
    published = [0.0203, 0.1267, 0.0744, 0.0579, 0.0421, 0.0708, 0.0668, 0.1475]
    # BUGS means are simulated: they carry an error in the last digit.
    assert means[:8] == pytest.approx(published, abs=8e-4)
    assert means == pytest.approx((SURGICAL_R + 1) / (SURGICAL_N + 2))


def test_the_beta_prior_of_the_surgical_data_is_the_most_likely_one() -> None:
    prior = fit_beta_binomial(SURGICAL_R, SURGICAL_N)
    assert (prior.a, prior.b) == pytest.approx((8.2535, 99.637), rel=1e-4)
    expected = [0.0533, 0.1026, 0.0716, 0.0591, 0.0510, 0.0699, 0.0674, 0.1216, 0.0707, 0.0793, 0.1024, 0.0689]
    assert prior.shrunk(SURGICAL_R, SURGICAL_N) == pytest.approx(expected, abs=5.1e-5)


def test_the_gamma_prior_of_the_pumps_is_the_most_likely_one() -> None:
    prior = fit_gamma_poisson(PUMPS_X, PUMPS_T)
    assert (prior.a, prior.b) == pytest.approx((0.8223, 1.2590), abs=5.1e-5)
    expected = [0.0609, 0.1073, 0.0908, 0.1167, 0.5881, 0.6062, 0.7899, 0.7899, 1.4374, 1.9441]
    assert prior.shrunk(PUMPS_X, PUMPS_T) == pytest.approx(expected, abs=5.1e-5)


def test_units_that_differ_by_chance_alone_are_shrunk_to_one_rate() -> None:
    n = np.full(30, 100)
    shrunk = fit_beta_binomial(np.full(30, 20), n).shrunk(np.full(30, 20), n)
    assert shrunk == pytest.approx(np.full(30, 0.2), abs=1e-3)


def test_with_equal_case_mix_rates_shrink_almost_as_under_the_beta_prior() -> None:
    shrunk = shrunk_to_expected(SURGICAL_R, SURGICAL_N, np.full(12, SURGICAL_RATE))
    prior = fit_beta_binomial(SURGICAL_R, SURGICAL_N)
    assert shrunk == pytest.approx(prior.shrunk(SURGICAL_R, SURGICAL_N), abs=2e-3)


def test_a_shrunken_rate_lies_between_the_raw_and_the_expected_one() -> None:
    means = np.linspace(0.05, 0.12, 12)
    raw, shrunk = SURGICAL_R / SURGICAL_N, shrunk_to_expected(SURGICAL_R, SURGICAL_N, means)
    assert (shrunk >= np.minimum(raw, means)).all()
    assert (shrunk <= np.maximum(raw, means)).all()
