"""Processes that may be killed at any moment: `python -m proofs.faults_worker write|number HOME ...`.

They work until they are told to end by a closed standard input, so that none outlives a run that was cut off.
"""

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from buckstop.app.bootstrap import open_ledger
from buckstop.app.ledger import Ledger
from buckstop.app.timers import tick
from buckstop.ledger.store import StoreError
from proofs.histories_clients import Client, Journal, RacingClock, read_journals, unheard, work

_RETRY_SECONDS = 0.1
_PATIENCE = 300


def main() -> None:
    """Work until the end of standard input, or until so many commands are sent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=("write", "number"))
    parser.add_argument("home", type=Path)
    parser.add_argument("--folder", type=Path, required=True, help="where journals and checkpoints are kept")
    parser.add_argument(
        "--name", required=True, help="of this process; what it wrote under it before is finished first"
    )
    parser.add_argument("--epoch", type=int, required=True, help="nanoseconds at which the racing clock starts")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--commands", type=int, default=0, help="turns of each thread; 0 = until the end of input")
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two commands of a client")
    asked = parser.parse_args()
    stop = threading.Event()
    threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    ledger = _opened(asked.home, RacingClock(asked.epoch), stop)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    (_write if asked.task == "write" else _number)(asked, ledger, stop)
    ledger.store.close()


def _wait_for_end(stop: threading.Event) -> None:
    while os.read(0, 4096):  # not through sys.stdin, whose lock the end of the program would ask for
        pass
    stop.set()


def _opened(home: Path, clock: RacingClock, stop: threading.Event) -> Ledger:
    """The ledger, as soon as its database is there."""
    for _ in range(_PATIENCE):
        try:
            return open_ledger(home, clock)
        except StoreError:
            if stop.wait(_RETRY_SECONDS):
                break
    raise SystemExit("the store could not be opened")


def _write(asked: argparse.Namespace, ledger: Ledger, stop: threading.Event) -> None:
    """First send again what was never answered, then go on with new commands."""
    own = read_journals(asked.folder, f"{asked.name}-*")
    journal = Journal(asked.folder / f"{asked.name}-{os.getpid()}.journal")
    again = Client(f"{asked.name}/again-{os.getpid()}", ledger, RacingClock(asked.epoch), journal)
    for operation in unheard(own):
        if stop.is_set():
            break
        again.send(operation.submission)
    threads = [
        threading.Thread(target=_take_turns, args=(asked, ledger, journal, number, stop))
        for number in range(asked.threads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close()


def _take_turns(
    asked: argparse.Namespace, ledger: Ledger, journal: Journal, number: int, stop: threading.Event
) -> None:
    # The process id makes the keys of a restarted process new ones.
    name = f"{asked.name}/{number}-{os.getpid()}"
    client = Client(name, ledger, RacingClock(asked.epoch), journal, asked.slots)
    work([client], _countdown(asked.commands, stop), asked.pause)


def _countdown(turns: int, stop: threading.Event) -> Callable[[], bool]:
    left = turns

    def ended() -> bool:
        nonlocal left
        left -= 1
        return stop.is_set() or (turns > 0 and left < 0)

    return ended


def _number(asked: argparse.Namespace, ledger: Ledger, stop: threading.Event) -> None:
    """Wake, number, and save every checkpoint as an auditor would."""
    saved = b""
    while not stop.is_set():
        try:
            tick(ledger, stop)
            checkpoint = ledger.store.end().checkpoint
        except StoreError:
            stop.wait(_RETRY_SECONDS)
            continue
        if checkpoint != saved:
            saved = checkpoint
            (asked.folder / f"{time.monotonic_ns()}.checkpoint").write_bytes(checkpoint)
        stop.wait(0.02)


if __name__ == "__main__":
    main()
