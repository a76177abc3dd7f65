"""The ledger in a SQLite file keeps the contract of every store, and what a file on a disk adds to it."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from buckstop.db.sqlite_library import sqlite3
from buckstop.db.sqlite_store import SqliteStore
from buckstop.db.sqlite_writer import SqliteWriter
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import Lookup, Numbering, Store, StoreBusyError, StoreError
from tests.db.process_contract import ProcessContract
from tests.ledger.changes import change, joined, sign, with_sealed
from tests.ledger.store_contract import StoreContract


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(path)
    yield opened
    opened.close()


def raw(path: Path) -> closing[sqlite3.Connection]:
    """The file as anybody with a SQLite shell sees it."""
    return closing(sqlite3.connect(path, isolation_level=None))


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, path: Path) -> Iterator[Store]:
        opened = SqliteStore(path)
        yield opened
        opened.close()


class TestSqliteProcesses(ProcessContract):
    @pytest.fixture
    def url(self, path: Path) -> str:
        return f"sqlite:{path}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = x'00' WHERE log_position = 0",
        "UPDATE event SET log_position = 7 WHERE log_position = 1",
        "DELETE FROM event WHERE log_position = 1",
        "DELETE FROM event",
        "REPLACE INTO event VALUES (0, 'm.1', 1, x'00', zeroblob(32))",
        "REPLACE INTO event VALUES (2, 'm.1', 1, x'00', zeroblob(32))",
        "INSERT INTO event VALUES (5, 'm.1', 3, x'00', zeroblob(32))",
        "INSERT INTO event VALUES (2, 'm.1', 4, x'00', zeroblob(32))",
        "INSERT INTO event VALUES (2, 'm.1', 3, x'00', zeroblob(31))",
        "UPDATE log_checkpoint SET note = x'00'",
        "DELETE FROM log_checkpoint",
        "REPLACE INTO log_checkpoint VALUES (2, x'00')",
        "UPDATE log_end SET log_size = 1",
        "UPDATE log_end SET log_size = 3",
        "DELETE FROM log_end",
        "REPLACE INTO log_end VALUES (1, 0, x'', x'')",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(store: SqliteStore, path: Path, statement: str) -> None:
    store.commit(change("m.1", 0, events=2))
    Sequencer(store, sign).run_once()
    before = (list(store.log(0, 9)), store.end(), store.checkpoint(1))
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert (list(store.log(0, 9)), store.end(), store.checkpoint(1)) == before


@pytest.mark.parametrize("statement", ["UPDATE tree_node SET node_hash = x'00'", "DELETE FROM tree_node"])
def test_the_database_itself_refuses_to_change_the_tree(store: SqliteStore, path: Path, statement: str) -> None:
    store.commit(change("m.1", 0, events=256))
    Sequencer(store, sign).run_once()
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert len(store.nodes(1, 0, 9)) == 1


def test_a_failure_half_way_leaves_nothing_behind(store: SqliteStore, path: Path) -> None:
    with raw(path) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.stream = 'm.2' BEGIN SELECT raise(ABORT, 'x'); END"
        )
    with pytest.raises(StoreError):
        store.commit(joined(change("m.1", 0, key="k"), change("m.2", 0)))
    assert (list(store.streams()), store.pending_count()) == ([], 0)
    assert store.load((), "p.wang", "k").answer is None


def test_a_neighbour_that_breaks_does_not_take_the_group_with_it(store: SqliteStore, path: Path) -> None:
    with raw(path) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.stream = 'm.bad' BEGIN SELECT raise(ABORT, 'x'); END"
        )

    def write(number: int) -> str:
        try:
            store.commit(change("m.bad" if number % 4 == 0 else f"m.{number}", 0, key=f"k{number}"))
        except StoreError:
            return "refused"
        return "written"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(write, range(64)))
    assert outcomes == ["refused" if number % 4 == 0 else "written" for number in range(64)]
    assert len(list(store.streams())) == store.pending_count() == 48


def test_a_second_store_on_the_file_waits_for_an_exclusive_block(store: SqliteStore, path: Path) -> None:
    with closing(SqliteStore(path)) as second:
        with store.exclusive() as writer:
            writer.commit(change("m.1", 0))
            thread = threading.Thread(target=second.commit, args=(change("m.2", 0),))
            thread.start()
            thread.join(0.1)
            assert second.load(["m.1"]).snapshots["m.1"].version == 0
            assert thread.is_alive()
        thread.join()
        assert list(second.streams()) == ["m.1", "m.2"]


def test_a_foreign_writer_that_never_ends_is_reported(store: SqliteStore, path: Path) -> None:
    writer = SqliteWriter(path, wait_seconds=0.02)
    with raw(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError):
            writer.commit(change("m.1", 0))
        connection.execute("ROLLBACK")
    writer.commit(change("m.1", 0))
    writer.close()


def test_eight_may_open_a_new_ledger_at_the_same_time(path: Path) -> None:
    def open_and_write(number: int) -> None:
        with closing(SqliteStore(path)) as store:
            store.commit(change(f"m.{number}", 0))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_and_write, range(8)))
    with closing(SqliteStore(path)) as store:
        assert len(list(store.streams())) == 8


def test_a_ledger_of_a_newer_program_is_left_alone(path: Path) -> None:
    SqliteStore(path).close()
    with raw(path) as connection:
        connection.execute("UPDATE ledger_schema SET schema_version = 99")
    with pytest.raises(StoreError, match="use the newer program"):
        SqliteStore(path)


def test_another_programs_database_is_left_alone(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        SqliteStore(path)
    with raw(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_and_a_folder_that_is_not_there_are_named(path: Path) -> None:
    path.write_bytes(b"minutes of the meeting\n" * 400)
    with pytest.raises(StoreError, match="not a database"):
        SqliteStore(path)
    with pytest.raises(StoreError, match="no folder"):
        SqliteStore(path.parent / "missing" / "ledger.db")


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # newer Pythons warn of what is tried here
def test_a_forked_child_is_told_to_open_the_store_itself(store: SqliteStore) -> None:
    child = os.fork()
    if not child:
        try:
            store.commit(change("m.1", 0))
        except StoreError as error:
            os._exit(0 if "fork" in str(error) else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    store.commit(change("m.1", 0))


def test_a_sequencer_that_lost_its_lock_writes_nothing(store: SqliteStore, path: Path) -> None:
    store.commit(change("m.1", 0, events=2))
    with store.numbering() as paused:
        assert paused is not None
        events = [(event.stream, event.version) for event in paused.pending(1)]
        before = paused.end().size
        path.with_name("ledger.db-sequencer").unlink()  # as a careless cleaner would
        assert Sequencer(store, sign).run_once() == 2
        end = store.end()
        with pytest.raises(StoreError, match="another sequencer was faster"):
            paused.write(Numbering(before, events, [], end))
    assert store.end() == end


def test_a_turn_that_lasts_too_long_is_given_to_the_next_and_writes_nothing(store: SqliteStore) -> None:
    store.commit(change("m.1", 0, events=2))
    with store.numbering() as stopped:
        assert stopped is not None
        events = [(event.stream, event.version) for event in stopped.pending(1)]
        assert Sequencer(store, sign).run_once() == 0
        store.longest_turn_seconds = 0.0
        assert Sequencer(store, sign).run_once() == 2
        end = store.end()
        with pytest.raises(StoreError, match="another sequencer was faster"):
            stopped.write(Numbering(0, events, [], end))
    store.longest_turn_seconds = 60.0
    store.commit(change("m.1", 2))
    assert Sequencer(store, sign).run_once() == 1


def test_a_destroyed_subject_is_in_none_of_the_files(store: SqliteStore, path: Path) -> None:
    one = with_sealed(change("m.1", 0), "s.li", "name")
    store.add_subject_key("s.li", b"the wrapped key of Li")
    store.commit(one)
    files = [path, path.with_name("ledger.db-wal")]
    traces = (b"the wrapped key of Li", one.sealed[0].commitment.encode())
    assert all(any(trace in file.read_bytes() for file in files) for trace in traces)
    store.destroy_subject("s.li")
    assert not any(trace in file.read_bytes() for file in files for trace in traces)


@pytest.mark.parametrize(
    ("column", "condition"),
    [
        ("holder", "holder = ? AND holder <> '' AND active = TRUE"),
        ("offeree", "offeree = ? AND offeree <> ''"),
        ("arbiter", "arbiter = ? AND arbiter <> ''"),
        ("verifier", "verifier = ? AND verifier <> ''"),
        ("parent", "parent = ? AND parent <> ''"),
        ("due_at", "due_at <= ? AND due_at < 9223372036854775807"),
        ("giver", "giver = ? AND giver <> ''"),
        ("top", "top = ? AND top <> ''"),
        ("kind", "kind = ? AND stream > 'm'"),
    ],
)
def test_streams_are_looked_up_in_an_index(store: SqliteStore, path: Path, column: str, condition: str) -> None:
    with raw(path) as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN SELECT stream_no FROM stream WHERE {condition}", ("x",))
        plan = " ".join(row[-1] for row in rows)
    assert f"stream_by_{column}" in plan


def test_a_stream_that_only_goes_on_touches_no_index_of_what_stayed_the_same(store: SqliteStore, path: Path) -> None:
    lookup = Lookup("matter", "held", active=True, holder="u.roads")
    store.commit(change("m.1", 0, lookup=lookup))
    statements: list[str] = []
    store._writer._connection.set_trace_callback(statements.append)
    store.commit(change("m.1", 1, lookup=lookup))
    (update,) = (text for text in statements if text.startswith("UPDATE stream SET"))
    assert "holder" not in update
