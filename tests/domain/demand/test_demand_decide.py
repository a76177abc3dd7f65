"""What the burden ledger answers: each command, and each obstacle in its order."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from buckstop.domain.demand.commands import (
    COMMANDS,
    AnswerDemand,
    DemandCommand,
    ImposeDemand,
    MarkBurden,
    MergeDemand,
    WithdrawDemand,
)
from buckstop.domain.demand.decide import decide
from buckstop.domain.demand.events import EVENTS, DemandAnswered, DemandEvent, DemandImposed
from buckstop.domain.demand.evolve import evolve, replay
from buckstop.domain.demand.refusals import DemandRefusal as No
from buckstop.domain.demand.words import Answered, BurdenMark, DemandId, DemandKind, DemandStatus, Particulars, Repeats
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation_commands import RetireUnit
from tests.domain.demand.county_demands import BARE, BEGAN_AT, DUE, Demands, actor, asking
from tests.worlds import (
    CHEN_VILLAGE,
    CITY,
    HILLSIDE_TOWN,
    OFFICE,
    PING_AN_TOWN,
    QINGSHUI,
    ROAD_BUREAU,
    WATER_BUREAU,
    after,
    county,
)

D1, D2 = DemandId("d1"), DemandId("d2")
MARK = MarkBurden(demand=D1, reason="the bureau has these figures")
ANSWER = AnswerDemand(demand=D1, minutes=90)
WITHDRAW = WithdrawDemand(demand=D1, reason="not needed")
MERGE = MergeDemand(demand=D1, into=D2, reason="the same figures")


@pytest.fixture
def asked() -> Demands:
    """The county has asked both townships for a form."""
    demands = Demands()
    demands.impose(asking())
    return demands


@pytest.fixture
def twice(asked: Demands) -> Demands:
    """The water bureau asks Ping'an for another one."""
    asked.impose(asking("d2", WATER_BUREAU, receivers=(PING_AN_TOWN,)))
    return asked


def test_a_demand_stands_as_it_was_imposed(asked: Demands) -> None:
    demand = asked["d1"]
    assert (demand.issuer, demand.units, demand.due_date, demand.until_date) == (
        QINGSHUI,
        (PING_AN_TOWN, HILLSIDE_TOWN),
        DUE,
        DUE,
    )
    assert (demand.version, demand.status, demand.imposed_at) == (1, DemandStatus.ASKED, BEGAN_AT)


def test_a_receiver_named_twice_is_asked_once() -> None:
    demands = Demands()
    demands.impose(asking(receivers=(PING_AN_TOWN, PING_AN_TOWN)))
    assert demands["d1"].units == (PING_AN_TOWN,)


@pytest.mark.parametrize("issuer", [QINGSHUI, WATER_BUREAU, OFFICE])
def test_who_is_above_guides_or_supervises_may_ask(issuer: UnitId) -> None:
    assert Demands().say(issuer, asking(issuer=issuer)) is None


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (asking(), WATER_BUREAU, No.NOT_OWN_UNIT),
        (asking(receivers=()), QINGSHUI, No.NO_RECEIVERS),
        (asking(receivers=(UnitId("nowhere"),)), QINGSHUI, No.UNKNOWN_UNIT),
        (asking(issuer=CITY), CITY, No.UNKNOWN_UNIT),
        (asking(receivers=(ROAD_BUREAU,)), QINGSHUI, No.UNIT_RETIRED),
        (asking(receivers=(PING_AN_TOWN, QINGSHUI)), QINGSHUI, No.TO_ITSELF),
        (asking(issuer=WATER_BUREAU, receivers=(CHEN_VILLAGE,)), WATER_BUREAU, No.NEITHER_ABOVE_NOR_GUIDING),
        (asking(issuer=PING_AN_TOWN, receivers=(QINGSHUI,)), PING_AN_TOWN, No.NEITHER_ABOVE_NOR_GUIDING),
        (asking(person_minutes=0), QINGSHUI, No.NO_MINUTES),
        (asking(due_date=date(2026, 3, 1)), QINGSHUI, No.DUE_PAST),
        (asking(repeats=Repeats.WEEKLY), QINGSHUI, No.UNTIL_MISSING),
        (asking(repeats=Repeats.WEEKLY, until_date=DUE - timedelta(1)), QINGSHUI, No.UNTIL_MISSING),
        (asking(repeats=Repeats.YEARLY, until_date=DUE + timedelta(367)), QINGSHUI, No.BEYOND_A_YEAR),
        (asking(title=" "), QINGSHUI, No.TEXT_MISSING),
        (asking(authorisation="x" * 4001), QINGSHUI, No.TEXT_TOO_LONG),
        (asking(topic="x" * 4001), QINGSHUI, No.TEXT_TOO_LONG),
    ],
)
def test_what_stands_in_the_way_of_a_new_demand(command: ImposeDemand, by: UnitId, code: No) -> None:
    demands = Demands(organisation=after(county(), RetireUnit(ROAD_BUREAU)))
    assert demands.no(by, command) is code
    assert demands.logs == {}


def test_obstacles_are_named_in_their_order() -> None:
    command = asking(receivers=(), person_minutes=0, title="", kind=DemandKind.PLEDGE)
    demands = Demands()
    met = [demands.no(WATER_BUREAU, command)]
    mended: dict[str, Any] = {"receivers": (PING_AN_TOWN,), "person_minutes": 1, "title": "x", "authorisation": "doc 7"}
    for name, value in mended.items():
        met.append(demands.no(QINGSHUI, command))
        command = replace(command, **{name: value})
    assert demands.say(QINGSHUI, command) is None
    precedence = list(No)
    assert met == sorted(met, key=precedence.index)
    assert met[-1] is No.AUTHORISATION_MISSING


@pytest.mark.parametrize("command", [MARK, ANSWER, WITHDRAW, MERGE], ids=lambda command: command.NAME)
def test_nothing_can_be_done_with_a_demand_nobody_imposed(command: DemandCommand) -> None:
    assert Demands().no(QINGSHUI, command) is No.UNKNOWN_DEMAND


def test_an_id_is_used_once(asked: Demands) -> None:
    assert asked.no(QINGSHUI, asking()) is No.ALREADY_IMPOSED


def test_a_receiver_says_once_that_it_is_a_burden(asked: Demands) -> None:
    assert asked.no(WATER_BUREAU, MARK) is No.NOT_RECEIVER
    assert asked.no(PING_AN_TOWN, replace(MARK, reason="")) is No.TEXT_MISSING
    asked.must(PING_AN_TOWN, MARK)
    assert asked["d1"].marks == (BurdenMark(PING_AN_TOWN, MARK.reason),)
    assert asked.no(PING_AN_TOWN, MARK) is No.ALREADY_MARKED
    asked.must(QINGSHUI, WITHDRAW)
    assert asked.no(HILLSIDE_TOWN, MARK) is No.ENDED


def test_a_receiver_answers_once_for_each_time_it_is_asked(asked: Demands) -> None:
    assert asked.no(WATER_BUREAU, ANSWER) is No.NOT_RECEIVER
    assert asked.no(PING_AN_TOWN, replace(ANSWER, minutes=-1)) is No.NO_MINUTES
    asked.must(PING_AN_TOWN, ANSWER)
    assert asked["d1"].answers == (Answered(PING_AN_TOWN, 90),)
    assert asked.no(PING_AN_TOWN, ANSWER) is No.ALREADY_ANSWERED


def test_what_was_due_before_a_demand_ended_can_still_be_answered(asked: Demands) -> None:
    asked.wait(10)
    asked.must(QINGSHUI, WITHDRAW)
    asked.must(PING_AN_TOWN, ANSWER)
    assert asked["d1"].answers_of(PING_AN_TOWN) == (Answered(PING_AN_TOWN, 90),)


def test_issuer_or_superior_withdraws_and_nobody_else(twice: Demands) -> None:
    withdraw = replace(WITHDRAW, demand=D2)
    assert twice.no(PING_AN_TOWN, withdraw) is No.NOT_ISSUER
    assert twice.no(QINGSHUI, replace(withdraw, reason="")) is No.TEXT_MISSING
    twice.must(QINGSHUI, withdraw)
    assert (twice["d2"].status, twice["d2"].ended_date) == (DemandStatus.WITHDRAWN, BEGAN_AT.date())
    assert twice.no(WATER_BUREAU, withdraw) is No.ENDED


def test_a_merged_demand_hands_its_receivers_over_from_that_day(twice: Demands) -> None:
    twice.wait(1)
    twice.must(QINGSHUI, MERGE)
    merged, into = twice["d1"], twice["d2"]
    assert (merged.status, merged.merged_into) == (DemandStatus.MERGED, D2)
    assert into.units == (PING_AN_TOWN, HILLSIDE_TOWN)
    assert [receiver.from_date for receiver in into.receivers] == [DUE, date(2026, 3, 3)]


def test_the_issuer_of_the_remaining_demand_does_not_become_its_receiver() -> None:
    demands = Demands()
    demands.impose(asking(receivers=(WATER_BUREAU, PING_AN_TOWN)))
    demands.impose(asking("d2", WATER_BUREAU, receivers=(PING_AN_TOWN,)))
    demands.must(OFFICE, MERGE)
    assert demands["d2"].units == (PING_AN_TOWN,)


@pytest.mark.parametrize(
    ("by", "command", "code"),
    [
        (QINGSHUI, replace(MERGE, into=DemandId("d9")), No.UNKNOWN_DEMAND),
        (WATER_BUREAU, MERGE, No.MAY_NOT_MERGE),
        (QINGSHUI, replace(MERGE, into=D1), No.MERGE_TARGET),
        (QINGSHUI, replace(MERGE, into=DemandId("d3")), No.MERGE_TARGET),
        (QINGSHUI, replace(MERGE, reason=""), No.TEXT_MISSING),
        (QINGSHUI, replace(MERGE, demand=DemandId("d4")), No.ENDED),
        (QINGSHUI, replace(MERGE, into=DemandId("d4")), No.MERGE_TARGET),
    ],
)
def test_what_stands_in_the_way_of_merging(twice: Demands, by: UnitId, command: MergeDemand, code: No) -> None:
    twice.impose(asking("d3", kind=DemandKind.MEETING))
    twice.impose(asking("d4"))
    twice.must(QINGSHUI, WithdrawDemand(demand=DemandId("d4"), reason="not needed"))
    assert twice.no(by, command) is code


def test_a_clock_that_was_set_back_moves_nothing_back(asked: Demands) -> None:
    asked.wait(3)
    asked.must(PING_AN_TOWN, MARK)
    asked.wait(-2)
    asked.must(PING_AN_TOWN, ANSWER)
    instants = [event.happened_at for event in asked.logs[D1]]
    assert instants == sorted(instants)
    assert asked["d1"].updated_at == BEGAN_AT + timedelta(3)


def test_replay_refuses_what_is_not_one_demands_history(asked: Demands) -> None:
    imposed = asked.logs[D1][0]
    answered = DemandAnswered(happened_at=BEGAN_AT, by=actor(PING_AN_TOWN), unit=PING_AN_TOWN, minutes=1)
    assert replay([]) is None
    with pytest.raises(ValueError, match="second time"):
        replay([imposed, imposed])
    with pytest.raises(ValueError, match="first event"):
        replay([answered])
    with pytest.raises(ValueError, match="no event of a demand"):
        evolve(asked["d1"], DemandEvent.__new__(_Foreign))


class _Foreign(DemandEvent):
    NAME = "foreign"


class _Unheard(DemandCommand):
    NAME = "unheard"


def test_a_command_without_a_rule_is_a_fault_of_the_program(asked: Demands) -> None:
    with pytest.raises(ValueError, match="unheard"):
        decide(asked.world(), actor(QINGSHUI), _Unheard(demand=D1), BEGAN_AT)


def test_names_of_events_and_commands_are_used_once() -> None:
    assert len({event.NAME for event in EVENTS}) == len(EVENTS)
    assert all(event.NAME.startswith("demand.") for event in EVENTS)
    assert len({command.NAME for command in COMMANDS}) == len(COMMANDS)


def test_a_demand_imposed_under_a_bare_pack_still_names_its_particulars() -> None:
    demands = Demands(BARE)
    demands.impose(asking(kind=DemandKind.DOCUMENT, characters=9000))
    event = demands.logs[D1][0]
    assert isinstance(event, DemandImposed)
    assert event.particulars == Particulars(characters=9000)
