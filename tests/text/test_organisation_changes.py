"""Every command about the organisation has its sentence, filled with names instead of ids."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import ChangeId, DutyItemId, PersonId, UnitId
from buckstop.domain.organisation_commands import (
    AppointPerson,
    EnterDuties,
    FoundUnit,
    MergeUnit,
    OrganisationCommand,
    RelievePerson,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    SetDeputies,
    TakeBackDuties,
    WithdrawDuties,
)
from buckstop.domain.units import UnitKind
from buckstop.text.organisation_changes import _SENTENCES, change_sentence
from tests import worlds
from tests.text.readers import reader

LATER = datetime(2026, 12, 31, 16, tzinfo=UTC)
SAID = [
    (
        FoundUnit(UnitId("new"), "New Office", UnitKind.OFFICE, worlds.QINGSHUI),
        "New Office (new) is founded below 清水县.",
    ),
    (RenameUnit(worlds.WATER_BUREAU, "水利局"), "县水务局 is named 水利局."),
    (MergeUnit(worlds.ROAD_BUREAU, worlds.WATER_BUREAU, "15"), "Roads Department becomes part of 县水务局."),
    (RetireUnit(worlds.ROAD_BUREAU), "Roads Department ends; its superior takes over."),
    (SetAliases(worlds.WATER_BUREAU, ()), "县水务局 has no short names any more."),
    (SetDeputies(worlds.WATER_HEAD, (worlds.WATER_CLERK,)), "局长 has these deputies: Clerk."),
    (
        EnterDuties(worlds.PING_AN_TOWN, ((DutyItemId("d"), "D", DutyKind.BASIC),), "14"),
        "“D” stands on the duty list of 平安镇 as a duty of its own, by 14.",
    ),
    (
        EnterDuties(
            worlds.PING_AN_TOWN,
            ((DutyItemId("d"), "D", DutyKind.BASIC), (DutyItemId("e"), "E", DutyKind.COOPERATE)),
            "14",
        ),
        "Items enter the duty list of 平安镇 (2).",
    ),
    (
        TakeBackDuties(worlds.PING_AN_TOWN, ((DutyItemId("d"), "D"),), worlds.QINGSHUI, "15"),
        "清水县 takes “D” back from 平安镇, by 15.",
    ),
    (
        WithdrawDuties(worlds.PING_AN_TOWN, (DutyItemId("unheard-of"),), "16"),
        "“unheard-of” leaves the duty list of 平安镇, by 16.",
    ),
    (RelievePerson(worlds.WANG, worlds.WATER_HEAD), "王建国 leaves 局长."),
    (AppointPerson(worlds.LI, worlds.WATER_HEAD, LATER), "On 2027-01-01: p-li is appointed to 局长."),
    (
        ScheduleChange(ChangeId("c"), RenameUnit(worlds.WATER_BUREAU, "水利局"), LATER),
        "On 2027-01-01: 县水务局 is named 水利局.",
    ),
]


@pytest.mark.parametrize(("command", "sentence"), SAID, ids=[type(command).__name__ for command, _ in SAID])
def test_a_command_says_what_it_will_do(command: OrganisationCommand, sentence: str) -> None:
    assert change_sentence(command, reader(), {PersonId("p-wang"): "王建国"}) == sentence


def test_every_command_that_a_register_can_ask_for_has_a_sentence_of_its_own() -> None:
    without = {kind.__name__ for kind in get_args(OrganisationCommand)} - {kind.__name__ for kind in _SENTENCES}
    assert without == {"FoundOrganisation", "ScheduleChange", "CancelChange", "RegisterAbsence", "EndAbsence"}
