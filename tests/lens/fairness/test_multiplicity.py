"""The joint adjustment on the published example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from buckstop.lens.fairness.multiplicity import FALSE_SHARE, benjamini_hochberg
from buckstop.lens.fairness.tails import binomial_upper_mid
from tests.lens.fairness.published import BENJAMINI_HOCHBERG, SURGICAL_N, SURGICAL_R, SURGICAL_RATE
from tests.lens.oracles.strategies import steady


def test_the_published_example_rejects_four_where_bonferroni_rejects_three() -> None:
    q = benjamini_hochberg(BENJAMINI_HOCHBERG)
    assert (q <= FALSE_SHARE).sum() == 4
    assert q[3] == pytest.approx(0.035625)
    assert sum(p <= FALSE_SHARE / len(BENJAMINI_HOCHBERG) for p in BENJAMINI_HOCHBERG) == 3


@steady
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60))
def test_adjusted_values_agree_with_statsmodels(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_no_tests_need_no_adjustment() -> None:
    assert benjamini_hochberg([]).size == 0


def test_only_hospital_h_of_the_surgical_data_remains_after_adjustment() -> None:
    pairs = zip(SURGICAL_R.tolist(), SURGICAL_N.tolist(), strict=True)
    upper = [binomial_upper_mid(r, n, SURGICAL_RATE) for r, n in pairs]
    q = benjamini_hochberg([2 * min(p, 1 - p) for p in upper])
    assert (q <= FALSE_SHARE).nonzero()[0].tolist() == [7]
    assert q[7] == pytest.approx(0.005, abs=5e-4)
