"""A run of clients in several processes on one new ledger, and what an audit finds."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from buckstop.app.answers import Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger, open_ledger
from buckstop.app.timers import tick
from proofs.faults_audit import Audit, audit, saved_checkpoints
from proofs.histories_clients import Client, Journal, RacingClock, read_journals, unheard
from proofs.histories_county import founding

ORIGIN = "county.example/ledger"
SQLITE = "sqlite:ledger.db"


@dataclass
class Run:
    """A ledger that workers write to.

    Args:
        home: of the ledger.
        folder: of journals and checkpoints.
        epoch: nanoseconds at which its clocks started.
    """

    home: Path
    folder: Path
    epoch: int

    def worker(self, task: str, name: str, *options: str) -> "subprocess.Popen[bytes]":
        """A process that works until its standard input is closed or it is killed."""
        command = [sys.executable, "-m", "proofs.faults_worker", task, str(self.home), "--name", name]
        command += ["--folder", str(self.folder), "--epoch", str(self.epoch), *options]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - this very program

    def finish(self) -> Audit:
        """Send again what was never answered, number what waits, and audit."""
        clock = RacingClock(self.epoch)
        ledger = open_ledger(self.home, clock)
        try:
            journal = Journal(self.folder / "finish.journal")
            client = Client("finish", ledger, clock, journal)
            for operation in list(unheard(read_journals(self.folder))):
                client.send(operation.submission)
            journal.close()
            tick(ledger)
            return audit(ledger, read_journals(self.folder), saved_checkpoints(self.folder))
        finally:
            ledger.store.close()


def begin(folder: Path, store: str = SQLITE) -> Run:
    """A new ledger with the county founded in it.

    Args:
        folder: there and empty.
        store: as `HomeConfig.store`.
    """
    run = Run(folder / "home", folder / "seen", time.monotonic_ns())
    run.folder.mkdir()
    clock = RacingClock(run.epoch)
    ledger = create_ledger(run.home, HomeConfig(ORIGIN, store, pack="generic", zone="UTC"), clock)
    journal = Journal(run.folder / "founding.journal")
    client = Client("founding", ledger, clock, journal)
    founded = client.send(Submission("founding", None, founding()))
    assert founded.note, founded
    journal.close()
    ledger.store.close()
    return run


@contextmanager
def working(*workers: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Workers that end with the block, killed where they do not end by themselves."""
    try:
        yield
    finally:
        for worker in workers:
            end(worker)


def end(worker: "subprocess.Popen[bytes]") -> None:
    """Let a worker finish what it is doing; kill it where it does not."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.close()
    try:
        worker.wait(timeout=120)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
    worker.stdout.close()


def concurrent(folder: Path, clients: int, commands: int, store: str = SQLITE) -> Audit:
    """Many clients on four hot matters at the same time, a clock beside them; what an audit finds.

    Args:
        clients: in processes of at most eight threads.
        commands: of each client.
    """
    run = begin(folder, store)
    threads = min(clients, 8)
    numbering = run.worker("number", "clock")
    writers = [
        run.worker("write", f"w{number}", "--threads", str(threads), "--commands", str(commands))
        for number in range(clients // threads)
    ]
    with working(numbering):
        for writer in writers:
            assert writer.wait(timeout=300) == 0, "a writer failed"
    for writer in writers:
        end(writer)
    return run.finish()
