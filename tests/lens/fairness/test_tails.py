"""The exact tails against brute force and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from buckstop.lens.fairness.tails import (
    beta_binomial_pmf,
    beta_binomial_upper,
    binomial_upper,
    binomial_upper_mid,
    count_upper,
)
from tests.lens.oracles.strategies import steady


@steady
@given(st.integers(1, 200), st.floats(0.01, 0.99), st.floats(0.001, 0.9), st.data())
def test_the_beta_binomial_tail_agrees_with_scipy(n: int, mean: float, correlation: float, data: st.DataObject) -> None:
    observed = data.draw(st.integers(0, n))
    strength = (1 - correlation) / correlation
    oracle = stats.betabinom(n, mean * strength, (1 - mean) * strength).sf(observed - 1)
    assert beta_binomial_upper(observed, n, mean, correlation) == pytest.approx(oracle, rel=1e-4, abs=1e-9)


@steady
@given(st.integers(2, 300), st.floats(0.01, 0.99), st.floats(0.0, 0.9))
def test_the_beta_binomial_has_the_mean_and_the_variance_it_promises(n: int, mean: float, correlation: float) -> None:
    k, pmf = np.arange(n + 1), beta_binomial_pmf(n, mean, correlation)
    assert pmf.sum() == pytest.approx(1.0, abs=1e-8)
    assert (k * pmf).sum() == pytest.approx(n * mean, rel=1e-6)
    variance = n * mean * (1 - mean) * (1 + (n - 1) * correlation)
    assert ((k - n * mean) ** 2 * pmf).sum() == pytest.approx(variance, rel=1e-5)


def test_without_correlation_the_tail_is_binomial() -> None:
    assert beta_binomial_upper(7, 20, 0.2, 0.0) == binomial_upper(7, 20, 0.2) == pytest.approx(0.08669251, rel=1e-6)


def test_the_smaller_the_correlation_the_closer_the_tail_to_the_binomial() -> None:
    assert beta_binomial_upper(7, 20, 0.2, 1e-12) == pytest.approx(binomial_upper(7, 20, 0.2), rel=1e-9)


def test_correlation_makes_a_high_count_less_surprising() -> None:
    tails = [beta_binomial_upper(15, 30, 0.2, correlation) for correlation in (0.0, 0.01, 0.1, 0.5)]
    assert tails == sorted(tails)
    assert tails[0] < 0.001 < tails[2]


def test_nothing_observed_surprises_nobody() -> None:
    assert beta_binomial_upper(0, 20, 0.2, 0.1) == 1.0
    assert count_upper(0, 3.0, 4.0) == 1.0


def test_what_is_certain_surprises_nobody() -> None:
    assert beta_binomial_upper(20, 20, 1.0, 0.1) == 1.0


def test_the_mid_tail_counts_half_of_the_observation() -> None:
    both = binomial_upper(7, 20, 0.2) + binomial_upper(8, 20, 0.2)
    assert binomial_upper_mid(7, 20, 0.2) == pytest.approx(both / 2)


@pytest.mark.parametrize(("mean", "variance"), [(4.0, 2.0), (4.0, 4.0), (4.0, 9.0), (0.3, 0.25), (80.0, 50.0)])
def test_a_count_of_any_variance_keeps_its_moments(mean: float, variance: float) -> None:
    tails = np.array([count_upper(k, mean, variance) for k in range(1, 400)])
    assert tails.sum() == pytest.approx(mean, rel=0.02)
    second = (tails * (2 * np.arange(1, 400) - 1)).sum()
    assert second - mean**2 == pytest.approx(variance, rel=0.1)


def test_a_count_with_poisson_variance_has_the_poisson_tail() -> None:
    assert count_upper(9, 4.0, 4.0) == pytest.approx(stats.poisson.sf(8, 4.0))


def test_a_count_without_any_mean_cannot_happen() -> None:
    assert count_upper(1, 0.0, 0.0) == 0.0


def test_more_than_the_largest_possible_count_cannot_happen() -> None:
    assert count_upper(9, 4.0, 2.0) == 0.0
    assert count_upper(8, 4.0, 2.0) == pytest.approx(0.5**8)
