"""Ranges over tie orders: what the order of events of one instant can change, and what it cannot."""

from itertools import groupby, permutations, product
from pathlib import Path

from buckstop.lens.facts import facts
from buckstop.lens.tie_ranges import OrderRange, order_ranges
from tests.lens.oracles.logs import Cells, session, stored

NAMES = ("handovers", "cases_with_handover", "aba_cases", "aba_occurrences", "return_cases", "returns")
Timed = list[tuple[int, str | None]]  # minute, holder


def rows_of(cases: list[Timed]) -> list[Cells]:
    return [
        {"case": f"c{n}", "time": f"2024-05-01T10:{minute:02}:00Z", "unit": holder}
        for n, case in enumerate(cases)
        for minute, holder in case
    ]


def figures(holders: list[str | None]) -> tuple[int, ...]:
    """The six figures of one case, from holders in order."""
    named = [name for name in holders if name is not None]
    runs = [name for name, _ in groupby(named)]
    aba = sum(runs[i] == runs[i - 2] for i in range(2, len(runs)))
    returns = len(runs) - len(set(runs))
    passes = max(len(runs) - 1, 0)
    return passes, int(passes > 0), int(aba > 0), aba, int(returns > 0), returns


def every_order(case: Timed) -> set[tuple[int, ...]]:
    """The figures of a case under every order of its tied events."""
    slots = [[holder for _, holder in slot] for _, slot in groupby(case, key=lambda event: event[0])]
    return {
        figures([holder for slot in order for holder in slot])
        for order in product(*(list(permutations(slot)) for slot in slots))
    }


def brute_force(cases: list[Timed]) -> dict[str, OrderRange]:
    """Lowest and highest sums: cases are ordered independently of each other."""
    per_case = [every_order(case) for case in cases]
    return {
        name: OrderRange(sum(min(f[i] for f in c) for c in per_case), sum(max(f[i] for f in c) for c in per_case))
        for i, name in enumerate(NAMES)
    }


def ranges(cases: list[Timed], folder: Path, orders: int) -> dict[str, OrderRange]:
    with session(stored(rows_of(cases), folder)) as lens:
        return order_ranges(lens, orders)


TIED: Timed = [(0, "A"), (1, "B"), (1, "A"), (1, None), (2, "B"), (2, "C")]
STRICT: Timed = [(0, "A"), (1, "B"), (2, "A")]


def test_with_enough_orders_the_range_of_a_small_log_is_the_one_of_all_permutations(tmp_path: Path) -> None:
    assert ranges([TIED], tmp_path, 200) == brute_force([TIED])
    both: list[Timed] = [TIED, STRICT, [(0, "A"), (0, "B"), (0, "A")]]
    assert ranges(both, tmp_path, 2000) == brute_force(both)


def test_a_few_orders_stay_inside_the_range_of_all_and_hold_the_order_of_the_file(tmp_path: Path) -> None:
    cases: list[Timed] = [
        [(0, "A"), (1, "B"), (1, "C"), (1, "A")],
        [(0, "B"), (0, "A"), (0, "B"), (3, "A"), (3, "C")],
        STRICT,
        [(0, None), (0, None)],
    ]
    whole = brute_force(cases)
    as_filed = [sum(values) for values in zip(*(figures([h for _, h in case]) for case in cases), strict=True)]
    found = ranges(cases, tmp_path, 5)
    for name, filed in zip(NAMES, as_filed, strict=True):
        assert whole[name].low <= found[name].low <= filed <= found[name].high <= whole[name].high


def test_without_other_orders_the_range_is_the_order_of_the_file(tmp_path: Path) -> None:
    with session(stored(rows_of([TIED, STRICT]), tmp_path)) as lens:
        found, figures_found = order_ranges(lens, 0), facts(lens, tie_orders=0)
    assert figures_found.ranges == {}
    plain = figures_found.as_json()
    assert found == {name: OrderRange(int(str(plain[name])), int(str(plain[name]))) for name in NAMES}


def test_the_same_log_has_the_same_ranges_whatever_the_order_of_its_cases(tmp_path: Path) -> None:
    rows = rows_of([TIED, STRICT, TIED[::-1], [(5, "A"), (5, "B"), (5, "C"), (5, "A")]])
    by_case = [[row for row in rows if row["case"] == name] for name in ("c2", "c0", "c3", "c1")]
    turned = [row for case in by_case for row in case]
    with session(stored(rows, tmp_path)) as first, session(stored(turned, tmp_path)) as second:
        assert order_ranges(first, 4) == order_ranges(second, 4)


def test_a_log_without_ties_has_no_ranges(tmp_path: Path) -> None:
    with session(stored(rows_of([STRICT]), tmp_path)) as lens:
        found = facts(lens)
    assert (found.ties, found.ranges) == (0, {})
