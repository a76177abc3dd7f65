"""The small values events, commands and the state share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from buckstop.domain.deadlines import Span
from buckstop.domain.ids import CycleId, DutyItemId, PersonId, PostId, UnitId

OUTSIDE = UnitId("~outside")
"""Clock owner of hours that no unit may be charged with: a citizen, the weather, a court."""

PLANNER = UnitId("~planner")
"""Clock owner of hours that a plan took which could not be met, whoever set it."""


class Phase(StrEnum):
    """Where a matter stands in the protocol (official state)."""

    HELD = "held"
    OFFERED = "offered"
    ESCALATED = "escalated"
    SETTLED = "settled"
    APPEAL = "appeal"
    DONE = "done"
    CLOSED = "closed"


class Evidence(StrEnum):
    """What is known about the work itself; never mixed with the official state."""

    NONE = "none"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    REFUTED = "refuted"


class CitizenWord(StrEnum):
    """What the citizen who asked says of the outcome."""

    UNRATED = "unrated"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"


class Outcome(StrEnum):
    """How a matter ended."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"
    MERGED = "merged"


class OfferEnd(StrEnum):
    """Why an offer ended without being accepted. Each of them is a move."""

    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    VOID = "void"  # a change of the organisation took away the giver or the receiver


class Origin(StrEnum):
    """What brought a matter into being."""

    DIRECTIVE = "directive"
    REQUEST = "request"
    OWN = "own"


class Profile(StrEnum):
    """Which set of clocks a matter runs on."""

    NORMAL = "normal"
    URGENT = "urgent"


class Visibility(StrEnum):
    """Who may read a matter, from the most open to the closest; the rules stand in `domain/seeing.py`."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"

    def within(self, whole: "Visibility") -> "Visibility":
        """This visibility for a part: never more open than its whole."""
        return max(self, whole, key=_CLOSENESS.__getitem__)


_CLOSENESS = {visibility: place for place, visibility in enumerate(Visibility)}


class VerificationWay(StrEnum):
    """How a verifier looked."""

    ON_SITE = "on_site"
    DOCUMENTS = "documents"


class HelpKind(StrEnum):
    """What help a unit was given on a matter."""

    GUIDANCE = "guidance"
    PEOPLE = "people"
    MONEY = "money"
    EQUIPMENT = "equipment"
    SITE_VISIT = "site_visit"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks: a person, for which unit, from which post, and instead of which post when deputising.

    A citizen speaks for no unit (`unit` empty) under a pseudonym.
    """

    person: PersonId
    unit: UnitId
    post: PostId | None = None
    for_post: PostId | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """An instant at which something happens by itself, and how it was reckoned, so that it can be reckoned anew.

    Args:
        due_at: the instant.
        provisional: reckoned through a year whose calendar is not published yet.
        started_at: the span is counted from here.
        span: None for an instant that was named, not counted.
        pauses: time added by questions the receiver asked.
    """

    due_at: datetime
    provisional: bool
    started_at: datetime
    span: Span | None = None
    pauses: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Grant:
    """Authority and resources given along with a matter.

    Args:
        authority: what the receiver may decide by itself.
        people: persons put at its disposal.
        money: in the smallest unit of the currency.
        reference: document that grants it.
    """

    authority: str = ""
    people: int = 0
    money: int = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be reached and with what.

    Args:
        goal: one sentence.
        criteria: checkable acceptance criteria, in the order they are ticked.
        steps: planned steps.
        quantity: target in `measure`, None where nothing is counted.
        measure: unit of the quantity: km, households, copies.
        minimum_days: working days the work needs at least; None where not registered.
        reference: directive, meeting or document the matter comes from.
        duty_item: item of the receiver's duty list it falls under.
        first_responsible: post that answers in person.
        priority: 0 ordinary; 1 and up, the higher the earlier.
        visibility: who may read the matter; a part is never more open than its whole.
        supports: units whose contribution whoever gave it has in mind; asked by its holder, who alone may ask them.
    """

    goal: str
    criteria: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    quantity: int | None = None
    measure: str = ""
    minimum_days: int | None = None
    reference: str = ""
    duty_item: DutyItemId | None = None
    first_responsible: PostId | None = None
    priority: int = 0
    grant: Grant | None = None
    visibility: Visibility = Visibility.INTERNAL
    supports: tuple[UnitId, ...] = ()


@dataclass(frozen=True, slots=True)
class FromCycle:
    """Which turn of which cycle opened a matter.

    Args:
        turn: number of the turn.
        day: on which it came.
        planned_for: to whom the matter is meant to be offered; None where the unit keeps it.
    """

    cycle: CycleId
    turn: int
    day: date
    planned_for: UnitId | None


class ProtestKind(StrEnum):
    """What an acceptance under protest foretells."""

    WRONG_ORDER = "wrong_order"
    CANNOT_BE_MET = "cannot_be_met"
    LACKS_AUTHORITY = "lacks_authority"
    LACKS_RESOURCES = "lacks_resources"


@dataclass(frozen=True, slots=True)
class Protest:
    """An objection on record: accepted all the same, dated, shown wherever the matter is judged."""

    kind: ProtestKind
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that stands behind a report: its name and SHA-256 as 64 hex digits. The file itself lies elsewhere."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Draw:
    """How a verifier was drawn, so that anyone can repeat the draw: candidates in order and the seed."""

    seed: str
    candidates: int
