"""Cells of an .xlsx sheet that have no value to read: errors, and formulas whose result was never saved.

Why: the workbook reader gives both as empty cells. A null that was `#REF!` must not pass silently.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from buckstop.lens.issues import Issue, Severity

_CHUNK = 1 << 20
_LONGEST_CELL = 64 << 10  # of XML text that may lie across two chunks
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]*\st="e"')
_NO_RESULT = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]*><f(?:\s[^<>]*/>|/>|[^<>]*>[^<]*</f>)(?:<v>\s*</v>|<v\s*/>)?</c>')


def count_faults(path: Path, file: str, sheet: str) -> list[Issue]:
    """Issues `xlsx.error_cells` and `xlsx.formula_without_result` of a sheet; none for other kinds of workbooks."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return []
        errors, uncomputed = [0, 0], [0, 0]  # count, first row
        for text, fresh in _windows(archive, part):
            for pattern, found in ((_ERROR_CELL, errors), (_NO_RESULT, uncomputed)):
                for match in pattern.finditer(text):
                    if match.end() > fresh:
                        found[0] += 1
                        found[1] = found[1] or int(match.group(2))
    return [
        Issue(code, Severity.WARNING, file, sheet, row=first, count=count)
        for code, (count, first) in (("xlsx.error_cells", errors), ("xlsx.formula_without_result", uncomputed))
        if count
    ]


def _windows(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, int]]:
    """The text of a part in overlapping pieces, each with the length that the piece before showed already."""
    with archive.open(part) as stream:
        kept = b""
        while block := stream.read(_CHUNK):
            yield kept + block, len(kept)
            kept = (kept + block)[-_LONGEST_CELL:]


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The zip member that holds a sheet, found as the format says: name, relation id, target."""
    try:
        book, relations = archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return None
    ids = {found["name"]: found.get("r:id") for found in _attributes(book, "sheet") if "name" in found}
    targets = {found.get("Id"): found.get("Target", "") for found in _attributes(relations, "Relationship")}
    target = targets.get(ids.get(sheet), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in archive.namelist() else None


def _attributes(xml: bytes, element: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == element:
            found.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(xml, True)  # noqa: FBT003 - expat takes it by position only
    return found
