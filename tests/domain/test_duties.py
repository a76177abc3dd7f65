"""What a duty list lets in: what is listed as basic, what an approval adds, never what a superior took back."""

from datetime import timedelta

import pytest

from buckstop.domain.duties import Admission, AdmissionKind, DutyKind
from buckstop.domain.ids import DutyItemId
from buckstop.domain.organisation_commands import EnterDuties, MergeUnit, TakeBackDuties, WithdrawDuties
from tests.worlds import (
    DITCHES,
    FOUNDED_AT,
    HILLSIDE_TOWN,
    PATROLS,
    PERMITS,
    PING_AN_TOWN,
    QINGSHUI,
    ROAD_BUREAU,
    WATER_BUREAU,
    after,
    county,
)

UNLISTED = DutyItemId("census")
LATER_AT = FOUNDED_AT + timedelta(days=30)


@pytest.mark.parametrize(
    ("item", "approval_ref", "expected"),
    [
        (DITCHES, "", Admission(AdmissionKind.OK)),
        (PATROLS, "", Admission(AdmissionKind.COOPERATE_ONLY)),
        (PATROLS, "county-2026-1", Admission(AdmissionKind.OK)),
        (PERMITS, "", Admission(AdmissionKind.TAKEN_BACK, WATER_BUREAU)),
        (PERMITS, "county-2026-1", Admission(AdmissionKind.TAKEN_BACK, WATER_BUREAU)),
        (UNLISTED, "", Admission(AdmissionKind.NOT_LISTED)),
        (UNLISTED, "county-2026-1", Admission(AdmissionKind.OK)),
        (None, "", Admission(AdmissionKind.NOT_LISTED)),
        (None, "county-2026-1", Admission(AdmissionKind.OK)),
    ],
)
def test_the_list_answers_at_the_door(item: DutyItemId | None, approval_ref: str, expected: Admission) -> None:
    admission = county().admits(PING_AN_TOWN, item, approval_ref)
    assert admission == expected
    assert admission.ok == (expected.kind is AdmissionKind.OK)


def test_a_unit_without_a_list_takes_what_is_offered() -> None:
    here = county()
    assert not here.has_duty_list(HILLSIDE_TOWN)
    assert here.admits(HILLSIDE_TOWN, PERMITS).ok


def test_a_list_from_which_all_was_withdrawn_is_still_a_list() -> None:
    here = after(county(), WithdrawDuties(PING_AN_TOWN, (DITCHES, PATROLS, PERMITS), "county-2026-2"), at=LATER_AT)
    assert here.has_duty_list(PING_AN_TOWN)
    assert here.duty(PING_AN_TOWN, DITCHES) is None
    assert here.admits(PING_AN_TOWN, DITCHES).kind is AdmissionKind.NOT_LISTED


def test_a_line_of_the_list_names_its_document_and_who_took_it_back() -> None:
    duty = county().duty(PING_AN_TOWN, PERMITS)
    assert duty is not None
    assert (duty.kind, duty.taken_by, duty.approval_ref, duty.title, duty.since_at) == (
        DutyKind.TAKEN_BACK,
        WATER_BUREAU,
        "county-2025-14",
        "取水许可",
        FOUNDED_AT,
    )


def test_what_was_taken_back_can_be_given_down_again() -> None:
    entered = EnterDuties(PING_AN_TOWN, ((PERMITS, "取水许可", DutyKind.BASIC),), "county-2026-2")
    assert after(county(), entered, at=LATER_AT).admits(PING_AN_TOWN, PERMITS).ok


def test_the_successor_of_who_took_an_item_back_answers_for_it() -> None:
    here = after(county(), MergeUnit(WATER_BUREAU, ROAD_BUREAU, "county-2026-3"), at=LATER_AT)
    assert here.admits(PING_AN_TOWN, PERMITS) == Admission(AdmissionKind.TAKEN_BACK, ROAD_BUREAU)


def test_a_superior_in_the_tree_takes_back_as_well_as_one_by_line() -> None:
    here = after(
        county(), TakeBackDuties(PING_AN_TOWN, ((DITCHES, "Ditches"),), QINGSHUI, "county-2026-4"), at=LATER_AT
    )
    assert here.admits(PING_AN_TOWN, DITCHES) == Admission(AdmissionKind.TAKEN_BACK, QINGSHUI)


def test_lists_of_two_units_do_not_touch_each_other() -> None:
    here = after(county(), EnterDuties(HILLSIDE_TOWN, ((DITCHES, "Ditches", DutyKind.BASIC),), "c"), at=LATER_AT)
    assert here.admits(HILLSIDE_TOWN, PATROLS).kind is AdmissionKind.NOT_LISTED
    assert here.admits(PING_AN_TOWN, PATROLS).kind is AdmissionKind.COOPERATE_ONLY
