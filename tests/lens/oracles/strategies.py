"""Small logs that hold every awkward thing at once: ties, midnight, nobody, one event, all states."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from buckstop.lens.mapping import State
from tests.lens.oracles.logs import Cells, stamp
from tests.lens.oracles.plain import PlainEvent, in_order

steady = settings(deadline=None, derandomize=True)  # the same examples every time, on a slow machine too

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
# 2024-03-30T22:30Z: local midnight in Berlin half an hour later, and the change to summer time the night after.
START = 1_711_837_800_000_000
GAPS = (0, 0, 1, MINUTE, 29 * MINUTE, 30 * MINUTE, 30 * MINUTE, 31 * MINUTE, 60 * MINUTE, 90 * MINUTE, DAY, 9 * DAY)
ACTIVITIES = 4
HOLDERS = 3
HOLDER_CELLS = (
    "Amt",
    "Stadt",
    "Land",
    "Kreis",
    " Kreis",
    "乡政府",
    "O'Brien",
    "bot",
    "inbox",
    "EMPTY",
    "?",
    "",
    " ",
    None,
)


@st.composite
def events_of_a_case(draw: st.DrawFn, *, sequenced: bool) -> list[PlainEvent]:
    """A case of 1 to 9 events, in order."""
    us = START
    events = []
    for row in range(draw(st.integers(1, 9))):
        us += draw(st.sampled_from(GAPS))
        events.append(
            PlainEvent(
                us=us,
                row=row + 1,
                state=draw(st.sampled_from(list(State))),
                activity=draw(st.integers(0, ACTIVITIES - 1)),
                holder=draw(st.none() | st.integers(0, HOLDERS - 1)),
                sequence=draw(st.none() | st.integers(1, 3)) if sequenced else None,
            )
        )
    return in_order(events)


def some_cases(*, max_cases: int = 5) -> st.SearchStrategy[list[list[PlainEvent]]]:
    """Several cases, all with or all without a sequence column."""
    return st.booleans().flatmap(
        lambda sequenced: st.lists(events_of_a_case(sequenced=sequenced), min_size=1, max_size=max_cases)
    )


CELLS: dict[str, tuple[str | None, ...]] = {
    "unit": HOLDER_CELLS,
    "person": HOLDER_CELLS,
    "activity": ("open", "push", "call", None),
    "state": (*(state.value for state in State), "unheard of", None),
    "type": ("road", "?", None),
    "number": ("1", "2", "3", None),
}
STAYING = 0.4  # share of events whose holder is the one of the event before
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata")


@st.composite
def rows_of_a_log(draw: st.DrawFn, *, distinct_times: bool = False, max_cases: int = 6) -> list[Cells]:
    """Rows of a staged log, cases interleaved and out of order; times in changing offsets.

    Args:
        distinct_times: no two events of a case at one instant.
    """
    rows: list[Cells] = []
    gaps = [gap for gap in GAPS if gap or not distinct_times]
    for case in range(draw(st.integers(1, max_cases))):
        us = START + draw(st.sampled_from((0, MINUTE, DAY)))
        for _ in range(draw(st.integers(1, 7))):
            us += draw(st.sampled_from(gaps))
            told: Cells = {"case": f"c{case}", "time": stamp(us, draw(st.sampled_from(ZONES)))}
            rows.append(told | {name: draw(st.sampled_from(cells)) for name, cells in CELLS.items()})
    return list(draw(st.permutations(rows)))


def awkward_rows(cases: int, seed: int, *, distinct_times: bool = False) -> list[Cells]:
    """The same kind of rows, many of them, from a seed: one import of these tries thousands of stays."""
    rng = np.random.default_rng(seed)
    gaps = [gap for gap in GAPS if gap or not distinct_times]
    rows: list[Cells] = []
    for case in range(cases):
        us = START + int(rng.integers(0, 90)) * DAY
        before: Cells = {}
        for _ in range(int(rng.integers(1, 14))):
            us += gaps[rng.integers(len(gaps))]
            told: Cells = {"case": f"c{case * 7919 % cases}", "time": stamp(us, ZONES[rng.integers(3)])}
            told |= {name: cells[rng.integers(len(cells))] for name, cells in CELLS.items()}
            if before and rng.random() < STAYING:
                told |= {name: before[name] for name in ("unit", "person")}
            rows.append(told)
            before = told
    return [rows[place] for place in rng.permutation(len(rows))]
