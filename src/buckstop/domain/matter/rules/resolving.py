"""How offers are made and end, whoever causes it: command, timer or a change of the organisation."""

from dataclasses import replace
from datetime import datetime, timedelta

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import DutyItemId, MatterId, UnitId
from buckstop.domain.matter.commands import core as asked
from buckstop.domain.matter.events import core as happened
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import shortfall_days
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OfferEnd, Phase, Timer

_MOMENT = timedelta(microseconds=1)
_SAME_DAY = Span(0, SpanUnit.WORKING_DAY)


def make_offer(draft: Draft, matter_id: MatterId, to: UnitId, item: DutyItemId | None, approval: str) -> None:
    """Offer a matter whose guards were passed."""
    matter = draft.get(matter_id)
    draft.add(
        matter_id,
        happened.MatterOffered(
            happened_at=draft.at,
            by=draft.actor,
            offer=matter.version + 1,
            to=to,
            duty_item=item,
            approval=approval,
            shortfall_days=shortfall_days(draft, matter),
            lapse=draft.timer(draft.rules(matter.profile).offer, draft.at),
        ),
    )


def claim_timer(draft: Draft, matter: Matter, moves: int, at: datetime) -> Timer | None:
    """The time to claim or offer on after a move; None when it was the last and the holder is settled."""
    if moves >= matter.moves_allowed:
        return None
    return draft.timer(draft.rules(matter.profile).claim, at)


def end_offer(
    draft: Draft, matter_id: MatterId, end: OfferEnd, at: datetime, why: asked.ReturnOffer | None = None
) -> None:
    """Every way an offer ends without acceptance: one move is used, whatever the reason."""
    matter = draft.get(matter_id)
    assert matter.offer is not None
    rules = draft.rules(matter.profile)
    last = matter.moves + 1 >= matter.moves_allowed
    draft.add(
        matter_id,
        happened.OfferReturned(
            happened_at=at,
            by=None if end is OfferEnd.LAPSED else draft.actor,
            offer=matter.offer.offer,
            end=end,
            reason_class=why.reason_class if why else "",
            text=why.text if why else "",
            basis=why.basis if why else "",
            duty_item=why.duty_item if why else None,
            proposed=why.proposed if why else None,
            phase=Phase.ESCALATED if last else Phase.HELD,
            arbiter=draft.organisation.arbiter_for(matter.parties) if last else None,
            timer=draft.timer(rules.decide if last else rules.claim, at),
        ),
    )


def resume_offer(draft: Draft, matter_id: MatterId, at: datetime, words: str) -> None:
    """Let the offer's clock go on, later by as long as it stood still."""
    matter = draft.get(matter_id)
    current = matter.offer
    assert current is not None
    assert current.asked_at is not None
    paused = at - current.asked_at
    due_at = current.timer.due_at + paused
    span = current.timer.span
    if span is not None and span.unit not in {SpanUnit.HOUR, SpanUnit.MINUTE}:
        due_at = draft.calendar.due(due_at - _MOMENT, _SAME_DAY).at  # not on a day nobody works
    draft.add(
        matter_id,
        happened.OfferQuestionAnswered(
            happened_at=at,
            by=draft.actor if words else None,
            offer=current.offer,
            answer=words,
            lapse=replace(current.timer, due_at=due_at, pauses=current.timer.pauses + paused),
        ),
    )
