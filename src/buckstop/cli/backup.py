"""`buckstop backup` and `buckstop restore`: the whole of a ledger's home in one file, and back again, verified."""

from pathlib import Path
from typing import Annotated

import typer

from buckstop.app.backups import FaultyBackupError, back_up, restore
from buckstop.cli.homes import HomeArgument, HomeOption, folder_of, one_home
from buckstop.cli.ledger_proofs import show_faults
from buckstop.cli.output import progress, result, say, text
from buckstop.i18n import gettext_noop as _


def backup_command(
    to: Annotated[Path, typer.Option("--to", help=text(_("File to be written: NAME.tar.gz or NAME.tar.zst.")))],
    folder: HomeArgument = None,
    home: HomeOption = None,
    without_keys: Annotated[
        bool,
        typer.Option("--without-keys", help=text(_("Leave the keys out; a restore then needs them from elsewhere."))),
    ] = False,
) -> None:
    """Back a ledger up."""
    place = folder_of(one_home(folder, home))
    with progress() as bar:
        made = back_up(place, to, keys=not without_keys, tell=bar or (lambda _done, _total, _what: None))
    say(
        _("The backup is in %(file)s. Files: %(files)s; bytes: %(size)s."),
        file=str(made.target),
        files=len(made.manifest.members),
        size=made.size,
    )
    if without_keys:
        say(
            _("It holds no keys. Keep a copy of %(keys)s elsewhere: without it the backup cannot be restored."),
            keys=str(place / "keys"),
        )
    else:
        say(
            _(
                "It holds the keys: whoever has it can sign as this ledger and read its personal texts. Keep it like them."
            )
        )
    for path in made.outside:
        say(_("%(path)s lies outside the ledger's folder and is not in the backup. Copy it yourself."), path=str(path))
    result(str(made.target))


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=text(_("A backup.")))],
    to: Annotated[Path, typer.Option("--to", help=text(_("An empty folder, or one to be made.")))],
    store: Annotated[
        str,
        typer.Option("--store", help=text(_("Database for a ledger in PostgreSQL; default: the one it came from."))),
    ] = "",
    keys: Annotated[
        Path | None, typer.Option("--keys", help=text(_("Folder with the keys, for a backup without them.")))
    ] = None,
) -> None:
    """Restore a backup."""
    try:
        with progress() as bar:
            found = restore(file, to, store=store, keys=keys, tell=bar or (lambda _done, _total, _what: None))
    except FaultyBackupError as error:
        show_faults(error.verification.faults, error.verification.faulty)
        raise
    manifest = found.manifest
    say(
        _(
            "Restored and verified: %(entries)s entries of %(origin)s as of %(instant)s; %(pending)s wait for their place."
        ),
        entries=found.verification.entries,
        pending=found.verification.pending,
        origin=manifest.origin,
        instant=manifest.made_at,
    )
    say(
        _(
            "What was written after that instant is not in it. Erase again whoever was erased since: buckstop ledger erase."
        )
    )
    say(_("Next: buckstop serve %(home)s"), home=str(to))
