"""Better ways: whoever works on a matter may propose one, and whoever could change it has to answer."""

from datetime import datetime

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.asks import Proposal
from buckstop.domain.matter.commands import asks as asked
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import missing_text
from buckstop.domain.refusals import Refusal


def propose(draft: Draft, command: asked.ProposeBetterWay) -> Refusal | None:
    """Anyone who may see an open matter proposes; the answer has the time a request upward has."""
    matter = draft.get(command.matter)
    if not matter.open:
        return Refusal.of(No.CLOSED)
    if refusal := missing_text(text=command.text):
        return refusal
    assert draft.actor is not None
    timer = draft.timer(draft.rules(matter.profile).upward, draft.at)
    proposal = Proposal(matter.version + 1, command.about, command.text, draft.actor, timer)
    draft.add(
        matter.id,
        happened.BetterWayProposed(
            happened_at=draft.at,
            by=draft.actor,
            ask=proposal.ask,
            about=proposal.about,
            text=proposal.text,
            answerer=matter.answers_proposal(proposal),
            timer=timer,
        ),
    )
    return None


def answer_proposal(draft: Draft, command: asked.AnswerProposal) -> Refusal | None:
    """Adopt it, which credits the proposer, or say why not; late answers included. Nobody adopts their own."""
    matter = draft.get(command.matter)
    proposal = _find(draft, command.matter, command.ask)
    if proposal is None:
        return Refusal.of(No.UNKNOWN_ASK, ask=command.ask)
    answerer = matter.answers_proposal(proposal)
    if draft.unit() != answerer:
        return Refusal.of(No.NOT_ANSWERER, answerer=answerer)
    if not command.adopted:
        return _decline(draft, command)
    proposer = proposal.proposer
    if draft.actor is not None and draft.actor.person == proposer.person:
        return Refusal.of(No.OWN_PROPOSAL, ask=command.ask)
    draft.add(
        matter.id,
        happened.BetterWayAdopted(
            happened_at=draft.at,
            by=draft.actor,
            ask=command.ask,
            unit=proposer.unit,
            post=proposer.post,
            text=command.reason,
        ),
    )
    return None


def _decline(draft: Draft, command: asked.AnswerProposal) -> Refusal | None:
    if refusal := missing_text(reason=command.reason):
        return refusal
    declined = happened.BetterWayDeclined(happened_at=draft.at, by=draft.actor, ask=command.ask, reason=command.reason)
    draft.add(command.matter, declined)
    return None


def _find(draft: Draft, matter_id: MatterId, ask: int) -> Proposal | None:
    return next((one for one in draft.get(matter_id).proposals if one.ask == ask), None)


def lapse_proposal(draft: Draft, matter_id: MatterId, ask: int, at: datetime) -> None:
    """Silence: on record, with the name of who was silent; an answer is still owed."""
    proposal = _find(draft, matter_id, ask)
    assert proposal is not None
    silent = draft.get(matter_id).answers_proposal(proposal)
    draft.add(matter_id, happened.BetterWayUnanswered(happened_at=at, ask=ask, silent=silent))
