"""A key that was answered before: the same answer again, and nothing done twice."""

from buckstop.app.answers import Accepted, DoorRefusal, Refused, acknowledge
from buckstop.app.cycle_streams import KIND as CYCLE
from buckstop.app.demand_streams import KIND as DEMAND
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND as MATTER
from buckstop.domain.ids import PersonId
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import decode_cycle, decode_demand, decode_matter
from buckstop.ledger.store import Answer


def was_answered(ledger: Ledger, person: PersonId, key: str) -> bool:
    """Whether something this person handed in under a key was carried out.

    Why: what a command was about may be gone by then, and who sends it again is still owed its first answer.
    """
    return ledger.store.load([], person, key).answer is not None


def answer_again(ledger: Ledger, answer: Answer, digest: bytes) -> Accepted | Refused:
    """The first answer of a key; a refusal where the key came with another command then.

    Why: a sender that heard nothing sends again. The acknowledgement is made anew from what is stored and is, byte for
    byte, the first one: Ed25519 signatures do not vary.
    """
    snapshot = ledger.store.load([answer.stream]).snapshots[answer.stream]
    matter = decode_matter(snapshot.body) if snapshot.lookup.kind == MATTER else None
    demand = decode_demand(snapshot.body) if snapshot.lookup.kind == DEMAND else None
    cycle = decode_cycle(snapshot.body) if snapshot.lookup.kind == CYCLE else None
    if answer.digest and answer.digest != digest:  # emptied when a subject of the command was erased
        return Refused(Refusal.of(DoorRefusal.KEY_REUSED, key=answer.key), matter, demand, cycle)
    events = ledger.store.events(answer.stream, after=answer.first_version - 1)
    leaves = [event.leaf for event in events if event.version <= answer.last_version]
    word = acknowledge(ledger.origin, ledger.key, answer.stream, answer.first_version, leaves)
    return Accepted(word, matter, repeated=True, demand=demand, cycle=cycle)
