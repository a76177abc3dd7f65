"""Commands about matters: load, decide, append, project, in one durable transaction."""

from dataclasses import replace

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission, acknowledge
from buckstop.app.ledger import Ledger
from buckstop.app.reorganising import carry_out_plans, plans_due
from buckstop.app.repeating import answer_again
from buckstop.app.sight import Sight, change_of, look_and_decide, matters_of
from buckstop.app.subject_streams import first_erased, subject_stream
from buckstop.domain.ids import MatterId, SubjectId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DelegatePart, WakeMatter
from buckstop.domain.matter.commands.work import ReportDone
from buckstop.domain.matter.state import Matter
from buckstop.domain.permissions import may
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import CodecError
from buckstop.ledger.store import Answer, KeyTakenError, SealedField, VersionConflictError

_ATTEMPTS = 6  # conflicts that are nobody's decision (the organisation moved on, a part closed meanwhile) are retried


def handle_matter(
    ledger: Ledger, submission: Submission, sealed: tuple[SealedField, ...], digest: bytes
) -> Accepted | Refused:
    """Carry a command about a matter out, or say why not.

    A conflict on the matter itself is answered with the state as it is now; conflicts on what was only relied on are
    tried again.
    """
    for _attempt in range(_ATTEMPTS):
        outcome = _try(ledger, submission, sealed, digest)
        if outcome is not None:
            return outcome
    return Refused(Refusal.of(DoorRefusal.BUSY))


def _try(
    ledger: Ledger, submission: Submission, sealed: tuple[SealedField, ...], digest: bytes
) -> Accepted | Refused | None:
    """One attempt; None where a twin or a neighbour was faster and it should be tried again."""
    command, actor = blended(ledger, submission), submission.actor
    speaker = actor.person if actor else ""
    wanted = [command.matter, command.part] if isinstance(command, DelegatePart) else [command.matter]
    subjects = {subject_stream(SubjectId(row.subject)): row.subject for row in sealed}
    loaded = ledger.store.load([*wanted, *subjects], speaker, submission.key)
    if loaded.answer is not None:
        return answer_again(ledger, loaded.answer, digest)
    organisation = ledger.organisation(loaded.organisation_version)
    if organisation.version != loaded.organisation_version:
        return None  # it moved on since: even a no must rest on one instant
    sight = Sight(organisation, organisation.version, matters_of(loaded.snapshots[name] for name in wanted), {})
    matter = sight.matters[command.matter]
    now = ledger.now()
    if plans_due(sight.organisation, now):
        carry_out_plans(ledger)
        return None
    if (erased := first_erased(loaded.snapshots, subjects)) is not None:
        return Refused(Refusal.of(DoorRefusal.SUBJECT_ERASED, subject=erased), matter)
    requesters = matter.requesters if matter else ()
    if actor is not None and (refusal := may(sight.organisation, actor, command, now, requesters)):
        return Refused(refusal, matter)
    if submission.version is not None and submission.version != (matter.version if matter else 0):
        return Refused(_stale(submission.version, matter), matter)
    try:
        decision = look_and_decide(ledger, ledger.store, sight, actor, command, now)
        if isinstance(decision, Refusal):
            return Refused(decision, matter)
        if not decision:
            return Accepted(None, matter)
        # A wake may find that only something above the matter was due; else every command is an event of the matter itself.
        own = [happened.state for happened in decision if happened.matter == command.matter]
        stream = command.matter if own else decision[0].matter
        change = change_of(sight, decision, sealed, _answer(stream, speaker, submission.key, digest))
        # An erasure meanwhile moves the subject's stream: nothing is sealed for who was forgotten.
        relied = {name: loaded.snapshots[name].version for name in subjects}
        ledger.store.commit(replace(change, expected={**change.expected, **relied}) if relied else change)
    except KeyTakenError:
        return None
    except VersionConflictError as conflict:
        if command.matter not in conflict.streams or submission.version is None:
            return None
        current = matters_of(ledger.store.load([command.matter]).snapshots.values())[command.matter]
        if submission.version == (current.version if current else 0):
            return None
        return Refused(_stale(submission.version, current), current)
    except CodecError as error:
        return Refused(Refusal.of(DoorRefusal.ENTRY_TOO_LARGE, error=error), matter)
    leaves = [event.leaf for event in change.events if event.stream == stream]
    return Accepted(
        acknowledge(ledger.origin, ledger.key, stream, change.expected[stream] + 1, leaves),
        own[-1] if own else matter,
    )


def blended(ledger: Ledger, submission: Submission) -> MatterCommand:
    """The command with what the ledger adds to it: a secret in the seed of a draw.

    Why: who reports work done sends the seed. Alone, it would let the holder try seeds until a friend is drawn. A person
    has each key once, so that no seed that was recorded ever comes again.
    """
    command: MatterCommand = submission.command
    if not isinstance(command, ReportDone) or not command.seed or submission.actor is None:
        return command
    seed = ledger.seed_of_draw(submission.actor.person, submission.key, command.matter, command.seed)
    return replace(command, seed=seed)


def _answer(stream: str, speaker: str, key: str, digest: bytes) -> Answer | None:
    return Answer(speaker, key, digest, stream, 0, 0) if key else None


def _stale(seen: int, matter: Matter | None) -> Refusal:
    return Refusal.of(DoorRefusal.STALE_VERSION, seen=seen, current=matter.version if matter else 0)


def wake(ledger: Ledger, matter: MatterId) -> bool:
    """Let what is due for a matter take effect; whether anything did.

    Two clocks may wake the same matter: one wins, the other finds nothing left to do.
    """
    outcome = handle_matter(ledger, Submission("", None, WakeMatter(matter=matter)), (), b"")
    return isinstance(outcome, Accepted) and outcome.acknowledgement is not None
