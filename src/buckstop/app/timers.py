"""The clock: wakes matters and cycles nobody touches, carries out plans of the organisation, numbers the log.

It decides nothing. What is due takes effect at its due instant whoever notices it, so two clocks, a restarted clock and
a clock that was off for a week all lead to the same log.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from buckstop.app.cycle_streams import PREFIX as CYCLES
from buckstop.app.cycles import wake_cycle
from buckstop.app.ledger import Ledger, NoOrganisationError
from buckstop.app.matters import wake
from buckstop.app.reorganising import carry_out_plans, plans_due
from buckstop.domain.ids import CycleId, MatterId
from buckstop.ledger.codec import CodecError
from buckstop.ledger.store import ORGANISATION, StoreError, VersionConflictError

_BATCH = 500
_LOG = logging.getLogger(__name__)


class Stop(Protocol):
    """What ends a running clock from outside: a `threading.Event`, or what a signal may set."""

    def is_set(self) -> bool:
        """Whether the clock is to end."""

    def wait(self, timeout: float, /) -> bool:
        """Pause for so many seconds, or until it is set; whether it is."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the clock did.

    Args:
        woken: matters and cycles to which something happened.
        numbered: events that got their place in the log.
        next_due_at: when something falls due next, None for never.
    """

    woken: int
    numbered: int
    next_due_at: datetime | None


def wake_due(ledger: Ledger, stop: Stop | None = None) -> int:
    """Let everything that is due take effect; how many matters and cycles were woken.

    Args:
        stop: leaves off between two of them when set; what is left is done next time.
    """
    try:
        organisation = ledger.organisation()
    except NoOrganisationError:
        return 0
    now = ledger.now()
    if plans_due(organisation, now):
        carry_out_plans(ledger)
    woken, asleep = 0, set[str]()
    while due := _due(ledger, now, asleep):
        for name in due:
            if stop is not None and stop.is_set():
                return woken
            if _wakes(ledger, name):
                woken += 1
            else:
                asleep.add(name)
    return woken


def _due(ledger: Ledger, at: datetime, asleep: set[str]) -> list[str]:
    """Some of the streams that are due, but those that cannot be woken now: they must not keep the others from it."""
    found = ledger.store.due(at, _BATCH + len(asleep) + 1)
    return [name for name, _ in found if name != ORGANISATION and name not in asleep]


def _wakes(ledger: Ledger, name: str) -> bool:
    """Whether something happened to the stream. Not so where another clock was faster, or its state cannot be read."""
    try:
        if name.startswith(CYCLES):
            return wake_cycle(ledger, CycleId(name.removeprefix(CYCLES))) > 0
        return wake(ledger, MatterId(name))
    except VersionConflictError:
        return False
    except CodecError as error:
        _LOG.warning("%s cannot be woken: %s", name, error)
        return False


def tick(ledger: Ledger, stop: Stop | None = None) -> Round:
    """One look at the clock: wake what is due, number what was written."""
    woken = wake_due(ledger, stop)
    sequencer = ledger.sequencer()
    numbered = 0
    while batch := sequencer.run_once():
        numbered += batch
    return Round(woken, numbered, ledger.store.next_due())


def run_clock(
    ledger: Ledger, stop: Stop, every_seconds: float = 1.0, told: Callable[[Round], None] = lambda _round: None
) -> None:
    """Tick until told to stop; a store in trouble is tried again after the pause.

    Args:
        every_seconds: pause between two ticks.
        told: hears of every tick that succeeded, for progress and logs.
    """
    while not stop.is_set():
        try:
            told(tick(ledger, stop))
        except StoreError as error:
            # Ending here would end all clocks until somebody looks; what is due keeps its instant and is done later.
            _LOG.warning("The clock could not do its round and tries again: %s", error)
        stop.wait(every_seconds)
