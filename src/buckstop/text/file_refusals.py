"""Why a file is not attached or not given out, in words: what stands in the way, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.app.file_kinds import FileRefusal as No
from buckstop.i18n import gettext_noop as _

FILE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        No.KIND_UNKNOWN: _(
            "Files like %(file)s cannot be attached. Save it as one of %(kinds)s (PDF fits most) and attach that."
        ),
        No.PROGRAM: _(
            "%(file)s is a program or a page that can run code; such files are never attached. "
            "Attach a PDF or a picture of what it shows."
        ),
        No.MACROS: _(
            "%(file)s holds macros, and a file with macros is never attached. "
            "Save it without macros (as .docx or .xlsx) or as PDF, and attach that."
        ),
        No.ARCHIVE: _("%(file)s is an archive. Unpack it and attach the files in it one by one."),
        No.OLD_FORMAT: _(
            "%(file)s is in an old or foreign office format. Open it, save it as .docx, .xlsx, .pptx or PDF, and attach "
            "that."
        ),
        No.EMPTY: _("%(file)s is empty. Look whether the right file was chosen, and choose it again."),
        No.TOO_LARGE: _(
            "%(file)s is larger than %(limit)s MB. Make pictures smaller or split the document, and attach the parts."
        ),
        No.LOCKED: _(
            "%(file)s is locked with a password, so nobody could read it. Save it without one and attach that."
        ),
        No.NOT_WHAT_IT_SAYS: _(
            "The content of %(file)s is not what its name says, or it is damaged. Open it, save it anew in the right "
            "format, and attach that."
        ),
        No.UNPACKS_TOO_LARGE: _(
            "%(file)s unpacks to more than %(limit)s MB, as no ordinary document does. Save it as PDF and attach that."
        ),
        No.FETCHES_PARTS: _(
            "%(file)s fetches parts from another machine when it is opened. Save it as PDF and attach that."
        ),
        No.SCANNER_REFUSED: _(
            "The virus scanner of this ledger refused %(file)s. Have the machine it comes from checked before you send "
            "another one."
        ),
        No.SCANNER_FAILED: _(
            "%(file)s was not attached, because the virus scanner of this ledger could not be asked. Try again, and tell "
            "an administrator: the command stands in ledger.toml under scanner."
        ),
        No.MISSING: _(
            "The file %(sha256)s is not in this ledger's folder of files. Tell an administrator to bring it back from a "
            "backup."
        ),
        No.CHANGED: _(
            "The file %(sha256)s was changed or damaged since it was attached, so it is not shown. Tell an administrator "
            "to bring it back from a backup."
        ),
    }
)
"""Sentence by code."""
