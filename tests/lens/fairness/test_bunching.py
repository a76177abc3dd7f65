"""Bunching at a deadline on the worked example and on cases that hang together."""

import numpy as np
import pytest
from scipy import optimize

from buckstop.lens.fairness.bunching import bunching, bunching_of_cases

WORKED = np.array([100] * 10 + [180, 60, 60] + [100] * 7)


def test_the_worked_example_shifts_eighty_from_after_to_before() -> None:
    found = bunching(WORKED, before=(10, 11), after=(11, 13), degree=1)
    assert (found.excess, found.ratio, found.missing) == pytest.approx((80.0, 0.8, 80.0))


def test_the_counterfactual_is_the_least_squares_fit_with_a_dummy_per_excluded_bin() -> None:
    counts = np.random.default_rng(9).poisson(np.linspace(150, 60, 20)).astype(float)
    x = np.arange(20.0)
    design = np.column_stack([np.ones(20), x, x**2, *(np.eye(20)[k] for k in (10, 11, 12))])
    smooth = design[:, :3] @ optimize.lsq_linear(design, counts).x[:3]
    found = bunching(counts, (10, 11), (11, 13), degree=2)
    assert found.excess == pytest.approx(counts[10] - smooth[10], abs=1e-6)
    assert found.missing == pytest.approx((smooth - counts)[11:13].sum(), abs=1e-6)


def test_an_even_stream_does_not_bunch() -> None:
    found = bunching(np.full(20, 50), (10, 11), (11, 13))
    assert (found.excess, found.missing) == pytest.approx((0.0, 0.0))


def test_cases_of_one_event_each_give_an_interval_around_the_ratio() -> None:
    bin_no = np.repeat(np.arange(20), WORKED)
    found = bunching_of_cases(bin_no, np.arange(bin_no.size), 20, (10, 11), (11, 13))
    assert found.ratio == pytest.approx(0.8)
    assert found.interval is not None
    assert 0.5 < found.interval[0] < 0.8 < found.interval[1] < 1.15


def test_events_that_hang_together_widen_the_interval() -> None:
    bin_no = np.repeat(np.arange(20), WORKED)
    alone = bunching_of_cases(bin_no, np.arange(bin_no.size), 20, (10, 11), (11, 13)).interval
    together = bunching_of_cases(bin_no, np.arange(bin_no.size) // 20, 20, (10, 11), (11, 13)).interval
    assert alone is not None
    assert together is not None
    assert together[1] - together[0] > 1.5 * (alone[1] - alone[0])
