"""The step kernel: sorted events in, cases and runs out, whole arrays at a time.

Why: everything later screens ask (who held it, from when to when, in which state, returned after how many others)
depends on neighbouring events of one case. Computing it once, while the sorted events stream by, turns every later
question into a plain GROUP BY. Blocks hold whole cases only, so memory is bounded by the block, not by the log.
Definitions: see `buckstop.lens.tables`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buckstop.lens.mapping import STATE_CODES, State
from buckstop.lens.working_time import WorkingClock
from buckstop.lens.zones import DAY_US, local_us

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_WORKING, _QUEUED = STATE_CODES[State.WORKING], STATE_CODES[State.QUEUED]
_WAITING, _PAUSED = STATE_CODES[State.WAITING], STATE_CODES[State.PAUSED]
_DONE, _CLOSED, _REOPENED = STATE_CODES[State.DONE], STATE_CODES[State.CLOSED], STATE_CODES[State.REOPENED]
_OPEN_AGAIN = np.array([_WORKING, _QUEUED, _WAITING, _PAUSED, _REOPENED])
_ENTERED = np.array([_WAITING, _DONE, _CLOSED])
HUGE = np.iinfo(np.int64).max
SPANS = ("working_us", "queued_us", "waiting_us", "paused_us", "other_us", "unheld_us", "after_us")


@dataclass(frozen=True, slots=True)
class StepRules:
    """What the kernel must know of the mapping.

    Args:
        has_states: whether the log tells states at all; decides what counts as productive.
        advancing: per activity_no, whether the activity is real progress by itself.
        min_work_us: working time from which a stay is productive.
        zone: zone in which days are counted.
        clock: working calendar, or None.
    """

    has_states: bool
    advancing: BoolArray
    min_work_us: int
    zone: str = "UTC"
    clock: WorkingClock | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Whole cases, sorted by case, instant, sequence. All arrays have one entry per event.

    Args:
        case_no: ascending. happened_us: ascending inside a case. row_no: source row.
        activity_no, state: see `tables.EVENTS`.
        same_sequence: True where the sequence value equals that of the event before (or there is no sequence column).
    """

    case_no: IntArray
    happened_us: IntArray
    row_no: IntArray
    activity_no: IntArray
    state: IntArray
    same_sequence: BoolArray


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """Per event and per case, whatever the holder level. Arrays over events unless said otherwise.

    Args:
        starts: first event of each case (per case).
        new_case, span_us, after: first event of its case; time to the next event; at or after the first resolution.
        finished, reopening: event is done or closed; is directly followed by a reopening.
        entering: the state differs from the event before (or first event).
        tied, date_tied: order against the event before not knowable (equal instant; one of them only dated).
        midnight: events stamped exactly local midnight (count).
        duplicates: events equal in instant, activity and state to the one before (per event).
        first_finished: index of the first done or closed event, HUGE if none (per case).
        calendar_us: working time until the next event, or None without a calendar.
    """

    starts: IntArray
    new_case: BoolArray
    span_us: IntArray
    after: BoolArray
    finished: BoolArray
    reopening: BoolArray
    entering: BoolArray
    tied: BoolArray
    date_tied: BoolArray
    midnight: int
    duplicates: BoolArray
    first_finished: IntArray
    calendar_us: IntArray | None


def previous(values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Each entry's forerunner; the first one is its own."""
    shifted = np.empty_like(values)
    shifted[0] = values[0]
    shifted[1:] = values[:-1]
    return shifted


def case_steps(block: Block, rules: StepRules) -> CaseSteps:
    """Everything about a block that does not depend on who holds the case."""
    n = len(block.case_no)
    new_case = np.empty(n, np.bool_)
    new_case[0] = True
    np.not_equal(block.case_no[1:], block.case_no[:-1], out=new_case[1:])
    starts = np.flatnonzero(new_case)
    span = np.zeros(n, np.int64)
    span[:-1] = np.diff(block.happened_us)
    span[starts[1:] - 1] = 0
    finished = (block.state == _DONE) | (block.state == _CLOSED)
    index = np.arange(n)
    first_finished = np.minimum.reduceat(np.where(finished, index, HUGE), starts)
    sizes = np.diff(np.append(starts, n))
    after = index >= np.repeat(first_finished, sizes)
    entering = new_case | (block.state != previous(block.state))
    reopening = np.zeros(n, np.bool_)
    reopening[:-1] = finished[:-1] & np.isin(block.state[1:], _OPEN_AGAIN) & ~new_case[1:]
    same_instant = ~new_case & (block.happened_us == previous(block.happened_us))
    tied = same_instant & block.same_sequence
    duplicates = same_instant & ~entering & (block.activity_no == previous(block.activity_no))
    local = local_us(block.happened_us, rules.zone)
    at_midnight = local % DAY_US == 0
    day = local // DAY_US
    one_dated = at_midnight | previous(at_midnight)
    date_tied = ~new_case & one_dated & (day == previous(day)) & block.same_sequence
    calendar = None if rules.clock is None else rules.clock.worked_us(block.happened_us, block.happened_us + span)
    return CaseSteps(
        starts,
        new_case,
        span,
        after,
        finished,
        reopening,
        entering,
        tied,
        date_tied,
        int(at_midnight.sum()),
        duplicates,
        first_finished,
        calendar,
    )


@dataclass(frozen=True, slots=True)
class _Runs:
    """Where runs start and which events belong to them."""

    starts: IntArray  # event index per run
    case_no: IntArray  # per run
    holder: IntArray  # per run
    first_of_case: BoolArray  # per run
    last_of_case: BoolArray  # per run
    held: BoolArray  # per event: somebody holds from here
    leading: BoolArray  # per event: before the first run of its case


def _find_runs(block: Block, holder: IntArray) -> _Runs:
    n = len(holder)
    held = holder >= 0
    where = np.flatnonzero(held)
    cases, names = block.case_no[where], holder[where]
    boundary = np.ones(len(where), np.bool_)
    boundary[1:] = (cases[1:] != cases[:-1]) | (names[1:] != names[:-1])
    starts = where[boundary]
    run_case = block.case_no[starts]
    first = np.ones(len(starts), np.bool_)
    first[1:] = run_case[1:] != run_case[:-1]
    last = np.ones(len(starts), np.bool_)
    last[:-1] = first[1:]
    # An event without a holder before the first run of its case belongs to nobody's run.
    marks = np.zeros(n, np.int64)
    marks[starts] = 1
    run_of_event = np.cumsum(marks) - 1
    leading = run_of_event < 0
    known = ~leading
    leading[known] = run_case[run_of_event[known]] != block.case_no[known]
    return _Runs(starts, run_case, holder[starts], first, last, held, leading)


def _shares(block: Block, steps: CaseSteps, held: BoolArray) -> dict[str, IntArray]:
    """Per event: its span in exactly one of the seven columns."""
    open_held = held & ~steps.after
    span = steps.span_us
    shares = {
        "working_us": np.where(open_held & (block.state == _WORKING), span, 0),
        "queued_us": np.where(open_held & (block.state == _QUEUED), span, 0),
        "waiting_us": np.where(open_held & (block.state == _WAITING), span, 0),
        "paused_us": np.where(open_held & (block.state == _PAUSED), span, 0),
        "unheld_us": np.where(~held & ~steps.after, span, 0),
        "after_us": np.where(steps.after, span, 0),
    }
    shares["other_us"] = span - sum(shares.values())
    return shares


def _return_lengths(runs: _Runs, run_no: IntArray) -> IntArray:
    """Distance to the holder's last run in the same case, 0 where it never held before."""
    lengths = np.zeros(len(run_no), np.int64)
    if not len(run_no):
        return lengths
    key = (runs.case_no - runs.case_no[0]) * (int(runs.holder.max()) + 1) + runs.holder
    order = np.argsort(key, kind="stable")
    again = key[order[1:]] == key[order[:-1]]
    lengths[order[1:][again]] = run_no[order[1:][again]] - run_no[order[:-1][again]]
    return lengths


def _new_activity(block: Block) -> BoolArray:
    """First occurrence of its activity in its case."""
    width = int(block.activity_no.max()) + 1
    key = (block.case_no - block.case_no[0]) * width + block.activity_no
    order = np.argsort(key, kind="stable")
    fresh = np.ones(len(key), np.bool_)
    fresh[order[1:]] = key[order[1:]] != key[order[:-1]]
    return fresh


def level_steps(
    block: Block, steps: CaseSteps, holder: IntArray, rules: StepRules
) -> tuple[dict[str, npt.NDArray[np.generic]], dict[str, IntArray]]:
    """Runs and per-case figures of a block at one holder level.

    Args:
        holder: holder_no per event, -1 where nobody holds (null, placeholder, robot, queue).

    Returns:
        Columns of `tables.RUNS` and of `tables.CASE_RUNS`; -1 stands for null in every integer column that may be
        null (`NULLABLE` in `buckstop.lens.store` turns it back).
    """
    runs = _find_runs(block, holder)
    shares = _shares(block, steps, runs.held)
    run_first = np.flatnonzero(runs.first_of_case)
    run_sizes = np.diff(np.append(run_first, len(runs.starts)))
    run_no = np.arange(len(runs.starts)) - np.repeat(run_first, run_sizes)
    lengths = _return_lengths(runs, run_no)
    columns = _run_columns(block, steps, runs, shares, rules) if len(runs.starts) else {}
    columns["run_no"] = run_no
    columns["return_length"] = np.where(lengths > 0, lengths, -1)
    return columns, _case_columns(block, steps, runs, shares, lengths, run_first, run_sizes)


def _run_columns(
    block: Block, steps: CaseSteps, runs: _Runs, shares: dict[str, IntArray], rules: StepRules
) -> dict[str, npt.NDArray[np.generic]]:
    starts, mine = runs.starts, ~runs.leading
    some_lead = bool(runs.leading.any())
    held = runs.held & mine if some_lead else runs.held
    index = np.arange(len(mine))

    def total(values: npt.NDArray[np.generic]) -> IntArray:
        return np.add.reduceat(np.where(mine, values, 0) if some_lead else values, starts, dtype=np.int64)

    def first_index(flags: BoolArray) -> IntArray:
        return np.minimum.reduceat(np.where(flags & mine, index, HUGE), starts)

    def instant(index: IntArray) -> IntArray:
        return np.where(index == HUGE, -1, block.happened_us[np.minimum(index, len(mine) - 1)])

    started = block.happened_us[starts]
    following = np.append(started[1:], -1)
    ended = np.where(runs.last_of_case, -1, following)
    last_held = np.maximum.reduceat(np.where(held, index, -1), starts)
    stop = np.where(runs.last_of_case, started + total(steps.span_us), following)
    taken_up = first_index(held & (block.state != _QUEUED))
    taken_up_us = np.where(taken_up == HUGE, stop, instant(taken_up))
    waits, straight = _wait_entries(block, steps, runs)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "case_no": runs.case_no,
        "holder_no": runs.holder,
        "prev_holder": np.where(runs.first_of_case, -1, previous(runs.holder)),
        "next_holder": np.where(runs.last_of_case, -1, np.append(runs.holder[1:], -1)),
        "started_us": started,
        "ended_us": ended,
        "first_row": block.row_no[starts],
        "events": total(held),
        "entry_state": block.state[starts],
        "exit_state": block.state[last_held],
        "productive": _productive(block, steps, held, total, rules),
        "waits": total(waits),
        "waits_straight_to_done": total(straight),
        "wait_started_us": instant(first_index(waits)),
        "done_us": instant(first_index(steps.finished & held)),
        "reopened_after": total(steps.reopening & held),
        "first_queue_us": np.where(block.state[starts] == _QUEUED, taken_up_us - started, 0),
    }
    columns |= {name: total(values) for name, values in shares.items()}
    if steps.calendar_us is not None:
        mine_open = held & ~steps.after & (block.state != _WAITING)
        columns["held_cal_us"] = total(np.where(mine_open, steps.calendar_us, 0))
        queued = mine_open & (block.state == _QUEUED)
        columns["queued_cal_us"] = total(np.where(queued, steps.calendar_us, 0))
    return columns


def _wait_entries(block: Block, steps: CaseSteps, runs: _Runs) -> tuple[BoolArray, BoolArray]:
    """Entries into waiting, and those of them whose stretch of waiting ends in done or closed by the same holder."""
    waiting = (block.state == _WAITING) & runs.held
    starts_run = np.zeros(len(waiting), np.bool_)
    starts_run[runs.starts] = True
    # The first event of a stretch that the holder answers for: the stretch may have begun while nobody was named.
    where = np.flatnonzero(waiting)
    stretch = np.cumsum(steps.entering | starts_run)[where]
    first = np.ones(len(where), np.bool_)
    first[1:] = stretch[1:] != stretch[:-1]
    entries = np.zeros(len(waiting), np.bool_)
    entries[where[first]] = True
    leaves = np.zeros(len(waiting), np.bool_)
    # The next event is done, in the same case and the same run: nobody else came between.
    leaves[:-1] = waiting[:-1] & steps.finished[1:] & ~steps.new_case[1:] & ~starts_run[1:] & runs.held[1:]
    straight = np.zeros(len(waiting), np.bool_)
    straight[where[first][(np.cumsum(entries) - 1)[leaves]]] = True
    return entries, straight


def _productive(
    block: Block,
    steps: CaseSteps,
    held: BoolArray,
    total: Callable[[npt.NDArray[np.generic]], IntArray],
    rules: StepRules,
) -> BoolArray:
    acts = held & rules.advancing[block.activity_no]
    if rules.has_states:
        acts |= held & steps.entering & np.isin(block.state, _ENTERED)
        worked = total(np.where(held & (block.state == _WORKING), steps.span_us, 0))
        return (total(acts) > 0) | (worked >= rules.min_work_us)
    return total(acts | (held & _new_activity(block))) > 0


def _case_columns(
    block: Block,
    steps: CaseSteps,
    runs: _Runs,
    shares: dict[str, IntArray],
    lengths: IntArray,
    run_first: IntArray,
    run_sizes: IntArray,
) -> dict[str, IntArray]:
    cases = block.case_no[steps.starts]
    held_cases = np.searchsorted(cases, runs.case_no[run_first])

    def spread(values: IntArray, empty: int) -> IntArray:
        column = np.full(len(cases), empty, np.int64)
        column[held_cases] = values
        return column

    def per_case(flags: BoolArray) -> IntArray:
        return spread(np.add.reduceat(flags, run_first, dtype=np.int64), 0) if len(run_first) else spread(run_sizes, 0)

    resolver = np.full(len(cases), -1, np.int64)
    solved = np.flatnonzero(steps.first_finished != HUGE)
    if len(runs.starts):
        at = steps.first_finished[solved]
        run = np.searchsorted(runs.starts, at, side="right") - 1
        known = (run >= 0) & ~runs.leading[at]
        resolver[solved[known]] = runs.holder[run[known]]
    columns = {
        "case_no": cases,
        "runs": spread(run_sizes, 0),
        "handovers": spread(run_sizes - 1, 0),
        "holders": per_case(lengths == 0),
        "aba": per_case(lengths == 2),
        "returns": per_case(lengths > 0),
        "first_holder": spread(runs.holder[run_first], -1),
        "last_holder": spread(runs.holder[run_first + run_sizes - 1], -1),
        "resolver": resolver,
    }
    return columns | {name: np.add.reduceat(values, steps.starts, dtype=np.int64) for name, values in shares.items()}
