"""A folder of tiles against every kind of tampering: what was altered is found, and named by file and place."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.ledger.checkpoint import Checkpoint, OpenedCheckpoint, Trust, sign_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tile_audit import FolderAudit
from buckstop.ledger.tile_folder import TileFolder
from buckstop.ledger.tiles import Tile, decode_bundle, encode_bundle
from buckstop.ledger.tree import leaf_hash
from tests.ledger.made_log import LOG_KEY, TRUST, WITNESSED, MadeLog, events, flipped, steady

SIZE = 600
LOG = events(SIZE)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    assert TileFolder(folder).export(LOG.checkpoint(SIZE), LOG.tile_hashes, LOG.some_entries) is None
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "copy"))


@dataclass(frozen=True)
class Audited:
    """A pass that has ended."""

    opened: OpenedCheckpoint | None
    entries: int
    faults: tuple[Fault, ...]


def audit(folder: Path, trust: Trust = TRUST) -> Audited:
    check = FolderAudit(TileFolder(folder), trust)
    faults = tuple(check.run())
    assert check.faulty == bool(faults)
    altered = {fault.fields["index"] for fault in faults if fault.code is FaultCode.ENTRY_ALTERED}
    assert {position for position in range(check.size) if check.is_altered(position)} == altered
    return Audited(check.opened, check.size, faults)


def rewritten_bundle(raw: bytes, tile: Tile, place: int, entry: bytes) -> bytes:
    entries = decode_bundle(raw, tile)
    assert isinstance(entries, tuple)
    bundle = encode_bundle([*entries[:place], entry, *entries[place + 1 :]])
    assert isinstance(bundle, bytes)
    return bundle


def test_a_folder_as_exported_has_no_faults(original: Path) -> None:
    found = audit(original)
    assert found.opened is not None
    assert (found.entries, found.faults) == (SIZE, ())


def test_an_altered_entry_is_named_by_its_index(folder: Path) -> None:
    for name, index, place in (("001", 300, 44), ("002.p/88", 599, 87)):
        path = folder / "tile/entries" / name
        before = path.read_bytes()
        width = 88 if ".p" in name else 256
        path.write_bytes(rewritten_bundle(before, Tile(None, int(name[:3]), width), place, b"rewritten"))
        altered = Fault(
            FaultCode.ENTRY_ALTERED, fields={"path": f"tile/entries/{name}", "position": place, "index": index}
        )
        assert audit(folder).faults == (altered,)
        path.write_bytes(before)


@pytest.mark.parametrize(("path", "place"), [("tile/0/001", 7), ("tile/0/002.p/88", 87), ("tile/1/000.p/2", 1)])
def test_an_altered_hash_is_named_by_tile_and_position(folder: Path, path: str, place: int) -> None:
    raw = (folder / path).read_bytes()
    (folder / path).write_bytes(flipped(raw, place * 32 + 31))
    assert audit(folder).faults == (Fault(FaultCode.TILE_ALTERED, fields={"path": path, "position": place}),)


def test_two_swapped_entries_are_both_named(folder: Path) -> None:
    path, tile = folder / "tile/entries/000", Tile(None, 0)
    raw = rewritten_bundle(path.read_bytes(), tile, 10, LOG.entries[11])
    path.write_bytes(rewritten_bundle(raw, tile, 11, LOG.entries[10]))
    faults = audit(folder).faults
    assert {fault.code for fault in faults} == {FaultCode.ENTRY_ALTERED}
    assert [fault.fields["index"] for fault in faults] == [10, 11]


def test_an_entry_rewritten_with_its_leaf_is_still_found(folder: Path) -> None:
    """Who writes both files to fit each other is caught by the level above, or by the signed root on the right edge."""
    for name, place in (("000", 3), ("002.p/88", 3)):
        entries, hashes = folder / "tile/entries" / name, folder / "tile/0" / name
        before = entries.read_bytes(), hashes.read_bytes()
        tile = Tile(None, int(name[:3]), 88 if ".p" in name else 256)
        entries.write_bytes(rewritten_bundle(before[0], tile, place, b"rewritten"))
        raw = before[1]
        hashes.write_bytes(raw[: place * 32] + leaf_hash(b"rewritten") + raw[place * 32 + 32 :])
        expected = (
            Fault(FaultCode.ROOT_DIFFERS, fields={"size": SIZE})
            if ".p" in name
            else Fault(FaultCode.TILE_REPLACED, fields={"path": f"tile/0/{name}"})
        )
        assert audit(folder).faults == (expected,)
        entries.write_bytes(before[0])
        hashes.write_bytes(before[1])


def test_a_history_rewritten_throughout_does_not_lead_to_the_signed_root(tmp_path: Path) -> None:
    other = MadeLog([*LOG.entries[:100], b"another past", *LOG.entries[101:]])
    made = TileFolder(tmp_path)
    assert made.export(LOG.checkpoint(SIZE), other.tile_hashes, other.some_entries) is None
    assert audit(tmp_path).faults == (Fault(FaultCode.ROOT_DIFFERS, fields={"size": SIZE}),)


def test_every_file_that_is_gone_is_named(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(names):
        kept = (folder / name).read_bytes()
        (folder / name).unlink()
        faults = audit(folder).faults
        assert Fault(FaultCode.TILE_MISSING, fields={"path": name}) in faults
        (folder / name).write_bytes(kept)
    assert len(names) == 8


def test_a_forged_or_unwitnessed_checkpoint_ends_the_check(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(flipped(LOG.checkpoint(SIZE), len(LOG_KEY.name.encode()) + 1))
    found = audit(folder)
    assert (found.opened, found.entries) == (None, 0)
    assert [fault.code for fault in found.faults] == [FaultCode.SIGNATURE_INVALID]
    (folder / "checkpoint").write_bytes(LOG.checkpoint(SIZE))
    assert [fault.code for fault in audit(folder, WITNESSED).faults] == [FaultCode.QUORUM_MISSED]


def test_a_checkpoint_of_a_longer_log_asks_for_tiles_that_are_not_there(folder: Path) -> None:
    longer = Checkpoint(LOG_KEY.name, SIZE + 1, LOG.root(SIZE))
    (folder / "checkpoint").write_bytes(sign_checkpoint(longer, LOG_KEY))
    assert Fault(FaultCode.TILE_MISSING, fields={"path": "tile/0/002.p/89"}) in audit(folder).faults


@steady
@given(st.data())
def test_every_flipped_dropped_or_added_byte_anywhere_is_found_in_its_file(original: Path, data: st.DataObject) -> None:
    names = sorted(path for path in original.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(names))
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw) - 1))
    harm = data.draw(st.sampled_from(["flip", "drop", "double", "cut"]))
    altered = {
        "flip": flipped(raw, place, data.draw(st.integers(0, 7))),
        "drop": raw[:place] + raw[place + 1 :],
        "double": raw[: place + 1] + raw[place:],
        "cut": raw[:place],
    }[harm]
    try:
        path.write_bytes(altered)
        faults = audit(original).faults
    finally:
        path.write_bytes(raw)
    assert faults
    name = path.relative_to(original).as_posix()
    assert name == "checkpoint" or any(fault.fields.get("path") == name for fault in faults)


def test_of_a_folder_altered_throughout_faults_are_told_one_by_one_and_never_kept(tmp_path: Path) -> None:
    folder = TileFolder(tmp_path)
    assert (
        folder.export(LOG.checkpoint(SIZE), LOG.tile_hashes, lambda first, last: [b"another"] * (last - first)) is None
    )
    check = FolderAudit(folder, TRUST)
    told = check.run()
    assert [next(told).fields["index"] for _ in range(3)] == [0, 1, 2]
    assert sum(1 for _ in told) == SIZE - 3
    kept = [len(value) for name in check.__slots__ if hasattr(value := getattr(check, name), "__len__")]
    assert max(kept) <= SIZE // 256 + 2
