"""What can be asked of a cycle."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from buckstop.domain.cycle.words import DueRule, Rhythm
from buckstop.domain.ids import CycleId, UnitId
from buckstop.domain.matter.words import Profile, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCommand:
    """Something asked of one cycle."""

    NAME: ClassVar[str]

    cycle: CycleId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpCycle(CycleCommand):
    """Say that something comes again, on one's own unit.

    Args:
        cycle: a new id, chosen by the caller.
        unit: on which each turn opens its matter: refused unless it is the actor's unit.
        title: of each matter, without what tells one turn from another; that is added.
        terms: of each matter; `reference` is the directive the cycle rests on.
        planned_for: to whom each matter is meant to be offered; None where the unit keeps it. Nothing is offered by itself.
        until_date: last day on which anything comes.
    """

    NAME: ClassVar[str] = "set_up_cycle"
    unit: UnitId
    title: str
    terms: Terms
    rhythm: Rhythm
    due: DueRule
    until_date: date
    planned_for: UnitId | None = None
    profile: Profile = Profile.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendCycle(CycleCommand):
    """Say anew what comes again, from the next turn on; what was opened stays as it is.

    Args:
        reason: why.
    """

    NAME: ClassVar[str] = "amend_cycle"
    title: str
    terms: Terms
    rhythm: Rhythm
    due: DueRule
    until_date: date
    reason: str
    planned_for: UnitId | None = None
    profile: Profile = Profile.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipTurn(CycleCommand):
    """Pass over the turn that comes next.

    Args:
        turn: its number, so that nobody passes over another one than they saw.
    """

    NAME: ClassVar[str] = "skip_turn"
    turn: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCycle(CycleCommand):
    """Let nothing come any more; what was opened stays open."""

    NAME: ClassVar[str] = "end_cycle"
    reason: str


COMMANDS: tuple[type[CycleCommand], ...] = (SetUpCycle, AmendCycle, SkipTurn, EndCycle)
"""Every command about a cycle."""
