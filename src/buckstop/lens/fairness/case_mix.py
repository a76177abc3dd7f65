"""Case mix: how likely the outcome was for this very case, whoever held it.

Only what was known before the case was assigned may count: its stratum (type and period), season, and the features
the mapping names. Never the unit, nor anything a unit can edit. Each case is predicted by a model that has not seen
it (cross-fitting by case), so that no unit is excused by its own cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from buckstop.lens.fairness.judgement import Floats, Ints

FOLDS = 5
# A stratum's rate counts as if this many cases at the overall rate had been seen in it as well: enough to keep empty
# strata off 0 and 1, too little to pull a well-filled one.
_PRIOR_CASES = 2.0
# A model needs this many rows and outcomes of the rarer kind, else stratum rates are the better guess.
_MODEL_ROWS, _MODEL_OUTCOMES = 1000, 100
# More rows than this do not move the coefficients, only the time; the fit then uses an even sample of cases.
TRAINING_ROWS = 200_000
# Levels of a feature with fewer rows share one column.
_FREQUENT = 100
# Knuth's multiplicative hash: cases get folds without any pattern of their number, the same on every machine.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected probabilities, and how they were made.

    Args:
        probability: one per opportunity, strictly between 0 and 1.
        method: `model` (logistic regression) or `strata` (smoothed rates).
        trained_on: rows each fit used at most.
    """

    probability: Floats
    method: str
    trained_on: int


def spread(case_rank: Ints) -> Ints:
    """A fixed whole number from 0 to 2^31 per case, without any pattern."""
    return ((case_rank.astype(np.uint64) * _SPREAD) >> np.uint64(33)).astype(np.int64)


def expected_probability(case_rank: Ints, outcome: Ints, stratum: Ints, features: Sequence[Ints] = ()) -> Expected:
    """The probability of the outcome for each opportunity, from cases other than its own fold's.

    Args:
        case_rank, outcome, stratum: one per opportunity; outcome 0 or 1; `case_rank` as in `lens.tables.CASES`,
            so that the folds do not depend on the order of rows in the file.
        features: further categories known before assignment, one array of codes each.
    """
    fold = spread(case_rank) % FOLDS
    rates = _stratum_rates(fold, outcome, stratum)
    rarer = min(int(outcome.sum()), int(outcome.size - outcome.sum()))
    if not features or outcome.size < _MODEL_ROWS or rarer < _MODEL_OUTCOMES:
        return Expected(rates, "strata", outcome.size)
    sampled = _sample(case_rank)
    design = _one_hot([stratum, *features])
    probability = np.empty(outcome.size)
    for k in range(FOLDS):
        probability[fold == k] = _fit_and_predict(design, outcome, sampled & (fold != k), fold == k)
    return Expected(probability, "model", int(sampled.sum()))


def _stratum_rates(fold: Ints, outcome: Ints, stratum: Ints) -> Floats:
    """Smoothed rate of the stratum outside the fold."""
    strata = int(stratum.max(initial=0)) + 1
    cell = stratum * FOLDS + fold
    n = np.bincount(cell, minlength=strata * FOLDS).reshape(strata, FOLDS).astype(np.float64)
    events = np.bincount(cell, weights=outcome, minlength=strata * FOLDS).reshape(strata, FOLDS)
    # One half of a case on either side keeps the overall rate off 0 and 1.
    overall = (events.sum() - events.sum(axis=0) + 0.5) / (n.sum() - n.sum(axis=0) + 1.0)
    outside_n = n.sum(axis=1, keepdims=True) - n
    outside_events = events.sum(axis=1, keepdims=True) - events
    rate = (outside_events + _PRIOR_CASES * overall) / (outside_n + _PRIOR_CASES)
    return np.asarray(rate[stratum, fold], dtype=np.float64)


def _sample(case_rank: Ints) -> np.ndarray:
    """Rows to fit on: all, or whole cases spread evenly so that about `TRAINING_ROWS` remain."""
    if case_rank.size <= TRAINING_ROWS:
        return np.ones(case_rank.size, dtype=bool)
    # Other bits than those the folds are made of.
    return np.asarray((spread(case_rank) // FOLDS) % case_rank.size < TRAINING_ROWS)


def _one_hot(categories: Sequence[Ints]) -> sparse.csr_matrix:
    """One column per frequent level of each category; rare levels share one."""
    blocks, offset, rows = [], 0, categories[0].size
    for codes in categories:
        _, level, count = np.unique(codes, return_inverse=True, return_counts=True)
        frequent = count >= _FREQUENT
        column = np.where(frequent, np.cumsum(frequent), 0)[level]
        blocks.append(offset + column)
        offset += int(frequent.sum()) + 1
    at = np.concatenate(blocks)
    index = np.tile(np.arange(rows), len(blocks))
    return sparse.csr_matrix((np.ones(at.size), (index, at)), shape=(rows, offset))


def _fit_and_predict(design: sparse.csr_matrix, outcome: Ints, train: np.ndarray, test: np.ndarray) -> Floats:
    from sklearn.linear_model import LogisticRegression  # a second of import time, only where features are mapped

    model = LogisticRegression(C=10.0, max_iter=300).fit(design[train], outcome[train])
    return np.asarray(model.predict_proba(design[test])[:, 1], dtype=np.float64)
