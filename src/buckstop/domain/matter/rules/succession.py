"""What follows when a holder changes: parts go along, arbiters and verifiers stay impartial, nothing is orphaned."""

from datetime import datetime

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import ExtensionRequest, Wait
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.events import asks as ask_happened
from buckstop.domain.matter.events import work as work_happened
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.impartial import impartial_verifier, is_impartial, right_arbiter
from buckstop.domain.matter.rules.resolving import claim_timer, end_offer
from buckstop.domain.matter.rules.upward import giver_or_superior, superior_or_outside
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OfferEnd, Phase


def follow_holder(draft: Draft, matter_id: MatterId, former: UnitId, at: datetime) -> None:
    """Let what hangs on a matter follow its new holder: its parts, and the answers it would have to give itself.

    Parts that nobody ever accepted were the former holder's own share: they go along. Parts that were accepted stay
    with who accepted them; only their giver is the new holder.
    """
    holder = draft.get(matter_id).holder
    if holder == former:
        return
    _part_asks(draft, matter_id, at)
    for part in draft.parts(matter_id):
        if part.open:
            draft.lapse(draft, part.id, at)
            _hand_on(draft, draft.get(part.id), former, holder, at)


def _hand_on(draft: Draft, part: Matter, former: UnitId, holder: UnitId, at: datetime) -> None:
    if part.accepted or part.holder != former:
        if part.open and part.giver != holder:
            giver = happened.GiverSucceeded(happened_at=at, by=draft.actor, former=part.giver, giver=holder)
            draft.add(part.id, giver)
            _ask_new_giver(draft, part.id, part.giver, at)
        return
    if part.offer is not None and not draft.organisation.active(former):  # an offer of a retired unit is no offer
        end_offer(draft, part.id, OfferEnd.VOID, at)
        part = draft.get(part.id)
    if part.offer is not None and part.offer.to == holder:  # who was offered the part took over the whole
        draft.add(part.id, happened.GiverSucceeded(happened_at=at, by=draft.actor, former=part.giver, giver=holder))
        draft.add(
            part.id,
            happened.OfferAccepted(
                happened_at=at,
                by=draft.actor,
                offer=part.offer.offer,
                holder=holder,
                protest=None,
                implied=True,
                claim=claim_timer(draft, part, part.moves + 1, at),
            ),
        )
    else:
        assert part.parent is not None
        draft.add(part.id, happened.MatterCarried(happened_at=at, by=draft.actor, holder=holder, parent=part.parent))
    mend(draft, part.id, at)
    follow_holder(draft, part.id, former, at)


def _ask_new_giver(draft: Draft, matter_id: MatterId, former: UnitId, at: datetime) -> None:
    """Let the present giver answer what its predecessor was asked about the terms, by the same hour."""
    matter = draft.get(matter_id)
    for ask in _about_terms(matter):
        if ask.answerer == former:
            _succeed(draft, matter_id, ask.ask, former, giver_or_superior(draft, matter), at)


def _about_terms(matter: Matter) -> tuple[ExtensionRequest | Wait, ...]:
    """Open asks that who answers for the terms has to answer."""
    waits = (wait for wait in matter.waits if not wait.confirmed)
    return (*waits, *((matter.extension,) if matter.extension else ()))


def follow_parent(draft: Draft, part_id: MatterId, at: datetime) -> None:
    """Put a reopened part where it would be if it had been open while its parent moved."""
    part = draft.get(part_id)
    assert part.parent is not None
    holder = draft.get(part.parent).holder
    if not part.accepted and part.holder != holder:
        draft.add(part_id, happened.MatterCarried(happened_at=at, by=draft.actor, holder=holder, parent=part.parent))
    elif part.giver != holder:
        draft.add(part_id, happened.GiverSucceeded(happened_at=at, by=draft.actor, former=part.giver, giver=holder))


def mend(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    """Put right what a change of holder or organisation made wrong. Deadlines are not extended.

    Used for every open matter a change may concern; where nothing is wrong, nothing happens.
    """
    if not draft.get(matter_id).open:
        return
    _mend_holder(draft, matter_id, at)
    _mend_offer(draft, matter_id, at)
    matter = draft.get(matter_id)
    if not draft.organisation.active(matter.giver):
        giver = draft.organisation.custodian(matter.giver)
        draft.add(
            matter_id,
            happened.GiverSucceeded(happened_at=at, by=draft.actor, former=matter.giver, giver=giver),
        )
    _mend_arbiter(draft, matter_id, at)
    _mend_verifier(draft, matter_id, at)
    _mend_asks(draft, matter_id, at)
    _part_asks(draft, matter_id, at)


def _part_asks(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    """Keep who asks apart from who answers: what a holder would have to answer itself goes to the unit above it."""
    matter = draft.get(matter_id)
    for ask in (*matter.upward, *_about_terms(matter)):
        if ask.answerer == matter.holder:
            _succeed(draft, matter_id, ask.ask, matter.holder, superior_or_outside(draft, matter.holder), at)


def _mend_holder(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    matter = draft.get(matter_id)
    former = matter.holder
    if draft.organisation.active(former):
        return
    if matter.offer is not None:
        end_offer(draft, matter_id, OfferEnd.VOID, at)
    holder = draft.organisation.custodian(former)
    draft.add(matter_id, happened.CustodySucceeded(happened_at=at, by=draft.actor, former=former, holder=holder))
    follow_holder(draft, matter_id, former, at)


def _mend_offer(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    matter = draft.get(matter_id)
    if matter.offer is None:
        return
    to = matter.offer.to
    if not draft.organisation.active(to) or to == matter.holder or draft.organisation.is_above(to, matter.holder):
        end_offer(draft, matter_id, OfferEnd.VOID, at)


def _mend_arbiter(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    matter = draft.get(matter_id)
    if matter.arbiter is None:
        return
    arbiter = right_arbiter(draft, matter)
    if arbiter != matter.arbiter:
        draft.add(
            matter_id,
            happened.ArbiterRechosen(happened_at=at, by=draft.actor, former=matter.arbiter, arbiter=arbiter),
        )


def _mend_verifier(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    matter = draft.get(matter_id)
    if matter.phase is not Phase.DONE or matter.verification is None:
        return
    verification = matter.verification
    if is_impartial(draft, matter, verification.verifier):
        return
    draft.add(
        matter_id,
        work_happened.VerificationPassedOn(
            happened_at=at,
            by=draft.actor,
            former=verification.verifier,
            verifier=impartial_verifier(draft, matter),
            round=verification.round,
            lapsed=False,
            timer=verification.timer,
        ),
    )


def _mend_asks(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    matter = draft.get(matter_id)
    organisation = draft.organisation

    def succeed(ask: int, former: UnitId, *, supporter: bool) -> None:
        successor = organisation.custodian(former) if organisation.unit(former) else organisation.outside_arbiter
        _succeed(draft, matter_id, ask, former, successor, at, supporter=supporter)

    for support in matter.supports:
        if not organisation.active(support.supporter):
            succeed(support.ask, support.supporter, supporter=True)
        elif _gone(draft, support.answerer):
            succeed(support.ask, support.answerer, supporter=False)
    others = (*matter.upward, *matter.waits, *((matter.extension,) if matter.extension else ()))
    for other in others:
        if _gone(draft, other.answerer):
            succeed(other.ask, other.answerer, supporter=False)


def _succeed(
    draft: Draft,
    matter_id: MatterId,
    ask: int,
    former: UnitId,
    answerer: UnitId,
    at: datetime,
    *,
    supporter: bool = False,
) -> None:
    draft.add(
        matter_id,
        ask_happened.AnswererSucceeded(
            happened_at=at, by=draft.actor, ask=ask, former=former, answerer=answerer, supporter=supporter
        ),
    )


def _gone(draft: Draft, unit: UnitId) -> bool:
    return unit != draft.organisation.outside_arbiter and not draft.organisation.active(unit)
