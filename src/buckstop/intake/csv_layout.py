"""The layout of a CSV file, read off its head: delimiter, header, where the data begin."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.i18n import gettext_noop as _
from buckstop.intake.raw import UnreadableLogError
from buckstop.lens.issues import Issue, Severity

HEAD_BYTES = 1 << 20
_DELIMITERS = ",;\t|"
_SAMPLE_RECORDS = 300
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
# A header cell that is a number, a date or a time of day is most likely data.
_DATUM = re.compile(r"[-+]?\d+(?:[.,:/\- T]\d+)*Z?")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the head of a CSV file tells.

    Args:
        delimiter: one character.
        header: cells of the header, filled up with blanks to the usual length of the records.
        header_row: number of the header's record, from 1; an Excel `sep=` line does not count, as Excel hides it.
        body_offset: UTF-8 bytes before the first data record.
        issues: what is doubtful about it.
    """

    delimiter: str
    header: tuple[str, ...]
    header_row: int
    body_offset: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    cells: list[str]
    end: int  # characters of the text up to the end of the record

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.strip())


def find_layout(head: bytes, *, complete: bool, file: str) -> Layout:
    """The layout of a CSV file.

    Args:
        head: its first characters as UTF-8, at most `HEAD_BYTES`.
        complete: True if that is the whole file.

    Refuses: `csv.no_header`.
    """
    text = head.decode("utf-8", "ignore")  # only a character cut off at the end is lost
    sep = _SEP_LINE.match(text)
    start = sep.end() if sep else 0
    candidates = sep.group(1) if sep else _DELIMITERS
    samples = {mark: _sample(text, start, mark, complete=complete) for mark in candidates}
    delimiter = max(candidates, key=lambda mark: _fit(samples[mark]))
    records = samples[delimiter]
    width = _usual_width(records)
    place = next(
        (place for place, record in enumerate(records) if record.filled > 1 or (record.filled == 1 and width < 3)), None
    )
    if place is None:
        raise UnreadableLogError(
            "csv.no_header",
            _("%(file)s has no row with column names: export the log again with a header, as .csv."),
            file=file,
        )
    header = records[place].cells
    issues = []
    if titles := sum(1 for record in records[:place] if record.filled):
        issues.append(Issue("table.title_rows", Severity.NOTE, file, row=1, count=titles))
    if any(_DATUM.fullmatch(cell.strip()) for cell in header):
        issues.append(Issue("table.header_looks_like_data", Severity.WARNING, file, row=place + 1))
    width = _usual_width(records[place + 1 :])
    header += [""] * (width - len(header))
    offset = len(text[: records[place].end].encode())
    return Layout(delimiter, tuple(header), place + 1, offset, tuple(issues))


def _sample(text: str, start: int, delimiter: str, *, complete: bool) -> list[_Record]:
    """The first records under a delimiter, without one that the head cuts off."""
    ends = start

    def lines() -> Iterator[str]:
        nonlocal ends
        for line in io.StringIO(text[start:], newline=""):
            ends += len(line)
            yield line

    records: list[_Record] = []
    try:
        for cells in csv.reader(lines(), delimiter=delimiter):
            records.append(_Record(cells, ends))
            if len(records) == _SAMPLE_RECORDS:
                return records
    except csv.Error:  # a value beyond the module's limit: what came before it is sample enough
        return records
    return records if complete or len(records) < 2 else records[:-1]


def _usual_width(records: list[_Record]) -> int:
    widths = Counter(len(record.cells) for record in records if record.filled)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _fit(records: list[_Record]) -> tuple[float, int]:
    """How well a delimiter explains the sample: share of records of the usual width, then that width."""
    width = _usual_width(records)
    if width < 2:
        return 0.0, width
    filled = [record for record in records if record.filled]
    return sum(1 for record in filled if len(record.cells) == width) / len(filled), width
