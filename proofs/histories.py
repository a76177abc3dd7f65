"""Concurrent histories, and whether one order of the commands explains all their answers.

The ledger returns its own order, (stream, version), so the first check needs no search: sort by version, look whether
versions are unique and gap-free and whether no command follows another that was sent after it had been answered.
`linearisable` is for what names no version, reads above all: it searches for an order.

A command whose sender heard nothing (crash, lost connection, store in trouble) may have taken effect or not: INFO, never
FAIL.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from buckstop.app.answers import Submission
from buckstop.domain.refusals import Refusal

NEVER = 2**63
"""When a command returned that nobody heard of again."""


class Outcome(StrEnum):
    """What the sender of a command knows."""

    OK = "ok"
    FAIL = "fail"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Operation:
    """One sending of a command, as its client saw it.

    Args:
        client: who sent it; a client sends one command at a time.
        invoked: nanoseconds of a clock that only goes forward, the same for all clients.
        returned: of the same clock; `NEVER` where nothing came back.
        at: the instant the ledger's clock last told while it worked on the command, None where it told none.
        note: the acknowledgement; empty without one.
        stream: stream and versions the acknowledgement names.
        repeated: the key had been answered before.
        refusal: why not.
        seen: version of the matter that came back with a refusal; 0 where there was none.
    """

    client: str
    submission: Submission
    invoked: int
    returned: int
    outcome: Outcome
    at: datetime | None = None
    note: bytes = b""
    stream: str = ""
    first: int = 0
    last: int = 0
    repeated: bool = False
    refusal: Refusal | None = None
    seen: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Whose key it is, and the key: equal for every sending of one command."""
        actor = self.submission.actor
        return (actor.person if actor else "", self.submission.key)


@dataclass(frozen=True, slots=True)
class Placed:
    """A command that took effect, however often it was sent.

    Args:
        invoked: when it was first sent.
        returned: when somebody first heard that it had taken effect.
        first: of the versions it wrote of its stream.
    """

    submission: Submission
    stream: str
    first: int
    last: int
    invoked: int
    returned: int


def placed(operations: Iterable[Operation]) -> Iterator[Placed]:
    """Every acknowledged command once, with the span in which it must have taken effect."""
    by_key: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in operations:
        by_key[operation.key].append(operation)
    for sent in by_key.values():
        heard = [one for one in sent if one.outcome is Outcome.OK and one.note]
        if heard:
            invoked, returned = min(one.invoked for one in sent), min(one.returned for one in heard)
            one = heard[0]
            yield Placed(one.submission, one.stream, one.first, one.last, invoked, returned)


def order_faults(commands: Iterable[Placed]) -> list[str]:
    """What is wrong with the order the ledger gave: versions twice, or against the order of real time."""
    faults: list[str] = []
    streams: dict[str, list[Placed]] = defaultdict(list)
    for command in commands:
        streams[command.stream].append(command)
    for stream, found in streams.items():
        found.sort(key=lambda one: one.first)
        for before, after in pairwise(found):
            if after.first <= before.last:
                faults.append(f"{stream}: version {after.first} was acknowledged twice")
        latest = 0
        for command in found:
            if command.returned < latest:
                faults.append(f"{stream}: version {command.first} follows one that was sent after it was answered")
            latest = max(latest, command.invoked)
    return faults


State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Call(Generic[State]):
    """One operation on something that has a state.

    Args:
        returned: `NEVER` where its outcome is not known; it may then have happened or not.
        step: the states it may lead to from a state; none where its answer does not fit that state.
    """

    invoked: int
    returned: int
    step: Callable[[State], Iterable[State]]


def linearisable(calls: Sequence[Call[State]], initial: State) -> bool:
    """Whether some order of the calls explains every answer and keeps the order of real time.

    Source: Wing and Gong (1993), with Lowe's memory of (what is done, state) (2017).
    """
    must = sum(1 << number for number, call in enumerate(calls) if call.returned < NEVER)
    known: set[tuple[int, State]] = set()
    open_ends = [(0, initial)]
    while open_ends:
        done, state = end = open_ends.pop()
        if done & must == must:
            return True
        if end in known:
            continue
        known.add(end)
        waiting = [(number, call) for number, call in enumerate(calls) if not done >> number & 1]
        horizon = min(call.returned for _, call in waiting)
        for number, call in reversed(waiting):
            if call.invoked <= horizon:
                open_ends += [(done | 1 << number, following) for following in call.step(state)]
    return False
