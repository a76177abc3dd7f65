"""Longer cycles: what counts as a return, what a shuffle keeps, and silence under chance."""

from math import comb

import numpy as np

from buckstop.lens.fairness.stubs import Walks, judge_stubs
from buckstop.lens.pattern import Minimum
from tests.lens.fairness.chance import WINDOW_OF, Ints, share_at_most, stays


def walks(*paths: str) -> Walks:
    """Cases given as letters, one letter per holder."""
    holder = np.array([ord(letter) - ord("A") for path in paths for letter in path], dtype=np.int64)
    case = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    return Walks.of(case, holder, np.zeros(holder.size, dtype=np.int64), np.ones(holder.size, dtype=np.int64))


def test_only_a_return_after_two_others_counts() -> None:
    at = walks("ABA", "ABCA", "ABCDA", "ABACA", "ABCBA")
    assert at.returns(at.before).tolist() == [6, 11, 21]


def test_a_return_that_may_not_count_does_not_count() -> None:
    at = walks("ABCA")
    silent = Walks(at.holder, at.before, at.group, np.zeros(4, dtype=bool))
    assert silent.returns(silent.before).size == 0


def test_a_shuffle_keeps_every_stays_arrival_and_every_holders_departures() -> None:
    at = walks("ABCA", "ABD", "CBA", "DBCBA", "AB")
    pairs = sorted(zip(at.holder[at.before[at.before >= 0]].tolist(), at.holder[at.before >= 0].tolist(), strict=True))
    orders = set()
    for before in at.shuffled(50):
        follows = before >= 0
        assert (follows == (at.before >= 0)).all()
        assert np.unique(before[follows]).size == follows.sum()
        assert sorted(zip(at.holder[before[follows]].tolist(), at.holder[follows].tolist(), strict=True)) == pairs
        orders.add(tuple(before.tolist()))
    assert len(orders) > 10


def test_a_shuffle_never_crosses_strata() -> None:
    holder = np.array([0, 1, 2, 3, 1, 4], dtype=np.int64)
    case, stratum = np.repeat([0, 1], 3), np.repeat([0, 1], 3)
    at = Walks.of(case, holder, stratum, np.ones(6, dtype=np.int64))
    assert all((before == at.before).all() for before in at.shuffled(20))


def test_a_case_that_circles_often_counts_once_per_holder() -> None:
    at = walks("ABCABCABC", "ABCA")
    rows = at.returns(at.before)
    assert sorted((int(row) >= 9, int(at.holder[row])) for row in rows) == [
        (False, 0),
        (False, 1),
        (False, 2),
        (True, 0),
    ]


def test_a_shuffle_keeps_the_length_of_every_case() -> None:
    at = walks("ABCAD", "ABD", "CBA", "DBCBA", "AB")
    lengths = lengths_of(at.before)
    assert lengths == [2, 3, 3, 5, 5]
    assert all(lengths_of(before) == lengths for before in at.shuffled(50))


def lengths_of(before: Ints) -> list[int]:
    """Stays of every walk, followed from its start."""
    after = {int(at): row for row, at in enumerate(before.tolist()) if at >= 0}
    lengths = []
    for start in np.flatnonzero(before < 0).tolist():
        length, row = 1, start
        while row in after:
            length, row = length + 1, after[row]
        lengths.append(length)
    return sorted(lengths)


def test_what_no_shuffle_showed_is_unlikely_but_not_impossible() -> None:
    # All six round trips return; shuffles with the straight route differ so little that a tail of that width would end.
    for straight in (2, 6, 30):
        paths = [(0, 1, 2, 0)] * 6 + [(3, 1, 2, 4)] * straight
        rows = [(holder, case, run, 0) for case, path in enumerate(paths) for run, holder in enumerate(path)]
        names = ("subject_no", "case_no", "run_no", "stratum")
        tally = dict(zip(names, np.array(rows, dtype=np.int64).T, strict=True))
        tally |= {"counted": np.ones(len(rows), dtype=np.int64)}
        first = judge_stubs(tally, tally["case_no"], np.zeros(1, dtype=np.int64), Minimum(n=1, expected=0.0)).rows[0]
        exact = 1.0 / comb(6 + straight, 6)
        assert first.p is not None
        assert exact < first.p < 0.25


def planted(times: int) -> dict[str, Ints]:
    """Round trips of holder 0, beside straight routes over the same holders."""
    paths = ([(0, 1, 2, 0)] * times + [(3, 1, 2, 4), (5, 1, 4, 2)] * 60) * 3
    rows = [
        (holder, case, run, case * 3 // len(paths))
        for case, path in enumerate(paths)
        for run, holder in enumerate(path)
    ]
    names = ("subject_no", "case_no", "run_no", "stratum")
    found = dict(zip(names, np.array(rows, dtype=np.int64).T, strict=True))
    return {**found, "counted": np.ones(len(rows), dtype=np.int64)}


def test_planted_round_trips_are_found_in_every_window() -> None:
    tally = planted(40)
    judged = judge_stubs(tally, tally["case_no"], np.arange(3), Minimum(n=30, expected=1.0))
    first = judged.rows[0]
    assert (first.subject_no, first.observed) == (0, 120)
    assert first.expected < 60
    assert first.p is not None
    assert first.p < 1e-10
    assert all(p is not None and p < 0.001 for p in first.windows)
    assert all(row.p is None or row.p > 0.05 for row in judged.rows[1:])


def test_the_order_of_rows_changes_nothing() -> None:
    tally = stays(3, cases=300)
    mixed = np.random.default_rng(1).permutation(tally["case_no"].size)
    other = {name: values[mixed] for name, values in tally.items()}
    minimum = Minimum(n=10, expected=0.5)
    assert judge_stubs(tally, tally["case_no"], WINDOW_OF, minimum) == judge_stubs(
        other, other["case_no"], WINDOW_OF, minimum
    )


def test_no_stays_make_no_judgements() -> None:
    empty: dict[str, Ints] = {name: values[:0] for name, values in stays(1, cases=2).items()}
    assert judge_stubs(empty, empty["case_no"], WINDOW_OF, Minimum(n=1)).rows == ()


def test_under_chance_p_values_are_never_too_small() -> None:
    whole: list[float] = []
    windows: list[float] = []
    for seed in range(8):
        tally = stays(seed)
        for row in judge_stubs(tally, tally["case_no"], WINDOW_OF, Minimum(n=30, expected=1.0)).rows:
            whole += [] if row.p is None else [row.p]
            windows += [p for p in row.windows if p is not None]
    assert len(whole) > 150
    for p in (whole, windows):
        assert share_at_most(p, 0.05) <= 0.05
        assert share_at_most(p, 0.2) <= 0.2
        assert share_at_most(p, 0.5) > 0.3


def test_holders_of_hard_cases_that_wander_long_are_left_in_peace() -> None:
    p: list[float] = []
    for seed in range(4):
        tally = stays(seed, stop=0.55, hard=0.1)
        rows = judge_stubs(tally, tally["case_no"], WINDOW_OF, Minimum(n=30, expected=1.0)).rows
        p += [row.p for row in rows if row.p is not None]
    assert len(p) > 60
    assert share_at_most(p, 0.05) <= 0.05
