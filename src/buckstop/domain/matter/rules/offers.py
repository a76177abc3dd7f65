"""Opening, offering, accepting, returning: how responsibility moves between two units that agree."""

from buckstop.domain.ids import MatterId, PersonId, Sealed
from buckstop.domain.matter.commands import accountability as asked
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import (
    deadline_timer,
    first_reminder,
    missing_text,
    receiver_refusal,
    supports_refusal,
    unit_refusal,
)
from buckstop.domain.matter.rules.resolving import claim_timer, end_offer, make_offer, resume_offer
from buckstop.domain.matter.rules.succession import follow_holder
from buckstop.domain.matter.state import Matter, Offer
from buckstop.domain.matter.words import FromCycle, OfferEnd, Phase, Timer
from buckstop.domain.matter.world import Opening
from buckstop.domain.refusals import Refusal

NOT_OUR_DUTY = "not_our_duty"
"""The return reason that must say whose duty it is."""


def open_matter(draft: Draft, command: asked.OpenMatter) -> Refusal | None:
    """OPEN: on the actor's own unit only, so that nobody opens a matter on another."""
    if draft.unit() != command.unit:
        return Refusal.of(No.NOT_OWN_UNIT, unit=command.unit, yours=draft.unit())
    if refusal := unit_refusal(draft, command.unit) or supports_refusal(draft, command.terms):
        return refusal
    deadline = deadline_timer(draft, command.deadline_date)
    if isinstance(deadline, Refusal):
        return deadline
    if refusal := missing_text(title=command.title, goal=command.terms.goal):
        return refusal
    _open(draft, command, deadline, requester=command.requester, sealed=command.sealed)
    return None


def open_by_cycle(draft: Draft, opening: Opening) -> None:
    """Let a turn of a cycle open its matter on the unit that set the cycle up: held and given by it, offered to nobody."""
    _open(draft, opening, opening.deadline, cycle=opening.cycle)


def _open(
    draft: Draft,
    what: asked.OpenMatter | Opening,
    deadline: Timer | None,
    *,
    requester: PersonId | None = None,
    sealed: tuple[Sealed, ...] = (),
    cycle: FromCycle | None = None,
) -> None:
    rules = draft.rules(what.profile)
    draft.add(
        what.matter,
        happened.MatterOpened(
            happened_at=draft.at,
            by=draft.actor,
            matter=what.matter,
            title=what.title,
            terms=what.terms,
            origin=what.origin,
            profile=what.profile,
            holder=what.unit,
            giver=what.unit,
            moves_allowed=rules.moves,
            appeals_allowed=rules.appeals,
            depth_allowed=rules.depth,
            depth=0,
            parent=None,
            requester=requester,
            sealed=sealed,
            deadline=deadline,
            reminder=first_reminder(draft, deadline, what.profile, draft.at),
            claim=draft.timer(rules.claim, draft.at),
            cycle=cycle,
        ),
    )


def offer(draft: Draft, command: asked.OfferMatter) -> Refusal | None:
    """OFFER: moves nothing; the offeree becomes a party."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase is not Phase.HELD:
        return Refusal.of(No.NOT_HELD, phase=matter.phase)
    if matter.moves >= matter.moves_allowed:
        return Refusal.of(No.NO_MOVES_LEFT, allowed=matter.moves_allowed)
    if refusal := receiver_refusal(draft, matter.holder, command.to, command.duty_item, command.approval):
        return refusal
    make_offer(draft, matter.id, command.to, command.duty_item, command.approval)
    return None


def accept(draft: Draft, command: asked.AcceptOffer) -> Refusal | None:
    """ACCEPT: the offeree holds it from now on."""
    current = current_offer(draft, command.matter, command.offer)
    if isinstance(current, Refusal):
        return current
    if command.protest and (refusal := missing_text(protest=command.protest.text)):
        return refusal
    matter = draft.get(command.matter)
    former = matter.holder
    draft.add(
        command.matter,
        happened.OfferAccepted(
            happened_at=draft.at,
            by=draft.actor,
            offer=command.offer,
            holder=current.to,
            protest=command.protest,
            implied=False,
            claim=claim_timer(draft, matter, matter.moves + 1, draft.at),
        ),
    )
    follow_holder(draft, command.matter, former, draft.at)
    return None


def return_offer(draft: Draft, command: asked.ReturnOffer) -> Refusal | None:
    """RETURN: uses a move; the holder still holds, or the arbiter is asked when it was the last."""
    current = current_offer(draft, command.matter, command.offer)
    if isinstance(current, Refusal):
        return current
    matter = draft.get(command.matter)
    if command.proposed is not None and (refusal := unit_refusal(draft, command.proposed)):
        return refusal
    if command.proposed == current.to:
        return Refusal.of(No.TO_ITSELF, unit=current.to)
    if refusal := missing_text(text=command.text):
        return refusal
    if command.reason_class not in draft.rules(matter.profile).return_reasons:
        return Refusal.of(No.UNKNOWN_REASON, reason=command.reason_class)
    if command.reason_class == NOT_OUR_DUTY and (command.proposed is None or not (command.duty_item or command.basis)):
        return Refusal.of(No.PROPOSAL_MISSING, reason=command.reason_class)
    end_offer(draft, command.matter, OfferEnd.RETURNED, draft.at, command)
    return None


def withdraw(draft: Draft, command: asked.WithdrawOffer) -> Refusal | None:
    """WITHDRAW: as a return, so that offering and withdrawing buys no time."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if refusal := _offer_refusal(matter, command.offer):
        return refusal
    end_offer(draft, command.matter, OfferEnd.WITHDRAWN, draft.at)
    return None


def ask(draft: Draft, command: asked.AskAboutOffer) -> Refusal | None:
    """ASK: once per offer; its clock stands still for a while, on the holder's."""
    current = current_offer(draft, command.matter, command.offer)
    if isinstance(current, Refusal):
        return current
    if current.asked_at is not None:
        return Refusal.of(No.ALREADY_ASKED)
    if refusal := missing_text(question=command.question):
        return refusal
    rules = draft.rules(draft.get(command.matter).profile)
    draft.add(
        command.matter,
        happened.OfferQuestionAsked(
            happened_at=draft.at,
            by=draft.actor,
            offer=command.offer,
            question=command.question,
            answer=draft.timer(rules.ask, draft.at),
        ),
    )
    return None


def answer(draft: Draft, command: asked.AnswerQuestion) -> Refusal | None:
    """The holder answers the offeree's question; the offer's clock goes on."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if refusal := _offer_refusal(matter, command.offer):
        return refusal
    if matter.offer is None or matter.offer.answer_timer is None:
        return Refusal.of(No.NO_QUESTION)
    if refusal := missing_text(answer=command.answer):
        return refusal
    resume_offer(draft, command.matter, draft.at, command.answer)
    return None


def claim(draft: Draft, command: asked.ClaimMatter) -> Refusal | None:
    """CLAIM: the holder keeps it."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase is not Phase.HELD:
        return Refusal.of(No.NOT_HELD, phase=matter.phase)
    draft.add(command.matter, happened.MatterClaimed(happened_at=draft.at, by=draft.actor))
    return None


# --- guards -----------------------------------------------------------------------------------------------------------


def current_offer(draft: Draft, matter_id: MatterId, number: int) -> Offer | Refusal:
    """The offer, if it is the actor's to answer and still the current one."""
    matter = draft.get(matter_id)
    if matter.offer is not None and draft.unit() != matter.offer.to:
        return Refusal.of(No.NOT_OFFEREE, offeree=matter.offer.to)
    if refusal := _offer_refusal(matter, number):
        return refusal
    assert matter.offer is not None
    return matter.offer


def _offer_refusal(matter: Matter, number: int) -> Refusal | None:
    if matter.offer is None:
        return Refusal.of(No.NOT_OFFERED, phase=matter.phase)
    if matter.offer.offer != number:
        return Refusal.of(No.OFFER_NOT_CURRENT, offer=number, current=matter.offer.offer)
    return None
