"""Faults that must be staged: a sequencer that sleeps through its turn, a disk that is full.

Each scene gives back what went wrong, nothing where all went as it must.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import open_ledger
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.db.postgres_store import PostgresStore
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.commands.work import AddNote
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import StoreError
from proofs.faults_server import FragileServer
from proofs.histories_clients import RacingClock
from proofs.histories_county import OFFICE, TERMS, speaker
from proofs.histories_run import SQLITE, begin

_REFUSED = b"refused"
_PATIENCE_SECONDS = 60


def paused_sequencer(folder: Path, *, postgresql: bool = False) -> list[str]:
    """A sequencer is stopped in the middle of its turn, another takes over, the first wakes up: it must write nothing.

    A turn belongs to who has it for a minute, so that nobody is disturbed who only takes long; here the second is told not
    to wait so long.
    """
    server = FragileServer() if postgresql else None
    try:
        run = begin(folder, server.url if server else SQLITE)
        ledger = open_ledger(run.home, RacingClock(run.epoch))
        sleeper = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "proofs.faults_scenes", "sleep", str(run.home)], stdout=subprocess.PIPE
        )
        try:
            return _overtake(ledger, sleeper)
        finally:
            sleeper.kill()
            sleeper.wait()
            if sleeper.stdout:
                sleeper.stdout.close()
            ledger.store.close()
    finally:
        if server:
            server.close()


def _overtake(ledger: Ledger, sleeper: "subprocess.Popen[bytes]") -> list[str]:
    wrong = []
    _, status = os.waitpid(sleeper.pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        return ["the first sequencer did not fall asleep in its turn"]
    sequencer = Sequencer(ledger.store, ledger.sign_root)
    if sequencer.run_once():
        wrong.append("a second sequencer numbered while the first held the turn")
    assert isinstance(ledger.store, SqliteStore | PostgresStore)
    ledger.store.longest_turn_seconds = 0.0
    waiting, numbered, until = ledger.store.pending_count(), 0, time.monotonic() + _PATIENCE_SECONDS
    while not numbered and time.monotonic() < until:
        numbered = sequencer.run_once()
    if numbered != waiting:
        wrong.append("the second sequencer could not take over")
    end = ledger.store.end()
    os.kill(sleeper.pid, signal.SIGCONT)
    told, _ = sleeper.communicate(timeout=240)
    if told.strip() != _REFUSED:
        wrong.append(f"the first sequencer woke up and said {told!r}")
    if ledger.store.end() != end:
        wrong.append("the first sequencer woke up and wrote")
    return wrong


def _sleep(home: Path) -> None:
    """Number once, stopped after the events were read and before they are written."""
    ledger = open_ledger(home, RacingClock(0))

    def sign(size: int, root: bytes) -> bytes:
        os.kill(os.getpid(), signal.SIGSTOP)
        return ledger.sign_root(size, root)

    try:
        Sequencer(ledger.store, sign).run_once()
    except StoreError:
        sys.stdout.buffer.write(_REFUSED)
    else:
        sys.stdout.buffer.write(b"written")


def full_disk(folder: Path) -> list[str]:
    """A SQLite ledger on a disk that fills up, and has room again later.

    Whoever is answered while it is full must hear of trouble, not of success; nothing is written by halves; afterwards
    the same process goes on, and the same keys give the same commands.
    """
    run = begin(folder, SQLITE)
    filled = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "proofs.faults_scenes", "fill", str(run.home)], stdout=subprocess.PIPE, check=True
    )
    return filled.stdout.decode().splitlines()


def _fill(home: Path) -> None:
    """In a process of its own: a limit on the size of its files is a full disk to it."""
    wrong: list[str] = []
    ledger = open_ledger(home, RacingClock(0, seconds_per_second=0.0, jump=timedelta(days=30)))
    _must(wrong, handle(ledger, _opening("before")), "before the disk is full")
    written = max(path.stat().st_size for path in home.glob("ledger.db*"))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (written + 200_000, hard))
    told, failed = 0, None
    for number in range(2000):
        submission = _note(number)
        try:
            handle(ledger, submission)
        except StoreError:
            failed = submission
            break
        told += 1
    if failed is None:
        wrong.append("the disk never filled up")
        failed = _note(0)
    events = len(ledger.store.events("before"))
    if events != told + 1:
        wrong.append(f"{told} notes were acknowledged, {events - 1} are there")
    with suppress(StoreError):
        handle(ledger, failed)
        wrong.append("a command was acknowledged on a full disk")
    # A write-ahead log that was emptied meanwhile has room for a numbering: then it is there whole, or it is refused.
    waiting, numbered = ledger.store.pending_count(), 0
    with suppress(StoreError):
        numbered = Sequencer(ledger.store, ledger.sign_root).run_once()
    if ledger.store.pending_count() != waiting - numbered:
        wrong.append("the log was numbered by halves on a full disk")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    _must(wrong, handle(ledger, failed), "when there is room again")
    repeated = handle(ledger, failed)
    if not isinstance(repeated, Accepted) or not repeated.repeated:
        wrong.append("the command that failed was carried out twice")
    if len(ledger.store.events("before")) != told + 2:
        wrong.append("what failed left something behind")
    Sequencer(ledger.store, ledger.sign_root).run_once()
    if ledger.store.pending_count():
        wrong.append("the log does not go on when there is room again")
    ledger.store.close()
    sys.stdout.write("".join(f"{line}\n" for line in wrong))


def _opening(name: str) -> Submission:
    command = OpenMatter(matter=MatterId(name), unit=OFFICE, title="It", terms=TERMS, deadline_date=None)
    return Submission(f"open {name}", speaker(OFFICE), command, 0)


def _note(number: int) -> Submission:
    text = "x" * 3000
    return replace(
        _opening("before"), key=f"note {number}", command=AddNote(matter=MatterId("before"), text=text), version=None
    )


def _must(wrong: list[str], outcome: object, when: str) -> None:
    if not isinstance(outcome, Accepted):
        wrong.append(f"refused {when}: {outcome}")


if __name__ == "__main__":
    {"sleep": _sleep, "fill": _fill}[sys.argv[1]](Path(sys.argv[2]))
