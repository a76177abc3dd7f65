"""Workers, a clock and a database that are killed at random moments, over and over, on one ledger.

Nothing is spared: writers in the middle of a group, the clock in the middle of numbering, PostgreSQL with all its
processes. Clients jump with their clocks by up to an hour between two commands, hand in twice, and hand in again what was
never answered. A witness watches the log all the while.
"""

import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from threading import Event as Flag
from threading import Thread

from buckstop.app.bootstrap import open_ledger
from buckstop.app.ledger import Ledger
from buckstop.ledger.checkpoint import Trust, open_checkpoint
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import Algorithm, SigningKey
from buckstop.ledger.store import StoreError
from buckstop.ledger.tiles import hash_reader
from buckstop.ledger.tree import consistency_proof
from buckstop.ledger.witness import Refused, Submission, Witness
from proofs.faults_audit import Audit, check_acknowledged
from proofs.faults_server import FragileServer
from proofs.histories_clients import RacingClock, read_freshest
from proofs.histories_run import SQLITE, Run, begin, end

_THREADS = 3
_PAUSE_SECONDS = 0.01
_FRESH = 40
"""Acknowledgements looked at after each recovery; the audit at the end looks at all."""


@dataclass
class Campaign:
    """What was killed, and what an audit found.

    Args:
        kills: by what was killed.
        cosigned: checkpoints a witness saw grow from what it knew.
        faults: what was wrong while it ran.
    """

    store: str
    seconds: float = 0.0
    kills: dict[str, int] = field(default_factory=lambda: {"writer": 0, "clock": 0, "database": 0})
    cosigned: int = 0
    audit: Audit = field(default_factory=Audit)
    faults: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [*self.faults, *self.audit.faults]


def campaign(folder: Path, kills: int, *, postgresql: bool = False, writers: int = 3) -> Campaign:
    """Kill so many processes, let what is left recover each time, and audit.

    Args:
        folder: there and empty.
        postgresql: on a server of its own, which is killed too; else on SQLite.
        writers: processes that hand commands in, of three clients each.
    """
    server = FragileServer() if postgresql else None
    try:
        started = time.monotonic()
        found = Campaign("PostgreSQL" if server else "SQLite")
        run = begin(folder, server.url if server else SQLITE)
        with _watched(run, found):
            _kill(run, server, kills, writers, found)
        found.audit = run.finish()
        found.seconds = time.monotonic() - started
        return found
    finally:
        if server:
            server.close()


def _kill(run: Run, server: FragileServer | None, kills: int, writers: int, found: Campaign) -> None:
    random = Random(kills)  # noqa: S311 - when to kill, nothing secret
    crew = {"clock": _start(run, "clock")}
    crew |= {f"writer{number}": _start(run, f"writer{number}") for number in range(writers)}
    try:
        for worker in crew.values():
            _wait_until_ready(worker)
        # In turn, so that few kills meet everybody too; when in its work it meets them is left to chance.
        victims = cycle(each for name in crew if name != "clock" for each in (name, "database", "clock"))
        for victim in islice((each for each in victims if server or each != "database"), kills):
            time.sleep(random.uniform(0.05, 0.4))
            if server and victim == "database":
                (server.kill if random.random() < 0.5 else server.stop_at_once)()
                server.start_again()
                found.kills["database"] += 1
            else:
                crew[victim].kill()
                end(crew[victim])
                crew[victim] = _start(run, victim)
                _wait_until_ready(crew[victim])
                found.kills["clock" if victim == "clock" else "writer"] += 1
            _look(run, found)
        time.sleep(0.3)
    finally:
        for worker in crew.values():
            end(worker)
    found.faults += [f"{name} ended with {one.returncode}" for name, one in crew.items() if one.returncode]


def _start(run: Run, name: str) -> "subprocess.Popen[bytes]":
    if name == "clock":
        return run.worker("number", name)
    return run.worker("write", name, "--threads", str(_THREADS), "--pause", str(_PAUSE_SECONDS))


def _wait_until_ready(worker: "subprocess.Popen[bytes]") -> None:
    """A kill that meets a program still being loaded would prove nothing."""
    assert worker.stdout is not None
    ready, _, _ = select.select([worker.stdout], [], [], 60)
    assert ready, "a worker does not start"
    assert worker.stdout.readline() == b"ready\n", "a worker could not start"


def _look(run: Run, found: Campaign) -> None:
    """Right after a recovery: the freshest acknowledgements are there, the log's end is signed and fits its size."""
    heard = read_freshest(run.folder, _FRESH)
    ledger = open_ledger(run.home, RacingClock(run.epoch))
    try:
        found.faults += filter(None, (check_acknowledged(ledger.store, one) for one in heard))
        edge = ledger.store.end()
        opened = open_checkpoint(edge.checkpoint, Trust(ledger.key.verifier())) if edge.size else None
        if isinstance(opened, Fault) or (opened is not None and opened.checkpoint.size != edge.size):
            found.faults.append(f"after a kill the log of size {edge.size} ends with another checkpoint")
    finally:
        ledger.store.close()


@contextmanager
def _watched(run: Run, found: Campaign) -> Iterator[None]:
    """A witness cosigns the log again and again while the block lasts; whatever it refuses is a fault."""
    stop = Flag()
    thread = Thread(target=_watch, args=(run, found, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch(run: Run, found: Campaign, stop: Flag) -> None:
    key = SigningKey("witness.example", Algorithm.COSIGNATURE, bytes(range(32)))
    ledger = open_ledger(run.home, RacingClock(run.epoch))
    witness = Witness(key, [ledger.key.verifier()], run.folder / "witness", ledger.now)
    try:
        while not stop.wait(0.2):
            try:
                _show(ledger, witness, found)
            except StoreError:
                continue  # the database is down; the next look comes soon
    finally:
        ledger.store.close()


def _show(ledger: Ledger, witness: Witness, found: Campaign) -> None:
    store = ledger.store
    edge, seen = store.end(), witness.seen(ledger.origin)
    if edge.size < seen.size:
        found.faults.append(f"the log shrank from {seen.size} to {edge.size}")
    elif edge.size > seen.size:
        read = hash_reader(
            lambda level, start, stop: store.leaves(start, stop) if level == 0 else store.nodes(level, start, stop)
        )
        proof = consistency_proof(seen.size, edge.size, read)
        outcome = witness.add_checkpoint(Submission(seen.size, proof, edge.checkpoint).encoded())
        if isinstance(outcome, Refused):
            found.faults.append(f"the witness refused the log of size {edge.size}: {outcome.code}")
        else:
            found.cosigned += 1
