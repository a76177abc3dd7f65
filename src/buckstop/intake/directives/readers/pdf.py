"""PDF with text: its lines page by page, broken ones joined; one that holds only pictures of pages is refused."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from buckstop.intake.directives.document import RawDocument, RawLine
from buckstop.intake.directives.readers.broken_lines import fills, joined, with_whole_brackets
from buckstop.intake.directives.readers.guards import Refused, fault

_MOST_PAGES = 1000
_LEAST_LETTERS = 8  # on all pages together; a stamp or a page number is no text


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
        tuple(
            with_whole_brackets(
                tuple(joined([line for number, page in enumerate(pages, 1) for line in _lines(number, page)]))
            )
        ),
        page=True,
    )


def _lines(number: int, page: str) -> Iterator[tuple[RawLine, bool]]:
    """The lines of a page, each with whether it fills the page's width."""
    lines = page.splitlines()
    for place, (line, full) in enumerate(zip(lines, fills(lines), strict=True), 1):
        if line.strip():
            yield RawLine(f"p{number}:{place}", line), full
