"""Which ledger a command is about: the folder named, or the one that is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from buckstop.app.bootstrap import HomeConfig, open_ledger
from buckstop.app.calendars import plain_calendar
from buckstop.app.config import settings
from buckstop.app.ledger import Ledger, NoOrganisationError
from buckstop.app.requests import RequestError
from buckstop.app.rulepacks import shipped_pack
from buckstop.cli.output import language, say, text, translate
from buckstop.domain.calendars import Calendar
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

_DEFAULTS = HomeConfig("-")
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
def opened(home: Path | None, *, only_read: bool = False) -> Iterator[Ledger]:
    """The ledger a command is about, closed afterwards.

    Args:
        only_read: the command writes nothing, so that a copy on a medium that cannot be written will do.

    Raises:
        RequestError: none was named.
        LedgerHomeError: there is none in that folder.
    """
    ledger = open_ledger(folder_of(home), tell=_say_upgrade, only_read=only_read)
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


def plain_reader() -> Reader:
    """Ids as they are: for a ledger that was not made, which has no organisation whose names could be shown."""
    calendar = plain_calendar(_DEFAULTS.zone, None)
    assert isinstance(calendar, Calendar), calendar
    return Reader(translate(), language(), None, calendar, shipped_pack(_DEFAULTS.pack))
