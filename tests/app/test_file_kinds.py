"""What can be attached: name and content together, and every way a file is not what it says."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.app import file_kinds
from buckstop.app.file_kinds import KINDS, LONGEST_NAME, FileKind, FileRefusal, clean_name, kind_of, obstacle
from tests.app.office_files import (
    COMPOUND,
    HEIC,
    JPEG,
    PDF,
    TEXT_TYPE,
    office,
    open_document,
    packed,
    png,
    relation,
)

SHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NOTE = "渠道清淤 3.5 公里,已验收。\n"
GOOD = {
    "pdf": PDF,
    "ofd": packed({"OFD.xml": "<OFD/>", "Doc_0/Document.xml": "<Document/>"}),
    "docx": office("word"),
    "xlsx": office("xl"),
    "pptx": office("ppt"),
    "odt": open_document(),
    "ods": open_document(media_type=SHEET_TYPE),
    "txt": NOTE.encode("gb18030"),
    "csv": ("﻿" + NOTE).encode(),
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": png(),
    "heic": HEIC,
}


def looked_at(name: str, content: bytes) -> FileRefusal | None:
    """What stands in the way of a file, by name first."""
    kind = kind_of(name)
    return obstacle(kind, io.BytesIO(content)) if isinstance(kind, FileKind) else kind


def test_every_kind_on_the_list_has_an_example() -> None:
    assert set(GOOD) == set(KINDS)


@pytest.mark.parametrize("extension", GOOD)
def test_a_file_that_is_what_its_name_says_can_be_attached(extension: str) -> None:
    assert looked_at(f"报告.{extension.upper()}", GOOD[extension]) is None


@pytest.mark.parametrize("extension", GOOD)
def test_no_other_kind_passes_under_that_name(extension: str) -> None:
    """But for text, which a table of commas is too, and two names of one kind of picture."""
    same = {"txt": {"csv"}, "csv": {"txt"}, "jpg": {"jpeg"}, "jpeg": {"jpg"}}.get(extension, set())
    for other, content in GOOD.items():
        if other != extension and other not in same:
            assert looked_at(f"report.{extension}", content) is not None, other


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("setup.exe", b"MZ", FileRefusal.PROGRAM),
        ("report.pdf.exe", PDF, FileRefusal.PROGRAM),
        ("page.html", b"<script>", FileRefusal.PROGRAM),
        ("drawing.svg", b"<svg/>", FileRefusal.PROGRAM),
        ("report.pdf", b"MZ\x90\x00", FileRefusal.PROGRAM),
        ("list.txt", b"#!/bin/sh\nrm -rf /\n", FileRefusal.PROGRAM),
        ("list.xlsm", office("xl"), FileRefusal.MACROS),
        ("list.xlsx", office("xl", {"xl/vbaProject.bin": b"x"}), FileRefusal.MACROS),
        ("letter.docx", office("word", {"word/VBAPROJECT.BIN": b"x"}), FileRefusal.MACROS),
        ("list.xlsx", office("xl", {"xl/macrosheets/sheet1.xml": "x"}), FileRefusal.MACROS),
        ("letter.docx", office("word", {"word/activeX/activeX1.xml": "x"}), FileRefusal.MACROS),
        ("letter.docx", office("word", content_type="application/vnd.ms-word.macroEnabled.x"), FileRefusal.MACROS),
        ("letter.odt", open_document({"Basic/Standard/Module1.xml": "Sub Main"}), FileRefusal.MACROS),
        ("all.zip", packed({"a.txt": "a"}), FileRefusal.ARCHIVE),
        ("all.rar", b"Rar!", FileRefusal.ARCHIVE),
        ("old.doc", COMPOUND, FileRefusal.OLD_FORMAT),
        ("old.wps", COMPOUND, FileRefusal.OLD_FORMAT),
        ("locked.docx", COMPOUND, FileRefusal.LOCKED),
        (
            "locked.odt",
            open_document({"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            FileRefusal.LOCKED,
        ),
        ("empty.txt", b"", FileRefusal.EMPTY),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42", FileRefusal.KIND_UNKNOWN),
        ("README", b"text", FileRefusal.KIND_UNKNOWN),
        ("cut.docx", office("word")[:60], FileRefusal.NOT_WHAT_IT_SAYS),
        ("table.csv", b"a,b\x00c", FileRefusal.NOT_WHAT_IT_SAYS),
        ("letter.odt", open_document(media_type=SHEET_TYPE), FileRefusal.NOT_WHAT_IT_SAYS),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else None,  # a packed file holds the hour it was packed
)
def test_what_cannot_be_attached_is_refused_with_the_reason_a_sender_can_act_on(
    name: str, content: bytes, why: FileRefusal
) -> None:
    assert looked_at(name, content) is why


@pytest.mark.parametrize(
    ("kind", "target", "refused"),
    [
        ("attachedTemplate", "https://example.test/t.dotm", True),
        ("attachedTemplate", r"\\198.51.100.7\share\t.dotm", True),
        ("attachedTemplate", "file://198.51.100.7/share/t.dotm", True),
        ("oleObject", "http://example.test/a.xlsx", True),
        ("frame", "%68ttp://example.test", True),
        ("attachedTemplate", "file:///C:\\Users\\wang\\Normal.dotm", False),
        ("hyperlink", "https://www.gov.cn", False),
    ],
)
def test_a_document_that_fetches_parts_on_opening_is_refused_and_one_with_links_to_click_is_not(
    kind: str, target: str, *, refused: bool
) -> None:
    content = office("word", {"word/_rels/settings.xml.rels": relation(kind, target)})
    assert looked_at("letter.docx", content) is (FileRefusal.FETCHES_PARTS if refused else None)


def test_a_document_that_unpacks_without_end_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "UNPACKED_MEGABYTES", 5)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(6):
            file.writestr(f"word/{number}.xml", bytes(1_000_000))
    assert looked_at("big.docx", target.getvalue()) is FileRefusal.UNPACKS_TOO_LARGE


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_seen_and_of_no_folder(name: str) -> None:
    cleaned = clean_name(name)
    assert len(cleaned) <= LONGEST_NAME
    assert cleaned.isprintable()
    assert not set(cleaned) & set("/\\\0")
    assert cleaned not in {".", ".."}
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("C:\\Users\\wang\\报告.docx", "报告.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("两  空格 \n.pdf", "两  空格.pdf"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)
def test_names_are_cleaned_of_what_could_mislead(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=400))
def test_no_bytes_make_the_look_fail(extension: str, content: bytes) -> None:
    assert looked_at(f"a.{extension}", content) in {None, *FileRefusal}


def test_the_text_type_of_the_examples_is_the_one_of_the_list() -> None:
    assert KINDS["odt"].media_type == TEXT_TYPE
