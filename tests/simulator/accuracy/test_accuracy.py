"""The accuracy measurement: scored right on values made by hand, and honest from end to end on a small world."""

from buckstop.simulator.accuracy.page import accuracy_page
from buckstop.simulator.accuracy.score import Outcome, score
from buckstop.simulator.accuracy.worlds import Job, look
from buckstop.simulator.logs import LogSpec, Truth

RELAY = Truth("pure_relay", "Roads")
GAP = Truth("queue_gap", "Water")
RUSH = Truth("deadline_rush", "Parks")
FOLLOWS = Truth("reopened_after_close", "Parks")
FALSE = Truth("pure_relay", "Schools")
ORPHAN = Truth("orphan", "Health")


def outcome(
    *found: Truth,
    dose: float = 0.5,
    twin: bool = False,
    once: frozenset[Truth] = frozenset(),
    counts: dict[Truth, int] | None = None,
) -> Outcome:
    planted = frozenset() if twin else frozenset({RELAY, GAP, RUSH})
    return Outcome(
        dose=dose,
        twin=twin,
        planted=planted,
        collateral=frozenset() if twin else frozenset({FOLLOWS}),
        counted={} if twin else {ORPHAN: 6},
        found=frozenset(found),
        once=once,
        counts={ORPHAN: 6} if counts is None else counts,
        tests=50,
    )


def test_recall_counts_planted_faults_and_precision_counts_finds() -> None:
    scores = score([outcome(RELAY, GAP, FALSE), outcome(RELAY, once=frozenset({GAP}))])
    total = scores.total(0.5)
    assert (total.recall.hits, total.recall.of) == (3, 6)
    assert (total.precision.hits, total.precision.of) == (3, 4)
    assert total.once == 1
    assert scores.false == (FALSE,)
    relay = next(row for row in scores.rows if row.dose == 0.5 and row.pattern == "pure_relay")
    assert (relay.recall.value, relay.precision.value) == (1.0, 2 / 3)


def test_what_follows_from_a_plant_counts_neither_for_nor_against() -> None:
    total = score([outcome(RELAY, FOLLOWS)]).total(0.5)
    assert (total.precision.hits, total.precision.of, total.collateral) == (1, 1, 1)


def test_every_find_in_a_null_twin_is_a_false_alarm() -> None:
    twins = [outcome(FALSE, twin=True, counts={}), *(outcome(twin=True, counts={}) for _ in range(9))]
    scores = score([outcome(RELAY, GAP, RUSH), *twins])
    assert (scores.twins.per_twin, scores.twins.with_finds.hits, scores.twins.tests) == (0.1, 1, 500)
    assert scores.passed
    assert not score([outcome(RELAY, GAP, RUSH), *twins[:9]]).passed


def test_one_miscount_closes_the_gate() -> None:
    perfect = outcome(RELAY, GAP, RUSH)
    assert score([perfect]).passed
    assert not score([outcome(RELAY, GAP, RUSH, counts={ORPHAN: 5})]).passed
    assert not score([outcome(RELAY, GAP, RUSH, counts={ORPHAN: 6, Truth("orphan", "Roads"): 1})]).passed


def test_nothing_is_claimed_of_patterns_that_were_not_found() -> None:
    scores = score([outcome()])
    assert scores.total(0.5).precision.value is None
    assert not scores.passed


def test_the_page_shows_every_dose_pattern_gate_and_false_alarm() -> None:
    scores = score([outcome(RELAY, GAP, FALSE), outcome(FALSE, twin=True, counts={})])
    page = accuracy_page(scores, LogSpec())
    assert "| pass.pure_relay | 1.00 (1/1) [0.21, 1.00] | 0.50 (1/2) [0.09, 0.91] | 0 | 0 |" in page
    assert "| precision at dose 0.5, at least | 0.667 | 0.95 | NO |" in page
    assert "| pass.pure_relay | 1 | 1 |" in page


def test_a_small_world_is_imported_and_screened_and_its_truth_is_told() -> None:
    spec = LogSpec(seed=3, cases=2000, counted=3)
    told = look(Job(spec, twin=False))
    assert len(told.found & told.planted) >= 9
    assert told.found <= told.planted | told.collateral
    assert told.counts == told.counted


def test_a_small_null_twin_is_left_in_peace() -> None:
    told = look(Job(LogSpec(seed=4, cases=2000, language="zh").null_twin(), twin=True))
    assert told.tests > 60
    assert (told.found, told.counts) == (frozenset(), {})
