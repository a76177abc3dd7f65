"""What the states and steps of a search say together: cycles, dead ends, the longest time to a settled holder."""

from array import array
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.state import Matter
from proofs.invariants import UNSETTLED
from proofs.node import PART, WHOLE

ENDLESS_HOURS = 10_000
"""More than any chain of timers comes to: a matter unsettled for longer is so for ever."""


class EndlessError(Exception):
    """A matter can stay without a settled holder for ever."""


class Step(NamedTuple):
    """How one state led to another.

    Args:
        hours: that passed before.
        cyclic: `refute` or `reopen`, the two commands that may lead back; else empty.
    """

    hours: int
    cyclic: str


@dataclass(slots=True)
class Graph:
    """States by number, steps between them."""

    starts: set[int] = field(default_factory=set)
    sources: "array[int]" = field(default_factory=lambda: array("L"))
    targets: "array[int]" = field(default_factory=lambda: array("L"))
    hours: "array[int]" = field(default_factory=lambda: array("B"))
    back: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    forward: bytearray = field(default_factory=bytearray)
    unsettled: dict[MatterId, bytearray] = field(default_factory=lambda: {WHOLE: bytearray(), PART: bytearray()})
    closed: bytearray = field(default_factory=bytearray)

    def state(self, matters: Mapping[MatterId, Matter]) -> None:
        """Note a new state, the next number."""
        for name, marks in self.unsettled.items():
            marks.append(name in matters and matters[name].phase in UNSETTLED)
        self.closed.append(all(not matter.open for matter in matters.values()))

    def add(self, source: int, target: int, step: Step) -> None:
        """Note a step."""
        self.sources.append(source)
        self.targets.append(target)
        self.hours.append(step.hours)
        self.forward.append(not step.cyclic)
        if step.cyclic:
            self.back[step.cyclic] += 1

    @property
    def states(self) -> int:
        """How many states were seen."""
        return len(self.closed)

    @property
    def steps(self) -> int:
        """How many steps were seen."""
        return len(self.sources)

    def _edges(self) -> Iterable[tuple[int, int, int]]:
        return zip(self.sources, self.targets, self.hours, strict=True)

    def in_cycles(self) -> int:
        """How many states lie on a cycle, or behind one, that needs neither refute nor reopen."""
        onward: list[list[int]] = [[] for _ in range(self.states)]
        incoming = array("L", bytes(8 * self.states))
        for index, (source, target, _) in enumerate(self._edges()):
            if self.forward[index]:
                onward[source].append(target)
                incoming[target] += 1
        ready = [number for number in range(self.states) if not incoming[number]]
        done = 0
        while ready:
            number = ready.pop()
            done += 1
            for target in onward[number]:
                incoming[target] -= 1
                if not incoming[target]:
                    ready.append(target)
        return self.states - done

    def stuck(self) -> int:
        """How many states cannot come to an end in which everything is closed."""
        backward: list[list[int]] = [[] for _ in range(self.states)]
        for source, target, _ in self._edges():
            backward[target].append(source)
        seen = bytearray(self.closed)
        waiting = [number for number in range(self.states) if seen[number]]
        while waiting:
            for source in backward[waiting.pop()]:
                if not seen[source]:
                    seen[source] = 1
                    waiting.append(source)
        return self.states - sum(seen)

    def longest_unsettled(self, matter: MatterId) -> int:
        """Hours a matter can stay without a settled holder, whatever anyone does; -1 where it was never opened.

        Longest times are carried backwards from where it is settled. Steps that lead in a circle (a part refuted while
        the whole is in dispute) cost no hours; if some did, there would be no longest time.

        Raises:
            EndlessError: there is none.
        """
        marks = self.unsettled[matter]
        backward: list[list[tuple[int, int]]] = [[] for _ in range(self.states)]
        longest = [0] * self.states
        waiting: deque[int] = deque()
        for source, target, hours in self._edges():
            if marks[source]:
                backward[target].append((source, hours))
                if not marks[target]:
                    longest[source] = max(longest[source], hours)
                waiting.append(source)
        while waiting:
            target = waiting.popleft()
            for source, hours in backward[target]:
                if longest[target] + hours > longest[source]:
                    longest[source] = longest[target] + hours
                    if longest[source] > ENDLESS_HOURS:
                        raise EndlessError
                    waiting.append(source)
        return max((longest[number] for number in range(self.states) if marks[number]), default=-1)
