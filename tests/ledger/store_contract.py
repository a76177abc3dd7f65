"""What every store keeps: the same tests for the one in memory, the one on SQLite and the one on PostgreSQL.

A store's test file subclasses `StoreContract` and gives it a fixture `store`.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import (
    ORGANISATION,
    Answer,
    Change,
    KeyTakenError,
    LogEnd,
    Lookup,
    Numbering,
    Store,
    StoreError,
    VersionConflictError,
    Where,
)
from buckstop.ledger.tree import root_of
from tests.ledger.changes import LOOKUP, change, event, found_organisation, joined, sign, snapshot, with_sealed

NOON = datetime(2026, 11, 23, 4, 0, 0, 1, tzinfo=UTC)


def names(store: Store, **where: Any) -> list[str]:
    return [found.stream for found in store.find(Where(**where))]


def outcome(call: Callable[[], None]) -> str:
    try:
        call()
    except StoreError as error:
        return type(error).__name__
    return "written"


class StoreContract:
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

    # --- finding

    def test_streams_are_found_by_every_column_and_by_several_at_once(self, store: Store) -> None:
        parties: dict[str, Any] = {
            "holder": "u.a",
            "giver": "u.b",
            "offeree": "u.c",
            "arbiter": "u.d",
            "verifier": "u.e",
        }
        full = Lookup("matter", "offered", active=True, due_at=NOON, parent="m.0", **parties)
        store.commit(change("m.1", 0, lookup=full))
        store.commit(change("m.2", 0, lookup=Lookup("demand", "asked", active=False, holder="u.a")))
        for name, value in {**parties, "phase": "offered", "kind": "matter", "parent": "m.0"}.items():
            found = ["m.1", "m.2"] if name == "holder" else ["m.1"]
            asked: dict[str, Any] = {name: value}
            other: dict[str, Any] = {name: "another"}
            assert (names(store, **asked), names(store, **other)) == (found, []), name
            assert store.count(Where(**asked)) == len(found), name
        assert (names(store, active=True), names(store, active=False)) == (["m.1"], ["m.2"])
        assert names(store, holder="u.a", active=False, kind="demand") == ["m.2"]
        assert names(store) == ["m.1", "m.2"]

    def test_units_are_found_in_every_part_that_calls_for_them(self, store: Store) -> None:
        for number, part in enumerate(("holder", "offeree", "arbiter", "verifier", "giver", "parent")):
            parts: dict[str, Any] = {part: "u.a"}
            store.commit(change(f"m.{number}", 0, lookup=Lookup("matter", "x", active=True, **parts)))
        assert names(store, units=("u.a",)) == ["m.0", "m.1", "m.2", "m.3"]
        assert names(store, units=("u.z", "u.a"), offeree="u.a") == ["m.1"]
        assert store.count(Where(units=("u.a", "u.b"))) == 4

    def test_a_column_that_changed_is_found_by_its_new_value_only(self, store: Store) -> None:
        store.commit(change("m.1", 0, lookup=replace(LOOKUP, offeree="u.parks", due_at=NOON)))
        store.commit(change("m.1", 1, lookup=replace(LOOKUP, holder="u.parks", active=False)))
        assert (names(store, offeree="u.parks"), names(store, holder="u.roads")) == ([], [])
        assert names(store, holder="u.parks", active=False) == ["m.1"]
        assert store.next_due() is None

    def test_pages_follow_one_another_in_the_order_of_names(self, store: Store) -> None:
        spelled = ["m.Z", "m.a", "m.ä", "m.中", "m.\U00020000"]  # by code point, as Python sorts
        store.commit(joined(*(change(name, 0) for name in reversed(spelled))))
        first = store.find(Where(kind="matter"), limit=2)
        rest = store.find(Where(kind="matter"), limit=9, after=first[-1].stream)
        assert [found.stream for found in (*first, *rest)] == spelled == sorted(spelled)
        assert list(store.streams()) == spelled
        assert (list(store.streams("matter")), list(store.streams("demand"))) == (spelled, [])

    def test_all_names_come_even_where_they_fill_many_pages(self, store: Store) -> None:
        spelled = [f"m.{number:04}" for number in range(2000)]
        store.commit(joined(*(change(name, 0) for name in spelled)))
        assert list(store.streams("matter")) == spelled

    def test_due_streams_come_with_the_longest_due_first(self, store: Store) -> None:
        for number, minutes in enumerate((30, 10, 20)):
            at = NOON + timedelta(minutes=minutes)
            store.commit(change(f"m.{number}", 0, lookup=replace(LOOKUP, due_at=at)))
        store.commit(change("m.never", 0))
        assert store.next_due() == NOON + timedelta(minutes=10)
        assert store.due(NOON, 10) == []
        until = NOON + timedelta(minutes=20)
        assert store.due(until, 10) == [("m.1", NOON + timedelta(minutes=10)), ("m.2", until)]
        assert [name for name, _ in store.due(NOON + timedelta(days=1), 2)] == ["m.1", "m.2"]
        assert names(store, due_until=until) == ["m.1", "m.2"]
        assert store.count(Where(due_until=until, holder="u.roads")) == 2

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
