"""Proofs of record: one text file that shows a stranger, offline, that the ledger holds an entry at a place.

It holds the place, the hashes that lead from the entry to the root, and the signed checkpoint that states the root.
Whoever has the entry, the log's public key and this file needs nothing else, neither us nor the network.

Source: C2SP tlog-proof v1 (files `*.tlog-proof`). The extra line is not signed: nothing may be believed because of it.
"""

from dataclasses import dataclass

from buckstop.ledger.checkpoint import OpenedCheckpoint, Trust, open_checkpoint, parse_decimal
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import MAX_NOTE_BYTES, decode_base64, encode_base64
from buckstop.ledger.tree import HASH_BYTES, MAX_PROOF_HASHES, ReadHash, inclusion_proof, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
FILE_ENDING = ".tlog-proof"
_MAX_BYTES = 2 * MAX_NOTE_BYTES


@dataclass(frozen=True, slots=True)
class ProofOfRecord:
    """What a proof file says; whether it is true is for `verify_record` to find out.

    Args:
        index: place of the entry in the log, 0-based.
        hashes: from the entry's sibling up to the root's child.
        checkpoint: the signed note, byte for byte.
        extra: something for the reader, not signed; None for none.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encoded(self) -> bytes:
        """The proof as the bytes of its file."""
        extra = [] if self.extra is None else [f"extra {encode_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *(encode_base64(part) for part in self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a proof showed: the entry is in the log at that index, at the latest when that checkpoint was signed."""

    index: int
    opened: OpenedCheckpoint


def prove_record(index: int, size: int, read: ReadHash, checkpoint: bytes) -> ProofOfRecord:
    """The proof that the entry at that index is among the first `size` entries.

    Args:
        index: 0 <= index < size.
        size: the size the checkpoint states.
        read: hashes of complete subtrees.
        checkpoint: the signed note.
    """
    return ProofOfRecord(index, inclusion_proof(index, size, read), checkpoint)


def parse_proof(raw: bytes) -> ProofOfRecord | Fault:
    """The proof in a file's bytes, or the line at which they are none."""
    if len(raw) > _MAX_BYTES:
        return Fault(FaultCode.PROOF_TOO_LONG, fields={"length": len(raw), "limit": _MAX_BYTES})
    head, blank, checkpoint = raw.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as error:
        return Fault(FaultCode.PROOF_NOT_UTF8, head.count(b"\n", 0, error.start) + 1, {"byte": error.start + 1})
    if lines[0] != HEADER:
        return Fault(FaultCode.PROOF_HEADER, 1)
    at, extra = 1, None
    if len(lines) > 1 and lines[1].startswith("extra "):
        at, extra = 2, decode_base64(lines[1].removeprefix("extra "))
        if not extra:
            return Fault(FaultCode.PROOF_EXTRA, 2)
    word, _, digits = lines[at].partition(" ") if len(lines) > at else ("", "", "")
    index = parse_decimal(digits)
    if word != "index" or index is None:
        return Fault(FaultCode.PROOF_INDEX, at + 1)
    hashes = []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        part = decode_base64(line, HASH_BYTES)
        if part is None:
            return Fault(FaultCode.PROOF_HASH, number)
        hashes.append(part)
    if len(hashes) > MAX_PROOF_HASHES:
        return Fault(FaultCode.PROOF_HASHES_MANY, at + 2 + MAX_PROOF_HASHES, {"limit": MAX_PROOF_HASHES})
    if not blank or not checkpoint:
        return Fault(FaultCode.PROOF_CUT, len(lines) + 1)
    return ProofOfRecord(index, tuple(hashes), checkpoint, extra)


def verify_record(raw: bytes, leaf: bytes, trust: Trust) -> Recorded | Fault:
    """What the proof file shows about an entry, or why it shows nothing: the line, the key, or the path to the root.

    Args:
        raw: the file's bytes.
        leaf: `tree.leaf_hash` of the entry it is said to prove.
        trust: whose signatures are needed.
    """
    proof = parse_proof(raw)
    if isinstance(proof, Fault):
        return proof
    opened = open_checkpoint(proof.checkpoint, trust)
    if isinstance(opened, Fault):
        return opened.moved(raw.count(b"\n", 0, len(raw) - len(proof.checkpoint)))
    size = opened.checkpoint.size
    if proof.index >= size:
        return Fault(FaultCode.PROOF_OUTSIDE, fields={"index": proof.index, "size": size})
    if not verify_inclusion(leaf, proof.index, size, proof.hashes, opened.checkpoint.root):
        return Fault(FaultCode.PROOF_WRONG, fields={"index": proof.index})
    return Recorded(proof.index, opened)
