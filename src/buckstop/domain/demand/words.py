"""The small values demands are made of."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

from buckstop.domain.ids import UnitId

DemandId = NewType("DemandId", str)


class DemandKind(StrEnum):
    """What is asked for."""

    DOCUMENT = "document"  # a document to be read, studied or carried out
    MEETING = "meeting"
    INSPECTION = "inspection"
    FORM = "form"
    STANDING_RECORD = "standing_record"  # a register kept up to date for somebody above
    PLEDGE = "pledge"  # a responsibility letter to be signed
    VETO = "veto"  # a clause by which one failure spoils the whole assessment
    CHAT_GROUP = "chat_group"
    APP = "app"
    CAMPAIGN = "campaign"  # creation and demonstration campaigns
    SECONDMENT = "secondment"  # people lent upwards
    OTHER = "other"


class Repeats(StrEnum):
    """How often it is asked for."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


_DAYS = {Repeats.DAILY: 1, Repeats.WEEKLY: 7}
_MONTHS = {Repeats.MONTHLY: 1, Repeats.QUARTERLY: 3, Repeats.YEARLY: 12}


def due_dates(first: date, repeats: Repeats, until: date) -> Iterator[date]:
    """The days on which it is due, the first one included, none after `until`.

    A month that lacks the day of the first one has its last day instead.
    """
    count = 0
    day = first
    while day <= until:
        yield day
        if repeats is Repeats.ONCE:
            return
        count += 1
        if repeats in _DAYS:
            day = first + timedelta(_DAYS[repeats] * count)
        else:
            years, month = divmod(first.month - 1 + _MONTHS[repeats] * count, 12)
            year = first.year + years
            day = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


class DemandStatus(StrEnum):
    """Whether it is still asked for."""

    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the rules about burdens ask of single kinds of demands. Nought, False and empty: does not apply.

    Args:
        topic: what it is about, in the county's own short words: demands of one kind and topic are duplicates.
        characters: length of a document.
        directive: a document that gives orders.
        special: a document on one special or specific task.
        comprehensive: a document or meeting on the whole of the work; such documents may be longer.
        half_days: length of a meeting.
        with_groups: a meeting with group discussion.
        speech_minutes: longest speech or report of a meeting.
        measures: keys of what an assessment looks at.
        functions: keys of what an app or chat group makes people do.
        fees: those who take part pay.
    """

    topic: str = ""
    characters: int = 0
    directive: bool = False
    special: bool = False
    comprehensive: bool = False
    half_days: int = 0
    with_groups: bool = False
    speech_minutes: int = 0
    measures: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    fees: bool = False


@dataclass(frozen=True, slots=True)
class BurdenMark:
    """A receiver says that this is a burden, and why."""

    unit: UnitId
    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A receiver did what was asked once, and this is what it cost.

    Args:
        minutes: of all its people together.
    """

    unit: UnitId
    minutes: int
