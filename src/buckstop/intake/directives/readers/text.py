"""Plain text and pasted pages: one line, one piece, rows of cells set apart by tabs a table; the encoding is decided over all bytes."""

import codecs
import re
from collections.abc import Iterator

from buckstop.intake.directives.document import RawDocument, RawLine, RawTable
from buckstop.intake.directives.readers.broken_lines import joined, with_whole_brackets, wrapped
from buckstop.intake.directives.readers.guards import Refused, fault
from buckstop.intake.directives.readers.pasted_table import tables_among
from buckstop.intake.encoding import wide_without_mark

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_PUNCTUATION = re.compile("[\u2014-\u2026\u3000-\u3017\uff01-\uff0f\uff1a-\uff20]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_LOST_SHARE = 0.1
_FEW = 3  # lost characters that a damaged file may have in its own encoding
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS = ("utf-8", "gb18030", "big5hkscs")  # in this order where they do equally well


def read_text(data: bytes, name: str) -> RawDocument | Refused:
    """The lines of a text file in UTF-8, UTF-16, GB18030 or Big5, whichever its bytes prove or come nearest to.

    Refuses: `directive.not_text` where the bytes are no text in any of them.
    """
    text = _decoded(data)
    if "\x00" in text or text.count(_LOST) > _LOST_SHARE * len(text):
        return fault("directive.not_text", name)
    return lines_of(text)


def _decoded(data: bytes) -> str:
    """A mark decides, then strict UTF-8; else the encoding that loses least and gives the most frequent characters."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if wide := wide_without_mark(data):
        return data.decode(wide, "replace")
    texts = [(data.decode(codec, "replace"), codec) for codec in _CODECS]
    return min(texts, key=lambda one: (one[0].count(_LOST) > _FEW, -_plausible(*one)))[0]


def _plausible(text: str, codec: str) -> float:
    """Share of the characters beyond ASCII that are frequent in the national standard behind a codec, or punctuation.

    Why: GB 2312 puts its frequent characters on lead bytes B0-D7, Big5 its own on A4-C6; text read in the wrong one of
    the two falls among rare characters, kana and letters of other scripts.
    """
    beyond = [sign for sign in text if not sign.isascii() and not sign.isspace()]
    if not beyond:
        return 1.0
    first, last, lead_codec = (0xA4, 0xC6, "big5") if codec.startswith("big5") else (0xB0, 0xD7, "gb2312")
    frequent = 0
    for sign in beyond:
        lead = sign.encode(lead_codec, "ignore")[:1]
        frequent += bool(_PUNCTUATION.match(sign)) or (len(lead) == 1 and first <= lead[0] <= last)
    return frequent / len(beyond)


def lines_of(text: str) -> RawDocument:
    """The lines of a text that are not blank, each under its number, and the tables between them; broken lines are joined."""
    lines = _LINE_ENDS.split(text.removeprefix("\ufeff"))
    parts: list[RawLine | RawTable] = []
    behind = 0
    for first, end, table in (*tables_among(lines), (len(lines), len(lines), None)):
        parts += _whole(lines, behind, first)
        parts += (table,) if table is not None else ()
        behind = end
    return RawDocument(tuple(parts), page=True)


def _whole(lines: list[str], first: int, end: int) -> Iterator[RawLine]:
    """Lines that no table holds, put together where they were broken."""
    numbered = [(place, lines[place]) for place in range(first, end) if lines[place].strip()]
    broken = wrapped([line for _place, line in numbered])
    raw = [(RawLine(str(place + 1), line), cut) for (place, line), cut in zip(numbered, broken, strict=True)]
    yield from with_whole_brackets(tuple(joined(raw)))
