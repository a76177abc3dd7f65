"""Commands about demands: load, decide, append, project, in one durable transaction."""

from collections.abc import Mapping

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission, acknowledge
from buckstop.app.demand_streams import alike_demands, all_demands, demand_of, demand_snapshot, stream_of
from buckstop.app.ledger import Ledger
from buckstop.app.reorganising import carry_out_plans, plans_due
from buckstop.app.repeating import answer_again
from buckstop.domain.demand.commands import DemandCommand, ImposeDemand, MergeDemand
from buckstop.domain.demand.decide import decide
from buckstop.domain.demand.evolve import evolve
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId
from buckstop.domain.demand.world import Decision, World
from buckstop.domain.permissions import may
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import CodecError, encode
from buckstop.ledger.store import ORGANISATION, Answer, Change, Event, KeyTakenError, VersionConflictError, Writer
from buckstop.ledger.tree import leaf_hash

_ATTEMPTS = 6  # as for matters: conflicts that are nobody's decision are retried


def handle_demand(ledger: Ledger, submission: Submission, digest: bytes) -> Accepted | Refused:
    """Carry a command about a demand out, or say why not.

    Why a new demand is decided while nobody else commits: budgets and duplicates are asked of demands that others may
    be imposing at the same moment, and those that do not exist yet have no version to rely on.
    """
    for _attempt in range(_ATTEMPTS):
        if plans_due(ledger.organisation(), ledger.now()):
            carry_out_plans(ledger)
        if isinstance(submission.command, ImposeDemand):
            with ledger.store.exclusive() as writer:
                outcome = _try(ledger, writer, submission, digest)
        else:
            outcome = _try(ledger, ledger.store, submission, digest)
        if outcome is not None:
            return outcome
    return Refused(Refusal.of(DoorRefusal.BUSY))


def _try(ledger: Ledger, writer: Writer, submission: Submission, digest: bytes) -> Accepted | Refused | None:
    """One attempt; None where a twin or a neighbour was faster and it should be tried again."""
    command, actor = submission.command, submission.actor
    assert actor is not None, "the door lets nobody's command about a demand through"
    named = [command.demand, command.into] if isinstance(command, MergeDemand) else [command.demand]
    loaded = writer.load([stream_of(one) for one in named], actor.person, submission.key)
    if loaded.answer is not None:
        return answer_again(ledger, loaded.answer, digest)
    organisation = ledger.organisation(loaded.organisation_version)
    demands = {one: demand_of(loaded.snapshots[stream_of(one)]) for one in named}
    demand, now = demands[command.demand], ledger.now()
    if plans_due(organisation, now):
        return None
    if refusal := may(organisation, actor, command, now):
        return Refused(refusal, demand=demand)
    if submission.version is not None and submission.version != _version(demand):
        return Refused(_stale(submission.version, demand), demand=demand)
    world = World(organisation, ledger.calendar, ledger.pack, demands, _others(writer, command))
    decision = decide(world, actor, command, now)
    if isinstance(decision, Refusal):
        return Refused(decision, demand=demand)
    answer = Answer(actor.person, submission.key, digest, stream_of(command.demand), 0, 0)
    try:
        change, after = _change(demands, loaded.organisation_version, decision, answer)
        writer.commit(change)
    except KeyTakenError:
        return None
    except VersionConflictError as conflict:
        if stream_of(command.demand) not in conflict.streams or submission.version is None:
            return None
        current = load_demand(ledger, command.demand)
        return Refused(_stale(submission.version, current), demand=current)
    except CodecError as error:
        return Refused(Refusal.of(DoorRefusal.ENTRY_TOO_LARGE, error=error), demand=demand)
    stream = stream_of(command.demand)
    leaves = [event.leaf for event in change.events if event.stream == stream]
    word = acknowledge(ledger.origin, ledger.key, stream, _version(demand) + 1, leaves)
    return Accepted(word, demand=after[command.demand])


def load_demand(ledger: Ledger, demand: DemandId) -> Demand | None:
    """A demand as it is written, None where there is none of that id."""
    name = stream_of(demand)
    return demand_of(ledger.store.load([name]).snapshots[name])


def _others(writer: Writer, command: DemandCommand) -> tuple[Demand, ...]:
    """What a new demand is measured against; nothing for other commands."""
    if not isinstance(command, ImposeDemand):
        return ()
    found = {one.id: one for one in all_demands(writer, command.issuer)}
    found |= {one.id: one for one in alike_demands(writer, command.kind, command.particulars.topic)}
    return tuple(found.values())


def _change(
    before: Mapping[DemandId, Demand | None], organisation_version: int, decision: Decision, answer: Answer
) -> tuple[Change, Mapping[DemandId, Demand]]:
    """The transaction that writes a decision, and the demands after it; one event for each demand it concerns.

    Raises:
        CodecError: an event is larger than an entry of the log may be.
    """
    after: dict[DemandId, Demand] = {}
    events: list[Event] = []
    for happened in decision:
        state = after[happened.demand] = evolve(before[happened.demand], happened.event)
        stream = stream_of(state.id)
        body = encode(stream, state.version, happened.event)
        events.append(Event(stream, state.version, body, leaf_hash(body)))
    expected = {stream_of(one): _version(demand) for one, demand in before.items()}
    version = next(event.version for event in events if event.stream == answer.stream)
    return Change(
        expected={**expected, ORGANISATION: organisation_version},
        events=tuple(events),
        snapshots=tuple(demand_snapshot(state) for state in after.values()),
        answer=Answer(answer.actor, answer.key, answer.digest, answer.stream, version, version),
    ), after


def _version(demand: Demand | None) -> int:
    return demand.version if demand else 0


def _stale(seen: int, demand: Demand | None) -> Refusal:
    return Refusal.of(DoorRefusal.STALE_VERSION, seen=seen, current=_version(demand))
