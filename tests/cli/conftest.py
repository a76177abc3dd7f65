"""The command as every test of it calls it, and a founded ledger for it."""

import sys
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.clock import SetClock
from buckstop.app.handle import handle
from buckstop.cli.main import run
from buckstop.intake.mapping_draft import dump_mapping
from tests import worlds
from tests.app import staged
from tests.cli.commands import Command, Said


@pytest.fixture
def buckstop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BUCKSTOP_LANGUAGE", "en")
    monkeypatch.delenv("BUCKSTOP_LEDGER", raising=False)  # tests of pages name one for their process

    def command(*words: str | Path, language: str = "en") -> Said:
        monkeypatch.setenv("BUCKSTOP_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["buckstop", *map(str, words)])
        code = 0
        try:
            run()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return command


@pytest.fixture
def county(tmp_path: Path) -> tuple[Path, Path]:
    """The log of the county and its mapping."""
    log, mapping = tmp_path / "county.csv", tmp_path / "county.toml"
    log.write_text(worlds.county_log(), "utf-8")
    mapping.write_text(dump_mapping(worlds.MAPPING), "utf-8")
    return log, mapping


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The clock every command of the test reads."""
    clock = SetClock(staged.MONDAY)
    monkeypatch.setattr("buckstop.app.bootstrap.SystemClock", lambda: clock)
    return clock


@pytest.fixture
def home(tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A founded ledger in a file, set as the one that is meant."""
    folder = tmp_path / "ledger"
    ledger = create_ledger(folder, HomeConfig(staged.ORIGIN))
    assert isinstance(handle(ledger, Submission("founding", None, staged.founding())), Accepted)
    ledger.store.close()
    monkeypatch.setenv("BUCKSTOP_LEDGER", str(folder))
    return folder
