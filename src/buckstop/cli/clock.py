"""`buckstop clock`: wakes matters nobody touches, numbers the log, until told to stop."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Annotated

import typer

from buckstop.app.recalendar import recompute_dues
from buckstop.app.timers import Round, run_clock, tick
from buckstop.cli.homes import HomeOption, opened, reader_of
from buckstop.cli.output import result, say, text
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader


def clock(
    home: HomeOption = None,
    once: Annotated[bool, typer.Option("--once", help=text(_("Look once, then stop.")))] = False,
    every: Annotated[
        float, typer.Option("--every", metavar="SECONDS", min=0.01, help=text(_("Pause between two looks.")))
    ] = 1.0,
    recompute: Annotated[
        bool,
        typer.Option(
            "--recompute", help=text(_("A year's calendar has arrived: reckon provisional instants anew, then stop."))
        ),
    ] = False,
) -> None:
    """Keep the ledger's clocks."""
    with opened(home) as ledger:
        if recompute:
            say(_("Matters whose instants were reckoned anew: %(count)s."), count=recompute_dues(ledger))
            return
        reader = reader_of(ledger)
        if once:
            _tell(tick(ledger), reader)
            return
        logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
        with _told_to_stop() as stop:
            say(_("The clock runs. Ctrl-C ends it after the round under way; nothing is lost by that."))
            run_clock(ledger, stop, every, lambda one: _tell(one, reader))
            say(_("The clock has stopped."))


def _tell(one: Round, reader: Reader) -> None:
    """A line for a round that did something."""
    if one.woken or one.numbered:
        line = _("Woken: %(woken)s; entered into the log: %(numbered)s; next due: %(next)s.")
        next_due = reader.instant(one.next_due_at) if one.next_due_at else "-"
        result(text(line, woken=one.woken, numbered=one.numbered, next=next_due))


class SignalledStop:
    """A flag that a signal handler may set whatever it interrupts.

    A `threading.Event` may not: its lock is not reentrant, and a signal that comes while `wait` holds it stops for ever.
    """

    def __init__(self) -> None:
        self._told = SimpleQueue[None]()  # of all queues the one whose put may interrupt its own get
        self._is_set = False

    def set(self) -> None:
        """End the pause under way and every later one."""
        self._is_set = True
        self._told.put(None)

    def is_set(self) -> bool:
        """Whether it was set."""
        return self._is_set

    def wait(self, timeout: float) -> bool:
        """Pause for so many seconds, or until it is set; whether it is."""
        if not self._is_set:
            with suppress(Empty):
                self._told.get(timeout=timeout)
        return self._is_set


@contextmanager
def _told_to_stop() -> Iterator[SignalledStop]:
    """A flag that Ctrl-C and the system's request to end set, instead of breaking a round off."""
    stop = SignalledStop()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
