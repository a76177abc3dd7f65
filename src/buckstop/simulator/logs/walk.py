"""The walk: every case goes from unit to unit until somebody resolves it; all cases take each step at once."""

import numpy as np

from buckstop.simulator.logs.demands import drawn
from buckstop.simulator.logs.faults import bend_passes, carries, chance
from buckstop.simulator.logs.organisation import SECOND, Organisation
from buckstop.simulator.logs.spec import LogSpec
from buckstop.simulator.logs.stays import (
    HOUR,
    NEVER,
    Active,
    Cases,
    Flags,
    Floats,
    Ints,
    Mode,
    Plan,
    Stays,
    Step,
    joined,
)

_LONGEST_WALK = 14
_RUSH_REOPENS = 0.7
# A planted deadline fault needs the natural end of the stay to lie this far before the deadline.
_SLACK = 10 * HOUR
_PRIORITY_QUEUE = np.array([0.5, 1.0, 1.6])
_CHANNEL_STRAIGHT = np.array([1.0, 1.0, 1.4, 0.8])


def walk(spec: LogSpec, org: Organisation, cases: Cases, first: Ints, rng: np.random.Generator) -> Stays:
    """Every stay of every case, by case and hop.

    Args:
        first: unit each case starts with.
    """
    count = cases.kind.size
    none, no = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    active = Active(
        case=np.arange(count),
        unit=first,
        now=cases.started,
        before=none,
        worked_before=no,
        plan=np.full(count, Plan.FREE, dtype=np.int64),
        back=none,
        looped=no.copy(),
    )
    steps: list[Stays] = []
    for hop in range(_LONGEST_WALK):
        step = _decide(spec, org, cases, active, rng)
        if hop == _LONGEST_WALK - 1:
            step.mode = np.full_like(step.mode, Mode.RESOLVE)
        stays = _timed(spec, org, cases, active, step, hop, rng)
        steps.append(stays)
        passed = step.mode != Mode.RESOLVE
        if not passed.any():
            break
        active = Active(
            case=active.case,
            unit=step.target,
            now=stays.left,
            before=active.unit,
            worked_before=step.mode == Mode.PASS,
            plan=step.plan,
            back=step.back,
            looped=active.looped,
        ).keep(passed)
    return joined(steps)


def _rate(org: Organisation, name: str, kind: Ints) -> Floats:
    """A rate of the case types, per case."""
    return np.array([getattr(behaviour, name) for behaviour in org.types], dtype=np.float64)[kind]


def _shifted(rate: Floats, shift: Floats) -> Floats:
    """A rate moved on the logit scale."""
    odds = rate / (1.0 - rate) * np.exp(shift)
    moved: Floats = odds / (1.0 + odds)
    return moved


def _decide(spec: LogSpec, org: Organisation, cases: Cases, active: Active, rng: np.random.Generator) -> Step:
    """What every active case does now: the legal behaviour of its type, then the faults, then what was planned."""
    size, unit, kind = active.case.size, active.unit, cases.kind[active.case]
    quick = _shifted(_rate(org, "quick", kind), org.spread[1, unit])
    roll = rng.random(size)
    worked = np.where(rng.random(size) < org.resolve[unit], Mode.RESOLVE, Mode.PASS)
    unworked = np.where(roll < quick, Mode.QUICK, Mode.SLOW)
    step = Step(
        mode=np.where(roll < quick + _rate(org, "slow", kind), unworked, worked).astype(np.int64),
        target=drawn(org.routes[kind, unit], rng),
        plan=np.full(size, Plan.FREE, dtype=np.int64),
        back=np.full(size, -1, dtype=np.int64),
    )
    upward = drawn(org.up_routes[kind, unit], rng)
    free = active.plan == Plan.FREE
    asks = (org.lines[unit] == SECOND) & (rng.random(size) < _rate(org, "consult", kind))
    consult = free & asks & (step.mode >= Mode.PASS)
    step.override(consult, Mode.PASS, org.advisers[kind, unit], Plan.ADVISE)
    step.back = np.where(consult, unit, step.back)
    bend_passes(spec, org, active, upward, step, rng)
    step.override(active.plan == Plan.FINISH, Mode.RESOLVE, -1)
    step.override(active.plan == Plan.ADVISE, Mode.PASS, active.back, Plan.ADVISED)
    step.mode = np.where(active.plan == Plan.ADVISED, worked, step.mode)
    return step


def _hours(rng: np.random.Generator, low: float, high: float, size: int) -> Ints:
    """Evenly drawn working time, in whole seconds."""
    seconds: Ints = rng.integers(int(low * 3600), int(high * 3600), size=size)
    return seconds * 1_000_000


def _timed(
    spec: LogSpec,
    org: Organisation,
    cases: Cases,
    active: Active,
    step: Step,
    hop: int,
    rng: np.random.Generator,
) -> Stays:
    """When everything happens during a stay."""
    size, unit, now = active.case.size, active.unit, active.now
    kind, priority = cases.kind[active.case], cases.priority[active.case]
    worked, resolves = step.mode >= Mode.PASS, step.mode == Mode.RESOLVE
    late = _shifted(_rate(org, "late_queue", kind) * _PRIORITY_QUEUE[priority], org.spread[0, unit])
    lies = worked & (rng.random(size) < chance(late, carries(org, "queue_gap", unit), spec.dose))
    taken = now + np.where(lies, _hours(rng, 26, 56, size), _hours(rng, 0.05, 1.5, size))
    done = taken + _hours(rng, 0.7, 6, size)
    left = np.where(step.mode == Mode.QUICK, now + _hours(rng, 0.1, 0.8, size), done)
    left = np.where(step.mode == Mode.SLOW, taken + _hours(rng, 10, 18, size), left)
    taken = np.where(step.mode == Mode.QUICK, left, taken)
    asked, answered, left = _waits(spec, org, cases, active, resolves, left, rng)
    works_on = resolves & ((asked == NEVER) | (answered != NEVER))
    left, rushed = _rush(spec, org, cases.due[active.case], unit, works_on, left, rng)
    reopens = _shifted(_rate(org, "reopens", kind), org.spread[3, unit])
    reopens = chance(reopens, carries(org, "reopened_after_close", unit), spec.dose)
    again = resolves & (rng.random(size) < np.where(rushed, _RUSH_REOPENS, reopens))
    reopened = np.where(again, left + _hours(rng, 2, 20, size), NEVER)
    resumed = np.where(again, reopened + _hours(rng, 0.5, 4, size), NEVER)
    finished = np.where(again, resumed + _hours(rng, 0.7, 6, size), NEVER)
    hops = np.full(size, hop, dtype=np.int64)
    advising = active.plan == Plan.ADVISE
    return Stays(
        active.case, hops, unit, step.mode, now, taken, left, advising, asked, answered, reopened, resumed, finished
    )


def _waits(
    spec: LogSpec,
    org: Organisation,
    cases: Cases,
    active: Active,
    resolves: Flags,
    left: Ints,
    rng: np.random.Generator,
) -> tuple[Ints, Ints, Ints]:
    """Start and end of waiting for the customer, and the new end of the stay."""
    size, unit, kind = active.case.size, active.unit, cases.kind[active.case]
    due = cases.due[active.case]
    asks = resolves & (rng.random(size) < _rate(org, "asks", kind))
    stops_clock = resolves & (left + _SLACK < due) & (rng.random(size) < spec.dose)
    stops_clock &= carries(org, "wait_before_deadline", unit)
    base = _rate(org, "straight", kind) * _CHANNEL_STRAIGHT[cases.channel[active.case]]
    straight = chance(_shifted(base, org.spread[2, unit]), carries(org, "tactical_wait", unit), spec.dose)
    ends_straight = asks & ~stops_clock & (rng.random(size) < straight)
    asked = np.where(asks, left, NEVER)
    asked = np.where(stops_clock, due - _hours(rng, 0.2, 6, size), asked)
    back = asked + _hours(rng, 4, 24, size)
    answered = np.where((asks | stops_clock) & ~ends_straight, back, NEVER)
    left = np.where(answered != NEVER, back + _hours(rng, 0.7, 3, size), left)
    return asked, answered, np.where(ends_straight, back, left)


def _rush(
    spec: LogSpec, org: Organisation, due: Ints, unit: Ints, resolves: Flags, left: Ints, rng: np.random.Generator
) -> tuple[Ints, Flags]:
    """The end of the stay where a unit finishes in the last hours before the deadline, and which stays those are."""
    early = resolves & (left + _SLACK < due)
    rushed = early & carries(org, "deadline_rush", unit) & (rng.random(unit.size) < spec.dose)
    return np.where(rushed, due - _hours(rng, 0.1, 6, unit.size), left), rushed
