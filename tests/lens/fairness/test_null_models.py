"""Every null model by its name gives the judgements of its own test."""

import numpy as np
import pytest

from buckstop.lens.fairness.case_mix import expected_probability
from buckstop.lens.fairness.halves import judge_halves
from buckstop.lens.fairness.null_models import COLUMNS, CaseBook, judge
from buckstop.lens.fairness.pairs import judge_pairs
from buckstop.lens.fairness.rates import judge_rates
from buckstop.lens.fairness.stubs import judge_stubs
from buckstop.lens.pattern import Minimum, Test
from tests.lens.fairness.chance import WINDOW_OF, opportunities, pair_tallies, stays

MINIMUM = Minimum(n=10, expected=0.5)
WALKS = stays(1, cases=200)
RATES = opportunities(1, units=8, rows=1500)
# Ranks run against the numbers, so that a judge that mixed them up would be found out.
BOOK = CaseBook(WINDOW_OF, np.arange(1500, dtype=np.int64)[::-1].copy())


def test_every_null_model_says_which_columns_it_reads() -> None:
    assert set(COLUMNS) == set(Test)


def test_pairs_are_judged_by_random_pairing() -> None:
    tally = pair_tallies(WALKS)
    assert set(COLUMNS[Test.PAIR_RETURNS]) == set(tally)
    assert judge(Test.PAIR_RETURNS, tally, BOOK, MINIMUM) == judge_pairs(tally, WINDOW_OF, MINIMUM)


def test_walks_are_shuffled_in_the_order_of_their_ranks() -> None:
    expected = judge_stubs(WALKS, BOOK.rank[WALKS["case_no"]], WINDOW_OF, MINIMUM)
    assert judge(Test.STUB_SHUFFLE, WALKS, BOOK, MINIMUM) == expected


def test_rates_are_judged_by_case_mix_with_the_features_of_the_book() -> None:
    feature = np.random.default_rng(2).integers(0, 3, 1500)
    case = RATES["case_no"]
    with_feature = judge(Test.RATE_VS_PEERS, RATES, CaseBook(WINDOW_OF, BOOK.rank, (feature,)), MINIMUM)
    expected = expected_probability(BOOK.rank[case], RATES["outcome"], RATES["stratum"], [feature[case]])
    assert expected.method == "model"
    assert with_feature == judge_rates(RATES, WINDOW_OF, expected.probability, MINIMUM)
    assert with_feature != judge(Test.RATE_VS_PEERS, RATES, BOOK, MINIMUM)


@pytest.mark.parametrize(("test", "quality"), [(Test.BEFORE_AFTER, False), (Test.RUSH_QUALITY, True)])
def test_halves_are_judged_with_quality_only_where_asked(test: Test, quality: bool) -> None:
    counts = (7, 0, 30, 12, 2, 42, 10, 200)
    tally = {name: np.array([value]) for name, value in zip(COLUMNS[Test.RUSH_QUALITY], counts, strict=True)}
    assert judge(test, tally, BOOK, MINIMUM) == judge_halves(tally, WINDOW_OF, MINIMUM, quality=quality)


def test_a_count_is_not_judged() -> None:
    with pytest.raises(ValueError, match="described, not judged"):
        judge(Test.COUNT, {}, BOOK, MINIMUM)
