"""The `buckstop` command: its groups, and what happens when something goes wrong (`EXIT_CODES`)."""

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from buckstop import __version__
from buckstop.app.analyse import MappingFaultsError
from buckstop.app.bootstrap import LedgerHomeError
from buckstop.app.config import SettingError, settings
from buckstop.app.ledger import NoOrganisationError
from buckstop.app.requests import RequestError
from buckstop.cli import (
    account,
    backup,
    clock,
    cycle,
    demand,
    demo,
    directive,
    initialise,
    ledger,
    lens,
    matter,
    organisation,
    post,
    rules,
    serve,
)
from buckstop.cli.help_screens import dress_help
from buckstop.cli.output import forgive_terminals, result, say, show_issues, text
from buckstop.cli.writing import REFUSED
from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.intake.raw import UnreadableLogError
from buckstop.lens.engine import EngineError
from buckstop.lens.importing import UnreadableTableError
from buckstop.lens.levels import UnknownLevelError
from buckstop.lens.normalise import ImportRefusedError
from buckstop.lens.store import StoredLogError

_OURS = f"{os.sep}buckstop{os.sep}"  # in the path of every file of ours
DONE, FAILED, USAGE, UNREADABLE, UNFIT, INTERRUPTED = 0, 1, 2, 3, 4, 130
EXIT_CODES = {
    DONE: _("it worked"),
    FAILED: _("a check failed, or the machine did (disk, memory)"),
    USAGE: _("the command was called wrongly, or asks for what cannot be"),
    UNREADABLE: _("the log cannot be read"),
    UNFIT: _("the mapping does not fit the log"),
    REFUSED: _("the ledger said no, and nothing was written"),
    INTERRUPTED: _("interrupted"),
}

app = typer.Typer(
    name="buckstop",
    help=text(
        _("Carries decisions to the ground with one accountable unit at every moment, and finds where they leak.")
    ),
    epilog=text(
        _("Exit codes: %(codes)s."), codes=text(_("; ")).join(f"{code} {text(why)}" for code, why in EXIT_CODES.items())
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(lens.app, name="lens")
app.add_typer(rules.app, name="rules")
app.add_typer(ledger.app, name="ledger")
app.add_typer(matter.app, name="matter")
app.add_typer(demand.app, name="demand")
app.add_typer(cycle.app, name="cycle")
app.add_typer(post.app, name="post")
app.add_typer(organisation.app, name="organisation")
app.add_typer(directive.app, name="directive")
app.add_typer(account.app, name="account")
app.command(name="init", help=text(_("Make a ledger of your own: organisation, accounts, first administrator.")))(
    initialise.init
)
app.command(name="backup", help=text(_("Write a ledger with everything beside it to one file, while it is in use.")))(
    backup.backup_command
)
app.command(name="restore", help=text(_("Bring a backup back into an empty place, and verify it before it counts.")))(
    backup.restore_command
)
app.command(name="clock", help=text(_("Keep the clocks of a ledger: let what is due take effect, number the log.")))(
    clock.clock
)
app.command(name="serve", help=text(_("Serve the pages of a ledger, with its clock, until Ctrl-C.")))(serve.serve)
app.command(
    name="demo",
    help=text(_("Let a made-up county live a quarter in a ledger, verify it, and open the report of its log.")),
)(demo.demo)


def _version(asked: bool) -> None:
    if asked:
        result(f"buckstop {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False,
        "--version",
        help=text(_("Show the version and stop.")),
        callback=_version,
        is_eager=True,
    ),
) -> None:
    """Options of the command itself."""


@contextmanager
def failures() -> Iterator[None]:
    """Every failure ends in one clear message and an exit code, never in a traceback."""
    try:
        yield
    except MappingFaultsError as error:
        say(_("The mapping cannot be used:"))
        show_issues(error.issues)
        sys.exit(UNFIT)
    except ImportRefusedError as error:
        say(error.message, **error.fields)
        sys.exit(UNFIT)
    except (UnreadableLogError, UnreadableTableError) as error:
        say(error.message, **error.fields)
        sys.exit(UNREADABLE)
    except LedgerHomeError as error:
        say(error.message, **error.fields)
        show_issues(error.issues)
        sys.exit(USAGE)
    except (RequestError, StoredLogError, UnknownLevelError) as error:
        say(error.message, **error.fields)
        sys.exit(USAGE)
    except SettingError as error:
        say(error.message, **error.fields)
        sys.exit(USAGE)
    except NoOrganisationError:
        say(_("This ledger has no organisation yet: found one first."))
        sys.exit(USAGE)
    except EngineError as error:
        say(error.message, **error.fields)
        sys.exit(USAGE if error.code == "engine.memory_limit" else FAILED)
    except BuckstopError as error:
        say(_("It did not work: %(reason)s"), reason=str(error))
        sys.exit(FAILED)
    except OSError as error:
        reason, path = error.strerror or str(error) or type(error).__name__, str(error.filename or "")
        say(_("The machine refused: %(reason)s %(path)s"), reason=reason, path=path)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        say(_("Interrupted; nothing was left half-written."))
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last door: what comes here is a fault of ours
        place = [frame for frame in traceback.extract_tb(error.__traceback__) if _OURS in frame.filename][-1]
        message = _(
            "This is a fault of Buckstop itself, please report it: %(kind)s in %(file)s, line %(line)s: %(reason)s"
        )
        kind, file, reason = type(error).__name__, place.filename.rpartition(_OURS)[2], str(error)
        say(message, kind=kind, file=file, line=place.lineno or 0, reason=reason)
        sys.exit(FAILED)


@contextmanager
def _ended() -> Iterator[None]:
    """A request to end from the system (a timeout, a shutdown) cleans up as Ctrl-C does."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run() -> None:
    """Entry point of the `buckstop` command."""
    forgive_terminals()
    with _ended(), failures():
        settings()
        dress_help()
        try:
            app()
        except SystemExit as end:
            if end.code == INTERRUPTED:  # the command line library ends an interrupted command without a word
                raise KeyboardInterrupt from end
            raise
