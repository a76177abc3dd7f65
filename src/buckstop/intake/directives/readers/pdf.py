"""PDF with text: its lines page by page, broken ones joined, and its ruled tables; one of pictures only is refused."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from buckstop.intake.directives.document import RawDocument, RawLine, RawTable
from buckstop.intake.directives.readers.broken_lines import fills, joined, with_whole_brackets
from buckstop.intake.directives.readers.guards import Refused, fault
from buckstop.intake.directives.readers.pdf_tables import Drawn, drawn_on, lines_of, tables_on

_MOST_PAGES = 1000
_BESIDE_TABLE = 60  # columns of a page whose running text is only what stands above and below a table
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
        pages = [drawn_on(page) for page in reader.pages]
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
    if sum(sum(map(str.isalnum, text)) for text, _drawn in pages) < _LEAST_LETTERS:
        return fault("directive.scanned", name, pages=len(pages))
    return RawDocument(tuple(_parts(pages)), page=True)


def _parts(pages: list[tuple[str, Drawn]]) -> Iterator[RawLine | RawTable]:
    """The lines of all pages, those that were broken joined, and the tables between them."""
    waiting: list[tuple[RawLine, bool]] = []
    number = 0
    for place, (text, drawn) in enumerate(pages, 1):
        tables = list(tables_on(drawn))
        if not tables:
            waiting += _lines(place, text.splitlines(), 0, 0)
            continue
        above, counted = float("inf"), 0
        for top, bottom, grid in tables:
            lines = lines_of([word for word in drawn.words if top <= word.y < above])
            waiting += _lines(place, lines, counted, _BESIDE_TABLE)
            yield from _whole(waiting)
            number += 1
            yield grid.table(number)
            waiting, above, counted = [], bottom, counted + len(lines)
        waiting += _lines(place, lines_of([word for word in drawn.words if word.y < above]), counted, _BESIDE_TABLE)
    yield from _whole(waiting)


def _whole(lines: list[tuple[RawLine, bool]]) -> Iterator[RawLine]:
    return with_whole_brackets(tuple(joined(lines)))


def _lines(number: int, lines: list[str], before: int, least: int) -> Iterator[tuple[RawLine, bool]]:
    """Lines of a page, each with whether it fills the width of those around it.

    Args:
        before: lines of the page that were counted already.
        least: columns of the page at least.
    """
    for place, (line, full) in enumerate(zip(lines, fills(lines, least), strict=True), before + 1):
        if line.strip():
            yield RawLine(f"p{number}:{place}", line), full
