"""What every store keeps: the same tests for the one in memory, the one on SQLite and the one on PostgreSQL.

A store's test file subclasses `StoreContract` and gives it a fixture `store`.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest

from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import (
    ORGANISATION,
    Answer,
    Change,
    KeyTakenError,
    Lookup,
    Store,
    StoreError,
    VersionConflictError,
    Where,
)
from tests.ledger.changes import LOOKUP, change, event, found_organisation, joined, sign, snapshot, with_sealed
from tests.ledger.finding_contract import NOON, FindingContract
from tests.ledger.listing_contract import ListingContract
from tests.ledger.log_contract import LogContract


def outcome(call: Callable[[], None]) -> str:
    try:
        call()
    except StoreError as error:
        return type(error).__name__
    return "written"


class StoreContract(FindingContract, ListingContract, LogContract):
    """Promises of `buckstop.ledger.store`."""

    # --- commit and load

    def test_what_was_committed_is_loaded_as_it_was(self, store: Store) -> None:
        lookup = Lookup(
            "matter",
            "offered",
            active=False,
            due_at=NOON,
            holder="u.a",
            giver="u.b",
            offeree="u.c",
            arbiter="u.d",
            parent="m.0",
        )
        one = change("m.1", 0, lookup=lookup, events=2, key="k", digest=b"\0\xff", text="修路")
        store.commit(one)
        loaded = store.load(["m.1", "m.none"], "p.wang", "k")
        assert loaded.snapshots["m.1"] == one.snapshots[0]
        assert loaded.answer == one.answer
        assert list(store.events("m.1")) == list(one.events)
        assert list(store.events("m.1", after=1)) == [one.events[1]]

    def test_a_stream_that_does_not_exist_is_at_version_0_and_empty(self, store: Store) -> None:
        loaded = store.load(["m.none"], "p.wang", "k")
        assert (loaded.snapshots["m.none"].version, loaded.snapshots["m.none"].body) == (0, b"")
        assert (loaded.organisation_version, loaded.answer) == (0, None)
        assert list(store.events("m.none")) == []

    def test_the_next_version_follows(self, store: Store) -> None:
        store.commit(change("m.1", 0))
        later = change("m.1", 1, lookup=replace(LOOKUP, phase="offered", offeree="u.parks", due_at=NOON))
        store.commit(later)
        assert store.load(["m.1"]).snapshots["m.1"] == later.snapshots[0]
        assert [found.version for found in store.events("m.1")] == [1, 2]

    @pytest.mark.parametrize("before", [0, 2])
    def test_a_change_of_another_version_is_refused_and_leaves_nothing(self, store: Store, before: int) -> None:
        store.commit(change("m.1", 0))
        with pytest.raises(VersionConflictError) as refused:
            store.commit(change("m.1", before, key="k", text="late"))
        assert refused.value.streams == ("m.1",)
        assert store.load(["m.1"], "p.wang", "k").answer is None
        assert len(store.events("m.1")) == 1

    def test_a_stream_only_relied_on_is_compared_too(self, store: Store) -> None:
        store.commit(change("m.1", 0))
        with pytest.raises(VersionConflictError) as refused:
            store.commit(change("m.2", 0, relies_on={"m.1": 0, "m.3": 1}))
        assert refused.value.streams == ("m.1", "m.3")
        assert store.load(["m.2"]).snapshots["m.2"].version == 0
        store.commit(change("m.2", 0, relies_on={"m.1": 1}))

    def test_several_streams_are_written_together_or_not_at_all(self, store: Store) -> None:
        store.commit(change("m.2", 0))
        with pytest.raises(VersionConflictError):
            store.commit(joined(change("m.1", 0, key="k"), change("m.2", 0), change("m.3", 0)))
        assert [store.load([name]).snapshots[name].version for name in ("m.1", "m.2", "m.3")] == [0, 1, 0]
        assert store.load((), "p.wang", "k").answer is None
        store.commit(joined(change("m.1", 0, key="k"), change("m.2", 1, events=2), change("m.3", 0)))
        assert [store.load([name]).snapshots[name].version for name in ("m.1", "m.2", "m.3")] == [1, 3, 1]

    def test_events_of_several_streams_keep_the_order_they_were_given_in(self, store: Store) -> None:
        mixed = joined(change("m.2", 0, events=2), change("m.1", 0, events=2))
        events = (mixed.events[0], mixed.events[2], mixed.events[1], mixed.events[3])
        store.commit(replace(mixed, events=events))
        assert Sequencer(store, sign).run_once() == 4
        assert [(found.stream, found.version) for found in store.log(0, 4)] == [
            ("m.2", 1), ("m.1", 1), ("m.2", 2), ("m.1", 2),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "broken",
        [
            Change({}, (event("m.1", 1),), (snapshot("m.1", 1),)),
            Change({"m.1": 0}, (event("m.1", 2),), (snapshot("m.1", 2),)),
            Change({"m.1": 0}, (event("m.1", 1), event("m.1", 3)), (snapshot("m.1", 3),)),
            Change({"m.1": 0}, (event("m.1", 1),), ()),
            Change({"m.1": 0}, (event("m.1", 1),), (snapshot("m.1", 2),)),
            Change({"m.1": 0}, (event("m.1", 1),), (snapshot("m.1", 1), snapshot("m.2", 1))),
            Change({"m.1": 0}, (), ()),
            Change({"m.1": 0}, (event("m.1", 1, "x" * 65_536),), (snapshot("m.1", 1),)),
            replace(change("m.1", 0), answer=Answer("p", "k", b"", "m.1", 1, 2)),
            replace(change("m.1", 0), answer=Answer("p", "k", b"", "m.2", 1, 1)),
            replace(change("m.1", 0), sealed=with_sealed(change("m.2", 0), "s", "name").sealed),
        ],
    )
    def test_a_change_that_contradicts_itself_is_refused(self, store: Store, broken: Change) -> None:
        with pytest.raises(StoreError):
            store.commit(broken)
        assert (list(store.streams()), store.pending_count()) == ([], 0)

    def test_a_sound_store_finds_no_damage(self, store: Store) -> None:
        store.commit(change("m.1", 0, key="k"))
        assert list(store.damage()) == []

    def test_every_answer_is_listed_by_actor_and_key(self, store: Store) -> None:
        store.commit(change("m.1", 0, actor="p.wang", key="k2"))
        store.commit(change("m.2", 0, actor="p.wang", key="k1"))
        store.commit(change("m.3", 0, actor="", key="k3"))
        store.commit(change("m.4", 0))
        assert [(answer.actor, answer.key, answer.stream) for answer in store.answers()] == [
            ("", "k3", "m.3"),
            ("p.wang", "k1", "m.2"),
            ("p.wang", "k2", "m.1"),
        ]

    def test_many_streams_of_one_transaction_are_loaded_together(self, store: Store) -> None:
        store.commit(joined(*(change(f"m.{number:03}", 0) for number in range(120))))
        wanted = [f"m.{number:03}" for number in range(0, 130, 2)]
        loaded = store.load(wanted)
        assert list(loaded.snapshots) == wanted
        assert sum(found.version for found in loaded.snapshots.values()) == 60

    # --- idempotency keys

    def test_a_key_is_answered_once(self, store: Store) -> None:
        first = change("m.1", 0, key="k")
        store.commit(first)
        with pytest.raises(KeyTakenError) as twin:
            store.commit(first)
        assert twin.value.answer == first.answer
        with pytest.raises(KeyTakenError):
            store.commit(change("m.2", 0, key="k", digest=b"another command"))
        assert store.load(["m.2"]).snapshots["m.2"].version == 0

    def test_keys_of_two_actors_never_meet(self, store: Store) -> None:
        store.commit(change("m.1", 0, key="k", actor="p.wang"))
        store.commit(change("m.1", 1, key="k", actor="p.smith"))
        answer = store.load((), "p.smith", "k").answer
        assert answer is not None
        assert (answer.first_version, answer.last_version) == (2, 2)

    def test_twins_at_the_same_moment_are_written_once(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            twins = [pool.submit(outcome, lambda: store.commit(change("m.1", 0, key="k"))) for _ in range(8)]
        assert sorted(twin.result() for twin in twins) == ["KeyTakenError"] * 7 + ["written"]
        assert len(store.events("m.1")) == 1

    def test_the_same_key_on_different_streams_at_the_same_moment_is_written_once(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            twins = [
                pool.submit(outcome, partial(store.commit, change(f"m.{number}", 0, key="k"))) for number in range(8)
            ]
        assert sorted(twin.result() for twin in twins) == ["KeyTakenError"] * 7 + ["written"]
        assert len(list(store.streams())) == 1

    # --- competition

    def test_of_two_changes_on_one_version_one_wins(self, store: Store) -> None:
        for version in range(20):
            with ThreadPoolExecutor(4) as pool:
                rivals = [
                    pool.submit(outcome, partial(store.commit, change("m.1", version, text=f"writer {number}")))
                    for number in range(4)
                ]
            assert sorted(rival.result() for rival in rivals) == ["VersionConflictError"] * 3 + ["written"]
        assert [found.version for found in store.events("m.1")] == list(range(1, 21))

    def test_a_conflict_does_not_undo_its_neighbours(self, store: Store) -> None:
        store.commit(change("m.stale", 0))

        def work(number: int) -> list[str]:
            return [
                outcome(lambda: store.commit(change(f"m.{number}", 0))),
                outcome(lambda: store.commit(change("m.stale", 0, key=f"k{number}"))),
                outcome(lambda: store.commit(change(f"m.{number}", 1))),
            ]

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(work, range(8)))
        assert results == [["written", "VersionConflictError", "written"]] * 8
        assert [store.load([f"m.{n}"]).snapshots[f"m.{n}"].version for n in range(8)] == [2] * 8
        assert len(store.events("m.stale")) == 1

    def test_changes_of_overlapping_streams_do_not_block_each_other_for_ever(self, store: Store) -> None:
        shared = [f"m.{number}" for number in range(4)]

        def work(number: int) -> None:
            order = shared if number % 2 else shared[::-1]
            for _ in range(10):
                while True:
                    loaded = store.load(order).snapshots
                    parts = [change(name, loaded[name].version) for name in order]
                    if outcome(partial(store.commit, joined(*parts))) == "written":
                        break

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert [store.load([name]).snapshots[name].version for name in shared] == [40] * 4

    # --- exclusive

    def test_the_organisation_is_written_in_an_exclusive_block_only(self, store: Store) -> None:
        organisation = change(ORGANISATION, 0, lookup=Lookup("organisation", "standing", active=True))
        with pytest.raises(StoreError, match="exclusive"):
            store.commit(organisation)
        with store.exclusive() as writer:
            writer.commit(organisation)
        assert store.load(()).organisation_version == 1

    def test_a_change_that_relies_on_an_old_organisation_is_refused(self, store: Store) -> None:
        found_organisation(store, 2)
        with pytest.raises(VersionConflictError) as refused:
            store.commit(change("m.1", 0, relies_on={ORGANISATION: 1}))
        assert refused.value.streams == (ORGANISATION,)
        store.commit(change("m.1", 0, relies_on={ORGANISATION: 2}))

    def test_inside_an_exclusive_block_its_own_changes_are_seen_and_outside_they_are_not(self, store: Store) -> None:
        with store.exclusive() as writer:
            writer.commit(change("m.1", 0, key="k"))
            writer.commit(change("m.1", 1))
            inside = writer.load(["m.1"], "p.wang", "k")
            assert (inside.snapshots["m.1"].version, inside.answer is not None) == (2, True)
            assert [found.stream for found in writer.find(Where(holder="u.roads"))] == ["m.1"]
            assert store.load(["m.1"]).snapshots["m.1"].version == 0
        assert store.load(["m.1"]).snapshots["m.1"].version == 2

    def test_an_exception_undoes_the_whole_exclusive_block(self, store: Store) -> None:
        def change_and_fail() -> None:
            with store.exclusive() as writer:
                writer.commit(change("m.1", 0, key="k"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            change_and_fail()
        assert store.load(["m.1"], "p.wang", "k").answer is None
        assert (list(store.streams()), store.pending_count()) == ([], 0)
        store.commit(change("m.1", 0, key="k"))

    def test_a_conflict_inside_an_exclusive_block_undoes_only_its_change(self, store: Store) -> None:
        with store.exclusive() as writer:
            writer.commit(change("m.1", 0, key="k"))
            with pytest.raises(VersionConflictError):
                writer.commit(joined(change("m.2", 0), change("m.1", 0)))
            with pytest.raises(KeyTakenError):
                writer.commit(change("m.3", 0, key="k"))
            writer.commit(change("m.1", 1))
        assert list(store.streams()) == ["m.1"]
        assert len(store.events("m.1")) == 2

    def test_nobody_else_commits_during_an_exclusive_block(self, store: Store) -> None:
        order: list[str] = []

        def outsider() -> None:
            store.commit(change("m.1", 0))
            order.append("outsider")

        with store.exclusive() as writer:
            thread = threading.Thread(target=outsider)
            thread.start()
            thread.join(0.2)
            assert store.load(["m.1"]).snapshots["m.1"].version == 0
            writer.commit(change("m.2", 0))
            order.append("exclusive")
        thread.join()
        assert order == ["exclusive", "outsider"]

    def test_a_block_that_commits_to_the_store_itself_is_refused_instead_of_waiting_for_ever(
        self, store: Store
    ) -> None:
        with store.exclusive() as writer:
            with pytest.raises(StoreError, match="exclusive"):
                store.commit(change("m.1", 0))
            writer.commit(change("m.1", 0))
        store.commit(change("m.1", 1))

    def test_what_an_exclusive_block_gave_is_of_no_use_after_it(self, store: Store) -> None:
        with store.exclusive() as writer:
            writer.commit(change("m.1", 0))
        with pytest.raises(StoreError, match="ended"):
            writer.commit(change("m.1", 1))
