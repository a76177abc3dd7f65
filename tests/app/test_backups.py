"""A backup taken while others write comes back verified and equal, on both stores; a kill leaves nothing half."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from buckstop.app.backup_archive import BackupError
from buckstop.app.backups import back_up, restore
from buckstop.app.bootstrap import open_ledger, read_config
from buckstop.app.clock import SetClock
from buckstop.app.timers import tick
from buckstop.ledger.store import StoreError
from tests.app.backed_up import ENDINGS, made, opening, told
from tests.app.places import as_url
from tests.app.staged import MONDAY


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger's home that nobody has open."""
    place = tmp_path / "home"
    made(place).store.close()
    return place


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_backed_up_comes_back_equal_and_verified(tmp_path: Path, home: Path, ending: str) -> None:
    backup = tmp_path / f"b.{ending}"
    done = back_up(home, backup)
    assert done.manifest.entries > 0
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    again = tmp_path / "again"
    restored = restore(backup, again)
    assert (restored.verification.faulty, restored.verification.entries) == (0, done.manifest.entries)
    assert restored.verification.sealed == 9
    one, other = open_ledger(home), open_ledger(again)
    assert told(one) == told(other)
    assert (one.key, one.secret, one.store.end()) == (other.key, other.secret, other.store.end())
    one.store.close()
    other.store.close()
    assert (again / "files" / "ab" / "abcdef").read_bytes() == b"%PDF what was done"
    assert {path.name for path in tmp_path.iterdir()} == {"home", "again", backup.name}


def test_a_backup_taken_while_somebody_writes_is_of_one_instant(tmp_path: Path) -> None:
    ledger = made(tmp_path / "home")
    stop = Event()
    written: list[int] = []

    def write() -> None:
        number = 3
        while not stop.is_set():
            opening(ledger, number)
            tick(ledger)
            written.append(number)
            number += 1

    writer = Thread(target=write)
    writer.start()
    try:
        backups = [tmp_path / f"b{number}.tar.gz" for number in range(3)]
        for backup in backups:
            while len(written) < 5 * (backups.index(backup) + 1):
                time.sleep(0.01)
            back_up(tmp_path / "home", backup)
    finally:
        stop.set()
        writer.join()
    whole = told(ledger)
    sizes = []
    for number, backup in enumerate(backups):
        restored = restore(backup, tmp_path / f"again{number}")
        assert restored.verification.faulty == 0
        again = open_ledger(restored.home)
        for stream, events in told(again).items():
            assert events == whole[stream][: len(events)]
        sizes.append(len(told(again)))
        opening(again, 10_000)  # it is a ledger in use again
        again.store.close()
    assert sizes == sorted(sizes)
    assert sizes[0] < len(whole)
    ledger.store.close()


def test_first_passwords_locks_and_half_written_files_are_in_no_backup(tmp_path: Path, home: Path) -> None:
    for name in ("first-passwords.csv", "first-passwords-2.csv", ".half", "files/.incoming-1"):
        (home / name).write_text("x")
    names = {member.name for member in back_up(home, tmp_path / "b.tar.gz").manifest.members}
    assert names == {
        "ledger.db", "ledger.toml", "keys/log.key", "keys/log.pub", "keys/secret.key", "files/ab/abcdef"
    }  # fmt: skip


def test_without_its_keys_a_backup_comes_back_with_keys_from_elsewhere_only(tmp_path: Path, home: Path) -> None:
    backup = tmp_path / "b.tar.gz"
    done = back_up(home, backup, keys=False)
    assert not any(member.name.startswith("keys/") for member in done.manifest.members)
    with pytest.raises(BackupError, match="made without the keys"):
        restore(backup, tmp_path / "again")
    restored = restore(backup, tmp_path / "again", keys=home / "keys")
    assert restored.verification.faulty == 0
    assert stat.S_IMODE((restored.home / "keys" / "log.key").stat().st_mode) == 0o600


def test_keys_of_another_ledger_do_not_open_a_backup(tmp_path: Path, home: Path) -> None:
    made(tmp_path / "other").store.close()
    back_up(home, tmp_path / "b.tar.gz", keys=False)
    with pytest.raises(BackupError, match="does not bear the signature"):
        restore(tmp_path / "b.tar.gz", tmp_path / "again", keys=tmp_path / "other" / "keys")
    assert not (tmp_path / "again").exists()


def test_files_kept_elsewhere_are_packed_and_come_back_inside(tmp_path: Path, home: Path) -> None:
    elsewhere = tmp_path / "big disk"
    (home / "files").rename(elsewhere)
    config = (home / "ledger.toml").read_text("utf-8")
    (home / "ledger.toml").write_text(config.replace('files = "files"', f'files = "{elsewhere}"'), "utf-8")
    (home / "ledger.toml").write_text(
        (home / "ledger.toml").read_text("utf-8").replace('rules = ""', 'rules = "../rules.toml"'), "utf-8"
    )
    (tmp_path / "rules.toml").write_text('pack = "zh_CN"\n', "utf-8")
    done = back_up(home, tmp_path / "b.tar.gz")
    assert done.outside == (tmp_path / "rules.toml",)
    again = restore(tmp_path / "b.tar.gz", tmp_path / "again").home
    assert read_config(again).files == "files"
    assert (again / "files" / "ab" / "abcdef").read_bytes() == b"%PDF what was done"


def test_a_backup_replaces_nothing_and_says_how_it_is_named(tmp_path: Path, home: Path) -> None:
    back_up(home, tmp_path / "b.tar.gz")
    before = (tmp_path / "b.tar.gz").read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        back_up(home, tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_bytes() == before
    with pytest.raises(BackupError, match=r"\.tar\.gz, \.tgz, \.tar\.zst"):
        back_up(home, tmp_path / "b.zip")


def test_a_restore_needs_an_empty_place(tmp_path: Path, home: Path) -> None:
    back_up(home, tmp_path / "b.tar.gz")
    with pytest.raises(BackupError, match="is not empty"):
        restore(tmp_path / "b.tar.gz", home)
    with pytest.raises(BackupError, match="Leave --store out"):
        restore(tmp_path / "b.tar.gz", tmp_path / "again", store="postgresql:///x")
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "b.tar.gz", tmp_path / "empty").verification.faulty == 0


# --- killed in the middle --------------------------------------------------------------------------------------------

SLOW = """
import sys, time
from pathlib import Path
from buckstop.app import backups
def slow(done, total, what):
    print(what, flush=True)
    if what == sys.argv[4]:
        time.sleep(60)
one, other = Path(sys.argv[2]), Path(sys.argv[3])
backups.back_up(one, other, tell=slow) if sys.argv[1] == "backup" else backups.restore(one, other, tell=slow)
"""


def killed(*words: str | Path, at: str) -> None:
    """A backup or restore that is killed at a step."""
    process = subprocess.Popen([sys.executable, "-c", SLOW, *map(str, words), at], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while line := process.stdout.readline():
        if line.strip() == at:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_a_killed_backup_leaves_no_backup_and_the_next_one_clears_up(tmp_path: Path, home: Path) -> None:
    backup = tmp_path / "b.tar.gz"
    killed("backup", home, backup, at="Packing files")
    assert not backup.exists()
    back_up(home, backup)
    assert {path.name for path in tmp_path.iterdir()} == {"home", "b.tar.gz"}


def test_a_killed_restore_leaves_no_ledger_and_the_next_one_clears_up(tmp_path: Path, home: Path) -> None:
    backup = tmp_path / "b.tar.gz"
    back_up(home, backup)
    killed("restore", backup, tmp_path / "again", at="Checking the ledger")
    assert not (tmp_path / "again").exists()
    restore(backup, tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == {"home", "again", "b.tar.gz"}


# --- PostgreSQL ------------------------------------------------------------------------------------------------------

RESTORE = """
import sys
from pathlib import Path
from buckstop.app.backups import restore
found = restore(Path(sys.argv[1]), Path(sys.argv[2]), store=sys.argv[3])
print(found.verification.entries, found.verification.sealed, found.verification.faulty)
"""
ACCOUNTS = """
import sys
from buckstop.db.accounts.keeping import add_account, open_accounts
open_accounts(sys.argv[1])
add_account(username="wang", password="plum-tree-0417-x", person="p-county", display_name="Wang", language="zh_Hans")
"""


def python(program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)], capture_output=True, text=True, check=False
    )


@pytest.mark.postgresql
def test_a_ledger_in_postgresql_comes_back_into_another_database(
    tmp_path: Path, postgresql_url: str, postgresql_server: str
) -> None:
    url = as_url(postgresql_url)
    ledger = made(tmp_path / "home", url)
    assert python(ACCOUNTS, url).returncode == 0
    opening(ledger, 77)  # waits for its place in the log
    done = back_up(tmp_path / "home", tmp_path / "b.tar.zst")
    opening(ledger, 78)
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE buckstop_restored")
    try:
        other = as_url(psycopg.conninfo.make_conninfo(postgresql_server, dbname="buckstop_restored"))
        run = python(RESTORE, tmp_path / "b.tar.zst", tmp_path / "again", other)
        assert run.stdout.split() == [str(done.manifest.entries), "9", "0"], run.stderr
        again = open_ledger(tmp_path / "again", SetClock(MONDAY))
        expected = told(ledger)
        del expected["m78"]
        assert told(again) == expected
        opening(again, 79)
        tick(again)
        assert again.store.pending_count() == 0
        with psycopg.connect(other) as connection:
            assert connection.execute("SELECT username FROM accounts.accounts_account").fetchall() == [("wang",)]
            with pytest.raises(psycopg.Error, match="only grows"):
                connection.execute("DELETE FROM ledger.event")
        again.store.close()
        taken = python(RESTORE, tmp_path / "b.tar.zst", tmp_path / "third", other)
        assert "has a schema" in taken.stderr
        assert not (tmp_path / "third").exists()
    finally:
        with psycopg.connect(postgresql_server, autocommit=True) as connection:
            connection.execute("DROP DATABASE buckstop_restored WITH (FORCE)")
    ledger.store.close()


def test_a_database_that_is_gone_is_told_so(tmp_path: Path, home: Path) -> None:
    (home / "ledger.db").unlink()
    with pytest.raises(StoreError, match="there is no database"):
        back_up(home, tmp_path / "b.tar.gz")
    assert {path.name for path in tmp_path.iterdir()} == {"home"}
