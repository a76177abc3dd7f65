"""What a store keeps when several processes use it and some of them die: the same tests for SQLite and PostgreSQL."""

from contextlib import closing

from buckstop.db.opening import open_store
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import Store
from buckstop.ledger.tree import root_of
from tests.db.writing import started_writer
from tests.ledger.changes import change, sign


def check_log(store: Store) -> None:
    """Number what waits; the log has no gap, keeps every stream's order, and its root is the one that was signed."""
    while Sequencer(store, sign).run_once():
        pass
    size = store.end().size
    log = list(store.log(0, size + 1))
    assert [event.position for event in log] == list(range(size))
    for stream in store.streams():
        versions = [event.version for event in log if event.stream == stream]
        assert versions == list(range(1, store.load([stream]).snapshots[stream].version + 1))
    assert store.end().checkpoint == sign(size, root_of(event.leaf for event in log))


class ProcessContract:
    """A subclass gives a fixture `url`: where a fresh ledger may be made."""

    def test_processes_that_write_one_stream_win_each_version_once(self, url: str) -> None:
        open_store(url, make=True).close()
        writers = [started_writer(url, "m.1", 60) for _ in range(3)]
        said = [writer.communicate(timeout=240)[0].split() for writer in writers]
        assert [writer.returncode for writer in writers] == [0, 0, 0]
        assert sorted(int(version) for each in said for version in each) == list(range(1, 61))
        with closing(open_store(url, make=True)) as store:
            check_log(store)

    def test_what_a_killed_writer_was_told_is_there_and_the_next_goes_on(self, url: str) -> None:
        writer = started_writer(url, "m.1", 1_000_000)
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(40)]
        writer.kill()
        # Not by communicate(), which passes over what readline() has read ahead.
        told += [int(version) for version in writer.stdout.read().split("\n")[:-1]]
        writer.wait(timeout=240)
        writer.stdout.close()
        assert told == list(range(1, len(told) + 1))
        with closing(open_store(url, make=True)) as store:
            version = store.load(["m.1"]).snapshots["m.1"].version
            assert len(told) <= version <= len(told) + 1  # the last may be durable without having been said
            check_log(store)
            store.commit(change("m.1", version))
            check_log(store)
