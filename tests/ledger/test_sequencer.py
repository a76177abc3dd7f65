"""The sequencer gives events their places and signs the tree over them; what it goes through is tested on all stores."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import LogEnd, Numbering, NumberingTransaction, StoreError
from buckstop.ledger.tree import Frontier, root_of
from tests.ledger.changes import change, sign


def test_nothing_to_number_signs_nothing() -> None:
    store = MemoryStore()
    assert Sequencer(store, sign).run_once() == 0
    assert store.end() == LogEnd(0, b"", b"")


@pytest.mark.parametrize("limit", [1, 100, 255, 256, 257, 5000])
def test_rounds_of_any_length_lead_to_the_same_tree(limit: int) -> None:
    store = MemoryStore()
    store.commit(change("m.1", 0, events=600))
    sequencer = Sequencer(store, sign)
    while sequencer.run_once(limit):
        pass
    leaves = [event.leaf for event in store.log(0, 600)]
    assert store.end().checkpoint == sign(600, root_of(leaves))
    assert store.end().frontier == Frontier().extend(leaves).encoded()
    assert list(store.nodes(1, 0, 9)) == [root_of(leaves[:256]), root_of(leaves[256:512])]
    assert list(store.nodes(2, 0, 9)) == []


def test_subtrees_of_256_subtrees_are_kept_too() -> None:
    store = MemoryStore()
    store.commit(change("m.1", 0, events=65_536))
    Sequencer(store, sign).run_once(limit=70_000)
    leaves = store.leaves(0, 65_536)
    assert list(store.nodes(2, 0, 9)) == [root_of(leaves)]
    assert len(store.nodes(1, 0, 300)) == 256


def test_a_damaged_edge_stops_the_log_before_anything_is_added() -> None:
    store = MemoryStore()
    store.commit(change("m.1", 0))
    with store.numbering() as turn:
        assert turn is not None
        turn.pending(1)
        turn.write(Numbering(0, [("m.1", 1)], [], LogEnd(1, b"damaged", b"")))
    store.commit(change("m.1", 1))
    with pytest.raises(StoreError, match="right edge"):
        Sequencer(store, sign).run_once()
    assert store.pending_count() == 1


def test_a_failing_signer_leaves_the_events_waiting() -> None:
    store = MemoryStore()
    store.commit(change("m.1", 0))

    def refuse(size: int, root: bytes) -> bytes:
        raise StoreError("the key is locked")

    with pytest.raises(StoreError, match="key is locked"):
        Sequencer(store, refuse).run_once()
    assert (store.pending_count(), store.end().size) == (1, 0)
    assert Sequencer(store, sign).run_once() == 1


class _ShakyStore(MemoryStore):
    """A store whose first turns fail, as during a restart of the database."""

    failures = 2

    @contextmanager
    def numbering(self) -> Iterator[NumberingTransaction | None]:
        if self.failures:
            self.failures -= 1
            raise StoreError("the database cannot be reached")
        with super().numbering() as turn:
            yield turn


def test_it_runs_until_it_is_stopped_and_outlives_a_store_in_trouble(caplog: pytest.LogCaptureFixture) -> None:
    store = _ShakyStore()
    store.commit(change("m.1", 0, events=20))
    stop = threading.Event()
    with caplog.at_level(logging.WARNING):
        thread = threading.Thread(target=Sequencer(store, sign).run, args=(stop, 0.001, 3))
        thread.start()
        while store.pending_count():
            stop.wait(0.001)
        store.commit(change("m.1", 20))
        while store.pending_count():
            stop.wait(0.001)
        stop.set()
        thread.join()
    assert store.end().size == 21
    assert [record.getMessage() for record in caplog.records] == [
        "The log could not be continued and is tried again: the database cannot be reached"
    ] * 2
