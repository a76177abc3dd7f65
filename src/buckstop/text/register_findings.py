"""A register with its faults marked where they are, in the reader's language."""

from collections.abc import Sequence

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.intake.registers.marking import Labels
from buckstop.intake.registers.marking import marked_up as marked
from buckstop.intake.registers.tables import Files
from buckstop.lens.issues import Issue, Severity
from buckstop.text.issues import sentence

_TITLE = _("Check result")
_HEADINGS = (_("Kind"), _("Sheet"), _("Row"), _("Column"), _("What is wrong, and what to do"))
KINDS = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.NOTE: _("note")}


def marked_up(data: bytes | Files, name: str, issues: Sequence[Issue], translate: Translate) -> bytes:
    """A workbook with the values of a register file, faulty cells coloured, and a sheet that lists what is wrong.

    The values are written anew: formulas come back as their results, layout and pictures do not.

    Args:
        data: the file as it was read.
        issues: what reading it found.
    """
    kind, sheet, row, column, what = map(translate, _HEADINGS)
    labels = Labels(
        translate(_TITLE), (kind, sheet, row, column, what), {one: translate(word) for one, word in KINDS.items()}
    )
    return marked(data, name, issues, lambda issue: sentence(issue, translate), labels)
