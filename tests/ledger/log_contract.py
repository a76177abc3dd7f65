"""What is kept of events once they are written: promises every store keeps, a part of `tests.ledger.store_contract`."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import LogEnd, Numbering, Store, StoreError
from buckstop.ledger.tree import root_of
from tests.ledger.changes import LOOKUP, change, sign, snapshot, with_sealed


class LogContract:
    # --- the log

    def test_events_have_no_position_until_they_are_numbered(self, store: Store) -> None:
        store.commit(change("m.1", 0, events=3))
        assert [found.position for found in store.events("m.1")] == [None] * 3
        assert (store.pending_count(), list(store.log(0, 9)), store.leaves(0, 9)) == (3, [], [])
        assert store.end() == LogEnd(0, b"", b"")
        assert Sequencer(store, sign).run_once() == 3
        assert [found.position for found in store.events("m.1")] == [0, 1, 2]
        assert (store.pending_count(), [found.position for found in store.log(1, 9)]) == (0, [1, 2])
        assert list(store.leaves(0, 9)) == [found.leaf for found in store.events("m.1")]

    def test_a_checkpoint_is_found_by_the_size_it_must_cover(self, store: Store) -> None:
        sequencer = Sequencer(store, sign)
        for before in (0, 2):
            store.commit(change("m.1", before, events=2))
            sequencer.run_once()
        leaves = [found.leaf for found in store.events("m.1")]
        small, large = sign(2, root_of(leaves[:2])), sign(4, root_of(leaves))
        assert [store.checkpoint(size) for size in range(6)] == [small, small, small, large, large, None]
        assert store.end().checkpoint == large

    def test_one_sequencer_has_the_turn_at_a_time(self, store: Store) -> None:
        store.commit(change("m.1", 0))
        with store.numbering() as turn:
            assert turn is not None
            with store.numbering() as second:
                assert second is None
            assert Sequencer(store, sign).run_once() == 0
        assert Sequencer(store, sign).run_once() == 1

    def test_a_round_that_starts_from_an_old_end_writes_nothing(self, store: Store) -> None:
        store.commit(change("m.1", 0, events=2))
        Sequencer(store, sign).run_once(limit=1)
        end = LogEnd(1, b"other", b"other")
        with store.numbering() as turn:
            assert turn is not None
            with pytest.raises(StoreError):
                turn.write(Numbering(0, [("m.1", 1)], [], end))
        assert (store.end().size, store.pending_count()) == (1, 1)

    def test_a_round_that_leaves_out_an_event_writes_nothing(self, store: Store) -> None:
        store.commit(change("m.1", 0, events=2))
        with store.numbering() as turn:
            assert turn is not None
            for events in ([("m.1", 2)], [("m.1", 2), ("m.1", 1)], [("m.9", 1)]):
                with pytest.raises(StoreError):
                    turn.write(Numbering(0, events, [], LogEnd(len(events), b"f", b"c")))
            with pytest.raises(StoreError):
                turn.write(Numbering(0, [("m.1", 1)], [], LogEnd(2, b"f", b"c")))
        assert (store.end(), store.pending_count()) == (LogEnd(0, b"", b""), 2)

    def test_numbers_have_no_gap_while_eight_write_and_two_sequencers_compete(self, store: Store) -> None:
        stop = threading.Event()
        sequencers = [
            threading.Thread(target=Sequencer(store, sign).run, args=(stop, 0.001), kwargs={"limit": 7})
            for _ in range(2)
        ]
        for thread in sequencers:
            thread.start()

        def work(number: int) -> None:
            for version in range(25):
                store.commit(change(f"m.{number}", version))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        stop.set()
        for thread in sequencers:
            thread.join()
        while Sequencer(store, sign).run_once():
            pass
        log = list(store.log(0, 1000))
        assert [found.position for found in log] == list(range(200))
        for number in range(8):
            versions = [found.version for found in log if found.stream == f"m.{number}"]
            assert versions == list(range(1, 26))
        assert store.end().checkpoint == sign(200, root_of(found.leaf for found in log))

    # --- personal fields

    def test_sealed_fields_are_kept_beside_their_event(self, store: Store) -> None:
        first = with_sealed(change("m.1", 0, key="k"), "s.li", "name", "phone")
        second = with_sealed(change("m.1", 1), "s.li", "name")
        store.commit(first)
        store.commit(second)
        assert list(store.sealed("m.1", 1)) == list(first.sealed)
        assert list(store.sealed("m.1")) == [*first.sealed, *second.sealed]
        assert (list(store.sealed("m.1", 3)), list(store.sealed("m.2"))) == ([], [])

    def test_the_first_key_of_a_subject_stays(self, store: Store) -> None:
        assert store.subject_key("s.li") is None
        assert store.add_subject_key("s.li", b"first") == b"first"
        assert store.add_subject_key("s.li", b"second") == b"first"
        assert store.subject_key("s.li") == b"first"

    def test_destroying_a_subject_takes_its_key_its_fields_and_the_digests_that_knew_them(self, store: Store) -> None:
        store.add_subject_key("s.li", b"key")
        store.add_subject_key("s.wu", b"key")
        store.commit(with_sealed(change("m.1", 0, key="k1"), "s.li", "name", "phone"))
        store.commit(with_sealed(change("m.1", 1, key="k2"), "s.wu", "name"))
        store.commit(with_sealed(change("m.1", 2), "s.li", "name"))
        assert store.destroy_subject("s.li") == 3
        assert (store.subject_key("s.li"), store.subject_key("s.wu")) == (None, b"key")
        assert [field.subject for field in store.sealed("m.1")] == ["s.wu"]
        digests = [store.load((), "p.wang", key).answer for key in ("k1", "k2")]
        assert [answer and answer.digest for answer in digests] == [b"", b"digest"]
        assert len(store.events("m.1")) == 3
        assert store.destroy_subject("s.li") == 0

    # --- rebuilding and closing

    def test_snapshots_are_rebuilt_only_at_the_version_of_the_last_event(self, store: Store) -> None:
        store.commit(change("m.1", 0, events=2))
        rebuilt = snapshot("m.1", 2, replace(LOOKUP, phase="settled"), text="rebuilt")
        store.replace_snapshots([rebuilt])
        assert store.load(["m.1"]).snapshots["m.1"] == rebuilt
        for wrong in (snapshot("m.1", 1), snapshot("m.1", 3), snapshot("m.none", 1), snapshot("m.none", 0)):
            with pytest.raises(StoreError, match="rebuilt snapshot"):
                store.replace_snapshots([replace(rebuilt, body=b"half"), wrong])
        assert store.load(["m.1"]).snapshots["m.1"] == rebuilt

    def test_a_closed_store_says_so(self, store: Store) -> None:
        store.commit(change("m.1", 0))
        store.close()
        for call in (
            lambda: store.load(["m.1"]),
            lambda: store.events("m.1"),
            lambda: store.commit(change("m.1", 1)),
            lambda: store.end(),
        ):
            with pytest.raises(StoreError, match="closed"):
                call()
        store.close()
