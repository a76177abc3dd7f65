"""The way in: the bytes of a file, or pasted text, become a draft with its questions; or issues that say what to do."""

from pathlib import PurePath

from buckstop.intake.directives.assemble import drafted
from buckstop.intake.directives.model import Draft
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.readers.docx import read_docx
from buckstop.intake.directives.readers.guards import Format, Refused, format_of
from buckstop.intake.directives.readers.pdf import read_pdf
from buckstop.intake.directives.readers.text import lines_of, read_text
from buckstop.intake.directives.readers.workbook import read_workbook
from buckstop.intake.directives.repairs.mending import mended
from buckstop.lens.issues import Issue

_READERS = {
    Format.DOCX: read_docx,
    Format.WORKBOOK: read_workbook,
    Format.PDF: read_pdf,
    Format.TEXT: read_text,
}


def read_directive(data: bytes, name: str, names: UnitNames | None) -> Draft | tuple[Issue, ...]:
    """The draft of a directive in a file, or why the file cannot be read.

    Args:
        data: the whole file.
        name: of the file as the user gave it; folders are left out of what is shown.
        names: the register; None leaves every unit as words.

    Returns:
        Issues whose codes begin with `directive.` where nothing can be read; a draft in every other case, one without
        items and with the question NO_TASKS where nothing in the document can be assigned.
    """
    shown = PurePath(name.replace("\\", "/")).name
    form = format_of(data, shown)
    if isinstance(form, Refused):
        return form.issues
    raw = _READERS[form](data, shown)
    if isinstance(raw, Refused):
        return raw.issues
    return drafted(mended(raw), shown, names)


def read_pasted(text: str, names: UnitNames | None) -> Draft:
    """The draft of a text that a person pasted.

    Args:
        names: the register; None leaves every unit as words.
    """
    return drafted(mended(lines_of(text)), "", names)
