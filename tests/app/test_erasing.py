"""A person erased: on record, for ever, and with every proof as valid as before."""

import sqlite3
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Refused
from buckstop.app.erasing import Erased, erase, load_subject, record
from buckstop.app.handle import handle
from buckstop.app.proving import check_proof, prove
from buckstop.app.subject_streams import subject_stream
from buckstop.app.timers import tick
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.ids import PersonId, PostId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import AppointPerson, CreatePost
from buckstop.domain.permissions import PermissionRefusal
from buckstop.domain.posts import Role
from buckstop.domain.privacy import EraseSubject, HoldSubject, LiftHold, PrivacyRefusal, Subject
from buckstop.domain.refusals import Refusal
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.codec import decode
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.proof import Recorded
from buckstop.ledger.sealing import unseal
from tests.app.sealed_county import LIU, WORDS, ZHANG, asked, busy_stage, check, faults, request, sqlite_stage
from tests.app.staged import COUNTY, Stage, head

REASON = "request 2026-17, art. 47"


@pytest.fixture
def stage() -> Stage:
    return busy_stage()


def texts(stage: Stage, matter: str) -> list[str | None]:
    store = stage.ledger.store
    return [unseal(store, stage.ledger.secret, row) for row in store.sealed(matter)]


def test_an_erased_person_is_gone_and_the_log_says_so(stage: Stage) -> None:
    assert texts(stage, "m-1") == [f"Name of {ZHANG}", WORDS]
    before = [event.body for event in stage.ledger.store.events("m-1")]
    assert erase(stage.ledger, ZHANG, REASON) == Erased(ZHANG, 1, 2, resumed=False)
    assert texts(stage, "m-1") == []
    assert texts(stage, "m-2") == [f"Name of {LIU}", WORDS]
    assert stage.ledger.store.subject_key(ZHANG) is None
    assert [event.body for event in stage.ledger.store.events("m-1")] == before
    entry = decode(stage.ledger.store.events(subject_stream(ZHANG))[0].body)
    assert (entry.type, entry.event.reason, entry.event.happened_at) == ("subject.erased", REASON, stage.ledger.now())


def test_proofs_stay_valid_and_verify_counts_what_was_erased(stage: Stage) -> None:
    ledger = stage.ledger
    proof = prove(ledger, ledger.store.events("m-1")[0]).proof.encoded()
    counted = check(stage)
    assert (counted.erased, counted.faults) == (0, [])
    erase(ledger, ZHANG, REASON)
    tick(ledger)
    trust = Trust(ledger.key.verifier())
    assert isinstance(check_proof(proof, ledger.store.events("m-1")[0].body, trust), Recorded)
    after = check(stage)
    assert (after.erased, after.sealed, after.faults) == (2, counted.sealed - 2, [])


def test_an_erasure_cut_off_after_its_event_is_named_and_finished_by_asking_again(stage: Stage) -> None:
    assert isinstance(record(stage.ledger, EraseSubject(ZHANG, REASON)), Subject)  # a crash here
    unfinished = Fault(FaultCode.ERASURE_UNFINISHED, fields={"subject": ZHANG})
    assert faults(stage) == [unfinished]
    tick(stage.ledger)
    assert faults(stage) == [unfinished]
    assert erase(stage.ledger, ZHANG, REASON) == Erased(ZHANG, 1, 2, resumed=True)
    assert faults(stage) == []
    assert erase(stage.ledger, ZHANG, REASON) == Erased(ZHANG, 1, 0, resumed=True)


def test_a_legal_hold_forbids_it_until_it_is_lifted(stage: Stage) -> None:
    ledger = stage.ledger
    assert isinstance(record(ledger, HoldSubject(ZHANG, "case 2026-3")), Subject)
    assert erase(ledger, ZHANG, REASON) == Refusal.of(PrivacyRefusal.ON_HOLD, subject=ZHANG)
    assert len(texts(stage, "m-1")) == 2
    assert isinstance(record(ledger, LiftHold(ZHANG, "case closed")), Subject)
    assert isinstance(erase(ledger, ZHANG, REASON), Erased)
    assert stage.names(subject_stream(ZHANG)) == ["subject.hold_set", "subject.hold_lifted", "subject.erased"]
    assert load_subject(ledger, ZHANG) == Subject(ZHANG, 3, held=False, erased_at=ledger.now())
    assert faults(stage) == []


def test_nothing_is_kept_of_an_erased_person_again(stage: Stage) -> None:
    erase(stage.ledger, ZHANG, REASON)
    outcome = handle(stage.ledger, request(stage, "m-9", ZHANG))
    assert isinstance(outcome, Refused)
    assert outcome.refusal == Refusal.of(DoorRefusal.SUBJECT_ERASED, subject=ZHANG)
    assert stage.ledger.store.subject_key(ZHANG) is None


def test_a_command_repeated_after_the_erasure_still_gets_its_first_answer(stage: Stage) -> None:
    first = handle(stage.ledger, request(stage, "m-3", ZHANG))
    assert isinstance(first, Accepted)
    erase(stage.ledger, ZHANG, REASON)
    again = handle(stage.ledger, request(stage, "m-3", ZHANG))
    assert isinstance(again, Accepted)
    assert again.repeated
    assert again.acknowledgement == first.acknowledgement
    assert stage.ledger.store.subject_key(ZHANG) is None


def test_the_key_destroyed_leaves_rows_copied_before_unreadable_and_a_whole_backup_readable(tmp_path: Path) -> None:
    """Why backups must expire: who kept rows has nothing, who kept the keys too has everything."""
    stage = sqlite_stage(tmp_path)
    asked(stage, "m-1", ZHANG)
    ledger = stage.ledger
    rows = ledger.store.sealed("m-1")
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
    erase(ledger, ZHANG, REASON)
    assert [unseal(ledger.store, ledger.secret, row) for row in rows] == [None, None]
    backup = SqliteStore(tmp_path / "backup.db")
    assert unseal(backup, ledger.secret, rows[1]) == WORDS
    backup.close()
    ledger.store.close()


def test_no_byte_of_a_destroyed_field_is_left_in_the_file(tmp_path: Path) -> None:
    stage = sqlite_stage(tmp_path)
    asked(stage, "m-1", ZHANG)
    store = stage.ledger.store
    gone = [part for row in store.sealed("m-1") for part in (row.key, row.text)]
    wrapped = store.subject_key(ZHANG)
    assert wrapped is not None
    erase(stage.ledger, ZHANG, REASON)
    store.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [part in left for part in (*gone, wrapped)] == [False] * (len(gone) + 1)


def test_with_an_administrator_in_office_only_an_administrator_erases_or_holds(stage: Stage) -> None:
    post = PostId("county.admin")
    create = CreatePost(post, COUNTY, "Administrator", frozenset({Role.ADMINISTRATOR}))
    stage.do(COUNTY, (create, AppointPerson(PersonId("p-office"), post)))
    for speaker, code in ((None, DoorRefusal.NOBODY_SPEAKS), (head(COUNTY), PermissionRefusal.ROLE_MISSING)):
        refused = erase(stage.ledger, ZHANG, REASON, speaker)
        held = record(stage.ledger, HoldSubject(ZHANG, REASON), speaker)
        assert isinstance(refused, Refusal)
        assert isinstance(held, Refusal)
        assert refused.code is held.code is code
    assert texts(stage, "m-1") == [f"Name of {ZHANG}", WORDS]
    assert isinstance(erase(stage.ledger, ZHANG, REASON, Actor(PersonId("p-office"), COUNTY, post)), Erased)
