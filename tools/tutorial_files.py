"""What the tutorials hand to their readers: `python -m tools.tutorial_files` makes the files that are not there.

The Word document is made of `directive.txt`, the registers of `county.json` by way of the product's own template. They are
made once and kept, since the digest of a document goes on record; tests say that they still say what they were made of.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from buckstop.intake.registers.writing import template

FILES = Path(__file__).resolve().parent.parent / "docs" / "tutorial" / "files"
TEXT, DOCUMENT = FILES / "directive.txt", FILES / "directive.docx"
COUNTY = FILES / "county.json"
REGISTERS = {"en": ".xlsx", "zh_Hans": ".zh.xlsx"}
_SETTINGS, _UNITS, _PEOPLE = 1, 2, 4  # places of sheets in a register; posts stand between the latter two
_BODY_POINTS, _HEADING_POINTS = 12, 16


def write_document(path: Path = DOCUMENT) -> None:
    """Write the directive: its first line is the heading, every other one a paragraph."""
    heading, *paragraphs = TEXT.read_text("utf-8").splitlines()
    document = Document()
    document.styles["Normal"].font.size = Pt(_BODY_POINTS)
    top = document.add_paragraph()
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = top.add_run(heading)
    words.bold, words.font.size = True, Pt(_HEADING_POINTS)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))


def register_of(language: str, *, mistaken: bool = False) -> openpyxl.Workbook:
    """The filled register of the second tutorial.

    Args:
        mistaken: with the two mistakes that the tutorial finds.
    """
    county: dict[str, Any] = json.loads(COUNTY.read_text("utf-8"))[language]
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    sheets = book.worksheets
    for sheet in sheets[_UNITS:]:
        sheet.delete_rows(2, sheet.max_row)
    settings = county["settings"]
    for place, value in ((2, settings["outside_arbiter"]), (4, settings["office"]), (8, settings["log"])):
        sheets[_SETTINGS].cell(place, 2).value = value
    units = [[None, name, None, kind, superior or None] for name, kind, superior in county["units"]]
    posts = [[None, unit, post, roles] for unit, post, roles, _, _ in county["people"]]
    people = [[None, name, unit, post, login] for unit, post, _, name, login in county["people"]]
    if mistaken:
        units[2][4], people[4][3] = county["mistakes"]["superior"], county["mistakes"]["post"]
    for sheet, rows in zip(sheets[_UNITS : _PEOPLE + 1], (units, posts, people), strict=True):
        for number, row in enumerate(rows, 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
    return book


def main() -> int:
    """Write the files that are not there."""
    if not DOCUMENT.exists():
        write_document()
        print(f"{DOCUMENT.name} written")
    for language, ending in REGISTERS.items():
        for name, mistaken in (("county", False), ("county-with-mistakes", True)):
            path = FILES / f"{name}{ending}"
            if not path.exists():
                register_of(language, mistaken=mistaken).save(path)
                print(f"{path.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
