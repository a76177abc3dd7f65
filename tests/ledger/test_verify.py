"""A ledger against every kind of tampering: whatever byte, row, tile or checkpoint was touched is found, and located.

One log of real events lies in a SQLite file. Each test takes a copy, alters it behind the program's back (triggers taken
away) and asks what `verify` says. What is done to an exported folder stands in test_verify_folder.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import Change, Event, Lookup, Snapshot, Store
from buckstop.ledger.tiles import TILE_WIDTH
from buckstop.ledger.tree import Frontier, leaf_hash
from buckstop.ledger.verify import LogCheck
from tests.ledger.made_ledger import SIZE, SIZES, STREAMS, body_of, few, fill, sign, stream_of, unguarded_file
from tests.ledger.made_log import LOG_KEY, TRUST, flipped, note_of


def faults_of(store: Store, **more: Any) -> list[Fault]:
    return list(LogCheck(store, TRUST, **more).run())


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unguarded_file(tmp_path_factory.mktemp("ledger"))


class Tampered:
    """A copy of the ledger's file, for SQL behind the program's back."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.path = Path(shutil.copy(original, folder / "copy.db"))

    def run(self, *statements: tuple[str, Sequence[Any]]) -> list[Fault]:
        """Alter the file, then ask what is wrong with it."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        for statement, values in statements:
            assert connection.execute(statement, values).rowcount > 0, statement
        connection.close()
        store = SqliteStore(self.path)
        try:
            return faults_of(store)
        finally:
            store.close()

    def read(self, query: str, *values: Any) -> Any:
        connection = sqlite3.connect(self.path)
        (found,) = connection.execute(query, values).fetchone()
        connection.close()
        return found


@pytest.fixture
def tampered(original: Path, tmp_path: Path) -> Tampered:
    return Tampered(original, tmp_path)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def places(faults: list[Fault]) -> set[tuple[str, object]]:
    return {(fault.code, fault.fields.get("position")) for fault in faults}


def test_a_ledger_nobody_touched_has_no_fault(original: Path) -> None:
    store = SqliteStore(original)
    check = LogCheck(store, TRUST)
    assert list(check.run()) == []
    assert (check.end.size, check.checkpoints) == (SIZE, len(SIZES))
    assert check.newest is not None
    assert check.newest.checkpoint.size == SIZE
    assert check.records.versions == {f"m-{number}": SIZE // STREAMS for number in range(STREAMS)}
    store.close()


def test_an_empty_ledger_has_no_fault() -> None:
    assert faults_of(MemoryStore()) == []


@few
@given(position=st.integers(0, SIZE - 1), bit=st.integers(0, 7), data=st.data())
def test_a_turned_bit_in_an_entry_is_named_by_its_position(
    original: Path, scratch: Path, position: int, bit: int, data: st.DataObject
) -> None:
    body = body_of(position)
    altered = flipped(body, data.draw(st.integers(0, len(body) - 1)), bit)
    faults = Tampered(original, scratch).run(("UPDATE event SET body = ? WHERE log_position = ?", (altered, position)))
    assert places(faults) == {(FaultCode.RECORD_ALTERED, position)}


@few
@given(position=st.integers(0, SIZE - 1), bit=st.integers(0, 255))
def test_a_turned_bit_in_a_leaf_hash_is_told_from_an_altered_entry(
    original: Path, scratch: Path, position: int, bit: int
) -> None:
    leaf = flipped(leaf_hash(body_of(position)), bit // 8, bit % 8)
    faults = Tampered(original, scratch).run(("UPDATE event SET leaf = ? WHERE log_position = ?", (leaf, position)))
    assert places(faults) == {(FaultCode.LEAF_ALTERED, position)}


@few
@given(position=st.integers(0, SIZE - 1))
def test_an_entry_rewritten_with_its_leaf_is_found_between_what_was_signed(
    original: Path, scratch: Path, position: int
) -> None:
    body = body_of(position, "nothing happened")
    faults = Tampered(original, scratch).run(
        ("UPDATE event SET body = ?, leaf = ? WHERE log_position = ?", (body, leaf_hash(body), position))
    )
    assert faults
    assert {fault.code for fault in faults} <= {FaultCode.CHECKPOINT_ROOT_DIFFERS, FaultCode.LOG_REWRITTEN}
    for fault in faults:
        first, last = fault.fields["first"], fault.fields["last"]
        assert isinstance(first, int)
        assert isinstance(last, int)
        assert first <= position <= last
        assert last - first < TILE_WIDTH


@few
@given(position=st.integers(0, SIZE - 1))
def test_an_entry_taken_out_leaves_a_gap_with_its_position(original: Path, scratch: Path, position: int) -> None:
    faults = Tampered(original, scratch).run(("DELETE FROM event WHERE log_position = ?", (position,)))
    assert faults[0] == Fault(FaultCode.LOG_GAP, fields={"first": position, "last": position})
    stream, version = stream_of(position)
    missed = [fault for fault in faults[1:] if fault.code is FaultCode.VERSION_BROKEN]
    assert [fault.fields["stream"] for fault in missed] == ([stream] if position + STREAMS < SIZE else [])
    assert all(fault.fields["expected"] == version for fault in missed)


@few
@given(count=st.integers(1, SIZE - 1))
def test_a_log_cut_off_says_from_where(original: Path, scratch: Path, count: int) -> None:
    kept = SIZE - count
    faults = Tampered(original, scratch).run(("DELETE FROM event WHERE log_position >= ?", (kept,)))
    assert Fault(FaultCode.LOG_GAP, fields={"first": kept, "last": SIZE - 1}) in faults


@few
@given(pair=st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True))
def test_two_swapped_entries_are_both_named(original: Path, scratch: Path, pair: list[int]) -> None:
    faults = Tampered(original, scratch).run(
        *(
            ("UPDATE event SET body = ? WHERE log_position = ?", (body_of(other), one))
            for one, other in (pair, pair[::-1])
        )
    )
    assert places(faults) == {(FaultCode.RECORD_ALTERED, position) for position in pair}


def test_two_swapped_rows_are_named_as_rewritten_and_out_of_order(tampered: Tampered) -> None:
    one, other, spare = 300, 307, 10**6
    faults = tampered.run(
        *(
            ("UPDATE event SET log_position = ? WHERE log_position = ?", values)
            for values in ((spare, one), (one, other), (other, spare))
        )
    )
    assert {(FaultCode.VERSION_BROKEN, one), (FaultCode.VERSION_BROKEN, other)} <= places(faults)
    rewritten = [fault for fault in faults if fault.code is FaultCode.LOG_REWRITTEN]
    assert [(fault.fields["first"], fault.fields["last"]) for fault in rewritten] == [(256, 511)]


@pytest.mark.parametrize(
    ("statement", "values", "code"),
    [
        ("UPDATE event SET stream = 'm-9' WHERE log_position = ?", (400,), FaultCode.RECORD_MISPLACED),
        ("UPDATE event SET stream_version = 900 WHERE log_position = ?", (400,), FaultCode.RECORD_MISPLACED),
    ],
)
def test_a_row_that_says_otherwise_than_its_entry_is_named(
    tampered: Tampered, statement: str, values: tuple[int], code: FaultCode
) -> None:
    faults = tampered.run((statement, values))
    assert (code, 400) in places(faults)
    assert (FaultCode.VERSION_BROKEN, 400) in places(faults)


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("bit", [0, 255])
def test_an_altered_node_is_named_by_level_and_index(tampered: Tampered, index: int, bit: int) -> None:
    node = tampered.read("SELECT node_hash FROM tree_node WHERE node_index = ?", index)
    statement = "UPDATE tree_node SET node_hash = ? WHERE node_index = ?"
    faults = tampered.run((statement, (flipped(node, bit // 8, bit % 8), index)))
    assert faults == [Fault(FaultCode.NODE_ALTERED, fields={"level": 1, "index": index})]


def test_nodes_that_are_missing_or_too_many_are_named(tampered: Tampered) -> None:
    faults = tampered.run(
        ("DELETE FROM tree_node WHERE node_index = 0", ()),
        ("INSERT INTO tree_node VALUES (1, 2, ?), (2, 0, ?)", (b"x" * 32, b"y" * 32)),
    )
    assert faults == [
        Fault(FaultCode.NODE_MISSING, fields={"level": 1, "index": 0}),
        Fault(FaultCode.NODE_EXTRA, fields={"level": 1, "index": 2}),
        Fault(FaultCode.NODE_EXTRA, fields={"level": 2, "index": 0}),
    ]


def test_an_entry_rewritten_with_leaf_and_node_is_found_by_the_next_checkpoint(tampered: Tampered) -> None:
    position, group = 300, range(256, 512)
    body = body_of(position, "nothing happened")
    leaves = [leaf_hash(body if place == position else body_of(place)) for place in group]
    faults = tampered.run(
        ("UPDATE event SET body = ?, leaf = ? WHERE log_position = ?", (body, leaf_hash(body), position)),
        ("UPDATE tree_node SET node_hash = ? WHERE node_index = 1", (Frontier().extend(leaves).root(),)),
    )
    between = {"size": 459, "first": 259, "last": 458}
    assert Fault(FaultCode.CHECKPOINT_ROOT_DIFFERS, fields=between) in faults


def test_several_kinds_of_tampering_are_told_apart(tampered: Tampered) -> None:
    faults = tampered.run(
        ("UPDATE event SET body = ? WHERE log_position = 20", (body_of(20, "x"),)),
        ("UPDATE event SET leaf = ? WHERE log_position = 300", (b"z" * 32,)),
        ("UPDATE event SET body = ? WHERE log_position = 690", (body_of(690, "x"),)),
        ("UPDATE tree_node SET node_hash = ? WHERE node_index = 0", (b"n" * 32,)),
    )
    assert places(faults) >= {
        (FaultCode.RECORD_ALTERED, 20),
        (FaultCode.LEAF_ALTERED, 300),
        (FaultCode.RECORD_ALTERED, 690),
    }
    assert Fault(FaultCode.NODE_ALTERED, fields={"level": 1, "index": 0}) in faults


@few
@given(size=st.sampled_from(SIZES), bit=st.integers(0, 7), data=st.data())
def test_a_turned_bit_in_a_checkpoint_is_named_by_its_size(
    original: Path, scratch: Path, size: int, bit: int, data: st.DataObject
) -> None:
    copy = Tampered(original, scratch)
    note = copy.read("SELECT note FROM log_checkpoint WHERE log_size = ?", size)
    altered = flipped(note, data.draw(st.integers(0, len(note) - 1)), bit)
    faults = copy.run(("UPDATE log_checkpoint SET note = ? WHERE log_size = ?", (altered, size)))
    named = [fault for fault in faults if fault.code is FaultCode.CHECKPOINT_UNFIT]
    assert [fault.fields["size"] for fault in named] == [size]


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (("DELETE FROM log_checkpoint WHERE log_size = 700",), FaultCode.CHECKPOINT_MISSING),
        (("UPDATE log_checkpoint SET log_size = 300 WHERE log_size = 259",), FaultCode.CHECKPOINT_BEYOND),
        (("UPDATE log_checkpoint SET log_size = 257 WHERE log_size = 259",), FaultCode.CHECKPOINT_BEYOND),
        (("UPDATE log_checkpoint SET log_size = 900 WHERE log_size = 700",), FaultCode.CHECKPOINT_BEYOND),
        (
            (
                "UPDATE log_checkpoint SET note = (SELECT note FROM log_checkpoint WHERE log_size = 41) WHERE log_size = 259",
            ),
            FaultCode.CHECKPOINT_BEYOND,
        ),
        (("UPDATE log_end SET log_size = 459",), FaultCode.CHECKPOINT_BEYOND),
        (("UPDATE log_end SET log_size = 701",), FaultCode.LOG_GAP),
        (("UPDATE log_end SET note = x'00'",), FaultCode.CHECKPOINT_MISSING),
        (("UPDATE log_end SET frontier = x'00'",), FaultCode.FRONTIER_SHAPE),
    ],
)
def test_checkpoints_and_the_log_end_out_of_place_are_named(
    tampered: Tampered, statements: tuple[str, ...], code: FaultCode
) -> None:
    assert code in {fault.code for fault in tampered.run(*((statement, ()) for statement in statements))}


@pytest.mark.parametrize("place", [7, 8, 39, 40, 150])
def test_an_altered_right_edge_is_named(tampered: Tampered, place: int) -> None:
    edge = tampered.read("SELECT frontier FROM log_end")
    faults = tampered.run(("UPDATE log_end SET frontier = ?", (flipped(edge, place),)))
    assert [fault.code for fault in faults] in ([FaultCode.LOG_END_ALTERED], [FaultCode.FRONTIER_SHAPE])


def test_a_checkpoint_of_another_key_is_not_believed(tampered: Tampered) -> None:
    stranger = type(LOG_KEY)(LOG_KEY.name, LOG_KEY.algorithm, b"s" * 32)
    forged = sign_checkpoint(Checkpoint(LOG_KEY.name, 459, b"r" * 32), stranger)
    faults = tampered.run(("UPDATE log_checkpoint SET note = ? WHERE log_size = 459", (forged,)))
    assert [(fault.code, fault.fields["size"]) for fault in faults] == [(FaultCode.CHECKPOINT_UNFIT, 459)]


def test_a_log_set_back_with_its_own_key_is_found_by_what_somebody_else_keeps() -> None:
    """Whoever holds the key can rewrite everything inside; a checkpoint outside tells all the same."""
    honest, rewritten = MemoryStore(), MemoryStore()
    fill(honest)
    kept = parse_checkpoint(note_of(honest.end().checkpoint).text)
    middle = parse_checkpoint(note_of(honest.checkpoint(300) or b"").text)
    assert isinstance(kept, Checkpoint)
    assert isinstance(middle, Checkpoint)
    assert faults_of(honest, held=(kept, middle)) == []
    body = body_of(0, "another beginning")
    lookup = Lookup("matter", "held", active=True)
    rewritten.commit(Change({"m-0": 0}, (Event("m-0", 1, body, leaf_hash(body)),), (Snapshot("m-0", 1, b"", lookup),)))
    Sequencer(rewritten, sign).run_once()
    assert faults_of(rewritten) == []
    first = parse_checkpoint(note_of(honest.checkpoint(1) or b"").text)
    assert isinstance(first, Checkpoint)
    assert faults_of(rewritten, held=(kept, first)) == [
        Fault(FaultCode.CHECKPOINT_HELD_LONGER, fields={"found": SIZE, "size": 1}),
        Fault(FaultCode.CHECKPOINT_HELD_FORKED, fields={"size": 1}),
    ]
