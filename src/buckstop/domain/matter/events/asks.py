"""Events of the asks around the core: support, requests upward, extensions, waits, summonses, proposals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from buckstop.domain.ids import PostId, UnitId
from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.events.event import MatterEvent
from buckstop.domain.matter.words import Attachment, Grant, Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAsked(MatterEvent):
    """The holder asked another unit for a contribution.

    Args:
        ask: number of the ask: the version of this event.
    """

    NAME: ClassVar[str] = "matter.support_asked"
    ask: int
    supporter: UnitId
    what: str
    wanted_date: date
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAgreed(MatterEvent):
    """The supporter (or its superior for it) agreed; from here lateness is its own."""

    NAME: ClassVar[str] = "matter.support_agreed"
    ask: int
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportReturned(MatterEvent):
    """The supporter said no, with a reason; the ask is over."""

    NAME: ClassVar[str] = "matter.support_returned"
    ask: int
    reason_class: str
    text: str
    proposed: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPassedUp(MatterEvent):
    """The supporter was silent: its superior has to answer. After a second silence the ask ends unanswered."""

    NAME: ClassVar[str] = "matter.support_passed_up"
    ask: int
    answerer: UnitId
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportUnanswered(MatterEvent):
    """Nobody answered for the supporter: the ask is over, the silence on record."""

    NAME: ClassVar[str] = "matter.support_unanswered"
    ask: int
    silent: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportOverdue(MatterEvent):
    """An agreed contribution was not there when due; it is still owed."""

    NAME: ClassVar[str] = "matter.support_overdue"
    ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportDelivered(MatterEvent):
    """The supporter says that its contribution is there; the holder confirms, or silence does."""

    NAME: ClassVar[str] = "matter.support_delivered"
    ask: int
    text: str
    attachments: tuple[Attachment, ...]
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportConfirmed(MatterEvent):
    """The contribution counts as given: by the holder's word, or by its silence (by None)."""

    NAME: ClassVar[str] = "matter.support_confirmed"
    ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRejected(MatterEvent):
    """The holder says that the contribution is not what was agreed; it is still owed."""

    NAME: ClassVar[str] = "matter.support_rejected"
    ask: int
    reason: str
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportsWaived(MatterEvent):
    """The holder said of units that the terms name to support that it does not need them; it may still ask them."""

    NAME: ClassVar[str] = "matter.supports_waived"
    units: tuple[UnitId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpwardAsked(MatterEvent):
    """The holder asked its superior for authority, people, money or a ruling, or named an obstacle; that clock runs.

    Args:
        level: of an obstacle the unit that was said to be able to remove it; None for other requests.
    """

    NAME: ClassVar[str] = "matter.upward_asked"
    VERSION: ClassVar[int] = 2
    ask: int
    kind: UpwardKind
    level: UnitId | None
    text: str
    answerer: UnitId
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class UpwardPassedUp(MatterEvent):
    """The superior was silent: the next one has to answer."""

    NAME: ClassVar[str] = "matter.upward_passed_up"
    ask: int
    answerer: UnitId
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class UpwardUnanswered(MatterEvent):
    """Two superiors were silent: the hours count as the planner's until somebody answers."""

    NAME: ClassVar[str] = "matter.upward_unanswered"
    ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpwardAnswered(MatterEvent):
    """The superior answered.

    Args:
        obstacle: it was one that was named; `granted` says that it is removed.
        granted: what was asked was given, at least in part; `grant` says what.
    """

    NAME: ClassVar[str] = "matter.upward_answered"
    VERSION: ClassVar[int] = 2
    ask: int
    obstacle: bool
    granted: bool
    text: str
    grant: Grant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked(MatterEvent):
    """The holder asked for a later deadline before the old one."""

    NAME: ClassVar[str] = "matter.extension_asked"
    ask: int
    wanted_date: date
    reason: str
    answerer: UnitId
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGranted(MatterEvent):
    """The deadline is later: by word, or once by silence (by None), whose hours are the answerer's."""

    NAME: ClassVar[str] = "matter.extension_granted"
    ask: int
    silent: bool
    deadline: Timer
    reminder: Timer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRefused(MatterEvent):
    """The deadline stands: by word, or by a second silence (by None)."""

    NAME: ClassVar[str] = "matter.extension_refused"
    ask: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitBegun(MatterEvent):
    """The holder registered that it waits for somebody outside; unconfirmed it is no wait."""

    NAME: ClassVar[str] = "matter.wait_begun"
    ask: int
    whom: str
    question: str
    until_date: date
    answerer: UnitId
    near_deadline: bool
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitConfirmed(MatterEvent):
    """The wait is real: hours since it began are nobody's."""

    NAME: ClassVar[str] = "matter.wait_confirmed"
    ask: int
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRejected(MatterEvent):
    """It was no wait: by word, or because nobody confirmed it (by None). The hours stay the holder's."""

    NAME: ClassVar[str] = "matter.wait_rejected"
    ask: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEnded(MatterEvent):
    """The wait is over: by the holder's word, or because its last day passed (by None)."""

    NAME: ClassVar[str] = "matter.wait_ended"
    ask: int
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSummoned(MatterEvent):
    """Named units were called to a place at a time."""

    NAME: ClassVar[str] = "matter.units_summoned"
    ask: int
    units: tuple[UnitId, ...]
    place: str
    purpose: str
    meet_at: datetime
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonedUnitArrived(MatterEvent):
    """A summoned unit is there."""

    NAME: ClassVar[str] = "matter.summoned_unit_arrived"
    ask: int
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsMissed(MatterEvent):
    """The hour came and these units were not there; they may still come."""

    NAME: ClassVar[str] = "matter.summons_missed"
    ask: int
    missing: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsConcluded(MatterEvent):
    """What came of the meeting on the spot."""

    NAME: ClassVar[str] = "matter.summons_concluded"
    ask: int
    result: str
    missing: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswererSucceeded(MatterEvent):
    """Who had to answer an ask was retired: another unit stands in its place, by the same hour.

    Args:
        supporter: the unit itself was the supporter; its successor owes the contribution.
    """

    NAME: ClassVar[str] = "matter.answerer_succeeded"
    ask: int
    former: UnitId
    answerer: UnitId
    supporter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BetterWayProposed(MatterEvent):
    """Somebody proposed a better way; the holder answers how the work is done, the giver on what terms."""

    NAME: ClassVar[str] = "matter.better_way_proposed"
    ask: int
    about: ProposalAbout
    text: str
    answerer: UnitId
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class BetterWayUnanswered(MatterEvent):
    """Nobody answered a proposal in time: it stays open, and is shown as unanswered.

    Args:
        silent: who had to answer when the time ran out.
    """

    NAME: ClassVar[str] = "matter.better_way_unanswered"
    ask: int
    silent: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class BetterWayAdopted(MatterEvent):
    """A proposal was adopted; it is credited to who made it.

    Args:
        unit: whose staff proposed it; empty for a citizen.
        post: from which post it was proposed; None where the proposer named none.
    """

    NAME: ClassVar[str] = "matter.better_way_adopted"
    ask: int
    unit: UnitId
    post: PostId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BetterWayDeclined(MatterEvent):
    """A proposal was declined, with a reason."""

    NAME: ClassVar[str] = "matter.better_way_declined"
    ask: int
    reason: str


EVENTS: tuple[type[MatterEvent], ...] = (
    SupportAsked,
    SupportAgreed,
    SupportReturned,
    SupportPassedUp,
    SupportUnanswered,
    SupportOverdue,
    SupportDelivered,
    SupportConfirmed,
    SupportRejected,
    SupportsWaived,
    UpwardAsked,
    UpwardPassedUp,
    UpwardUnanswered,
    UpwardAnswered,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    WaitBegun,
    WaitConfirmed,
    WaitRejected,
    WaitEnded,
    UnitsSummoned,
    SummonedUnitArrived,
    SummonsMissed,
    SummonsConcluded,
    AnswererSucceeded,
    BetterWayProposed,
    BetterWayUnanswered,
    BetterWayAdopted,
    BetterWayDeclined,
)
