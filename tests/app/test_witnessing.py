"""Witnesses of a ledger: asked over the network, kept beside it, believed only as far as they signed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from buckstop.app.proving import check_proof, event_at, prove
from buckstop.app.requests import RequestError
from buckstop.app.timers import tick
from buckstop.app.verifying import LedgerCheck
from buckstop.app.witnessing import (
    add_witness,
    ask_witnesses,
    cosigned_checkpoints,
    newest_cosigned,
    parse_key,
    read_witnesses,
)
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import Algorithm
from buckstop.ledger.proof import Recorded
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.witness import Refused, Witness, WitnessRefusal
from buckstop.ledger.witness_http import WitnessServer, WitnessUnreachableError
from tests.app.sealed_county import LIU, asked, busy_stage
from tests.app.staged import Stage
from tests.ledger.made_log import ARCHIVE, AUDIT_OFFICE, LOG_KEY, SEEN_AT

NOWHERE = "http://127.0.0.1:1"


@contextmanager
def serving(stage: Stage, memory: Path) -> Iterator[str]:
    """A witness of this ledger, answering."""
    witness = Witness(AUDIT_OFFICE, [stage.ledger.key.verifier()], memory, lambda: SEEN_AT)
    server = WitnessServer(witness)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def stage() -> Stage:
    return busy_stage()


def test_a_witness_signs_again_and_again_as_the_log_grows(stage: Stage, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(stage, tmp_path / "memory") as url:
        add_witness(home, AUDIT_OFFICE.verifier(), url)
        for number in range(3):
            assert [one.trouble for one in ask_witnesses(stage.ledger, home)] == [None]
            asked(stage, f"n-{number}", LIU)
            tick(stage.ledger)
    trust = Trust(stage.ledger.key.verifier(), (AUDIT_OFFICE.verifier(),), 1)
    believed, broken = cosigned_checkpoints(home, trust)
    assert ([one.size for one in believed], broken) == (sorted({one.size for one in believed}), ())
    assert len(believed) == 3
    cosigned = newest_cosigned(home)
    assert cosigned is not None
    event = event_at(stage.ledger.store, 0)
    found = check_proof(prove(stage.ledger, event, cosigned).proof.encoded(), event.body, trust)
    assert isinstance(found, Recorded)
    assert [one.signed_at for one in found.opened.witnessed] == [SEEN_AT]


def test_a_ledger_set_back_is_refused_by_its_witness_and_found_by_verify(stage: Stage, tmp_path: Path) -> None:
    home = tmp_path / "home"
    forked = busy_stage()
    forked.ledger.key = stage.ledger.key
    with serving(stage, tmp_path / "memory") as url:
        add_witness(home, AUDIT_OFFICE.verifier(), url)
        ask_witnesses(stage.ledger, home)
        Sequencer(forked.ledger.store, forked.ledger.sign_root).run_once()  # the clock would not go on with it
        trouble = ask_witnesses(forked.ledger, home)[0].trouble
    assert isinstance(trouble, Refused)
    assert trouble.code in {WitnessRefusal.INCONSISTENT, WitnessRefusal.FORKED}
    trust = Trust(stage.ledger.key.verifier())
    held = cosigned_checkpoints(home, trust)[0]
    assert LedgerCheck(stage.ledger, trust, held).run().faults == []
    assert [one.code for one in LedgerCheck(forked.ledger, trust, held, replay=False).run().faults][-1:] == [
        FaultCode.CHECKPOINT_HELD_FORKED
    ]


def test_who_does_not_answer_keeps_nobody_from_signing(stage: Stage, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(stage, tmp_path / "memory") as url:
        add_witness(home, ARCHIVE.verifier(), NOWHERE)
        add_witness(home, AUDIT_OFFICE.verifier(), url)
        first, second = ask_witnesses(stage.ledger, home)
    assert isinstance(first.trouble, WitnessUnreachableError)
    assert second.trouble is None


def test_a_witness_of_another_key_than_named_is_not_believed(stage: Stage, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(stage, tmp_path / "memory") as url:
        add_witness(home, ARCHIVE.verifier(), url)
        assert ask_witnesses(stage.ledger, home)[0].trouble == Fault(FaultCode.ANSWER_COSIGNATURE)
    assert newest_cosigned(home) is None


def test_a_new_address_replaces_the_old_one_of_the_same_key(tmp_path: Path) -> None:
    for url in (NOWHERE, "https://audit.example/w1"):
        add_witness(tmp_path, AUDIT_OFFICE.verifier(), url)
    add_witness(tmp_path, ARCHIVE.verifier(), NOWHERE)
    assert [(one.key, one.url) for one in read_witnesses(tmp_path)] == [
        (AUDIT_OFFICE.verifier(), "https://audit.example/w1"),
        (ARCHIVE.verifier(), NOWHERE),
    ]


def test_nothing_is_asked_of_an_empty_log_or_of_nobody(stage: Stage, tmp_path: Path) -> None:
    assert ask_witnesses(stage.ledger, tmp_path) == ()
    stage.ledger.store = type(stage.ledger.store)()
    add_witness(tmp_path, AUDIT_OFFICE.verifier(), NOWHERE)
    assert ask_witnesses(stage.ledger, tmp_path) == ()


def test_a_kept_checkpoint_that_was_touched_is_named_by_its_file(stage: Stage, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(stage, tmp_path / "memory") as url:
        add_witness(home, AUDIT_OFFICE.verifier(), url)
        ask_witnesses(stage.ledger, home)
    path = next((home / "cosigned").iterdir())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n\n", 1))
    believed, broken = cosigned_checkpoints(home, Trust(stage.ledger.key.verifier()))
    assert (believed, [place for place, _fault in broken]) == ((), [path])


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        ("hello", Algorithm.ED25519),
        (str(AUDIT_OFFICE.verifier()), Algorithm.ED25519),
        (str(LOG_KEY.verifier()), Algorithm.COSIGNATURE),
    ],
)
def test_a_key_that_is_none_or_of_the_other_kind_is_refused(text: str, algorithm: Algorithm) -> None:
    with pytest.raises(RequestError):
        parse_key(text, algorithm)
