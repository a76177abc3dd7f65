"""Everything that can be tried in a state: each command of the core by each unit, about each matter."""

from collections.abc import Iterator
from datetime import UTC
from functools import cache

from buckstop.domain.calendars import Calendar
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.commands import MatterCommand, accountability, work
from buckstop.domain.matter.words import Actor, Outcome, Terms, VerificationWay
from buckstop.domain.packs import ProtocolRules
from proofs.node import PART, WHOLE, Node

CALENDAR = Calendar(UTC)
TERMS = Terms(goal="It is done.")


def _hours(amount: int) -> Span:
    return Span(amount, SpanUnit.HOUR)


def rules_of(moves: int, appeals: int = 1, reopens: int = 1) -> ProtocolRules:
    """Clocks in hours, no two alike; one level of delegation.

    The time limit of reopening is out of reach, so that it never shortens the search.
    """
    return ProtocolRules(
        moves=moves,
        appeals=appeals,
        depth=1,
        claim=_hours(2),
        offer=_hours(3),
        ask=_hours(1),
        decide=_hours(5),
        appeal=_hours(7),
        verify=_hours(4),
        support=_hours(6),
        upward=_hours(6),
        extension_answer=_hours(6),
        wait_confirm=_hours(6),
        extensions=0,
        reopen_within=_hours(1_000_000),
        reopens=reopens,
        urge_before=_hours(1),
        minimum_service=_hours(1),
        return_reasons=("lacks_authority",),
        escalate_reasons=("disputed",),
        wait_near_deadline=_hours(1),
    )


def bound_hours(rules: ProtocolRules) -> int:
    """B = k (T_claim + T_offer + T_ask) + T_decide: the longest time until a matter has a settled holder."""
    turn = rules.claim.amount + rules.offer.amount + rules.ask.amount
    return rules.moves * turn + rules.decide.amount


@cache
def actor_of(unit: UnitId) -> Actor:
    """Somebody who speaks for a unit."""
    return Actor(PersonId("p"), unit)


@cache
def opening(unit: UnitId) -> accountability.OpenMatter:
    """The first command: a unit opens the matter on itself."""
    return accountability.OpenMatter(matter=WHOLE, unit=unit, title="It", terms=TERMS, deadline_date=None)


@cache
def _plain(matter: MatterId, units: tuple[UnitId, ...]) -> tuple[MatterCommand, ...]:
    """Commands that name no offer."""
    found: list[MatterCommand] = [
        accountability.ClaimMatter(matter=matter),
        accountability.EscalateMatter(matter=matter, reason_class="disputed", text="Whose is it?"),
        accountability.AppealMatter(matter=matter, facts="New facts."),
        accountability.RecallMatter(matter=matter, reason="It stands still."),
        work.ReportDone(matter=matter, text="Done."),
        work.VerifyMatter(matter=matter, outcome=Outcome.DONE, why="Seen.", way=VerificationWay.DOCUMENTS),
        work.RefuteMatter(matter=matter, reason="Not there.", way=VerificationWay.DOCUMENTS),
        work.CancelMatter(matter=matter, reason="Not needed."),
        work.ReopenMatter(matter=matter, reason="It broke."),
    ]
    for unit in units:
        found.append(accountability.OfferMatter(matter=matter, to=unit))
        found.append(accountability.DecideMatter(matter=matter, holder=unit, reason="So be it."))
    return tuple(found)


@cache
def _about(matter: MatterId, offer: int) -> tuple[MatterCommand, ...]:
    """Messages about an offer."""
    return (
        accountability.AcceptOffer(matter=matter, offer=offer),
        accountability.ReturnOffer(matter=matter, offer=offer, reason_class="lacks_authority", text="Not us."),
        accountability.AskAboutOffer(matter=matter, offer=offer, question="Since when?"),
        accountability.AnswerQuestion(matter=matter, offer=offer, answer="Since May."),
        accountability.WithdrawOffer(matter=matter, offer=offer),
    )


@cache
def _delegations(units: tuple[UnitId, ...]) -> tuple[MatterCommand, ...]:
    return tuple(
        accountability.DelegatePart(matter=WHOLE, part=PART, to=unit, title="Part", terms=TERMS, deadline_date=None)
        for unit in units
    )


def tries(node: Node, units: tuple[UnitId, ...], *, delegation: bool) -> Iterator[MatterCommand]:
    """Every command worth trying about every matter, whoever gives it.

    Messages about offers come for the present offer and for every offer there ever was: late, twice, in any order.
    """
    for matter in node.matters.values():
        yield from _plain(matter.id, units)
        offers = node.past_offers.get(matter.id, ())
        for offer in offers if matter.offer is None else (*offers, matter.offer.offer):
            yield from _about(matter.id, offer)
    if delegation and WHOLE in node.matters:
        yield from _delegations(units)
