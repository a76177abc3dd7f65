"""Checkpoints: what a log says of itself at a size, signed by it and, where somebody watches it, cosigned by witnesses.

Source: C2SP tlog-checkpoint. Size and root in a checkpoint commit to every entry before it; `Trust` says whose word is
needed before a checkpoint is believed.
"""

from dataclasses import dataclass

from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import (
    Note,
    Signed,
    SigningKey,
    VerifierKey,
    check_signatures,
    decode_base64,
    encode_base64,
    parse_note,
    sign_note,
)
from buckstop.ledger.tree import HASH_BYTES, MAX_SIZE


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Size and root of a log.

    Args:
        origin: which log; the same as the name of its key.
        size: number of entries.
        root: root of their tree, 32 bytes.
        extensions: further lines, none of them empty; ours has none, since witnesses vouch for the first three only.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, encode_base64(self.root), *self.extensions))


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures make somebody believe a checkpoint.

    Args:
        log: key of the log; its name is the origin the checkpoint must have.
        witnesses: keys of witnesses, algorithm 04.
        quorum: how many of them must have cosigned. One public key counts once, and the log's own never.
    """

    log: VerifierKey
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint that is believed: with the note it came in and the cosignatures that hold."""

    checkpoint: Checkpoint
    note: Note
    witnessed: tuple[Signed, ...]


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> bytes:
    """The checkpoint as a note signed by its log."""
    return sign_note(checkpoint.text(), key).encoded()


def parse_checkpoint(text: str) -> Checkpoint | Fault:
    """The checkpoint in a note's text, or the line at which it is none."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < 3:
        return Fault(FaultCode.CHECKPOINT_SHORT, fields={"lines": len(lines)})
    origin, digits, packed, *extensions = lines
    size = parse_decimal(digits)
    root = decode_base64(packed, HASH_BYTES)
    if not origin:
        return Fault(FaultCode.CHECKPOINT_ORIGIN, 1)
    if size is None:
        return Fault(FaultCode.CHECKPOINT_SIZE, 2)
    if root is None:
        return Fault(FaultCode.CHECKPOINT_ROOT, 3)
    if "" in extensions:
        return Fault(FaultCode.CHECKPOINT_EXTENSION, 4 + extensions.index(""))
    return Checkpoint(origin, size, root, tuple(extensions))


def open_checkpoint(raw: bytes, trust: Trust) -> OpenedCheckpoint | Fault:
    """The checkpoint in a signed note, if everybody signed whose word is needed; else which line or key is at fault."""
    note = parse_note(raw)
    if isinstance(note, Fault):
        return note
    checkpoint = parse_checkpoint(note.text)
    if isinstance(checkpoint, Fault):
        return checkpoint
    if checkpoint.origin != trust.log.name:
        about = {"found": checkpoint.origin, "expected": trust.log.name}
        return Fault(FaultCode.CHECKPOINT_ORIGIN_OTHER, 1, about)
    signed = check_signatures(note, (trust.log, *trust.witnesses))
    if isinstance(signed, Fault):
        return signed
    if all(signature.key != trust.log for signature in signed):
        about = {"key": trust.log.name, "key_id": f"{trust.log.key_id:08x}"}
        return Fault(FaultCode.SIGNATURE_LOG_MISSING, fields=about)
    apart = {one.key.public: one for one in signed if one.signed_at and one.key.public != trust.log.public}
    if len(apart) < trust.quorum:
        return Fault(FaultCode.QUORUM_MISSED, fields={"found": len(apart), "needed": trust.quorum})
    return OpenedCheckpoint(checkpoint, note, tuple(apart.values()))


def parse_decimal(digits: str) -> int | None:
    """The number in plain decimal digits without leading zeros, at most 2 ** 63 - 1; else None."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19 or (digits[0] == "0" and digits != "0"):
        return None
    number = int(digits)
    return number if number <= MAX_SIZE else None
