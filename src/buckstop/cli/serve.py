"""`buckstop serve`: the pages of a ledger, with its clock, in one command."""

import logging
import multiprocessing
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from types import ModuleType
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from buckstop.app.accounts import accounts_address
from buckstop.app.bootstrap import open_ledger
from buckstop.app.requests import RequestError
from buckstop.app.timers import run_clock
from buckstop.app.web_config import read_web_config, web_key
from buckstop.cli.homes import HomeArgument, HomeOption, folder_of, one_home
from buckstop.cli.output import say, text
from buckstop.db.accounts.keeping import open_accounts
from buckstop.i18n import gettext_noop as _

_THREADS = 4
_MOST_WORKERS = 4
_EVERY_SECONDS = 1.0


def serve(
    argument: HomeArgument = None,
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help=text(_("Address to listen at.")))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=text(_("Port to listen at.")))] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help=text(_("Processes that answer; by default two for each processor, four at most."))),
    ] = None,
) -> None:
    """Serve the pages of a ledger until it is stopped."""
    folder = folder_of(one_home(argument, home))
    serve_home(folder, host, port, workers)


def serve_home(folder: Path, host: str, port: int, workers: int | None = None) -> None:
    """Serve the pages of the ledger in a folder until Ctrl-C or the system's request to end.

    Args:
        workers: processes that answer; None for two per processor, `_MOST_WORKERS` at most: connections do not spread
            evenly over processes, and with one per processor some wait while another is idle.
    """
    _refuse_taken(host, port)
    os.environ["BUCKSTOP_LEDGER"] = str(folder.resolve())
    read_web_config(folder)
    web_key(folder)
    open_accounts(accounts_address(folder))
    # A forked worker would inherit the clock's thread half-way and the database's connections with it.
    multiprocessing.set_start_method("spawn", force=True)
    with _clock(folder), _no_command_in_workers():
        say(
            _("The pages are at http://%(host)s:%(port)s. Ctrl-C ends them; nothing is lost by that."),
            host=host,
            port=port,
        )
        server = Granian(
            "buckstop.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers or min(2 * _processors(), _MOST_WORKERS),
            blocking_threads=_THREADS,
            respawn_failed_workers=True,  # or one that was killed would take the others with it
            log_level=LogLevels.warning,
            websockets=False,
        )
        logging.getLogger("_granian").addFilter(_not_about_workers)
        server.serve()


def _not_about_workers(record: logging.LogRecord) -> bool:
    """Its advice of one worker per processor is not for pages made by Python: measured, two are better."""
    return not str(record.msg).startswith("Configured number of workers")


def _processors() -> int:
    """Processors this process may use, where the system tells; else those there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse_taken(host: str, port: int) -> None:
    """The server would share a port with another one, and the two would answer in turn.

    Raises:
        RequestError: somebody listens there already, or the address is not ours.
    """
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            message = _("Nothing can listen at %(host)s:%(port)s (%(why)s). Name another port with --port.")
            raise RequestError("serve.taken", message, host=host, port=str(port), why=error.strerror or "") from error


@contextmanager
def _no_command_in_workers() -> Iterator[None]:
    """Workers that load the pages alone.

    Why: a spawned process first runs the file of the command again, which loads the whole command line with its engine of
    analysis: memory no page uses, and at the end, with the server's threads still there, a report of its leaks.
    """
    command = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # without a file there is nothing to run again
    try:
        yield
    finally:
        sys.modules["__main__"] = command


@contextmanager
def _clock(folder: Path) -> Iterator[None]:
    """The ledger's clock, running beside the pages: what is due takes effect, the log is numbered."""
    ledger, stop = open_ledger(folder), Event()
    thread = Thread(target=run_clock, args=(ledger, stop, _EVERY_SECONDS), name="clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)
        ledger.store.close()
