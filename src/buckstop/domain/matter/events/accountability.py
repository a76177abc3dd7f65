"""Events that say who answers: opening, hand-over, arbitration, delegation, succession."""

from dataclasses import dataclass
from typing import ClassVar

from buckstop.domain.ids import DutyItemId, MatterId, PersonId, Sealed, UnitId
from buckstop.domain.matter.events.event import MatterEvent
from buckstop.domain.matter.words import FromCycle, OfferEnd, Origin, Phase, Profile, Protest, Terms, Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterOpened(MatterEvent):
    """A matter came into being; the opener's own unit holds it.

    The counters of the rule pack in force are fixed here: a later pack neither gives nor takes moves.

    Args:
        cycle: the turn that opened it by itself; None where a person did.
    """

    NAME: ClassVar[str] = "matter.opened"
    VERSION: ClassVar[int] = 4
    matter: MatterId
    title: str
    terms: Terms
    origin: Origin
    profile: Profile
    holder: UnitId
    giver: UnitId
    moves_allowed: int
    appeals_allowed: int
    depth_allowed: int
    depth: int
    parent: MatterId | None
    requester: PersonId | None
    sealed: tuple[Sealed, ...]
    deadline: Timer | None
    reminder: Timer | None
    claim: Timer
    cycle: FromCycle | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterOffered(MatterEvent):
    """The holder proposed to hand it over; nothing moved.

    Args:
        offer: the version of this event.
        shortfall_days: working days the offeree lacks for the registered minimum; 0 where it has enough.
    """

    NAME: ClassVar[str] = "matter.offered"
    offer: int
    to: UnitId
    duty_item: DutyItemId | None
    approval: str
    shortfall_days: int
    lapse: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAccepted(MatterEvent):
    """The offeree took it over. Settled when the last move was used, else held with a new claim timer."""

    NAME: ClassVar[str] = "matter.accepted"
    offer: int
    holder: UnitId
    protest: Protest | None
    implied: bool  # the offeree took over the parent, and this part with it
    claim: Timer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReturned(MatterEvent):
    """The offer ended without acceptance: a move was used, the holder still holds.

    Args:
        reason_class: key of a return reason; empty for lapses and withdrawals.
        basis: rule or duty-list item the reason rests on.
        proposed: who should hold it according to the offeree.
        phase: held, or escalated when the last move was used.
        timer: claim timer or the arbiter's.
    """

    NAME: ClassVar[str] = "matter.returned"
    offer: int
    end: OfferEnd
    reason_class: str
    text: str
    basis: str
    duty_item: DutyItemId | None
    proposed: UnitId | None
    phase: Phase
    arbiter: UnitId | None
    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferQuestionAsked(MatterEvent):
    """The offeree asked; the offer's clock stands still and the holder's runs."""

    NAME: ClassVar[str] = "matter.question_asked"
    offer: int
    question: str
    answer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferQuestionAnswered(MatterEvent):
    """The question was answered, or was not in time (by None): the offer's clock goes on."""

    NAME: ClassVar[str] = "matter.question_answered"
    offer: int
    answer: str
    lapse: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClaimed(MatterEvent):
    """The holder keeps it: by its word, or by silence (by None)."""

    NAME: ClassVar[str] = "matter.claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterEscalated(MatterEvent):
    """The holder asked the common superior of all parties to decide; it keeps safe custody."""

    NAME: ClassVar[str] = "matter.escalated"
    reason_class: str
    text: str
    basis: str
    proposed: UnitId | None
    arbiter: UnitId
    decision: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDecided(MatterEvent):
    """The arbiter named the holder. On appeal too; `yours_after_all` when that is who holds it already."""

    NAME: ClassVar[str] = "matter.decided"
    arbiter: UnitId
    holder: UnitId
    reason: str
    on_appeal: bool
    yours_after_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLapsed(MatterEvent):
    """The arbiter did not decide in time: it holds the matter itself."""

    NAME: ClassVar[str] = "matter.decision_lapsed"
    arbiter: UnitId
    holder: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterAppealed(MatterEvent):
    """The holder brought new facts before somebody above all who were concerned; it works on."""

    NAME: ClassVar[str] = "matter.appealed"
    facts: str
    arbiter: UnitId
    decision: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDismissed(MatterEvent):
    """Nobody decided the appeal in time: the decision stands."""

    NAME: ClassVar[str] = "matter.appeal_dismissed"
    arbiter: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDelegated(MatterEvent):
    """The holder opened a part and offered it to another unit; this matter's holder did not change."""

    NAME: ClassVar[str] = "matter.part_delegated"
    part: MatterId
    to: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRecalled(MatterEvent):
    """The holder of the parent took the part back."""

    NAME: ClassVar[str] = "matter.recalled"
    holder: UnitId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterCarried(MatterEvent):
    """A part nobody ever accepted followed its parent to the parent's new holder."""

    NAME: ClassVar[str] = "matter.carried"
    holder: UnitId
    parent: MatterId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodySucceeded(MatterEvent):
    """The holder was retired: its successor or custodian holds, no deadline is longer."""

    NAME: ClassVar[str] = "matter.custody_succeeded"
    former: UnitId
    holder: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiverSucceeded(MatterEvent):
    """The giver was retired: another unit stands in its place."""

    NAME: ClassVar[str] = "matter.giver_succeeded"
    former: UnitId
    giver: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbiterRechosen(MatterEvent):
    """The arbiter was retired, moved or became a party: another decides, by the same hour."""

    NAME: ClassVar[str] = "matter.arbiter_rechosen"
    former: UnitId
    arbiter: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRecomputed(MatterEvent):
    """A provisional instant was reckoned anew because a calendar was published.

    Args:
        timer: which: claim, offer, question, decision, verification, deadline, reminder, ...
        ask: number of the ask it belongs to, 0 for the matter's own timers.
    """

    NAME: ClassVar[str] = "matter.due_recomputed"
    which: str
    ask: int
    timer: Timer


EVENTS: tuple[type[MatterEvent], ...] = (
    MatterOpened,
    MatterOffered,
    OfferAccepted,
    OfferReturned,
    OfferQuestionAsked,
    OfferQuestionAnswered,
    MatterClaimed,
    MatterEscalated,
    MatterDecided,
    DecisionLapsed,
    MatterAppealed,
    AppealDismissed,
    PartDelegated,
    MatterRecalled,
    MatterCarried,
    CustodySucceeded,
    GiverSucceeded,
    ArbiterRechosen,
    DueRecomputed,
)
