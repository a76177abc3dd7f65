"""Which ledger a command is about: the folder named, or the one that is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from buckstop.app.bootstrap import open_ledger
from buckstop.app.config import settings
from buckstop.app.ledger import Ledger, NoOrganisationError
from buckstop.app.requests import RequestError
from buckstop.cli.output import language, say, text, translate
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

HOME_HELP = _("Folder of the ledger; default: the one that BUCKSTOP_LEDGER names.")
HomeOption = Annotated[Path | None, typer.Option("--home", help=text(HOME_HELP))]
HomeArgument = Annotated[Path | None, typer.Argument(metavar="[HOME]", help=text(_("The same without --home.")))]
"""For commands about a whole ledger, which need no other argument."""
AdministratorOption = Annotated[
    str,
    typer.Option("--as", help=text(_("Who changes it: id of an administrator; may be left out before there is one."))),
]
"""For commands that only an administrator may give."""


def one_home(argument: Path | None, option: Path | None) -> Path | None:
    """The folder named by either way, None where neither names one.

    Raises:
        RequestError: the two name different folders.
    """
    if argument is not None and option is not None and argument != option:
        message = _("Two ledgers are named, %(one)s and %(other)s. Name the one that is meant.")
        raise RequestError("ledger.two_homes", message, one=str(argument), other=str(option))
    return argument or option


def folder_of(home: Path | None) -> Path:
    """The folder of the ledger a command is about.

    Raises:
        RequestError: none was named.
    """
    folder = home or settings().ledger_home
    if folder is None:
        raise RequestError(
            "ledger.no_home", _("Say which ledger is meant: with --home FOLDER, or set BUCKSTOP_LEDGER to the folder.")
        )
    return folder


@contextmanager
def opened(home: Path | None) -> Iterator[Ledger]:
    """The ledger a command is about, closed afterwards.

    Raises:
        RequestError: none was named.
        LedgerHomeError: there is none in that folder.
    """
    ledger = open_ledger(folder_of(home), tell=_say_upgrade)
    try:
        yield ledger
    finally:
        ledger.store.close()


def _say_upgrade(done: int, every: int) -> None:
    say(
        _("An older version made this ledger. Its lists are made anew from its events: %(done)s of %(every)s."),
        done=str(done),
        every=str(every),
    )


def reader_of(ledger: Ledger) -> Reader:
    """How this ledger's ids and instants are shown in the reader's language."""
    try:
        organisation = ledger.organisation()
    except NoOrganisationError:
        organisation = None
    return Reader(translate(), language(), organisation, ledger.calendar, ledger.pack)
