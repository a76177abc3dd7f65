"""How streams are found: promises every store keeps, a part of `tests.ledger.store_contract`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from buckstop.ledger.lookup import BETWEEN, By, Lateness
from buckstop.ledger.store import Lookup, Store, Where
from tests.ledger.changes import LOOKUP, change, joined

NOON = datetime(2026, 11, 23, 4, 0, 0, 1, tzinfo=UTC)


def names(store: Store, **where: Any) -> list[str]:
    return [found.stream for found in store.find(Where(**where))]


class FindingContract:
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

    def test_who_gave_and_who_holds_are_counted_together(self, store: Store) -> None:
        given = (("hall", "roads", NOON), ("hall", "roads", None), ("hall", "parks", None), ("parks", "parks", None))
        for number, (giver, holder, deadline_at) in enumerate(given):
            lookup = replace(LOOKUP, giver=f"u.{giver}", holder=f"u.{holder}", deadline_at=deadline_at)
            store.commit(change(f"m.{number}", 0, lookup=lookup))
        found = store.tally(Where(kind="matter"), By.GIVER_AND_HOLDER, Lateness(NOON, NOON + timedelta(days=1)))
        counted = {tuple(one.key.split(BETWEEN)): (one.open, one.late) for one in found}
        assert counted == {("u.hall", "u.parks"): (1, 0), ("u.hall", "u.roads"): (2, 1), ("u.parks", "u.parks"): (1, 0)}

    def test_phases_are_counted_with_whom_they_wait_for(self, store: Store) -> None:
        waits: tuple[dict[str, Any], ...] = (
            {"phase": "offered", "offeree": "u.c"},
            {"phase": "offered", "offeree": "u.c", "arbiter": "u.d"},
            {"phase": "escalated", "arbiter": "u.d", "verifier": "u.e"},
            {"phase": "done", "verifier": "u.e"},
            {"phase": "held"},
        )
        for number, waiting in enumerate(waits):
            store.commit(change(f"m.{number}", 0, lookup=replace(LOOKUP, **waiting)))
        found = store.tally(Where(kind="matter"), By.PHASE_AND_AWAITED, Lateness(NOON, NOON))
        assert {tuple(one.key.split(BETWEEN)): one.open for one in found} == {
            ("offered", "u.c"): 2,
            ("escalated", "u.d"): 1,
            ("done", "u.e"): 1,
            ("held", ""): 1,
        }
