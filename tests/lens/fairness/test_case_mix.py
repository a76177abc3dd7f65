"""Expected probabilities: whose cases they may know, and whom they excuse."""

import numpy as np
import pytest

from buckstop.lens.fairness import case_mix
from buckstop.lens.fairness.case_mix import FOLDS, expected_probability, spread
from buckstop.lens.fairness.judgement import Ints

RANDOM = np.random.default_rng(10)
N = 6000
CASE: Ints = np.arange(N) // 2
STRATUM: Ints = RANDOM.integers(0, 6, N)[CASE * 2]
HARD: Ints = RANDOM.integers(0, 3, N)[CASE * 2]
TRUE = 1 / (1 + np.exp(-(-2.5 + 0.3 * STRATUM + 0.9 * HARD)))
OUTCOME: Ints = (RANDOM.random(N) < TRUE).astype(np.int64)


def test_without_features_a_stratum_expects_its_own_rate() -> None:
    found = expected_probability(CASE, OUTCOME, STRATUM)
    assert found.method == "strata"
    for stratum in range(6):
        mine = stratum == STRATUM
        assert found.probability[mine].mean() == pytest.approx(OUTCOME[mine].mean(), abs=0.005)


def test_with_features_the_model_finds_the_true_probabilities() -> None:
    found = expected_probability(CASE, OUTCOME, STRATUM, [HARD])
    assert found.method == "model"
    assert np.abs(found.probability - TRUE).mean() < 0.02
    assert found.probability.sum() == pytest.approx(OUTCOME.sum(), rel=0.01)


def test_too_few_outcomes_leave_the_strata_in_charge() -> None:
    rare = np.where(np.arange(N) < 50, 1, 0)
    assert expected_probability(CASE, rare, STRATUM, [HARD]).method == "strata"


@pytest.mark.parametrize("features", [[], [HARD]])
def test_the_prediction_of_a_case_does_not_depend_on_its_own_outcome(features: list[Ints]) -> None:
    fold = spread(CASE) % FOLDS
    flipped = np.where(fold == 2, 1 - OUTCOME, OUTCOME)
    before = expected_probability(CASE, OUTCOME, STRATUM, features).probability
    after = expected_probability(CASE, flipped, STRATUM, features).probability
    assert after[fold == 2] == pytest.approx(before[fold == 2])
    assert not np.allclose(after[fold != 2], before[fold != 2])


def test_both_opportunities_of_a_case_are_in_one_fold() -> None:
    fold = spread(CASE) % FOLDS
    assert (fold[::2] == fold[1::2]).all()
    assert np.bincount(fold).min() > N / FOLDS * 0.9


def test_an_empty_or_certain_stratum_never_expects_zero_or_one() -> None:
    outcome = np.where(STRATUM == 0, 0, np.where(STRATUM == 1, 1, OUTCOME))
    p = expected_probability(CASE, outcome, STRATUM).probability
    assert 0.0 < p.min() < 0.01
    assert 0.99 < p.max() < 1.0


def test_large_logs_are_fitted_on_a_sample_of_whole_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_mix, "TRAINING_ROWS", 3000)
    found = expected_probability(CASE, OUTCOME, STRATUM, [HARD])
    assert 2600 < found.trained_on < 3400
    assert found.trained_on % 2 == 0
    assert np.abs(found.probability - TRUE).mean() < 0.03


def test_rare_levels_share_one_expectation() -> None:
    rare = np.where(np.arange(N) < 60, 100 + np.arange(N) // 6, HARD)
    found = expected_probability(CASE, OUTCOME, np.zeros(N, dtype=np.int64), [rare])
    fold = spread(CASE) % FOLDS
    for k in range(FOLDS):
        assert np.unique(found.probability[(fold == k) & (rare >= 100)].round(12)).size == 1
