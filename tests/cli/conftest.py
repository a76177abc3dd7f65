"""The command as every test of it calls it."""

import sys
from pathlib import Path

import pytest

from buckstop.cli.main import run
from buckstop.intake.mapping_draft import dump_mapping
from tests import worlds
from tests.cli.commands import Command, Said


@pytest.fixture
def buckstop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BUCKSTOP_LANGUAGE", "en")

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
