"""Attached files: kept whole or not at all, given out only as they were, and all accounted for."""

import io
import os
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from buckstop.app.file_folder import FileFolder
from buckstop.app.file_kinds import FileRefusal
from buckstop.app.files import NoFilesError, check_files, keep, open_file
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.work import AddNote, ReportProgress
from buckstop.domain.matter.words import Attachment
from buckstop.domain.refusals import Refusal
from tests.app.office_files import PDF, office, png
from tests.app.staged import COUNTY, Stage
from tests.app.staged import stage as founded


@pytest.fixture
def folder(tmp_path: Path) -> FileFolder:
    return FileFolder(tmp_path / "files")


def kept(folder: FileFolder, name: str, content: bytes) -> Attachment:
    found = folder.keep(name, io.BytesIO(content))
    assert isinstance(found, Attachment), found
    return found


def why(outcome: Attachment | Refusal) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def everything(folder: FileFolder) -> list[Path]:
    return [path for path in folder.folder.rglob("*") if path.is_file()]


def test_a_kept_file_lies_under_its_digest_for_its_keeper_only(folder: FileFolder) -> None:
    file = kept(folder, "/tmp/照片.png", png())
    assert file.name == "照片.png"
    path = folder.folder / file.sha256[:2] / file.sha256
    assert path.read_bytes() == png()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert everything(folder) == [path]
    found = folder.open_file(file.sha256)
    assert not isinstance(found, Refusal)
    with found:
        assert found.read() == png()


def test_the_same_content_twice_is_one_file_under_two_names(folder: FileFolder) -> None:
    first, second = kept(folder, "a.png", png()), kept(folder, "b.png", png())
    assert first.sha256 == second.sha256
    assert len(everything(folder)) == 1


def test_a_refused_file_leaves_nothing_behind(folder: FileFolder) -> None:
    small = replace(folder, megabytes=1)
    assert why(small.keep("big.txt", io.BytesIO(b"a" * 1_000_001))) == FileRefusal.TOO_LARGE
    assert why(small.keep("macro.docx", io.BytesIO(office("word", {"word/vbaProject.bin": b"x"})))) == "file.macros"
    assert why(small.keep("setup.exe", io.BytesIO(b"MZ"))) == FileRefusal.PROGRAM
    assert everything(folder) == []
    kept(small, "just.txt", b"a" * 1_000_000)


def test_a_stream_that_breaks_off_leaves_nothing_behind(folder: FileFolder) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(10 if size else 0)

    with pytest.raises(ConnectionResetError):
        folder.keep("a.pdf", Broken(PDF))
    assert everything(folder) == []


def test_a_changed_file_is_not_given_out_and_is_mended_by_attaching_it_again(folder: FileFolder) -> None:
    file = kept(folder, "a.pdf", PDF)
    path = folder.folder / file.sha256[:2] / file.sha256
    path.write_bytes(PDF + b"more")
    assert why_not(folder, file.sha256) == FileRefusal.CHANGED
    kept(folder, "again.pdf", PDF)
    assert path.read_bytes() == PDF


def why_not(folder: FileFolder, digest: str) -> str:
    found = folder.open_file(digest)
    assert isinstance(found, Refusal)
    return found.code


@pytest.mark.parametrize("digest", ["", "../../../etc/passwd", "0" * 63, "0" * 64, "A" * 64, "0" * 64 + "\n"])
def test_what_is_no_digest_of_a_kept_file_leads_nowhere(folder: FileFolder, digest: str) -> None:
    kept(folder, "a.pdf", PDF)
    assert why_not(folder, digest) == FileRefusal.MISSING


def test_two_who_attach_the_same_at_once_both_succeed(folder: FileFolder) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(folder.keep("a.pdf", io.BytesIO(PDF)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [kept(folder, "a.pdf", PDF)] * 8
    assert len(everything(folder)) == 1


def script(folder: Path, body: str) -> tuple[str, ...]:
    path = folder / "scanner.py"
    path.write_text(body, "utf-8")
    return (sys.executable, str(path), "{}")


def test_a_scanner_is_asked_about_the_content_and_its_no_is_ours(folder: FileFolder, tmp_path: Path) -> None:
    command = script(tmp_path, "import sys; sys.exit(b'EICAR' in open(sys.argv[1], 'rb').read())")
    scanned = replace(folder, scanner=command)
    kept(scanned, "good.txt", b"all well")
    assert why(scanned.keep("bad.txt", io.BytesIO(b"EICAR"))) == FileRefusal.SCANNER_REFUSED
    assert len(everything(folder)) == 1


def test_without_its_scanner_an_office_that_wants_one_takes_no_file(folder: FileFolder) -> None:
    scanned = replace(folder, scanner=("/nowhere/clamscan",))
    assert why(scanned.keep("good.txt", io.BytesIO(b"all well"))) == FileRefusal.SCANNER_FAILED
    assert everything(folder) == []


def test_a_scanner_gets_the_path_at_the_end_where_no_place_is_named(folder: FileFolder, tmp_path: Path) -> None:
    command = script(tmp_path, "import os, sys; sys.exit(not os.path.exists(sys.argv[-1]))")
    kept(replace(folder, scanner=command[:-1]), "good.txt", b"all well")


# --- a ledger's files as a whole ----------------------------------------------------------------------------------------


@pytest.fixture
def stage(folder: FileFolder) -> Stage:
    made = founded()
    made.ledger.files = folder
    return made


def test_every_file_the_log_names_is_held_against_the_folder(stage: Stage, folder: FileFolder) -> None:
    matter = stage.open("m-1")
    files = [keep(stage.ledger, name, io.BytesIO(content)) for name, content in CONTENTS]
    whole, gone, spoilt, never_sent = (one for one in files if isinstance(one, Attachment))
    stage.do(COUNTY, ReportProgress(matter=matter, text="half", attachments=(whole, gone)))
    stage.do(COUNTY, AddNote(matter=MatterId("m-1"), text="see there", attachments=(spoilt, whole)))
    assert check_files(stage.ledger).sound
    (folder.folder / gone.sha256[:2] / gone.sha256).unlink()
    (folder.folder / spoilt.sha256[:2] / spoilt.sha256).write_bytes(b"something else")
    (folder.folder / ".incoming-1").write_bytes(b"cut off")
    found = check_files(stage.ledger)
    assert not found.sound
    assert [(one.matter, one.file) for one in found.missing] == [("m-1", gone)]
    assert [(one.version, one.file) for one in found.damaged] == [(3, spoilt)]
    assert found.unnamed == (never_sent.sha256,)
    assert found.unfinished == (".incoming-1",)
    assert (found.named, found.kept) == (3, 3)


CONTENTS = (("a.pdf", PDF), ("b.png", png(1)), ("c.png", png(2)), ("d.docx", office("word")))


def test_a_file_is_read_back_through_the_ledger(stage: Stage) -> None:
    file = keep(stage.ledger, "a.pdf", io.BytesIO(PDF))
    assert isinstance(file, Attachment)
    found = open_file(stage.ledger, file.sha256)
    assert not isinstance(found, Refusal)
    with found:
        assert found.read() == PDF


def test_a_ledger_without_a_home_takes_no_files() -> None:
    with pytest.raises(NoFilesError, match="no home"):
        keep(founded().ledger, "a.pdf", io.BytesIO(PDF))


@pytest.fixture
def narrow() -> Iterator[None]:
    """Whatever the process would let others read, files are for their keeper."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_generous_process_does_not_open_the_folder_to_others(folder: FileFolder, narrow: None) -> None:
    file = kept(folder, "a.pdf", PDF)
    for path in (folder.folder, folder.folder / file.sha256[:2]):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
