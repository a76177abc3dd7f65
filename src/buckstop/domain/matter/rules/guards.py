"""Obstacles that several commands share, and the timers a deadline brings."""

from datetime import date, datetime

from buckstop.domain.duties import AdmissionKind
from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Profile, Terms, Timer
from buckstop.domain.refusals import Refusal


def unit_refusal(draft: Draft, unit: UnitId) -> Refusal | None:
    """No, unless the unit is there and not retired."""
    if draft.organisation.unit(unit) is None:
        return Refusal.of(No.UNKNOWN_UNIT, unit=unit)
    if not draft.organisation.active(unit):
        return Refusal.of(No.UNIT_RETIRED, unit=unit, successor=draft.organisation.custodian(unit))
    return None


def supports_refusal(draft: Draft, terms: Terms) -> Refusal | None:
    """No, unless every unit the terms name to support is there and not retired."""
    return next((refusal for unit in terms.supports if (refusal := unit_refusal(draft, unit))), None)


def receiver_refusal(
    draft: Draft, holder: UnitId, to: UnitId, item: DutyItemId | None, approval: str
) -> Refusal | None:
    """No, unless the unit may be offered a matter by the holder.

    Never to oneself; never to a unit above oneself, which would disqualify it as arbiter; and only what its duty list
    admits.
    """
    if refusal := unit_refusal(draft, to):
        return refusal
    if to == holder:
        return Refusal.of(No.TO_ITSELF, unit=to)
    if draft.organisation.is_above(to, holder):
        return Refusal.of(No.TO_OWN_SUPERIOR, unit=to)
    admission = draft.organisation.admits(to, item, approval)
    match admission.kind:
        case AdmissionKind.COOPERATE_ONLY:
            return Refusal.of(No.DUTY_COOPERATE_ONLY, unit=to, item=item or "")
        case AdmissionKind.TAKEN_BACK:
            return Refusal.of(No.DUTY_TAKEN_BACK, unit=to, item=item or "", taken_by=admission.taken_by or "")
        case AdmissionKind.NOT_LISTED:
            return Refusal.of(No.DUTY_NOT_LISTED, unit=to, item=item or "")
        case AdmissionKind.OK:
            return None


def missing_text(**texts: str) -> Refusal | None:
    """No, if one of these texts is blank."""
    for name, text in texts.items():
        if not text.strip():
            return Refusal.of(No.TEXT_MISSING, text=name)
    return None


def deadline_timer(draft: Draft, day: date | None) -> Timer | Refusal | None:
    """The end of the deadline's day; no, if that is past."""
    if day is None:
        return None
    due_at = draft.calendar.end_of_day(day)
    if due_at <= draft.at:
        return Refusal.of(No.DEADLINE_PAST, deadline=day)
    return Timer(due_at, provisional=False, started_at=draft.at)


def first_reminder(draft: Draft, deadline: Timer | None, profile: Profile, at: datetime) -> Timer | None:
    """When to remind the holder first: some time before the deadline, or at the deadline where that is over."""
    if deadline is None:
        return None
    near_at = draft.calendar.alert_at(deadline.due_at, draft.rules(profile).urge_before)
    return Timer(near_at if near_at > at else deadline.due_at, provisional=False, started_at=at)


def shortfall_days(draft: Draft, matter: Matter) -> int:
    """Working days that are missing between now and the deadline for the registered minimum."""
    if matter.deadline is None or matter.terms.minimum_days is None:
        return 0
    given = draft.calendar.working_days_between(draft.at, matter.deadline.due_at)
    return max(0, matter.terms.minimum_days - given)
