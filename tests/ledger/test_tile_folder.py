"""A log exported to a folder: read back whole, brought up to date, and never half-written."""

from pathlib import Path

import pytest

from buckstop.ledger.checkpoint import Checkpoint, sign_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tile_audit import FolderAudit
from buckstop.ledger.tile_folder import TileFolder, TileFolderError
from buckstop.ledger.tiles import Tile, hash_reader
from buckstop.ledger.tree import inclusion_proof, verify_inclusion
from tests.ledger.made_log import LOG_KEY, TRUST, MadeLog, events

LOG = events(1400)


def exported(folder: Path, size: int, log: MadeLog = LOG) -> TileFolder:
    made = TileFolder(folder)
    assert made.export(log.checkpoint(size), log.tile_hashes, log.some_entries) is None
    return made


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_export_lies_at_the_paths_of_the_standard(tmp_path: Path) -> None:
    exported(tmp_path, 300)
    tiles = {"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"}
    assert files(tmp_path) == {"checkpoint", "tile/entries/000", "tile/entries/001.p/44"} | tiles


def test_a_folder_brought_up_to_date_holds_what_a_fresh_one_holds(tmp_path: Path) -> None:
    for size in (1, 200, 256, 700, 1400):
        exported(tmp_path / "grown", size)
        assert tuple(FolderAudit(TileFolder(tmp_path / "grown"), TRUST).run()) == ()
    exported(tmp_path / "fresh", 1400)
    kept_for_readers_of_older_checkpoints = {"tile/1/000.p/1", "tile/1/000.p/2"}
    assert files(tmp_path / "grown") - files(tmp_path / "fresh") == kept_for_readers_of_older_checkpoints
    for name in files(tmp_path / "fresh"):
        assert (tmp_path / "grown" / name).read_bytes() == (tmp_path / "fresh" / name).read_bytes()


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    exported(tmp_path, 700)
    before = (tmp_path / "tile/0/000").stat().st_ino
    exported(tmp_path, 1400)
    assert (tmp_path / "tile/0/000").stat().st_ino == before


def test_proofs_come_out_of_the_files_alone(tmp_path: Path) -> None:
    folder = exported(tmp_path, 1400)
    read = hash_reader(folder.hashes(1400))
    for index in (0, 255, 256, 1023, 1399):
        proof = inclusion_proof(index, 1400, read)
        assert verify_inclusion(LOG.leaves[index], index, 1400, proof, LOG.root(1400))


def test_an_older_checkpoint_is_still_served_from_full_tiles(tmp_path: Path) -> None:
    exported(tmp_path, 200)
    folder = exported(tmp_path, 1400)
    assert not (tmp_path / "tile/0/000.p").exists()
    assert folder.tile(Tile(0, 0, 200)) == tuple(LOG.leaves[:200])
    assert folder.bundle(Tile(None, 0, 200)) == tuple(LOG.entries[:200])


def test_a_tile_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = exported(tmp_path, 300)
    (tmp_path / "tile/0/000").unlink()
    missing = Fault(FaultCode.TILE_MISSING, fields={"path": "tile/0/000"})
    assert folder.tile(Tile(0, 0)) == missing
    with pytest.raises(TileFolderError, match=r"tile\.missing: tile/0/000") as raised:
        hash_reader(folder.hashes(300))(3, 0)
    assert raised.value.fault == missing
    assert folder.bundle(Tile(None, 9)) == Fault(FaultCode.TILE_MISSING, fields={"path": "tile/entries/009"})


def test_a_folder_keeps_to_its_log_and_never_goes_back(tmp_path: Path) -> None:
    folder = exported(tmp_path, 300)
    shorter = folder.export(LOG.checkpoint(299), LOG.tile_hashes, LOG.some_entries)
    assert shorter == Fault(FaultCode.FOLDER_AHEAD, fields={"found": 300, "size": 299})
    other = sign_checkpoint(Checkpoint("elsewhere", 400, LOG.root(400)), LOG_KEY)
    refused = folder.export(other, LOG.tile_hashes, LOG.some_entries)
    assert isinstance(refused, Fault)
    assert refused.code is FaultCode.CHECKPOINT_ORIGIN_OTHER
    assert folder.checkpoint() == LOG.checkpoint(300)


def test_what_is_no_checkpoint_is_neither_exported_nor_overwritten(tmp_path: Path) -> None:
    folder = TileFolder(tmp_path)
    assert isinstance(folder.export(b"no note", LOG.tile_hashes, LOG.some_entries), Fault)
    assert files(tmp_path) == set()
    (tmp_path / "checkpoint").write_bytes(b"somebody's file")
    assert isinstance(folder.export(LOG.checkpoint(3), LOG.tile_hashes, LOG.some_entries), Fault)
    assert folder.checkpoint() == b"somebody's file"


def test_an_entry_too_long_leaves_the_old_checkpoint(tmp_path: Path) -> None:
    log = MadeLog([b"short", bytes(65_536)])
    folder = exported(tmp_path, 1, log)
    fault = folder.export(log.checkpoint(2), log.tile_hashes, log.some_entries)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.fields["index"]) == (FaultCode.ENTRY_TOO_LONG, 1)
    assert folder.checkpoint() == log.checkpoint(1)
    assert tuple(FolderAudit(folder, TRUST).run()) == ()
