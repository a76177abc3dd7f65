"""Everyone on every store with every number of clients, in turns, so that a noisy minute hits all of them."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.handoffs.command import STORES
from benchmarks.handoffs.load import Outcome
from benchmarks.measure import PEERS, ROOT, TaskFailedError

# Preparing a million matters one command at a time takes its while; a load takes seconds.
_PREPARE_SECONDS_MAX, _RUN_SECONDS_MAX = 7200, 600


@dataclass(frozen=True, slots=True)
class Entry:
    """A contender as the page calls it.

    Args:
        name: as the page calls it.
        module: answers the command line of `command.py`.
        ours: runs under this interpreter with Buckstop importable, else under the peers' one.
        grows: is measured with the large number of matters as well.
        commits: durable transactions in what it counts as one hand-off.
        arguments: more for its command line.
    """

    name: str
    module: str
    ours: bool
    grows: bool = False
    commits: int = 1
    arguments: tuple[str, ...] = ()


OURS = Entry("Buckstop", "benchmarks.handoffs.ours", ours=True, grows=True, commits=2)
OURS_NUMBERED = Entry("Buckstop, log numbered meanwhile", OURS.module, ours=True, commits=2, arguments=("--numbered",))
LIMIT = Entry("limit: raw durable commit", "benchmarks.handoffs.raw_commits", ours=True, grows=True)
ROUNDUP = Entry("Roundup", "benchmarks.handoffs.roundup_tracker", ours=False)
BARE_ROUNDUP = Entry("Roundup, bare", ROUNDUP.module, ours=False, arguments=("--bare",))
HELPDESK = Entry("django-helpdesk", "benchmarks.handoffs.django_helpdesk", ours=False)
ENTRIES = (OURS, OURS_NUMBERED, LIMIT, ROUNDUP, BARE_ROUNDUP, HELPDESK)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What one figure is of."""

    store: str
    matters: int
    clients: int
    name: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of some loads; max_ms is the worst of them, errors the sum."""

    per_second: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    errors: int
    runs: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Args:
        entries: who takes part.
        clients: numbers of client processes.
        matters: open matters of everyone.
        large: open matters of those whose cost may not grow; 0 = left out.
        large_clients: how many clients meet the large number of matters.
        units: who can hold a matter.
        seconds: of each load, after its warm-up.
        runs: loads per figure.
    """

    entries: tuple[Entry, ...]
    clients: tuple[int, ...]
    matters: int
    large: int
    large_clients: int
    units: int
    seconds: float
    runs: int

    def cells(self) -> list[tuple[Entry, Cell]]:
        """One turn of loads: contenders of the same cell follow each other at once."""
        sizes = [(self.matters, clients, self.entries) for clients in self.clients]
        if self.large:
            sizes.append((self.large, self.large_clients, tuple(entry for entry in self.entries if entry.grows)))
        return [
            (entry, Cell(store, matters, clients, entry.name))
            for matters, clients, entries in sizes
            for store in STORES
            for entry in entries
        ]


def hold(plan: Plan, folder: Path, host: str) -> dict[Cell, Figures]:
    """Prepare every store, then measure in turns.

    Args:
        plan: how much.
        folder: where stores are made; each contender gets a folder of its own.
        host: folder of the PostgreSQL server's socket.

    Raises:
        TaskFailedError: a contender ended with an error, or its store did not tell what was acknowledged.
    """
    cells = plan.cells()
    # PostgreSQL databases are named by contender: the large one replaces the small one, so sizes go one by one.
    seen: dict[Cell, list[Outcome]] = {cell: [] for _, cell in cells}
    for matters in dict.fromkeys(cell.matters for _, cell in cells):
        now = [(entry, cell) for entry, cell in cells if cell.matters == matters]
        for entry, store in dict.fromkeys((entry, cell.store) for entry, cell in now):
            _tell(f"preparing {matters:,} matters: {entry.name}, {store}")
            arguments = ["--matters", str(matters), "--units", str(plan.units)]
            _ask(entry, "prepare", store, folder, host, arguments, _PREPARE_SECONDS_MAX)
        for _ in range(plan.runs):
            for entry, cell in now:
                arguments = ["--clients", str(cell.clients), "--seconds", str(plan.seconds)]
                said = _ask(entry, "run", cell.store, folder, host, arguments, _RUN_SECONDS_MAX)
                seen[cell].append(one := Outcome(**json.loads(said.splitlines()[-1])))
                _tell(
                    f"  {entry.name:26s} {cell.store:11s} {cell.clients:3d} clients "
                    f"{one.per_second:9,.0f}/s  p99 {one.p99_ms:8.2f} ms"
                )
    return {cell: medians(outcomes) for cell, outcomes in seen.items()}


def medians(outcomes: Iterable[Outcome]) -> Figures:
    """The figures of some loads of the same cell."""
    seen = list(outcomes)
    return Figures(
        per_second=statistics.median(one.per_second for one in seen),
        p50_ms=statistics.median(one.p50_ms for one in seen),
        p99_ms=statistics.median(one.p99_ms for one in seen),
        max_ms=max(one.max_ms for one in seen),
        errors=sum(one.errors for one in seen),
        runs=len(seen),
    )


def _ask(entry: Entry, task: str, store: str, folder: Path, host: str, arguments: list[str], seconds_max: int) -> str:
    """The contender's answer on one of its command line's tasks."""
    own = folder / "".join((entry.module.rsplit(".", 1)[-1], *entry.arguments, "--", store))
    where = ["--store", store, "--folder", str(own), *(["--host", host] if store == "postgresql" else [])]
    program = sys.executable if entry.ours else str(PEERS)
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}" if entry.ours else str(ROOT)
    done = subprocess.run(
        [program, "-W", "ignore", "-m", entry.module, task, *where, *entry.arguments, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=seconds_max,
        check=False,
    )
    if done.returncode:
        raise TaskFailedError(f"{entry.name}, {store}, {task}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout.strip()


def _tell(line: str) -> None:
    print(line, flush=True)
