"""`python -m proofs faults`: histories of concurrent clients, processes killed at random, staged faults; their figures."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from proofs.faults_audit import Audit
from proofs.faults_campaign import Campaign, campaign
from proofs.faults_scenes import full_disk, paused_sequencer
from proofs.faults_server import FragileServer
from proofs.histories_run import SQLITE, concurrent

STORES = ("sqlite", "postgresql")
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
CLIENTS = (1, 8, 32)
_COMMANDS = 640
"""Of one history, shared out among its clients."""


@dataclass(frozen=True, slots=True)
class History:
    """A run of concurrent clients and what an audit found."""

    store: str
    clients: int
    audit: Audit


@dataclass(frozen=True, slots=True)
class Scene:
    """A staged fault and what went wrong in it."""

    store: str
    what: str
    wrong: Sequence[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was tried."""

    histories: Sequence[History]
    campaigns: Sequence[Campaign]
    scenes: Sequence[Scene]

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        found = [f"{one.store}, {one.clients} clients: {what}" for one in self.histories for what in one.audit.faults]
        found += [f"{one.store}, killed: {what}" for one in self.campaigns for what in one.wrong]
        return found + [f"{one.store}, {one.what}: {what}" for one in self.scenes for what in one.wrong]


def measure(kills: int, stores: Sequence[str], told: Callable[[str], None]) -> Figures:
    """Try everything on each store.

    Args:
        kills: on each store.
        stores: of STORES.
        told: hears of each part that is through, with its figures.
    """
    histories, campaigns, scenes = [], [], []
    for store in stores:
        for clients in CLIENTS:
            with _fresh() as folder, _place(store) as url:
                found = concurrent(folder, clients, _COMMANDS // clients, url)
                histories.append(History(NAMES[store], clients, found))
                told(f"{NAMES[store]}, {clients} clients: {found}")
        with _fresh() as folder:
            campaigns.append(campaign(folder, kills, postgresql=store == "postgresql"))
            told(f"{campaigns[-1]}")
        with _fresh() as folder:
            wrong = paused_sequencer(folder, postgresql=store == "postgresql")
            scenes.append(Scene(NAMES[store], "sequencer paused in its turn, overtaken, woken", wrong))
        if store == "sqlite":
            with _fresh() as folder:
                scenes.append(Scene(NAMES[store], "disk full, then with room again", full_disk(folder)))
    return Figures(histories, campaigns, scenes)


@contextmanager
def _fresh() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="buckstop-faults-") as folder:
        yield Path(folder)


@contextmanager
def _place(store: str) -> Iterator[str]:
    """Where a ledger is to be kept: beside its home, or in a server of its own."""
    if store == "sqlite":
        yield SQLITE
        return
    server = FragileServer()
    try:
        yield server.url
    finally:
        server.close()
