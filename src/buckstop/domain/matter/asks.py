"""Open asks of a matter: support, requests upward, extensions, waits, summonses, proposals. Each has its default.

They lie in the state only while they are open; what became of them stands in the events.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.words import Actor, Timer


class SupportStage(StrEnum):
    """How far a support has come."""

    ASKED = "asked"
    PASSED_UP = "passed_up"  # the supporter was silent: its superior has to answer
    AGREED = "agreed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Support:
    """A contribution asked of another unit, on its own clock.

    Args:
        ask: number of the ask within the matter: the version at which it was asked.
        supporter: unit that is to contribute.
        answerer: unit whose answer is awaited: the supporter or its superior; the holder once it is delivered.
        what: the contribution.
        wanted_date: day it is needed by.
        timer: when the stage ends by default; while agreed: the day it is due.
        late: the contribution was not delivered when due.
    """

    ask: int
    supporter: UnitId
    answerer: UnitId
    what: str
    wanted_date: date
    stage: SupportStage
    timer: Timer | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A holder's word that it needs no support of a unit that its terms name.

    Args:
        unit: named to support, or who answers for it now.
        holder: whose word it is; whoever holds the matter later judges anew.
    """

    unit: UnitId
    holder: UnitId
    reason: str


class UpwardKind(StrEnum):
    """What a request upward asks for."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    MONEY = "money"
    RULING = "ruling"
    OBSTACLE = "obstacle"  # something in the way that a named level above can remove


@dataclass(frozen=True, slots=True)
class UpwardRequest:
    """A request upward: the superior's clock runs until it answers.

    Args:
        answerer: superior that has to answer.
        level: of an obstacle the unit that was said to be able to remove it; None for other requests.
        passed_up: it went one level higher because the first superior was silent.
        timer: None once nobody answered in time and the hours count as the planner's.
    """

    ask: int
    kind: UpwardKind
    text: str
    answerer: UnitId
    timer: Timer | None
    passed_up: bool = False
    level: UnitId | None = None


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """A later deadline asked for before the old one: silence grants it once."""

    ask: int
    wanted_date: date
    reason: str
    answerer: UnitId
    timer: Timer


@dataclass(frozen=True, slots=True)
class Wait:
    """A registered wait for somebody outside; without confirmation it is none.

    Args:
        whom: who is waited for.
        question: what was asked of them.
        began_at: hours since then are nobody's once it is confirmed.
        confirmed: the answerer has confirmed it.
        near_deadline: it began shortly before the deadline; shown wherever the matter is judged.
        timer: until confirmed: when it is void; afterwards: when it ends.
    """

    ask: int
    whom: str
    question: str
    began_at: datetime
    until_date: date
    answerer: UnitId
    confirmed: bool
    near_deadline: bool
    timer: Timer


@dataclass(frozen=True, slots=True)
class Summons:
    """Units called to the spot.

    Args:
        missing: units that were called and have not arrived.
        meet_at: when they are to be there.
    """

    ask: int
    caller: UnitId
    units: tuple[UnitId, ...]
    missing: tuple[UnitId, ...]
    place: str
    meet_at: datetime
    timer: Timer | None


class ProposalAbout(StrEnum):
    """What a better way would change, and so who may adopt it."""

    WORK = "work"  # how it is done: the holder's to say
    TERMS = "terms"  # goal, criteria, deadline, means: the giver's to say


@dataclass(frozen=True, slots=True)
class Proposal:
    """A better way somebody proposed. Who answers is whoever holds (or gave) the matter at the time.

    Args:
        proposer: who proposed it and is credited when it is adopted.
        timer: None once nobody answered in time: it stays open, and is shown as unanswered.
    """

    ask: int
    about: ProposalAbout
    text: str
    proposer: Actor
    timer: Timer | None
