"""The one place where the time is read. Everything else is given an instant."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant: aware, UTC."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The present instant: aware, UTC."""
        return datetime.now(UTC)


@dataclass
class SetClock:
    """A clock that stands where it was set: for simulations and replays."""

    at: datetime

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at
