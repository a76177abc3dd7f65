"""What happens by itself: every timer that is due takes effect at its own instant, in order, before anything else.

The clock process only wakes matters nobody touches. It adds nothing: a matter that slept a week past three timers gets
the same three events, with the same instants, as one that was woken three times.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.events import work as work_happened
from buckstop.domain.matter.rules.arbitration import dismiss_appeal, lapse_decision
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.proposals import lapse_proposal
from buckstop.domain.matter.rules.resolving import end_offer, resume_offer
from buckstop.domain.matter.rules.support import lapse_support
from buckstop.domain.matter.rules.upward import lapse_extension, lapse_upward
from buckstop.domain.matter.rules.verification import lapse_verification
from buckstop.domain.matter.rules.waiting import lapse_summons, lapse_wait
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OfferEnd, Phase, Timer

NEAR, PASSED = 1, 2
"""Stages of the deadline's reminders."""

_Lapse = Callable[[datetime], None]


def bring_up(draft: Draft, matter_id: MatterId, until_at: datetime) -> None:
    """Let everything happen to a matter that falls due until an instant.

    What the timers of a parent do changes its parts (who holds or gives them), so at one instant the parent's come
    first. A timer that was set to an instant already past takes effect after what was there before it.
    """
    while True:
        matter = draft.get(matter_id)
        due_at = matter.next_due_at()
        if matter.parent is not None:
            above_at = draft.get(matter.parent).next_due_at()
            if above_at is not None and above_at <= until_at and (due_at is None or above_at <= due_at):
                bring_up(draft, matter.parent, above_at)
                continue
        if due_at is None or due_at > until_at:
            return
        lapse, lapsed_at = _earliest(draft, matter), max(due_at, matter.updated_at)
        actor, of_itself = draft.actor, draft.of_itself
        draft.actor, draft.of_itself = None, True
        lapse(lapsed_at)
        draft.actor, draft.of_itself = actor, of_itself


def _earliest(draft: Draft, matter: Matter) -> _Lapse:
    """What the timer that is due first does; of several at one instant, the first named here."""
    found: list[tuple[Timer | None, _Lapse]] = []
    offer = matter.offer
    if offer is not None and offer.answer_timer is not None:
        found.append((offer.answer_timer, lambda at: resume_offer(draft, matter.id, at, "")))
    elif offer is not None:
        found.append((offer.timer, lambda at: end_offer(draft, matter.id, OfferEnd.LAPSED, at)))
    found.append((matter.phase_timer, lambda at: _lapse_phase(draft, matter, at)))
    if matter.verification is not None:
        found.append((matter.verification.timer, partial(lapse_verification, draft, matter.id)))
    if matter.extension is not None:
        found.append((matter.extension.timer, partial(lapse_extension, draft, matter.id)))
    found += [(one.timer, partial(lapse_support, draft, matter.id, one.ask)) for one in matter.supports]
    found += [(one.timer, partial(lapse_upward, draft, matter.id, one.ask)) for one in matter.upward]
    found += [(one.timer, partial(lapse_wait, draft, matter.id, one.ask)) for one in matter.waits]
    found += [(one.timer, partial(lapse_summons, draft, matter.id, one.ask)) for one in matter.summonses]
    found += [(one.timer, partial(lapse_proposal, draft, matter.id, one.ask)) for one in matter.proposals]
    found.append((matter.reminder, partial(_remind, draft, matter.id)))
    running = [(timer.due_at, lapse) for timer, lapse in found if timer is not None]
    return min(running, key=lambda one: one[0])[1]


def _lapse_phase(draft: Draft, matter: Matter, at: datetime) -> None:
    match matter.phase:
        case Phase.HELD:
            draft.add(matter.id, happened.MatterClaimed(happened_at=at))
        case Phase.ESCALATED:
            lapse_decision(draft, matter.id, at)
        case _:
            assert matter.phase is Phase.APPEAL
            dismiss_appeal(draft, matter, at)


def _remind(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    matter = draft.get(matter_id)
    assert matter.deadline is not None
    passed = at >= matter.deadline.due_at
    draft.add(
        matter_id,
        work_happened.DeadlineReminded(
            happened_at=at,
            stage=PASSED if passed else NEAR,
            next=None if passed else Timer(matter.deadline.due_at, provisional=False, started_at=at),
        ),
    )
