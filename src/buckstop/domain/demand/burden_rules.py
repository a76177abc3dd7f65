"""What the rule pack forbids a demand to be. A pack without a rule does not have it in force.

Only what a machine can tell from the demand itself is checked. Rules that hold in one province only (Jilin's days without
meetings, Zhejiang's lists) are not: a county that has such rules says so in its own file.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from buckstop.domain.deadlines import SpanUnit
from buckstop.domain.demand.charging import alike, charges
from buckstop.domain.demand.refusals import DemandRefusal as No
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandKind, DemandStatus
from buckstop.domain.demand.world import World
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import Pack
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind

_GOVERNMENTS = frozenset({UnitKind.GOVERNMENT, UnitKind.TOWNSHIP})
_DEPARTMENTS = frozenset({UnitKind.DEPARTMENT, UnitKind.OFFICE})
_BELOW_COUNTY = frozenset({UnitKind.TOWNSHIP, UnitKind.VILLAGE})

NEEDS_AUTHORISATION: dict[DemandKind, str] = {
    DemandKind.PLEDGE: "",
    DemandKind.VETO: "",
    DemandKind.DOCUMENT: "burden.documents.yearly_plan",
    DemandKind.INSPECTION: "burden.inspections.planned_and_recorded",
    DemandKind.APP: "burden.apps_2026.recorded_before_use",
    DemandKind.CAMPAIGN: "burden.campaigns.need_approval",
    DemandKind.SECONDMENT: "burden.secondment.none_from_county_and_below",
}
"""Kinds that rest on a document, with the rule that says so; pledges and vetoes always do, whatever the pack."""

BUDGET = "burden.hours_per_unit_year"
BUDGETED = frozenset({DemandKind.MEETING, DemandKind.INSPECTION, DemandKind.FORM, DemandKind.STANDING_RECORD})
"""Kinds the yearly budget is for; a standing record is a form that never ends."""

_BANNED_FUNCTIONS: dict[DemandKind, tuple[str, ...]] = {
    DemandKind.APP: ("burden.fingertip.banned_functions", "burden.apps_2026.banned"),
    DemandKind.CHAT_GROUP: ("burden.fingertip.groups_banned",),
}
_ASKED_ONCE: dict[DemandKind, str] = {
    DemandKind.INSPECTION: "burden.inspections.same_kinds_merged",
    DemandKind.FORM: "burden.report_once",
}


def forbidden(world: World, demand: Demand) -> Refusal | None:
    """The first rule of the pack that a new demand would break, with its id; None where it breaks none.

    Args:
        demand: as it would be.
    """
    for check in _CHECKS:
        if refusal := check(world, demand):
            return refusal
    return None


def _is_or_below(organisation: Organisation, unit: UnitId, kinds: frozenset[UnitKind]) -> bool:
    chain = (unit, *organisation.tree.superiors(unit))
    return any(organisation.tree.units[one].kind in kinds for one in chain)


def _issuer_may_not(world: World, demand: Demand) -> Refusal | None:
    organisation, issuer = world.organisation, demand.issuer
    governments = any(organisation.tree.units[unit].kind in _GOVERNMENTS for unit in demand.units)
    match demand.kind:
        case DemandKind.APP:
            rule = "burden.apps_2026.none_below_county"
            breaks = _is_or_below(organisation, issuer, _BELOW_COUNTY)
        case DemandKind.CAMPAIGN:
            rule = "burden.campaigns.banned_for_departments_and_townships"
            breaks = _is_or_below(organisation, issuer, _DEPARTMENTS | _BELOW_COUNTY)
        case DemandKind.DOCUMENT if demand.particulars.directive:
            rule = "burden.documents.no_directives_to_lower_governments"
            breaks = governments and _is_or_below(organisation, issuer, _DEPARTMENTS)
        case _:
            return None
    if breaks and world.pack.holds(rule):
        return Refusal.of(No.ISSUER_MAY_NOT, rule=rule, issuer=issuer, kind=demand.kind)
    return None


def _authorisation_missing(world: World, demand: Demand) -> Refusal | None:
    rule = NEEDS_AUTHORISATION.get(demand.kind)
    if rule is None or demand.authorisation.strip() or (rule and not world.pack.holds(rule)):
        return None
    return Refusal.of(No.AUTHORISATION_MISSING, rule=rule, kind=demand.kind)


def _too_long(world: World, demand: Demand) -> Refusal | None:
    about = demand.particulars
    measured: list[tuple[str, int]] = []
    if demand.kind is DemandKind.DOCUMENT and about.special:
        measured.append(("burden.documents.special_characters", about.characters))
    elif demand.kind is DemandKind.DOCUMENT and not about.comprehensive:
        measured.append(("burden.documents.general_characters", about.characters))
    if demand.kind is DemandKind.MEETING:
        groups = "with_groups" if about.with_groups else "without_groups"
        measured += [(f"burden.meetings.{groups}", about.half_days), (_SPEECH, about.speech_minutes)]
    for rule, length in measured:
        allowed = _limit(world.pack, rule)
        if allowed is not None and length > allowed:
            return Refusal.of(No.TOO_LONG, rule=rule, length=length, allowed=allowed)
    return None


_SPEECH = "burden.meetings.leader_speech"


def _limit(pack: Pack, rule: str) -> int | None:
    """What a rule allows; a speech in minutes. None where the pack has no such rule."""
    if pack.rule(rule) is None:
        return None
    if rule != _SPEECH:
        return pack.number(rule)
    span = pack.span(rule)
    return span.amount * 60 if span.unit is SpanUnit.HOUR else span.amount


def _too_often(world: World, demand: Demand) -> Refusal | None:
    rule = "burden.meetings.system_per_year"
    if not _is_comprehensive_meeting(demand) or world.pack.rule(rule) is None:
        return None
    own = [one for one in world.others if one.issuer == demand.issuer and _is_comprehensive_meeting(one)]
    times = Counter(day.year for one in own for day in _days(one))
    allowed = world.pack.number(rule)
    for year, more in sorted(Counter(day.year for day in _days(demand)).items()):
        if times[year] + more > allowed:
            return Refusal.of(No.TOO_OFTEN, rule=rule, year=year, times=times[year] + more, allowed=allowed)
    return None


def _is_comprehensive_meeting(demand: Demand) -> bool:
    return demand.kind is DemandKind.MEETING and demand.particulars.comprehensive


def _days(demand: Demand) -> Iterable[date]:
    return {day for unit in demand.units for day in demand.due_dates(unit)}


def _content_banned(world: World, demand: Demand) -> Refusal | None:
    about = demand.particulars
    checked = [("burden.assessment.banned", about.measures)]
    checked += [(rule, about.functions) for rule in _BANNED_FUNCTIONS.get(demand.kind, ())]
    for rule, named in checked:
        banned = world.pack.keys(rule) if world.pack.rule(rule) else ()
        for key in named:
            if key in banned:
                return Refusal.of(No.CONTENT_BANNED, rule=rule, what=key)
    no_fees = "burden.campaigns.no_fees"
    if demand.kind is DemandKind.CAMPAIGN and about.fees and world.pack.holds(no_fees):
        return Refusal.of(No.CONTENT_BANNED, rule=no_fees, what="fees")
    return None


def _merge_instead(world: World, demand: Demand) -> Refusal | None:
    rule = _ASKED_ONCE.get(demand.kind)
    if rule is None or not demand.particulars.topic or not world.pack.holds(rule):
        return None
    today = world.calendar.local_date(demand.imposed_at)
    for other in world.others:
        if other.status is DemandStatus.ASKED and other.until_date >= today and alike(demand, other):
            return Refusal.of(No.MERGE_INSTEAD, rule=rule, other=other.id, issuer=other.issuer)
    return None


def _over_budget(world: World, demand: Demand) -> Refusal | None:
    if demand.kind not in BUDGETED or world.pack.rule(BUDGET) is None:
        return None
    allowed = world.pack.number(BUDGET) * 60
    own = [one for one in world.others if one.issuer == demand.issuer and one.kind in BUDGETED]
    for unit in demand.units:
        spent: Counter[int] = Counter()
        for one in own:
            if unit in one.units:
                for day, minutes in charges(one, unit):
                    spent[day.year] += minutes
        for day, minutes in charges(demand, unit):
            spent[day.year] += minutes
            if spent[day.year] > allowed:
                return Refusal.of(
                    No.OVER_BUDGET, rule=BUDGET, unit=unit, year=day.year, minutes=spent[day.year], allowed=allowed
                )
    return None


_CHECKS: tuple[Callable[[World, Demand], Refusal | None], ...] = (
    _issuer_may_not,
    _authorisation_missing,
    _too_long,
    _too_often,
    _content_banned,
    _merge_instead,
    _over_budget,
)
"""In the order of precedence."""
