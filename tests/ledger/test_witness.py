"""A witness refuses what shrank, forked or was not signed, remembers before it signs, and survives being killed."""

import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.ledger.checkpoint import Checkpoint, sign_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import Algorithm, Signature, Signed, SigningKey, check_signature
from buckstop.ledger.tree import consistency_proof
from buckstop.ledger.witness import (
    Refused,
    Seen,
    Submission,
    Witness,
    WitnessMemoryError,
    WitnessRefusal,
    parse_submission,
)
from tests.ledger.made_log import AUDIT_OFFICE, LOG_KEY, SEEN_AT, MadeLog, events, flipped, note_of, steady

LOG = events(60)
FORK = MadeLog([*LOG.entries[:5], b"another past", *LOG.entries[6:]])


def witness(folder: Path) -> Witness:
    return Witness(AUDIT_OFFICE, [LOG_KEY.verifier()], folder, lambda: SEEN_AT)


def submission(old_size: int, size: int, log: MadeLog = LOG) -> Submission:
    return Submission(old_size, consistency_proof(old_size, size, log.read), log.checkpoint(size))


def asked(office: Witness, *steps: tuple[int, int], log: MadeLog = LOG) -> list[Signature | Refused]:
    return [office.add_checkpoint(submission(old_size, size, log).encoded()) for old_size, size in steps]


def test_a_growing_log_is_cosigned_step_by_step(tmp_path: Path) -> None:
    office = witness(tmp_path)
    sizes = [0, 1, 7, 8, 8, 59]
    for old_size, size in zip([0, *sizes], sizes, strict=False):
        signature = office.add_checkpoint(submission(old_size, size).encoded())
        assert isinstance(signature, Signature)
        text = note_of(LOG.checkpoint(size)).text
        assert check_signature(text, signature, AUDIT_OFFICE.verifier()) == Signed(AUDIT_OFFICE.verifier(), SEEN_AT)
        assert office.seen(LOG_KEY.name) == Seen(size, LOG.root(size))


def test_all_it_keeps_of_a_log_is_origin_size_and_root(tmp_path: Path) -> None:
    asked(witness(tmp_path), (0, 20))
    kept = [path for path in tmp_path.iterdir() if path.name != "lock"]
    assert [path.read_text("utf-8") for path in kept] == [Checkpoint(LOG_KEY.name, 20, LOG.root(20)).text()]


def test_a_log_that_goes_back_is_told_the_size_the_witness_knows(tmp_path: Path) -> None:
    *_, back, behind, ahead = asked(witness(tmp_path), (0, 20), (0, 10), (10, 20), (25, 30))
    assert back == behind == ahead == Refused(WitnessRefusal.OTHER_SIZE, 20)
    shrinking = Submission(20, (), LOG.checkpoint(10))
    assert witness(tmp_path).add_checkpoint(shrinking.encoded()) == Refused(WitnessRefusal.SHRINKING)


def test_a_fork_is_refused_at_the_same_size_and_at_a_later_one(tmp_path: Path) -> None:
    office = witness(tmp_path)
    asked(office, (0, 20))
    same, later = asked(office, (20, 20), (20, 40), log=FORK)
    assert same == Refused(WitnessRefusal.FORKED, 20)
    assert later == Refused(WitnessRefusal.INCONSISTENT)
    assert office.seen(LOG_KEY.name) == Seen(20, LOG.root(20))


def test_what_no_known_log_signed_is_refused(tmp_path: Path) -> None:
    office = witness(tmp_path)
    stranger = SigningKey("stranger.example", Algorithm.ED25519, bytes(32))
    impostor = SigningKey(LOG_KEY.name, Algorithm.ED25519, bytes(32))
    unknown = Submission(0, (), sign_checkpoint(Checkpoint("stranger.example", 1, LOG.root(1)), stranger))
    assert office.add_checkpoint(unknown.encoded()) == Refused(WitnessRefusal.UNKNOWN_LOG)
    unsigned = Submission(0, (), sign_checkpoint(Checkpoint(LOG_KEY.name, 1, LOG.root(1)), impostor))
    assert office.add_checkpoint(unsigned.encoded()) == Refused(WitnessRefusal.UNSIGNED)
    note = note_of(LOG.checkpoint(1))
    bad = replace(note.signatures[0], raw=flipped(note.signatures[0].raw, 3))
    forged = Submission(0, (), replace(note, signatures=(bad,)).encoded())
    refused = office.add_checkpoint(forged.encoded())
    assert isinstance(refused, Refused)
    assert refused.fault is not None
    assert (refused.code, refused.fault.code) == (WitnessRefusal.UNSIGNED, FaultCode.SIGNATURE_INVALID)
    assert office.seen(LOG_KEY.name) == Seen()


def test_a_first_checkpoint_needs_an_empty_proof(tmp_path: Path) -> None:
    padded = Submission(0, (LOG.root(3),), LOG.checkpoint(7))
    assert witness(tmp_path).add_checkpoint(padded.encoded()) == Refused(WitnessRefusal.INCONSISTENT)


def test_two_logs_are_watched_apart(tmp_path: Path) -> None:
    second = MadeLog(FORK.entries, SigningKey("ledger.example/second", Algorithm.ED25519, bytes(32)))
    office = Witness(AUDIT_OFFICE, [LOG_KEY.verifier(), second.key.verifier()], tmp_path, lambda: SEEN_AT)
    asked(office, (0, 20))
    asked(office, (0, 30), log=second)
    assert office.seen(LOG_KEY.name) == Seen(20, LOG.root(20))
    assert office.seen(second.key.name) == Seen(30, FORK.root(30))


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", FaultCode.SUBMISSION_OLD, 1),
        (b"old 07\n\nx", FaultCode.SUBMISSION_OLD, 1),
        (b"new 7\n\nx", FaultCode.SUBMISSION_OLD, 1),
        (b"old 7\nAAAA\n\nx", FaultCode.SUBMISSION_HASH, 2),
        (b"old 7\n\xff\n\nx", FaultCode.SUBMISSION_HASH, 2),
        (b"old 7\n" + b"AAAA\n" * 64 + b"\nx", FaultCode.SUBMISSION_HASHES_MANY, 65),
        (b"old 7", FaultCode.SUBMISSION_CUT, 2),
        (b"old 7\n\n", FaultCode.SUBMISSION_CUT, 2),
        (b"old 0\n\nno note\n", FaultCode.NOTE_NO_SIGNATURES, 0),
        (submission(3, 7).encoded().replace(b"\n7\n", b"\n07\n"), FaultCode.CHECKPOINT_SIZE, 8),
        (submission(3, 7).encoded().replace("— ".encode(), b"- "), FaultCode.NOTE_SIGNATURE_LINE, 11),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_at_its_line(
    tmp_path: Path, raw: bytes, code: FaultCode, line: int
) -> None:
    refused = witness(tmp_path).add_checkpoint(raw)
    assert isinstance(refused, Refused)
    assert refused.fault is not None
    assert (refused.code, refused.fault.code, refused.fault.line) == (WitnessRefusal.MALFORMED, code, line)


@steady
@given(st.integers(0, 60), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_submission_goes_round(old_size: int, proof: list[bytes]) -> None:
    made = Submission(old_size, tuple(proof), LOG.checkpoint(60))
    assert parse_submission(made.encoded()) == made


def test_every_altered_bit_of_a_request_is_refused(tmp_path: Path) -> None:
    office = witness(tmp_path)
    asked(office, (0, 21))
    raw = submission(21, 50).encoded()
    for place in range(len(raw)):
        assert isinstance(office.add_checkpoint(flipped(raw, place)), Refused), place
    assert office.seen(LOG_KEY.name) == Seen(21, LOG.root(21))


@pytest.mark.parametrize("damage", [b"", b"another log\n1\n", None])
def test_a_damaged_memory_signs_nothing_more_and_says_what_not_to_do(tmp_path: Path, damage: bytes | None) -> None:
    office = witness(tmp_path)
    asked(office, (0, 20))
    memory = next(tmp_path.glob("*.seen"))
    other = Checkpoint("another log", 20, LOG.root(20)).text().encode()
    memory.write_bytes(other if damage is None else damage)
    with pytest.raises(WitnessMemoryError, match="do not delete it") as raised:
        asked(office, (20, 30))
    assert isinstance(raised.value.fault, Fault)
    assert raised.value.path == memory


def test_many_askers_at_once_never_bring_it_back(tmp_path: Path) -> None:
    """The race of C2SP tlog-witness: a smaller size must not be saved after a larger one was signed."""
    signed: list[int] = []

    def grow(office: Witness) -> None:
        for size in range(1, 61):
            seen = office.seen(LOG_KEY.name).size
            if seen <= size and isinstance(office.add_checkpoint(submission(seen, size).encoded()), Signature):
                signed.append(size)
                assert office.seen(LOG_KEY.name).size >= size

    # Two of them share one witness, two have their own over the same memory, as two processes would.
    shared = witness(tmp_path)
    threads = [
        threading.Thread(target=grow, args=(one,)) for one in (shared, shared, witness(tmp_path), witness(tmp_path))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 60 in signed
    assert shared.seen(LOG_KEY.name) == Seen(60, LOG.root(60))


KILLED = """
import os, signal, sys
from pathlib import Path
from buckstop.ledger.witness import Witness
from tests.ledger.made_log import AUDIT_OFFICE, LOG_KEY

def clock():  # read after saving and before signing
    os.kill(os.getpid(), signal.SIGKILL)

Witness(AUDIT_OFFICE, [LOG_KEY.verifier()], Path(sys.argv[1]), clock).add_checkpoint(sys.stdin.buffer.read())
"""


def test_killed_between_saving_and_answering_it_knows_what_it_saved(tmp_path: Path) -> None:
    asked(witness(tmp_path), (0, 20))
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run(command, input=submission(20, 40).encoded(), cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    again = witness(tmp_path)
    assert again.seen(LOG_KEY.name) == Seen(40, LOG.root(40))
    assert asked(again, (20, 40), (20, 30)) == [Refused(WitnessRefusal.OTHER_SIZE, 40)] * 2
    assert isinstance(asked(again, (40, 40))[0], Signature)
