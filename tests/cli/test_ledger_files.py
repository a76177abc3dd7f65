"""`buckstop ledger files`: counts what is attached, names what is gone, and ends accordingly."""

import io
from pathlib import Path

import pytest

from buckstop.app.bootstrap import CONFIG, HomeConfig, LedgerHomeError, create_ledger, open_ledger
from buckstop.app.clock import SetClock
from buckstop.app.files import folder_of, keep
from buckstop.cli.main import FAILED
from buckstop.domain.matter.commands.work import AddNote
from buckstop.domain.matter.words import Attachment
from tests.app import staged
from tests.app.office_files import PDF, png
from tests.app.staged import COUNTY, MONDAY, Stage
from tests.cli.commands import Command


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger with one named file and one that no report names."""
    folder = tmp_path / "home"
    stage = Stage(create_ledger(folder, HomeConfig(staged.ORIGIN), SetClock(MONDAY)))
    stage.try_(None, staged.founding(), key="founding")
    named = keep(stage.ledger, "报告.pdf", io.BytesIO(PDF))
    assert isinstance(named, Attachment)
    keep(stage.ledger, "spare.png", io.BytesIO(png()))
    stage.do(COUNTY, AddNote(matter=stage.open("m-1"), text="see there", attachments=(named,)))
    stage.ledger.store.close()
    return folder


def test_files_are_counted(buckstop: Command, home: Path) -> None:
    said = buckstop("ledger", "files", str(home))
    assert said.code == 0
    assert "Files: 2, together 0.0 MB" in said.out


def test_a_check_of_whole_files_ends_well_and_names_what_no_report_names(buckstop: Command, home: Path) -> None:
    said = buckstop("ledger", "files", "--check", "--home", str(home))
    assert said.code == 0
    assert "it may be deleted" in said.out
    assert "Files the log names: 1; missing: 0; damaged: 0; in no report: 1." in said.out


def test_a_missing_file_is_named_with_its_place_in_the_log_and_ends_the_command_with_a_fault(
    buckstop: Command, home: Path
) -> None:
    ledger = open_ledger(home)
    for digest in folder_of(ledger).digests():
        (home / "files" / digest[:2] / digest).unlink()
    ledger.store.close()
    said = buckstop("ledger", "files", "--check", str(home))
    assert said.code == FAILED
    assert "missing: 报告.pdf" in said.out
    assert "version 2 of m-1" in said.out
    assert "backup" in said.err


def test_limit_folder_and_scanner_stand_in_the_configuration(home: Path) -> None:
    text = (home / CONFIG).read_text("utf-8")
    for line in ('files = "files"', 'file_megabytes = "25"', 'scanner = ""'):
        assert line in text
    changed = text.replace('"25"', '"7"').replace('scanner = ""', 'scanner = "clamscan --no-summary {}"')
    (home / CONFIG).write_text(changed, "utf-8")
    ledger = open_ledger(home)
    ledger.store.close()
    folder = folder_of(ledger)
    assert (folder.folder, folder.megabytes, folder.scanner) == (home / "files", 7, ("clamscan", "--no-summary", "{}"))


@pytest.mark.parametrize(("old", "new"), [('"25"', '"0"'), ('"25"', '"many"'), ('scanner = ""', 'scanner = "a \'b"')])
def test_a_limit_or_scanner_that_cannot_be_meant_opens_nothing(home: Path, old: str, new: str) -> None:
    path = home / CONFIG
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(LedgerHomeError, match=r"file_megabytes|scanner"):
        open_ledger(home)
