"""Commands about cycles: what is due first, then load, decide, append, project, in one durable transaction."""

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission, acknowledge
from buckstop.app.cycle_streams import KIND, cycle_of, cycle_snapshot, cycle_stream, cycles_where
from buckstop.app.cycle_turns import cycle_entry, open_due_turns
from buckstop.app.ledger import Ledger
from buckstop.app.reorganising import carry_out_plans, plans_due
from buckstop.app.repeating import answer_again
from buckstop.domain.cycle.decide import decide
from buckstop.domain.cycle.evolve import evolve
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import due_at, moved
from buckstop.domain.cycle.world import World
from buckstop.domain.ids import CycleId
from buckstop.domain.permissions import may
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import LARGEST_ENTRY, CodecError
from buckstop.ledger.store import ORGANISATION, Answer, Change, KeyTakenError, VersionConflictError, Where

_ATTEMPTS = 6  # as for matters: conflicts that are nobody's decision are retried

_ROOM = 8192
"""Bytes kept free in an event of a cycle: what a turn opens says a little more, and must fit into an entry for years."""


def handle_cycle(ledger: Ledger, submission: Submission, digest: bytes) -> Accepted | Refused:
    """Carry a command about a cycle out, or say why not. What was due before is opened first, also where it is refused."""
    for _attempt in range(_ATTEMPTS):
        try:
            wake_cycle(ledger, submission.command.cycle)
        except VersionConflictError:
            continue
        outcome = _try(ledger, submission, digest)
        if outcome is not None:
            return outcome
    return Refused(Refusal.of(DoorRefusal.BUSY))


def wake_cycle(ledger: Ledger, cycle: CycleId) -> int:
    """Open the turns of a cycle that are due; how many.

    Raises:
        VersionConflictError: somebody was faster.
    """
    now = ledger.now()
    if plans_due(ledger.organisation(), now):
        carry_out_plans(ledger)
    return open_due_turns(ledger, ledger.store, ledger.organisation(), cycle_stream(cycle), now)


def load_cycle(ledger: Ledger, cycle: CycleId) -> Cycle | None:
    """A cycle as it is written, None where there is none of that id."""
    name = cycle_stream(cycle)
    return cycle_of(ledger.store.load([name]).snapshots[name])


def reckon_turns_anew(ledger: Ledger) -> int:
    """How many cycles had a next turn that the calendar in force moved or made certain."""
    changed = 0
    for seen in cycles_where(ledger.store, Where(kind=KIND, active=True)):
        if seen.next is not None and seen.next.provisional:
            changed += _reckon(ledger, seen.id)
    return changed


def _reckon(ledger: Ledger, cycle: CycleId) -> bool:
    for _attempt in range(_ATTEMPTS):
        try:
            wake_cycle(ledger, cycle)
            found = load_cycle(ledger, cycle)
            event = moved(found, ledger.calendar, ledger.now()) if found else None
            if found is None or event is None:
                return False
            after, stream = evolve(found, event), cycle_stream(cycle)
            entry = cycle_entry(stream, after, event)
            ledger.store.commit(Change({stream: found.version}, (entry,), (cycle_snapshot(after),)))
        except VersionConflictError:
            continue
        return True
    return False


def _try(ledger: Ledger, submission: Submission, digest: bytes) -> Accepted | Refused | None:
    """One attempt; None where a twin or a neighbour was faster and it should be tried again."""
    command, actor = submission.command, submission.actor
    assert actor is not None, "the door lets nobody's command about a cycle through"
    stream = cycle_stream(command.cycle)
    loaded = ledger.store.load([stream], actor.person, submission.key)
    if loaded.answer is not None:
        return answer_again(ledger, loaded.answer, digest)
    organisation = ledger.organisation(loaded.organisation_version)
    cycle, now = cycle_of(loaded.snapshots[stream]), ledger.now()
    if plans_due(organisation, now) or (cycle is not None and _is_due(cycle, ledger)):
        return None
    if refusal := may(organisation, actor, command, now):
        return Refused(refusal, cycle=cycle)
    if submission.version is not None and submission.version != _version(cycle):
        return Refused(_stale(submission.version, cycle), cycle=cycle)
    decision = decide(World(organisation, ledger.calendar, cycle), actor, command, now)
    if isinstance(decision, Refusal):
        return Refused(decision, cycle=cycle)
    after = evolve(cycle, decision)
    try:
        entry = cycle_entry(stream, after, decision)
        if len(entry.body) > LARGEST_ENTRY - _ROOM:
            raise CodecError(f"{decision.NAME} leaves no room for what its turns open")  # noqa: TRY301 - one refusal for both
        ledger.store.commit(
            Change(
                expected={stream: _version(cycle), ORGANISATION: loaded.organisation_version},
                events=(entry,),
                snapshots=(cycle_snapshot(after),),
                answer=Answer(actor.person, submission.key, digest, stream, after.version, after.version),
            )
        )
    except KeyTakenError:
        return None
    except VersionConflictError as conflict:
        if stream not in conflict.streams or submission.version is None:
            return None
        current = load_cycle(ledger, command.cycle)
        return Refused(_stale(submission.version, current), cycle=current)
    except CodecError as error:
        return Refused(Refusal.of(DoorRefusal.ENTRY_TOO_LARGE, error=error), cycle=cycle)
    word = acknowledge(ledger.origin, ledger.key, stream, after.version, [entry.leaf])
    return Accepted(word, cycle=_at_once(ledger, after))


def _at_once(ledger: Ledger, cycle: Cycle) -> Cycle:
    """A turn whose day has begun already comes now: whoever set it up for today sees its matter."""
    try:
        return (load_cycle(ledger, cycle.id) or cycle) if wake_cycle(ledger, cycle.id) else cycle
    except VersionConflictError:  # somebody else is opening it
        return cycle


def _is_due(cycle: Cycle, ledger: Ledger) -> bool:
    at = due_at(cycle)
    return at is not None and at <= ledger.now()


def _version(cycle: Cycle | None) -> int:
    return cycle.version if cycle else 0


def _stale(seen: int, cycle: Cycle | None) -> Refusal:
    return Refusal.of(DoorRefusal.STALE_VERSION, seen=seen, current=_version(cycle))
