"""The small values cycles are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from buckstop.domain.ids import MatterId


class Every(StrEnum):
    """What a rhythm counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Anchor(StrEnum):
    """Where in its period a turn falls."""

    SAME_DAY = "same_day"  # the day of the first date: the same weekday, day of the month, day of the year
    FIRST_WORKING_DAY = "first_working_day"
    LAST_WORKING_DAY = "last_working_day"


class Shift(StrEnum):
    """What becomes of a day that is not worked."""

    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"
    STAYS = "stays"


class DueKind(StrEnum):
    """By what the deadline of a turn's matter is told."""

    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    PERIOD_END = "period_end"  # the last worked day of the period


class CycleStatus(StrEnum):
    """Whether anything still comes."""

    RUNNING = "running"
    OVER = "over"  # its last day is past; it can be renewed
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something comes, and on which day.

    A period is so many days, weeks, months, quarters or years, the first one the one that holds the first date.

    Args:
        number: 1 or more: every 2 weeks.
        first_date: nothing comes before it; with `SAME_DAY` it also says on which day of each period.
        shift: for `SAME_DAY`; the other anchors are worked days anyway.
    """

    every: Every
    number: int
    anchor: Anchor
    shift: Shift
    first_date: date


@dataclass(frozen=True, slots=True)
class DueRule:
    """When what a turn opens is due.

    Args:
        days: after the opening, whose own day is not counted; 0 with `PERIOD_END`.
    """

    kind: DueKind
    days: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One time a cycle comes.

    Args:
        number: 1 for the first; those passed over are counted.
        day: on which its matter opens.
        opens_at: the beginning of that day.
        from_date: first day of the period it stands for.
        until_date: last day of it.
        provisional: the days around it are not announced yet, so that it may still move.
    """

    number: int
    day: date
    opens_at: datetime
    from_date: date
    until_date: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A turn that came, or was passed over.

    Args:
        matter: what it opened; None where it was passed over.
        reason: why it was passed over.
    """

    turn: Turn
    matter: MatterId | None
    reason: str = ""
