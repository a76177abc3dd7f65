"""Random days in the life of an organisation: steps that anybody may try, made into commands by what there is.

A step is a handful of numbers. Which matter, ask or unit they mean follows from the stage, so that most steps are about
something, and a shrunk script stays one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.commands import MatterCommand, accountability, asks, work
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import (
    CitizenWord,
    HelpKind,
    Outcome,
    Phase,
    Protest,
    ProtestKind,
    Terms,
    VerificationWay,
    Visibility,
)
from buckstop.domain.organisation_commands import MoveUnit, NameOutsideArbiter, OrganisationCommand, RetireUnit
from tests.domain.matter.stage import CITIZEN, Stage

T = TypeVar("T")
SEEDS = st.integers(0, 2**32 - 1)
Tried = tuple[str | None, MatterCommand]


@dataclass(frozen=True, slots=True)
class Step:
    """What is tried next.

    Args:
        hours: that pass before.
        kind: what: four times in five something that suits the phase of the matter, else anything.
        which: the matter, newest first.
        pick, other: the unit, ask or day it is about.
        stranger: the unit that tries it; 0 for the one whose business it is.
    """

    hours: int
    kind: int
    which: int
    pick: int
    other: int
    stranger: int


def chosen(options: tuple[T, ...] | list[T], number: int) -> T:
    return options[number % len(options)]


def trees() -> st.SearchStrategy[Mapping[str, str]]:
    """Five to eight units, each under one that was there before it."""

    def planted(seed: int, count: int) -> Mapping[str, str]:
        dice, names = Random(seed), ["r", *(f"u{number}" for number in range(1, count))]
        return {name: dice.choice(names[: number + 1]) for number, name in enumerate(names[1:])}

    return st.builds(planted, SEEDS, st.integers(5, 8))


def scripts() -> st.SearchStrategy[list[Step]]:
    """Up to ninety steps out of a seed: drawn one by one they would be too much alike; a failing one is cut short."""

    def written(seed: int, length: int) -> list[Step]:
        dice = Random(seed)
        return [
            Step(
                hours=dice.choice((0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 5, 26)),
                kind=dice.randrange(5 * ANYTHING),
                which=min(dice.randrange(6), dice.randrange(6)),
                pick=dice.randrange(8),
                other=dice.randrange(8),
                stranger=dice.choice((0,) * 9 + (1,)),
            )
            for _ in range(length)
        ]

    return st.builds(written, SEEDS, st.integers(1, 90))


def kind_of(stage: Stage, step: Step) -> str:
    """What a step tries."""
    if not stage.matters:
        return "open"
    if step.kind < ANYTHING:
        return chosen((*KINDS, "open", *CHANGES), step.kind)
    matter = _matter(stage, step)
    apt = APT[matter.phase]
    for name, answers in ANSWERS.items():
        if getattr(matter, name):
            apt += answers
    return chosen(apt, step.kind)


def _matter(stage: Stage, step: Step) -> Matter:
    matters = list(stage.matters.values())
    return matters[-1 - step.which % len(matters)]


def tried(stage: Stage, step: Step, number: int) -> Tried:
    """Who tries what in a step; the number names what the step brings into being."""
    kind = kind_of(stage, step)
    units = tuple(stage.organisation.tree.units)
    if kind == "open":
        unit = _active(stage, step.pick)
        return unit, accountability.OpenMatter(
            matter=MatterId(f"m{number}"),
            unit=unit,
            title="A lamp",
            terms=Terms(
                goal="It is lit.",
                criteria=("It burns.", "It is paid.")[: step.pick % 3],
                minimum_days=step.other or None,
                visibility=chosen(list(Visibility), step.other),
            ),
            deadline_date=_day(stage, 2 * step.other) if step.other else None,
            requester=PersonId(f"p-{CITIZEN}") if step.other % 2 else None,
        )
    matter = _matter(stage, step)
    rightful, command = KINDS[kind](stage, matter, step, number)
    if step.stranger:
        return chosen((*units, stage.organisation.outside_arbiter), step.pick + step.stranger), command
    return rightful, command


def change_of(stage: Stage, step: Step) -> OrganisationCommand | None:
    """A change of the organisation, None where none of the kind is possible."""
    organisation, kind = stage.organisation, kind_of(stage, step)
    active = organisation.tree.active_units
    lower = tuple(unit for unit in active if unit not in {organisation.root, organisation.office})
    if kind == "name_outside":
        return NameOutsideArbiter(UnitId(f"outside{len(organisation.outside_arbiters)}"), "Court")
    if len(lower) < 2:
        return None
    unit = chosen(lower, step.pick)
    others = tuple(one for one in active if not organisation.within(one, unit))
    target = chosen(others, step.other)
    if kind == "move":
        return None if organisation.superior(unit) == target else MoveUnit(unit, target)
    above = organisation.nearest_active_superior(unit)
    assert above is not None
    children = tuple((child, above) for child in organisation.tree.active_children(unit))
    return RetireUnit(unit, None if step.stranger else target, "Decree 7", children)


def _day(stage: Stage, days: int) -> date:
    return (stage.at + timedelta(days=days)).date()


def _active(stage: Stage, number: int) -> UnitId:
    return chosen(stage.organisation.tree.active_units, number)


def _offer(matter: Matter, step: Step) -> int:
    """The number of the present offer, or now and then of one that is long gone."""
    return matter.offer.offer if matter.offer and step.other < 6 else matter.version - step.other


def _number(open_asks: tuple[Any, ...], step: Step) -> int:
    return chosen(open_asks, step.other).ask if open_asks else step.other


def _who(open_asks: tuple[Any, ...], step: Step, name: str, otherwise: UnitId) -> UnitId:
    return getattr(chosen(open_asks, step.other), name) if open_asks else otherwise


def _offeree(matter: Matter) -> UnitId:
    return matter.offer.to if matter.offer else matter.holder


def _verifier(matter: Matter) -> UnitId:
    return matter.verification.verifier if matter.verification else matter.giver


def _core(stage: Stage, m: Matter, s: Step, number: int) -> Iterator[tuple[str, str | None, MatterCommand]]:
    """The core of the protocol: kind, whose business it is, command."""
    i, to = m.id, _active(stage, s.pick)
    yield "offer", m.holder, accountability.OfferMatter(matter=i, to=to)
    protest = Protest(ProtestKind.CANNOT_BE_MET, "Too late.") if s.pick == 1 else None
    yield "accept", _offeree(m), accountability.AcceptOffer(matter=i, offer=_offer(m, s), protest=protest)
    reason, proposed = ("not_our_duty", to) if s.pick % 2 else ("lacks_authority", None)
    yield (
        "return",
        _offeree(m),
        accountability.ReturnOffer(
            matter=i, offer=_offer(m, s), reason_class=reason, text="No.", basis="Art. 4", proposed=proposed
        ),
    )
    yield "ask", _offeree(m), accountability.AskAboutOffer(matter=i, offer=_offer(m, s), question="Since when?")
    yield "answer", m.holder, accountability.AnswerQuestion(matter=i, offer=_offer(m, s), answer="Since May.")
    yield "withdraw", m.holder, accountability.WithdrawOffer(matter=i, offer=_offer(m, s))
    yield "claim", m.holder, accountability.ClaimMatter(matter=i)
    yield (
        "escalate",
        m.holder,
        accountability.EscalateMatter(matter=i, reason_class="disputed", text="Whose?", proposed=proposed),
    )
    yield "decide", m.arbiter or to, accountability.DecideMatter(matter=i, holder=to, reason="So be it.")
    yield "appeal", m.holder, accountability.AppealMatter(matter=i, facts="New facts.")
    part = accountability.DelegatePart(
        matter=i,
        part=MatterId(f"m{number}"),
        to=to,
        title="A pole",
        terms=Terms(goal="It stands."),
        deadline_date=_day(stage, s.other) if s.other else None,
    )
    yield "delegate", m.holder, part
    above = stage.matters[m.parent].holder if m.parent else m.giver
    yield "recall", above, accountability.RecallMatter(matter=i, reason="It stands still.")
    yield "wake", None, accountability.WakeMatter(matter=i)
    yield "recompute", None, accountability.RecomputeDues(matter=i)


def _work(stage: Stage, m: Matter, s: Step, number: int) -> Iterator[tuple[str, str | None, MatterCommand]]:
    """The work and its end."""
    i, above = m.id, stage.organisation.nearest_active_superior(m.holder) or m.giver
    yield "progress", m.holder, work.ReportProgress(matter=i, text="Half.", percent=50)
    yield "done", m.holder, work.ReportDone(matter=i, text="Done.", seed="7")
    yield "name_verifier", m.giver, work.NameVerifier(matter=i, verifier=_active(stage, s.pick))
    outcome = chosen((Outcome.DONE, Outcome.PARTLY, Outcome.NOT_DONE), s.pick)
    met = tuple(range(len(m.terms.criteria) - (s.other == 7)))
    way = chosen(list(VerificationWay), s.other)
    yield "verify", _verifier(m), work.VerifyMatter(matter=i, outcome=outcome, why="Seen.", met=met, way=way)
    yield "refute", _verifier(m), work.RefuteMatter(matter=i, reason="Dark.", failed=met[:1], way=way)
    yield "cancel", m.giver if s.pick % 2 else above, work.CancelMatter(matter=i, reason="Not needed.")
    into = chosen(list(stage.matters), s.other)
    yield "merge", stage.organisation.root, work.MergeMatter(matter=i, into=into, reason="The same.")
    yield "reopen", above, work.ReopenMatter(matter=i, reason="It broke.")
    word = chosen((CitizenWord.SATISFIED, CitizenWord.UNSATISFIED), s.pick)
    yield "rate", CITIZEN, work.RateMatter(matter=i, word=word)
    yield "urge", above, work.UrgeMatter(matter=i, text="Please.")
    yield "note", m.holder, work.AddNote(matter=i, text="Seen today.")
    helped = work.RecordHelp(
        matter=i, kind=chosen(list(HelpKind), s.pick), from_unit=above, text="A van.", hours=s.other
    )
    yield "help", m.holder, helped


def _asks(stage: Stage, m: Matter, s: Step, number: int) -> Iterator[tuple[str, str | None, MatterCommand]]:
    """The asks around the core."""
    i, day = m.id, _day(stage, s.pick)
    support, other = _number(m.supports, s), _active(stage, s.pick)
    helper, answerer = (_who(m.supports, s, name, other) for name in ("supporter", "answerer"))
    yield "ask_support", m.holder, asks.AskSupport(matter=i, supporter=other, what="A ladder", wanted_date=day)
    yield "agree", answerer, asks.AgreeSupport(matter=i, ask=support, by_date=day if s.pick % 2 else None)
    yield "refuse", answerer, asks.ReturnSupport(matter=i, ask=support, reason_class="lacks_authority", text="No.")
    yield "deliver", helper, asks.DeliverSupport(matter=i, ask=support, text="Here.")
    yield "confirm", m.holder, asks.ConfirmSupport(matter=i, ask=support)
    yield "reject", m.holder, asks.RejectSupport(matter=i, ask=support, reason="Too short.", wanted_date=day)
    named = supports_to_ask(m, stage.organisation) or (other,)
    yield "waive", m.holder, asks.WaiveSupports(matter=i, units=named[:1], reason="It went without.")
    yield "ask_upward", m.holder, asks.AskUpward(matter=i, kind=chosen(list(UpwardKind)[:4], s.pick), text="Money.")
    levels = (*stage.organisation.tree.superiors(m.holder), other)
    level = chosen(levels, s.pick)
    yield "obstacle", m.holder, asks.AskUpward(matter=i, kind=UpwardKind.OBSTACLE, level=level, text="No permit.")
    upward = asks.AnswerUpward(matter=i, ask=_number(m.upward, s), granted=bool(s.pick % 2), text="So be it.")
    yield "answer_upward", _who(m.upward, s, "answerer", other), upward
    later = _day(stage, 3 * s.pick)
    yield "ask_extension", m.holder, asks.AskExtension(matter=i, wanted_date=later, reason="Late pole.")
    pending = (m.extension,) if m.extension else ()
    longer = asks.AnswerExtension(matter=i, ask=_number(pending, s), granted=bool(s.pick % 2), reason="Because.")
    yield "answer_extension", _who(pending, s, "answerer", other), longer
    yield "wait", m.holder, asks.BeginWait(matter=i, whom="The grid", question="When?", until_date=day)
    waiting = asks.AnswerWait(matter=i, ask=_number(m.waits, s), confirmed=bool(s.pick % 3), reason="No.")
    yield "answer_wait", _who(m.waits, s, "answerer", other), waiting
    yield "end_wait", m.holder, asks.EndWait(matter=i, ask=_number(m.waits, s), result="On again.")
    meet_at = stage.at + timedelta(hours=s.pick)
    call = asks.SummonUnits(
        matter=i, units=(other, _active(stage, s.other)), place="Lamp 12", purpose="Look", meet_at=meet_at
    )
    yield "summon", m.holder, call
    called = _number(m.summonses, s)
    missing = [unit for one in m.summonses for unit in one.missing] or [other]
    yield "arrive", chosen(missing, s.pick), asks.ArriveAtSummons(matter=i, ask=called)
    yield "conclude", m.holder, asks.ConcludeSummons(matter=i, ask=called, result="Clear now.")
    about = chosen(list(ProposalAbout), s.other)
    yield "propose", other, asks.ProposeBetterWay(matter=i, about=about, text="Two lamps on one pole.")
    proposed = _number(m.proposals, s)
    adopting = asks.AnswerProposal(matter=i, ask=proposed, adopted=bool(s.pick % 2), reason="So be it.")
    answering = m.answers_proposal(chosen(m.proposals, s.other)) if m.proposals else other
    yield "answer_proposal", answering, adopting


_Maker = Callable[[Stage, Matter, Step, int], Tried]


def _kinds() -> dict[str, _Maker]:
    """For each kind the maker of its command, found by asking the tables about a matter that was just opened."""
    stage = Stage({"u1": "r"})
    matter = stage.matters[stage.open("r")]
    found: dict[str, _Maker] = {}

    def maker(table: Callable[..., Iterator[tuple[str, str | None, MatterCommand]]], kind: str) -> _Maker:
        def make(stage: Stage, matter: Matter, step: Step, number: int) -> Tried:
            return next((unit, made) for name, unit, made in table(stage, matter, step, number) if name == kind)

        return make

    for table in (_core, _work, _asks):
        for kind, _, _ in table(stage, matter, Step(0, 0, 0, 0, 0, 0), 2):
            found[kind] = maker(table, kind)
    return found


KINDS = _kinds()
CHANGES = ("retire", "move", "name_outside")
ANYTHING = len(KINDS) + 1 + len(CHANGES)
_AT_WORK = (
    *("appeal", "delegate", "delegate", "done", "progress", "recall", "ask_support", "ask_upward", "ask_extension"),
    *("wait", "summon", "name_verifier", "cancel", "merge", "urge", "obstacle", "propose", "help", "waive"),
)
APT: dict[Phase, tuple[str, ...]] = {
    Phase.HELD: ("offer", "offer", "offer", "offer", "claim", "escalate", "delegate", "ask_extension", "move"),
    Phase.OFFERED: ("accept", "accept", "accept", "return", "return", "ask", "answer", "withdraw", "retire"),
    Phase.ESCALATED: ("decide", "decide", "decide", "retire", "cancel", "move"),
    Phase.SETTLED: _AT_WORK,
    Phase.APPEAL: ("decide", "decide", *_AT_WORK),
    Phase.DONE: ("verify", "verify", "refute", "retire", "name_outside"),
    Phase.CLOSED: ("reopen", "rate", "open", "open", "open"),
}
ANSWERS = {
    "supports": ("agree", "agree", "refuse", "deliver", "deliver", "deliver", "confirm", "reject"),
    "upward": ("answer_upward", "answer_upward"),
    "extension": ("answer_extension", "answer_extension"),
    "waits": ("answer_wait", "answer_wait", "end_wait"),
    "summonses": ("arrive", "arrive", "conclude"),
    "proposals": ("answer_proposal",),
}
