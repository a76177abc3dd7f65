"""RawLog: what every reader of files hands to the lens: columns as they stand in the file, with positions.

Why: readers differ in bytes, not in meaning. A reader only decodes; the lens alone parses times, maps states and
sorts (`buckstop.lens.normalise`), so every format gets the same checks.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from buckstop.domain.errors import BuckstopError
from buckstop.lens.issues import Issue

ROW_COLUMN = "__row"

# progress(done, total or None, what): called often and cheaply; bytes or rows, whatever the reader can tell.
Progress = Callable[[int, int | None, str], None]


def shown_name(path: Path) -> str:
    """Name of a file without folders, as text.

    Why: names are bytes. One written in GBK comes as half characters that no file and no terminal takes.
    """
    return os.fsencode(path.name).decode("utf-8", "replace")


class UnreadableLogError(BuckstopError):
    """A file that cannot be read as a log at all. The message names the file, the place and the remedy.

    Args:
        code: dotted name, append-only, e.g. `file.missing`.
        message: English msgid with named placeholders, marked with `gettext_noop` where the error is raised.
        fields: the values of the placeholders, so that an edge can translate `message` and fill it in again.
    """

    def __init__(self, code: str, message: str, **fields: str | int) -> None:
        super().__init__(message % fields)
        self.code = code
        self.message = message
        self.fields = fields


@dataclass(frozen=True, slots=True)
class RawLog:
    """A log as a table in Parquet, nothing interpreted.

    Args:
        source: the file the user named.
        kind: `csv`, `xlsx`, `parquet`, `xes` or `ocel`.
        parquet: the file(s) to read, in row order. Staged by the reader (all columns VARCHAR, plus `__row` BIGINT, the
            1-based source row: of a CSV the record (the header is a record, so are blank lines; a record over several
            lines counts once, as a spreadsheet shows it), of a sheet its row, of XES and OCEL the number of the event),
            all parts with the same schema; or, for native Parquet, the user's own files untouched (then no `__row`;
            the row is the position in the file). An empty cell is null.
        columns: every column name of the source, unique without regard to upper and lower case (a repeated name becomes
            `name.2`, with an issue). Only those asked for are certain to be staged.
        rows: data rows read.
        issues: structural faults (encoding, ragged rows, repeated headers), collected.
        roles: roles the format itself defines, e.g. XES: {"case": "case:concept:name", "time": "time:timestamp",
            "activity": "concept:name", "unit": "org:group", "person": "org:resource"}; only columns that exist.
        defaults: XES only: declared global default per column name (events), used when a mapping asks for it.
        sheet: sheet of a workbook that was read.
    """

    source: Path
    kind: str
    parquet: tuple[Path, ...]
    columns: tuple[str, ...]
    rows: int
    issues: tuple[Issue, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None

    @property
    def name(self) -> str:
        """Name of the file without folders, as issues and messages show it."""
        return shown_name(self.source)
