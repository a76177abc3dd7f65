"""`buckstop init`: what it makes, what it asks on a terminal, what it says where something is missing."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from buckstop.app.bootstrap import open_ledger, read_config
from tests.cli.commands import Command
from tests.cli.processes import run
from tests.intake.registers.books import changed, workbook


def book(folder: Path, data: bytes | None = None) -> Path:
    path = folder / "county.xlsx"
    path.write_bytes(data or workbook())
    return path


def test_a_county_is_made_of_its_register_in_one_command(tmp_path: Path) -> None:
    book(tmp_path)
    said = run(tmp_path, "init", "home", "--register", "county.xlsx", "--pack", "generic", "--zone", "Asia/Shanghai")
    assert said.code == 0, said.err
    assert "Units: 5; posts: 9; people: 4; accounts: 3." in said.err
    assert "Who may change the organisation: zhaomei." in said.err
    assert said.err.rstrip().endswith("Next: buckstop serve home")
    assert said.out.startswith("ledger.example/qs+")
    config = read_config(tmp_path / "home")
    assert (config.origin, config.pack, config.zone) == ("ledger.example/qs", "generic", "Asia/Shanghai")


def test_the_highest_unit_alone_is_a_beginning(tmp_path: Path) -> None:
    words = ["--root", "清水县", "--outside-arbiter", "清河市", "--origin", "ledger.example/qs", "--admin", "ann"]
    said = run(tmp_path, "init", "home", *words, "--pack", "zh_CN", "--zone", "Asia/Shanghai", "--admin-name", "Ann")
    assert said.code == 0, said.err
    ledger = open_ledger(tmp_path / "home")
    assert [unit.name for unit in ledger.organisation().tree.units.values()] == ["清水县"]
    ledger.store.close()


def test_faults_of_the_register_are_shown_and_nothing_is_made(buckstop: Command, tmp_path: Path) -> None:
    book(tmp_path, workbook(changed(("单位", 5, 4, "清水乡"))))
    said = buckstop("init", "home", "--register", "county.xlsx")
    assert said.code == 2
    assert "sheet 单位, row 5, column 上级单位" in said.err
    assert "Nothing was made." in said.err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ([], "HOME"),
        (["home"], "--root"),
        (["home", "--root", "R"], "--outside-arbiter"),
        (["home", "--root", "R", "--outside-arbiter", "C"], "--origin"),
    ],
)
def test_without_a_terminal_what_is_missing_is_said_with_its_option(
    buckstop: Command, words: list[str], missing: str
) -> None:
    said = buckstop("init", *words)
    assert said.code == 2
    assert f"say it with {missing}" in said.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--origin", "two words"], "cannot name a log"),
        (["--origin", "o", "--pack", "moon"], "There is no rule pack moon"),
        (["--origin", "o", "--zone", "Moon/Base"], "There is no time zone Moon/Base"),
        (["--origin", "o"], "Name the first administrator with --admin"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    buckstop: Command, tmp_path: Path, words: list[str], why: str
) -> None:
    said = buckstop("init", "home", "--root", "R", "--outside-arbiter", "C", *words)
    assert said.code == 2
    assert why in said.err
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks_for_everything_and_makes_nothing_without_a_yes(tmp_path: Path) -> None:
    keeper, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from buckstop.cli.main import run; run()", "init"],
        cwd=tmp_path,
        env={**os.environ, "BUCKSTOP_LANGUAGE": "en", "TERM": "dumb"},
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(terminal)
    answers = ("home", "", "Qingshui", "Qinghe City", "", "", "", "ann", "Ann Admin", "n")
    os.write(keeper, "".join(f"{answer}\n" for answer in answers).encode())
    shown, _ = process.communicate(timeout=240)
    os.close(keeper)
    for question in (
        "Folder of the new ledger",
        "Register file",
        "Name of the highest unit",
        "Who decides where the highest unit itself is a party",
        "Name of the log, for ever",
        "Rule pack",
        "Time zone",
        "Login name of the first administrator",
        "Make it?",
        "Nothing was made.",
    ):
        assert question in shown, shown
    assert list(tmp_path.iterdir()) == []
