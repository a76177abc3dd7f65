"""Checkpoints: what they say, whose signatures they need, and the line at which a text is none."""

import pytest

from buckstop.ledger.checkpoint import (
    Checkpoint,
    OpenedCheckpoint,
    Trust,
    open_checkpoint,
    parse_checkpoint,
    parse_decimal,
    sign_checkpoint,
)
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import Algorithm, SigningKey, cosign
from tests.ledger.made_log import (
    ARCHIVE,
    AUDIT_OFFICE,
    LOG_KEY,
    SEEN_AT,
    TRUST,
    UNION,
    WITNESSED,
    events,
    flipped,
    note_of,
)

LOG = events(20)
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def fault_of(outcome: object) -> Fault:
    assert isinstance(outcome, Fault)
    return outcome


def test_a_checkpoint_goes_round_with_its_extension_lines() -> None:
    checkpoint = Checkpoint("ledger.example/清河县", 20_852_163, LOG.root(7), ("one line", "another"))
    assert parse_checkpoint(checkpoint.text()) == checkpoint
    assert checkpoint.text().startswith("ledger.example/清河县\n20852163\n")


def test_the_example_of_the_standard_is_read() -> None:
    checkpoint = parse_checkpoint(f"example.com/behind-the-sofa\n20852163\n{ROOT}\n")
    assert isinstance(checkpoint, Checkpoint)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", FaultCode.CHECKPOINT_SHORT, 0),
        ("a\n1\n", FaultCode.CHECKPOINT_SHORT, 0),
        (f"a\n1\n{ROOT}", FaultCode.CHECKPOINT_SHORT, 0),
        (f"\n1\n{ROOT}\n", FaultCode.CHECKPOINT_ORIGIN, 1),
        (f"a\n01\n{ROOT}\n", FaultCode.CHECKPOINT_SIZE, 2),
        (f"a\n-1\n{ROOT}\n", FaultCode.CHECKPOINT_SIZE, 2),
        (f"a\n１\n{ROOT}\n", FaultCode.CHECKPOINT_SIZE, 2),
        (f"a\n{2**63}\n{ROOT}\n", FaultCode.CHECKPOINT_SIZE, 2),
        (f"a\n1\n{ROOT[:-4]}\n", FaultCode.CHECKPOINT_ROOT, 3),
        (f"a\n1\n{ROOT.replace('q2I=', 'q2J=')}\n", FaultCode.CHECKPOINT_ROOT, 3),
        (f"a\n1\n{ROOT}\nx\n\ny\n", FaultCode.CHECKPOINT_EXTENSION, 5),
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused_at_its_line(text: str, code: FaultCode, line: int) -> None:
    fault = fault_of(parse_checkpoint(text))
    assert (fault.code, fault.line) == (code, line)


@pytest.mark.parametrize(
    ("digits", "number"),
    [("0", 0), ("10", 10), (str(2**63 - 1), 2**63 - 1), (str(2**63), None), ("00", None), ("", None), ("1_0", None)],
)
def test_a_size_is_written_in_one_way(digits: str, number: int | None) -> None:
    assert parse_decimal(digits) == number


def test_a_checkpoint_signed_by_its_log_is_believed() -> None:
    opened = open_checkpoint(LOG.checkpoint(20), TRUST)
    assert isinstance(opened, OpenedCheckpoint)
    assert opened.checkpoint == Checkpoint(LOG_KEY.name, 20, LOG.root(20))
    assert opened.witnessed == ()


def test_two_of_three_witnesses_are_a_quorum_and_one_is_none() -> None:
    opened = open_checkpoint(LOG.checkpoint(20, AUDIT_OFFICE, UNION), WITNESSED)
    assert isinstance(opened, OpenedCheckpoint)
    assert [signed.key.name for signed in opened.witnessed] == [AUDIT_OFFICE.name, UNION.name]
    assert {signed.signed_at for signed in opened.witnessed} == {SEEN_AT}
    fault = fault_of(open_checkpoint(LOG.checkpoint(20, ARCHIVE), WITNESSED))
    assert (fault.code, fault.fields) == (FaultCode.QUORUM_MISSED, {"found": 1, "needed": 2})


def test_one_secret_under_two_names_is_one_witness_and_the_log_is_none() -> None:
    same = SigningKey("archive.example/w2", Algorithm.COSIGNATURE, AUDIT_OFFICE.seed)
    own = SigningKey("own.example", Algorithm.COSIGNATURE, LOG_KEY.seed)
    trust = Trust(LOG_KEY.verifier(), tuple(key.verifier() for key in (AUDIT_OFFICE, same, own)), quorum=2)
    fault = fault_of(open_checkpoint(LOG.checkpoint(20, AUDIT_OFFICE, same, own), trust))
    assert fault.fields == {"found": 1, "needed": 2}


def test_a_witness_of_algorithm_one_is_no_witness() -> None:
    plain = SigningKey("plain.example", Algorithm.ED25519, bytes(32))
    note = note_of(LOG.checkpoint(20))
    raw = note.joined(note_of(sign_checkpoint(Checkpoint(LOG_KEY.name, 20, LOG.root(20)), plain)).signatures).encoded()
    fault = fault_of(open_checkpoint(raw, Trust(LOG_KEY.verifier(), (plain.verifier(),), 1)))
    assert fault.code is FaultCode.QUORUM_MISSED


def test_witnesses_alone_do_not_stand_in_for_the_log() -> None:
    note = note_of(LOG.checkpoint(20, AUDIT_OFFICE, ARCHIVE))
    without_log = type(note)(note.text, note.signatures[1:]).encoded()
    assert fault_of(open_checkpoint(without_log, WITNESSED)).code is FaultCode.SIGNATURE_LOG_MISSING


def test_a_checkpoint_of_another_log_is_refused_even_with_the_right_key() -> None:
    raw = sign_checkpoint(Checkpoint("ledger.example/elsewhere", 20, LOG.root(20)), LOG_KEY)
    fault = fault_of(open_checkpoint(raw, TRUST))
    assert (fault.code, fault.line) == (FaultCode.CHECKPOINT_ORIGIN_OTHER, 1)


def test_a_forged_cosignature_refuses_the_checkpoint() -> None:
    note = note_of(LOG.checkpoint(20))
    forged = note.joined([cosign("another text\n", AUDIT_OFFICE, SEEN_AT)]).encoded()
    fault = fault_of(open_checkpoint(forged, WITNESSED))
    assert (fault.code, fault.line) == (FaultCode.SIGNATURE_INVALID, 6)


def test_every_altered_bit_of_a_checkpoint_is_refused() -> None:
    raw = LOG.checkpoint(20)
    for place in range(len(raw)):
        for bit in (0, 3, 7):
            assert isinstance(open_checkpoint(flipped(raw, place, bit), TRUST), Fault), (place, bit)
