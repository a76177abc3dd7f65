"""Escalation, decision, appeal: a superior of all parties says who holds it, within its time or by holding it itself."""

from datetime import datetime

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import accountability as asked
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import missing_text, unit_refusal
from buckstop.domain.matter.rules.impartial import right_arbiter
from buckstop.domain.matter.rules.succession import follow_holder
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.refusals import Refusal


def escalate(draft: Draft, command: asked.EscalateMatter) -> Refusal | None:
    """ESCALATE: the common superior of all parties is asked; hours are its own, or the holder's if it was frivolous."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase is not Phase.HELD:
        return Refusal.of(No.NOT_HELD, phase=matter.phase)
    if command.proposed is not None and (refusal := unit_refusal(draft, command.proposed)):
        return refusal
    if refusal := missing_text(text=command.text):
        return refusal
    rules = draft.rules(matter.profile)
    if command.reason_class not in rules.escalate_reasons:
        return Refusal.of(No.UNKNOWN_REASON, reason=command.reason_class)
    draft.add(
        matter.id,
        happened.MatterEscalated(
            happened_at=draft.at,
            by=draft.actor,
            reason_class=command.reason_class,
            text=command.text,
            basis=command.basis,
            proposed=command.proposed,
            arbiter=draft.organisation.arbiter_for(matter.parties),
            decision=draft.timer(rules.decide, draft.at),
        ),
    )
    return None


def decide(draft: Draft, command: asked.DecideMatter) -> Refusal | None:
    """DECIDE: the arbiter names a holder in its own subtree, itself included; the outside arbiter any unit."""
    matter = draft.get(command.matter)
    if matter.arbiter is None:
        return Refusal.of(No.NOT_ESCALATED, phase=matter.phase)
    if draft.unit() != matter.arbiter:
        return Refusal.of(No.NOT_ARBITER, arbiter=matter.arbiter)
    if refusal := unit_refusal(draft, command.holder):
        return refusal
    arbiter = matter.arbiter
    if arbiter != draft.organisation.outside_arbiter and not draft.organisation.within(command.holder, arbiter):
        return Refusal.of(No.OUTSIDE_SUBTREE, unit=command.holder, arbiter=arbiter)
    if refusal := missing_text(reason=command.reason):
        return refusal
    former = matter.holder
    draft.add(
        matter.id,
        happened.MatterDecided(
            happened_at=draft.at,
            by=draft.actor,
            arbiter=arbiter,
            holder=command.holder,
            reason=command.reason,
            on_appeal=matter.phase is Phase.APPEAL,
            yours_after_all=command.holder == former,
        ),
    )
    follow_holder(draft, matter.id, former, draft.at)
    return None


def lapse_decision(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    """T_decide: who may decide and does not, holds; for the outside arbiter the root does."""
    matter = draft.get(matter_id)
    assert matter.arbiter is not None
    outside = matter.arbiter == draft.organisation.outside_arbiter
    draft.add(
        matter_id,
        happened.DecisionLapsed(
            happened_at=at,
            arbiter=matter.arbiter,
            holder=draft.organisation.root if outside else matter.arbiter,
        ),
    )
    follow_holder(draft, matter_id, matter.holder, at)


def appeal(draft: Draft, command: asked.AppealMatter) -> Refusal | None:
    """APPEAL: new facts go to a strict superior of everyone concerned, the last decider included."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase is not Phase.SETTLED:
        return Refusal.of(No.NOT_SETTLED, phase=matter.phase)
    if matter.appeals >= matter.appeals_allowed:
        return Refusal.of(No.NO_APPEALS_LEFT, allowed=matter.appeals_allowed)
    if _is_highest(draft, matter.last_decider):
        return Refusal.of(No.NOBODY_ABOVE_DECIDER, decider=matter.last_decider)
    if refusal := missing_text(facts=command.facts):
        return refusal
    draft.add(
        matter.id,
        happened.MatterAppealed(
            happened_at=draft.at,
            by=draft.actor,
            facts=command.facts,
            arbiter=right_arbiter(draft, matter),
            decision=draft.timer(draft.rules(matter.profile).appeal, draft.at),
        ),
    )
    return None


def _is_highest(draft: Draft, decider: UnitId | None) -> bool:
    return decider in {draft.organisation.root, draft.organisation.outside_arbiter}


def dismiss_appeal(draft: Draft, matter: Matter, at: datetime) -> None:
    """T_appeal: the decision stands."""
    assert matter.arbiter is not None
    draft.add(matter.id, happened.AppealDismissed(happened_at=at, arbiter=matter.arbiter))
