"""The ledger in PostgreSQL keeps the contract of every store, and what a server adds to it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import psycopg
import pytest

from buckstop.db.postgres_store import PostgresStore
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import LogEnd, Numbering, Store, StoreError, Where
from tests.db.process_contract import ProcessContract
from tests.ledger.changes import change, joined, sign
from tests.ledger.listing_contract import put
from tests.ledger.store_contract import StoreContract

pytestmark = pytest.mark.postgresql


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresStore]:
    opened = PostgresStore(postgresql_url)
    yield opened
    opened.close()


def raw(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """The tables as anybody with psql sees them."""
    return psycopg.connect(url, autocommit=True)


def cut_off(url: str) -> None:
    """End every other connection to the database, as a restart of the server does."""
    with raw(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def store(self, postgresql_url: str) -> Iterator[Store]:
        opened = PostgresStore(postgresql_url)
        yield opened
        opened.close()


class TestPostgresProcesses(ProcessContract):
    @pytest.fixture
    def url(self, postgresql_url: str) -> str:
        # As a URL of the short kind: the words of libpq are read as well, but our opening wants the prefix.
        words = psycopg.conninfo.conninfo_to_dict(postgresql_url)
        host, user, name = words["host"], words["user"], words["dbname"]
        port, secret = words.get("port", ""), words.get("password", "")
        return f"postgresql://{user}:{secret}@/{name}?host={host}&port={port}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.event SET body = 'x' WHERE log_position = 0",
        "UPDATE ledger.event SET body = 'x' WHERE log_position IS NULL",
        "UPDATE ledger.event SET body = 'x', log_position = 3 WHERE log_position IS NULL",
        "UPDATE ledger.event SET log_position = 7 WHERE log_position = 1",
        "UPDATE ledger.event SET log_position = NULL WHERE log_position = 1",
        "DELETE FROM ledger.event",
        "TRUNCATE ledger.event",
        "INSERT INTO ledger.event VALUES (DEFAULT, 9, 'm.1', 9, decode(repeat('00', 32), 'hex'), 'x')",
        "UPDATE ledger.log_checkpoint SET note = 'x'",
        "DELETE FROM ledger.log_checkpoint",
        "TRUNCATE ledger.log_checkpoint",
        "UPDATE ledger.log_end SET log_size = 1",
        "DELETE FROM ledger.log_end",
        "TRUNCATE ledger.log_end",
        "TRUNCATE ledger.tree_node",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(
    store: PostgresStore, postgresql_url: str, statement: str
) -> None:
    store.commit(change("m.1", 0, events=2))
    Sequencer(store, sign).run_once()
    store.commit(change("m.1", 2))
    before = (list(store.events("m.1")), store.end(), store.checkpoint(1))
    with raw(postgresql_url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(statement.encode())
    assert (list(store.events("m.1")), store.end(), store.checkpoint(1)) == before


@pytest.mark.parametrize("statement", ["UPDATE ledger.tree_node SET node_hash = 'x'", "DELETE FROM ledger.tree_node"])
def test_the_database_itself_refuses_to_change_the_tree(
    store: PostgresStore, postgresql_url: str, statement: str
) -> None:
    store.commit(change("m.1", 0, events=256))
    Sequencer(store, sign).run_once()
    with raw(postgresql_url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(statement.encode())
    assert len(store.nodes(1, 0, 9)) == 1


def test_a_failure_half_way_leaves_nothing_behind(store: PostgresStore, postgresql_url: str) -> None:
    with raw(postgresql_url) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON ledger.event FOR EACH ROW "
            "WHEN (NEW.stream = 'm.2') EXECUTE FUNCTION ledger.refuse()"
        )
    for broken in (joined(change("m.1", 0, key="k"), change("m.2", 0)), change("m.2", 0, key="k")):
        with pytest.raises(StoreError):
            store.commit(broken)
        assert (list(store.streams()), store.pending_count()) == ([], 0)
        assert store.load((), "p.wang", "k").answer is None


def test_a_second_store_on_the_database_waits_for_an_exclusive_block(store: PostgresStore, postgresql_url: str) -> None:
    with closing(PostgresStore(postgresql_url)) as second:
        with store.exclusive() as writer:
            writer.commit(change("m.1", 0))
            thread = threading.Thread(target=second.commit, args=(change("m.2", 0),))
            thread.start()
            thread.join(0.1)
            assert thread.is_alive()
        thread.join()
        assert list(second.streams()) == ["m.1", "m.2"]


def test_a_stream_relied_on_as_absent_cannot_appear_meanwhile(store: PostgresStore, postgresql_url: str) -> None:
    with raw(postgresql_url) as connection, connection.transaction():
        connection.execute("SELECT * FROM ledger.lock_streams(%s, %s, %s)", (["m.1"], [0], [False]))
        thread = threading.Thread(target=store.commit, args=(change("m.1", 0),))
        thread.start()
        thread.join(0.1)
        assert thread.is_alive()
    thread.join()
    assert len(store.events("m.1")) == 1


def test_four_may_open_a_new_ledger_at_the_same_time(postgresql_url: str) -> None:
    def open_and_write(number: int) -> None:
        with closing(PostgresStore(postgresql_url)) as store:
            store.commit(change(f"m.{number}", 0))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_and_write, range(4)))
    with closing(PostgresStore(postgresql_url)) as store:
        assert len(list(store.streams())) == 4


def test_a_ledger_of_a_newer_program_is_left_alone(store: PostgresStore, postgresql_url: str) -> None:
    with raw(postgresql_url) as connection:
        connection.execute("UPDATE ledger.ledger_schema SET schema_version = 99")
    with pytest.raises(StoreError, match="use the newer program"):
        PostgresStore(postgresql_url)


def test_a_server_that_does_not_answer_is_reported(postgresql_url: str) -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        PostgresStore(psycopg.conninfo.make_conninfo(postgresql_url, dbname="never_made"))


def test_the_store_goes_on_after_the_server_cut_its_connections(store: PostgresStore, postgresql_url: str) -> None:
    store.commit(change("m.1", 0))
    cut_off(postgresql_url)
    with suppress(StoreError):  # the one that finds the broken connection is told
        store.load(["m.1"])
    store.commit(change("m.1", 1))
    assert len(store.events("m.1")) == 2


def test_a_sequencer_that_lost_its_connection_writes_nothing(store: PostgresStore, postgresql_url: str) -> None:
    store.commit(change("m.1", 0, events=2))

    def paused_turn() -> None:
        with store.numbering() as paused:
            assert paused is not None
            events = [(event.stream, event.version) for event in paused.pending(1)]
            cut_off(postgresql_url)
            with closing(PostgresStore(postgresql_url)) as second:
                assert Sequencer(second, sign).run_once() == 2
            paused.write(Numbering(0, events, [], LogEnd(1, b"f", b"c")))

    with pytest.raises(StoreError):
        paused_turn()
    assert store.end().size == 2


def test_a_turn_that_lasts_too_long_is_given_to_the_next_and_writes_nothing(
    store: PostgresStore, postgresql_url: str
) -> None:
    store.commit(change("m.1", 0, events=2))

    def stopped_turn() -> None:
        with closing(PostgresStore(postgresql_url)) as second, store.numbering() as stopped:
            assert stopped is not None
            events = [(event.stream, event.version) for event in stopped.pending(1)]
            assert Sequencer(second, sign).run_once() == 0
            second.longest_turn_seconds = 0.0
            while not Sequencer(second, sign).run_once():  # the server takes its time to end the other's connection
                time.sleep(0.01)
            stopped.write(Numbering(0, events, [], LogEnd(1, b"f", b"c")))

    with pytest.raises(StoreError):
        stopped_turn()
    assert store.end().size == 2


def test_figures_counted_anew_while_the_numbering_folds_them_are_counted_once(
    store: PostgresStore, postgresql_url: str
) -> None:
    for number in range(3):
        put(store, f"m.{number}")
    with raw(postgresql_url) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute("UPDATE ledger.stream_figure SET number = number + 1")
        with connection.transaction():
            connection.execute("SELECT ledger.fold_figures(0)")
            mended = pool.submit(store.recount, mend=True)
            with raw(postgresql_url) as onlooker:
                while not onlooker.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                    assert not mended.done()
        assert mended.result()
    assert not store.recount(mend=False)
    assert store.count(Where(kind="matter")) == 3


def test_a_text_the_database_cannot_hold_is_refused_and_cuts_nothing_short(store: PostgresStore) -> None:
    with pytest.raises(StoreError):
        store.commit(change("m.1\0more", 0))
    assert list(store.streams()) == []


def test_no_column_is_named_like_a_word_of_sql(store: PostgresStore, postgresql_url: str) -> None:
    with raw(postgresql_url) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN pg_get_keywords() ON word = column_name "
            "WHERE table_schema = 'ledger'"
        ).fetchall()
    assert rows == []
