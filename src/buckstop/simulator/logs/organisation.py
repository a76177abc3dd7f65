"""Organisation: units on three lines, case types with their own legal routes, and who carries which fault.

Routing is first order Markov inside a type: where a case goes next depends on where it is, never on where it was.
That is exactly the null model of the pair and cycle tests, so whatever returns in the null twin returns by chance.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buckstop.simulator.logs.spec import COUNTED_PLANTS, TESTED_PLANTS, LogSpec

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FRONT, SECOND, THIRD = 0, 1, 2
# Share of passes that stay on the line, go up, go down; by line.
_PASS_SHARES = ((0.35, 0.65, 0.0), (0.40, 0.30, 0.30), (0.20, 0.0, 0.80))
_RESOLVE = (0.55, 0.75, 0.95)
# Units per subject and their line, where it is not one front unit: what bounces needs handed-on cases, not new ones.
_PLACES = {"ping_pong": (2, SECOND), "longer_cycle": (3, SECOND), "pure_relay": (1, SECOND)}


@dataclass(frozen=True, slots=True)
class CaseType:
    """How one type of case behaves, the same at every unit (that is what the fair tests rely on).

    Args:
        quick, slow: shares of arrivals passed on unworked, within the hour or after days.
        consult: share of worked stays on the second line that ask a colleague and get the case back.
        late_queue: share of worked stays that queue for days.
        asks: share of resolving stays that wait for the customer; straight: share of these resolved without an answer.
        reopens: share of closings the customer reopens.
        due_days: working days until the deadline.
    """

    quick: float
    slow: float
    consult: float
    late_queue: float
    asks: float
    straight: float
    reopens: float
    due_days: int


_TYPES = (
    CaseType(0.08, 0.10, 0.10, 0.05, 0.50, 0.10, 0.05, 13),
    CaseType(0.12, 0.14, 0.15, 0.12, 0.60, 0.15, 0.08, 16),
    CaseType(0.06, 0.08, 0.08, 0.08, 0.45, 0.08, 0.04, 20),
    CaseType(0.10, 0.12, 0.12, 0.04, 0.55, 0.12, 0.06, 13),
    CaseType(0.07, 0.12, 0.10, 0.10, 0.50, 0.10, 0.06, 16),
    CaseType(0.09, 0.09, 0.12, 0.06, 0.55, 0.14, 0.05, 20),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything about the organisation that does not change during the year.

    Args:
        lines: line of every unit.
        types: behaviour per case type.
        routes: cumulative probability of the next unit, shape (types, units, units), given that the case is passed.
        up_routes: the same, given that it is passed to a higher line.
        first: cumulative probability of the first unit, shape (types, units).
        advisers: unit consulted per (type, unit).
        resolve: probability that a worked stay resolves, per unit.
        roles: pattern -> units that carry it, one tuple per subject, the subject first:
            ping_pong (B, A), longer_cycle (X, Y, Z), otherwise (unit,).
        spread: harmless logit shift per unit and rate (rows: queue, relay, straight, reopen).
    """

    lines: Ints
    types: tuple[CaseType, ...]
    routes: Floats
    up_routes: Floats
    first: Floats
    advisers: Ints
    resolve: Floats
    roles: dict[str, tuple[tuple[int, ...], ...]]
    spread: Floats


def build(spec: LogSpec, rng: np.random.Generator) -> Organisation:
    """The organisation of a spec."""
    lines = np.repeat(np.array([FRONT, SECOND, THIRD]), [spec.front, spec.second, spec.third])
    routes = np.stack([_routes(lines, rng) for _ in range(spec.types)])
    up = np.where(lines[None, None, :] > lines[None, :, None], routes, 0.0)
    up /= np.maximum(up.sum(axis=2, keepdims=True), 1e-12)
    first = np.where(lines == FRONT, 0.9 / spec.front, 0.0) + np.where(lines == SECOND, 0.1 / spec.second, 0.0)
    mix = first[None, :] * rng.gamma(8.0, 1.0 / 8.0, size=(spec.types, lines.size))
    second = np.flatnonzero(lines == SECOND)
    advisers = rng.choice(second, size=(spec.types, lines.size))
    # Nobody asks itself for advice.
    itself = advisers == np.arange(lines.size)
    advisers = np.where(itself, second[(np.searchsorted(second, advisers) + 1) % second.size], advisers)
    return Organisation(
        lines=lines,
        types=_TYPES[: spec.types],
        routes=np.cumsum(routes, axis=2),
        up_routes=np.cumsum(up, axis=2),
        first=np.cumsum(mix / mix.sum(axis=1, keepdims=True), axis=1),
        advisers=advisers,
        resolve=np.array(_RESOLVE)[lines],
        roles=_roles(spec, lines, rng),
        spread=rng.normal(0.0, spec.spread, size=(4, lines.size)) if spec.spread else np.zeros((4, lines.size)),
    )


def _routes(lines: Ints, rng: np.random.Generator) -> Floats:
    """Probability of the next unit given a pass, shape (units, units), for one type."""
    count = lines.size
    liking = rng.gamma(0.8, 1.0, size=(count, count)) + 0.05
    # Down to the front line everybody is equally likely: nobody's neighbourhood decides what comes back to him.
    liking = np.where(lines[None, :] < lines[:, None], 1.0, liking)
    np.fill_diagonal(liking, 0.0)
    weights = np.zeros((count, count))
    for line in (FRONT, SECOND, THIRD):
        rows = lines == line
        groups = (lines == line, lines > line, lines < line)
        shares = [share if group.any() else 0.0 for share, group in zip(_PASS_SHARES[line], groups, strict=True)]
        for share, group in zip(shares, groups, strict=True):
            block = np.where(rows[:, None] & group[None, :], liking, 0.0)
            sums = block.sum(axis=1, keepdims=True)
            weights += share * np.divide(block, sums, out=np.zeros_like(block), where=sums > 0)
    shares_of_all: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares_of_all


def _roles(spec: LogSpec, lines: Ints, rng: np.random.Generator) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Who carries which fault: every unit at most one, so that a find can be traced to its plant."""
    pools = {line: rng.permutation(np.flatnonzero(lines == line)).tolist() for line in (FRONT, SECOND)}
    roles: dict[str, tuple[tuple[int, ...], ...]] = {}
    for pattern, subjects in (*TESTED_PLANTS.items(), *COUNTED_PLANTS.items()):
        size, pool = _PLACES.get(pattern, (1, FRONT))
        # Roles are drawn for every pattern, planted or not, so that a seed gives each pattern the same units.
        if len(pools[pool]) < size * subjects:
            raise ValueError(f"Too few units to plant {pattern}: all faults need 18 front and 9 second line units.")
        drawn = [tuple(pools[pool].pop() for _ in range(size)) for _ in range(subjects)]
        if pattern in spec.plants:
            roles[pattern] = tuple(drawn)
    return roles
