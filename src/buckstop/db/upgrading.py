"""Tables of an older program brought up to date when a ledger is opened: the events stay, what follows from them is made anew.

All of it is one transaction: either the ledger is as it was, or it is of this version. The log, its proofs, answers and
sealed fields are not touched. How a state follows from events is not known here: whoever opens the ledger brings it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from buckstop.ledger.store import Event, Snapshot, StoreError

SCHEMA_VERSION = 3
"""Version of the tables this program makes and writes."""

OLDEST = 1
"""Oldest version that is brought up to date."""

BATCH = 500
"""Streams between two words on how far it is."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade needs from outside.

    Args:
        snapshot_from: what all events of a stream lead to, words included; None where they lead to nothing. Such a stream
            keeps the columns it had, and a check of the ledger names it.
        tell: hears how many streams of how many are done.
    """

    snapshot_from: Callable[[Sequence[Event]], Snapshot | None]
    tell: Callable[[int, int], None] = lambda _done, _all: None


def schema(store: str) -> str:
    """The SQL that makes all tables of a store.

    Args:
        store: sqlite or postgresql.
    """
    return f"{_script(store)}\n{streams_schema(store)}"


def figures_schema(store: str) -> str:
    """The SQL that makes what version 3 brought: figures of streams, and the indexes they are counted by."""
    return _script(f"{store}_figures")


def streams_schema(store: str) -> str:
    """The SQL that makes the tables of streams and their figures alone."""
    return f"{_script(f'{store}_streams')}\n{figures_schema(store)}"


def is_old(found: int, place: str, upgrade: Upgrade | None) -> bool:
    """Whether the tables found must be brought up to date.

    Raises:
        StoreError: a newer program made them, or nobody brought what an upgrade needs.
    """
    if found == SCHEMA_VERSION:
        return False
    if not OLDEST <= found < SCHEMA_VERSION:
        raise StoreError(
            f"{place} has tables of version {found}, this program knows version {SCHEMA_VERSION}: "
            "use the newer program that made it; nothing was changed"
        )
    if upgrade is None:
        raise StoreError(
            f"{place} has tables of version {found}, this program needs version {SCHEMA_VERSION}: "
            "open the ledger once with `buckstop ledger status`, which brings it up to date; nothing was changed"
        )
    return True


def _script(name: str) -> str:
    return files("buckstop.db").joinpath("schema", f"{name}.sql").read_text(encoding="utf-8")
