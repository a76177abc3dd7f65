"""Any log, opened by what it is: the content decides, the name of the file only where the content cannot."""

import codecs
import re
from pathlib import Path

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource, unwrap
from buckstop.intake.csv_log import read_csv_log
from buckstop.intake.encoding import wide_without_mark
from buckstop.intake.ocel_log import read_ocel_log
from buckstop.intake.parquet_log import parts_of, read_parquet_log
from buckstop.intake.raw import Progress, RawLog, UnreadableLogError
from buckstop.intake.xes_log import read_xes_log
from buckstop.intake.xlsx_log import read_xlsx_log

_HEAD = 4096
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and every password-protected workbook
_SQLITE_MAGIC = b"SQLite format 3\x00"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_WORKBOOK_MEMBERS = ("[Content_Types].xml", "content.xml")  # OOXML, OpenDocument
_OTHER_FILES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"ARROW1": "Arrow IPC",
    b"Obj\x01": "Avro",
}
# Control characters that no text uses. Zero bytes are judged apart: UTF-16 and careless exports carry them.
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def open_log(
    path: Path,
    *,
    workdir: Path,
    columns: frozenset[str] | None = None,
    sheet: str | None = None,
    case_object: str | None = None,
    progress: Progress | None = None,
) -> RawLog:
    """The log in a file or folder: CSV, workbook, Parquet, XES or OCEL 2.0, also as .gz or as a .zip with one file.

    Args:
        path: file, or folder of Parquet parts.
        workdir: folder for staged parts, one per log; what an earlier reading staged there is replaced.
        columns: names of the columns that are needed; None for all.
        sheet: sheet of a workbook to read; None for the first with a header. Other kinds of logs have none.
        case_object: object type of an object-centric log to follow; None lets the log decide. Not for other kinds.
        progress: told how far the reading is.

    Refuses: UnreadableLogError, with the code of what is wrong; `file.not_a_log` if the content is of no known kind.
    """
    if _is_folder(path):
        return read_parquet_log(path, parts_of(path), columns=columns, progress=progress)
    source = unwrap(path, _is_workbook)
    head = source.head(_HEAD)
    if head.startswith(b"PAR1"):
        return read_parquet_log(path, (source.random_access(workdir),), columns=columns, progress=progress)
    if head.startswith(_SQLITE_MAGIC):
        return read_ocel_log(
            source, workdir=workdir, sqlite=True, columns=columns, case_object=case_object, progress=progress
        )
    if head.startswith((b"PK\x03\x04", _OLE_MAGIC)):
        return read_xlsx_log(source, workdir=workdir, columns=columns, sheet=sheet, progress=progress)
    _refuse_other_files(source, head)
    opening = _first_characters(head)
    if opening.startswith("<"):
        _refuse_html(source, opening)
        return read_xes_log(source, workdir=workdir, columns=columns, progress=progress)
    if opening.startswith("{") or (opening.startswith("[") and not _named_as_table(source)):
        return read_ocel_log(
            source, workdir=workdir, sqlite=False, columns=columns, case_object=case_object, progress=progress
        )
    return read_csv_log(source, workdir=workdir, columns=columns, progress=progress)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # opening it as a file will say why
        return False


def _is_workbook(members: frozenset[str]) -> bool:
    return any(member in members for member in _WORKBOOK_MEMBERS)


def _refuse_other_files(source: ByteSource, head: bytes) -> None:
    for magic, kind in _OTHER_FILES.items():
        if head.startswith(magic):
            raise UnreadableLogError(
                "file.other_kind",
                _(
                    "%(file)s is a file of the kind %(kind)s, not a log: export the log as CSV, XLSX, Parquet, XES or OCEL."
                ),
                file=source.name,
                kind=kind,
            )
    if head.startswith(_WIDE_MARKS) or wide_without_mark(head):
        return
    strange = len(_BINARY.findall(head)) + head.count(0) // 4
    if strange > max(16, 0.05 * len(head)):
        raise UnreadableLogError(
            "file.not_a_log",
            _(
                "%(file)s is neither text nor a log format that is known: export the log as CSV, XLSX, Parquet, XES or OCEL."
            ),
            file=source.name,
        )


def _first_characters(head: bytes) -> str:
    """What the text begins with, in any encoding that writes ASCII as ASCII or as UTF-16."""
    for mark in (codecs.BOM_UTF8, *_WIDE_MARKS):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().decode("latin-1")


def _refuse_html(source: ByteSource, opening: str) -> None:
    if re.match(r"<(!doctype\s+html|html|head|body|meta|table)\b", opening, re.IGNORECASE):
        raise UnreadableLogError(
            "file.html",
            _("%(file)s is a web page, whatever its name says: open it in a spreadsheet and save it as .xlsx or .csv."),
            file=source.name,
        )


def _named_as_table(source: ByteSource) -> bool:
    """Some databases put column names into brackets: there the name of the file decides."""
    return Path(source.inner_name).suffix.lower() in {".csv", ".tsv", ".txt", ".tab"}
