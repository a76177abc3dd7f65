"""Returns between two units: worked values, brute force, and silence under chance."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from buckstop.lens.fairness.judgement import Ints
from buckstop.lens.fairness.pairs import hypergeometric_pmf, judge_pairs, pairing_moments, stratified_upper
from buckstop.lens.pattern import Minimum
from tests.lens.fairness.chance import WINDOW_OF, pair_tallies, share_at_most, stays
from tests.lens.oracles.strategies import steady

ANY = Minimum(n=1, expected=0.0)
NAMES = ("subject_no", "object_no", "stratum", "through", "arrived", "left_to", "both")
ONE_WINDOW: Ints = np.zeros(9, dtype=np.int64)


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def tallies(*rows: tuple[int, ...]) -> dict[str, Ints]:
    return {name: ints(*column) for name, column in zip(NAMES, zip(*rows, strict=True), strict=True)}


def test_five_returns_of_eight_arrivals_and_six_departures_have_the_published_tail() -> None:
    assert stratified_upper(5, ints(20), ints(8), ints(6)) == pytest.approx(0.01806, abs=5e-6)
    row = judge_pairs(tallies((1, 2, 0, 20, 8, 6, 5)), ONE_WINDOW, ANY).rows[0]
    assert (row.n, row.observed) == (8, 5)
    assert row.expected == pytest.approx(2.4)


def test_moments_of_a_small_centre_are_the_ones_of_all_its_pairings() -> None:
    arrived, left = "AAB", "AAB"
    returns = [sum(a == b for a, b in zip(arrived, order, strict=True)) for order in permutations(left)]
    assert pairing_moments(ints(2, 1), ints(2, 1)) == pytest.approx((5 / 3, 8 / 9))
    assert (np.mean(returns), np.var(returns)) == pytest.approx((5 / 3, 8 / 9))


@steady
@given(st.integers(1, 60), st.data())
def test_one_stratum_agrees_with_scipy(m: int, data: st.DataObject) -> None:
    a, c = data.draw(st.integers(0, m)), data.draw(st.integers(0, m))
    observed = data.draw(st.integers(0, min(a, c)))
    oracle = stats.hypergeom(m, c, a).sf(observed - 1)
    assert stratified_upper(observed, ints(m), ints(a), ints(c)) == pytest.approx(oracle, rel=1e-9, abs=1e-14)


def test_strata_are_added_exactly() -> None:
    m, a, c = ints(6, 5, 4), ints(3, 2, 2), ints(2, 3, 1)
    laws = [stats.hypergeom(*row) for row in zip(m.tolist(), c.tolist(), a.tolist(), strict=True)]
    joint = sum(
        laws[0].pmf(x) * laws[1].pmf(y) * laws[2].pmf(z) for x, y, z in product(range(4), repeat=3) if x + y + z >= 4
    )
    assert stratified_upper(4, m, a, c) == pytest.approx(joint)


def test_large_counts_keep_their_small_tail() -> None:
    start, pmf = hypergeometric_pmf(200_000, 60_000, 40_000)
    assert (start, pmf.size) == (0, 40_001)
    tail = stratified_upper(12_600, ints(200_000), ints(60_000), ints(40_000))
    assert tail == pytest.approx(stats.hypergeom(200_000, 40_000, 60_000).sf(12_599), rel=1e-6)
    assert 0.0 < tail < 1e-12


def test_two_legal_routes_mixed_would_accuse_and_kept_apart_acquit() -> None:
    mixed = judge_pairs(tallies((1, 2, 0, 400, 200, 200, 200)), ONE_WINDOW, ANY).rows[0]
    apart = judge_pairs(tallies((1, 2, 0, 200, 200, 200, 200), (1, 3, 1, 200, 200, 200, 200)), ONE_WINDOW, ANY)
    assert mixed.p is not None
    assert mixed.p < 1e-20
    assert [row.p for row in apart.rows] == [None, None]


def test_pairs_below_the_minimum_are_not_tested() -> None:
    few = judge_pairs(tallies((1, 2, 0, 20, 8, 6, 5)), ONE_WINDOW, Minimum(n=9, expected=0.0)).rows[0]
    unexpected = judge_pairs(tallies((1, 2, 0, 20, 8, 6, 5)), ONE_WINDOW, Minimum(n=1, expected=2.5)).rows[0]
    assert few.p is None
    assert unexpected.p is None


def test_each_window_is_judged_by_its_own_strata() -> None:
    rows = tallies((1, 2, 0, 60, 20, 15, 14), (1, 2, 1, 60, 20, 15, 5), (1, 2, 2, 60, 20, 15, 15))
    judged = judge_pairs(rows, ints(0, 1, 2), Minimum(n=30, expected=5.0)).rows[0]
    assert judged.windows == (
        stratified_upper(14, ints(60), ints(20), ints(15)),
        stratified_upper(5, ints(60), ints(20), ints(15)),
        stratified_upper(15, ints(60), ints(20), ints(15)),
    )


def test_a_window_without_its_third_of_the_sample_says_nothing() -> None:
    rows = tallies((1, 2, 0, 60, 20, 15, 14), (1, 2, 1, 60, 20, 15, 15), (1, 2, 2, 60, 3, 15, 3))
    judged = judge_pairs(rows, ints(0, 1, 2), Minimum(n=30, expected=5.0)).rows[0]
    assert judged.windows[2] is None
    assert None not in judged.windows[:2]


def test_a_window_in_which_everything_came_from_one_unit_says_nothing() -> None:
    rows = tallies((1, 2, 0, 60, 20, 15, 14), (1, 2, 1, 20, 20, 15, 15), (1, 2, 2, 60, 20, 15, 14))
    windows = judge_pairs(rows, ints(0, 1, 2), Minimum(n=30, expected=5.0)).rows[0].windows
    assert [p is None for p in windows] == [False, True, False]


def test_the_interval_of_the_ratio_contains_the_ratio() -> None:
    row = judge_pairs(tallies((1, 2, 0, 20, 8, 6, 5)), ONE_WINDOW, ANY).rows[0]
    assert row.interval is not None
    assert row.interval[0] < 5 / 2.4 < row.interval[1]


def test_no_tallies_make_no_judgements() -> None:
    empty: dict[str, Ints] = {name: ints() for name in NAMES}
    assert judge_pairs(empty, ONE_WINDOW, ANY).rows == ()


def test_under_chance_p_values_are_never_too_small() -> None:
    p = [
        row.p
        for seed in range(12)
        for row in judge_pairs(pair_tallies(stays(seed)), WINDOW_OF, Minimum(n=20, expected=1.0)).rows
        if row.p is not None
    ]
    assert len(p) > 200
    assert share_at_most(p, 0.05) <= 0.05
    assert share_at_most(p, 0.2) <= 0.2
    assert 0.2 < share_at_most(p, 0.5) <= 0.5
