"""What must hold in every state and at every step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.events import work as work_happened
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Evidence, Phase
from buckstop.domain.matter.world import Decision
from buckstop.domain.organisation import Organisation
from proofs.node import Node

WRITES_A_HOLDER = (
    happened.MatterOpened,
    happened.OfferAccepted,
    happened.MatterDecided,
    happened.DecisionLapsed,
    happened.MatterRecalled,
    happened.CustodySucceeded,
    happened.MatterCarried,
    work_happened.MatterReopened,  # only where the last holder was retired since
)
UNSETTLED = frozenset({Phase.HELD, Phase.OFFERED, Phase.ESCALATED})
RUN_BY_TIMER = UNSETTLED | {Phase.APPEAL}


@dataclass(frozen=True, slots=True)
class Broken:
    """A guarantee that does not hold.

    Args:
        what: in words.
        node: where, with its history.
        decision: what led there; empty for a fault of the state itself.
    """

    what: str
    node: Node
    decision: Decision = ()


def check_state(node: Node, organisation: Organisation) -> list[Broken]:
    """What is wrong with a state of a search."""
    wrong = state_faults(node.matters, organisation)
    if node.replayed() != node.matters:
        wrong.append("replay leads to another state")
    return [Broken(what, node) for what in wrong]


def state_faults(matters: Mapping[MatterId, Matter], organisation: Organisation) -> list[str]:
    """What is wrong with matters, each by itself and as families, in words."""
    wrong = [fault for matter in matters.values() if matter.open for fault in _of_open(matter, organisation)]
    for part in matters.values():
        if part.parent is None or not part.open:
            continue
        whole = matters[part.parent]
        if not whole.open:
            wrong.append("a closed matter has an open part")
        if whole.phase is Phase.DONE:
            wrong.append("a matter reported done has an open part")
        if part.giver != whole.holder:
            wrong.append("a part is given by another unit than the holder of the whole")
        if not part.accepted and part.holder != whole.holder:
            wrong.append("a part nobody accepted is not with the holder of the whole")
    return wrong


def _of_open(matter: Matter, organisation: Organisation) -> Iterator[str]:
    if not organisation.active(matter.holder):
        yield "the holder is no active unit"
    if not organisation.active(matter.giver):
        yield "the giver is no active unit"
    if matter.holder not in matter.parties:
        yield "the holder is no party"
    if matter.phase in RUN_BY_TIMER and matter.next_due_at() is None:
        yield "a phase that must end has no timer"
    if (matter.phase is Phase.OFFERED) != (matter.offer is not None):
        yield "offered without an offer, or an offer without being offered"
    if (matter.phase in {Phase.ESCALATED, Phase.APPEAL}) != (matter.arbiter is not None):
        yield "an arbiter is missing or superfluous"
    if (matter.phase is Phase.DONE) != (matter.verification is not None):
        yield "a verifier is missing or superfluous"
    if matter.offer is not None:
        to = matter.offer.to
        if not organisation.active(to) or to == matter.holder or organisation.is_above(to, matter.holder):
            yield "an offer stands that could not be made"
    if matter.arbiter is not None:
        yield from _of_arbiter(matter, organisation)
    if matter.verification is not None:
        yield from _of_verifier(matter, organisation)


def _of_arbiter(matter: Matter, organisation: Organisation) -> Iterator[str]:
    arbiter, parties = matter.arbiter, set(matter.parties)
    assert arbiter is not None
    if matter.phase is Phase.APPEAL and matter.last_decider is not None:
        parties.add(matter.last_decider)
    if arbiter in parties:
        yield "the arbiter is a party"
    if arbiter != organisation.outside_arbiter and not all(organisation.is_above(arbiter, one) for one in parties):
        yield "the arbiter does not stand above all parties"
    if arbiter != organisation.outside_arbiter and not organisation.active(arbiter):
        yield "the arbiter is retired"


def _of_verifier(matter: Matter, organisation: Organisation) -> Iterator[str]:
    assert matter.verification is not None
    verifier, outside = matter.verification.verifier, organisation.outside_arbiter
    if verifier in matter.parties:
        yield "the verifier is a party"
    if verifier != outside and organisation.within(verifier, matter.holder):
        yield "the verifier stands under the holder"
    if verifier != outside and not organisation.active(verifier):
        yield "the verifier is retired"
    if matter.evidence is not Evidence.CLAIMED:
        yield "done without a claim"


def check_step(before: Node, decision: Decision, after: Node, *, lapse: bool) -> list[Broken]:
    """What is wrong with a step of a search: with a command's events, a retirement's or a lapse's."""
    wrong = step_faults(before.matters, decision, after.matters)
    if lapse and any(one.event.by is not None for one in decision):
        wrong.append("somebody signed a lapse")
    return [Broken(what, before, decision) for what in wrong]


def step_faults(before: Mapping[MatterId, Matter], decision: Decision, after: Mapping[MatterId, Matter]) -> list[str]:
    """What is wrong with a step from matters to matters, in words."""
    wrong = []
    latest = {name: matter.updated_at for name, matter in before.items()}
    for one in decision:
        if one.event.happened_at < latest.get(one.matter, one.event.happened_at):
            wrong.append("an event took effect before the one before it")
        latest[one.matter] = one.event.happened_at
    moved = {one.matter for one in decision if isinstance(one.event, WRITES_A_HOLDER)}
    for name, matter in before.items():
        now = after[name]
        if now.holder != matter.holder and name not in moved:
            wrong.append("an event moved the holder that must not")
        if matter.phase not in UNSETTLED and now.phase in UNSETTLED:
            wrong.append("a settled matter is in dispute again")
        if not set(matter.parties) <= set(now.parties):
            wrong.append("a party was forgotten")
        if now.moves < matter.moves or now.appeals < matter.appeals:
            wrong.append("a move or an appeal was given back")
    return wrong
