"""Cancel, merge, reopen, rate: ends that nobody verifies, and beginnings anew."""

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import Support, SupportStage
from buckstop.domain.matter.commands import work as asked
from buckstop.domain.matter.events import asks as ask_happened
from buckstop.domain.matter.events import work as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import missing_text
from buckstop.domain.matter.rules.succession import follow_parent, mend
from buckstop.domain.matter.rules.verification import open_children
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import CitizenWord, Origin, Outcome, Phase
from buckstop.domain.refusals import Refusal


def cancel(draft: Draft, command: asked.CancelMatter) -> Refusal | None:
    """CANCEL: by the giver or above it; never by the holder on its own word; parts first.

    What a citizen asked for is not ended unverified by who took it in: that is for a unit above the giver.
    """
    matter = draft.get(command.matter)
    asked_by_citizen = bool(matter.requesters) or (matter.origin is Origin.REQUEST and matter.parent is None)
    if asked_by_citizen and draft.unit() == matter.giver != matter.holder:
        return Refusal.of(No.REQUEST_NEEDS_SUPERIOR, giver=matter.giver)
    if refusal := _may_not_end(draft, command.matter):
        return refusal
    if refusal := missing_text(reason=command.reason):
        return refusal
    _close(draft, command.matter, Outcome.CANCELLED, command.reason, command.learned, None)
    return None


def merge(draft: Draft, command: asked.MergeMatter) -> Refusal | None:
    """MERGE: as cancel; who asked here asks there, and what support is owed is asked there anew where it can be."""
    matter, into = draft.get(command.matter), draft.find(command.into)
    if refusal := _may_not_end(draft, command.matter):
        return refusal
    if into is None:
        return Refusal.of(No.UNKNOWN_MATTER, matter=command.into)
    draft.lapse(draft, into.id, draft.at)
    into = draft.get(into.id)
    if into.id == matter.id or not into.open or not _speaks_for(draft, into):
        return Refusal.of(No.MERGE_TARGET, matter=into.id)
    if into.terms.visibility.within(matter.terms.visibility) is not into.terms.visibility:
        return Refusal.of(No.MERGE_INTO_MORE_OPEN, matter=into.id)
    if refusal := missing_text(reason=command.reason):
        return refusal
    _close(draft, command.matter, Outcome.MERGED, command.reason, "", into.id)
    draft.add(
        into.id,
        happened.MatterAbsorbed(happened_at=draft.at, by=draft.actor, merged=matter.id, requesters=matter.requesters),
    )
    for support in matter.supports:
        if _can_be_asked_there(draft, into, support):
            now = draft.get(into.id)
            draft.add(
                into.id,
                ask_happened.SupportAsked(
                    happened_at=draft.at,
                    by=draft.actor,
                    ask=now.version + 1,
                    supporter=support.supporter,
                    what=support.what,
                    wanted_date=support.wanted_date,
                    timer=draft.timer(draft.rules(now.profile).support, draft.at),
                ),
            )
    return None


def _can_be_asked_there(draft: Draft, into: Matter, support: Support) -> bool:
    """Whether the holder of a matter could ask for that support itself; what is delivered already is not asked again."""
    supporter, organisation = support.supporter, draft.organisation
    return (
        support.stage is not SupportStage.DELIVERED
        and supporter != into.holder
        and not organisation.is_above(supporter, into.holder)
        and draft.calendar.end_of_day(support.wanted_date) > draft.at
    )


def _speaks_for(draft: Draft, matter: Matter) -> bool:
    """The actor may burden a matter with another one: its giver or above, above its holder, or the office."""
    unit, organisation = draft.unit(), draft.organisation
    return (
        unit in {matter.giver, organisation.office}
        or organisation.is_above(unit, matter.giver)
        or organisation.is_above(unit, matter.holder)
    )


def _may_not_end(draft: Draft, matter_id: MatterId) -> Refusal | None:
    matter, unit = draft.get(matter_id), draft.unit()
    if unit == matter.holder:
        return Refusal.of(No.HOLDER_MAY_NOT_END_IT, giver=matter.giver)
    if unit != matter.giver and not draft.organisation.is_above(unit, matter.giver):
        return Refusal.of(No.NOT_GIVER, giver=matter.giver)
    if not matter.open:
        return Refusal.of(No.CLOSED)
    return open_children(draft, matter_id)


def _close(draft: Draft, matter_id: MatterId, outcome: Outcome, why: str, learned: str, into: MatterId | None) -> None:
    draft.add(
        matter_id,
        happened.MatterClosed(
            happened_at=draft.at,
            by=draft.actor,
            outcome=outcome,
            why=why,
            learned=learned,
            verifier=None,
            into=into,
            met=(),
            way=None,
        ),
    )


def reopen(draft: Draft, command: asked.ReopenMatter) -> Refusal | None:
    """REOPEN: by requester, verifier, giver or a superior, within the limits; counters stay as they were."""
    matter = draft.get(command.matter)
    if not _may_reopen(draft, matter):
        return Refusal.of(No.NOT_ENTITLED_TO_REOPEN)
    if matter.phase is not Phase.CLOSED:
        return Refusal.of(No.NOT_CLOSED, phase=matter.phase)
    if refusal := _reopen_limits(draft, matter) or _ancestors_stay(draft, matter):
        return refusal
    if refusal := missing_text(reason=command.reason):
        return refusal
    _reopen(draft, matter, command.reason, None)
    return None


def _may_reopen(draft: Draft, matter: Matter) -> bool:
    unit, organisation = draft.unit(), draft.organisation
    if draft.actor is not None and not unit:
        return draft.actor.person in matter.requesters
    return (
        unit in {matter.last_verifier, matter.giver}
        or organisation.is_above(unit, matter.holder)
        or organisation.is_above(unit, matter.giver)
    )


def _reopen_limits(draft: Draft, matter: Matter) -> Refusal | None:
    rules = draft.rules(matter.profile)
    if matter.reopenings >= rules.reopens:
        return Refusal.of(No.NO_REOPENINGS_LEFT, allowed=rules.reopens)
    assert matter.closed_at is not None
    until_at = draft.calendar.due(matter.closed_at, rules.reopen_within).at
    if draft.at > until_at:
        return Refusal.of(No.TOO_LATE_TO_REOPEN, until=until_at.isoformat())
    return None


def _ancestors_stay(draft: Draft, matter: Matter) -> Refusal | None:
    """No, if a closed matter above could not be reopened along: no closed parent has an open child."""
    above = matter.parent
    while above is not None:
        ancestor = draft.get(above)
        if ancestor.phase is Phase.CLOSED and _reopen_limits(draft, ancestor):
            return Refusal.of(No.ANCESTOR_STAYS_CLOSED, matter=above)
        above = ancestor.parent
    return None


def _reopen(draft: Draft, matter: Matter, reason: str, part: MatterId | None) -> None:
    draft.add(
        matter.id,
        happened.MatterReopened(
            happened_at=draft.at,
            by=draft.actor,
            holder=_who_holds_now(draft, matter.holder),
            reason=reason,
            part=part,
        ),
    )
    if matter.parent is not None:
        parent = draft.get(matter.parent)
        if parent.phase in {Phase.CLOSED, Phase.DONE}:  # done is no longer true either
            _reopen(draft, parent, reason, matter.id)
        follow_parent(draft, matter.id, draft.at)
    mend(draft, matter.id, draft.at)


def _who_holds_now(draft: Draft, holder: UnitId) -> UnitId:
    return holder if draft.organisation.active(holder) else draft.organisation.custodian(holder)


def rate(draft: Draft, command: asked.RateMatter) -> Refusal | None:
    """The citizen's word on a closed matter; unsatisfied reopens it where the limits allow."""
    matter = draft.get(command.matter)
    if draft.actor is None or draft.unit() or draft.actor.person not in matter.requesters:
        return Refusal.of(No.NOT_REQUESTER)
    if matter.phase is not Phase.CLOSED:
        return Refusal.of(No.NOT_CLOSED, phase=matter.phase)
    if command.word is CitizenWord.UNRATED:
        return Refusal.of(No.TEXT_MISSING, text="word")
    rated = draft.add(
        matter.id,
        happened.MatterRated(happened_at=draft.at, by=draft.actor, word=command.word, sealed=command.sealed),
    )
    unsatisfied = command.word is CitizenWord.UNSATISFIED
    if unsatisfied and not (_reopen_limits(draft, rated) or _ancestors_stay(draft, rated)):
        _reopen(draft, rated, command.word, None)
    return None
