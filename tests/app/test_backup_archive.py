"""A damaged backup is refused by the name of its file, and nothing of it is restored."""

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from buckstop.app.backup_archive import MANIFEST, BackupError, unpack
from buckstop.app.backups import FaultyBackupError, back_up, restore
from buckstop.db.sqlite_library import sqlite3
from tests.app.backed_up import ENDINGS, made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger's home that nobody has open."""
    place = tmp_path / "home"
    made(place).store.close()
    return place


def repacked(backup: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """The archive again, each file changed or, for None, left out."""
    buffer = io.BytesIO()
    with tarfile.open(backup) as old, tarfile.open(fileobj=buffer, mode="w") as new:
        for info in old.getmembers():
            stream = old.extractfile(info)
            assert stream is not None
            data = change(info.name, stream.read())
            if data is not None:
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))
    backup.write_bytes(gzip.compress(buffer.getvalue()))


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize("name", ["ledger.db", "keys/log.key", "files/ab/abcdef", "ledger.toml", MANIFEST])
def test_a_changed_file_is_named_and_nothing_restored(tmp_path: Path, home: Path, name: str) -> None:
    backup = tmp_path / "b.tar.gz"
    back_up(home, backup)
    repacked(backup, lambda member, data: flipped(data) if member == name else data)
    with pytest.raises(BackupError, match=f"{name} is not what was written"):
        restore(backup, tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == {"home", "b.tar.gz"}


@pytest.mark.parametrize("name", ["files/ab/abcdef", "keys/secret.key"])
def test_a_missing_file_is_named(tmp_path: Path, home: Path, name: str) -> None:
    backup = tmp_path / "b.tar.gz"
    back_up(home, backup)
    repacked(backup, lambda member, data: None if member == name else data)
    with pytest.raises(BackupError, match=name):
        restore(backup, tmp_path / "again")


def test_an_archive_without_its_manifest_was_cut_short(tmp_path: Path, home: Path) -> None:
    backup = tmp_path / "b.tar.gz"
    back_up(home, backup)
    repacked(backup, lambda member, data: None if member == MANIFEST else data)
    with pytest.raises(BackupError, match="manifest is missing"):
        restore(backup, tmp_path / "again")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_an_archive_cut_anywhere_is_refused(tmp_path: Path, home: Path, ending: str, share: float) -> None:
    backup = tmp_path / f"b.{ending}"
    back_up(home, backup)
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupError, match="nothing was restored"):
        restore(backup, tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("ending", ENDINGS)
def test_bits_that_flipped_anywhere_are_found(tmp_path: Path, home: Path, ending: str) -> None:
    backup = tmp_path / f"b.{ending}"
    back_up(home, backup)
    whole = backup.read_bytes()
    for place in range(100, len(whole), len(whole) // 12):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        folder = tmp_path / f"f{place}"
        folder.mkdir()
        try:
            unpack(backup, folder)
        except BackupError:
            continue
        # A flip that changes no byte of any file (in padding or in a header nobody reads) harms nothing.
        assert (folder / "files" / "ab" / "abcdef").read_bytes() == b"%PDF what was done"


@pytest.mark.parametrize("name", ["../escaped", "/escaped", "a/../../escaped"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    backup = tmp_path / "b.tar.gz"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    backup.write_bytes(gzip.compress(buffer.getvalue()))
    with pytest.raises(BackupError, match="escaped"):
        restore(backup, tmp_path / "place" / "again")
    assert not list(tmp_path.rglob("escaped"))


def test_a_ledger_that_was_tampered_with_before_does_not_come_back(tmp_path: Path, home: Path) -> None:
    connection = sqlite3.connect(home / "ledger.db")
    connection.execute("DROP TRIGGER event_updated")
    connection.execute(
        "UPDATE event SET body = CAST(replace(body, 'Matter 1', 'Matter 9') AS BLOB) WHERE stream = 'm1'"
    )
    connection.commit()
    connection.close()
    back_up(home, tmp_path / "b.tar.gz")
    with pytest.raises(FaultyBackupError) as caught:
        restore(tmp_path / "b.tar.gz", tmp_path / "again")
    assert caught.value.verification.faulty > 0
    assert {path.name for path in tmp_path.iterdir()} == {"home", "b.tar.gz"}


def test_a_newer_kind_of_backup_says_which_program_wrote_it(tmp_path: Path, home: Path) -> None:
    backup = tmp_path / "b.tar.gz"
    back_up(home, backup)
    newer = lambda member, data: data.replace(b'"format": 1', b'"format": 2') if member == MANIFEST else data  # noqa: E731 - one line says it
    repacked(backup, newer)
    with pytest.raises(BackupError, match="another version of the program"):
        restore(backup, tmp_path / "again")
