"""A log is opened by what it is, whatever it is called and wrapped in; what is no log is refused in one clear sentence."""

import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from buckstop.intake.open_log import open_log
from buckstop.intake.raw import RawLog, UnreadableLogError
from tests.intake.staged import cells_of, codes, issue, rows_of

CSV = "case,单位\n1,民政局\n".encode()
XES = b'\xef\xbb\xbf\n<log><trace><string key="concept:name" value="1"/><event/></trace></log>'
OCEL = b' {"objects": [{"id": "o", "type": "t"}], "events": []}'


def read(folder: Path, name: str, content: bytes) -> RawLog:
    path = folder / name
    path.write_bytes(content)
    return open_log(path, workdir=folder / "work")


def refusal(folder: Path, name: str, content: bytes) -> UnreadableLogError:
    with pytest.raises(UnreadableLogError) as refused:
        read(folder, name, content)
    assert str(refused.value) == refused.value.message % refused.value.fields
    assert Path(name).name in str(refused.value)
    assert "\n" not in str(refused.value)
    return refused.value


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["log.csv", "log.xes", "log.xlsx", "log", "log.parquet", "log.json"])
@pytest.mark.parametrize(("content", "kind"), [(CSV, "csv"), (XES, "xes")])
def test_the_content_decides_whatever_the_name_says(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    assert read(tmp_path, name, content).kind == kind


@pytest.mark.parametrize(("content", "kind"), [(CSV, "csv"), (XES, "xes"), (OCEL, "ocel")])
def test_wrappers_are_opened(tmp_path: Path, content: bytes, kind: str) -> None:
    assert read(tmp_path, "log.gz", gzip.compress(content)).kind == kind
    assert read(tmp_path, "log.zip", zipped({"folder/log.txt": content, "__MACOSX/._log": b"junk"})).kind == kind
    assert read(tmp_path, "log2.zip", zipped({"log.data": gzip.compress(content)})).kind == kind


def test_a_workbook_and_parquet_are_found_inside_wrappers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.worksheets[0].append([1, 2])
    out = io.BytesIO()
    book.save(out)
    raw = read(tmp_path, "book.zip", zipped({"book.xlsx": out.getvalue()}))
    assert (raw.kind, rows_of(raw)) == ("xlsx", [{"__row": 2, "a": "1", "b": "2"}])
    sink = io.BytesIO()
    pq.write_table(pa.table({"a": ["1"]}), sink)
    raw = read(tmp_path, "log.parquet.gz", gzip.compress(sink.getvalue()))
    assert (raw.kind, raw.columns, raw.parquet[0].parent) == ("parquet", ("a",), tmp_path / "work")


def test_column_names_in_brackets_are_a_table_where_the_name_says_so(tmp_path: Path) -> None:
    raw = read(tmp_path, "log.csv", b"[case],[unit]\n1,a\n")
    assert raw.columns == ("[case]", "[unit]")


def test_what_an_earlier_reading_staged_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "staged-00007.parquet").write_bytes(b"old")
    raw = read(tmp_path, "log.csv", CSV)
    assert list((tmp_path / "work").iterdir()) == list(raw.parquet)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("log.csv", b"", "file.empty"),
        ("log.gz", gzip.compress(b""), "file.empty"),
        ("log.csv.gz", gzip.compress(CSV * 5000)[:-30], "archive.truncated"),
        ("log.xes.gz", gzip.compress(XES)[:-9], "archive.truncated"),
        ("log.gz", b"\x1f\x8b\x08\0garbage that is no gzip stream at all", "archive.damaged"),
        ("log.gz", gzip.compress(CSV)[:-6] + b"wrong!", "archive.damaged"),
        ("log.zip", zipped({"a.csv": CSV})[:-10], "zip.damaged"),
        ("log.zip", zipped({"a.csv": CSV, "b.csv": CSV}), "zip.several_files"),
        ("log.zip", zipped({}), "zip.no_file"),
        ("log.bz2", b"BZh91AY&SYxxxxxx", "archive.foreign"),
        ("log.rar", b"Rar!\x1a\x07\x00xxxxxxxx", "archive.foreign"),
        ("log.gz", gzip.compress(gzip.compress(gzip.compress(gzip.compress(CSV)))), "archive.nested"),
        ("log.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "file.other_kind"),
        ("log.csv", random.Random(1).randbytes(5000), "file.not_a_log"),
        ("log.csv", bytes(3000), "file.not_a_log"),
        ("log.xls", b"<html><table><tr><td>a</td></tr></table></html>", "file.html"),
        ("log.xls", b'\xef\xbb\xbf<!DOCTYPE html PUBLIC "x">', "file.html"),
        ("log.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx.damaged"),
        ("log.docx", zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "xlsx.damaged"),
    ],
    # Compressed bytes carry the time: ids made of them would differ between the workers that collect them.
    ids=[f"refused-{number}" for number in range(19)],
)
def test_what_is_no_log_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refusal(tmp_path, name, content).code == code


def test_damage_in_the_middle_of_a_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": CSV + random.Random(2).randbytes(2000).hex().encode()}))
    content[400:500] = bytes(100)
    assert refusal(tmp_path, "log.zip", bytes(content)).code == "archive.damaged"


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": CSV}))
    content[6] |= 1  # the flag "encrypted" of the member
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the table of contents
    assert refusal(tmp_path, "log.zip", bytes(content)).code == "zip.password"


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError, match=r"There is no file .*nowhere\.csv") as refused:
        open_log(tmp_path / "nowhere.csv", workdir=tmp_path)
    assert refused.value.code == "file.missing"


@contextmanager
def nobody_special() -> Iterator[None]:
    """Root may read everything: as root, be someone else for a moment."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.parametrize("hidden", ["log.csv", "."])
def test_a_file_without_the_right_to_read_is_refused(tmp_path: Path, hidden: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(CSV)
    mode = (tmp_path / hidden).stat().st_mode
    (tmp_path / hidden).chmod(0)
    with nobody_special(), pytest.raises(UnreadableLogError) as refused:
        open_log(path, workdir=tmp_path)
    (tmp_path / hidden).chmod(mode)
    assert refused.value.code == "file.locked"


def test_the_audit_log_of_uci_is_read_out_of_its_zip(real_log: Callable[[str], Path], tmp_path: Path) -> None:
    path = real_log("uci_incident_servicenow") / "incident_event_log.zip"
    raw = open_log(path, workdir=tmp_path)
    assert (raw.kind, raw.rows, len(raw.columns)) == ("csv", 141_712, 36)
    assert raw.columns[16:18] == ("category", "category.2")
    assert len(set(cells_of(raw, "number"))) == 24_918
    assert issue(raw, "table.repeated_header").fields == {"renamed": "category.2"}
    assert cells_of(raw, "__row") == list(range(2, 141_714))


def test_the_tossing_paths_of_eclipse_are_read(real_log: Callable[[str], Path], tmp_path: Path) -> None:
    raw = open_log(real_log("bug_tossing_eclipse_dfatpl") / "tossing_paths_pseudonymised.csv.gz", workdir=tmp_path)
    assert (raw.columns, raw.rows, codes(raw)) == (("bug_id", "tosses", "path"), 199_960, [])
    assert max(int(tosses) for tosses in cells_of(raw, "tosses") if tosses is not None) == 13
