"""Word documents: paragraphs and tables in reading order, with the numbers that Word counts by itself.

Deleted text of tracked changes is left out, inserted text read; text boxes follow the paragraph that holds them.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError, PackageNotFoundError
from docx.oxml.ns import qn

from buckstop.intake.directives.document import RawCell, RawDocument, RawLine, RawTable
from buckstop.intake.directives.readers.docx_numbers import Numbering
from buckstop.intake.directives.readers.guards import Refused, fault

_W_P, _W_TBL, _W_SDT, _W_TR, _W_TC = (qn(f"w:{name}") for name in ("p", "tbl", "sdt", "tr", "tc"))
_TEXT, _TAB, _BREAK, _HYPHEN = (qn(f"w:{name}") for name in ("t", "tab", "br", "noBreakHyphen"))
_CARRIAGE, _BOX = qn("w:cr"), qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")}
_GONE = {qn("w:del"), qn("w:moveFrom"), _FALLBACK, _BOX, qn("w:pPr"), qn("w:rPr")}
_DEEPEST = 200  # levels of elements; a real document has some twenty

Element = Any  # lxml ships no types


def read_docx(data: bytes, name: str) -> RawDocument | Refused:
    """The paragraphs and tables of a Word document.

    Refuses: `directive.damaged`.
    """
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        numbering = Numbering.of(document)
        return RawDocument(tuple(_parts(body, numbering)))
    except (
        OpcError, PackageNotFoundError, SyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError,
        NotImplementedError, EOFError, RecursionError,
    ) as error:  # fmt: skip
        return fault("directive.damaged", name, reason=str(error))


def _parts(body: Element, numbering: Numbering) -> Iterator[RawLine | RawTable]:
    paragraphs = tables = 0
    for element in _blocks(body):
        if element.tag == _W_TBL:
            tables += 1
            yield _table(element, tables, numbering)
            continue
        for text, source in _paragraphs(element, numbering):
            for line in text.split("\n"):
                if line.strip():
                    paragraphs += 1
                    style = numbering.style_of(source)
                    yield RawLine(str(paragraphs), line, style == "title", style.startswith("heading"))


def _blocks(parent: Element, depth: int = 0) -> Iterator[Element]:
    """Paragraphs and tables directly inside, looking through wrappers."""
    for child in parent:
        if child.tag in {_W_P, _W_TBL}:
            yield child
        elif child.tag in _WRAPPERS and depth < _DEEPEST:
            yield from _blocks(child, depth + 1)


def _paragraphs(paragraph: Element, numbering: Numbering) -> Iterator[tuple[str, Element]]:
    """The text of a paragraph with its number, then that of the text boxes in it."""
    text = "".join(_texts(paragraph))
    if text.strip():
        yield numbering.next_mark(paragraph) + text, paragraph
    for box in paragraph.iter(_BOX):
        if any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
            continue
        for inner in _blocks(box):
            if inner.tag == _W_P:
                yield "".join(_texts(inner)), inner
            else:
                yield _flat(inner, numbering), inner


def _texts(element: Element, depth: int = 0) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag in {_BREAK, _CARRIAGE}:
            yield "\n"
        elif child.tag == _HYPHEN:
            yield "-"
        elif child.tag not in _GONE and depth < _DEEPEST:
            yield from _texts(child, depth + 1)


def _table(table: Element, number: int, numbering: Numbering) -> RawTable:
    cells: list[RawCell] = []
    rows: list[list[int]] = []
    for row_place, row in enumerate(_children(table, _W_TR)):
        line = [-1] * _grid_skip(row, "gridBefore")
        for cell in _children(row, _W_TC):
            width = _grid_span(cell)
            above = rows[-1][len(line)] if rows and len(line) < len(rows[-1]) else -1
            if _continues(cell) and above >= 0:
                line += [above] * width
                continue
            address = f"{number}!{column_letters(len(line))}{row_place + 1}"
            line += [len(cells)] * width
            cells.append(RawCell(address, _cell_text(cell, numbering)))
        rows.append(line)
    widest = max(map(len, rows), default=0)
    return RawTable(tuple(cells), tuple((*row, *[-1] * (widest - len(row))) for row in rows))


def _children(parent: Element, tag: str, depth: int = 0) -> Iterator[Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS and depth < _DEEPEST:
            yield from _children(child, tag, depth + 1)


def _cell_text(cell: Element, numbering: Numbering) -> str:
    lines = []
    for element in _blocks(cell):
        if element.tag == _W_TBL:
            lines.append(_flat(element, numbering))
        else:
            lines += [text for text, _source in _paragraphs(element, numbering)]
    return "\n".join(line for line in lines if line.strip())


def _flat(table: Element, numbering: Numbering) -> str:
    """A table inside a cell as lines, its cells set apart by tabs."""
    rows = ("\t".join(_cell_text(cell, numbering) for cell in _children(row, _W_TC)) for row in _children(table, _W_TR))
    return "\n".join(rows)


def _property(cell: Element, container: str, name: str) -> Element | None:
    properties = cell.find(qn(f"w:{container}"))
    return properties.find(qn(f"w:{name}")) if properties is not None else None


def _grid_span(cell: Element) -> int:
    span = _property(cell, "tcPr", "gridSpan")
    return max(1, min(int(span.get(qn("w:val")) or 1), 64)) if span is not None else 1


def _grid_skip(row: Element, name: str) -> int:
    skip = _property(row, "trPr", name)
    return max(0, min(int(skip.get(qn("w:val")) or 0), 64)) if skip is not None else 0


def _continues(cell: Element) -> bool:
    """Whether a cell is the lower part of one merged downwards."""
    merged = _property(cell, "tcPr", "vMerge")
    return merged is not None and merged.get(qn("w:val")) != "restart"


def column_letters(place: int) -> str:
    """The letters of a column as sheets name it: 0 is A, 26 is AA."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("A") + rest) + letters
        place -= 1
    return letters
