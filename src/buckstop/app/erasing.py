"""Erasing a data subject: one event on record, then the key and the texts destroyed; legal holds that forbid it.

The event is written first. A crash between the two leaves an erasure that is on record and unfinished, never one that
happened and is nowhere written; asking again finishes it, and `ledger verify` names it until then.
"""

from dataclasses import dataclass

from buckstop.app.ledger import Ledger, NoOrganisationError
from buckstop.app.organising import administers
from buckstop.app.subject_streams import ERASED, KIND, subject_stream
from buckstop.domain.ids import SubjectId
from buckstop.domain.matter.words import Actor
from buckstop.domain.privacy import (
    EraseSubject,
    PrivacyRefusal,
    Subject,
    SubjectCommand,
    SubjectErased,
    decide,
    evolve,
)
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import decode_subject, encode, encode_subject
from buckstop.ledger.store import Change, Event, Lookup, Snapshot
from buckstop.ledger.tree import leaf_hash


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did.

    Args:
        version: of the subject's stream: where the erasure stands in the log.
        fields: sealed fields destroyed now.
        resumed: the erasure was on record already; what it had left undone was done.
    """

    subject: SubjectId
    version: int
    fields: int
    resumed: bool


def load_subject(ledger: Ledger, subject: SubjectId) -> Subject:
    """A subject as the ledger knows it; version 0 where nothing was ever said of it."""
    name = subject_stream(subject)
    snapshot = ledger.store.load([name]).snapshots[name]
    return decode_subject(snapshot.body) if snapshot.version else Subject(subject)


def is_erased(ledger: Ledger, subject: SubjectId) -> bool:
    """Nothing may be sealed for the subject any more."""
    return load_subject(ledger, subject).erased_at is not None


def erase(ledger: Ledger, subject: SubjectId, reason: str, by: Actor | None = None) -> Erased | Refusal:
    """Destroy everything sealed for a subject, on record; an erasure that was cut off is finished.

    Args:
        reason: the request or provision it follows; stays for ever, so it names no person.

    Returns:
        What was destroyed. A refusal: not an administrator's word, no reason, a legal hold, or nobody of that name. Nothing was destroyed
        then.

    Raises:
        StoreError: destroyed in part or not; ask again.
    """
    written = record(ledger, EraseSubject(subject, reason), by)
    resumed = isinstance(written, Refusal)
    if isinstance(written, Refusal):
        if written.code is not PrivacyRefusal.ALREADY_ERASED:
            return written
        written = load_subject(ledger, subject)
    return Erased(subject, written.version, ledger.store.destroy_subject(subject), resumed)


def record(ledger: Ledger, command: SubjectCommand, by: Actor | None = None) -> Subject | Refusal:
    """Write what a command about a subject does to the log; an erasure still has to destroy the texts then.

    Why: `erase` is what people call; this part alone is what a crash leaves behind.
    """
    name = subject_stream(command.subject)
    if refusal := _not_yours(ledger, command, by):
        return refusal
    # Alone, so that no command that seals a text for the subject is under way and unseen.
    with ledger.store.exclusive() as writer:
        before = load_subject(ledger, command.subject)
        event = decide(before, command, ledger.now())
        if isinstance(event, Refusal):
            return event
        if isinstance(event, SubjectErased) and ledger.store.subject_key(command.subject) is None:
            return Refusal.of(PrivacyRefusal.UNKNOWN, subject=command.subject)  # a slip of the pen burns no pseudonym
        after = evolve(before, event)
        body = encode(name, after.version, event, by)
        writer.commit(
            Change(
                expected={name: before.version},
                events=(Event(name, after.version, body, leaf_hash(body)),),
                snapshots=(subject_snapshot(after),),
            )
        )
    return after


def _not_yours(ledger: Ledger, command: SubjectCommand, by: Actor | None) -> Refusal | None:
    """No, unless the speaker administers the ledger; one in which nobody was founded yet is its keeper's."""
    try:
        organisation = ledger.organisation()
    except NoOrganisationError:
        return None
    return administers(organisation, by, command, ledger.now())


def subject_snapshot(subject: Subject) -> Snapshot:
    """The state of a subject with the columns it is found by."""
    phase = ERASED if subject.erased_at else "held" if subject.held else "kept"
    lookup = Lookup(kind=KIND, phase=phase, active=subject.erased_at is None)
    return Snapshot(subject_stream(subject.id), subject.version, encode_subject(subject), lookup)
