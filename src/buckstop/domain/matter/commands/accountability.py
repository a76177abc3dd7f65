"""Commands about who answers."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from buckstop.domain.deadlines import Due
from buckstop.domain.ids import DutyItemId, MatterId, PersonId, Sealed, UnitId
from buckstop.domain.matter.commands.command import MatterCommand
from buckstop.domain.matter.words import Origin, Profile, Protest, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter(MatterCommand):
    """Open a matter on one's own unit (the intake desk's own unit for a citizen).

    Args:
        matter: a new id, chosen by the caller.
        unit: who is to hold it: refused unless it is the actor's unit.
        deadline_date: last day for the work.
        sealed: the citizen's own words and contact, as commitments.
    """

    NAME: ClassVar[str] = "open"
    unit: UnitId
    title: str
    terms: Terms
    deadline_date: date | None
    origin: Origin = Origin.OWN
    profile: Profile = Profile.NORMAL
    requester: PersonId | None = None
    sealed: tuple[Sealed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMatter(MatterCommand):
    """Propose to hand the matter over."""

    NAME: ClassVar[str] = "offer"
    to: UnitId
    duty_item: DutyItemId | None = None
    approval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer(MatterCommand):
    """Take the matter over, under protest where one is given."""

    NAME: ClassVar[str] = "accept"
    offer: int
    protest: Protest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOffer(MatterCommand):
    """Say no to an offer, with reason class, text, basis and proposed holder."""

    NAME: ClassVar[str] = "return"
    offer: int
    reason_class: str
    text: str
    basis: str = ""
    duty_item: DutyItemId | None = None
    proposed: UnitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAboutOffer(MatterCommand):
    """Ask a question before answering an offer; once per offer."""

    NAME: ClassVar[str] = "ask"
    offer: int
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(MatterCommand):
    """Answer the offeree's question."""

    NAME: ClassVar[str] = "answer"
    offer: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOffer(MatterCommand):
    """Take an offer back; it counts as a move."""

    NAME: ClassVar[str] = "withdraw"
    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMatter(MatterCommand):
    """Keep the matter: it is ours."""

    NAME: ClassVar[str] = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateMatter(MatterCommand):
    """Ask the common superior to decide who holds it.

    Args:
        proposed: who should hold it; without one `text` says why none is named.
    """

    NAME: ClassVar[str] = "escalate"
    reason_class: str
    text: str
    basis: str = ""
    proposed: UnitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideMatter(MatterCommand):
    """Name the holder, as arbiter."""

    NAME: ClassVar[str] = "decide"
    holder: UnitId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealMatter(MatterCommand):
    """Bring new facts against a decision; the work goes on."""

    NAME: ClassVar[str] = "appeal"
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatePart(MatterCommand):
    """Open a part of the matter and offer it to another unit; the matter itself stays.

    Args:
        part: a new id, chosen by the caller.
        terms: where they are more open than the matter itself, the part is as closed as the matter.
    """

    NAME: ClassVar[str] = "delegate"
    part: MatterId
    to: UnitId
    title: str
    terms: Terms
    deadline_date: date | None
    duty_item: DutyItemId | None = None
    approval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallMatter(MatterCommand):
    """Take a part back, as the holder of its parent."""

    NAME: ClassVar[str] = "recall"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeMatter(MatterCommand):
    """Let what is due take effect; what the clock says when it wakes an idle matter."""

    NAME: ClassVar[str] = "wake"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeDues(MatterCommand):
    """Reckon provisional instants anew because a calendar was published.

    Args:
        period_end: the end of the period that the deadline stands for, as the calendar has it now; None where the
            deadline was counted from an instant, or is certain.
    """

    NAME: ClassVar[str] = "recompute_dues"
    period_end: Due | None = None


COMMANDS: tuple[type[MatterCommand], ...] = (
    OpenMatter,
    OfferMatter,
    AcceptOffer,
    ReturnOffer,
    AskAboutOffer,
    AnswerQuestion,
    WithdrawOffer,
    ClaimMatter,
    EscalateMatter,
    DecideMatter,
    AppealMatter,
    DelegatePart,
    RecallMatter,
    WakeMatter,
    RecomputeDues,
)
