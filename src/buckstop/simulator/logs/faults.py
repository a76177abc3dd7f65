"""Faults: how planted units bend the walk of a case.

Each fault takes the one road that shows its own pattern and no other. Planted bounces and loops lie about for days
(no quick relay), stay on one line (no upward dumping), and end where they return (no second round trip).
"""

import numpy as np

from buckstop.simulator.logs.organisation import Organisation
from buckstop.simulator.logs.spec import LogSpec
from buckstop.simulator.logs.stays import Active, Flags, Floats, Ints, Mode, Plan, Step

# The share of its arrivals that A hands to B unworked. A habit, legal and alive in the null twin too: only what B
# sends back is the fault, and only a heavy route gives the fault something to live on.
_HEAVY_ROUTE = 0.35


def bend_passes(
    spec: LogSpec, org: Organisation, active: Active, upward: Ints, step: Step, rng: np.random.Generator
) -> None:
    """Let planted units pass on cases as their fault has it.

    Args:
        upward: for every active case, a next unit on a higher line drawn from the legal routes.
        step: what the cases do next; changed in place.
    """
    unit, size = active.unit, active.case.size
    free = active.plan == Plan.FREE
    rolls = rng.random(size)
    hit = rng.random(size) < spec.dose

    for b, a in org.roles.get("ping_pong", ()):
        heavy = free & (unit == a) & (active.before != b) & (rolls < _HEAVY_ROUTE)
        step.override(heavy, Mode.SLOW, b)
        sent_back = free & (unit == b) & (active.before == a) & ~active.worked_before & hit
        step.override(sent_back, Mode.SLOW, a, Plan.FINISH)
    for x, y, z in org.roles.get("longer_cycle", ()):
        fresh = free & (unit == x) & ~active.looped
        step.override(fresh & hit, Mode.SLOW, y, Plan.AT_Y)
        active.looped |= fresh
        step.override(active.plan == Plan.AT_Y, Mode.SLOW, z, Plan.AT_Z)
        step.override(active.plan == Plan.AT_Z, Mode.SLOW, x, Plan.FINISH)
    relays = free & carries(org, "pure_relay", unit) & hit
    step.override(relays, Mode.QUICK, step.target)
    missed = free & carries(org, "push_to_front_missed", unit) & hit
    step.override(missed, Mode.SLOW, upward)
    # A unit that dumps upward looks into everything first (a habit, alive in the null twin too): what came back from
    # above without having been worked on below would be ping-pong as well.
    dumps = carries(org, "upward_dumping", unit) & (org.lines[step.target] > org.lines[unit])
    step.mode = np.where(free & dumps & (step.mode < Mode.PASS), Mode.PASS, step.mode)
    from_below = (active.before >= 0) & (org.lines[active.before] < org.lines[unit])
    dumped = free & from_below & carries(org, "upward_dumping", active.before) & hit
    step.override(dumped, Mode.SLOW, active.before, Plan.FINISH)


def carries(org: Organisation, pattern: str, units: Ints) -> Flags:
    """Whether each unit is the subject of a plant of this pattern."""
    return np.isin(units, np.array([carrier[0] for carrier in org.roles.get(pattern, ())], dtype=np.int64))


def chance(base: Floats, planted: Flags, dose: float) -> Floats:
    """The base rate, and on top of it the dose where planted: with probability `dose` the pattern shows for sure."""
    return np.where(planted, dose + (1.0 - dose) * base, base)
