"""Counties small enough for tests, in ledgers of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from buckstop.app.calendars import chinese_calendar
from buckstop.app.clock import SetClock
from buckstop.app.ledger import Ledger
from buckstop.app.rulepacks import load_rules
from buckstop.domain.calendars import Calendar
from buckstop.domain.packs import Pack
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.note import SigningKey, new_key
from buckstop.ledger.store import Store
from buckstop.simulator.county import SCALES, CountySpec, Lived, live

BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
TINY = CountySpec(departments=4, townships=2, villages=3, weeks=3, directives=3, requests=5.0)


@dataclass(frozen=True)
class Run:
    """A county that has lived."""

    ledger: Ledger
    lived: Lived


def empty_ledger(store: Store) -> tuple[Ledger, SetClock]:
    """A ledger in which nothing happened yet, and the clock it runs on."""
    clock = SetClock(BEFORE)
    key, pack, calendar = new_key("test.buckstop/county"), load_rules("zh_CN"), chinese_calendar()
    assert isinstance(key, SigningKey)
    assert isinstance(pack, Pack)
    assert isinstance(calendar, Calendar)
    return Ledger(store, clock, "test.buckstop/county", key, bytes(32), pack, calendar), clock


def run(spec: CountySpec, store: Store | None = None) -> Run:
    """Let a county live."""
    ledger, clock = empty_ledger(store or MemoryStore())
    return Run(ledger, live(ledger, clock, spec))


@cache
def tiny() -> Run:
    """The tiny county in memory, lived once for all tests that only look."""
    return run(TINY)


@cache
def small() -> Run:
    """The county of `--scale small`, likewise."""
    return run(SCALES["small"])


def log_of(ledger: Ledger) -> list[bytes]:
    """Every entry of the log, in its order."""
    return [event.body for event in ledger.store.log(0, ledger.store.end().size)]
