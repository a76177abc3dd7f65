"""Histories of matters as the real rules write them: most commands fit, some are refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.asks import SupportStage, UpwardKind
from buckstop.domain.matter.commands import MatterCommand, accountability, asks, work
from buckstop.domain.matter.decide import decide, reorganise
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import (
    Actor,
    Attachment,
    Outcome,
    Phase,
    Profile,
    Protest,
    ProtestKind,
    Terms,
    VerificationWay,
)
from buckstop.domain.matter.world import Decision, Needs, World
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import RetireUnit
from buckstop.domain.refusals import Refusal
from tests.worlds import after, organisation_of

BEGAN_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday
CALENDAR = Calendar(UTC)
TREE = {"a": "r", "b": "r", "c": "a", "d": "a", "e": "b"}
ORGANISATION = organisation_of(TREE)
RULES = {profile: shipped_pack("zh_CN").protocol(profile) for profile in Profile}
FIRST = MatterId("m1")
UNITS = tuple(UnitId(unit) for unit in ("a", "b", "c", "d", "e", "r"))
JUMPS = tuple(timedelta(hours=hours) for hours in (0, 0, 1, 1, 5, 24, 50, 400))
RETIRING = 0.01
ProposedCommand = tuple[UnitId, MatterCommand]


def terms() -> Terms:
    return Terms(goal="The ditch is open")


def actor(unit: UnitId) -> Actor:
    return Actor(PersonId(f"p-{unit}"), unit)


@dataclass
class History:
    """A county's matters with all their events, driven through the real rules."""

    at: datetime = BEGAN_AT
    organisation: Organisation = ORGANISATION
    logs: dict[MatterId, list[MatterEvent]] = field(default_factory=dict)
    states: dict[MatterId, Matter] = field(default_factory=dict)

    def matter(self, matter: MatterId = FIRST) -> Matter:
        return self.states[matter]

    def _world(self, *named: MatterId) -> World:
        matters: dict[MatterId, Matter | None] = dict.fromkeys(named)
        matters |= self.states
        parts: dict[MatterId, tuple[MatterId, ...]] = {}
        for state in matters.values():
            if state is not None and state.parent is not None:
                parts[state.parent] = (*parts.get(state.parent, ()), state.id)
        return World(self.organisation, CALENDAR, RULES, matters, parts)

    def say(self, unit: str, command: MatterCommand) -> Refusal | None:
        named = [command.matter, *([command.part] if isinstance(command, accountability.DelegatePart) else [])]
        answer = decide(self._world(*named), actor(UnitId(unit)), command, self.at)
        assert not isinstance(answer, Needs)
        if isinstance(answer, Refusal):
            return answer
        self._write(answer)
        return None

    def must(self, unit: str, command: MatterCommand) -> None:
        refusal = self.say(unit, command)
        assert refusal is None, (command, refusal)

    def wake(self) -> None:
        for matter in tuple(self.logs):
            answer = decide(self._world(), None, accountability.WakeMatter(matter=matter), self.at)
            assert isinstance(answer, tuple)
            self._write(answer)

    def retire(self, unit: str) -> None:
        """Retire a unit without subordinates, if it is still there."""
        self.wake()
        if self.organisation.active(UnitId(unit)):
            self.organisation = after(self.organisation, RetireUnit(UnitId(unit)), at=self.at)
            answer = reorganise(self._world(), None, tuple(self.logs), self.at)
            assert isinstance(answer, tuple)
            self._write(answer)

    def _write(self, decision: Decision) -> None:
        for happened in decision:
            self.logs.setdefault(happened.matter, []).append(happened.event)
            self.states[happened.matter] = evolve(self.states.get(happened.matter), happened.event)

    def wait(self, **span: float) -> None:
        self.at += timedelta(**span)

    def open(self, unit: str = "a", *, days: int | None = 20) -> None:
        deadline = self.day(days) if days is not None else None
        self.must(
            unit,
            accountability.OpenMatter(
                matter=FIRST, unit=UnitId(unit), title="Ditch", terms=terms(), deadline_date=deadline
            ),
        )

    def day(self, days: int) -> date:
        return (self.at + timedelta(days)).date()


def offering(history: History, matter: Matter, draw: int) -> ProposedCommand:
    to = UNITS[draw % len(UNITS)]
    return matter.holder, accountability.OfferMatter(matter=matter.id, to=to)


def escalating(history: History, matter: Matter, draw: int) -> ProposedCommand:
    reason = RULES[Profile.NORMAL].escalate_reasons[0]
    return matter.holder, accountability.EscalateMatter(matter=matter.id, reason_class=reason, text="whose is it")


def claiming(history: History, matter: Matter, draw: int) -> ProposedCommand:
    return matter.holder, accountability.ClaimMatter(matter=matter.id)


def accepting(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.offer is not None
    protest = Protest(ProtestKind.CANNOT_BE_MET, "frost until April") if draw % 2 else None
    return matter.offer.to, accountability.AcceptOffer(matter=matter.id, offer=matter.offer.offer, protest=protest)


def returning(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.offer is not None
    command = accountability.ReturnOffer(
        matter=matter.id,
        offer=matter.offer.offer,
        reason_class="not_our_duty",
        text="not ours",
        basis="list 14",
        proposed=matter.holder,
    )
    return matter.offer.to, command


def asking(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.offer is not None
    return matter.offer.to, accountability.AskAboutOffer(
        matter=matter.id, offer=matter.offer.offer, question="which ditch"
    )


def answering(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.offer is not None
    return matter.holder, accountability.AnswerQuestion(
        matter=matter.id, offer=matter.offer.offer, answer="the northern one"
    )


def withdrawing(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.offer is not None
    return matter.holder, accountability.WithdrawOffer(matter=matter.id, offer=matter.offer.offer)


def deciding(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.arbiter is not None
    units = (*matter.parties, *matter.parties, *matter.parties, matter.holder, *UNITS)
    return matter.arbiter, accountability.DecideMatter(
        matter=matter.id, holder=units[draw % len(units)], reason="the list says so"
    )


def appealing(history: History, matter: Matter, draw: int) -> ProposedCommand:
    return matter.holder, accountability.AppealMatter(matter=matter.id, facts="the list changed")


def reporting(history: History, matter: Matter, draw: int) -> ProposedCommand:
    return matter.holder, work.ReportProgress(matter=matter.id, text="half", percent=draw % 101)


def finishing(history: History, matter: Matter, draw: int) -> ProposedCommand:
    attachments = (Attachment("photo", "0" * 64),) if draw % 3 == 0 else ()
    return matter.holder, work.ReportDone(matter=matter.id, text="open", attachments=attachments, seed=str(draw))


def verifying(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.verification is not None
    outcome = (Outcome.DONE, Outcome.DONE, Outcome.PARTLY)[draw % 3]
    return matter.verification.verifier, work.VerifyMatter(
        matter=matter.id, outcome=outcome, why="seen", way=VerificationWay.DOCUMENTS
    )


def refuting(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.verification is not None
    return matter.verification.verifier, work.RefuteMatter(
        matter=matter.id, reason="still blocked", way=VerificationWay.DOCUMENTS
    )


def reopening(history: History, matter: Matter, draw: int) -> ProposedCommand:
    return UnitId("r"), work.ReopenMatter(matter=matter.id, reason="blocked again")


def cancelling(history: History, matter: Matter, draw: int) -> ProposedCommand:
    return matter.giver, work.CancelMatter(matter=matter.id, reason="not needed")


def delegating(history: History, matter: Matter, draw: int) -> ProposedCommand:
    command = accountability.DelegatePart(
        matter=matter.id,
        part=MatterId(f"m{len(history.logs) + 1}"),
        to=UNITS[draw % len(UNITS)],
        title="Upper part",
        terms=terms(),
        deadline_date=history.day(1),
    )
    return matter.holder, command


def recalling(history: History, matter: Matter, draw: int) -> ProposedCommand:
    parent = history.matter(matter.parent) if matter.parent else matter
    return parent.holder, accountability.RecallMatter(matter=matter.id, reason="we do it ourselves")


def asking_upward(history: History, matter: Matter, draw: int) -> ProposedCommand:
    if draw % 3:
        return matter.holder, asks.AskUpward(matter=matter.id, kind=UpwardKind.MONEY, text="a digger")
    levels = (*history.organisation.tree.superiors(matter.holder), history.organisation.outside_arbiter)
    level = levels[draw % max(len(levels) - 1, 1)]
    return matter.holder, asks.AskUpward(matter=matter.id, kind=UpwardKind.OBSTACLE, level=level, text="no permit")


def answering_upward(history: History, matter: Matter, draw: int) -> ProposedCommand:
    request = matter.upward[draw % len(matter.upward)]
    return request.answerer, asks.AnswerUpward(matter=matter.id, ask=request.ask, granted=True, text="yes")


def asking_time(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.deadline is not None
    wanted = (matter.deadline.due_at + timedelta(5)).date()
    return matter.holder, asks.AskExtension(matter=matter.id, wanted_date=wanted, reason="frost")


def answering_time(history: History, matter: Matter, draw: int) -> ProposedCommand:
    assert matter.extension is not None
    command = asks.AnswerExtension(
        matter=matter.id, ask=matter.extension.ask, granted=bool(draw % 2), reason="no frost"
    )
    return matter.extension.answerer, command


def waiting(history: History, matter: Matter, draw: int) -> ProposedCommand:
    command = asks.BeginWait(
        matter=matter.id, whom="the farmer", question="may we enter", until_date=history.day(1 + draw % 9)
    )
    return matter.holder, command


def answering_wait(history: History, matter: Matter, draw: int) -> ProposedCommand:
    wait = matter.waits[draw % len(matter.waits)]
    command = asks.AnswerWait(matter=matter.id, ask=wait.ask, confirmed=draw % 4 != 0, reason="nobody was asked")
    return wait.answerer, command


def ending_wait(history: History, matter: Matter, draw: int) -> ProposedCommand:
    return matter.holder, asks.EndWait(matter=matter.id, ask=matter.waits[0].ask, result="we may")


def supporting(history: History, matter: Matter, draw: int) -> ProposedCommand:
    if not matter.supports:
        command = asks.AskSupport(
            matter=matter.id, supporter=UNITS[draw % len(UNITS)], what="a map", wanted_date=history.day(9)
        )
        return matter.holder, command
    support = matter.supports[0]
    if support.stage is SupportStage.AGREED:
        return support.supporter, asks.DeliverSupport(matter=matter.id, ask=support.ask, text="here")
    return support.supporter, asks.AgreeSupport(matter=matter.id, ask=support.ask, by_date=history.day(9))


Move = Callable[[History, Matter, int], ProposedCommand]
ALWAYS: tuple[Move, ...] = (cancelling, recalling)
AT_WORK: tuple[Move, ...] = (asking_upward, delegating, reporting, supporting)


def moves(matter: Matter) -> tuple[Move, ...]:
    """What somebody may try in this phase; the rare ends of a matter stand once, what goes on in it more often."""
    if not matter.open:
        return (reopening,)
    found: list[Move] = [*ALWAYS]
    match matter.phase:
        case Phase.HELD:
            found += [offering, offering, offering, offering, escalating, claiming, *AT_WORK]
            found += [escalating, escalating, escalating] if matter.moves else []
        case Phase.OFFERED:
            found += [accepting, accepting, returning, returning, returning, asking, answering, withdrawing]
        case Phase.ESCALATED:
            found += [deciding, deciding, deciding]
        case Phase.SETTLED | Phase.APPEAL:
            found += [appealing, finishing, finishing, finishing, waiting, waiting, *AT_WORK]
            found += [deciding] if matter.phase is Phase.APPEAL else []
        case Phase.DONE:
            found += [verifying, verifying, refuting, refuting, refuting]
    found += [answering_upward] if matter.upward else []
    found += [answering_wait, answering_wait, ending_wait] if matter.waits else []
    found += [answering_time] if matter.extension else []
    found += [asking_time, asking_time] if matter.deadline else []
    return tuple(found)


def drive(seed: int, steps: int) -> History:
    """The first steps of the history that a seed leads to: a failing one is cut short, not drawn anew."""
    lots = Random(seed)
    history = History()
    history.open()
    for _ in range(steps):
        history.at += lots.choice(JUMPS)
        if lots.random() < RETIRING:
            history.retire(lots.choice(("c", "e")))
            continue
        matter = history.matter(lots.choice(tuple(history.logs)))
        unit, command = lots.choice(moves(matter))(history, matter, lots.randrange(1000))
        history.say(unit, command)
    return history
