"""Stays: what the walk produces, and the state of the cases while they walk.

Time runs in working microseconds since the clock's start; `events.py` turns it into instants.
"""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

HOUR = 3_600_000_000
DAY = 8 * HOUR
NEVER = -1


class Mode(IntEnum):
    """What a unit does with a case it got."""

    QUICK = 0  # passes it on unworked within the hour
    SLOW = 1  # parks it for days, then passes it on unworked
    PASS = 2  # works on it, then passes it on
    RESOLVE = 3


class Plan(IntEnum):
    """What is already decided about a case's next step."""

    FREE = 0
    AT_Y = 1  # planted cycle: at its second unit
    AT_Z = 2  # planted cycle: at its third unit, which sends it back
    FINISH = 3  # back from a planted return: the unit resolves it
    ADVISE = 4  # asked for advice: works, then gives it back
    ADVISED = 5  # has the advice: works on


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases before their walk, by case number; `started` and `due` in working microseconds."""

    kind: Ints
    priority: Ints
    channel: Ints
    started: Ints
    due: Ints


@dataclass(slots=True)
class Stays:
    """One entry per stay of a case with a unit; times in working microseconds, `NEVER` where it did not happen.

    Args:
        case, hop, unit, mode: who had which case, as its how manieth unit, and what it did.
        arrived, left: came in; passed on or resolved.
        taken: first event that is not queued.
        advising: this stay only gives advice.
        asked, answered: began to wait for the customer; went back to work (never: resolved straight out of waiting).
        reopened, resumed, finished: the customer reopened it, work began again, it was resolved again.
    """

    case: Ints
    hop: Ints
    unit: Ints
    mode: Ints
    arrived: Ints
    taken: Ints
    left: Ints
    advising: Flags
    asked: Ints
    answered: Ints
    reopened: Ints
    resumed: Ints
    finished: Ints

    def take(self, order: Ints) -> "Stays":
        """The stays at these positions."""
        return Stays(*(getattr(self, field.name)[order] for field in fields(self)))


def joined(steps: list[Stays]) -> Stays:
    """All stays of several steps, by case and hop."""
    stays = Stays(*(np.concatenate([getattr(step, field.name) for step in steps]) for field in fields(Stays)))
    return stays.take(np.lexsort((stays.hop, stays.case)))


@dataclass(slots=True)
class Active:
    """The cases still walking, at one step.

    Args:
        case, unit, now: which case is where since when.
        before: unit before, -1 at the start.
        worked_before: the unit before had worked on it.
        plan, back: what is decided about this stay, and the unit it must go to next under that plan.
        looped: the case has had its chance of a planted cycle.
    """

    case: Ints
    unit: Ints
    now: Ints
    before: Ints
    worked_before: Flags
    plan: Ints
    back: Ints
    looped: Flags

    def keep(self, which: Flags) -> "Active":
        """Only some of the cases."""
        return Active(*(getattr(self, field.name)[which] for field in fields(self)))


@dataclass(slots=True)
class Step:
    """What each active case does now, and the plan it takes along."""

    mode: Ints
    target: Ints
    plan: Ints
    back: Ints

    def override(self, which: Flags, mode: Mode, target: Ints | int, plan: Plan = Plan.FREE) -> None:
        """Decide otherwise for some cases."""
        self.mode = np.where(which, mode, self.mode)
        self.target = np.where(which, target, self.target)
        self.plan = np.where(which, plan, self.plan)
        self.back = np.where(which, -1, self.back)
