"""How offers are made and end, whoever causes it: command, timer or a change of the organisation."""

from dataclasses import replace
from datetime import datetime

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import DutyItemId, MatterId, UnitId
from buckstop.domain.matter.commands import accountability as asked
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import shortfall_days
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OfferEnd, Phase, Timer


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
    draft.add(
        matter_id,
        happened.OfferQuestionAnswered(
            happened_at=at,
            by=draft.actor if words else None,
            offer=current.offer,
            answer=words,
            lapse=_later(draft, current.timer, current.asked_at, at),
        ),
    )


def _later(draft: Draft, timer: Timer, from_at: datetime, until_at: datetime) -> Timer:
    """A timer after a pause. What is counted in days is paused in days, or a pause of hours would cost days."""
    calendar, span = draft.calendar, timer.span
    if span is None or span.unit not in {SpanUnit.WORKING_DAY, SpanUnit.NATURAL_DAY}:
        pause = until_at - from_at
        return replace(timer, due_at=timer.due_at + pause, pauses=timer.pauses + pause)
    if span.unit is SpanUnit.WORKING_DAY:
        days = calendar.working_days_between(from_at, until_at)
    else:
        days = (calendar.day_ended_by(until_at) - calendar.local_date(from_at)).days
    longer = Span(span.amount + max(days, 0), span.unit)
    due = calendar.due(timer.started_at, longer)
    return replace(timer, due_at=due.at, provisional=due.provisional, span=longer)
