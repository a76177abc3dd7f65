"""A whole ledger checked: what lies beside the log is held against the log, and every fault has its place."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.app.timers import tick
from buckstop.app.verifying import LedgerCheck
from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import Algorithm, SigningKey
from buckstop.ledger.store import StoreError
from tests.app.sealed_county import ZHANG, busy_stage, check, faults
from tests.app.staged import ORIGIN, Stage
from tests.ledger.made_log import flipped, steady


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = busy_stage(SqliteStore(tmp_path / "ledger.db"))
    yield made
    made.ledger.store.close()


def sql(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "ledger.db") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0


def test_a_ledger_in_use_has_no_fault_and_everything_is_counted(stage: Stage) -> None:
    found = check(stage)
    assert (found.faults, found.faulty) == ([], 0)
    assert (found.streams, found.checkpoints, found.pending, found.answers) == (3, 1, 1, 3)
    assert (found.sealed, found.erased) == (13, 0)
    assert found.entries == stage.ledger.store.end().size


@pytest.mark.parametrize(
    ("statement", "code", "stream"),
    [
        ("UPDATE sealed_field SET ciphertext = x'00' WHERE stream = 'm-1'", FaultCode.SEALED_UNREADABLE, "m-1"),
        ("UPDATE sealed_field SET wrapped_key = zeroblob(60) WHERE stream = 'm-1'", FaultCode.SEALED_UNREADABLE, "m-1"),
        ("UPDATE sealed_field SET subject = 's-water' WHERE stream = 'm-1'", FaultCode.SEALED_UNREADABLE, "m-1"),
        ("UPDATE sealed_field SET field_name = 'x' WHERE stream = 'm-1'", FaultCode.SEALED_UNREADABLE, "m-1"),
        ("UPDATE sealed_field SET stream_version = 2 WHERE stream = 'm-1'", FaultCode.SEALED_UNCOMMITTED, "m-1"),
        (
            "UPDATE sealed_field SET commitment = 'x' || commitment WHERE stream = 'm-2'",
            FaultCode.SEALED_MISSING,
            "m-2",
        ),
        ("UPDATE sealed_field SET stream = 'm-1' WHERE stream = 'm-2'", FaultCode.SEALED_UNCOMMITTED, "m-1"),
        ("DELETE FROM sealed_field WHERE stream = 'm-1'", FaultCode.SEALED_MISSING, "m-1"),
        ("DELETE FROM subject_key WHERE subject = 'c-zhang'", FaultCode.SEALED_UNREADABLE, "m-1"),
        ("UPDATE answer SET last_version = 9 WHERE stream = 'm-1'", FaultCode.KEY_ANSWER_DANGLING, "m-1"),
        ("UPDATE answer SET stream = 'm-7' WHERE stream = 'm-1'", FaultCode.KEY_ANSWER_DANGLING, "m-7"),
        ("UPDATE answer SET first_version = 0 WHERE stream = 'm-2'", FaultCode.KEY_ANSWER_DANGLING, "m-2"),
        ("UPDATE event SET body = x'7b7d' WHERE stream = 'm-2'", FaultCode.RECORD_ALTERED, "m-2"),
        ("UPDATE event SET leaf = zeroblob(32) WHERE stream = 'm-2'", FaultCode.RECORD_ALTERED, "m-2"),
    ],
)
def test_whatever_is_touched_beside_the_log_is_named(
    stage: Stage, tmp_path: Path, statement: str, code: FaultCode, stream: str
) -> None:
    sql(tmp_path, statement)
    assert (code, stream) in {(fault.code, fault.fields.get("stream")) for fault in faults(stage)}


def test_an_event_that_waits_and_was_taken_out_is_missed(stage: Stage, tmp_path: Path) -> None:
    sql(tmp_path, "DELETE FROM event WHERE stream = 'm-2'")
    assert {(fault.code, fault.fields.get("stream")) for fault in faults(stage)} == {
        (FaultCode.STATE_EXTRA, "m-2"),
        (FaultCode.KEY_ANSWER_DANGLING, "m-2"),
        (FaultCode.SEALED_UNCOMMITTED, "m-2"),
    }


def test_only_the_log_when_asked_for_no_more(stage: Stage, tmp_path: Path) -> None:
    sql(tmp_path, "UPDATE stream_state SET body = x'00'", "DELETE FROM sealed_field")
    found = LedgerCheck(stage.ledger, Trust(stage.ledger.key.verifier()), replay=False).run()
    assert (found.faults, found.streams) == ([], 0)


def test_another_key_believes_no_checkpoint(stage: Stage) -> None:
    stranger = SigningKey(ORIGIN, Algorithm.ED25519, b"s" * 32)
    found = LedgerCheck(stage.ledger, Trust(stranger.verifier()), replay=False).run()
    assert [(fault.code, fault.fields["why"]) for fault in found.faults] == [
        (FaultCode.CHECKPOINT_UNFIT, FaultCode.SIGNATURE_LOG_MISSING)
    ]


def test_a_store_that_cannot_be_read_is_a_fault_with_the_place_reached(stage: Stage, tmp_path: Path) -> None:
    sql(tmp_path, "ALTER TABLE answer RENAME TO lost")
    found = check(stage)
    assert [fault.code for fault in found.faults] == [FaultCode.STORE_UNREADABLE]
    assert found.faults[0].fields["position"] == found.entries


@pytest.mark.parametrize("table", ["event", "stream", "sealed_field", "answer"])
def test_a_row_that_differs_from_its_index_is_found(stage: Stage, tmp_path: Path, table: str) -> None:
    """A byte of the file turned over: the row says one thing, the index by which it is found another."""
    stage.ledger.store.close()
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        index = f"SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_{table}_1'"
        found = connection.execute(index).fetchone()
        own = f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'"
        page = (found or connection.execute(own).fetchone())[0]
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    place = raw.rindex(b"m-1", (page - 1) * size, page * size)
    raw[place] ^= 0x04
    path.write_bytes(raw)
    stage.ledger.store = SqliteStore(path)
    assert check(stage).faulty > 0


@pytest.fixture(scope="module")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, Path, bytes]:
    """A ledger in one file, everything numbered, and its bytes."""
    folder = tmp_path_factory.mktemp("whole")
    stage = busy_stage(SqliteStore(folder / "ledger.db"))
    tick(stage.ledger)
    stage.ledger.store.close()
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return stage, folder, (folder / "ledger.db").read_bytes()


def rows_of(path: Path) -> object:
    """Every row of a file as it is stored, indexes left aside; None where it cannot be read."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    tables = ("event", "stream", "sealed_field", "subject_key", "tree_node", "log_checkpoint", "log_end")
    columns = "actor, answer_key, stream, first_version, last_version"
    queries = [f"SELECT * FROM {table} NOT INDEXED" for table in tables] + [f"SELECT {columns} FROM answer NOT INDEXED"]
    try:
        return [connection.execute(query).fetchall() for query in queries]
    except (sqlite3.Error, UnicodeDecodeError):  # Python reads the words of the error itself as text
        return None
    finally:
        connection.close()


@settings(steady, max_examples=40)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_bit_of_the_file_turned_over_is_found_or_changes_nothing(
    whole_file: tuple[Stage, Path, bytes], where: float, bit: int
) -> None:
    stage, folder, raw = whole_file
    path = folder / "turned.db"
    for left in folder.glob("turned.db*"):
        left.unlink()
    path.write_bytes(flipped(raw, int(where * len(raw)), bit))
    rows = rows_of(path)
    try:
        stage.ledger.store = SqliteStore(path)
    except StoreError:
        return  # it does not even open, and says so
    found = check(stage)
    stage.ledger.store.close()
    assert found.faulty or rows == rows_of(folder / "ledger.db")


def test_many_faults_are_counted_and_the_first_kept() -> None:
    stage = busy_stage()
    tick(stage.ledger)
    found = check(stage)
    fault = Fault(FaultCode.ERASURE_UNFINISHED, fields={"subject": ZHANG})
    found.add([fault] * 10_001)
    assert (found.faulty, len(found.faults)) == (10_001, 10_000)
