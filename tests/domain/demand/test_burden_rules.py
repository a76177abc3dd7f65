"""What the shipped rule pack forbids, rule by rule; a pack without the rule lets it pass."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.demand.burden_rules import NEEDS_AUTHORISATION
from buckstop.domain.demand.commands import ImposeDemand, WithdrawDemand
from buckstop.domain.demand.refusals import DemandRefusal as No
from buckstop.domain.demand.words import DemandId, DemandKind, Repeats
from buckstop.domain.ids import UnitId
from buckstop.domain.packs import Pack
from tests.domain.demand.county_demands import BARE, DUE, PACK, Demands, asking
from tests.worlds import CHEN_VILLAGE, HILLSIDE_TOWN, PING_AN_TOWN, QINGSHUI, WATER_BUREAU

BY = "county-2026-3"
K = DemandKind


def by(issuer: UnitId, kind: DemandKind, **changes: Any) -> ImposeDemand:
    receivers = (CHEN_VILLAGE,) if issuer == PING_AN_TOWN else (PING_AN_TOWN,)
    return asking(issuer=issuer, kind=kind, receivers=receivers, **{"authorisation": BY, **changes})


FORBIDDEN = [
    (by(PING_AN_TOWN, K.APP), No.ISSUER_MAY_NOT, "burden.apps_2026.none_below_county"),
    (by(WATER_BUREAU, K.CAMPAIGN), No.ISSUER_MAY_NOT, "burden.campaigns.banned_for_departments_and_townships"),
    (by(PING_AN_TOWN, K.CAMPAIGN), No.ISSUER_MAY_NOT, "burden.campaigns.banned_for_departments_and_townships"),
    (
        by(WATER_BUREAU, K.DOCUMENT, directive=True),
        No.ISSUER_MAY_NOT,
        "burden.documents.no_directives_to_lower_governments",
    ),
    (by(QINGSHUI, K.INSPECTION, authorisation=""), No.AUTHORISATION_MISSING, "burden.inspections.planned_and_recorded"),
    (by(QINGSHUI, K.DOCUMENT, authorisation=" "), No.AUTHORISATION_MISSING, "burden.documents.yearly_plan"),
    (by(QINGSHUI, K.APP, authorisation=""), No.AUTHORISATION_MISSING, "burden.apps_2026.recorded_before_use"),
    (by(QINGSHUI, K.CAMPAIGN, authorisation=""), No.AUTHORISATION_MISSING, "burden.campaigns.need_approval"),
    (
        by(QINGSHUI, K.SECONDMENT, authorisation=""),
        No.AUTHORISATION_MISSING,
        "burden.secondment.none_from_county_and_below",
    ),
    (by(QINGSHUI, K.DOCUMENT, characters=5001), No.TOO_LONG, "burden.documents.general_characters"),
    (by(QINGSHUI, K.DOCUMENT, characters=4001, special=True), No.TOO_LONG, "burden.documents.special_characters"),
    (by(QINGSHUI, K.MEETING, half_days=2), No.TOO_LONG, "burden.meetings.without_groups"),
    (by(QINGSHUI, K.MEETING, half_days=4, with_groups=True), No.TOO_LONG, "burden.meetings.with_groups"),
    (by(QINGSHUI, K.MEETING, speech_minutes=61), No.TOO_LONG, "burden.meetings.leader_speech"),
    (by(QINGSHUI, K.INSPECTION, measures=("photos",)), No.CONTENT_BANNED, "burden.assessment.banned"),
    (by(QINGSHUI, K.APP, functions=("check_in",)), No.CONTENT_BANNED, "burden.fingertip.banned_functions"),
    (by(QINGSHUI, K.APP, functions=("repeated_forms",)), No.CONTENT_BANNED, "burden.apps_2026.banned"),
    (by(QINGSHUI, K.CHAT_GROUP, functions=("instant_reply",)), No.CONTENT_BANNED, "burden.fingertip.groups_banned"),
    (by(QINGSHUI, K.CAMPAIGN, fees=True), No.CONTENT_BANNED, "burden.campaigns.no_fees"),
    (by(QINGSHUI, K.FORM, person_minutes=24001), No.OVER_BUDGET, "burden.hours_per_unit_year"),
    (
        by(QINGSHUI, K.MEETING, comprehensive=True, repeats=Repeats.QUARTERLY, until_date=date(2026, 12, 31)),
        No.TOO_OFTEN,
        "burden.meetings.system_per_year",
    ),
]


@pytest.mark.parametrize(("command", "code", "rule"), FORBIDDEN, ids=[f"{code}-{rule}" for _, code, rule in FORBIDDEN])
def test_the_pack_forbids_and_names_its_rule(command: ImposeDemand, code: No, rule: str) -> None:
    refusal = Demands().say(command.issuer, command)
    assert refusal is not None
    assert (refusal.code, refusal.field("rule")) == (code, rule)
    assert Demands(BARE).say(command.issuer, command) is None


@pytest.mark.parametrize(
    "command",
    [
        by(QINGSHUI, K.APP),
        by(QINGSHUI, K.CAMPAIGN),
        by(WATER_BUREAU, K.DOCUMENT),
        by(QINGSHUI, K.DOCUMENT, directive=True, characters=5000),
        by(QINGSHUI, K.DOCUMENT, characters=50000, comprehensive=True),
        by(QINGSHUI, K.DOCUMENT, characters=4000, special=True),
        by(QINGSHUI, K.MEETING, half_days=1, speech_minutes=60),
        by(QINGSHUI, K.MEETING, half_days=3, with_groups=True),
        by(QINGSHUI, K.MEETING, comprehensive=True),
        by(QINGSHUI, K.MEETING, repeats=Repeats.QUARTERLY, until_date=date(2026, 12, 31)),
        by(QINGSHUI, K.INSPECTION, measures=("dry_fields",), topic="ditches"),
        by(QINGSHUI, K.CHAT_GROUP, functions=("notices",)),
        by(QINGSHUI, K.FORM, person_minutes=24000, authorisation=""),
        by(QINGSHUI, K.OTHER, person_minutes=99999, authorisation=""),
    ],
    ids=lambda command: f"{command.kind}-{command.issuer}",
)
def test_the_pack_lets_pass_what_keeps_within_it(command: ImposeDemand) -> None:
    assert Demands().say(command.issuer, command) is None


@pytest.mark.parametrize("kind", [K.PLEDGE, K.VETO])
def test_pledges_and_vetoes_need_an_authorisation_under_any_pack(kind: DemandKind) -> None:
    assert Demands(BARE).no(QINGSHUI, by(QINGSHUI, kind, authorisation="")) is No.AUTHORISATION_MISSING
    assert Demands(BARE).say(QINGSHUI, by(QINGSHUI, kind)) is None


def test_every_rule_that_wants_a_document_is_in_the_shipped_pack() -> None:
    assert [rule for rule in NEEDS_AUTHORISATION.values() if rule and not PACK.holds(rule)] == []


def test_a_second_comprehensive_meeting_in_a_year_is_one_too_many() -> None:
    demands = Demands()
    demands.impose(by(QINGSHUI, K.MEETING, comprehensive=True))
    second = by(QINGSHUI, K.MEETING, demand="d2", comprehensive=True, due_date=date(2026, 11, 2))
    assert demands.no(QINGSHUI, second) is No.TOO_OFTEN
    assert demands.say(QINGSHUI, replace(second, due_date=date(2027, 1, 4))) is None
    other = by(WATER_BUREAU, K.MEETING, demand="d3", comprehensive=True)
    assert demands.say(WATER_BUREAU, other) is None


@pytest.mark.parametrize("kind", [K.INSPECTION, K.FORM])
def test_the_same_is_not_asked_twice_of_one_unit_by_whomever(kind: DemandKind) -> None:
    demands = Demands()
    demands.impose(by(QINGSHUI, kind, topic="ditches"))
    again = by(WATER_BUREAU, kind, demand="d2", topic="ditches")
    refusal = demands.say(WATER_BUREAU, again)
    assert refusal is not None
    assert (refusal.code, refusal.field("other"), refusal.field("issuer")) == (No.MERGE_INSTEAD, "d1", QINGSHUI)
    assert demands.say(WATER_BUREAU, replace(again, particulars=replace(again.particulars, topic="wells"))) is None


@pytest.mark.parametrize("over", ["withdrawn", "past"])
def test_what_is_over_may_be_asked_again(over: str) -> None:
    demands = Demands()
    demands.impose(by(QINGSHUI, K.INSPECTION, topic="ditches"))
    if over == "withdrawn":
        demands.must(QINGSHUI, WithdrawDemand(demand=DemandId("d1"), reason="not needed"))
    else:
        demands.wait(8)
    again = by(QINGSHUI, K.INSPECTION, demand="d2", topic="ditches", due_date=DUE + timedelta(9))
    assert demands.say(QINGSHUI, again) is None


def test_the_budget_adds_up_by_issuer_unit_and_year() -> None:
    demands = Demands()
    demands.impose(by(QINGSHUI, K.MEETING, person_minutes=20000))
    more = by(QINGSHUI, K.STANDING_RECORD, demand="d2", person_minutes=4001)
    refusal = demands.say(QINGSHUI, more)
    assert refusal is not None
    assert (refusal.code, refusal.field("minutes"), refusal.field("year")) == (No.OVER_BUDGET, "24001", "2026")
    assert demands.say(QINGSHUI, replace(more, person_minutes=4000)) is None
    elsewhere = replace(more, demand=DemandId("d5"), receivers=(HILLSIDE_TOWN,), person_minutes=24000)
    assert demands.say(QINGSHUI, elsewhere) is None
    assert demands.say(WATER_BUREAU, by(WATER_BUREAU, K.FORM, demand="d3", person_minutes=4001)) is None
    assert demands.say(QINGSHUI, by(QINGSHUI, K.FORM, demand="d4", due_date=date(2027, 1, 4))) is None


def test_a_county_may_count_a_speech_in_minutes() -> None:
    rule = PACK.rules["burden.meetings.leader_speech"]
    pack = Pack("county", {rule.id: replace(rule, value=Span(40, SpanUnit.MINUTE))})
    assert Demands(pack).no(QINGSHUI, by(QINGSHUI, K.MEETING, speech_minutes=41)) is No.TOO_LONG
