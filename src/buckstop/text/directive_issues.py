"""Sentences for files that cannot be read as a directive. Each says what to do."""

from buckstop.i18n import gettext_noop as _

DIRECTIVE_SENTENCES = {
    "directive.bomb": _(
        "The file would unfold to more than %(most)s MB, or to a suspicious multiple of its size; it was not opened. "
        "Open it yourself, remove pictures and embedded objects, and save it again."
    ),
    "directive.damaged": _(
        "The file is damaged and cannot be opened (%(reason)s). Open it in its own program, save it again, try again."
    ),
    "directive.empty": _("The file is empty. Choose the file again, or paste the text."),
    "directive.not_text": _(
        "The file is no text in any encoding known here. Save it as text in UTF-8, or as .docx, .xlsx or .pdf."
    ),
    "directive.old_word": _("The file is in the old Word format. Open it in Word or WPS and save it as .docx."),
    "directive.password": _(
        "The file is protected by a password. Open it, remove the password, save it and try again."
    ),
    "directive.picture": _(
        "The file is a picture; no text can be read from it. Use the original document, or type or paste its text."
    ),
    "directive.scanned": _(
        "The PDF holds pictures of pages and no text (pages: %(pages)s). Use the original document, let a program "
        "recognise the text first, or paste it."
    ),
    "directive.too_large": _(
        "The file has %(megabytes)s MB; at most %(most)s MB are read. Remove pictures and annexes, and save it again."
    ),
    "directive.too_many_cells": _(
        "Sheet %(sheet)s has more than %(most)s cells. Copy the table of tasks into a workbook of its own."
    ),
    "directive.too_many_pages": _(
        "The PDF has %(pages)s pages; at most %(most)s are read. Save the pages with the tasks as a file of their own."
    ),
    "directive.unknown_format": _(
        "Files of this kind (%(ending)s) are not read. Save it as .docx, .xlsx, .pdf with text or .txt, or paste the text."
    ),
}
