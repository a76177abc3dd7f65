"""A busy hour: pages asked for when people want them, whether or not the page before is there already.

Clients without a pause (`load`) show what a machine can carry; nobody works like that. Here requests come by chance at
the rate of so many people, dealt out to a few client processes, and what each waits is counted from the moment they asked, queueing included (a client that
waits for its answer before it asks again would hide a stall: "coordinated omission", Gil Tene, 2013).
"""

import math
import multiprocessing
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from benchmarks.handoffs.load import LoadFailedError, percentile
from benchmarks.pages.browser import WrongAnswerError
from benchmarks.pages.sites import HAND_OFF, Site
from benchmarks.pages.stores import OURS

SECONDS_BETWEEN_PAGES = 300
"""How long somebody at work does something else before they ask for the next page."""

MIX: Mapping[str, int] = {
    "Today": 35,
    "matter": 25,
    "list": 10,
    "board, a bureau": 8,
    "search, Chinese": 6,
    "unit board": 5,
    HAND_OFF: 5,
    "directive board": 3,
    "board, the office": 3,
}
"""Of a hundred requests; made up: nobody has published theirs."""

_START_SECONDS_MAX = 300.0
_SEED = 11


@dataclass(frozen=True, slots=True)
class Asked:
    """One task, over the whole hour: seconds that each had to wait, ascending; failed ones apart."""

    seconds: tuple[float, ...]
    failed: int

    def milliseconds(self, share: float) -> float:
        """What this share did not exceed; not a number where nobody asked."""
        return percentile(list(self.seconds), share) * 1000 if self.seconds else math.nan


@dataclass(frozen=True, slots=True)
class Hour:
    """What was asked for on one store; by task."""

    seconds: float
    tasks: Mapping[str, Asked]


def busy_hours(sites: Sequence[Site], clients: int, people: int, seconds: float) -> dict[str, Hour]:
    """Ours on every store, one after the other.

    Args:
        seconds: how much of the hour is played.
    """
    found = {}
    for site in sites:
        if site.who == OURS:
            found[site.store] = Hour(seconds, _busy_hour(site, clients, people, seconds))
            for task, asked in found[site.store].tasks.items():
                print(
                    f"hour {site.store:10s} {task:20s} {len(asked.seconds):5d} asked  p95 {asked.milliseconds(0.95):8.1f}"
                )
    return found


def _busy_hour(site: Site, clients: int, people: int, seconds: float) -> dict[str, Asked]:
    """Whom each hand-off was acknowledged to is checked with the site.

    Raises:
        LoadFailedError: a client died, or the site says otherwise than it acknowledged.
    """
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(clients)
    rate = people / SECONDS_BETWEEN_PAGES / clients
    ends = []
    processes = []
    for number in range(clients):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_client, args=(site, number, rate, seconds, ready, theirs), daemon=True)
        process.start()
        theirs.close()
        ends.append(ours)
        processes.append(process)
    try:
        told: list[tuple[list[tuple[str, float | None]], dict[str, str]]] = [end.recv() for end in ends]
    except EOFError as error:
        raise LoadFailedError("a client died; its last words stand above") from error
    finally:
        for process in processes:
            process.join(timeout=5)
            process.kill()
    moved = {matter: holder for _, each in told for matter, holder in each.items()}
    site.used.update(moved)
    if moved and (wrong := site.check(moved)):
        raise LoadFailedError(f"{site.who}: {len(wrong)} matters have another holder: {wrong[:5]}")
    waited = [one for each, _ in told for one in each]
    return {
        task: Asked(
            tuple(sorted(second for name, second in waited if name == task and second is not None)),
            sum(name == task and second is None for name, second in waited),
        )
        for task in MIX
    }


def _client(site: Site, number: int, rate: float, seconds: float, ready: Barrier, answer: Connection) -> None:
    """Requests by chance (exponential gaps); the order of tasks is the same in every run."""
    chance = random.Random(_SEED + number)
    moved: dict[str, str] = {}
    waited: list[tuple[str, float | None]] = []
    try:
        visits = {task: site.tasks[task](number) for task in MIX}
        visits["Today"]()
        ready.wait(_START_SECONDS_MAX)
    except BaseException:
        ready.abort()  # or the others would wait for this one
        raise
    began = time.perf_counter()
    due = began + chance.expovariate(rate)
    while due < began + seconds:
        time.sleep(max(0.0, due - time.perf_counter()))
        [task] = chance.choices([*MIX], weights=[*MIX.values()])
        try:
            moved.update(filter(None, [visits[task]()]))
            waited.append((task, time.perf_counter() - due))
        except WrongAnswerError as error:
            print(str(error)[:200], file=sys.stderr, flush=True)
            waited.append((task, None))
        due += chance.expovariate(rate)
    answer.send((waited, moved))
