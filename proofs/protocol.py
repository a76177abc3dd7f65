"""What is searched, two searches at a time, and what is said of each."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from proofs.graph import EndlessError
from proofs.moves import bound_hours
from proofs.node import PART, WHOLE
from proofs.search import Plan, search
from proofs.trees import SIX, every_tree


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a search came to.

    Args:
        cycles: states on or behind a cycle without refute or reopen.
        stuck: states from which not everything can be closed any more.
        refutes, reopens: steps of these two commands, the only ones that may lead back.
        longest: hours until a settled holder, at worst; -1 where there is no longest time.
        part_longest: the same for the part, -1 without one.
        broken: guarantees that failed, with how often.
        complete: no state was left out.
    """

    plan: Plan
    states: int
    steps: int
    refused: int
    cycles: int
    stuck: int
    refutes: int
    reopens: int
    longest: int
    part_longest: int
    bound: int
    broken: tuple[tuple[str, int], ...]
    complete: bool
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether everything that was to be shown was shown."""
        sound = self.complete and not self.broken and not self.cycles and not self.stuck
        return sound and self.longest == self.bound and self.part_longest <= self.bound


def judge(plan: Plan) -> Verdict:
    """Search and sum up."""
    started = time.perf_counter()
    found = search(plan)
    graph = found.graph
    try:
        longest, part_longest = graph.longest_unsettled(WHOLE), graph.longest_unsettled(PART)
    except EndlessError:
        longest = part_longest = -1
    return Verdict(
        plan=plan,
        states=graph.states,
        steps=graph.steps,
        refused=found.refused,
        cycles=graph.in_cycles(),
        stuck=graph.stuck(),
        refutes=graph.back["refute"],
        reopens=graph.back["reopen"],
        longest=longest,
        part_longest=part_longest,
        bound=bound_hours(plan.rules),
        broken=tuple(sorted(Counter(broken.what for broken in found.broken).items())),
        complete=found.complete,
        seconds=time.perf_counter() - started,
    )


def plans() -> tuple[tuple[str, tuple[Plan, ...]], ...]:
    """Chapters of the proof, each with its searches."""
    four, three, two = every_tree(4), every_tree(3), every_tree(2)
    ks = (1, 2, 3)
    return (
        ("One matter", tuple(Plan(shape, k) for shape in (*four, *SIX) for k in ks)),
        (
            "One matter while units are retired",
            (
                *(Plan(shape, k, retirements=1) for shape in four for k in (1, 2)),
                *(Plan(shape, 3, retirements=1, appeals=0, reopens=0) for shape in four),
                *(Plan(shape, 1, retirements=2, appeals=0, reopens=0) for shape in four),
            ),
        ),
        (
            "A matter and a part of it",
            (
                *(Plan(shape, 1, delegation=True) for shape in two),
                *(Plan(shape, 2, delegation=True, appeals=0, reopens=0) for shape in two),
                *(Plan(shape, 1, delegation=True, appeals=0, reopens=0) for shape in three),
                *(Plan(shape, 1, retirements=1, delegation=True, appeals=0, reopens=0) for shape in (*two, *three)),
            ),
        ),
    )


def judge_all(processes: int) -> Iterator[tuple[str, Verdict]]:
    """Each verdict with the title of its chapter, in order."""
    with ProcessPoolExecutor(processes) as pool:
        started = [(title, pool.submit(judge, plan)) for title, chapter in plans() for plan in chapter]
        for title, future in started:
            yield title, future.result()
