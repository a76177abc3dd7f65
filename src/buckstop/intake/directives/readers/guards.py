"""What is looked at before a file is opened: its size, what it is, and whether it would blow up."""

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from buckstop.lens.issues import Issue, Severity

LARGEST_BYTES = 32 << 20
LARGEST_CONTENT = 256 << 20
_LARGEST_RATIO = 250
_RATIO_FROM = 4 << 20  # small parts may well shrink a thousandfold: empty cells do
_MOST_PARTS = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_WORD = "WordDocument".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_TEXT_ENDINGS = (".txt", ".md", ".text", "")


class Format(StrEnum):
    """How the bytes of a file are to be read."""

    DOCX = "docx"
    WORKBOOK = "workbook"
    PDF = "pdf"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file cannot be read: issues whose sentences say what to do."""

    issues: tuple[Issue, ...]


def fault(code: str, name: str, **fields: str | int | float) -> Refused:
    """One reason, as an issue about the file of that name."""
    return Refused((Issue(code, Severity.ERROR, name, fields=fields),))


def format_of(data: bytes, name: str) -> Format | Refused:
    """What a file is by its content; its ending counts only for plain text.

    Refuses: `directive.too_large`, `directive.empty`, `directive.bomb`, `directive.password`, `directive.old_word`,
    `directive.picture`, `directive.damaged`, `directive.unknown_format`.
    """
    if len(data) > LARGEST_BYTES:
        return fault("directive.too_large", name, megabytes=len(data) >> 20, most=LARGEST_BYTES >> 20)
    if not data.strip():
        return fault("directive.empty", name)
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    if data.startswith(_PICTURES):
        return fault("directive.picture", name)
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in _TEXT_ENDINGS:
        return Format.TEXT
    return fault("directive.unknown_format", name, ending=ending)


def _archive(data: bytes, name: str) -> Format | Refused:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        return fault("directive.damaged", name, reason=str(error))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT or any(map(_swells, parts)):
        return fault("directive.bomb", name, most=LARGEST_CONTENT >> 20)
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        return fault("directive.password", name)
    if "word/document.xml" in names:
        return Format.DOCX
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or "content.xml" in names:
        return Format.WORKBOOK
    return fault("directive.unknown_format", name, ending=name[name.rfind(".") :].lower())


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _RATIO_FROM and part.file_size > _LARGEST_RATIO * max(part.compress_size, 1)


def _compound(data: bytes, name: str) -> Format | Refused:
    """Files of the old container: encrypted new ones, old workbooks, old Word."""
    if _ENCRYPTED in data:
        return fault("directive.password", name)
    if _WORD in data:
        return fault("directive.old_word", name)
    if any(mark in data for mark in _WORKBOOK):
        return Format.WORKBOOK
    return fault("directive.unknown_format", name, ending=name[name.rfind(".") :].lower())
