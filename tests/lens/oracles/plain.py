"""What the lens should compute, a second time: one event after the other, in plain Python, without arrays or SQL.

Slow on purpose. It follows the words of `buckstop.lens.tables` and shares no code with the kernel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from buckstop.lens.mapping import STATE_CODES, State

Row = dict[str, object]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FINISHED = (State.DONE, State.CLOSED)
_OPEN_AGAIN = (State.WORKING, State.QUEUED, State.WAITING, State.PAUSED, State.REOPENED)
_OWN_COLUMN = {
    State.WORKING: "working_us",
    State.QUEUED: "queued_us",
    State.WAITING: "waiting_us",
    State.PAUSED: "paused_us",
}
SPANS = ("working_us", "queued_us", "waiting_us", "paused_us", "other_us", "unheld_us", "after_us")


@dataclass(frozen=True, slots=True)
class PlainEvent:
    """One event. holder None = nobody; sequence None = the log tells none for this event."""

    us: int
    row: int
    state: State
    activity: object
    holder: object = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class PlainRules:
    """What the mapping says."""

    has_states: bool = True
    advancing: frozenset[object] = frozenset()
    min_work_us: int = 30 * 60_000_000
    zone: str = "UTC"


@dataclass(slots=True)
class PlainRun:
    """A stay: the positions of its own events, and of all events until the next stay."""

    holder: object
    own: list[int] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlainCase:
    """Everything expected of one case."""

    events: list[Row]
    case: Row
    runs: list[Row]
    case_run: Row


def in_order(events: Iterable[PlainEvent]) -> list[PlainEvent]:
    """By instant, then sequence (events without one last), then source row."""
    return sorted(events, key=lambda e: (e.us, e.sequence is None, e.sequence or 0, e.row))


def local(us: int, zone: str) -> datetime:
    """Wall-clock time of an instant."""
    return (_EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone))


def is_midnight(us: int, zone: str) -> bool:
    """Whether an instant is stamped exactly local midnight."""
    here = local(us, zone)
    return (here.hour, here.minute, here.second, here.microsecond) == (0, 0, 0, 0)


def runs_of(events: Sequence[PlainEvent]) -> list[PlainRun]:
    """Stays of a case; an event without a holder changes nothing and belongs to the stay under way."""
    runs: list[PlainRun] = []
    for position, event in enumerate(events):
        if event.holder is not None and (not runs or runs[-1].holder != event.holder):
            runs.append(PlainRun(event.holder))
        if runs:
            runs[-1].covered.append(position)
            if event.holder is not None:
                runs[-1].own.append(position)
    return runs


def spans_of(events: Sequence[PlainEvent]) -> list[int]:
    """Time to the next event of the case, 0 at the last."""
    return [later.us - event.us for event, later in pairwise(events)] + [0]


def shares_of(events: Sequence[PlainEvent]) -> list[str]:
    """Per event the one column its span goes to."""
    resolved = False
    columns = []
    for event in events:
        resolved = resolved or event.state in _FINISHED
        if resolved:
            columns.append("after_us")
        elif event.holder is None:
            columns.append("unheld_us")
        else:
            columns.append(_OWN_COLUMN.get(event.state, "other_us"))
    return columns


def plain_case(events: Sequence[PlainEvent], rules: PlainRules) -> PlainCase:
    """One case, its events in order."""
    runs = runs_of(events)
    run_rows = [_run(events, runs, number, rules) for number in range(len(runs))]
    spans, shares = spans_of(events), shares_of(events)
    ties = [_is_tied(events, i) for i in range(len(events))]
    event_rows = [
        {
            "seq": i,
            "row_no": event.row,
            "happened_us": event.us,
            "span_us": spans[i],
            "activity": event.activity,
            "state": STATE_CODES[event.state],
            "tied": ties[i],
        }
        for i, event in enumerate(events)
    ]
    return PlainCase(event_rows, _case(events, ties, rules), run_rows, _case_run(events, runs, run_rows, spans, shares))


def _is_tied(events: Sequence[PlainEvent], i: int) -> bool:
    if i == 0 or events[i].us != events[i - 1].us:
        return False
    numbers = (events[i].sequence, events[i - 1].sequence)
    return None in numbers or numbers[0] == numbers[1]


def _is_date_tied(events: Sequence[PlainEvent], i: int, zone: str) -> bool:
    if i == 0:
        return False
    event, before = events[i], events[i - 1]
    numbers = (event.sequence, before.sequence)
    told_apart = None not in numbers and numbers[0] != numbers[1]
    same_day = local(event.us, zone).date() == local(before.us, zone).date()
    return same_day and not told_apart and (is_midnight(event.us, zone) or is_midnight(before.us, zone))


def _is_reopened(events: Sequence[PlainEvent], i: int) -> bool:
    return i + 1 < len(events) and events[i].state in _FINISHED and events[i + 1].state in _OPEN_AGAIN


def _case(events: Sequence[PlainEvent], ties: list[bool], rules: PlainRules) -> Row:
    done = [event.us for event in events if event.state in _FINISHED]
    entries = [
        i
        for i, event in enumerate(events)
        if event.state in _FINISHED and (i == 0 or events[i - 1].state not in _FINISHED)
    ]
    return {
        "started_us": events[0].us,
        "ended_us": events[-1].us,
        "events": len(events),
        "resolved_us": done[0] if done else None,
        "closings": len(entries),
        "closed_entries": sum(
            event.state is State.CLOSED and (i == 0 or events[i - 1].state is not State.CLOSED)
            for i, event in enumerate(events)
        ),
        "reopened": sum(_is_reopened(events, i) for i in range(len(events))),
        "tied_events": sum(ties),
        "date_tied_events": sum(_is_date_tied(events, i, rules.zone) for i in range(len(events))),
    }


def _case_run(
    events: Sequence[PlainEvent], runs: list[PlainRun], rows: list[Row], spans: list[int], shares: list[str]
) -> Row:
    names = [run.holder for run in runs]
    first_done = next((i for i, event in enumerate(events) if event.state in _FINISHED), None)
    resolver = next((run.holder for run in runs if first_done in run.covered), None)
    return {
        "runs": len(runs),
        "handovers": max(len(runs) - 1, 0),
        "holders": len(set(names)),
        "aba": sum(names[i] == names[i - 2] for i in range(2, len(names))),
        "returns": sum(row["return_length"] is not None for row in rows),
        "first_holder": names[0] if names else None,
        "last_holder": names[-1] if names else None,
        "resolver": resolver,
    } | {column: sum(s for s, c in zip(spans, shares, strict=True) if c == column) for column in SPANS}


def _run(events: Sequence[PlainEvent], runs: list[PlainRun], number: int, rules: PlainRules) -> Row:
    run = runs[number]
    earlier = [i for i in range(number) if runs[i].holder == run.holder]
    own = [events[i] for i in run.own]
    last = number == len(runs) - 1
    spans, shares = spans_of(events), shares_of(events)
    done = [event.us for event in own if event.state in _FINISHED]
    entries, straight = _waits(events, run)
    return {
        "run_no": number,
        "holder": run.holder,
        "prev_holder": runs[number - 1].holder if number else None,
        "next_holder": None if last else runs[number + 1].holder,
        "return_length": number - earlier[-1] if earlier else None,
        "started_us": own[0].us,
        "ended_us": None if last else events[runs[number + 1].own[0]].us,
        "first_row": own[0].row,
        "events": len(own),
        "entry_state": STATE_CODES[own[0].state],
        "exit_state": STATE_CODES[own[-1].state],
        "productive": _productive(events, run, spans, rules),
        "waits": len(entries),
        "waits_straight_to_done": straight,
        "wait_started_us": events[entries[0]].us if entries else None,
        "done_us": done[0] if done else None,
        "reopened_after": sum(_is_reopened(events, i) for i in run.own),
        "first_queue_us": _first_queue(events, run, spans),
        "held_cal_us": None,
        "queued_cal_us": None,
    } | {column: sum(spans[i] for i in run.covered if shares[i] == column) for column in SPANS}


def _waits(events: Sequence[PlainEvent], run: PlainRun) -> tuple[list[int], int]:
    """Positions where a stretch of waiting begins for this holder, and how many such stretches end in done."""
    entries: list[int] = []
    straight = 0
    open_stretch = False
    for i in run.covered:
        if events[i].state != State.WAITING:
            open_stretch = False
        elif events[i].holder is not None:
            if not open_stretch:
                entries.append(i)
            open_stretch = True
            straight += i + 1 in run.own and events[i + 1].state in _FINISHED
    return entries, straight


def _first_queue(events: Sequence[PlainEvent], run: PlainRun, spans: list[int]) -> int:
    started = events[run.own[0]].us
    if events[run.own[0]].state != State.QUEUED:
        return 0
    taken_up = [events[i].us for i in run.own if events[i].state != State.QUEUED]
    end = events[run.covered[-1]].us + spans[run.covered[-1]]
    return (taken_up[0] if taken_up else end) - started


def _productive(events: Sequence[PlainEvent], run: PlainRun, spans: list[int], rules: PlainRules) -> bool:
    if any(events[i].activity in rules.advancing for i in run.own):
        return True
    if not rules.has_states:
        return any(events[i].activity not in [e.activity for e in events[:i]] for i in run.own)
    for i in run.own:
        entered = i == 0 or events[i - 1].state != events[i].state
        if entered and events[i].state in (State.WAITING, *_FINISHED):
            return True
    return sum(spans[i] for i in run.own if events[i].state == State.WORKING) >= rules.min_work_us
