"""Which files can be attached, and whether a file is what its name says.

Why both name and content: a name decides with what program a reader opens a file, the content what that program then
does. A file passes when its extension is on the list and its bytes are of that kind. Nothing here looks for viruses
(`file_folder` asks a scanner where one is configured); what is refused by kind is what runs on opening: programs, macros,
parts fetched from elsewhere, archives nobody has looked into.

Sources: PKWARE APPNOTE (zip); ECMA-376 part 2 (content types, relationships); OASIS ODF 1.3 part 2 (mimetype); GB/T
33190-2016 (OFD); ISO 32000 (PDF); ISO 14496-12 and 23008-12 (HEIF brands).
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import BinaryIO
from urllib.parse import unquote

LONGEST_NAME = 120
"""Characters the name of an attached file may have, extension included."""

UNPACKED_MEGABYTES = 500
"""What an office document may unpack to."""

_HEAD_BYTES = 1024
_MEMBERS = 10_000
_RELATIONS_BYTES = 4_000_000
_MEGABYTE = 1_000_000


class FileRefusal(StrEnum):
    """Why a file is not kept or not given out, in the order in which it is looked at."""

    KIND_UNKNOWN = "file.kind_unknown"
    PROGRAM = "file.program"
    MACROS = "file.macros"
    ARCHIVE = "file.archive"
    OLD_FORMAT = "file.old_format"
    EMPTY = "file.empty"
    TOO_LARGE = "file.too_large"
    LOCKED = "file.locked"
    NOT_WHAT_IT_SAYS = "file.not_what_it_says"
    UNPACKS_TOO_LARGE = "file.unpacks_too_large"
    FETCHES_PARTS = "file.fetches_parts"
    SCANNER_REFUSED = "file.scanner_refused"
    SCANNER_FAILED = "file.scanner_failed"
    MISSING = "file.missing"
    CHANGED = "file.changed"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that can be attached.

    Args:
        media_type: how it is named when it is handed out.
        shown: a browser may show it instead of saving it; never so for what could carry script.
    """

    extension: str
    media_type: str
    obstacle: Callable[[BinaryIO, bytes], FileRefusal | None]
    shown: bool = False


def clean_name(name: str) -> str:
    """The name of a file as it is kept: no folders, nothing unseen, NFC, at most 120 characters with its extension.

    Why: the name goes into the log for ever and into the terminals, pages and download folders of readers.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if sign == " " or not unicodedata.category(sign).startswith(("C", "Z")))
    stem, dot, extension = seen.strip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    ending = f".{extension.strip()[:12]}" if extension else ""
    return f"{stem.strip()[: LONGEST_NAME - len(ending)]}{ending}"


def kind_of(name: str) -> FileKind | FileRefusal:
    """The kind a name announces, or why no file of that name is kept."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if (kind := KINDS.get(extension)) is not None:
        return kind
    return _NOT_KEPT.get(extension, FileRefusal.KIND_UNKNOWN)


def obstacle(kind: FileKind, stream: BinaryIO) -> FileRefusal | None:
    """What keeps a file of a kind from being kept; the stream is read from its beginning.

    Returns:
        None for a file that is what its name says.
    """
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    if not head:
        return FileRefusal.EMPTY
    found = kind.obstacle(stream, head)
    if found is FileRefusal.NOT_WHAT_IT_SAYS and head.startswith(_PROGRAMS):
        return FileRefusal.PROGRAM
    return found


# --- by their first bytes ---------------------------------------------------------------------------------------------

_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what a password makes of an office document, and what .doc was
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def _begins(*starts: bytes) -> Callable[[BinaryIO, bytes], FileRefusal | None]:
    return lambda _stream, head: None if head.startswith(starts) else FileRefusal.NOT_WHAT_IT_SAYS


def _pdf(_stream: BinaryIO, head: bytes) -> FileRefusal | None:
    return None if b"%PDF-" in head else FileRefusal.NOT_WHAT_IT_SAYS


def _heif(_stream: BinaryIO, head: bytes) -> FileRefusal | None:
    fits = head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS
    return None if fits else FileRefusal.NOT_WHAT_IT_SAYS


def _text(stream: BinaryIO, head: bytes) -> FileRefusal | None:
    """Text in one of the encodings offices write; UTF-16 only with its mark, or bytes of any kind would pass for it."""
    stream.seek(0)
    raw = stream.read()
    encodings = ("utf-16",) if head.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        other = "\0" in text or head.startswith((*_PROGRAMS[1:], b"%PDF-"))
        return FileRefusal.NOT_WHAT_IT_SAYS if other else None
    return FileRefusal.NOT_WHAT_IT_SAYS


# --- packed documents -------------------------------------------------------------------------------------------------

_RUNS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/|macrosheets/|basic/|scripts/)", re.IGNORECASE)
_MACRO_TYPE = b"macroenabled"
# A relation that is followed on opening, at an address on another machine. Links a reader clicks are no such relations.
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_FOLLOWED = re.compile(rb"/relationships/(attachedTemplate|oleObject|frame|subDocument|control)[\"']", re.IGNORECASE)
_TARGET = re.compile(rb"\bTarget\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:https?|ftp|mhtml|ms-\w+):|(?:file:/*)?\\\\|(?:file:)?//[^/]|file:/{4}", re.IGNORECASE)


def _office(folder: str) -> Callable[[BinaryIO, bytes], FileRefusal | None]:
    """A document of ECMA-376 whose parts lie in that folder."""

    def look(packed: zipfile.ZipFile) -> FileRefusal | None:
        names = packed.namelist()
        if "[Content_Types].xml" not in names or not any(name.startswith(folder) for name in names):
            return FileRefusal.NOT_WHAT_IT_SAYS
        if _MACRO_TYPE in packed.read("[Content_Types].xml").lower():
            return FileRefusal.MACROS
        for name in names:
            if name.lower().endswith(".rels"):
                if packed.getinfo(name).file_size > _RELATIONS_BYTES:
                    return FileRefusal.UNPACKS_TOO_LARGE
                if _fetches(packed.read(name)):
                    return FileRefusal.FETCHES_PARTS
        return None

    return _packed(look)


def _fetches(relations: bytes) -> bool:
    for tag in _RELATION.findall(relations):
        target = _TARGET.search(tag)
        if target and _FOLLOWED.search(tag):
            address = unquote(target.group(1).decode("utf-8", "replace")).replace("&amp;", "&").strip()
            if _ELSEWHERE.match(address):
                return True
    return False


def _open_document(media_type: str) -> Callable[[BinaryIO, bytes], FileRefusal | None]:
    def look(packed: zipfile.ZipFile) -> FileRefusal | None:
        fits = "mimetype" in packed.namelist() and packed.read("mimetype").strip() == media_type.encode()
        if not fits:
            return FileRefusal.NOT_WHAT_IT_SAYS
        manifest = packed.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in packed.namelist() else b""
        return FileRefusal.LOCKED if b"encryption-data" in manifest else None

    return _packed(look)


def _ofd(packed: zipfile.ZipFile) -> FileRefusal | None:
    return None if "OFD.xml" in packed.namelist() else FileRefusal.NOT_WHAT_IT_SAYS


def _packed(
    look: Callable[[zipfile.ZipFile], FileRefusal | None],
) -> Callable[[BinaryIO, bytes], FileRefusal | None]:
    """A zip file that opens, is of a sane size, and holds nothing that runs; then what `look` says of it."""

    def found(stream: BinaryIO, head: bytes) -> FileRefusal | None:
        if head.startswith(_COMPOUND):
            return FileRefusal.LOCKED
        if not head.startswith(b"PK\x03\x04"):
            return FileRefusal.NOT_WHAT_IT_SAYS
        try:
            with zipfile.ZipFile(stream) as packed:
                return _members(packed) or look(packed)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
            return FileRefusal.NOT_WHAT_IT_SAYS

    return found


def _members(packed: zipfile.ZipFile) -> FileRefusal | None:
    members = packed.infolist()
    if len(members) > _MEMBERS or sum(one.file_size for one in members) > UNPACKED_MEGABYTES * _MEGABYTE:
        return FileRefusal.UNPACKS_TOO_LARGE
    if any(one.flag_bits & 1 for one in members):
        return FileRefusal.LOCKED
    return FileRefusal.MACROS if any(_RUNS.search(one.filename) for one in members) else None


# --- the lists --------------------------------------------------------------------------------------------------------

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_JPEG, _PNG = _begins(b"\xff\xd8\xff"), _begins(b"\x89PNG\r\n\x1a\n")

KINDS: Mapping[str, FileKind] = MappingProxyType(
    {
        kind.extension: kind
        for kind in (
            FileKind("pdf", "application/pdf", _pdf),
            FileKind("ofd", "application/ofd", _packed(_ofd)),
            FileKind("docx", f"{_OOXML}.wordprocessingml.document", _office("word/")),
            FileKind("xlsx", f"{_OOXML}.spreadsheetml.sheet", _office("xl/")),
            FileKind("pptx", f"{_OOXML}.presentationml.presentation", _office("ppt/")),
            FileKind("odt", f"{_ODF}.text", _open_document(f"{_ODF}.text")),
            FileKind("ods", f"{_ODF}.spreadsheet", _open_document(f"{_ODF}.spreadsheet")),
            FileKind("txt", "text/plain", _text),
            FileKind("csv", "text/csv", _text),
            FileKind("jpg", "image/jpeg", _JPEG, shown=True),
            FileKind("jpeg", "image/jpeg", _JPEG, shown=True),
            FileKind("png", "image/png", _PNG, shown=True),
            FileKind("heic", "image/heic", _heif),
        )
    }
)
"""Kinds that can be attached, by extension."""

_PROGRAM_NAMES = """exe com scr pif msi msp dll sys bat cmd ps1 vbs vbe js jse wsf wsh hta jar apk app dmg deb rpm sh py pl
reg lnk cpl chm url iso img html htm svg xml xhtml mht"""
_MACRO_NAMES = "docm dotm xlsm xltm xlsb xlam pptm potm ppsm"
_ARCHIVE_NAMES = "zip rar 7z tar gz tgz bz2 xz zst cab arj"
_OLD_NAMES = "doc dot xls xlt ppt pps wps et dps rtf"

_NOT_KEPT: Mapping[str, FileRefusal] = MappingProxyType(
    {
        extension: code
        for code, names in (
            (FileRefusal.PROGRAM, _PROGRAM_NAMES),
            (FileRefusal.MACROS, _MACRO_NAMES),
            (FileRefusal.ARCHIVE, _ARCHIVE_NAMES),
            (FileRefusal.OLD_FORMAT, _OLD_NAMES),
        )
        for extension in names.split()
    }
)
"""Extensions that are refused with a word of their own."""
