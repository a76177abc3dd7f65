"""A small log made by hand: entries, keys that never change, checkpoints and proofs of any size of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import settings

from buckstop.ledger.checkpoint import Checkpoint, Trust, sign_checkpoint
from buckstop.ledger.note import Algorithm, Note, SigningKey, cosign, parse_note
from buckstop.ledger.proof import prove_record
from buckstop.ledger.tiles import hash_reader
from buckstop.ledger.tree import ReadHash, leaf_hash, root_of

steady = settings(deadline=None, derandomize=True)  # the same examples every time, on a slow machine too
SEEN_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LOG_KEY = SigningKey("ledger.example/清河县", Algorithm.ED25519, bytes(range(32)))
AUDIT_OFFICE = SigningKey("audit.example/w1", Algorithm.COSIGNATURE, bytes(range(32, 64)))
ARCHIVE = SigningKey("archive.example/w1", Algorithm.COSIGNATURE, bytes(range(64, 96)))
UNION = SigningKey("union.example/w1", Algorithm.COSIGNATURE, bytes(range(96, 128)))
TRUST = Trust(LOG_KEY.verifier())
WITNESSED = Trust(LOG_KEY.verifier(), tuple(key.verifier() for key in (AUDIT_OFFICE, ARCHIVE, UNION)), quorum=2)


def note_of(raw: bytes) -> Note:
    """The note in bytes that hold one."""
    note = parse_note(raw)
    assert isinstance(note, Note)
    return note


def flipped(raw: bytes, place: int, bit: int = 0) -> bytes:
    """The bytes with one bit turned over."""
    return raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]


@dataclass(slots=True)
class MadeLog:
    """A log of these entries, signed by `LOG_KEY`."""

    entries: Sequence[bytes]
    key: SigningKey = LOG_KEY
    leaves: list[bytes] = field(init=False)
    rows: list[list[bytes]] = field(init=False)  # tile levels: leaves, roots of 256 leaves, ...

    def __post_init__(self) -> None:
        self.leaves = [leaf_hash(entry) for entry in self.entries]
        self.rows = [self.leaves]
        while len(self.rows[-1]) >= 256:
            below = self.rows[-1]
            self.rows.append([root_of(below[at : at + 256]) for at in range(0, len(below) // 256 * 256, 256)])

    @property
    def read(self) -> ReadHash:
        """Hashes of complete subtrees."""
        return hash_reader(self.tile_hashes)

    def tile_hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Hashes as tiles hold them."""
        found = self.rows[level][start:stop]
        assert len(found) == stop - start, "read beyond the log"
        return found

    def some_entries(self, start: int, stop: int) -> Sequence[bytes]:
        """Entries by their places."""
        return self.entries[start:stop]

    def root(self, size: int) -> bytes:
        """The root at a size, made the plain way."""
        return root_of(self.leaves[:size])

    def checkpoint(self, size: int, *witnesses: SigningKey) -> bytes:
        """The signed note at a size, cosigned by these witnesses."""
        checkpoint = Checkpoint(self.key.name, size, self.root(size))
        note = note_of(sign_checkpoint(checkpoint, self.key))
        return note.joined(cosign(note.text, witness, SEEN_AT) for witness in witnesses).encoded()

    def proof(self, index: int, size: int, *witnesses: SigningKey) -> bytes:
        """The proof of record of one entry."""
        return prove_record(index, size, self.read, self.checkpoint(size, *witnesses)).encoded()


def events(count: int) -> MadeLog:
    """The log of the entries "event 0", "event 1", ..."""
    return MadeLog([f"event {number}".encode() for number in range(count)])
