"""Events: stays turned into the rows a ticket system would have logged."""

from dataclasses import dataclass

import numpy as np

from buckstop.lens.working_time import WorkingClock
from buckstop.simulator.logs.stays import HOUR, NEVER, Flags, Ints, Mode, Stays

STATES = ("queued", "working", "waiting", "paused", "done", "closed", "reopened")
ACTIVITIES = (
    "registered",
    "assigned",
    "taken_up",
    "asked",
    "answered",
    "parked",
    "advised",
    "resolved",
    "closed",
    "reopened",
)
ROBOT, NOBODY = -2, -1
INBOX = -1
_CLOSES_AFTER = 24 * HOUR
_ADVICE_TAKES = 300_000_000


@dataclass(frozen=True, slots=True)
class Events:
    """The rows of the log, in the order in which they were written.

    Args:
        case: case number.
        change: 1-based counter inside the case.
        happened_us: instants, microseconds since 1970.
        unit: unit number, or `INBOX`.
        person: number of the person inside the unit, `NOBODY` or `ROBOT`.
        state, activity: positions in `STATES` and `ACTIVITIES`.
    """

    case: Ints
    change: Ints
    happened_us: Ints
    unit: Ints
    person: Ints
    state: Ints
    activity: Ints


def logged(stays: Stays, orphaned: Ints, clock: WorkingClock, rng: np.random.Generator) -> Events:
    """Every event of every stay.

    Args:
        stays: by case and hop.
        orphaned: case numbers nobody touches again after their last unit has taken them up.
    """
    person = rng.integers(0, 4, size=stays.case.size)
    last = np.append(stays.case[1:] != stays.case[:-1], True)
    dropped = last & np.isin(stays.case, orphaned)
    final = np.where(stays.finished != NEVER, stays.finished, stays.left) + _CLOSES_AFTER
    resolves = (stays.mode == Mode.RESOLVE) & ~dropped
    blocks = [
        _block(stays.hop == 0, stays.arrived - rng.integers(30, 600, stays.case.size) * 1_000_000, "registered"),
        _block(np.ones_like(last), stays.arrived, "assigned"),
        _block(stays.mode == Mode.SLOW, stays.taken, "parked"),
        _block(stays.mode >= Mode.PASS, stays.taken, "taken_up"),
        _block(stays.advising, stays.left - _ADVICE_TAKES, "advised"),
        _block(resolves & (stays.asked != NEVER), stays.asked, "asked"),
        _block(resolves & (stays.answered != NEVER), stays.answered, "answered"),
        _block(resolves, stays.left, "resolved"),
        _block(resolves & (stays.reopened != NEVER), stays.reopened, "reopened"),
        _block(resolves & (stays.resumed != NEVER), stays.resumed, "taken_up"),
        _block(resolves & (stays.finished != NEVER), stays.finished, "resolved"),
        _block(resolves, final, "closed"),
    ]
    stay, worked, activity = (np.concatenate([block[part] for block in blocks]) for part in range(3))
    order = np.lexsort((worked, stays.case[stay]))
    stay, worked, activity = stay[order], worked[order], activity[order]
    case = stays.case[stay]
    starts = np.flatnonzero(np.append(True, case[1:] != case[:-1]))
    change = np.arange(case.size) - np.repeat(starts, np.diff(np.append(starts, case.size))) + 1
    written = np.argsort(worked, kind="stable")
    who = np.where(np.isin(activity, _codes("registered", "closed")), ROBOT, person[stay])
    who = np.where(activity == ACTIVITIES.index("assigned"), NOBODY, who)
    unit = np.where(activity == ACTIVITIES.index("registered"), INBOX, stays.unit[stay])
    state = np.array([STATES.index(_STATE_AFTER[name]) for name in ACTIVITIES])[activity]
    columns = (case, change, clock.instants(worked), unit, who, state, activity)
    return Events(*(column[written] for column in columns))


_STATE_AFTER = {
    "registered": "queued",
    "assigned": "queued",
    "taken_up": "working",
    "asked": "waiting",
    "answered": "working",
    "parked": "paused",
    "advised": "working",
    "resolved": "done",
    "closed": "closed",
    "reopened": "reopened",
}


def _codes(*names: str) -> list[int]:
    """Positions of activities."""
    return [ACTIVITIES.index(name) for name in names]


def _block(which: Flags, worked: Ints, activity: str) -> tuple[Ints, Ints, Ints]:
    """One kind of event: stays it happens in, working time, activity."""
    stay = np.flatnonzero(which)
    return stay, worked[stay], np.full(stay.size, ACTIVITIES.index(activity))
