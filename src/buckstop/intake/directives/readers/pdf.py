"""PDF with text: its lines page by page, broken ones joined; one that holds only pictures of pages is refused."""

import io
import re
import unicodedata
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from buckstop.intake.directives.document import RawDocument, RawLine
from buckstop.intake.directives.grammar.headings import starts_like_item
from buckstop.intake.directives.readers.guards import Refused, fault

_MOST_PAGES = 1000
_LEAST_LETTERS = 8  # on all pages together; a stamp or a page number is no text
_FULL = 0.85  # of the page's widest line that a broken line fills at least
_SENTENCE_END = re.compile("[\u3002\uff1b;:\uff1a!\uff01?\uff1f)\uff09\u3015\\]|]$")
_PAGE_NUMBER = re.compile("[-\u2014\u2013\\s]*\\d{1,4}[-\u2014\u2013\\s]*")
_HAN = re.compile("[\u3400-\u9fff\uff00-\uffef\u3001-\u3011]")


def read_pdf(data: bytes, name: str) -> RawDocument | Refused:
    """The lines of a PDF, those that the width of the page broke joined again.

    Refuses: `directive.password`, `directive.damaged`, `directive.scanned`, `directive.too_many_pages`.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return fault("directive.password", name)
        if len(reader.pages) > _MOST_PAGES:
            return fault("directive.too_many_pages", name, pages=len(reader.pages), most=_MOST_PAGES)
        pages = [page.extract_text() or "" for page in reader.pages]
    except (
        PyPdfError,
        PdfReadError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        return fault("directive.damaged", name, reason=str(error))
    if sum(sum(map(str.isalnum, page)) for page in pages) < _LEAST_LETTERS:
        return fault("directive.scanned", name, pages=len(pages))
    return RawDocument(
        tuple(_joined([line for number, page in enumerate(pages, 1) for line in _lines(number, page)])), page=True
    )


def _lines(number: int, page: str) -> Iterator[tuple[RawLine, bool]]:
    """The lines of a page, each with whether it fills the page's width."""
    lines = page.splitlines()
    widest = max(map(_width, lines), default=0)
    for place, line in enumerate(lines, 1):
        if line.strip():
            yield RawLine(f"p{number}:{place}", line), _width(line) >= _FULL * widest


def _joined(lines: list[tuple[RawLine, bool]]) -> Iterator[RawLine]:
    """Lines with the ends of broken ones joined on; page numbers between two halves are passed over."""
    waiting: RawLine | None = None
    broken = False
    aside: list[RawLine] = []
    for line, full in lines:
        if waiting is not None and broken and _PAGE_NUMBER.fullmatch(line.text):
            aside.append(line)
            continue
        if waiting is not None and broken and not starts_like_item(line.text):
            waiting = RawLine(
                waiting.address,
                _glued(waiting.text, line.text),
                joined=(*(waiting.joined or (waiting.text,)), line.text),
            )
        else:
            if waiting is not None:
                yield waiting
            yield from aside
            aside, waiting = [], line
        broken = full and not _SENTENCE_END.search(line.text.rstrip())
    if waiting is not None:
        yield waiting
    yield from aside


def _glued(first: str, second: str) -> str:
    first, second = first.rstrip(), second.strip()
    chinese = _HAN.search(first[-1:]) or _HAN.search(second[:1])
    return first + ("" if chinese else " ") + second


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line.rstrip())
