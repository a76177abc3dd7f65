"""Duty lists: what a unit must do, what it only helps with, and what a superior has taken back.

Why: power goes with responsibility. What is not on a unit's list, or what a superior has taken back, cannot be handed
down to it; unlisted work needs an approval, and what was taken back stays up until it is given down again.

Source: township duty lists (basic, cooperating, taken back); Shandong Township Government Work Regulation 2020, art. 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from buckstop.domain.ids import DutyItemId, UnitId


class DutyKind(StrEnum):
    """How an item of a duty list binds its unit."""

    BASIC = "basic"
    COOPERATE = "cooperate"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a unit's duty list.

    Args:
        taken_by: the superior that took the item back; None for the other kinds.
        approval_ref: the document that put the line there.
    """

    unit: UnitId
    item: DutyItemId
    kind: DutyKind
    title: str
    taken_by: UnitId | None
    approval_ref: str
    since_at: datetime


class AdmissionKind(StrEnum):
    """What a duty list says to an offer, or why it objects."""

    OK = "ok"
    COOPERATE_ONLY = "cooperate_only"
    TAKEN_BACK = "taken_back"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True)
class Admission:
    """The duty list's answer at the door.

    Args:
        taken_by: for TAKEN_BACK, the unit that answers for the item now; else None.
    """

    kind: AdmissionKind
    taken_by: UnitId | None = None

    @property
    def ok(self) -> bool:
        """Whether the unit can be asked to hold a matter of that item."""
        return self.kind is AdmissionKind.OK


_OK = Admission(AdmissionKind.OK)
_COOPERATE_ONLY = Admission(AdmissionKind.COOPERATE_ONLY)
_NOT_LISTED = Admission(AdmissionKind.NOT_LISTED)


@dataclass(frozen=True, slots=True)
class Duties:
    """The duty lists of all units that have one. A list from which everything was withdrawn is still a list."""

    lists: Mapping[UnitId, Mapping[DutyItemId, Duty]]

    def of(self, unit: UnitId, item: DutyItemId) -> Duty | None:
        """The line of a unit's list for an item."""
        return self.lists.get(unit, {}).get(item)

    def admits(self, unit: UnitId, item: DutyItemId | None, approval_ref: str) -> Admission:
        """Whether a unit's list lets a matter of that item in.

        Args:
            item: None for a matter that names no item: on no list.
            approval_ref: the document that approves unlisted work; empty where there is none. It opens the door for
                what is unlisted or only cooperating, never for what a superior has taken back.
        """
        duties = self.lists.get(unit)
        if duties is None:
            return _OK
        duty = duties.get(item) if item is not None else None
        if duty is not None and duty.kind is DutyKind.BASIC:
            return _OK
        if duty is not None and duty.kind is DutyKind.TAKEN_BACK:
            return Admission(AdmissionKind.TAKEN_BACK, duty.taken_by)
        if approval_ref:
            return _OK
        return _NOT_LISTED if duty is None else _COOPERATE_ONLY
