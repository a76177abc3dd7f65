"""Worlds in which nothing but chance is at work: no test may accuse anybody there."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
TYPES, WINDOWS = 4, 3
# Stratum = type * WINDOWS + window.
WINDOW_OF: Ints = np.tile(np.arange(WINDOWS, dtype=np.int64), TYPES)


# A hard case ends at a stay with this probability only.
HARD_STOP = 0.12


def stays(seed: int, cases: int = 2000, units: int = 40, stop: float = 0.35, hard: float = 0.0) -> dict[str, Ints]:
    """Every stay of cases that wander by a Markov chain of their type, in order of case and run.

    Args:
        stop: probability that a case ends at a stay.
        hard: share of cases that wander long, by the same routes.
    """
    random = np.random.default_rng(seed)
    types = random.integers(0, TYPES, cases)
    chains = [_chain(random, units) for _ in range(TYPES)]
    rows: list[tuple[int, int, int, int]] = []
    for case in range(cases):
        firsts, routes = chains[types[case]]
        ends = HARD_STOP if hard and random.random() < hard else stop
        holder, run = int(random.choice(firsts)), 0
        rows.append((holder, case, run, types[case] * WINDOWS + case * WINDOWS // cases))
        while random.random() >= ends:
            holder, run = int(random.choice(units, p=routes[holder])), run + 1
            rows.append((holder, case, run, rows[-1][3]))
    names = ("subject_no", "case_no", "run_no", "stratum")
    found = dict(zip(names, np.array(rows, dtype=np.int64).T, strict=True))
    return {**found, "counted": np.ones(len(rows), dtype=np.int64)}


def _chain(random: np.random.Generator, units: int) -> tuple[Ints, NDArray[np.float64]]:
    members = random.choice(units, 12, replace=False)
    routes = np.zeros((units, units))
    for member in members:
        targets = random.choice(members[members != member], 4, replace=False)
        routes[member, targets] = random.dirichlet(np.full(4, 2.0))
    return members[:4], routes


def pair_tallies(walks: dict[str, Ints]) -> dict[str, Ints]:
    """Arrivals, departures and returns per centre, neighbour and stratum of such walks."""
    holder, case, stratum = walks["subject_no"], walks["case_no"], walks["stratum"]
    middle = np.flatnonzero((case[1:-1] == case[:-2]) & (case[1:-1] == case[2:])) + 1
    at, before, after, where = (
        v.tolist() for v in (holder[middle], holder[middle - 1], holder[middle + 1], stratum[middle])
    )
    through = Counter(zip(at, where, strict=True))
    arrived, left = Counter(zip(at, before, where, strict=True)), Counter(zip(at, after, where, strict=True))
    both = Counter((b, a, s) for b, a, s, onward in zip(at, before, where, after, strict=True) if a == onward)
    rows = [(*key, through[key[0], key[2]], arrived[key], left[key], both[key]) for key in arrived if key in left]
    names = ("subject_no", "object_no", "stratum", "through", "arrived", "left_to", "both")
    return dict(zip(names, np.array(rows, dtype=np.int64).T, strict=True))


def opportunities(seed: int, units: int = 40, rows: int = 8000, spread: float = 0.0) -> dict[str, Ints]:
    """Opportunities of equal units: outcomes depend on the stratum alone, or also on honest differences.

    Args:
        spread: intra-class correlation of the units' own rates.
    """
    random = np.random.default_rng(seed)
    weight = random.dirichlet(np.full(units, 3.0))
    case = np.arange(rows)
    unit, kind = random.choice(units, rows, p=weight), random.integers(0, TYPES, rows)
    rate = np.array([0.05, 0.10, 0.20, 0.35])[kind]
    if spread:
        # Each unit shifts its rates on the log-odds scale, by about the wanted correlation at a rate of 0.15.
        shift = random.normal(0.0, np.sqrt(spread / (0.15 * 0.85)), units)
        rate = 1.0 / (1.0 + (1.0 - rate) / rate * np.exp(-shift[unit]))
    return {
        "subject_no": unit,
        "case_no": case,
        "run_no": np.zeros(rows, dtype=np.int64),
        "stratum": kind * WINDOWS + case * WINDOWS // rows,
        "outcome": (random.random(rows) < rate).astype(np.int64),
    }


def share_at_most(p: list[float], level: float) -> float:
    """Share of p-values at or below a level; under the null at most the level itself."""
    return float(np.mean(np.array(p) <= level))
