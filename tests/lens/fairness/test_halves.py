"""Before and after: worked values, and both halves of the quality test needed."""

import numpy as np
import pytest
from scipy import stats

from buckstop.lens.fairness.halves import half_p, judge_halves
from buckstop.lens.fairness.judgement import Ints
from buckstop.lens.pattern import Minimum
from tests.lens.fairness.chance import share_at_most

ONE_WINDOW: Ints = np.zeros(3, dtype=np.int64)
NAMES = ("subject_no", "stratum", "late_n", "early_n", "late_bad", "late_total", "other_bad", "other_total")


def tallies(*rows: tuple[int, ...]) -> dict[str, Ints]:
    return {
        name: np.array(column, dtype=np.int64) for name, column in zip(NAMES, zip(*rows, strict=True), strict=False)
    }


def test_thirty_against_twelve_has_the_published_tail() -> None:
    assert half_p(30, 12) == pytest.approx(0.00396, abs=5e-6)
    assert half_p(30, 12) == pytest.approx(stats.binomtest(30, 42, alternative="greater").pvalue)


def test_a_rush_counts_strata_together_and_windows_apart() -> None:
    rows = tallies((7, 0, 30, 12), (7, 1, 20, 20), (7, 2, 40, 10))
    row = judge_halves(rows, np.arange(3), Minimum(n=30), quality=False).rows[0]
    assert (row.n, row.observed, row.expected) == (132, 90, 66.0)
    assert row.p == pytest.approx(half_p(90, 42))
    assert row.windows == (half_p(30, 12), half_p(20, 20), half_p(40, 10))


def test_a_window_without_its_third_of_the_sample_says_nothing() -> None:
    rows = tallies((7, 0, 30, 12), (7, 1, 5, 2), (7, 2, 40, 10))
    row = judge_halves(rows, np.arange(3), Minimum(n=30), quality=False).rows[0]
    assert row.windows == (half_p(30, 12), None, half_p(40, 10))


def test_a_rush_with_good_quality_is_legal_planning() -> None:
    row = judge_halves(tallies((7, 0, 80, 20, 5, 100, 30, 600)), ONE_WINDOW, Minimum(n=30), quality=True).rows[0]
    assert row.p is not None
    assert row.p > 0.4


def test_bad_quality_without_a_rush_is_no_rush() -> None:
    row = judge_halves(tallies((7, 0, 50, 50, 18, 120, 30, 600)), ONE_WINDOW, Minimum(n=30), quality=True).rows[0]
    assert row.p == pytest.approx(half_p(50, 50))


def test_a_rush_with_worse_quality_is_as_unlikely_as_the_likelier_of_the_two() -> None:
    row = judge_halves(tallies((7, 0, 90, 30, 18, 120, 30, 600)), ONE_WINDOW, Minimum(n=30), quality=True).rows[0]
    assert row.p == pytest.approx(0.000259, abs=5e-7)
    assert half_p(90, 30) < 0.000259


def test_a_window_in_which_quality_was_better_does_not_point_the_same_way() -> None:
    rows = tallies((7, 0, 30, 12, 8, 42, 10, 200), (7, 1, 30, 12, 0, 42, 10, 200), (7, 2, 30, 12, 9, 42, 10, 200))
    row = judge_halves(rows, np.arange(3), Minimum(n=30), quality=True).rows[0]
    assert row.windows == (half_p(30, 12), 1.0, half_p(30, 12))


def test_where_everybody_ends_late_nobody_is_found() -> None:
    rows = tallies((1, 0, 60, 20), (2, 0, 66, 18), (3, 0, 61, 22))
    found = judge_halves(rows, ONE_WINDOW, Minimum(n=30), quality=False).rows
    assert all(row.p is not None and row.p > 0.15 for row in found)
    assert half_p(60, 20) < 1e-5


def test_who_ends_later_than_the_others_is_as_unlikely_as_the_likelier_of_both() -> None:
    row = judge_halves(tallies((1, 0, 60, 20), (2, 0, 100, 100)), ONE_WINDOW, Minimum(n=30), quality=False).rows[0]
    fisher = stats.fisher_exact(np.array([[60, 20], [100, 100]]), alternative="greater").pvalue
    assert half_p(60, 20) < fisher
    assert row.p == pytest.approx(fisher)


def test_too_few_events_of_others_are_no_comparison() -> None:
    row = judge_halves(tallies((1, 0, 60, 20), (2, 0, 29, 0)), ONE_WINDOW, Minimum(n=30), quality=False).rows[0]
    assert row.p == half_p(60, 20)


def test_a_window_in_which_others_ended_later_does_not_point_the_same_way() -> None:
    rows = tallies((1, 0, 30, 12), (1, 1, 30, 12), (1, 2, 30, 12), (2, 0, 50, 50), (2, 1, 90, 10), (2, 2, 50, 50))
    row = judge_halves(rows, np.arange(3), Minimum(n=30), quality=False).rows[0]
    assert row.windows == (half_p(30, 12), 1.0, half_p(30, 12))


def test_too_few_events_are_not_tested() -> None:
    row = judge_halves(tallies((7, 0, 20, 2)), ONE_WINDOW, Minimum(n=30), quality=False).rows[0]
    assert (row.p, row.windows) == (None, (None, None, None))


def test_a_subject_without_any_event_has_no_interval() -> None:
    row = judge_halves(tallies((7, 0, 0, 0)), ONE_WINDOW, Minimum(n=30), quality=False).rows[0]
    assert (row.n, row.interval) == (0, None)


def test_under_chance_p_values_are_never_too_small() -> None:
    random = np.random.default_rng(8)
    n = random.integers(30, 120, 3000)
    late = random.binomial(n, 0.5)
    rows = {
        "subject_no": np.arange(3000),
        # A stratum of its own: nobody to be compared with.
        "stratum": np.arange(3000),
        "late_n": late,
        "early_n": n - late,
    }
    no_windows = np.zeros(3000, dtype=np.int64)
    p = [row.p for row in judge_halves(rows, no_windows, Minimum(n=30), quality=False).rows if row.p is not None]
    assert len(p) == 3000
    # Three standard errors of a share among 3000.
    for level in (0.01, 0.05, 0.2):
        assert share_at_most(p, level) <= level + 3 * np.sqrt(level * (1 - level) / 3000)
