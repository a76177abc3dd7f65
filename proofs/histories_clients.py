"""Clients that hand commands in at random and write down what they sent and heard, so that a crash loses neither.

A journal is a file of one process: a record before a command is sent, another when the answer is there, each on the disk
before anything else happens. Of a record that was cut off by a crash nothing is read.
"""

import base64
import os
import pickle
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Lock

from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation_commands import FoundUnit, OrganisationCommand, RetireUnit
from buckstop.domain.units import UnitKind
from buckstop.ledger.codec import decode_matter
from buckstop.ledger.store import StoreError, Where
from proofs.histories import NEVER, Operation, Outcome
from proofs.histories_county import OFFICE, ROOT, SUPERIORS, propose, speaker, staffing

START_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_TAIL_BYTES = 100_000
ORGANISATION_EVERY = 80
"""One in so many commands changes the organisation."""


@dataclass
class RacingClock:
    """A clock that runs an hour a second, jumps when told to, and remembers what it said last.

    Args:
        epoch: nanoseconds of the monotonic clock at which it shows `START_AT`; one for all processes of a run.
    """

    epoch: int
    seconds_per_second: float = 3600.0
    jump: timedelta = timedelta()
    told: datetime | None = None

    def now(self) -> datetime:
        """The instant now."""
        ran = (time.monotonic_ns() - self.epoch) / 1e9 * self.seconds_per_second
        self.told = START_AT + timedelta(seconds=ran) + self.jump
        return self.told


class Journal:
    """The records of one process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._lock = Lock()

    def write(self, operation: Operation) -> None:
        """Keep a record, durably."""
        line = base64.b64encode(pickle.dumps(operation)) + b"\n"
        with self._lock:
            os.write(self._file, line)
            os.fdatasync(self._file)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def read_journals(folder: Path, names: str = "*") -> list[Operation]:
    """Every sending in the journals of a folder, in the order they were sent.

    A sending is told by its answer, or is INFO where its journal ends before one.

    Args:
        names: of the journals wanted, as a pattern.
    """
    found: dict[tuple[str, int], Operation] = {}
    for path in folder.glob(f"{names}.journal"):
        *lines, _cut_off = path.read_bytes().split(b"\n")
        found.update(_sendings(lines))
    return sorted(found.values(), key=lambda operation: operation.invoked)


def read_freshest(folder: Path, count: int) -> list[Operation]:
    """The last acknowledged sendings in the journals of a folder."""
    found: dict[tuple[str, int], Operation] = {}
    for path in folder.glob("*.journal"):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            _first_cut_off, *lines = file.read().split(b"\n")
        found.update(_sendings(lines[:-1]))
    heard = [operation for operation in found.values() if operation.outcome is Outcome.OK]
    return sorted(heard, key=lambda operation: operation.returned)[-count:]


def _sendings(lines: Iterable[bytes]) -> Iterator[tuple[tuple[str, int], Operation]]:
    for line in lines:
        operation: Operation = pickle.loads(base64.b64decode(line))  # noqa: S301 - written by a worker of ours
        yield (operation.client, operation.invoked), operation


class Client:
    """One client: asks one thing at a time of a few matters that all clients share.

    Args:
        ledger: its own, with a `RacingClock` of its own; the store may be shared.
        slots: matters that are worked on at the same time; a closed one is followed by a new one.
    """

    def __init__(self, name: str, ledger: Ledger, clock: RacingClock, journal: Journal, slots: int = 4) -> None:
        self.name = name
        self.ledger = replace(ledger, clock=clock)
        self._clock = clock
        self._journal = journal
        self._random = Random(name)  # noqa: S311 - drawn again by the same name, nothing secret
        self._generations = [0] * slots
        self._founded: list[UnitId] = []
        self._asked = 0

    def turn(self) -> None:
        """Ask something; sometimes the same again, as a network that delivers twice would.

        Raises:
            StoreError: the store could not be read. Nothing was sent then.
        """
        self._clock.jump = timedelta(minutes=self._random.randint(-60, 60))
        submission = self._next()
        self.send(submission)
        if self._random.random() < 0.1:
            self.send(submission)

    def send(self, submission: Submission) -> Operation:
        """Hand a command in and write down what is heard."""
        sent = Operation(self.name, submission, time.monotonic_ns(), NEVER, Outcome.INFO)
        self._journal.write(sent)
        self._clock.told = None
        try:
            outcome = handle(self.ledger, submission)
        except StoreError:
            return sent
        heard = _heard(sent, outcome, self._clock.told)
        self._journal.write(heard)
        return heard

    def _next(self) -> Submission:
        self._asked += 1
        key = f"{self.name}-{self._asked}"
        if self._random.random() * ORGANISATION_EVERY < 1:
            return Submission(key, speaker(ROOT), self._change())
        name, matter = self._pick()
        units = sorted(self.ledger.organisation().tree.active_units)
        careless = self._random.random() < 0.1
        fresh = MatterId(f"{name}.{key}")
        asked = propose(self._random.choice, name, matter, fresh, units, careless=careless)
        seen = matter.version if matter else 0
        version = None if self._random.random() < 0.1 else seen
        return Submission(key, speaker(asked.unit), asked.command, version)

    def _pick(self) -> tuple[MatterId, Matter | None]:
        slot = self._random.randrange(len(self._generations))
        name = MatterId(f"m{slot}.{self._generations[slot]}")
        matter = self._load(name)
        if matter is not None and matter.phase is Phase.CLOSED and self._random.random() < 0.7:
            self._generations[slot] += 1
            return self._pick()
        if matter is not None and matter.children and self._random.random() < 0.6:
            parts = self.ledger.store.find(Where(kind=KIND, parent=name, active=True))
            if parts:
                part = decode_matter(self._random.choice(parts).body)
                return part.id, part
        return name, matter

    def _load(self, name: MatterId) -> Matter | None:
        snapshot = self.ledger.store.load([name]).snapshots[name]
        return decode_matter(snapshot.body) if snapshot.version else None

    def _change(self) -> tuple[OrganisationCommand, ...]:
        """A new unit with somebody in it, or the end of one."""
        if self._founded and self._random.random() < 0.5:
            return (RetireUnit(self._founded.pop()),)
        unit = UnitId(f"{self.name}-unit-{self._asked}")
        self._founded.append(unit)
        return (
            FoundUnit(unit, unit, UnitKind.OTHER, self._random.choice([ROOT, OFFICE, *SUPERIORS])),
            *staffing(unit),
        )


def _heard(sent: Operation, outcome: Accepted | Refused, told: datetime | None) -> Operation:
    returned = time.monotonic_ns()
    if isinstance(outcome, Refused):
        seen = outcome.matter.version if outcome.matter else 0
        return replace(sent, returned=returned, outcome=Outcome.FAIL, at=told, refusal=outcome.refusal, seen=seen)
    word = outcome.acknowledgement
    assert word is not None, "only a wake is accepted without an acknowledgement"
    return replace(
        sent,
        returned=returned,
        outcome=Outcome.OK,
        at=told,
        note=word.note,
        stream=word.stream,
        first=word.first_version,
        last=word.last_version,
        repeated=outcome.repeated,
    )


def unheard(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The first sending of each command that was never answered, in any of its sendings."""
    answered: set[tuple[str, str]] = set()
    waiting: dict[tuple[str, str], Operation] = {}
    for operation in operations:
        if operation.outcome is Outcome.INFO:
            waiting.setdefault(operation.key, operation)
        else:
            answered.add(operation.key)
    return (operation for key, operation in waiting.items() if key not in answered)


def work(clients: Iterable[Client], ended: Callable[[], bool], pause_seconds: float) -> None:
    """Let clients of one thread take turns until it is ended; a store in trouble is tried again after a pause."""
    while True:
        for client in clients:
            if ended():
                return
            try:
                client.turn()
            except StoreError:
                time.sleep(0.05)
            time.sleep(pause_seconds)
