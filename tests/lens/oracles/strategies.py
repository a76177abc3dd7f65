"""Small logs that hold every awkward thing at once: ties, midnight, nobody, one event, all states."""

from hypothesis import settings
from hypothesis import strategies as st

from buckstop.lens.mapping import State
from tests.lens.oracles.plain import PlainEvent, in_order

steady = settings(deadline=None, derandomize=True)  # the same examples every time, on a slow machine too

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
# 2024-03-30T22:30Z: local midnight in Berlin half an hour later, and the change to summer time the night after.
START = 1_711_837_800_000_000
GAPS = (0, 0, 1, MINUTE, 29 * MINUTE, 30 * MINUTE, 30 * MINUTE, 31 * MINUTE, 60 * MINUTE, 90 * MINUTE, DAY, 9 * DAY)
ACTIVITIES = 4
HOLDERS = 3


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
