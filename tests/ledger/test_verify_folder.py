"""An exported folder against every kind of tampering, checked as a stranger checks it: with the public key alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.checkpoint import Checkpoint, parse_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tile_folder import TileFolder
from buckstop.ledger.tiles import Tile, decode_bundle, encode_bundle
from buckstop.ledger.tree import leaf_hash
from buckstop.ledger.verify import FolderCheck
from tests.ledger.made_ledger import SIZE, STREAMS, body_of, few, unguarded_file
from tests.ledger.made_log import TRUST, flipped, note_of


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unguarded_file(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module")
def exported(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiles")
    store = SqliteStore(original)
    fault = TileFolder(folder).export(
        store.end().checkpoint,
        lambda level, start, stop: store.nodes(level, start, stop) if level else store.leaves(start, stop),
        lambda start, stop: [event.body for event in store.log(start, stop)],
    )
    store.close()
    assert fault is None
    return folder


def files_of(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def folder_faults(folder: Path) -> list[Fault]:
    return list(FolderCheck(TileFolder(folder), TRUST).run())


def test_a_folder_nobody_touched_has_no_fault(exported: Path) -> None:
    check = FolderCheck(TileFolder(exported), TRUST)
    assert list(check.run()) == []
    assert (check.size, len(check.records.versions)) == (SIZE, STREAMS)


@few
@given(data=st.data(), bit=st.integers(0, 7))
def test_a_turned_bit_in_any_file_is_found_and_its_file_named(exported: Path, data: st.DataObject, bit: int) -> None:
    path = data.draw(st.sampled_from(list(files_of(exported))))
    raw = path.read_bytes()
    path.write_bytes(flipped(raw, data.draw(st.integers(0, len(raw) - 1)), bit))
    try:
        faults = folder_faults(exported)
    finally:
        path.write_bytes(raw)
    assert faults
    if path.name != "checkpoint":
        assert str(path.relative_to(exported)) in {fault.fields.get("path") for fault in faults}


@pytest.mark.parametrize("kept", [0, 1, 0.5, -1])
def test_a_truncated_file_and_a_missing_one_are_named(exported: Path, kept: float) -> None:
    for path in files_of(exported):
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * kept) if kept == 0.5 else int(kept)])
        faults = folder_faults(exported)
        path.unlink()
        gone = folder_faults(exported)
        path.write_bytes(raw)
        name = str(path.relative_to(exported))
        assert faults
        assert name in {fault.fields.get("path") for fault in gone}
        if name != "checkpoint":
            assert name in {fault.fields.get("path") for fault in faults}
    assert folder_faults(exported) == []


def test_two_swapped_tiles_are_named(exported: Path) -> None:
    for name in ("tile/0", "tile/entries"):
        one, other = exported / name / "000", exported / name / "001"
        first, second = one.read_bytes(), other.read_bytes()
        one.write_bytes(second)
        other.write_bytes(first)
        found = {fault.fields.get("path") for fault in folder_faults(exported)}
        one.write_bytes(first)
        other.write_bytes(second)
        assert {f"{name}/000", f"{name}/001"} <= found


def test_a_forged_entry_with_its_tile_does_not_hide(exported: Path) -> None:
    bundle, tile = exported / "tile/entries/001", exported / "tile/0/001"
    entries, hashes = bundle.read_bytes(), tile.read_bytes()
    read = decode_bundle(entries, Tile(None, 1))
    assert isinstance(read, tuple)
    forged = body_of(300, "nothing happened")
    rewritten = encode_bundle([*read[:44], forged, *read[45:]])
    assert isinstance(rewritten, bytes)
    bundle.write_bytes(rewritten)
    tile.write_bytes(hashes[: 44 * 32] + leaf_hash(forged) + hashes[45 * 32 :])
    faults = folder_faults(exported)
    bundle.write_bytes(entries)
    tile.write_bytes(hashes)
    assert faults == [Fault(FaultCode.TILE_REPLACED, fields={"path": "tile/0/001"})]


def test_a_folder_is_held_against_what_somebody_keeps(exported: Path, original: Path) -> None:
    store = SqliteStore(original)
    kept = parse_checkpoint(note_of(store.checkpoint(41) or b"").text)
    store.close()
    assert isinstance(kept, Checkpoint)
    other = Checkpoint(kept.origin, kept.size, b"o" * 32)
    longer = Checkpoint(kept.origin, 10**6, b"o" * 32)
    assert list(FolderCheck(TileFolder(exported), TRUST, (kept,)).run()) == []
    assert list(FolderCheck(TileFolder(exported), TRUST, (other, longer)).run()) == [
        Fault(FaultCode.CHECKPOINT_HELD_FORKED, fields={"size": 41}),
        Fault(FaultCode.CHECKPOINT_HELD_LONGER, fields={"found": 10**6, "size": SIZE}),
    ]
