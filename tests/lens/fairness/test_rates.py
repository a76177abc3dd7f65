"""Rates against peers: worked values, silence among equals, and honest differences."""

from collections.abc import Sequence

import numpy as np
import pytest

from buckstop.lens.fairness.case_mix import expected_probability
from buckstop.lens.fairness.dispersion import adjusted_z
from buckstop.lens.fairness.judgement import Ints, Judged
from buckstop.lens.fairness.multiplicity import FALSE_SHARE, benjamini_hochberg
from buckstop.lens.fairness.persistence import persists, points_the_same_way
from buckstop.lens.fairness.rates import OWN_SHARE_LIMIT, judge_rates
from buckstop.lens.fairness.tails import beta_binomial_upper
from buckstop.lens.pattern import Minimum
from tests.lens.fairness.chance import WINDOW_OF, opportunities, share_at_most
from tests.lens.fairness.published import SURGICAL_N, SURGICAL_R, SURGICAL_RATE

MINIMUM = Minimum(n=30, expected=5.0, peers=5)


def judged(tally: dict[str, Ints], minimum: Minimum = MINIMUM) -> Judged:
    expected = expected_probability(tally["case_no"], tally["outcome"], tally["stratum"])
    return judge_rates(tally, WINDOW_OF, expected.probability, minimum)


def units(n: Sequence[int], events: Sequence[int]) -> dict[str, Ints]:
    """Units with so many opportunities and events each, all in one stratum."""
    outcome = np.concatenate([np.arange(total) < hits for total, hits in zip(n, events, strict=True)]).astype(np.int64)
    subject = np.repeat(np.arange(len(n)), n)
    return {"subject_no": subject, "stratum": np.zeros(subject.size, dtype=np.int64), "outcome": outcome}


def found_in(worlds: Sequence[Judged]) -> int:
    """How many units of these worlds would be named, each world adjusted on its own."""
    named = 0
    for world in worlds:
        tested = [row for row in world.rows if row.p is not None]
        q = benjamini_hochberg([row.p for row in tested if row.p is not None])
        named += sum(
            bool(value <= FALSE_SHARE) and persists([points_the_same_way(p) for p in row.windows])
            for row, value in zip(tested, q, strict=True)
        )
    return named


def test_the_relay_example_expects_what_its_strata_give() -> None:
    probability = np.repeat([0.2, 0.36], [30, 10])
    z = adjusted_z([18 - probability.sum()], [np.sqrt((probability * (1 - probability)).sum())], 0.0)
    assert probability.sum() == pytest.approx(9.6)
    assert (probability * (1 - probability)).sum() == pytest.approx(7.104)
    assert z[0] == pytest.approx(3.15, abs=5e-3)
    assert z[0] / np.sqrt(2.363) == pytest.approx(2.05, abs=5e-3)


def test_the_binomial_with_the_mean_rate_is_never_narrower_than_the_true_mixture() -> None:
    probability = np.repeat([0.2, 0.36], [30, 10])
    exact = np.ones(1)
    for p in probability:
        exact = np.convolve(exact, [1 - p, p])
    assert beta_binomial_upper(18, 40, probability.mean(), 0.0) >= exact[18:].sum()


def test_no_surgical_hospital_is_beyond_the_over_dispersed_funnel() -> None:
    tally = units(SURGICAL_N.tolist(), SURGICAL_R.tolist())
    found = judge_rates(tally, WINDOW_OF, np.full(2814, SURGICAL_RATE), Minimum(n=30, expected=3.0))
    tested = [row.p for row in found.rows if row.p is not None]
    assert len(tested) == 12
    assert benjamini_hochberg(tested).min() > FALSE_SHARE
    assert np.argmin(tested) == 7
    assert found.rankability is not None
    assert found.rankability < 0.7
    assert [row.shrunk for row in found.rows][7] == pytest.approx(0.12, abs=0.01)


def test_one_unit_far_beyond_its_peers_is_beyond_chance() -> None:
    found = judged({**(tally := units([100] * 12, [60] + [10] * 11)), "case_no": np.arange(tally["outcome"].size)})
    first = found.rows[0]
    assert (first.n, first.observed) == (100, 60)
    assert first.p is not None
    assert first.p < 1e-6
    assert all(row.p is not None and row.p > 0.05 for row in found.rows[1:])


def test_a_unit_without_peers_in_its_strata_is_not_judged() -> None:
    tally = units([400, 100, 100, 100, 100, 100], [300, 10, 10, 10, 10, 10])
    alone = np.where(tally["subject_no"] == 0, 3, 0)
    found = judged({**tally, "stratum": alone, "case_no": np.arange(alone.size)})
    assert OWN_SHARE_LIMIT < 1.0
    assert [row.p is None for row in found.rows] == [True, False, False, False, False, False]


def test_too_few_peers_leave_everybody_unjudged() -> None:
    tally = units([100] * 4, [60, 10, 10, 10])
    found = judged({**tally, "case_no": np.arange(400)})
    assert [row.p for row in found.rows] == [None] * 4
    assert (found.correlation, found.rankability) == (None, None)


def test_a_unit_below_the_minimum_is_counted_but_not_judged() -> None:
    tally = units([100] * 8 + [20], [20] * 8 + [20])
    found = judged({**tally, "case_no": np.arange(820)})
    last = found.rows[-1]
    assert (last.n, last.observed, last.p, last.shrunk) == (20, 20, None, None)


def test_windows_are_judged_by_their_own_cases() -> None:
    tally = opportunities(4)
    bad = (tally["subject_no"] == 0) & (WINDOW_OF[tally["stratum"]] < 2)
    tally["outcome"] = np.where(bad, 1, tally["outcome"])
    windows = judged(tally).rows[0].windows
    assert [p is not None and p < 0.05 for p in windows] == [True, True, False]


def test_among_equal_units_p_values_are_never_too_small() -> None:
    worlds = [judged(opportunities(seed, rows=6000)) for seed in range(20)]
    p = [row.p for world in worlds for row in world.rows if row.p is not None]
    windows = [p for world in worlds for row in world.rows for p in row.windows if p is not None]
    assert len(p) > 600
    for values in (p, windows):
        assert share_at_most(values, 0.01) <= 0.01
        assert share_at_most(values, 0.05) <= 0.05
        assert share_at_most(values, 0.2) <= 0.2
    # The gate of the whole screen: at most a tenth of a false name per world.
    assert found_in(worlds) <= 2


@pytest.mark.parametrize("spread", [0.01, 0.05])
def test_units_that_differ_for_honest_reasons_are_left_in_peace(spread: float) -> None:
    worlds = [judged(opportunities(seed, spread=spread)) for seed in range(20)]
    assert found_in(worlds) <= 2


def test_a_unit_that_does_it_every_second_time_is_found_among_honest_differences() -> None:
    worlds = []
    for seed in range(10):
        tally = opportunities(seed, spread=0.01)
        more = (tally["subject_no"] == 7) & (np.random.default_rng(seed).random(tally["outcome"].size) < 0.5)
        tally["outcome"] = np.where(more, 1, tally["outcome"])
        worlds.append(judged(tally))
    found = [next(row for row in world.rows if row.subject_no == 7) for world in worlds]
    assert all(row.p is not None and row.p < 0.001 for row in found)
    assert found_in(worlds) >= 10


def test_a_clear_case_is_found_though_less_than_one_event_is_expected() -> None:
    # 15 events where its peers' rate gives about 0.8; the many small units beside it excuse nobody.
    tally = units([80] + [600] * 20 + [60] * 20, [15] + [5] * 20 + [0, 1] * 10)
    case = np.random.default_rng(3).permutation(tally["outcome"].size)
    first = judged({**tally, "case_no": case}, Minimum(n=30, expected=0.5, peers=5)).rows[0]
    assert 0.5 < first.expected < 1.0
    assert first.p is not None
    assert first.p < 1e-6


def test_small_units_do_not_make_all_units_look_different() -> None:
    large = units([600] * 20, [12, 14, 11, 13] * 5)
    both = units([600] * 20 + [60] * 40, [12, 14, 11, 13] * 5 + [0, 0, 0, 5] * 10)
    minimum = Minimum(n=30, expected=0.5, peers=5)
    alone, together = (judged({**t, "case_no": np.arange(t["outcome"].size)}, minimum) for t in (large, both))
    assert alone.correlation == together.correlation == 0.0


@pytest.mark.parametrize("units_in_all", [6, 40])
def test_rare_events_and_few_expected_accuse_nobody(units_in_all: int) -> None:
    worlds = []
    for seed in range(20):
        tally = opportunities(seed, units=units_in_all, rows=200 * units_in_all)
        rare = np.random.default_rng(100 + seed).random(tally["outcome"].size) < 0.1
        worlds.append(judged({**tally, "outcome": tally["outcome"] * rare}, Minimum(n=30, expected=0.5, peers=5)))
    p = [row.p for world in worlds for row in world.rows if row.p is not None]
    assert min(row.expected for world in worlds for row in world.rows if row.p is not None) < 2.0
    assert share_at_most(p, 0.01) <= 0.01
    assert share_at_most(p, 0.05) <= 0.05
    assert found_in(worlds) <= 2
