"""The Word document of the tutorial, made of its text: `python -m tools.tutorial_files`.

It is made once and kept, since the digest of a document goes on record; a test says that its words are still the text's.
"""

import sys
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

FILES = Path(__file__).resolve().parent.parent / "docs" / "tutorial" / "files"
TEXT, DOCUMENT = FILES / "directive.txt", FILES / "directive.docx"
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


def main() -> int:
    """Write the document."""
    write_document()
    print(f"{DOCUMENT.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
