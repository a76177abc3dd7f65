"""Load on one contender: client processes hand matters over for some seconds; afterwards the store must tell the same.

Standard library only, for it runs under our interpreter and under the peers' one.
"""

import math
import multiprocessing
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Protocol

WARM_UP_SECONDS = 0.5
# Longest wait for the slowest client to open its connection; 32 interpreters on two cores take some seconds.
_START_SECONDS_MAX = 120.0


class ConflictError(Exception):
    """A hand-off that the store turned down or could not lock: nothing of it was kept."""


class LoadFailedError(Exception):
    """The load proves nothing: a client died, or the store does not tell what was acknowledged to the clients."""


class Client(Protocol):
    """One client with a connection of its own."""

    def hand_off(self) -> tuple[str, str]:
        """Give a random matter to another holder, committed and durable; the matter and its new holder.

        Raises:
            ConflictError: the store refused; nothing was kept.
        """
        ...


class Contender(Protocol):
    """What is put under load. No method may leave a connection open behind it: clients are forked."""

    def prepare(self, matters: int, units: int) -> None:
        """Make a fresh store with so many open matters and so many units that can hold them."""
        ...

    def client(self, number: int, clients: int) -> Client:
        """The client with this number, from 0, of so many; called in the client's own process."""
        ...

    def history_rows(self) -> int:
        """How many hand-offs the history of the store tells, over all matters."""
        ...

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """Who holds these matters now."""
        ...


@dataclass(frozen=True, slots=True)
class Move:
    """The last hand-off of one matter by one client. Instants are seconds of the machine's monotonic clock."""

    began: float
    ended: float
    holder: str


@dataclass(slots=True)
class Tally:
    """What one client saw.

    Args:
        acknowledged: hand-offs, warm-up included.
        latencies: seconds of each hand-off after the warm-up.
        conflicts: refused hand-offs after the warm-up.
        began, ended: of the measured time.
        last: per matter, the last hand-off.
    """

    acknowledged: int = 0
    latencies: list[float] = field(default_factory=list)
    conflicts: int = 0
    began: float = 0.0
    ended: float = 0.0
    last: dict[str, Move] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measured load: counts and latencies after the warm-up, and how much of it the store was asked about."""

    clients: int
    ops: int
    seconds: float
    per_second: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    errors: int
    history_rows: int
    matters_checked: int


def load(contender: Contender, clients: int, seconds: float, warm_up: float = WARM_UP_SECONDS) -> Outcome:
    """Hand over for so many seconds with so many clients, then check the store.

    Raises:
        LoadFailedError: a client died, a history row is missing or too many, or a matter has another holder.
    """
    before = contender.history_rows()
    tallies = _in_processes(contender, clients, seconds, warm_up)
    acknowledged = sum(tally.acknowledged for tally in tallies)
    rows = contender.history_rows() - before
    if rows != acknowledged:
        raise LoadFailedError(f"{acknowledged} hand-offs were acknowledged, the history grew by {rows} rows")
    possible = last_holders(tallies)
    wrong = misplaced(possible, contender.holders(possible))
    if wrong:
        raise LoadFailedError(f"{len(wrong)} of {len(possible)} matters have a wrong holder: {wrong[:5]}")
    return _outcome(tallies, rows, len(possible))


def last_holders(tallies: Iterable[Tally]) -> dict[str, frozenset[str]]:
    """Per matter, who may be its holder now: hand-offs of two clients that overlapped may have taken either order."""
    moves: dict[str, list[Move]] = {}
    for tally in tallies:
        for matter, move in tally.last.items():
            moves.setdefault(matter, []).append(move)
    return {
        matter: frozenset(move.holder for move in seen if move.ended >= max(other.began for other in seen))
        for matter, seen in moves.items()
    }


def misplaced(possible: dict[str, frozenset[str]], held: dict[str, str]) -> list[str]:
    """Matters whose holder in the store none of the last hand-offs named."""
    return sorted(matter for matter, holders in possible.items() if held.get(matter) not in holders)


def percentile(ordered: list[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed; the values come in ascending order."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _outcome(tallies: list[Tally], rows: int, checked: int) -> Outcome:
    latencies = sorted(latency for tally in tallies for latency in tally.latencies)
    if not latencies:
        raise LoadFailedError("no hand-off was acknowledged")
    seconds = max(tally.ended for tally in tallies) - min(tally.began for tally in tallies)
    return Outcome(
        clients=len(tallies),
        ops=len(latencies),
        seconds=round(seconds, 3),
        per_second=round(len(latencies) / seconds, 1),
        p50_ms=round(percentile(latencies, 0.5) * 1000, 3),
        p99_ms=round(percentile(latencies, 0.99) * 1000, 3),
        max_ms=round(latencies[-1] * 1000, 3),
        errors=sum(tally.conflicts for tally in tallies),
        history_rows=rows,
        matters_checked=checked,
    )


def _in_processes(contender: Contender, clients: int, seconds: float, warm_up: float) -> list[Tally]:
    # Forked, so that 32 clients share what the contender imported; no connection is open yet.
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(clients)
    ends: list[Connection] = []
    processes = []
    for number in range(clients):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=_client, args=(contender, number, clients, seconds, warm_up, ready, theirs), daemon=True
        )
        process.start()
        theirs.close()
        ends.append(ours)
        processes.append(process)
    try:
        return [end.recv() for end in ends]
    except EOFError as error:
        raise LoadFailedError("a client died; its last words stand above") from error
    finally:
        for process in processes:
            process.join(timeout=seconds)
            process.kill()


def _client(
    contender: Contender,
    number: int,
    clients: int,
    seconds: float,
    warm_up: float,
    ready: Barrier,
    answer: Connection,
) -> None:
    random.seed(number)
    try:
        client = contender.client(number, clients)
        tally = Tally()
        ready.wait(_START_SECONDS_MAX)
        _hand_over(client, tally, time.perf_counter() + warm_up)
        tally.latencies = []
        tally.conflicts = 0
        ready.wait(_START_SECONDS_MAX)
    except BaseException:
        ready.abort()  # or the others would wait for this one
        raise
    tally.began = time.perf_counter()
    tally.ended = _hand_over(client, tally, tally.began + seconds)
    answer.send(tally)


def _hand_over(client: Client, tally: Tally, until: float) -> float:
    """Hand over until the given instant; when the last hand-off ended."""
    began = time.perf_counter()
    while began < until:
        try:
            matter, holder = client.hand_off()
        except ConflictError:
            tally.conflicts += 1
            began = time.perf_counter()
            continue
        ended = time.perf_counter()
        tally.acknowledged += 1
        tally.latencies.append(ended - began)
        tally.last[matter] = Move(began, ended, holder)
        began = ended
    return began
