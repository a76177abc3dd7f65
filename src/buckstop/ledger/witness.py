"""A witness: another organisation that remembers of each log only its last size and root, and cosigns what grew from it.

A log that shows one history here and another there, or takes back what it published, needs a witness to forget. So the
witness saves before it signs, and a damaged memory makes it refuse, never begin anew. Nothing of an entry reaches it.

Source: C2SP tlog-witness. The HTTP edge and the log's side of the talk are in `witness_http`.
"""

import fcntl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from buckstop.domain.errors import BuckstopError
from buckstop.ledger.checkpoint import Checkpoint, parse_checkpoint, parse_decimal
from buckstop.ledger.durable_file import replace_file
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import (
    Algorithm,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    check_signatures,
    cosign,
    decode_base64,
    encode_base64,
    parse_note,
)
from buckstop.ledger.tree import EMPTY_ROOT, HASH_BYTES, MAX_PROOF_HASHES, verify_consistency


class WitnessRefusal(StrEnum):
    """Why a witness does not cosign."""

    MALFORMED = "malformed"
    UNKNOWN_LOG = "unknown_log"
    UNSIGNED = "unsigned"  # no signature of a key known for the log, or a forged one
    SHRINKING = "shrinking"  # the old size is above the new one
    OTHER_SIZE = "other_size"  # the old size is not the one the witness knows: told with that size
    FORKED = "forked"  # the size it knows, with another root
    INCONSISTENT = "inconsistent"  # the proof does not lead from the known root to the new one


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a witness remembers of a log; at first, the empty tree."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log hands to a witness.

    Args:
        old_size: the size the log believes the witness has seen last.
        proof: that the new tree begins with the old one.
        checkpoint: the signed note.
    """

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def encoded(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old_size}", *(encode_base64(part) for part in self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


@dataclass(frozen=True, slots=True)
class Refused:
    """A witness's no.

    Args:
        code: why.
        known_size: the size the witness has seen last, with OTHER_SIZE and FORKED.
        fault: what exactly could not be read or does not verify, where that is the reason.
    """

    code: WitnessRefusal
    known_size: int | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A submission of a known log that it signed itself; whether it fits what was seen is not looked at yet."""

    submission: Submission
    checkpoint: Checkpoint
    note: Note


class WitnessMemoryError(BuckstopError):
    """What the witness remembers of a log cannot be read: it signs nothing more for that log until this is mended."""

    def __init__(self, path: Path, fault: Fault) -> None:
        super().__init__(
            f"{path}: {fault.code} (line {fault.line}). Restore the file from a copy; do not delete it, or the witness "
            "would sign for a log that took entries back."
        )
        self.path = path
        self.fault = fault


def parse_submission(raw: bytes) -> Submission | Fault:
    """The submission in a request's body, or the line at which it is none."""
    head, blank, checkpoint = raw.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    word, _, digits = lines[0].partition(" ")
    old_size = parse_decimal(digits)
    if word != "old" or old_size is None:
        return Fault(FaultCode.SUBMISSION_OLD, 1)
    if len(lines) - 1 > MAX_PROOF_HASHES:
        return Fault(FaultCode.SUBMISSION_HASHES_MANY, 2 + MAX_PROOF_HASHES, {"limit": MAX_PROOF_HASHES})
    proof = []
    for number, line in enumerate(lines[1:], 2):
        part = decode_base64(line, HASH_BYTES)
        if part is None:
            return Fault(FaultCode.SUBMISSION_HASH, number)
        proof.append(part)
    if not blank or not checkpoint:
        return Fault(FaultCode.SUBMISSION_CUT, len(lines) + 1)
    return Submission(old_size, tuple(proof), checkpoint)


def admit(raw: bytes, logs: Iterable[VerifierKey]) -> Admitted | Refused:
    """The submission in a request's body, if a known log signed it and did not shrink.

    Args:
        logs: keys of the logs the witness watches; the name of a key is the origin of its log.
    """
    submission = parse_submission(raw)
    if isinstance(submission, Fault):
        return Refused(WitnessRefusal.MALFORMED, fault=submission)
    note = parse_note(submission.checkpoint)
    if isinstance(note, Fault):
        return Refused(WitnessRefusal.MALFORMED, fault=note.moved(len(submission.proof) + 2))
    checkpoint = parse_checkpoint(note.text)
    if isinstance(checkpoint, Fault):
        return Refused(WitnessRefusal.MALFORMED, fault=checkpoint.moved(len(submission.proof) + 2))
    keys = [key for key in logs if key.name == checkpoint.origin]
    if not keys:
        return Refused(WitnessRefusal.UNKNOWN_LOG)
    signed = check_signatures(note, keys)
    if isinstance(signed, Fault) or not signed:
        return Refused(WitnessRefusal.UNSIGNED, fault=signed if isinstance(signed, Fault) else None)
    if submission.old_size > checkpoint.size:
        return Refused(WitnessRefusal.SHRINKING)
    return Admitted(submission, checkpoint, note)


def judge(admitted: Admitted, seen: Seen) -> Seen | Refused:
    """What the witness is to remember from now on, if the submission grew from what it has seen."""
    old_size, new = admitted.submission.old_size, admitted.checkpoint
    if old_size != seen.size:
        return Refused(WitnessRefusal.OTHER_SIZE, seen.size)
    if old_size == new.size and seen.root != new.root:
        return Refused(WitnessRefusal.FORKED, seen.size)
    if not verify_consistency(seen.size, seen.root, new.size, new.root, admitted.submission.proof):
        return Refused(WitnessRefusal.INCONSISTENT)
    return Seen(new.size, new.root)


class Witness:
    """One witness with its key, its list of logs and its memory on disk.

    Args:
        key: the witness's own key, algorithm 04.
        logs: keys of the logs it watches.
        folder: where it remembers, one small file per log. Two processes on one folder wait for each other.
        clock: reads the time, once per cosignature.
    """

    def __init__(
        self, key: SigningKey, logs: Iterable[VerifierKey], folder: Path, clock: Callable[[], datetime]
    ) -> None:
        assert key.algorithm is Algorithm.COSIGNATURE, "a witness signs with algorithm 04"
        self.key = key
        self.logs = tuple(logs)
        self.folder = folder
        self._clock = clock
        self._turn = threading.Lock()

    def add_checkpoint(self, raw: bytes) -> Signature | Refused:
        """The cosignature on a submitted checkpoint, remembered before it is given; or why there is none.

        Args:
            raw: the body of the request.

        Raises:
            WitnessMemoryError: what it remembers of the log cannot be read.
            OSError: its memory cannot be written.
        """
        admitted = admit(raw, self.logs)
        if isinstance(admitted, Refused):
            return admitted
        origin = admitted.checkpoint.origin
        with self._alone():
            verdict = judge(admitted, self.seen(origin))
            if isinstance(verdict, Refused):
                return verdict
            # Saved first: a crash from here on costs the log one more request, and never an unremembered signature.
            text = Checkpoint(origin, verdict.size, verdict.root).text()
            replace_file(self._file(origin), text.encode())
            return cosign(admitted.note.text, self.key, self._clock())

    def seen(self, origin: str) -> Seen:
        """What the witness remembers of a log.

        Raises:
            WitnessMemoryError: it cannot be read.
        """
        path = self._file(origin)
        if not path.exists():
            return Seen()
        checkpoint = parse_checkpoint(path.read_bytes().decode("utf-8", "replace"))
        if isinstance(checkpoint, Fault):
            raise WitnessMemoryError(path, checkpoint)
        if checkpoint.origin != origin:
            about = {"found": checkpoint.origin, "expected": origin}
            raise WitnessMemoryError(path, Fault(FaultCode.CHECKPOINT_ORIGIN_OTHER, 1, about))
        return Seen(checkpoint.size, checkpoint.root)

    def _file(self, origin: str) -> Path:
        # An origin may hold what no file name may.
        return self.folder / f"{sha256(origin.encode()).hexdigest()[:32]}.seen"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Looking and saving are one step: no other thread or process of this memory comes between."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._turn, (self.folder / "lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go by the system when the file closes, also in a crash
            yield
