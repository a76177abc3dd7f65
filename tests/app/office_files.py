"""Small files as office programs write them, built byte by byte for tests of what may be attached."""

import io
import struct
import zipfile
import zlib

OOXML = "http://schemas.openxmlformats.org"
TEXT_TYPE = "application/vnd.oasis.opendocument.text"


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A zip file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def office(folder: str, more: dict[str, bytes | str] | None = None, content_type: str = "main+xml") -> bytes:
    """A document of a word processor (`word`), a spreadsheet (`xl`) or slides (`ppt`)."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types><Default Extension="xml" ContentType="{content_type}"/></Types>',
        f"{folder}/document.xml": "<document>渠道已清淤</document>",
    }
    return packed(parts | (more or {}))


def relation(kind: str, target: str) -> bytes:
    """A relations part with one relation to somewhere outside the document."""
    address = f"{OOXML}/officeDocument/2006/relationships/{kind}"
    return (
        f'<Relationships xmlns="{OOXML}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{address}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


def open_document(more: dict[str, bytes | str] | None = None, media_type: str = TEXT_TYPE) -> bytes:
    """A document of OpenDocument."""
    parts: dict[str, bytes | str] = {"mimetype": media_type, "content.xml": "<text/>"}
    return packed(parts | (more or {}))


def png(red: int = 200) -> bytes:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    dot = chunk(b"IDAT", zlib.compress(bytes((0, red, 80, 40))))
    return b"\x89PNG\r\n\x1a\n" + header + dot + chunk(b"IEND", b"")


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(20)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
