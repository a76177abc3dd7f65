"""Clients, each a process of its own, that ask one after the other without a pause; what each had to wait."""

import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from benchmarks.handoffs.load import LoadFailedError, percentile
from benchmarks.pages.browser import WrongAnswerError

Visit = Callable[[], tuple[str, str] | None]
"""One page that is looked at, or one hand-off: then the matter and who holds it now."""

_START_SECONDS_MAX = 300.0
_FEWEST = 1  # visit of each client, however slow
_MOST_FAILED = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """One load.

    Args:
        seconds: of each visit, ascending.
        holders: by matter, what was acknowledged.
        failed: visits that ended with another answer than they should; their time does not count.
    """

    per_second: float
    seconds: tuple[float, ...]
    holders: dict[str, str]
    failed: int

    def milliseconds(self, share: float) -> float:
        """What this share of the visits did not exceed."""
        return percentile(list(self.seconds), share) * 1000


def load(visits: Sequence[Callable[[], Visit]], seconds: float) -> Outcome:
    """One process a client for so many seconds, after one visit each that does not count.

    Args:
        visits: for each client, what makes its visit in its own process.

    Raises:
        LoadFailedError: a client died.
    """
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(len(visits))
    ends: list[Connection] = []
    processes = []
    for make in visits:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_client, args=(make, seconds, ready, theirs), daemon=True)
        process.start()
        theirs.close()
        ends.append(ours)
        processes.append(process)
    try:
        told: list[tuple[float, list[float], dict[str, str], int]] = [end.recv() for end in ends]
    except EOFError as error:
        raise LoadFailedError("a client died; its last words stand above") from error
    finally:
        for process in processes:
            process.join(timeout=5)
            process.kill()
    if not all(each for _, each, _, _ in told):
        raise LoadFailedError("a client got no right answer; what it got stands above")
    waited = sorted(second for _, each, _, _ in told for second in each)
    return Outcome(
        per_second=sum(len(each) / lasted for lasted, each, _, _ in told),
        seconds=tuple(waited),
        holders={matter: holder for _, _, moved, _ in told for matter, holder in moved.items()},
        failed=sum(failed for *_, failed in told),
    )


def _client(make: Callable[[], Visit], seconds: float, ready: Barrier, answer: Connection) -> None:
    moved: dict[str, str] = {}
    waited: list[float] = []
    failed = 0

    def look() -> bool:
        try:
            moved.update(filter(None, [visit()]))
        except WrongAnswerError as error:
            print(str(error)[:200], file=sys.stderr, flush=True)
            return False
        return True

    try:
        visit = make()
        look()
        ready.wait(_START_SECONDS_MAX)
    except BaseException:
        ready.abort()  # or the others would wait for this one
        raise
    began = now = time.perf_counter()
    while now < began + seconds or len(waited) < _FEWEST:
        done, ended = look(), time.perf_counter()
        if done:
            waited.append(ended - now)
        failed += not done
        now = ended
        if failed > _MOST_FAILED:
            break
    answer.send((now - began, waited, moved, failed))
