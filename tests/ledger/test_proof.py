"""Proofs of record: every entry of every small log is proved, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.proof import ProofOfRecord, Recorded, parse_proof, prove_record, verify_record
from buckstop.ledger.tree import leaf_hash
from tests.ledger.made_log import ARCHIVE, AUDIT_OFFICE, LOG_KEY, TRUST, UNION, WITNESSED, events, flipped, steady

LOG = events(70)
SIZE = 21
PROOF = LOG.proof(13, SIZE)
LINES = PROOF.decode().split("\n")


def fault_of(outcome: object) -> Fault:
    assert isinstance(outcome, Fault)
    return outcome


def with_line(number: int, text: str) -> bytes:
    """The proof with one line (1-based) replaced."""
    return "\n".join([*LINES[: number - 1], text, *LINES[number:]]).encode()


def test_every_entry_of_every_size_is_proved_and_its_neighbour_is_not() -> None:
    for size in range(1, 70):
        checkpoint = LOG.checkpoint(size)
        for index in range(size):
            raw = prove_record(index, size, LOG.read, checkpoint).encoded()
            recorded = verify_record(raw, LOG.leaves[index], TRUST)
            assert isinstance(recorded, Recorded)
            assert (recorded.index, recorded.opened.checkpoint.size) == (index, size)
            assert fault_of(verify_record(raw, LOG.leaves[index + 1], TRUST)).code is FaultCode.PROOF_WRONG


def test_the_file_reads_as_the_standard_shows_it() -> None:
    assert LINES[0] == "c2sp.org/tlog-proof@v1"
    assert LINES[1] == "index 13"
    assert LINES[7:11] == ["", LOG_KEY.name, str(SIZE), LINES[10]]
    assert LINES[-1] == ""


@steady
@given(st.integers(0, SIZE - 1), st.binary(min_size=1, max_size=40) | st.none())
def test_a_proof_goes_round_with_its_extra_line(index: int, extra: bytes | None) -> None:
    proof = ProofOfRecord(index, tuple(LOG.leaves[:index]), LOG.checkpoint(SIZE), extra)
    assert parse_proof(proof.encoded()) == proof


def test_the_extra_line_changes_nothing_that_is_proved() -> None:
    proof = parse_proof(PROOF)
    assert isinstance(proof, ProofOfRecord)
    raw = ProofOfRecord(proof.index, proof.hashes, proof.checkpoint, b"matter 7").encoded()
    assert verify_record(raw, LOG.leaves[13], TRUST) == verify_record(PROOF, LOG.leaves[13], TRUST)


def test_a_quorum_of_witnesses_is_asked_for_and_told() -> None:
    raw = LOG.proof(13, SIZE, AUDIT_OFFICE, ARCHIVE, UNION)
    recorded = verify_record(raw, LOG.leaves[13], WITNESSED)
    assert isinstance(recorded, Recorded)
    assert [signed.key.name for signed in recorded.opened.witnessed] == [AUDIT_OFFICE.name, ARCHIVE.name, UNION.name]
    assert fault_of(verify_record(PROOF, LOG.leaves[13], WITNESSED)).code is FaultCode.QUORUM_MISSED


@pytest.mark.parametrize("bit", [0, 1, 5, 7])
def test_every_altered_bit_of_the_file_is_refused(bit: int) -> None:
    for place in range(len(PROOF)):
        assert isinstance(verify_record(flipped(PROOF, place, bit), LOG.leaves[13], TRUST), Fault), place


def test_every_cut_of_the_file_is_refused() -> None:
    for length in range(len(PROOF)):
        assert isinstance(verify_record(PROOF[:length], LOG.leaves[13], TRUST), Fault), length


def test_the_entry_itself_cannot_pass_for_its_leaf() -> None:
    """An inner node shown as an entry: the zero and one before the bytes keep leaves and nodes apart."""
    two = events(2)
    raw = two.proof(0, 2)
    assert isinstance(verify_record(raw, two.leaves[0], TRUST), Recorded)
    joined = two.leaves[0] + two.leaves[1]
    single = ProofOfRecord(0, (), two.checkpoint(2)).encoded()
    assert fault_of(verify_record(single, leaf_hash(joined), TRUST)).code is FaultCode.PROOF_WRONG


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", FaultCode.PROOF_HEADER, 1),
        (with_line(1, "c2sp.org/tlog-proof@v2"), FaultCode.PROOF_HEADER, 1),
        (with_line(1, LINES[0] + "\nextra !"), FaultCode.PROOF_EXTRA, 2),
        (with_line(1, LINES[0] + "\nextra "), FaultCode.PROOF_EXTRA, 2),
        (with_line(2, "index 013"), FaultCode.PROOF_INDEX, 2),
        (with_line(2, "index"), FaultCode.PROOF_INDEX, 2),
        (with_line(2, "place 13"), FaultCode.PROOF_INDEX, 2),
        (LINES[0].encode(), FaultCode.PROOF_INDEX, 2),
        (with_line(4, LINES[3] + "A"), FaultCode.PROOF_HASH, 4),
        (with_line(4, " " + LINES[3]), FaultCode.PROOF_HASH, 4),
        (with_line(2, "index 21"), FaultCode.PROOF_OUTSIDE, 0),
        (with_line(2, "index 12"), FaultCode.PROOF_WRONG, 0),
        (with_line(2, "\n".join(["index 13", *[LINES[2]] * 60])), FaultCode.PROOF_HASHES_MANY, 66),
        ("\n".join(LINES[:7]).encode(), FaultCode.PROOF_CUT, 8),
        (b"\xff\n\n", FaultCode.PROOF_NOT_UTF8, 1),
        (b"x" * 2_000_001, FaultCode.PROOF_TOO_LONG, 0),
        (with_line(10, "x"), FaultCode.CHECKPOINT_SIZE, 10),
        (with_line(13, "- x"), FaultCode.NOTE_SIGNATURE_LINE, 13),
        (with_line(10, "22"), FaultCode.SIGNATURE_INVALID, 13),
    ],
)
def test_what_is_wrong_with_a_file_is_named_with_its_line(raw: bytes, code: FaultCode, line: int) -> None:
    fault = fault_of(verify_record(raw, LOG.leaves[13], TRUST))
    assert (fault.code, fault.line) == (code, line)
