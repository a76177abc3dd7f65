"""Funnel limits and intervals against published values, scipy and statsmodels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from buckstop.lens.fairness.funnel import binomial_limit, clopper_pearson, garwood, poisson_limit, wilson
from tests.lens.fairness.published import SURGICAL_RATE
from tests.lens.oracles.strategies import steady


@pytest.mark.parametrize(
    ("n", "tail", "limit"),
    [
        (215, 0.025, 0.0384),
        (215, 0.975, 0.1085),
        (215, 0.001, 0.0227),
        (215, 0.999, 0.1322),
        (360, 0.025, 0.0466),
        (360, 0.975, 0.1007),
        (360, 0.001, 0.0335),
        (360, 0.999, 0.1184),
    ],
)
def test_limits_around_the_surgical_mean_are_the_published_ones(n: int, tail: float, limit: float) -> None:
    assert binomial_limit(n, SURGICAL_RATE, tail) == pytest.approx(limit, abs=6e-5)


@steady
@given(st.integers(1, 500), st.floats(0.02, 0.98), st.floats(0.001, 0.999), st.floats(0.0, 0.5))
def test_a_limit_is_a_rate_within_one_case_of_the_exact_quantile(
    n: int, target: float, tail: float, correlation: float
) -> None:
    limit = binomial_limit(n, target, tail, correlation)
    strength = (1 - correlation) / max(correlation, 1e-12)
    law = (
        stats.binom(n, target)
        if correlation * n < 1e-6
        else stats.betabinom(n, target * strength, (1 - target) * strength)
    )
    assert 0.0 <= limit <= 1.0
    assert law.cdf(limit * n - 1.01) <= tail + 1e-9
    assert law.cdf(limit * n + 1.01) >= tail - 1e-9


def test_over_dispersion_widens_the_funnel() -> None:
    assert binomial_limit(215, SURGICAL_RATE, 0.975, 0.007) > binomial_limit(215, SURGICAL_RATE, 0.975)
    assert binomial_limit(215, SURGICAL_RATE, 0.025, 0.007) < binomial_limit(215, SURGICAL_RATE, 0.025)


def test_poisson_limits_bracket_one_and_close_in_as_the_expectation_grows() -> None:
    widths = [poisson_limit(e, 0.975) - poisson_limit(e, 0.025) for e in (5.0, 50.0, 500.0)]
    assert widths == sorted(widths, reverse=True)
    assert poisson_limit(10.0, 0.025) < 1.0 < poisson_limit(10.0, 0.975)


def test_a_poisson_limit_is_interpolated_between_two_counts() -> None:
    law = stats.poisson(10.0)
    r = 17  # the smallest count with a cumulated probability of at least .975
    assert law.cdf(r - 1) < 0.975 <= law.cdf(r)
    assert poisson_limit(10.0, 0.975) == pytest.approx((r - (law.cdf(r) - 0.975) / law.pmf(r)) / 10.0)


def test_the_lower_limit_of_a_small_expectation_is_zero() -> None:
    assert poisson_limit(0.5, 0.025) == 0.0


@pytest.mark.parametrize(("count", "low", "high"), [(10, 4.795, 18.390), (0, 0.0, 3.689)])
def test_garwood_intervals_are_the_published_ones(count: int, low: float, high: float) -> None:
    assert garwood(count) == pytest.approx((low, high), abs=5e-4)


def test_nothing_in_47_leaves_up_to_seven_and_a_half_percent_open() -> None:
    assert clopper_pearson(0, 47) == pytest.approx((0.0, 0.0755), abs=5e-5)
    assert clopper_pearson(47, 47) == pytest.approx((0.9245, 1.0), abs=5e-5)


@steady
@given(st.integers(1, 300), st.data())
def test_proportion_intervals_agree_with_statsmodels(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    assert clopper_pearson(successes, n) == pytest.approx(proportion_confint(successes, n, method="beta"), abs=1e-9)
    assert wilson(successes, n) == pytest.approx(proportion_confint(successes, n, method="wilson"), abs=1e-9)
