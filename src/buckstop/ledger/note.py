"""Signed notes and their keys: a text, a blank line, and one line per signature that anybody's tools can check.

Two algorithms: 01, an Ed25519 signature over the text (a log signs its checkpoints), and 04, a cosignature with the
time at which a witness saw the text. A note that cannot be read or does not verify is a `Fault` that names the line or
the key. Base64 is read strictly: one text per value, so no byte of a note can be changed unnoticed.

Source: C2SP signed-note and tlog-cosignature; the key texts are those of Go's golang.org/x/mod/sumdb/note.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from buckstop.ledger.faults import Fault, FaultCode

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100  # Go's limit; C2SP asks for at least 16
_DASH = "\u2014 "  # an em dash and a space begin a signature line
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_TIME_BYTES = 8
_LAST_SECOND = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())


class Algorithm(IntEnum):
    """How a key signs; the byte that stands before it in its text."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: its name, what it signs with, 32 bytes."""

    name: str
    algorithm: Algorithm
    public: bytes

    @property
    def key_id(self) -> int:
        """The four bytes by which signature lines name the key, as a number."""
        return _key_id(self.name, self._typed)

    @property
    def _typed(self) -> bytes:
        return bytes([self.algorithm]) + self.public

    def __str__(self) -> str:
        """The key as a text to hand out: `name+key id+base64`."""
        return f"{self.name}+{self.key_id:08x}+{encode_base64(self._typed)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half of a key. Its text is never part of a representation or message.

    Args:
        name: a schema-less URL by convention (`ledger.example.gov/county`); neither empty nor with a space or a plus.
        seed: 32 secret random bytes.
    """

    name: str
    algorithm: Algorithm
    seed: bytes = field(repr=False)

    def verifier(self) -> VerifierKey:
        """The public half, to hand out."""
        return VerifierKey(self.name, self.algorithm, _public_half(self.seed))

    def secret_text(self) -> str:
        """The key as a text to keep secret: `PRIVATE+KEY+name+key id+base64`."""
        secret = encode_base64(bytes([self.algorithm]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier().key_id:08x}+{secret}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose key it claims to be of, and the bytes after the key id."""

    name: str
    key_id: int
    raw: bytes

    def line(self) -> str:
        """The line as it stands in a note, its newline included."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id.to_bytes(4, 'big') + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, its last newline included, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def encoded(self) -> bytes:
        """The note as bytes to store and send."""
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()

    def joined(self, signatures: Iterable[Signature]) -> "Note":
        """The note with further signatures; one of the same key takes the place of the older."""
        added = {(signature.name, signature.key_id): signature for signature in signatures}
        kept = tuple(old for old in self.signatures if (old.name, old.key_id) not in added)
        return Note(self.text, kept + tuple(added.values()))


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: whose, and for a cosignature the time it states."""

    key: VerifierKey
    signed_at: datetime | None = None


def new_key(name: str, algorithm: Algorithm = Algorithm.ED25519) -> SigningKey | Fault:
    """A fresh secret key of that name, or why no key can have it."""
    return SigningKey(name, algorithm, secrets.token_bytes(_KEY_BYTES)) if is_name(name) else Fault(FaultCode.KEY_NAME)


def parse_verifier_key(text: str) -> VerifierKey | Fault:
    """The public key in a text `name+key id+base64`, or what is wrong with the text."""
    name, _, rest = text.partition("+")
    typed = _typed_key(name, rest)
    if isinstance(typed, Fault):
        return typed
    algorithm, key_id, raw = typed
    key = VerifierKey(name, algorithm, raw)
    return key if key.key_id == key_id else _wrong_id(key_id, key)


def parse_signing_key(text: str) -> SigningKey | Fault:
    """The secret key in a text `PRIVATE+KEY+name+key id+base64`, or what is wrong with the text."""
    if not text.startswith("PRIVATE+KEY+"):
        return Fault(FaultCode.KEY_SHAPE)
    name, _, rest = text.removeprefix("PRIVATE+KEY+").partition("+")
    typed = _typed_key(name, rest)
    if isinstance(typed, Fault):
        return typed
    algorithm, key_id, seed = typed
    key = SigningKey(name, algorithm, seed)
    return key if key.verifier().key_id == key_id else _wrong_id(key_id, key.verifier())


def sign_note(text: str, *keys: SigningKey) -> Note:
    """The text signed with each of the keys, all of algorithm 01.

    Args:
        text: ends with a newline; no control character but newlines.
    """
    assert text.endswith("\n"), "a note's text ends with a newline"
    assert all(key.algorithm is Algorithm.ED25519 for key in keys), "a cosignature states a time: cosign"
    return Note(text, tuple(_signature(key, _private(key.seed).sign(text.encode())) for key in keys))


def cosign(text: str, key: SigningKey, seen_at: datetime) -> Signature:
    """A witness's signature: that at that instant the text was the latest it had seen of its log.

    Args:
        key: of algorithm 04.
        seen_at: aware; whole seconds are kept.
    """
    assert key.algorithm is Algorithm.COSIGNATURE, "a witness signs with algorithm 04"
    second = int(seen_at.timestamp())
    return _signature(key, second.to_bytes(_TIME_BYTES, "big") + _private(key.seed).sign(_cosigned(text, second)))


def parse_note(raw: bytes) -> Note | Fault:
    """The note in these bytes, or the line at which they are none."""
    if len(raw) > MAX_NOTE_BYTES:
        return Fault(FaultCode.NOTE_TOO_LONG, fields={"length": len(raw), "limit": MAX_NOTE_BYTES})
    try:
        whole = raw.decode()
    except UnicodeDecodeError as error:
        return Fault(FaultCode.NOTE_NOT_UTF8, raw.count(b"\n", 0, error.start) + 1, {"byte": error.start + 1})
    control = next((place for place, sign in enumerate(whole) if sign < " " and sign != "\n"), None)
    if control is not None:
        return Fault(FaultCode.NOTE_CONTROL_CHARACTER, whole.count("\n", 0, control) + 1)
    text, blank, block = whole.rpartition("\n\n")
    if not blank or not block:
        return Fault(FaultCode.NOTE_NO_SIGNATURES)
    lines = block.split("\n")
    first = text.count("\n") + 3
    if lines.pop():
        return Fault(FaultCode.NOTE_UNENDED, first + len(lines))
    if len(lines) > MAX_SIGNATURES:
        return Fault(FaultCode.NOTE_SIGNATURES_MANY, first + MAX_SIGNATURES, {"limit": MAX_SIGNATURES})
    signatures = parse_signature_lines(lines, first)
    return signatures if isinstance(signatures, Fault) else Note(text + "\n", signatures)


def parse_signature_lines(lines: Iterable[str], first: int = 1) -> tuple[Signature, ...] | Fault:
    """The signatures in these lines (without their newlines), or the number of the line that is none.

    Args:
        first: number of the first line.
    """
    signatures = []
    for number, line in enumerate(lines, first):
        name, _, packed = line.removeprefix(_DASH).partition(" ")
        raw = decode_base64(packed)
        if not line.startswith(_DASH) or not is_name(name) or raw is None or len(raw) <= 4:
            return Fault(FaultCode.NOTE_SIGNATURE_LINE, number)
        signatures.append(Signature(name, int.from_bytes(raw[:4], "big"), raw[4:]))
    return tuple(signatures)


def check_signature(text: str, signature: Signature, key: VerifierKey) -> Signed | Fault:
    """Whether the key made the signature over that text; if not, why."""
    about = {"key": key.name, "key_id": f"{key.key_id:08x}"}
    raw, message, signed_at = signature.raw, text.encode(), None
    stamped = key.algorithm is Algorithm.COSIGNATURE
    if len(raw) != _SIGNATURE_BYTES + (_TIME_BYTES if stamped else 0):
        return Fault(FaultCode.SIGNATURE_SHAPE, fields={**about, "length": len(raw)})
    if stamped:
        second = int.from_bytes(raw[:_TIME_BYTES], "big")
        if second > _LAST_SECOND:
            return Fault(FaultCode.SIGNATURE_TIME, fields={**about, "time": second})
        raw, message, signed_at = raw[_TIME_BYTES:], _cosigned(text, second), datetime.fromtimestamp(second, UTC)
    try:
        _public(key.public).verify(raw, message)
    except (InvalidSignature, ValueError):  # ValueError: 32 bytes that are no point of the curve
        return Fault(FaultCode.SIGNATURE_INVALID, fields=about)
    return Signed(key, signed_at)


def check_signatures(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signed, ...] | Fault:
    """The signatures of these keys under the note, or the first that claims to be of one of them and does not hold.

    Why all must hold: a note with a forged signature of a known key was tampered with. Signatures of other keys say
    nothing and are passed over; they may be meant for others. A key that signed twice counts once, at its last time.
    """
    known = {(key.name, key.key_id): key for key in keys}
    first = note.text.count("\n") + 2
    found: dict[VerifierKey, Signed] = {}
    for number, signature in enumerate(note.signatures, first):
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        signed = check_signature(note.text, signature, key)
        if isinstance(signed, Fault):
            return Fault(signed.code, number, signed.fields)
        before = found.get(key)
        if before is None or (before.signed_at and signed.signed_at and before.signed_at < signed.signed_at):
            found[key] = signed
    return tuple(found.values())


def is_name(name: str) -> bool:
    """Whether a key may have that name: not empty, no space of any script, no plus, no control character."""
    return bool(name) and not any(sign.isspace() or sign in "+\x7f" or sign < " " for sign in name)


def encode_base64(raw: bytes) -> str:
    """Base64 as the formats of the ledger use it: standard letters, padded."""
    return b64encode(raw).decode()


def decode_base64(text: str, length: int | None = None) -> bytes | None:
    """The bytes in a base64 text; None where it is not the one way to write them, or they are not that many."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if encode_base64(raw) == text and length in {None, len(raw)} else None


def _typed_key(name: str, rest: str) -> tuple[Algorithm, int, bytes] | Fault:
    """Algorithm, key id and 32 bytes of a key text after its name, or what is wrong with it."""
    key_id, plus, packed = rest.partition("+")
    raw = decode_base64(packed)
    if not is_name(name):
        return Fault(FaultCode.KEY_NAME)
    if not plus or len(key_id) != 8 or set(key_id) - set("0123456789abcdef") or not raw:
        return Fault(FaultCode.KEY_SHAPE)
    if raw[0] not in set(Algorithm):
        return Fault(FaultCode.KEY_ALGORITHM, fields={"algorithm": f"{raw[0]:02x}"})
    if len(raw) != 1 + _KEY_BYTES:
        return Fault(FaultCode.KEY_LENGTH, fields={"length": len(raw) - 1})
    return Algorithm(raw[0]), int(key_id, 16), raw[1:]


def _wrong_id(found: int, key: VerifierKey) -> Fault:
    return Fault(FaultCode.KEY_ID, fields={"found": f"{found:08x}", "expected": f"{key.key_id:08x}"})


def _signature(key: SigningKey, raw: bytes) -> Signature:
    return Signature(key.name, key.verifier().key_id, raw)


def _cosigned(text: str, second: int) -> bytes:
    """What a witness signs: the text under a line of its own and the time, so that nothing else can be meant."""
    return f"cosignature/v1\ntime {second}\n{text}".encode()


# Deriving a key costs more than a signature; a process uses a handful of keys.
@lru_cache(maxsize=64)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=16)
def _public_half(seed: bytes) -> bytes:
    return _private(seed).public_key().public_bytes_raw()


@lru_cache(maxsize=64)
def _key_id(name: str, typed: bytes) -> int:
    return int.from_bytes(sha256(f"{name}\n".encode() + typed).digest()[:4], "big")


@lru_cache(maxsize=256)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
