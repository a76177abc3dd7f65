"""The Chinese catalogue: what sentences the code holds, what the catalogue says of them, and what is wrong.

`python -m tools.catalogue` extracts every marked sentence, updates the catalogue and fails when a translation is
missing, doubtful or has other placeholders than its sentence. `--check` does the same and writes nothing.
"""

import argparse
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "buckstop"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "buckstop.po"

_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "gettext_noop": None}
_HEADER = "# The sentences of Buckstop in simplified Chinese. Update it with `make catalogue`."
_DATED = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Language-Team|Last-Translator)'
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
_UNNAMED = re.compile(r"%[sdrif]")  # in a sentence that is never filled in, "95 % of" is plain text
_UNESCAPED = re.compile(r"(?<!%)%(?!\(\w+\)[sd]|%)")


def extract(source: Path) -> Catalog:
    """Every sentence marked under `source`, with the files it stands in.

    Args:
        source: folder whose Python modules and HTML templates are read.
    """
    catalogue = Catalog(project="buckstop", domain="buckstop", charset="utf-8")
    found = extract_from_dir(
        str(source), method_map=_METHODS, keywords=_KEYWORDS, options_map={"**.html": {"silent": "false"}}
    )
    for filename, _line, message, _comments, _context in found:
        catalogue.add(message, locations=[(filename, 0)])
    return catalogue


def read(path: Path) -> Catalog:
    """The catalogue in that file, or an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale="zh_Hans", domain="buckstop", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="buckstop")


def update(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue brought to the sentences of the template: new ones empty, gone ones dropped, nothing guessed."""
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """The catalogue as a file, in the order of files, without dates or line numbers that change for no reason."""
    catalogue.header_comment = _HEADER
    catalogue.project, catalogue.version, catalogue.fuzzy = "buckstop", "", False
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_by_file=True, include_lineno=False, width=0)
    lines = buffer.getvalue().decode("utf-8").splitlines()
    return "\n".join(line for line in lines if not _DATED.match(line)).rstrip() + "\n"


def _broken_percent(sentence: str) -> bool:
    pattern = _UNESCAPED if _PLACEHOLDER.search(sentence) else _UNNAMED
    return pattern.search(sentence.replace("%%", "")) is not None


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong with the catalogue: sentences without a translation, doubtful ones, placeholders that differ."""
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        sentence, translation = str(message.id), str(message.string or "")
        if _broken_percent(sentence):
            wrong.append(f"a placeholder without a name, or a %% written as one: {sentence!r}")
        if not translation.strip():
            wrong.append(f"not translated: {sentence!r}")
        elif message.fuzzy:
            wrong.append(f"doubtful (fuzzy): {sentence!r}")
        elif set(_PLACEHOLDER.findall(sentence)) != set(_PLACEHOLDER.findall(translation)):
            wrong.append(f"other placeholders than its sentence: {sentence!r} -> {translation!r}")
        elif _broken_percent(translation):
            wrong.append(f"a %% written as one in the translation: {translation!r}")
    return wrong


def main() -> int:
    """Update or check the catalogue; the exit code says whether it is complete."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the catalogue is not up to date")
    check = parser.parse_args().check
    catalogue = update(read(CATALOGUE), extract(SOURCE))
    text = as_text(catalogue)
    current = CATALOGUE.read_text(encoding="utf-8") if CATALOGUE.exists() else ""
    wrong = faults(catalogue)
    if check and text != current:
        wrong.append("the catalogue is not up to date: run `make catalogue`")
    elif text != current:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(text, encoding="utf-8")
    for line in wrong:
        print(line)
    print(f"{len(catalogue)} sentences, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
