"""`buckstop clock`: a round that did something is one line; ended, it ends after the round; two of them harm nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from time import sleep

from buckstop.app.bootstrap import HomeConfig, create_ledger, open_ledger
from buckstop.app.clock import SetClock
from buckstop.cli.clock import SignalledStop
from tests.app import staged
from tests.cli.commands import Command, opened


def test_one_look_wakes_what_is_due_and_numbers_what_was_written(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    opened(buckstop)
    clock.at += timedelta(days=7)
    said = buckstop("clock", "--once")
    assert (said.code, said.err) == (0, "")
    assert said.out == "Woken: 1; entered into the log: 38; next due: 2026-03-30 24:00.\n"
    assert buckstop("clock", "--once").out == ""
    assert "settled" in buckstop("matter", "show", "m1").out


def test_a_ledger_without_an_organisation_has_nothing_due(buckstop: Command, tmp_path: Path, clock: SetClock) -> None:
    create_ledger(tmp_path / "empty", HomeConfig(staged.ORIGIN)).store.close()
    said = buckstop("clock", "--once", "--home", tmp_path / "empty")
    assert (said.code, said.out) == (0, "")


def test_instants_are_reckoned_anew_when_told_that_a_calendar_arrived(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    clock.at = clock.at.replace(month=12, day=30)
    buckstop("matter", "open", "--as", "p-county", "--id", "m1", "--title", "t", "--goal", "g")
    assert "(provisional)" in buckstop("matter", "show", "m1").out
    calendars = home / "calendars"
    calendars.mkdir()
    (calendars / "2027.toml").write_text(
        'year = 2027\nsource = "made up"\nchecked = true\n'
        '[[holidays]]\nname = "New Year"\nfirst = 2027-01-01\nlast = 2027-01-04\n',
        "utf-8",
    )
    config = home / "ledger.toml"
    config.write_text(config.read_text("utf-8").replace('calendars = ""', 'calendars = "calendars"'), "utf-8")
    said = buckstop("clock", "--recompute")
    assert "Matters whose instants were reckoned anew: 1." in said.err
    shown = buckstop("matter", "show", "m1").out
    assert "The year's calendar was announced" in shown
    assert "Until 2027-01-05 24:00" in shown


EVERY_MOMENT = """
import faulthandler
import signal
from buckstop.cli.clock import SignalledStop

stop = SignalledStop()
signal.signal(signal.SIGALRM, lambda _signal, _frame: stop.set())
for _sweep in range(8):
    faulthandler.dump_traceback_later(120, exit=True)
    for moment in range(1, 201):
        stop = SignalledStop()
        signal.setitimer(signal.ITIMER_REAL, 0.000001 * moment)
        for _ in range(4):
            stop.wait(0.00005)
        signal.setitimer(signal.ITIMER_REAL, 0)
"""
"""Ends in a fault once one sweep stands still; how long all of them take is the business of the machine.

A `threading.Event` in the place of `SignalledStop` stands still within the first ten moments.
"""


def test_a_signal_that_comes_at_the_worst_moment_of_a_pause_does_not_stop_for_ever() -> None:
    subprocess.run([sys.executable, "-c", EVERY_MOMENT], check=True)


def test_told_to_stop_no_pause_is_made_any_more() -> None:
    stop = SignalledStop()
    assert not stop.wait(0)
    stop.set()
    assert (stop.wait(3600), stop.wait(3600), stop.is_set()) == (True, True, True)


@contextmanager
def running_clock(home: Path) -> Iterator[subprocess.Popen[str]]:
    """The clock as a process of its own, gone when the block ends."""
    start = "from buckstop.cli.main import run; run()"
    environ = {**os.environ, "BUCKSTOP_LANGUAGE": "en", "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-c", start, "clock", "--home", str(home), "--every", "0.05"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_told_to_end_two_clocks_end_cleanly_and_have_done_nothing_twice(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    for number in range(5):
        opened(buckstop, "--origin", "own", name=f"m{number}")  # due long before the present of this machine
    ledger = open_ledger(home)
    with ExitStack() as stack:
        clocks = [stack.enter_context(running_clock(home)) for _ in range(2)]
        for one in clocks:
            assert one.stderr is not None
            assert "The clock runs." in one.stderr.readline()
        while ledger.store.pending_count() or any(len(ledger.store.events(f"m{number}")) == 1 for number in range(5)):
            sleep(0.02)
        for one, ending in zip(clocks, (signal.SIGINT, signal.SIGTERM), strict=True):
            one.send_signal(ending)
        ended = [one.communicate(timeout=240) for one in clocks]
    assert [one.returncode for one in clocks] == [0, 0]
    assert all("The clock has stopped." in err for _out, err in ended)
    for number in range(5):
        names = [event.version for event in ledger.store.events(f"m{number}")]
        assert names == list(range(1, len(names) + 1))
        assert len(names) > 1
    size = ledger.store.end().size
    assert [event.position for event in ledger.store.log(0, size)] == list(range(size))
    ledger.store.close()
