"""The ten documents again, from their sources, by LibreOffice: `python tests/data/directives/documents/make.py [NAME ...]`.

Run by hand after a source was changed. LibreOffice 7.4 wrote the committed files; another release writes other bytes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
WRITER, SHEETS = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
# HTML and CSV do not say whether they are a text or a table, nor how they are encoded (76 is UTF-8).
READ_AS_TEXT, READ_AS_SHEET = "HTML (StarWriter)", "HTML (StarCalc)"
READ_AS_CSV = "Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"
DOCUMENTS = {
    "notice-table.docx": ("notice-table.html", READ_AS_TEXT),
    "same-below.docx": ("same-below.html", READ_AS_TEXT),
    "english-plan.docx": ("english-plan.html", READ_AS_TEXT),
    "two-pages.docx": ("two-pages.html", READ_AS_TEXT),
    "line-form.docx": ("line-form.fodt", ""),
    "automatic-numbering.docx": ("automatic-numbering.fodt", ""),
    "ten-matters.xlsx": ("ten-matters.fods", ""),
    "two-header-rows.xlsx": ("two-header-rows.html", READ_AS_SHEET),
    "plain.xlsx": ("plain.csv", READ_AS_CSV),
    "rectification.xlsx": ("rectification.fods", ""),
}


def make(name: str) -> None:
    source, read_as = DOCUMENTS[name]
    with tempfile.TemporaryDirectory() as profile:  # a profile of its own: no setting of whoever runs it gets in
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                *([f"--infilter={read_as}"] if read_as else []),
                "--convert-to",
                WRITER if name.endswith(".docx") else SHEETS,
                "--outdir",
                str(FOLDER),
                str(FOLDER / "sources" / source),
            ],
            check=True,
        )


if __name__ == "__main__":
    for each in sys.argv[1:] or DOCUMENTS:
        make(each)
