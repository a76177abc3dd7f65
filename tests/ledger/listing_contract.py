"""How streams are listed, counted and searched: promises every store keeps, a part of `tests.ledger.store_contract`."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from buckstop.ledger.instants import to_micros
from buckstop.ledger.lookup import Beside, By, Lateness, Lookup, Order, Reading, Where
from buckstop.ledger.store import CursorError, Store
from buckstop.ledger.words import words_of
from tests.ledger.changes import change, found_organisation, joined

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MATTER = Lookup("matter", "held", active=True, holder="u.a", visibility="internal")
LATENESS = Lateness(NOON, NOON + 2 * DAY, finished=("done",))


def put(store: Store, name: str, text: str | None = None, **columns: Any) -> None:
    """A new stream with these columns."""
    one = change(name, 0, lookup=replace(MATTER, **columns))
    (snapshot,) = one.snapshots
    store.commit(replace(one, snapshots=(replace(snapshot, words=None if text is None else words_of(text)),)))


def listed(store: Store, order: Order = Order.NEWEST, limit: int = 99, **where: Any) -> list[str]:
    return [one.stream for one in store.page(Where(**where), order, limit).snapshots]


def some(store: Store) -> None:
    """Six streams that every order tells apart."""
    put(store, "m.1", title="乙", opened_at=NOON, moved_at=NOON + 3 * DAY, deadline_at=NOON + DAY)
    put(store, "m.2", title="甲", opened_at=NOON - DAY, moved_at=NOON, priority=2)
    put(store, "m.3", title="b", opened_at=NOON - 2 * DAY, moved_at=NOON + DAY, priority=2, deadline_at=NOON - DAY)
    put(store, "m.4", title="a", opened_at=NOON, moved_at=NOON, due_at=NOON + DAY, deadline_at=NOON + DAY)
    put(store, "m.5", title="乙", opened_at=NOON + DAY, moved_at=NOON, due_at=NOON, deadline_at=NOON - 3 * DAY)
    put(store, "d.1", kind="demand", opened_at=NOON, moved_at=NOON, title="a", priority=9)


ORDERED = {
    Order.OFFICE: ["m.3", "m.2", "m.5", "m.1", "m.4"],
    Order.DEADLINE: ["m.5", "m.3", "m.1", "m.4", "m.2"],
    Order.NEWEST: ["m.5", "m.4", "m.1", "m.2", "m.3"],
    Order.MOVED: ["m.1", "m.3", "m.5", "m.4", "m.2"],
    Order.DUE: ["m.5", "m.4", "m.1", "m.2", "m.3"],
    Order.TITLE: ["m.4", "m.3", "m.1", "m.5", "m.2"],
}


class ListingContract:
    # --- pages

    @pytest.mark.parametrize("order", ORDERED)
    @pytest.mark.parametrize("where", [{"kind": "matter"}, {"kind": "matter", "active": True}, {"involved": "u.all"}])
    def test_a_list_comes_in_its_order_page_by_page(self, store: Store, order: Order, where: dict[str, Any]) -> None:
        some(store)
        for name in ORDERED[order]:
            store.commit(change(name, 1, lookup=replace(store.load([name]).snapshots[name].lookup, units=("u.all",))))
        assert listed(store, order, **where) == ORDERED[order]
        found, after = list[str](), ""
        while True:
            page = store.page(Where(**where), order, 2, after)
            found += (one.stream for one in page.snapshots)
            if page.after is None:
                break
            after = page.after
        assert found == ORDERED[order]

    def test_a_stream_that_moves_between_two_pages_hides_no_neighbour(self, store: Store) -> None:
        some(store)
        first = store.page(Where(kind="matter"), Order.OFFICE, 2)
        store.commit(change("m.2", 1, lookup=replace(MATTER, priority=9)))
        rest = store.page(Where(kind="matter"), Order.OFFICE, 9, first.after or "")
        assert [one.stream for one in rest.snapshots] == ["m.5", "m.1", "m.4"]
        assert rest.after is None

    def test_a_page_holds_whole_snapshots_and_so_does_a_list_of_none(self, store: Store) -> None:
        put(store, "m.1", "words", title="t", units=("u.a", "u.b"), asked=("u.b",), deadline_at=NOON)
        (found,) = store.page(Where(), Order.TITLE, 9).snapshots
        assert found == store.load(["m.1"]).snapshots["m.1"]
        assert found.body
        assert found.words is None
        assert store.page(Where(holder="u.none"), Order.TITLE, 9).snapshots == ()

    @pytest.mark.parametrize("after", ["x", "!", "e30", "WyJuZXdlc3QiXQ", "WyJ0aXRsZSIsMSwibS4xIl0"])
    def test_what_is_no_end_of_a_page_in_that_order_is_refused(self, store: Store, after: str) -> None:
        with pytest.raises(CursorError):
            store.page(Where(), Order.TITLE, 9, after)

    # --- questions

    def test_every_question_is_answered_alike_by_lists_and_counts(self, store: Store) -> None:
        some(store)
        put(store, "n.1", origin="directive", evidence="claimed", visibility="public", giver="u.g", holder="u.h")
        asked: dict[str, tuple[Where, set[str]]] = {
            "phase": (Where(phase=("held", "done"), kind="demand"), {"d.1"}),
            "holders": (Where(holder=("u.h", "u.z")), {"n.1"}),
            "origin": (Where(origin="directive"), {"n.1"}),
            "evidence": (Where(evidence=("claimed", "verified")), {"n.1"}),
            "visibility": (Where(visibility="public"), {"n.1"}),
            "given away": (Where(given_away=True, giver="u.g"), {"n.1"}),
            "beginning": (Where(beginning="d."), {"d.1"}),
            "priority": (Where(priority_from=2, kind="matter"), {"m.2", "m.3"}),
            "late": (Where(deadline_until=NOON), {"m.3", "m.5"}),
            "near": (Where(deadline_from=NOON, deadline_until=NOON + DAY), {"m.1", "m.4"}),
            "due": (Where(due_from=NOON + timedelta(microseconds=1), due_until=NOON + DAY), {"m.4"}),
            "moved": (Where(moved_from=NOON + DAY), {"m.1", "m.3"}),
        }
        for name, (where, expected) in asked.items():
            assert {one.stream for one in store.page(where, Order.TITLE, 99).snapshots} == expected, name
            assert {one.stream for one in store.find(where)} == expected, name
        wheres = [where for where, _ in asked.values()]
        assert list(store.counts(wheres)) == [len(expected) for _, expected in asked.values()]
        assert [store.count(where) for where in wheres] == list(store.counts(wheres))
        assert list(store.counts([])) == []

    def test_units_are_found_by_their_part_as_long_as_they_have_it(self, store: Store) -> None:
        put(store, "m.1", units=("u.a", 'u "quoted", b'), asked=("u.a",), asking=('u "quoted", b',))
        put(store, "m.2", units=("u.a",))
        assert set(listed(store, involved="u.a")) == {"m.1", "m.2"}
        assert listed(store, involved=('u "quoted", b', "u.x"), asked="u.a") == ["m.1"]
        assert listed(store, asking='u "quoted", b') == ["m.1"]
        store.commit(change("m.1", 1, lookup=replace(MATTER, units=("u.a", "u.c"), asking=("u.c",))))
        assert listed(store, asked="u.a") == listed(store, involved='u "quoted", b') == []
        assert listed(store, asking=("u.c",)) == listed(store, involved="u.c") == ["m.1"]

    def test_the_topmost_ancestor_is_found_whatever_the_depth(self, store: Store) -> None:
        for name, parent in (("m.top", ""), ("m.part", "m.top"), ("m.leaf", "m.part"), ("m.other", "no stream")):
            put(store, name, parent=parent)
        store.commit(joined(change("m.leaf", 1, lookup=replace(MATTER, parent="m.part")), change("m.new", 0)))
        assert {one.stream: one.lookup.top for one in store.find(Where())} == {
            "m.top": "m.top",
            "m.part": "m.top",
            "m.leaf": "m.top",
            "m.other": "m.other",
            "m.new": "m.new",
        }
        assert set(listed(store, top=("m.top",))) == {"m.top", "m.part", "m.leaf"}
        assert store.load(["m.leaf"]).snapshots["m.leaf"].lookup.top == "m.top"

    # --- reading

    @pytest.mark.parametrize(
        ("reading", "expected"),
        [
            (None, {"public", "inside", "below", "secret"}),
            (Reading(()), {"public"}),
            (Reading((), public=False), set()),
            (Reading(("u.own",)), {"public", "inside", "secret"}),
            (Reading(("u.own",), ("u.low", "u.x")), {"public", "inside", "below", "secret"}),
            (Reading((), ("u.low", "u.own")), {"public", "inside", "below"}),
            (Reading((), everything_below=True, public=False), {"inside", "below"}),
        ],
    )
    def test_a_reader_is_shown_what_is_theirs_to_read(
        self, store: Store, reading: Reading | None, expected: set[str]
    ) -> None:
        put(store, "public", "供水", visibility="public", units=("u.z",))
        put(store, "inside", "供水", units=("u.own", "u.z"))
        put(store, "below", "供水", units=("u.low",))
        put(store, "secret", "供水", visibility="restricted", units=("u.low", "u.own"))
        for order in Order:
            assert set(listed(store, order, reading=reading, text="供水")) == expected
        assert {one.stream for one in store.find(Where(reading=reading))} == expected
        assert store.count(Where(kind="matter", holder="u.a", reading=reading)) == len(expected)
        tallied = store.tally(Where(reading=reading), By.HOLDER, LATENESS)
        assert sum(one.total for one in tallied) == len(expected)

    # --- tallies

    def test_streams_are_counted_by_a_column_with_how_many_are_late_and_near(self, store: Store) -> None:
        put(store, "m.1", deadline_at=NOON)
        put(store, "m.2", deadline_at=NOON, phase="done")
        put(store, "m.3", deadline_at=NOON + DAY, offeree="u.b", phase="offered")
        put(store, "m.4", deadline_at=NOON - DAY, active=False, phase="closed", priority=1)
        put(store, "m.5", holder="u.b", origin="own")

        def tallied(by: By, **where: Any) -> list[tuple[Any, ...]]:
            found = store.tally(Where(**where), by, LATENESS)
            return [(one.key, one.total, one.open, one.late, one.near, one.offered) for one in found]

        assert tallied(By.HOLDER) == [("u.a", 4, 3, 1, 1, 1), ("u.b", 1, 1, 0, 0, 0)]
        assert tallied(By.PHASE, active=True, holder="u.a") == [
            ("done", 1, 1, 0, 0, 0),
            ("held", 1, 1, 1, 0, 0),
            ("offered", 1, 1, 0, 1, 1),
        ]
        assert tallied(By.PRIORITY, active=False) == [("1", 1, 0, 0, 0, 0)]
        assert tallied(By.ORIGIN, holder="u.b") == [("own", 1, 1, 0, 0, 0)]
        assert tallied(By.HOLDER, holder="u.none") == []
        assert store.tally(Where(), By.HOLDER, replace(LATENESS, finished=()))[0].late == 2

    def test_what_is_kept_of_streams_is_what_counting_them_tells(self, store: Store) -> None:
        source = random.Random(7)
        units = ("u.a", "u.b", "u.c")
        versions: dict[str, int] = {}
        readers = (
            *(None, Reading(()), Reading((), public=False), Reading(("u.a",)), Reading((), ("u.b", "u.c"))),
            *(Reading(("u.a",), ("u.a", "u.b")), Reading(("u.c",), everything_below=True)),
        )
        for turn in range(120):
            name = f"m.{source.randrange(30)}"
            ended = source.random() < 0.2
            lookup = Lookup(
                kind=source.choice(("matter", "matter", "demand")),
                phase="closed" if ended else source.choice(("held", "offered", "done")),
                active=not ended,
                holder=source.choice(units),
                offeree=source.choice(("", *units)),
                arbiter=source.choice(("", *units)),
                verifier=source.choice(("", *units)),
                visibility=source.choice(("public", "internal", "restricted")),
                units=tuple(sorted(source.sample(units, source.randrange(3)))),
            )
            store.commit(change(name, versions.get(name, 0), lookup=lookup))
            versions[name] = versions.get(name, 0) + 1
            if turn % 20:
                continue
            for reader, active in product(readers, (None, True, False)):
                where = Where(kind="matter", active=active, reading=reader)
                for by in (By.PHASE, By.VISIBILITY, By.PHASE_AND_AWAITED, By.HOLDER):
                    seen = store.tally(where, by, LATENESS)
                    assert store.tally(where, by, None) == [replace(one, late=0, near=0) for one in seen]
                assert store.count(where) == sum(one.total for one in seen)
                some = replace(where, phase=("held", "done"), visibility=("internal", "restricted"))
                assert store.count(some) == len(store.find(some))
        assert not store.recount(mend=False)

    def test_instants_are_counted_by_the_quarter_of_an_hour_they_end(self, store: Store) -> None:
        moment = timedelta(microseconds=1)
        for number, at in enumerate((NOON, NOON + moment, NOON + timedelta(minutes=15), None)):
            put(store, f"m.{number}", deadline_at=at, due_at=at)
        quarter = to_micros(NOON + timedelta(minutes=15))
        for by in (By.DEADLINE, By.DUE):
            found = store.tally(Where(), by, LATENESS)
            assert [(one.key, one.open) for one in found] == [(str(to_micros(NOON)), 1), (str(quarter), 2), ("", 1)]

    def test_streams_are_counted_by_their_topmost_ancestor(self, store: Store) -> None:
        for name, parent in (("m.1", ""), ("m.2", "m.1"), ("m.3", "")):
            put(store, name, parent=parent)
        assert [(one.key, one.open) for one in store.tally(Where(), By.TOP, LATENESS)] == [("m.1", 2), ("m.3", 1)]

    # --- text

    def test_texts_are_found_by_words_in_chinese_and_english(self, store: Store) -> None:
        put(store, "m.zh", "县城供水管网改造，２０２６年底前完成")
        put(store, "m.en", "Repair the Weir at Moss Hamlet (2026-03)")
        put(store, "m.none")
        found = {
            "供水管网": ["m.zh"],
            "水": ["m.zh"],
            "造": ["m.zh"],
            "供水 改造": ["m.zh"],
            "水供": [],
            "供改": [],
            "weir": ["m.en"],
            "WEI ham": ["m.en"],
            "weirs": [],
            "2026": ["m.zh", "m.en"],
            "2026 供水": ["m.zh"],
            "？！": [],
            "'\"*)(": [],
            "a' OR 'b": [],
        }
        for text, expected in found.items():
            assert sorted(listed(store, text=text)) == sorted(expected), text
            assert sorted(listed(store, Order.RELEVANCE, text=text)) == sorted(expected), text
            assert store.count(Where(text=text)) == len(expected), text

    def test_what_holds_a_word_oftener_comes_first_and_pages_follow(self, store: Store) -> None:
        put(store, "m.once", "weir of the village", opened_at=NOON)
        put(store, "m.twice", "weir and weir of village", opened_at=NOON - DAY)
        assert listed(store, Order.RELEVANCE, text="weir") == ["m.twice", "m.once"]
        first = store.page(Where(text="weir"), Order.RELEVANCE, 1)
        second = store.page(Where(text="weir"), Order.RELEVANCE, 1, first.after or "")
        assert [one.stream for page in (first, second) for one in page.snapshots] == ["m.twice", "m.once"]
        assert second.after is None

    def test_words_stay_until_other_words_are_written(self, store: Store) -> None:
        put(store, "m.1", "weir")
        store.commit(change("m.1", 1, lookup=MATTER))
        assert listed(store, text="weir") == ["m.1"]
        later = change("m.1", 2, lookup=MATTER)
        store.commit(replace(later, snapshots=(replace(later.snapshots[0], words="dam"),)))
        assert (listed(store, text="weir"), listed(store, text="dam")) == ([], ["m.1"])

    # --- what stands beside the rows

    def test_what_is_kept_beside_a_row_can_be_held_against_it(self, store: Store) -> None:
        put(store, "m.1", "供水", units=("u.a", "u.b"), asked=("u.b",))
        put(store, "m.2", parent="m.1", asking=("u.c",))
        assert store.beside(["m.1", "m.2", "m.none"]) == {
            "m.1": Beside(("u.a", "u.b"), ("u.b",), (), words_of("供水"), "m.1"),
            "m.2": Beside((), (), ("u.c",), "", "m.1"),
        }

    def test_rebuilt_snapshots_bring_everything_beside_them(self, store: Store) -> None:
        put(store, "m.1", "weir", units=("u.a",))
        before = store.load(["m.1"]).snapshots["m.1"]
        lookup = replace(before.lookup, units=("u.b",), asked=("u.b",))
        store.replace_snapshots([replace(before, lookup=lookup, words="dam")])
        assert store.load(["m.1"]).snapshots["m.1"].lookup == lookup
        assert store.beside(["m.1"])["m.1"] == Beside(("u.b",), ("u.b",), (), "dam", "m.1")

    def test_histories_of_many_streams_come_together(self, store: Store) -> None:
        store.commit(change("m.1", 0, events=3))
        store.commit(change("m.2", 0))
        found = store.histories(["m.2", "m.1", "m.none"])
        assert {name: list(events) for name, events in found.items()} == {
            name: list(store.events(name)) for name in ("m.1", "m.2", "m.none")
        }

    def test_lists_show_what_an_exclusive_block_wrote_once_it_ended(self, store: Store) -> None:
        found_organisation(store)
        with store.exclusive() as writer:
            one = change("m.1", 0, lookup=replace(MATTER, units=("u.a",)))
            writer.commit(replace(one, snapshots=(replace(one.snapshots[0], words="weir"),)))
            assert [found.stream for found in writer.find(Where(involved="u.a", text="weir"))] == ["m.1"]
        assert listed(store, text="weir", involved="u.a") == ["m.1"]
