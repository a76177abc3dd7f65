"""Everybody's pages on every store, in turns, so that a noisy minute hits all of them."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.handoffs.command import STORES
from benchmarks.measure import ROOT, TaskFailedError
from benchmarks.pages.load import Outcome, load
from benchmarks.pages.sites import Site, helpdesk, limit, ours, roundup
from benchmarks.pages.stores import HELPDESK, LIMIT, OURS, ROUNDUP, folder_of

COMMIT = "raw durable commit"
_HAND_OFFS_A_SECOND = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Args:
        clients: at once; ours are visited by one alone as well.
        seconds: of one load.
        rounds: loads per figure (medians).
        peers_on: stores on which peers are measured.
    """

    matters: int
    users: int
    clients: int
    seconds: float
    rounds: int
    peers_on: tuple[str, ...] = STORES


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What one figure is of."""

    store: str
    task: str
    clients: int
    who: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of the loads of a cell; visits and failed ones: of all of them together."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    visits: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Inside:
    """What a page of ours costs inside the application."""

    statements: int
    processor_ms: float


@contextmanager
def opened(plan: Plan, work: Path, host: str) -> Iterator[list[Site]]:
    """Every server at once; those that are not visited do nothing."""
    # Matters for the hand-offs of every round, in two ways; nobody manages more than so many a second here.
    each = int((plan.seconds + 1) * (plan.rounds * 2 + 1) * _HAND_OFFS_A_SECOND)
    with ExitStack() as stack:
        sites = []
        for store in STORES:
            served = host if store == "postgresql" else ""
            size = (plan.clients, plan.matters, plan.users)
            sites.append(stack.enter_context(ours(folder_of(work, OURS, store), store, plan.clients, each)))
            if store in plan.peers_on:
                sites += [
                    stack.enter_context(roundup(folder_of(work, ROUNDUP, store), store, *size)),
                    stack.enter_context(helpdesk(folder_of(work, HELPDESK, store), store, served, *size)),
                ]
        sites.append(stack.enter_context(limit()))
        yield sites


def hold(plan: Plan, sites: list[Site], work: Path, host: str) -> dict[Cell, Figures]:
    """Load every page in turns, and ask afterwards whether hand-offs are what they were acknowledged as.

    Raises:
        TaskFailedError: a site says otherwise.
    """
    cells = _cells(plan, sites)
    seen: dict[Cell, list[Outcome]] = {cell: [] for cell, _ in cells}
    commits: dict[str, list[float]] = {store: [] for store in STORES}
    for turn in range(plan.rounds):
        for cell, site in cells:
            visits = [partial(site.tasks[cell.task], number) for number in range(cell.clients)]
            outcome = load(visits, plan.seconds)
            seen[cell].append(outcome)
            site.used.update(outcome.holders)
            print(
                f"{turn + 1} {cell.store:10s} {cell.task:20s} {cell.who:16s} {cell.clients} clients "
                f"{outcome.per_second:8.1f}/s  p50 {outcome.milliseconds(0.5):8.1f}  p95 {outcome.milliseconds(0.95):8.1f}",
                flush=True,
            )
            if outcome.holders and (wrong := site.check(outcome.holders)):
                raise TaskFailedError(f"{site.who}: {len(wrong)} matters have another holder: {wrong[:5]}")
        for store in STORES:
            commits[store].append(_raw_commits(plan, work, store, host))
    return {cell: _medians(outcomes) for cell, outcomes in seen.items()} | {
        Cell(store, COMMIT, plan.clients, LIMIT): Figures(statistics.median(found), 0, 0, 0, 0)
        for store, found in commits.items()
    }


def inside(work: Path, store: str) -> Mapping[str, Inside]:
    """Statements and processor time of our pages, by their names."""
    folder = folder_of(work, OURS, store)
    command = [sys.executable, "-m", "benchmarks.pages.inside", "--folder", str(folder)]
    said = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout
    return {name: Inside(**one) for name, one in json.loads(said.splitlines()[-1]).items()}


def _cells(plan: Plan, sites: list[Site]) -> list[tuple[Cell, Site]]:
    """Contenders of the same store and task follow each other at once."""
    tasks = list(dict.fromkeys(task for site in sites for task in site.tasks))
    found = [
        (Cell(site.store, task, clients, site.who), site)
        for site in sites
        for task in site.tasks
        for clients in ((1, plan.clients) if site.who == OURS else (plan.clients,))
    ]
    return sorted(found, key=lambda one: (one[0].store, tasks.index(one[0].task), one[0].clients))


def _raw_commits(plan: Plan, work: Path, store: str, host: str) -> float:
    place = ["--store", store, "--folder", str(folder_of(work, LIMIT, store)), "--host", host]
    load_of = ["--clients", str(plan.clients), "--seconds", str(plan.seconds)]
    command = [sys.executable, "-m", "benchmarks.handoffs.raw_commits", "run", *place, *load_of]
    done = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
    return float(json.loads(done.stdout.splitlines()[-1])["per_second"])


def _medians(outcomes: list[Outcome]) -> Figures:
    def middle(share: float) -> float:
        return statistics.median(one.milliseconds(share) for one in outcomes)

    return Figures(
        per_second=statistics.median(one.per_second for one in outcomes),
        p50_ms=middle(0.5),
        p95_ms=middle(0.95),
        p99_ms=middle(0.99),
        visits=sum(len(one.seconds) for one in outcomes),
        failed=sum(one.failed for one in outcomes),
    )
