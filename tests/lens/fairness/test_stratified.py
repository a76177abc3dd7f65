"""Stratified tables against R's published output, statsmodels and Fisher's test."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from buckstop.lens.fairness.stratified import Tables, fisher_stratified
from tests.lens.fairness.published import ADMISSIONS


def test_the_berkeley_admissions_are_acquitted_in_strata() -> None:
    tables = Tables.of(ADMISSIONS)
    corrected, plain = tables.cochran_mantel_haenszel(), tables.cochran_mantel_haenszel(corrected=False)
    assert (corrected.statistic, corrected.p) == pytest.approx((1.4269, 0.2323), abs=5e-5)
    assert (plain.statistic, plain.p) == pytest.approx((1.5246, 0.2169), abs=5.1e-5)
    assert tables.common_odds_ratio() == pytest.approx(0.9046968, abs=5e-8)


def test_the_crude_table_of_the_berkeley_admissions_would_have_accused() -> None:
    crude = Tables.of(ADMISSIONS.sum(axis=0)[None])
    assert crude.common_odds_ratio() == pytest.approx(1.84108, abs=5e-6)
    assert crude.cochran_mantel_haenszel().p < 1e-20


def test_the_departments_of_berkeley_must_not_be_pooled_because_the_first_differs() -> None:
    assert Tables.of(ADMISSIONS).breslow_day().p == pytest.approx(0.002, abs=5e-4)
    others = Tables.of(ADMISSIONS[1:])
    assert others.common_odds_ratio() == pytest.approx(1.031, abs=5e-4)
    assert others.cochran_mantel_haenszel().p == pytest.approx(0.756, abs=5e-4)
    assert others.breslow_day().p > 0.05


def test_stratified_tables_agree_with_statsmodels() -> None:
    counts = np.random.default_rng(5).integers(3, 60, size=(7, 2, 2))
    ours, oracle = Tables.of(counts), StratifiedTable(np.moveaxis(counts, 0, 2).astype(float))
    assert ours.common_odds_ratio() == pytest.approx(oracle.oddsratio_pooled)
    assert ours.cochran_mantel_haenszel().statistic == pytest.approx(oracle.test_null_odds(correction=True).statistic)
    assert ours.breslow_day().statistic == pytest.approx(oracle.test_equal_odds().statistic)
    assert ours.breslow_day().freedom == 6


def test_equal_odds_everywhere_are_homogeneous() -> None:
    even = Tables.of([[[10, 20], [10, 20]], [[5, 5], [5, 5]]])
    assert even.breslow_day().statistic == pytest.approx(0.0)


def test_strata_with_an_empty_margin_change_nothing() -> None:
    silent = np.array([[[4, 9], [0, 0]], [[0, 7], [0, 3]]])
    assert (
        Tables.of(np.concatenate([ADMISSIONS, silent])).cochran_mantel_haenszel()
        == Tables.of(ADMISSIONS).cochran_mantel_haenszel()
    )


def test_one_stratum_is_fishers_test() -> None:
    p = fisher_stratified(*(np.array([value]) for value in (18, 120, 30, 600)))
    oracle = stats.fisher_exact(np.array([[18, 102], [30, 570]]), alternative="greater")
    assert p == pytest.approx(0.000259, abs=5e-7)
    assert p == pytest.approx(oracle.pvalue)
    assert oracle.statistic == pytest.approx(3.353, abs=5e-4)


def test_worse_quality_in_every_stratum_adds_up() -> None:
    one = [np.array([value]) for value in (6, 40, 10, 200)]
    assert fisher_stratified(*(np.repeat(values, 3) for values in one)) < fisher_stratified(*one)
