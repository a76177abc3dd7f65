"""A copy of a ledger on a medium that cannot be written is read and checked, and nothing is made beside it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger, open_ledger
from buckstop.app.handle import handle
from buckstop.app.timers import tick
from buckstop.db.sqlite_file import connect
from buckstop.db.sqlite_reading import connect_to_read
from buckstop.domain.organisation_commands import AppointPerson, RegisterPerson
from tests.app import staged

# Root may write everywhere. Without its capabilities it is held to what files allow their keeper, like everybody;
# somebody else might not reach the interpreter, wherever that lies.
PROGRAM = """
import ctypes, os, struct
if os.geteuid() == 0:
    assert ctypes.CDLL(None).capset(struct.pack("Ii", 0x20080522, 0), bytes(24)) == 0
from buckstop.cli.main import run
run()
"""


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that anybody may look into: those of pytest are for their keeper only."""
    folder = Path(tempfile.mkdtemp(prefix="buckstop-read-"))
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
    shutil.rmtree(folder)


def founded(home: Path) -> Path:
    ledger = create_ledger(home, HomeConfig(staged.ORIGIN))
    nobody = tuple(one for one in staged.founding() if not isinstance(one, RegisterPerson | AppointPerson))
    assert isinstance(handle(ledger, Submission("founding", None, nobody)), Accepted)
    tick(ledger)
    ledger.store.close()
    return home


def sealed_off(home: Path) -> dict[str, bytes]:
    """Take every right to write away, as on a disc; what is there."""
    for path in sorted(home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    home.chmod(0o555)
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def without_rights(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as somebody who may not write there."""
    environment = {**os.environ, "BUCKSTOP_LANGUAGE": "en", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_auditor_verifies_a_copy_that_cannot_be_written(shelf: Path) -> None:
    home = founded(shelf / "home")
    before = sealed_off(home)
    for words, said in (
        (("verify",), "Answers to keys: 1"),
        (("rebuild", "--check"), "differences: 0"),
    ):
        run = without_rights("ledger", *words[:1], "--home", home, *words[1:])
        assert (run.returncode, run.stderr.count("cannot")) == (0, 0), run.stderr
        assert said in run.stdout
    assert {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    refused = without_rights(
        "matter", "open", "--home", home, "--as", "p-county", "--id", "m", "--title", "t", "--goal", "g"
    )
    assert refused.returncode != 0
    assert "cannot be opened" in refused.stderr or "readonly" in refused.stderr


def test_a_copy_taken_while_it_was_written_is_read_where_it_can_be_and_refused_in_words_where_not(shelf: Path) -> None:
    home = founded(shelf / "home")
    connection = connect(home / "ledger.db")
    connection.executescript("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 7")  # something in the log of SQLite
    copy = Path(shutil.copytree(home, shelf / "copy"))
    connection.close()
    assert (copy / "ledger.db-wal").stat().st_size
    (copy / "ledger.db-shm").unlink()
    sealed_off(copy)
    run = without_rights("ledger", "verify", "--home", copy)
    assert run.returncode != 0
    assert "was copied while it was written" in run.stderr
    subprocess.run(["chmod", "-R", "u+w", str(copy)], check=True)
    open_ledger(copy, only_read=True).store.close()


def test_what_is_no_ledger_is_not_read_as_one(shelf: Path) -> None:
    home = shelf / "home"
    create_ledger(home, HomeConfig(staged.ORIGIN)).store.close()
    (home / "ledger.db").write_bytes(b"no database at all, but long enough to be looked at by SQLite" * 20)
    sealed_off(home)
    run = without_rights("ledger", "verify", "--home", home)
    assert run.returncode != 0
    assert "ledger.db" in run.stderr
    assert "Traceback" not in run.stderr


def test_what_somebody_else_may_be_writing_is_never_taken_for_unchanging(shelf: Path) -> None:
    home = founded(shelf / "home")
    path = home / "ledger.db"
    writer = connect(path)
    writer.executescript("PRAGMA user_version = 7; PRAGMA wal_checkpoint(TRUNCATE)")
    assert not (home / "ledger.db-wal").stat().st_size, "a log that is empty, beside a ledger that is open"
    reader = connect_to_read(path)
    assert reader.execute("PRAGMA user_version").fetchone() == (7,)
    writer.executescript("PRAGMA user_version = 8")
    assert reader.execute("PRAGMA user_version").fetchone() == (8,)
    reader.close()
    writer.close()
