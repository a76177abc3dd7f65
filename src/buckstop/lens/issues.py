"""Issue: what is wrong or doubtful in the data, as a value with its position.

Why: dirty data never passes silently and never stops the reading at the first fault. An issue carries a code and
typed fields; its sentence lives in `buckstop.text.issues`.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue hurts: error = rows left out or result refused; warning = result in doubt; note = good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding about the data.

    Args:
        code: dotted name, append-only, e.g. `time.not_in_format`; the key of its sentence in `text/issues.py`.
        severity: see `Severity`.
        file: name of the file as the user gave it, without folders.
        sheet: sheet of a workbook, else None.
        row: first source row concerned, 1-based as an editor or Excel shows it (XES, OCEL: number of the event); else None.
        column: name of the column concerned, else None.
        count: how many rows, events or cases are concerned, at least 1.
        fields: further values the sentence needs (plain str, int or float), by name.
    """

    code: str
    severity: Severity
    file: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    count: int = 1
    fields: dict[str, str | int | float] = field(default_factory=dict)
