"""Support: a contribution of another unit, on that unit's own clock from the moment it agreed."""

from datetime import datetime

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import Support, SupportStage
from buckstop.domain.matter.commands import asks as asked
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import deadline_timer, missing_text, unit_refusal
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Timer
from buckstop.domain.refusals import Refusal


def working_holder_refusal(draft: Draft, matter: Matter) -> Refusal | None:
    """No, unless the actor holds the matter and the matter is neither reported done nor closed."""
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase in {Phase.DONE, Phase.CLOSED}:
        return Refusal.of(No.NOT_AT_WORK, phase=matter.phase)
    return None


def ask_support(draft: Draft, command: asked.AskSupport) -> Refusal | None:
    """Ask a unit that is neither oneself nor above oneself; who is above is asked upward."""
    matter = draft.get(command.matter)
    if refusal := working_holder_refusal(draft, matter) or unit_refusal(draft, command.supporter):
        return refusal
    if command.supporter == matter.holder:
        return Refusal.of(No.TO_ITSELF, unit=command.supporter)
    if draft.organisation.is_above(command.supporter, matter.holder):
        return Refusal.of(No.TO_OWN_SUPERIOR, unit=command.supporter)
    wanted = deadline_timer(draft, command.wanted_date)
    if isinstance(wanted, Refusal):
        return wanted
    if refusal := missing_text(what=command.what):
        return refusal
    draft.add(
        matter.id,
        happened.SupportAsked(
            happened_at=draft.at,
            by=draft.actor,
            ask=matter.version + 1,
            supporter=command.supporter,
            what=command.what,
            wanted_date=command.wanted_date,
            timer=_answer_timer(draft, matter, draft.at),
        ),
    )
    return None


def _answer_timer(draft: Draft, matter: Matter, at: datetime) -> Timer:
    return draft.timer(draft.rules(matter.profile).support, at)


def _find(draft: Draft, matter_id: MatterId, ask: int, *stages: SupportStage) -> Support | Refusal:
    matter = draft.get(matter_id)
    found = next((one for one in matter.supports if one.ask == ask), None)
    if found is None:
        return Refusal.of(No.UNKNOWN_ASK, ask=ask)
    if found.stage not in stages:
        return Refusal.of(No.ASK_STAGE, ask=ask, stage=found.stage)
    return found


def _answers(draft: Draft, support: Support) -> bool:
    return draft.unit() in {support.supporter, support.answerer}


_UNANSWERED = (SupportStage.ASKED, SupportStage.PASSED_UP)


def agree(draft: Draft, command: asked.AgreeSupport) -> Refusal | None:
    """The supporter, or its superior for it, agrees to a day."""
    support = _find(draft, command.matter, command.ask, *_UNANSWERED)
    if isinstance(support, Refusal):
        return support
    if not _answers(draft, support):
        return Refusal.of(No.NOT_SUPPORTER, supporter=support.supporter)
    due = deadline_timer(draft, command.by_date or support.wanted_date)
    if isinstance(due, Refusal):
        return due
    assert due is not None
    draft.add(
        command.matter,
        happened.SupportAgreed(happened_at=draft.at, by=draft.actor, ask=command.ask, timer=due),
    )
    return None


def return_support(draft: Draft, command: asked.ReturnSupport) -> Refusal | None:
    """The supporter says no, with a reason of the pack's list."""
    support = _find(draft, command.matter, command.ask, *_UNANSWERED)
    if isinstance(support, Refusal):
        return support
    if not _answers(draft, support):
        return Refusal.of(No.NOT_SUPPORTER, supporter=support.supporter)
    if command.proposed is not None and (refusal := unit_refusal(draft, command.proposed)):
        return refusal
    if refusal := missing_text(text=command.text):
        return refusal
    if command.reason_class not in draft.rules(draft.get(command.matter).profile).return_reasons:
        return Refusal.of(No.UNKNOWN_REASON, reason=command.reason_class)
    draft.add(
        command.matter,
        happened.SupportReturned(
            happened_at=draft.at,
            by=draft.actor,
            ask=command.ask,
            reason_class=command.reason_class,
            text=command.text,
            proposed=command.proposed,
        ),
    )
    return None


def deliver(draft: Draft, command: asked.DeliverSupport) -> Refusal | None:
    """The supporter says that its contribution is there."""
    support = _find(draft, command.matter, command.ask, SupportStage.AGREED)
    if isinstance(support, Refusal):
        return support
    if draft.unit() != support.supporter:
        return Refusal.of(No.NOT_SUPPORTER, supporter=support.supporter)
    if refusal := missing_text(text=command.text):
        return refusal
    draft.add(
        command.matter,
        happened.SupportDelivered(
            happened_at=draft.at,
            by=draft.actor,
            ask=command.ask,
            text=command.text,
            attachments=command.attachments,
            timer=_answer_timer(draft, draft.get(command.matter), draft.at),
        ),
    )
    return None


def confirm(draft: Draft, command: asked.ConfirmSupport) -> Refusal | None:
    """The holder confirms the contribution."""
    if refusal := _delivered_to_holder(draft, command.matter, command.ask):
        return refusal
    draft.add(command.matter, happened.SupportConfirmed(happened_at=draft.at, by=draft.actor, ask=command.ask))
    return None


def reject(draft: Draft, command: asked.RejectSupport) -> Refusal | None:
    """The holder says what is wrong with the contribution; it is owed by another day."""
    if refusal := _delivered_to_holder(draft, command.matter, command.ask):
        return refusal
    due = deadline_timer(draft, command.wanted_date)
    if isinstance(due, Refusal):
        return due
    assert due is not None
    if refusal := missing_text(reason=command.reason):
        return refusal
    draft.add(
        command.matter,
        happened.SupportRejected(
            happened_at=draft.at, by=draft.actor, ask=command.ask, reason=command.reason, timer=due
        ),
    )
    return None


def waive(draft: Draft, command: asked.WaiveSupports) -> Refusal | None:
    """The holder says of units that the terms name, and that it has not asked, that it does not need them."""
    matter = draft.get(command.matter)
    if refusal := working_holder_refusal(draft, matter):
        return refusal
    waiting = supports_to_ask(matter, draft.organisation)
    units = tuple(dict.fromkeys(command.units))
    if not units:
        return Refusal.of(No.TEXT_MISSING, text="units")
    for unit in units:
        if unit not in waiting:
            return Refusal.of(No.NOT_TO_BE_ASKED, unit=unit)
    if refusal := missing_text(reason=command.reason):
        return refusal
    draft.add(
        matter.id,
        happened.SupportsWaived(happened_at=draft.at, by=draft.actor, units=units, reason=command.reason),
    )
    return None


def _delivered_to_holder(draft: Draft, matter_id: MatterId, ask: int) -> Refusal | None:
    holder = draft.get(matter_id).holder
    if draft.unit() != holder:
        return Refusal.of(No.NOT_HOLDER, holder=holder)
    found = _find(draft, matter_id, ask, SupportStage.DELIVERED)
    return found if isinstance(found, Refusal) else None


def lapse_support(draft: Draft, matter_id: MatterId, ask: int, at: datetime) -> None:
    """Silence: of the supporter, passed to its superior; of both, on record; of the holder, a confirmation."""
    matter = draft.get(matter_id)
    support = next(one for one in matter.supports if one.ask == ask)
    match support.stage:
        case SupportStage.ASKED if (above := _superior_for(draft, matter, support)) is not None:
            draft.add(
                matter_id,
                happened.SupportPassedUp(
                    happened_at=at, ask=ask, answerer=above, timer=_answer_timer(draft, matter, at)
                ),
            )
        case SupportStage.ASKED | SupportStage.PASSED_UP:
            silent = tuple(dict.fromkeys((support.supporter, support.answerer)))
            draft.add(matter_id, happened.SupportUnanswered(happened_at=at, ask=ask, silent=silent))
        case SupportStage.AGREED:
            draft.add(matter_id, happened.SupportOverdue(happened_at=at, ask=ask))
        case SupportStage.DELIVERED:
            draft.add(matter_id, happened.SupportConfirmed(happened_at=at, ask=ask))


def _superior_for(draft: Draft, matter: Matter, support: Support) -> UnitId | None:
    above = draft.organisation.nearest_active_superior(support.supporter)
    if above == matter.holder:  # the holder cannot answer its own ask
        above = draft.organisation.nearest_active_superior(above)
    return above
