"""A stage for matters without a store: an organisation, a clock that a test moves, and every event that happened.

Rules count in hours, so that a test can add them up: claim 2, offer 3, question 1, decision 5, appeal 24, verification 4.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from buckstop.domain.calendars import Calendar
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.commands import MatterCommand, accountability, work
from buckstop.domain.matter.decide import decide, reorganise
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Outcome, Profile, Terms, VerificationWay
from buckstop.domain.matter.world import Decision, Needs, World
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import OrganisationCommand, RetireUnit
from buckstop.domain.organisation_decide import decide as decide_organisation
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.packs import ProtocolRules
from buckstop.domain.refusals import Refusal
from tests.worlds import organisation_of

START_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
CITIZEN = UnitId("")


def hours(amount: int) -> Span:
    return Span(amount, SpanUnit.HOUR)


def working_days(amount: int) -> Span:
    return Span(amount, SpanUnit.WORKING_DAY)


RULES = ProtocolRules(
    moves=2,
    appeals=1,
    depth=2,
    claim=hours(2),
    offer=hours(3),
    ask=hours(1),
    decide=hours(5),
    appeal=hours(24),
    verify=hours(4),
    support=hours(6),
    upward=hours(7),
    extension_answer=hours(8),
    wait_confirm=hours(9),
    extensions=2,
    reopen_within=Span(30, SpanUnit.NATURAL_DAY),
    reopens=1,
    urge_before=working_days(1),
    minimum_service=working_days(1),
    return_reasons=("not_our_duty", "lacks_authority"),
    escalate_reasons=("disputed",),
    wait_near_deadline=working_days(2),
)

# A root with two departments; teams below the first, one team below the second.
TREE = {"a": "r", "b": "r", "a1": "a", "a2": "a", "b1": "b"}


class Stage:
    """An organisation, its matters, and what happened; `at` is now."""

    def __init__(
        self,
        tree: Mapping[str, str] | Organisation = TREE,
        rules: ProtocolRules = RULES,
        calendar: Calendar | None = None,
        **changed: Any,
    ) -> None:
        self.organisation = tree if isinstance(tree, Organisation) else organisation_of(tree)
        self.rules = replace(rules, **changed)
        self.calendar = calendar or Calendar(UTC)
        self.at = START_AT
        self.matters: dict[MatterId, Matter] = {}
        self.events: defaultdict[MatterId, list[MatterEvent]] = defaultdict(list)
        self._numbers = count(1)

    # --- asking ---

    def ask(self, unit: str | None, command: MatterCommand) -> Decision | Refusal:
        """The answer to a command now; nothing is written. The unit is empty for a citizen, None for the clock."""
        actor = None if unit is None else Actor(PersonId(f"p-{unit}"), UnitId(unit))
        answer: Decision | Refusal = self._loaded(lambda world: decide(world, actor, command, self.at), command.matter)
        return answer

    def do(self, unit: str | None, command: MatterCommand) -> Decision:
        """Let a command happen."""
        answer = self.ask(unit, command)
        assert not isinstance(answer, Refusal), answer
        self.write(answer)
        return answer

    def refuses(self, unit: str | None, command: MatterCommand) -> str:
        """The code of the refusal with which a command is answered."""
        answer = self.ask(unit, command)
        assert isinstance(answer, Refusal), answer
        return answer.code.value

    def write(self, decision: Decision) -> None:
        for one in decision:
            self.events[one.matter].append(one.event)
            self.matters[one.matter] = evolve(self.matters.get(one.matter), one.event)

    def _loaded(self, ask: Any, *first: MatterId) -> Any:
        """Load what is needed and nothing else, as a store would."""
        world = World(self.organisation, self.calendar, self._profiles(), {}, {})
        needs: Needs = Needs(matters=first)
        while True:
            known = {matter: self.matters.get(matter) for matter in needs.matters}
            parts = {parent: self.parts(parent) for parent in needs.parts_of}
            assert not known.keys() & world.matters.keys(), "asked twice for one matter"
            assert not parts.keys() & world.parts.keys(), "asked twice for one family"
            world = replace(world, matters={**world.matters, **known}, parts={**world.parts, **parts})
            answer = ask(world)
            if not isinstance(answer, Needs):
                return answer
            needs = answer

    def _profiles(self) -> dict[Profile, ProtocolRules]:
        return dict.fromkeys(Profile, self.rules)

    def parts(self, parent: MatterId) -> tuple[MatterId, ...]:
        return tuple(matter.id for matter in self.matters.values() if matter.parent == parent)

    # --- time ---

    def wait(self, amount: float) -> None:
        """Let hours pass; nobody wakes any matter."""
        self.at += timedelta(hours=amount)

    def wake(self, *matters: MatterId) -> None:
        """Let what is due happen, to these matters or to all."""
        for matter in matters or tuple(self.matters):
            self.do(None, accountability.WakeMatter(matter=matter))

    # --- short words for long commands ---

    def open(self, unit: str, *, deadline: date | None = None, requester: str = "", **terms: Any) -> MatterId:
        matter = MatterId(f"m{next(self._numbers)}")
        command = accountability.OpenMatter(
            matter=matter,
            unit=UnitId(unit),
            title="Street lamp 12",
            terms=Terms(goal="The lamp is lit.", **terms),
            deadline_date=deadline,
            requester=PersonId(requester) if requester else None,
        )
        self.do(unit, command)
        return matter

    def offer(self, matter: MatterId, to: str) -> int:
        self.do(self.matters[matter].holder, accountability.OfferMatter(matter=matter, to=UnitId(to)))
        return self.offer_of(matter)

    def offer_of(self, matter: MatterId) -> int:
        current = self.matters[matter].offer
        assert current is not None
        return current.offer

    def hand_over(self, matter: MatterId, to: str) -> None:
        self.do(to, accountability.AcceptOffer(matter=matter, offer=self.offer(matter, to)))

    def settle(self, unit: str, **how: Any) -> MatterId:
        matter = self.open(unit, **how)
        self.do(unit, accountability.ClaimMatter(matter=matter))
        return matter

    def escalate(self, matter: MatterId) -> None:
        command = accountability.EscalateMatter(matter=matter, reason_class="disputed", text="Two lists name it.")
        self.do(self.matters[matter].holder, command)

    def decide(self, matter: MatterId, holder: str) -> None:
        arbiter = self.matters[matter].arbiter
        command = accountability.DecideMatter(
            matter=matter, holder=UnitId(holder), reason="The lamp stands in its street."
        )
        self.do(arbiter, command)

    def delegate(self, parent: MatterId, to: str, *, deadline: date | None = None) -> MatterId:
        part = MatterId(f"m{next(self._numbers)}")
        command = accountability.DelegatePart(
            matter=parent,
            part=part,
            to=UnitId(to),
            title="The pole",
            terms=Terms(goal="The pole stands."),
            deadline_date=deadline,
        )
        self.do(self.matters[parent].holder, command)
        return part

    def delegate_settled(self, parent: MatterId, to: str) -> MatterId:
        """A part that its receiver accepted and claimed."""
        part = self.delegate(parent, to)
        self.do(to, accountability.AcceptOffer(matter=part, offer=self.offer_of(part)))
        if self.matters[part].phase_timer is not None:
            self.do(to, accountability.ClaimMatter(matter=part))
        return part

    def report_done(self, matter: MatterId, seed: str = "") -> UnitId:
        self.do(self.matters[matter].holder, work.ReportDone(matter=matter, text="It is lit.", seed=seed))
        verification = self.matters[matter].verification
        assert verification is not None
        return verification.verifier

    def close(self, matter: MatterId) -> None:
        verifier = self.report_done(matter)
        self.do(
            verifier, work.VerifyMatter(matter=matter, outcome=Outcome.DONE, why="Seen.", way=VerificationWay.DOCUMENTS)
        )

    def reorganise(self, *commands: OrganisationCommand) -> Decision:
        """Change the organisation now: what is due happens first, then what the change does to every open matter."""
        self.wake()
        for command in commands:
            events = decide_organisation(self.organisation, command, self.at)
            assert not isinstance(events, Refusal), events
            self.organisation = evolve_all(self.organisation, events)
        return self.mend(*(matter.id for matter in self.matters.values() if matter.open))

    def mend(self, *matters: MatterId) -> Decision:
        """What the organisation as it is now does to matters."""
        clerk = Actor(PersonId("clerk"), self.organisation.root)
        decision: Decision = self._loaded(lambda world: reorganise(world, clerk, matters, self.at))
        self.write(decision)
        return decision

    def retire(self, unit: str, successor: str | None = None) -> Decision:
        to = UnitId(successor) if successor else None
        return self.reorganise(RetireUnit(UnitId(unit), to, "Decree 7" if to else ""))


def names(events: Iterable[MatterEvent]) -> list[str]:
    """What happened, in short."""
    return [event.NAME.removeprefix("matter.") for event in events]
