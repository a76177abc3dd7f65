"""Over-dispersion on the surgical data and in worlds of chance."""

import numpy as np
import pytest

from buckstop.lens.fairness.dispersion import (
    FEW_UNITS,
    PHI_OF_CHANCE,
    adjusted_z,
    cautious_tau2,
    dispersion,
    tau2_for_each,
    winsorise,
)
from tests.lens.fairness.published import SURGICAL_N, SURGICAL_R, SURGICAL_RATE

RESIDUALS = SURGICAL_R / SURGICAL_N - SURGICAL_RATE
ERRORS = np.sqrt(SURGICAL_RATE * (1 - SURGICAL_RATE) / SURGICAL_N)
H, K = 7, 10


def test_naive_z_of_the_surgical_data_are_the_published_ones() -> None:
    z = adjusted_z(RESIDUALS, ERRORS, 0.0)
    assert (z[H], z[K]) == pytest.approx((3.94, 2.41), abs=5e-3)


def test_phi_tau_and_the_adjusted_z_of_the_surgical_data_are_the_published_ones() -> None:
    found = dispersion(RESIDUALS, ERRORS)
    assert found.phi == pytest.approx(2.363, abs=5e-4)
    assert np.sqrt(found.tau2) == pytest.approx(0.0221, abs=5e-5)
    z = adjusted_z(RESIDUALS, ERRORS, found.tau2)
    assert (z[H], z[K]) == pytest.approx((2.47, 1.43), abs=5e-3)


def test_the_outermost_tenths_are_pulled_in() -> None:
    pulled = winsorise([*range(10), 1000])
    assert pulled.max() == 9.0
    assert pulled.min() == 1.0


def test_one_unit_alone_shows_no_dispersion() -> None:
    assert dispersion([0.4], [0.1]).tau2 == 0.0


def test_units_that_differ_by_chance_alone_show_almost_none() -> None:
    random = np.random.default_rng(1)
    errors = random.uniform(0.01, 0.05, 500)
    found = dispersion(random.normal(0.0, errors), errors)
    # Winsorising takes the largest squares out, so phi stays a little below 1.
    assert 0.6 < found.phi < 1.0
    assert found.tau2 == 0.0


def test_phi_of_chance_is_the_mean_square_of_winsorised_normal_values() -> None:
    z = np.random.default_rng(4).normal(size=1_000_000)
    assert pytest.approx((winsorise(z) ** 2).mean(), abs=2e-3) == PHI_OF_CHANCE


def test_honest_differences_are_understated_by_the_plain_estimate_and_not_by_the_cautious_one() -> None:
    random = np.random.default_rng(2)
    errors = random.uniform(0.01, 0.05, 500)
    residuals = random.normal(0.0, np.hypot(errors, 0.08))
    assert 0.05 < np.sqrt(dispersion(residuals, errors).tau2) < 0.08
    assert 0.08 < np.sqrt(cautious_tau2(residuals, errors)) < 0.10


def test_one_unit_alone_is_judged_without_over_dispersion() -> None:
    assert cautious_tau2([0.4], [0.1]) == 0.0


def test_among_few_units_an_outlier_does_not_hide_behind_its_own_variance() -> None:
    errors = np.full(8, 0.02)
    residuals = np.array([0.5, 0.01, -0.01, 0.02, -0.02, 0.0, 0.01, -0.01])
    tau2 = tau2_for_each(residuals, errors)
    assert tau2[0] < 0.001
    assert (tau2[1:] > 0.01).all()


def test_among_many_units_all_are_judged_with_the_same_variance() -> None:
    random = np.random.default_rng(3)
    residuals, errors = random.normal(0.0, 0.1, FEW_UNITS), np.full(FEW_UNITS, 0.02)
    assert np.unique(tau2_for_each(residuals, errors)).tolist() == [cautious_tau2(residuals, errors)]
