"""The search: from every opening, every command by every unit and every lapse, until no new state appears.

Commands come at once or a moment before the next lapse. Between these two nothing changes but what is left on a clock
that stands still or is kept, so other hours lead to the same states or to states between two that were searched.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand, accountability, work
from buckstop.domain.matter.decide import decide, reorganise
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Profile
from buckstop.domain.matter.world import Decision, Needs, World
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import ProtocolRules
from buckstop.domain.refusals import Refusal
from proofs.graph import Graph, Step
from proofs.invariants import Broken, check_state, check_step
from proofs.moves import CALENDAR, actor_of, opening, rules_of, tries
from proofs.node import PART, START_AT, WHOLE, Key, Node, keys_of
from proofs.trees import NOBODY, OUTSIDE_ARBITER, Orchard, Shape

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is searched.

    Args:
        moves: k.
        retirements: units retired on one path at most.
        delegation: one part may be delegated from the matter.
        appeals: R.
        reopens: reopenings of each matter at most.
        states_at_most: the search is given up beyond.
    """

    shape: Shape
    moves: int
    retirements: int = 0
    delegation: bool = False
    appeals: int = 1
    reopens: int = 1
    states_at_most: int = 2_000_000

    @property
    def rules(self) -> ProtocolRules:
        """The limits and clocks of the search."""
        return rules_of(self.moves, self.appeals, self.reopens)


@dataclass(slots=True)
class Searched:
    """What a search saw."""

    plan: Plan
    graph: Graph = field(default_factory=Graph)
    refused: int = 0
    broken: list[Broken] = field(default_factory=list)
    complete: bool = True


class TooManyStatesError(Exception):
    """The search would outgrow its limit."""


class _Search:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.orchard = Orchard(plan.shape)
        self.rules = dict.fromkeys(Profile, plan.rules)
        self.key = keys_of(self.orchard)
        self.numbers: dict[Key, int] = {}
        self.waiting: deque[tuple[int, Node]] = deque()
        self.found = Searched(plan)

    def run(self) -> Searched:
        try:
            for unit in self.plan.shape.units:
                empty = Node(NOBODY, START_AT, {}, {}, None)
                opened = self._answer(empty, unit, opening(unit))
                assert isinstance(opened, tuple), opened
                self.found.graph.starts.add(self._number(self._after(empty, opened)))
            while self.waiting:
                number, node = self.waiting.popleft()
                self._expand(number, node)
        except TooManyStatesError:
            self.found.complete = False
        return self.found

    # --- asking the real code ---

    def _world(self, node: Node) -> World:
        known: dict[MatterId, Matter | None] = {WHOLE: None, PART: None, **node.matters}
        parts = {WHOLE: (PART,)} if PART in node.matters else {}
        return World(self.orchard.grown[node.retired], CALENDAR, self.rules, known, parts)

    def _answer(self, node: Node, unit: str | None, command: MatterCommand) -> Decision | Refusal:
        actor = actor_of(unit) if unit is not None else None
        answer = decide(self._world(node), actor, command, node.at)
        assert not isinstance(answer, Needs), answer
        return answer

    def _organisation(self, node: Node) -> Organisation:
        return self.orchard.grown[node.retired]

    # --- steps ---

    def _expand(self, number: int, node: Node) -> None:
        left = node.hours_left()
        due_at = node.next_due_at()
        units = (*self.plan.shape.units, OUTSIDE_ARBITER)
        world = self._world(node)
        late = None if due_at is None or due_at - node.at <= _MOMENT else replace(node, at=due_at - _MOMENT)
        late_world = None if late is None else self._world(late)
        for command in tries(node, self.plan.shape.units, delegation=self.plan.delegation):
            for unit in units:
                answer = decide(world, actor_of(unit), command, node.at)
                if isinstance(answer, Refusal):
                    self.found.refused += 1
                    continue
                assert not isinstance(answer, Needs), answer
                self._step(number, node, answer, 0, command)
                if late is not None and late_world is not None:
                    answer = decide(late_world, actor_of(unit), command, late.at)
                    assert isinstance(answer, tuple), answer
                    self._step(number, late, answer, left, command)
        if len(node.retired) < self.plan.retirements:
            for moment, passed in ((node, 0), *(((late, left),) if late else ())):
                for after, decision in self._retirements(moment):
                    self._step(number, after, decision, passed, None)
        if due_at is not None:
            self._lapse(number, replace(node, at=due_at), left)

    def _retirements(self, node: Node) -> Iterator[tuple[Node, Decision]]:
        for retired in self.orchard.retirements(node.retired):
            after = replace(node, retired=retired)
            decision = reorganise(self._world(after), actor_of(self.plan.shape.office), tuple(node.matters), node.at)
            assert not isinstance(decision, Needs), decision
            yield after, decision

    def _lapse(self, number: int, node: Node, passed: int) -> None:
        """Time alone: the clock wakes the matters, in both orders with the same outcome."""
        outcomes = []
        for order in (list(node.matters), list(reversed(node.matters))):
            woken = node
            decision: Decision = ()
            for matter in order:
                happened = self._answer(woken, None, accountability.WakeMatter(matter=matter))
                assert isinstance(happened, tuple), happened
                woken = self._after(woken, happened)
                decision += happened
            outcomes.append((woken.matters, decision))
        if outcomes[0][0] != outcomes[1][0]:
            self.found.broken.append(Broken("the order of waking changes the outcome", node, outcomes[0][1]))
        self._step(number, node, outcomes[0][1], passed, None, lapse=True)

    def _step(
        self,
        source: int,
        node: Node,
        decision: Decision,
        passed: int,
        command: MatterCommand | None,
        *,
        lapse: bool = False,
    ) -> None:
        after = self._after(node, decision)
        self.found.broken += check_step(node, decision, after, lapse=lapse)
        cyclic = isinstance(command, work.RefuteMatter | work.ReopenMatter)
        self.found.graph.add(source, self._number(after), Step(passed, command.NAME if cyclic and command else ""))

    def _after(self, node: Node, decision: Decision) -> Node:
        if not decision:
            return node
        matters, past = dict(node.matters), dict(node.past_offers)
        for one in decision:
            before = matters.get(one.matter)
            matters[one.matter] = evolve(before, one.event)
            ended = before.offer if before else None
            if ended is not None and matters[one.matter].offer is None:
                past[one.matter] = (*past.get(one.matter, ()), ended.offer)
        return Node(node.retired, node.at, matters, past, (node.history, decision))

    def _number(self, node: Node) -> int:
        key = self.key(node)
        number = self.numbers.get(key)
        if number is None:
            if len(self.numbers) >= self.plan.states_at_most:
                raise TooManyStatesError
            number = self.numbers[key] = len(self.numbers)
            self.found.graph.state(node.matters)
            self.found.broken += check_state(node, self._organisation(node))
            self.waiting.append((number, node))
        return number


def search(plan: Plan) -> Searched:
    """Every state a plan can reach, and what was wrong with any of them."""
    return _Search(plan).run()
