"""Delegation: a part goes down by an offer, the whole never leaves its holder; and back by recall."""

from dataclasses import replace

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
)
from buckstop.domain.matter.rules.resolving import make_offer
from buckstop.domain.matter.rules.succession import follow_holder
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Timer
from buckstop.domain.refusals import Refusal

AT_WORK = frozenset({Phase.HELD, Phase.SETTLED, Phase.APPEAL})
"""Phases in which the holder has the work in its own hands."""


def delegate(draft: Draft, command: asked.DelegatePart) -> Refusal | None:
    """DELEGATE: a part held and given by the holder is opened and offered; this matter's holder never changes."""
    matter = draft.get(command.matter)
    if draft.find(command.part) is not None:
        return Refusal.of(No.ALREADY_OPENED, matter=command.part)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase not in AT_WORK:
        return Refusal.of(No.NOT_AT_WORK, phase=matter.phase)
    if matter.depth >= matter.depth_allowed:
        return Refusal.of(No.TOO_DEEP, allowed=matter.depth_allowed)
    if refusal := supports_refusal(draft, command.terms):
        return refusal
    if refusal := receiver_refusal(draft, matter.holder, command.to, command.duty_item, command.approval):
        return refusal
    deadline = deadline_timer(draft, command.deadline_date)
    if isinstance(deadline, Refusal):
        return deadline
    if refusal := _beyond_parent(matter, deadline):
        return refusal
    if refusal := missing_text(title=command.title, goal=command.terms.goal):
        return refusal
    draft.add(
        matter.id,
        happened.PartDelegated(happened_at=draft.at, by=draft.actor, part=command.part, to=command.to),
    )
    draft.adopt(matter.id, command.part)
    draft.add(command.part, _opened(draft, matter, command, deadline))
    make_offer(draft, command.part, command.to, command.duty_item, command.approval)
    return None


def _beyond_parent(matter: Matter, deadline: Timer | None) -> Refusal | None:
    if matter.deadline is None:
        return None
    if deadline is None:
        return Refusal.of(No.DEADLINE_MISSING, parent=matter.deadline.due_at.isoformat())
    if deadline.due_at > matter.deadline.due_at:
        return Refusal.of(No.DEADLINE_BEYOND_PARENT, parent=matter.deadline.due_at.isoformat())
    return None


def _opened(draft: Draft, matter: Matter, command: asked.DelegatePart, deadline: Timer | None) -> happened.MatterOpened:
    rules = draft.rules(matter.profile)
    return happened.MatterOpened(
        happened_at=draft.at,
        by=draft.actor,
        matter=command.part,
        title=command.title,
        terms=replace(command.terms, visibility=command.terms.visibility.within(matter.terms.visibility)),
        origin=matter.origin,
        profile=matter.profile,
        holder=matter.holder,
        giver=matter.holder,
        moves_allowed=rules.moves,
        appeals_allowed=rules.appeals,
        depth_allowed=matter.depth_allowed,
        depth=matter.depth + 1,
        parent=matter.id,
        requester=None,
        sealed=(),
        deadline=deadline,
        reminder=first_reminder(draft, deadline, matter.profile, draft.at),
        claim=draft.timer(rules.claim, draft.at),
        cycle=None,
    )


def recall(draft: Draft, command: asked.RecallMatter) -> Refusal | None:
    """RECALL: the holder of the parent takes an open part back.

    Not while its verification runs: there a third unit's clock runs, and nobody may take the work out of its sight.
    """
    part = draft.get(command.matter)
    if part.parent is None:
        return Refusal.of(No.NOT_A_CHILD)
    holder = draft.get(part.parent).holder
    if draft.unit() != holder:
        return Refusal.of(No.NOT_PARENT_HOLDER, holder=holder)
    if not part.open:
        return Refusal.of(No.CLOSED)
    if part.phase is Phase.DONE:
        return Refusal.of(No.VERIFICATION_RUNS, verifier=part.verification.verifier if part.verification else "")
    if part.phase is Phase.SETTLED and part.holder == holder:
        return Refusal.of(No.ALREADY_RECALLED)
    if refusal := missing_text(reason=command.reason):
        return refusal
    former = part.holder
    draft.add(
        part.id,
        happened.MatterRecalled(happened_at=draft.at, by=draft.actor, holder=holder, reason=command.reason),
    )
    follow_holder(draft, part.id, former, draft.at)
    return None
