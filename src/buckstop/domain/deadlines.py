"""Spans and due instants: the units in which rules give time, and what a counted span comes to.

The counting itself needs to know which days are worked: `buckstop.domain.calendars`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SpanUnit(StrEnum):
    """What a rule counts in. Acts differ, so every rule names its own unit.

    Minutes and hours run from the instant and through every night and holiday. The others are days of the calendar:
    the day of the start is not counted, and the last day ends at 24:00.
    """

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as a rule gives it: five working days, two hours.

    Args:
        amount: 0 or more.
        unit: what is counted.

    Raises:
        ValueError: a negative amount.
    """

    amount: int
    unit: SpanUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"A span cannot be negative: {self.amount} {self.unit}.")


@dataclass(frozen=True, slots=True)
class Due:
    """An instant by which something is to be done.

    Args:
        at: aware, UTC. A deadline in days is the midnight that ends its last day.
        provisional: True where the days of that time are not announced yet, so that the announcement may move it.
    """

    at: datetime
    provisional: bool = False
