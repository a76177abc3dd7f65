"""`buckstop ledger files`: the attached files of a ledger, counted, or each held against the log."""

import sys
from typing import Annotated

import typer

from buckstop.app.files import FileCheck, NamedFile, check_files, folder_of
from buckstop.cli.homes import HomeArgument, HomeOption, one_home, opened
from buckstop.cli.output import result, say, text
from buckstop.i18n import gettext_noop as _

_FAILED = 1
_MEGABYTE = 1_000_000


def files_command(
    folder: HomeArgument = None,
    home: HomeOption = None,
    check: Annotated[
        bool, typer.Option("--check", help=text(_("Read every file and hold it against the log; name every fault.")))
    ] = False,
) -> None:
    """Count or check the files."""
    with opened(one_home(folder, home), only_read=True) as ledger:
        kept = folder_of(ledger)
        if not check:
            sizes = [kept.size(digest) for digest in kept.digests()]
            shown = f"{sum(sizes) / _MEGABYTE:.1f}"
            result(
                text(
                    _("Files: %(count)s, together %(size)s MB, in %(folder)s"),
                    count=len(sizes),
                    size=shown,
                    folder=str(kept.folder),
                )
            )
            return
        found = check_files(ledger)
    _show(found)
    if not found.sound:
        say(_("Bring the files named back from a backup; the log says what each of them must be."))
        sys.exit(_FAILED)


def _show(found: FileCheck) -> None:
    for message, files in (
        (_("missing: %(file)s (%(sha256)s), named by version %(version)s of %(matter)s"), found.missing),
        (_("damaged: %(file)s (%(sha256)s), named by version %(version)s of %(matter)s"), found.damaged),
    ):
        for one in files:
            result(_line(message, one))
    for digest in found.unnamed:
        result(text(_("in no report: %(sha256)s; it may be deleted"), sha256=digest))
    for name in found.unfinished:
        result(text(_("never kept: %(file)s; it may be deleted while nobody is attaching"), file=name))
    result(
        text(
            _("Files the log names: %(named)s; missing: %(missing)s; damaged: %(damaged)s; in no report: %(unnamed)s."),
            named=found.named,
            missing=len(found.missing),
            damaged=len(found.damaged),
            unnamed=len(found.unnamed),
        )
    )


def _line(message: str, one: NamedFile) -> str:
    return text(message, file=one.file.name, sha256=one.file.sha256, version=one.version, matter=one.matter)
