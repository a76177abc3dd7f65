"""Proofs of record: made from a ledger, believed without one, worth nothing for anything else."""

from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Acknowledgement
from buckstop.app.exporting import export
from buckstop.app.handle import handle
from buckstop.app.proving import (
    Kept,
    Word,
    check_proof,
    check_word,
    event_at,
    find_event,
    kept,
    prove,
    read_acknowledgement,
)
from buckstop.app.requests import RequestError
from buckstop.app.timers import tick
from buckstop.ledger.checkpoint import Checkpoint, Trust
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import Algorithm, SigningKey, sign_note
from buckstop.ledger.proof import Recorded
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import ORGANISATION
from buckstop.ledger.tile_folder import TileFolder
from buckstop.ledger.verify import FolderCheck
from tests.app.sealed_county import LIU, ZHANG, asked, busy_stage, request
from tests.app.staged import ORIGIN, WATER, Stage


@pytest.fixture
def stage() -> Stage:
    return busy_stage()


def trust(stage: Stage) -> Trust:
    return Trust(stage.ledger.key.verifier())


def acknowledged(stage: Stage, matter: str) -> Acknowledgement:
    outcome = handle(stage.ledger, request(stage, matter, ZHANG))
    assert isinstance(outcome, Accepted)
    assert outcome.acknowledgement is not None
    return outcome.acknowledgement


def test_every_numbered_event_has_its_proof_and_the_proof_fits_no_other(stage: Stage) -> None:
    ledger = stage.ledger
    size = ledger.store.end().size
    for position in range(size):
        event = event_at(ledger.store, position)
        raw = prove(ledger, event).proof.encoded()
        found = check_proof(raw, event.body, trust(stage))
        assert isinstance(found, Recorded)
        assert (found.index, found.opened.checkpoint.size) == (position, size)
        wrong = check_proof(raw, event_at(ledger.store, (position + 1) % size).body, trust(stage))
        assert wrong == Fault(FaultCode.PROOF_WRONG, fields={"index": position})


def test_a_proof_convinces_nobody_of_another_key(stage: Stage) -> None:
    event = event_at(stage.ledger.store, 0)
    stranger = SigningKey(ORIGIN, Algorithm.ED25519, b"s" * 32)
    found = check_proof(prove(stage.ledger, event).proof.encoded(), event.body, Trust(stranger.verifier()))
    assert isinstance(found, Fault)
    assert found.code is FaultCode.SIGNATURE_LOG_MISSING


def test_what_is_not_there_or_waits_cannot_be_proved_and_it_says_why(stage: Stage) -> None:
    store = stage.ledger.store
    for stream, version in (("m-1", 0), ("m-1", 99), ("m-77", 1)):
        with pytest.raises(RequestError, match="no version"):
            find_event(store, stream, version)
    for position in (-1, store.end().size):
        with pytest.raises(RequestError, match="no position"):
            event_at(store, position)
    with pytest.raises(RequestError, match="buckstop clock"):
        prove(stage.ledger, find_event(store, "m-2", 1))
    tick(stage.ledger)
    assert prove(stage.ledger, find_event(store, "m-2", 1)).event.position is not None


def test_an_event_younger_than_the_witnessed_checkpoint_waits_for_the_witnesses(stage: Stage) -> None:
    old = stage.ledger.store.end().checkpoint
    tick(stage.ledger)
    with pytest.raises(RequestError, match="witnesses"):
        prove(stage.ledger, find_event(stage.ledger.store, "m-2", 1), old)
    assert prove(stage.ledger, find_event(stage.ledger.store, "m-1", 1), old).proof.checkpoint == old


def test_what_was_acknowledged_is_kept_and_soon_proved(stage: Stage) -> None:
    ledger = stage.ledger
    word = read_acknowledgement(acknowledged(stage, "m-3").note, ledger.key.verifier())
    event = ledger.store.events("m-3")[0]
    assert word == Word("m-3", 1, (event.leaf,))
    assert kept(ledger.store, word) == (Kept(1, None),)
    tick(ledger)
    event = ledger.store.events("m-3")[0]
    assert kept(ledger.store, word) == (Kept(1, event.position),)
    found = check_word(prove(ledger, event).proof.encoded(), word, trust(stage))
    assert isinstance(found, Recorded)
    assert found.index == event.position
    other = prove(ledger, event_at(ledger.store, 0)).proof.encoded()
    assert check_word(other, word, trust(stage)) == Fault(FaultCode.PROOF_WRONG, fields={"index": 0})
    assert isinstance(check_word(b"no proof", word, trust(stage)), Fault)


def test_a_broken_promise_is_shown_by_the_acknowledgement(stage: Stage) -> None:
    word = read_acknowledgement(acknowledged(stage, "m-3").note, stage.ledger.key.verifier())
    assert isinstance(word, Word)
    elsewhere = busy_stage()
    missing = Fault(FaultCode.ACKNOWLEDGED_MISSING, fields={"stream": "m-3", "version": 1})
    assert kept(elsewhere.ledger.store, word) == missing
    asked(elsewhere, "m-3", LIU)
    assert kept(elsewhere.ledger.store, word) == missing


LEAF = "Y" * 43 + "="


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{ORIGIN}\nm-1\n1 1\n{LEAF}\n", 1),
        (f"{ORIGIN}/acknowledgement\nm-1\n1 1\n", 1),
        (f"{ORIGIN}/acknowledgement\nm-1\n1 2\n{LEAF}\n", 3),
        (f"{ORIGIN}/acknowledgement\nm-1\n0 0\n{LEAF}\n", 3),
        (f"{ORIGIN}/acknowledgement\nm-1\n1 x\n{LEAF}\n", 3),
        (f"{ORIGIN}/acknowledgement\nm-1\n1 1\nYY\n", 4),
    ],
)
def test_what_is_no_acknowledgement_is_named_by_its_line(stage: Stage, text: str, line: int) -> None:
    note = sign_note(text, stage.ledger.key).encoded()
    assert read_acknowledgement(note, stage.ledger.key.verifier()) == Fault(FaultCode.ACKNOWLEDGEMENT_SHAPE, line)


def test_an_acknowledgement_of_another_key_or_no_note_is_none(stage: Stage) -> None:
    note = acknowledged(stage, "m-3").note
    stranger = SigningKey(ORIGIN, Algorithm.ED25519, b"s" * 32).verifier()
    for raw, key in (
        (note, stranger),
        (b"hello", stranger),
        (note.replace(b"m-3", b"m-4"), stage.ledger.key.verifier()),
    ):
        assert isinstance(read_acknowledgement(raw, key), Fault)


# --- export


def test_an_export_grows_and_checks_out_at_each_step(stage: Stage, tmp_path: Path) -> None:
    ledger, folder = stage.ledger, tmp_path / "tiles"
    sizes = []
    for number in range(3):
        outcome = export(ledger, folder)
        assert isinstance(outcome, Checkpoint)
        check = FolderCheck(TileFolder(folder), trust(stage))
        assert list(check.run()) == []
        sizes.append((outcome.size, check.size))
        asked(stage, f"n-{number}", LIU)
        tick(ledger)
    assert sizes == sorted(set(sizes))
    assert all(stated == found for stated, found in sizes)


def test_an_empty_log_exports_nothing(tmp_path: Path) -> None:
    stage = Stage(busy_stage().ledger)
    stage.ledger.store = type(stage.ledger.store)()
    assert export(stage.ledger, tmp_path / "tiles") is None
    assert not (tmp_path / "tiles").exists()


def test_a_folder_of_another_history_is_left_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "tiles"
    one, other = busy_stage(), busy_stage()
    other.ledger.key = one.ledger.key
    export(one.ledger, folder)
    before = TileFolder(folder).checkpoint()
    # Its people were sealed with other salts: another log under the same name and key. The clock would not go on with it.
    Sequencer(other.ledger.store, other.ledger.sign_root).run_once()
    size = one.ledger.store.end().size
    assert export(other.ledger, folder) == Fault(FaultCode.FOLDER_FORKED, fields={"size": size})
    old = other.ledger.store.checkpoint(1)
    assert TileFolder(folder).checkpoint() == before
    assert old is not None
    tick(one.ledger)
    export(one.ledger, folder)
    behind = export(one.ledger, folder, before)
    assert behind == Fault(FaultCode.FOLDER_AHEAD, fields={"found": one.ledger.store.end().size, "size": size})


def test_the_organisation_is_proved_like_everything_else(stage: Stage) -> None:
    event = find_event(stage.ledger.store, ORGANISATION, 1)
    assert event.position == 0
    assert b'"type":"organisation.founded"' in prove(stage.ledger, event).event.body
    assert WATER.encode() in find_event(stage.ledger.store, "m-1", 1).body


def test_a_checkpoint_of_witnesses_that_was_touched_proves_nothing(stage: Stage) -> None:
    note = stage.ledger.store.end().checkpoint
    with pytest.raises(RequestError, match=r"cannot be believed \(signature\."):
        prove(stage.ledger, event_at(stage.ledger.store, 0), note[:-8] + b"AAAAAA=\n")
