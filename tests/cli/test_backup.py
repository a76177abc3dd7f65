"""`buckstop backup` and `restore`: one file, and back again; what is refused says what to do."""

from pathlib import Path

import pytest

from tests.app.backed_up import made
from tests.cli.commands import Command


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made(tmp_path / "home").store.close()
    return tmp_path / "home"


def test_a_backup_comes_back_verified_and_says_what_to_do_next(buckstop: Command, tmp_path: Path, home: Path) -> None:
    said = buckstop("backup", home, "--to", "b.tar.zst")
    assert (said.code, said.out.strip()) == (0, "b.tar.zst")
    assert "It holds the keys" in said.err
    back = buckstop("restore", "b.tar.zst", "--to", "again")
    assert back.code == 0, back.err
    assert "Restored and verified:" in back.err
    assert back.err.rstrip().endswith("Next: buckstop serve again")
    assert buckstop("ledger", "verify", tmp_path / "again").code == 0


def test_a_backup_without_keys_says_so_and_needs_them_again(buckstop: Command, home: Path) -> None:
    said = buckstop("backup", home, "--to", "b.tar.gz", "--without-keys")
    assert "without it the backup cannot be restored" in said.err
    assert "Name the folder that holds them with --keys" in buckstop("restore", "b.tar.gz", "--to", "again").err
    assert buckstop("restore", "b.tar.gz", "--to", "again", "--keys", home / "keys").code == 0


def test_a_damaged_backup_ends_in_a_sentence_and_leaves_nothing(buckstop: Command, tmp_path: Path, home: Path) -> None:
    buckstop("backup", home, "--to", "b.tar.gz")
    data = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "b.tar.gz").write_bytes(data[: len(data) // 2])
    said = buckstop("restore", "b.tar.gz", "--to", "again")
    assert said.code == 2
    assert "is damaged or cut short after" in said.err
    assert not (tmp_path / "again").exists()


def test_what_is_no_ledger_is_not_backed_up(buckstop: Command, tmp_path: Path) -> None:
    said = buckstop("backup", tmp_path, "--to", "b.tar.gz")
    assert (said.code, "There is no ledger in" in said.err) == (2, True)
    assert not (tmp_path / "b.tar.gz").exists()
