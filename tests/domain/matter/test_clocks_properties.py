"""Whatever happens to a matter: one clock at every instant, none twice, and what is settled stays."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buckstop.domain.matter.clocks import Why, by_clock, hours
from buckstop.domain.matter.events import MatterEvent, work
from buckstop.domain.matter.words import OUTSIDE, PLANNER
from tests.domain.matter.clock_histories import UNITS, History, drive

QUICK = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
histories = st.builds(drive, st.integers(0, 10**9), st.integers(5, 50))
LATER = timedelta(days=3)
Span = tuple[datetime, datetime]


def join(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch, as one."""
    found: list[Span] = []
    for start_at, stop_at in spans:
        if found and found[-1][1] == start_at:
            found[-1] = (found[-1][0], stop_at)
        elif start_at < stop_at:
            found.append((start_at, stop_at))
    return found


def open_spans(log: Sequence[MatterEvent], until_at: datetime) -> list[Span]:
    """When the matter was open, told from what closed and reopened it only."""
    spans, began_at, closed = [], log[0].happened_at, False
    for event in log:
        if isinstance(event, work.MatterClosed):
            spans.append((began_at, event.happened_at))
            closed = True
        elif closed and isinstance(event, work.MatterReopened):
            began_at, closed = event.happened_at, False
    return join(spans if closed else [*spans, (began_at, until_at)])


@QUICK
@given(histories)
def test_stretches_fill_exactly_the_time_a_matter_was_open(history: History) -> None:
    for log in history.logs.values():
        stretches = hours(log, history.at + LATER)
        assert all(stretch.from_at < stretch.until_at for stretch in stretches)
        assert all(one.until_at <= other.from_at for one, other in pairwise(stretches))
        spans = join((stretch.from_at, stretch.until_at) for stretch in stretches)
        assert spans == open_spans(log, history.at + LATER)


@QUICK
@given(histories)
def test_every_stretch_runs_for_somebody_and_the_sums_are_the_whole(history: History) -> None:
    known = {*UNITS, "outside", OUTSIDE, PLANNER}
    for log in history.logs.values():
        stretches = hours(log, history.at + LATER)
        assert {stretch.clock for stretch in stretches} <= known
        assert {stretch.holder for stretch in stretches} <= set(UNITS)
        assert sum(by_clock(stretches).values(), timedelta()) == sum((one.length for one in stretches), timedelta())


@QUICK
@given(histories, st.integers(1, 99))
def test_what_is_not_provisional_never_changes(history: History, share: int) -> None:
    for log in history.logs.values():
        known = max(1, len(log) * share // 100)
        until_at = log[known].happened_at if known < len(log) else history.at
        early = hours(log[:known], until_at)
        late = hours(log, history.at + LATER)
        for stretch in early:
            if stretch.provisional:
                continue
            over = [one for one in late if one.from_at < stretch.until_at and stretch.from_at < one.until_at]
            assert {(one.holder, one.clock, one.phase, one.why) for one in over} == {
                (stretch.holder, stretch.clock, stretch.phase, stretch.why)
            }


@QUICK
@given(histories)
def test_a_closed_matter_has_no_open_questions(history: History) -> None:
    for matter, log in history.logs.items():
        if not history.matter(matter).open:
            assert not any(stretch.provisional for stretch in hours(log, history.at))


def test_the_histories_reach_every_reason() -> None:
    seen: Counter[Why] = Counter()

    @settings(QUICK, max_examples=250)
    @given(histories)
    def look(history: History) -> None:
        for log in history.logs.values():
            seen.update(stretch.why for stretch in hours(log, history.at + LATER))

    look()
    assert set(Why) - set(seen) == set()
