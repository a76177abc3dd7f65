"""What can be asked of a demand."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from buckstop.domain.demand.words import DemandId, DemandKind, Particulars, Repeats
from buckstop.domain.ids import UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandCommand:
    """Something asked of one demand."""

    NAME: ClassVar[str]

    demand: DemandId


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposeDemand(DemandCommand):
    """Ask something of units that one stands above or guides in a line of business.

    Args:
        demand: a new id, chosen by the caller.
        issuer: who asks: refused unless it is the actor's unit.
        person_minutes: of one receiver's people together, each time.
        due_date: when it is due, the first time.
        until_date: last day on which it may be due; needed where it repeats, at most a year after the first.
        authorisation: document or approval it rests on; kinds that need one are refused without.
    """

    NAME: ClassVar[str] = "impose_demand"
    kind: DemandKind
    title: str
    issuer: UnitId
    receivers: tuple[UnitId, ...]
    person_minutes: int
    due_date: date
    repeats: Repeats = Repeats.ONCE
    until_date: date | None = None
    authorisation: str = ""
    particulars: Particulars = field(default_factory=Particulars)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBurden(DemandCommand):
    """Say that this is a burden, and why, as one of whom it is asked."""

    NAME: ClassVar[str] = "mark_burden"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDemand(DemandCommand):
    """Say that it is done, and what it cost.

    Args:
        minutes: actually spent, of all people together.
    """

    NAME: ClassVar[str] = "answer_demand"
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDemand(DemandCommand):
    """Ask for it no more, as issuer or above it."""

    NAME: ClassVar[str] = "withdraw_demand"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeDemand(DemandCommand):
    """End a demand because another one asks the same: as issuer of both, above both, or supervision office."""

    NAME: ClassVar[str] = "merge_demand"
    into: DemandId
    reason: str


COMMANDS: tuple[type[DemandCommand], ...] = (ImposeDemand, MarkBurden, AnswerDemand, WithdrawDemand, MergeDemand)
"""Every command about a demand."""
