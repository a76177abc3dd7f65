"""Habits: how a unit does its work. Drawn by seed; the same habit means the same chances everywhere."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from buckstop.domain.ids import UnitId


class Habit(StrEnum):
    """What a unit is like."""

    DILIGENT = "diligent"
    STEADY = "steady"
    RELAYING = "relaying"
    STALLING = "stalling"
    OVERLOADED = "overloaded"
    PROTECTIVE = "protective"


@dataclass(frozen=True, slots=True)
class Traits:
    """Chances, each from 0 to 1, and times.

    Args:
        soonest, latest: working hours until it looks at what came in.
        silent: lets a timer run out instead of answering.
        relays: offers on what it has just accepted.
        returns: sends an offer back that is its own duty.
        asks: asks before it answers.
        protests: accepts under protest.
        appeals: brings new facts against a decision.
        extends: asks for a later deadline.
        hasty: claims to be done without the work.
        helps: agrees to support, and delivers in time.
        pace: share of the time given that the work takes; over 1 is late.
    """

    soonest: float
    latest: float
    silent: float
    relays: float
    returns: float
    asks: float
    protests: float
    appeals: float
    extends: float
    hasty: float
    helps: float
    pace: float


TRAITS: Mapping[Habit, Traits] = MappingProxyType(
    {
        Habit.DILIGENT: Traits(0.5, 5, 0.0, 0.02, 0.02, 0.08, 0.01, 0.1, 0.03, 0.01, 0.95, 0.55),
        Habit.STEADY: Traits(1, 10, 0.03, 0.04, 0.05, 0.08, 0.02, 0.15, 0.08, 0.04, 0.8, 0.8),
        Habit.RELAYING: Traits(0.1, 1.5, 0.01, 0.8, 0.05, 0.02, 0.01, 0.1, 0.05, 0.15, 0.5, 0.85),
        Habit.STALLING: Traits(6, 22, 0.6, 0.04, 0.08, 0.1, 0.05, 0.2, 0.15, 0.25, 0.3, 1.35),
        Habit.OVERLOADED: Traits(8, 20, 0.12, 0.05, 0.06, 0.05, 0.08, 0.15, 0.5, 0.1, 0.5, 1.15),
        Habit.PROTECTIVE: Traits(2, 8, 0.04, 0.1, 0.5, 0.2, 0.3, 0.6, 0.15, 0.05, 0.4, 0.9),
    }
)

_SHARES = (
    (Habit.STEADY, 0.45),
    (Habit.DILIGENT, 0.3),
    (Habit.OVERLOADED, 0.09),
    (Habit.RELAYING, 0.06),
    (Habit.STALLING, 0.05),
    (Habit.PROTECTIVE, 0.05),
)
_EACH_ONCE = (Habit.DILIGENT, Habit.RELAYING, Habit.STALLING, Habit.OVERLOADED, Habit.PROTECTIVE, Habit.STEADY)


def draw_habits(groups: Iterable[tuple[UnitId, ...]], rng: random.Random) -> dict[UnitId, Habit]:
    """A habit for every unit; each group that is large enough has every habit at least once.

    Args:
        groups: units of one sort: the departments, the townships, the villages of a county.
    """
    found: dict[UnitId, Habit] = {}
    for group in groups:
        shuffled = rng.sample(group, len(group))
        for number, unit in enumerate(shuffled):
            fixed = number < len(_EACH_ONCE) <= len(shuffled)
            found[unit] = _EACH_ONCE[number] if fixed else _drawn(rng)
    return found


def _drawn(rng: random.Random) -> Habit:
    (habit,) = rng.choices([habit for habit, _ in _SHARES], [share for _, share in _SHARES])
    return habit
