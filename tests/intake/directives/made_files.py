"""Real files made on the spot: Word documents, workbooks, PDF with text."""

import io
import zlib
from collections.abc import Sequence

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def word(
    *paragraphs: str, table: Sequence[Sequence[str]] = (), merges: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """A Word document of paragraphs and one table behind them; merges are first row and column, last row and column."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                grid.cell(row, column).text = text
        for top, left, bottom, right in merges:
            kept = grid.cell(top, left).text
            grid.cell(top, left).merge(grid.cell(bottom, right)).text = kept
    return saved(document)


def saved(document: object) -> bytes:
    """The bytes of a document of python-docx or a workbook of openpyxl."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]  # both libraries have it, neither has a type for it
    return buffer.getvalue()


def numbered_word(levels: Sequence[tuple[str, str]], paragraphs: Sequence[tuple[int, str]]) -> bytes:
    """A Word document whose paragraphs Word numbers by itself.

    Args:
        levels: (format of the number, text of the level) for each depth, such as ("chineseCounting", "%1、").
        paragraphs: (depth, text); depth -1 is not numbered.
    """
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (form, text) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("start", "1"), ("numFmt", form), ("lvlText", text)):
            child = OxmlElement(f"w:{name}")
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "77")
    number.append(reference)
    numbering.append(number)
    for depth, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if depth >= 0:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = depth
            properties.get_or_add_numId().val = 77
    return saved(document)


def workbook(
    sheets: dict[str, Sequence[Sequence[object]]], merges: Sequence[str] = (), hidden: Sequence[str] = ()
) -> bytes:
    """A workbook; merges are of its first sheet, such as "A2:A3"."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for span in merges:
        book.worksheets[0].merge_cells(span)
    return saved(book)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with text: every line as UTF-16 codes, which a table in the file turns back into characters."""
    return drawn_pdf(
        [f"BT /F1 12 Tf 72 770 Td {''.join(f'{_shown(line)} Tj 0 -20 Td ' for line in lines)}ET" for lines in pages]
    )


def ruled_pdf(
    above: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: Sequence[str] = (),
    *,
    width: int = 90,
    merged: Sequence[tuple[int, int]] = (),
) -> bytes:
    """A PDF of one page with a ruled table between lines of text.

    Args:
        rows: cells from the left; a line break inside one sets its words on two lines.
        width: of a column in points; letters are 12 wide.
        merged: row and column, from 0, of cells that no line parts from the one above.
    """
    drawn = [_set(72, 800 - 20 * place, line) for place, line in enumerate(above)]
    top, height = 790 - 20 * len(above), 36
    for row, cells in enumerate(rows):
        edge = top - height * row
        for column, cell in enumerate(cells):
            left = 60 + width * column
            if (row, column) not in merged:
                drawn.append(f"{left} {edge} m {left + width} {edge} l S")
            drawn += [_set(left + 3, edge - 14 - 14 * place, line) for place, line in enumerate(cell.split("\n"))]
    bottom, right = top - height * len(rows), 60 + width * len(rows[0])
    drawn.append(f"60 {bottom} m {right} {bottom} l S")
    drawn += [f"{x} {bottom} m {x} {top} l S" for x in range(60, right + 1, width)]
    drawn += [_set(72, bottom - 20 - 20 * place, line) for place, line in enumerate(below)]
    return drawn_pdf([" ".join(drawn)])


def _shown(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}>"


def _set(x: int, y: int, text: str) -> str:
    return f"BT /F1 12 Tf {x} {y} Td {_shown(text)} Tj ET"


def drawn_pdf(pages: Sequence[str]) -> bytes:
    """A PDF whose pages hold these operators of drawing and setting."""
    bodies: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * place) for place in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo 0 0 R /DW 1000 >>",
        _stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def 1 begincodespacerange "
            b"<0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
        ),
    ]
    for place, drawn in enumerate(pages):
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (7 + 2 * place)
        )
        bodies.append(_stream(drawn.encode()))
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(bodies) + 1,
        table,
        len(bodies) + 1,
        len(out),
    )
    return bytes(out)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
