"""Who pays for demands, and when."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.domain.demand.charging import charged, charges, near_duplicates
from buckstop.domain.demand.commands import AnswerDemand, MergeDemand, WithdrawDemand
from buckstop.domain.demand.words import DemandId, Repeats, due_dates
from tests.domain.demand.county_demands import BARE, DUE, TOWNS, Demands, asking
from tests.worlds import PING_AN_TOWN, QINGSHUI, ROAD_BUREAU, WATER_BUREAU

D1, D2 = DemandId("d1"), DemandId("d2")


@pytest.mark.parametrize(
    ("repeats", "first", "until", "days"),
    [
        (Repeats.ONCE, date(2026, 1, 31), date(2026, 12, 31), ["2026-01-31"]),
        (Repeats.DAILY, date(2026, 2, 27), date(2026, 3, 1), ["2026-02-27", "2026-02-28", "2026-03-01"]),
        (Repeats.WEEKLY, date(2026, 2, 27), date(2026, 3, 6), ["2026-02-27", "2026-03-06"]),
        (Repeats.MONTHLY, date(2026, 1, 31), date(2026, 3, 31), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (Repeats.QUARTERLY, date(2026, 11, 30), date(2027, 3, 1), ["2026-11-30", "2027-02-28"]),
        (Repeats.YEARLY, date(2024, 2, 29), date(2025, 3, 1), ["2024-02-29", "2025-02-28"]),
        (Repeats.ONCE, date(2026, 1, 2), date(2026, 1, 1), []),
    ],
)
def test_due_dates_follow_the_calendar(repeats: Repeats, first: date, until: date, days: list[str]) -> None:
    assert [day.isoformat() for day in due_dates(first, repeats, until)] == days


def test_the_issuer_is_charged_with_what_every_receiver_is_asked() -> None:
    demands = Demands()
    demands.impose(asking())
    demands.impose(asking("d2", WATER_BUREAU, receivers=(PING_AN_TOWN,), person_minutes=30))
    assert charged(demands.all()) == {QINGSHUI: 240, WATER_BUREAU: 30}


def test_what_was_really_spent_takes_the_place_of_the_plan() -> None:
    demands = Demands()
    demands.impose(asking(repeats=Repeats.WEEKLY, until_date=date(2026, 3, 16)))
    demands.must(PING_AN_TOWN, AnswerDemand(demand=D1, minutes=300))
    assert list(charges(demands["d1"], PING_AN_TOWN)) == [(DUE, 300), (date(2026, 3, 16), 120)]
    assert charged(demands.all()) == {QINGSHUI: 300 + 120 + 240}


def test_a_year_is_charged_with_what_is_due_in_it() -> None:
    demands = Demands()
    demands.impose(
        asking(
            receivers=(PING_AN_TOWN,), repeats=Repeats.MONTHLY, due_date=date(2026, 11, 5), until_date=date(2027, 1, 5)
        )
    )
    assert charged(demands.all(), 2026) == {QINGSHUI: 240}
    assert charged(demands.all(), 2027) == {QINGSHUI: 120}
    assert charged(demands.all(), 2028) == {}


def test_a_withdrawn_demand_costs_what_was_due_or_done_before() -> None:
    demands = Demands()
    demands.impose(asking(repeats=Repeats.WEEKLY, until_date=date(2026, 3, 30)))
    demands.wait(10)
    demands.must(QINGSHUI, WithdrawDemand(demand=D1, reason="not needed"))
    assert charged(demands.all()) == {QINGSHUI: 240}


def test_work_done_before_its_time_is_charged_though_the_demand_was_withdrawn() -> None:
    demands = Demands()
    demands.impose(asking(receivers=(PING_AN_TOWN,)))
    demands.must(PING_AN_TOWN, AnswerDemand(demand=D1, minutes=75))
    demands.must(QINGSHUI, WithdrawDemand(demand=D1, reason="not needed"))
    assert list(charges(demands["d1"], PING_AN_TOWN)) == [(date(2026, 3, 2), 75)]


def test_merging_near_duplicates_lightens_the_load() -> None:
    demands = Demands(BARE)
    demands.impose(asking(topic="ditches"))
    demands.impose(asking("d2", WATER_BUREAU, topic="ditches"))
    demands.impose(asking("d3", WATER_BUREAU, topic="wells"))
    demands.impose(asking("d4", QINGSHUI, topic="ditches", receivers=(ROAD_BUREAU,)))
    demands.impose(asking("d5", QINGSHUI))
    assert near_duplicates(demands.all()) == ((D1, D2),)
    before = sum(charged(demands.all()).values())
    demands.must(QINGSHUI, MergeDemand(demand=D2, into=D1, reason="the same figures"))
    assert near_duplicates(demands.all()) == ()
    assert sum(charged(demands.all()).values()) == before - 240


def test_a_unit_that_was_never_asked_has_no_due_dates() -> None:
    demands = Demands()
    demands.impose(asking())
    assert list(demands["d1"].due_dates(ROAD_BUREAU)) == []


steps = st.lists(st.tuples(st.sampled_from(["answer", "wait", "merge", "withdraw"]), st.integers(0, 400)), max_size=20)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(steps, st.sampled_from(list(Repeats)))
def test_every_minute_of_every_demand_is_charged_to_exactly_one_issuer(
    taken: list[tuple[str, int]], repeats: Repeats
) -> None:
    demands = Demands(BARE)
    for demand, issuer in ((D1, QINGSHUI), (D2, WATER_BUREAU)):
        demands.impose(asking(demand, issuer, repeats=repeats, until_date=date(2026, 6, 30)))
    for step, number in taken:
        demand, into = (D1, D2) if number % 2 else (D2, D1)
        match step:
            case "answer":
                demands.say(TOWNS[number % 2], AnswerDemand(demand=demand, minutes=number))
            case "wait":
                demands.wait(number % 30)
            case "merge":
                demands.say(QINGSHUI, MergeDemand(demand=demand, into=into, reason="the same"))
            case _:
                demands.say(QINGSHUI, WithdrawDemand(demand=demand, reason="not needed"))
    every = demands.all()
    spent = sum(answer.minutes for one in every for answer in one.answers)
    planned = sum(
        one.person_minutes * max(0, len(list(one.due_dates(unit))) - len(one.answers_of(unit)))
        for one in every
        for unit in one.units
    )
    assert sum(charged(every).values()) == spent + planned
    assert sum(sum(charged(every, year).values()) for year in (2026, 2027)) == spent + planned
