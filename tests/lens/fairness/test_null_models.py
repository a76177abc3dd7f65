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
from tests.lens.fairness.chance import WINDOW_OF, opportunities, pair_tallies, share_at_most, stays

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


def met_worlds(told: bool) -> list[float]:
    """P-values of equal units below eight others, of whom one returns most of what anybody hands it."""
    found: list[float] = []
    for seed in range(8):
        random = np.random.default_rng(seed)
        liking = random.dirichlet(np.full(8, 0.15), 24)
        unit, case = random.integers(0, 24, 4000), np.arange(4000, dtype=np.int64)
        met = np.array([random.choice(8, p=liking[at]) for at in unit], dtype=np.int64)
        tally = {
            "subject_no": unit,
            "case_no": case,
            "run_no": np.zeros(4000, dtype=np.int64),
            "stratum": random.integers(0, 4, 4000) * 3 + case * 3 // 4000,
            "outcome": (random.random(4000) < np.where(met == 0, 0.6, 0.08)).astype(np.int64),
        }
        tally |= {"met_no": met} if told else {}
        rows = judge(Test.RATE_VS_PEERS, tally, CaseBook(WINDOW_OF, case), Minimum(n=20, expected=0.5, peers=5)).rows
        found += [row.p for row in rows if row.p is not None]
    return found


def test_units_are_compared_where_they_met_the_same_other_side() -> None:
    accused = met_worlds(told=False)
    fair = met_worlds(told=True)
    assert len(accused) == len(fair) == 8 * 24
    assert share_at_most(accused, 0.01) > 0.02
    assert share_at_most(fair, 0.01) <= 0.01
    assert share_at_most(fair, 0.05) <= 0.05


@pytest.mark.parametrize("told", ["features", "nothing else"])
def test_who_was_met_counts_beside_what_was_known_of_the_case(told: str) -> None:
    met = (RATES["stratum"] + RATES["case_no"]) % 2
    book = CaseBook(WINDOW_OF, BOOK.rank, (np.arange(1500, dtype=np.int64) % 3,) if told == "features" else ())
    told_met = judge(Test.RATE_VS_PEERS, {**RATES, "met_no": met}, book, MINIMUM)
    without = judge(Test.RATE_VS_PEERS, RATES, book, MINIMUM)
    assert [row.n for row in told_met.rows] == [row.n for row in without.rows]
    assert [row.expected for row in told_met.rows] != [row.expected for row in without.rows]


@pytest.mark.parametrize(("test", "quality"), [(Test.BEFORE_AFTER, False), (Test.RUSH_QUALITY, True)])
def test_halves_are_judged_with_quality_only_where_asked(test: Test, quality: bool) -> None:
    counts = (7, 0, 30, 12, 2, 42, 10, 200)
    tally = {name: np.array([value]) for name, value in zip(COLUMNS[Test.RUSH_QUALITY], counts, strict=True)}
    assert judge(test, tally, BOOK, MINIMUM) == judge_halves(tally, WINDOW_OF, MINIMUM, quality=quality)


def test_a_count_is_not_judged() -> None:
    with pytest.raises(ValueError, match="described, not judged"):
        judge(Test.COUNT, {}, BOOK, MINIMUM)
