"""Commands of the asks around the core: support, requests upward, extensions, waits, summonses, proposals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.commands.command import MatterCommand
from buckstop.domain.matter.words import Attachment, Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSupport(MatterCommand):
    """Ask another unit for a contribution, as holder."""

    NAME: ClassVar[str] = "ask_support"
    supporter: UnitId
    what: str
    wanted_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeSupport(MatterCommand):
    """Agree to contribute by a day (the wanted one where none is named)."""

    NAME: ClassVar[str] = "agree_support"
    ask: int
    by_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSupport(MatterCommand):
    """Say no to a support, with a reason."""

    NAME: ClassVar[str] = "return_support"
    ask: int
    reason_class: str
    text: str
    proposed: UnitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSupport(MatterCommand):
    """Say that the contribution is there, as supporter."""

    NAME: ClassVar[str] = "deliver_support"
    ask: int
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSupport(MatterCommand):
    """Confirm a contribution, as holder."""

    NAME: ClassVar[str] = "confirm_support"
    ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectSupport(MatterCommand):
    """Say that a contribution is not what was agreed, as holder, with a new day."""

    NAME: ClassVar[str] = "reject_support"
    ask: int
    reason: str
    wanted_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveSupports(MatterCommand):
    """Say of units that the terms name to support that they are not needed, as holder, with a reason."""

    NAME: ClassVar[str] = "waive_supports"
    units: tuple[UnitId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUpward(MatterCommand):
    """Ask the superior for authority, people, money or a ruling, or any level above to remove an obstacle.

    Args:
        level: of an obstacle the unit above the holder that can remove it; other requests go to the nearest superior.
    """

    NAME: ClassVar[str] = "ask_upward"
    kind: UpwardKind
    text: str
    level: UnitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUpward(MatterCommand):
    """Answer a request from below.

    Args:
        granted: what was asked for is given; an obstacle is removed.
    """

    NAME: ClassVar[str] = "answer_upward"
    ask: int
    granted: bool
    text: str
    grant: Grant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExtension(MatterCommand):
    """Ask for a later deadline before the old one."""

    NAME: ClassVar[str] = "ask_extension"
    wanted_date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerExtension(MatterCommand):
    """Grant or refuse a later deadline.

    Args:
        by_date: another day than the wanted one; not beyond it.
    """

    NAME: ClassVar[str] = "answer_extension"
    ask: int
    granted: bool
    reason: str = ""
    by_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginWait(MatterCommand):
    """Register that one waits for somebody outside, and what they were asked."""

    NAME: ClassVar[str] = "begin_wait"
    whom: str
    question: str
    until_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWait(MatterCommand):
    """Confirm a wait, or say that it is none."""

    NAME: ClassVar[str] = "answer_wait"
    ask: int
    confirmed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWait(MatterCommand):
    """Say that the wait is over and what came of it."""

    NAME: ClassVar[str] = "end_wait"
    ask: int
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonUnits(MatterCommand):
    """Call named units to the spot, as holder."""

    NAME: ClassVar[str] = "summon"
    units: tuple[UnitId, ...]
    place: str
    purpose: str
    meet_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArriveAtSummons(MatterCommand):
    """Say that one's unit is there."""

    NAME: ClassVar[str] = "arrive"
    ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeSummons(MatterCommand):
    """Record what came of the meeting, as the holder who called it."""

    NAME: ClassVar[str] = "conclude_summons"
    ask: int
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeBetterWay(MatterCommand):
    """Propose a better way; several proposals may be open.

    Args:
        about: how the work is done (the holder answers), or its terms (the giver answers).
    """

    NAME: ClassVar[str] = "propose"
    text: str
    about: ProposalAbout = ProposalAbout.WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProposal(MatterCommand):
    """Adopt a proposal, which credits who made it, or decline it with a reason."""

    NAME: ClassVar[str] = "answer_proposal"
    ask: int
    adopted: bool
    reason: str = ""


COMMANDS: tuple[type[MatterCommand], ...] = (
    AskSupport,
    AgreeSupport,
    ReturnSupport,
    DeliverSupport,
    ConfirmSupport,
    RejectSupport,
    WaiveSupports,
    AskUpward,
    AnswerUpward,
    AskExtension,
    AnswerExtension,
    BeginWait,
    AnswerWait,
    EndWait,
    SummonUnits,
    ArriveAtSummons,
    ConcludeSummons,
    ProposeBetterWay,
    AnswerProposal,
)
