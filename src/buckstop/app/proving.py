"""Proofs of record for outsiders: made from a ledger, checked without one.

A proof file and the entry's own bytes are all a stranger needs besides the log's public key, which they should have
from somewhere else than from whoever hands them the proof.
"""

from dataclasses import dataclass

from buckstop.app.ledger import Ledger
from buckstop.app.requests import RequestError
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.checkpoint import Trust, open_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import VerifierKey, check_signatures, decode_base64, parse_note
from buckstop.ledger.proof import ProofOfRecord, Recorded, parse_proof, prove_record, verify_record
from buckstop.ledger.store import Event, Store
from buckstop.ledger.tree import HASH_BYTES, leaf_hash
from buckstop.ledger.verify import store_hashes

_SUFFIX = "/acknowledgement"
_HEAD_LINES = 3


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof of record and the entry it is about."""

    event: Event
    proof: ProofOfRecord


@dataclass(frozen=True, slots=True)
class Word:
    """What an acknowledgement says: these leaf hashes are, or will be, in the log as these versions of the stream."""

    stream: str
    first_version: int
    leaves: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one event an acknowledgement named.

    Args:
        position: in the log; None while it waits for its place.
    """

    version: int
    position: int | None


def find_event(store: Store, stream: str, version: int) -> Event:
    """One event of a stream.

    Raises:
        RequestError: there is none.
    """
    found = store.events(stream, after=version - 1) if version > 0 else ()
    if not found or found[0].version != version:
        message = _("There is no version %(version)s of %(stream)s in this ledger.")
        raise RequestError("ledger.no_event", message, version=version, stream=stream)
    return found[0]


def event_at(store: Store, position: int) -> Event:
    """The event at a position of the log.

    Raises:
        RequestError: the log does not reach so far.
    """
    found = next(iter(store.log(position, position + 1)), None) if position >= 0 else None
    if found is None:
        message = _("The log has no position %(position)s; it holds %(size)s entries, counted from 0.")
        raise RequestError("ledger.no_position", message, position=position, size=store.end().size)
    return found


def prove(ledger: Ledger, event: Event, cosigned: bytes | None = None) -> Proven:
    """The proof that an event is in the log.

    Args:
        cosigned: a checkpoint with witnesses' signatures to prove it under; None = the newest of the ledger.

    Raises:
        RequestError: the event waits for its place still, or the checkpoint is older than the event.
    """
    end = ledger.store.end()
    note, size = end.checkpoint, end.size
    if cosigned is not None:
        opened = open_checkpoint(cosigned, Trust(ledger.key.verifier()))
        if isinstance(opened, Fault):
            message = _(
                "The checkpoint with the witnesses' signatures cannot be believed (%(why)s). Let them sign again."
            )
            raise RequestError("ledger.cosigned", message, why=str(opened.code))
        note, size = cosigned, opened.checkpoint.size
    if event.position is None or event.position >= size:
        message = _(
            "Version %(version)s of %(stream)s has no place under a checkpoint yet. Let the clock run "
            "(buckstop clock), or the witnesses sign again, and ask once more."
        )
        raise RequestError("ledger.pending", message, version=event.version, stream=event.stream)
    return Proven(event, prove_record(event.position, size, store_hashes(ledger.store), note))


def check_proof(proof: bytes, entry: bytes, trust: Trust) -> Recorded | Fault:
    """Whether a proof file shows that an entry is in the log of that key; needs no ledger."""
    return verify_record(proof, leaf_hash(entry), trust)


def read_acknowledgement(raw: bytes, key: VerifierKey) -> Word | Fault:
    """What an acknowledgement says, if the log's key signed it."""
    note = parse_note(raw)
    if isinstance(note, Fault):
        return note
    signed = check_signatures(note, (key,))
    if isinstance(signed, Fault):
        return signed
    if not signed:
        about = {"key": key.name, "key_id": f"{key.key_id:08x}"}
        return Fault(FaultCode.SIGNATURE_LOG_MISSING, fields=about)
    return _word(note.text.split("\n")[:-1], key.name)


def kept(store: Store, word: Word) -> tuple[Kept, ...] | Fault:
    """What became of everything an acknowledgement named; a fault where the ledger does not hold what it promised."""
    events = store.events(word.stream, after=word.first_version - 1)
    found = []
    for number, leaf in enumerate(word.leaves):
        version = word.first_version + number
        event = events[number] if number < len(events) else None
        if event is None or event.version != version or leaf_hash(event.body) != leaf:
            return Fault(FaultCode.ACKNOWLEDGED_MISSING, fields={"stream": word.stream, "version": version})
        found.append(Kept(version, event.position))
    return tuple(found)


def check_word(proof: bytes, word: Word, trust: Trust) -> Recorded | Fault:
    """Whether a proof file shows that something an acknowledgement named is in the log; needs neither ledger nor entry."""
    parsed = parse_proof(proof)
    if isinstance(parsed, Fault):
        return parsed
    results = [verify_record(proof, leaf, trust) for leaf in word.leaves]
    return next((result for result in results if isinstance(result, Recorded)), results[0])


def _word(lines: list[str], origin: str) -> Word | Fault:
    if len(lines) <= _HEAD_LINES or lines[0] != origin + _SUFFIX:
        return Fault(FaultCode.ACKNOWLEDGEMENT_SHAPE, 1)
    first, _space, last = lines[2].partition(" ")
    leaves = tuple(leaf for line in lines[_HEAD_LINES:] if (leaf := decode_base64(line, HASH_BYTES)) is not None)
    if len(leaves) != len(lines) - _HEAD_LINES:
        return Fault(FaultCode.ACKNOWLEDGEMENT_SHAPE, _HEAD_LINES + 1)
    if not (first.isdecimal() and last.isdecimal()) or int(last) - int(first) + 1 != len(leaves) or int(first) < 1:
        return Fault(FaultCode.ACKNOWLEDGEMENT_SHAPE, 3)
    return Word(lines[1], int(first), leaves)
