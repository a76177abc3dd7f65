"""What may be asked of a cycle, what is refused, and what it opens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.domain.cycle.commands import AmendCycle, CycleCommand
from buckstop.domain.cycle.decide import LONGEST_YEARS
from buckstop.domain.cycle.events import TurnOpened
from buckstop.domain.cycle.evolve import evolve, replay
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import moved, succeeded
from buckstop.domain.cycle.words import Anchor, CycleStatus, DueKind, DueRule, Every
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.words import Origin, Terms
from buckstop.domain.organisation_commands import RetireUnit
from buckstop.domain.organisation_decide import decide as organise
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from tests.domain.cycle.coming import BEGAN_AT, CALENDAR, TODAY, Coming, amending, ending, rhythm, setting_up, skipping
from tests.worlds import HILLSIDE_TOWN, PING_AN_TOWN, QINGSHUI, ROAD_BUREAU, WATER_BUREAU

DAY = timedelta(days=1)


def coming(**changes: Any) -> Coming:
    made = Coming()
    made.do(setting_up(**changes))
    return made


def test_a_cycle_opens_its_matter_on_its_own_unit_at_the_beginning_of_its_day() -> None:
    made = coming()
    assert made.next.day == date(2026, 3, 31)
    made.to(made.next.opens_at)
    (opening,) = made.opened
    assert (opening.unit, opening.title, opening.origin) == (QINGSHUI, "水库巡查 2026-03", Origin.DIRECTIVE)
    assert opening.cycle.planned_for == PING_AN_TOWN
    assert (opening.cycle.cycle, opening.cycle.turn, opening.cycle.day) == ("c1", 1, date(2026, 3, 31))
    assert opening.deadline.due_at == CALENDAR.end_of_day(date(2026, 4, 8))  # three days of Qingming lie between
    assert (made.next.number, made.next.day) == (2, date(2026, 4, 30))


def test_without_a_directive_what_comes_is_the_units_own() -> None:
    made = coming(terms=Terms(goal="Looked at"))
    made.to(made.next.opens_at)
    assert made.opened[0].origin is Origin.OWN


def test_turns_that_were_slept_through_open_one_by_one_each_at_its_own_instant() -> None:
    watched, slept = coming(), coming()
    for _day in range(100):
        watched.to(watched.at + DAY)
    slept.to(watched.at)
    assert slept.events == watched.events
    assert slept.opened == watched.opened
    assert [event.happened_at for event in slept.events if isinstance(event, TurnOpened)] == [
        CALENDAR.end_of_day(day - DAY) for day in (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 29))
    ]


def test_a_first_day_that_has_begun_comes_when_it_is_said() -> None:
    made = coming(rhythm=rhythm(anchor=Anchor.FIRST_WORKING_DAY))
    made.to(made.at)
    assert [event.happened_at for event in made.events] == [BEGAN_AT, BEGAN_AT]


def test_after_its_last_day_nothing_comes_until_it_is_renewed() -> None:
    made = coming(until_date=date(2026, 4, 30))
    made.to(BEGAN_AT + 200 * DAY)
    assert made.cycle is not None
    assert (len(made.opened), made.cycle.status) == (2, CycleStatus.OVER)
    assert made.refused(skipping(3)) == "cycle.nothing_comes"
    renewed = made.do(amending(made.cycle, until_date=date(2027, 9, 30)))
    assert renewed.status is CycleStatus.RUNNING
    assert made.next.day == date(2026, 9, 30)  # what lay between is not asked for now


def test_what_is_said_anew_counts_from_the_next_turn_and_no_month_is_asked_for_twice() -> None:
    made = coming()
    made.to(made.next.opens_at)
    assert made.cycle is not None
    later = rhythm(anchor=Anchor.SAME_DAY, first_date=date(2026, 3, 31))
    made.do(amending(made.cycle, title="水库与堤防巡查", rhythm=later, planned_for=None))
    assert made.next.day == date(2026, 4, 30)
    made.to(made.next.opens_at)
    assert [opening.title for opening in made.opened] == ["水库巡查 2026-03", "水库与堤防巡查 2026-04"]
    assert [opening.cycle.planned_for for opening in made.opened] == [PING_AN_TOWN, None]


def test_a_turn_passed_over_is_on_record_and_the_next_one_comes() -> None:
    made = coming()
    made.do(skipping(1))
    assert (made.next.number, made.next.day) == (2, date(2026, 4, 30))
    assert made.cycle is not None
    assert [(past.turn.number, past.matter, past.reason) for past in made.cycle.turns] == [(1, None, "Snow")]
    made.to(BEGAN_AT + 60 * DAY)
    assert [opening.title for opening in made.opened] == ["水库巡查 2026-04"]


def test_an_ended_cycle_opens_nothing_and_stays_ended() -> None:
    made = coming()
    made.do(ending())
    made.to(BEGAN_AT + 400 * DAY)
    assert made.opened == []
    assert made.cycle is not None
    assert made.refused(skipping(1)) == made.refused(ending()) == "cycle.ended"
    assert made.refused(amending(made.cycle, title="x")) == "cycle.ended"


def test_a_unit_above_may_ask_for_less_and_nobody_beside() -> None:
    for command in (skipping(1), ending()):
        made = Coming()
        made.do(setting_up(unit=PING_AN_TOWN, planned_for=None), unit=PING_AN_TOWN)
        assert made.refused(command, unit=HILLSIDE_TOWN) == "cycle.not_yours"
        made.do(command, unit=QINGSHUI)


def test_nobody_sets_up_or_amends_a_cycle_on_another_unit() -> None:
    made = Coming()
    assert made.refused(setting_up(unit=PING_AN_TOWN, planned_for=None)) == "cycle.not_own_unit"
    cycle = made.do(setting_up(unit=PING_AN_TOWN, planned_for=None), unit=PING_AN_TOWN)
    assert made.refused(amending(cycle, title="x"), unit=QINGSHUI) == "cycle.not_own_unit"


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"planned_for": UnitId("nowhere")}, "cycle.unknown_unit"),
    ({"planned_for": QINGSHUI}, "cycle.to_itself"),
    ({"terms": Terms(goal="x", supports=(UnitId("nowhere"),))}, "cycle.unknown_unit"),
    ({"title": " "}, "cycle.text_missing"),
    ({"terms": Terms(goal="")}, "cycle.text_missing"),
    ({"title": "x" * 4001}, "cycle.text_too_long"),
    ({"rhythm": rhythm(number=0)}, "cycle.number_out_of_range"),
    ({"rhythm": rhythm(number=100)}, "cycle.number_out_of_range"),
    ({"due": DueRule(DueKind.WORKING_DAYS, 0)}, "cycle.days_out_of_range"),
    ({"due": DueRule(DueKind.NATURAL_DAYS, 367)}, "cycle.days_out_of_range"),
    ({"until_date": date(2026, 3, 1)}, "cycle.until_before_first"),
    ({"until_date": date(9999, 12, 31)}, "cycle.beyond_sunset"),
    ({"until_date": date(2026 + LONGEST_YEARS, 3, 3)}, "cycle.beyond_sunset"),
    ({"rhythm": rhythm(first_date=date(2026, 3, 1))}, "cycle.first_past"),
    ({"until_date": date(2026, 3, 30)}, "cycle.never_comes"),
)


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_cannot_come_is_not_set_up(changes: dict[str, Any], code: str) -> None:
    assert Coming().refused(setting_up(**changes)) == code


@pytest.mark.parametrize(
    ("changes", "code"), [(changes, code) for changes, code in REFUSED if "rhythm" not in changes or "99" not in code]
)
def test_what_cannot_come_is_not_amended(changes: dict[str, Any], code: str) -> None:
    made = coming()
    assert made.cycle is not None
    assert made.refused(amending(made.cycle, **changes)) == code


def test_one_plans_no_offer_to_ones_own_superior() -> None:
    made = Coming()
    refusal = made.try_(setting_up(unit=PING_AN_TOWN, planned_for=QINGSHUI), unit=PING_AN_TOWN)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "cycle.to_own_superior"


def test_the_first_obstacle_is_named() -> None:
    made = coming()
    assert made.cycle is not None
    assert made.refused(setting_up()) == "cycle.already_set_up"
    assert Coming().refused(ending()) == "cycle.unknown"
    assert made.refused(amending(made.cycle)) == "cycle.nothing_changed"
    assert made.refused(amending(made.cycle, title="x", reason="")) == "cycle.text_missing"
    assert made.refused(skipping(2)) == "cycle.another_turn"
    assert made.refused(skipping(1, reason=" ")) == made.refused(ending(reason="")) == "cycle.text_missing"


def test_a_published_calendar_moves_a_turn_that_was_provisional() -> None:
    made = coming(rhythm=rhythm(Every.QUARTER, first_date=date(2026, 12, 1)), until_date=date(2027, 12, 31))
    assert made.cycle is not None
    assert moved(made.cycle, CALENDAR, made.at) is None
    made.to(made.next.opens_at)
    assert made.next.provisional
    free = [date(2027, 3, 31), date(2027, 3, 30)]
    year = replace(CALENDAR.years[-1], year=2027, rest_days=frozenset(free), make_up_days=frozenset())
    event = moved(made.cycle, CALENDAR.with_years([year]), made.at)
    assert event is not None
    assert event.next is not None
    assert (event.turn.day, event.next.day) == (date(2027, 3, 31), date(2027, 3, 29))
    assert not event.next.provisional


def test_the_end_of_a_unit_hands_its_cycles_on() -> None:
    made = Coming()
    cycle = made.do(setting_up(unit=WATER_BUREAU, planned_for=None), unit=WATER_BUREAU)
    assert succeeded(cycle, made.organisation, None, made.at) is None
    for successor, expected in ((ROAD_BUREAU, ROAD_BUREAU), (None, QINGSHUI)):
        retired = organise(made.organisation, RetireUnit(WATER_BUREAU, successor, "清编办〔2026〕1号"), made.at)
        assert not isinstance(retired, Refusal), retired
        event = succeeded(cycle, evolve_all(made.organisation, retired), None, made.at)
        assert event is not None
        after = evolve(cycle, event)
        assert (after.unit, after.next) == (expected, cycle.next)


_STEPS: list[Callable[[Cycle], CycleCommand | int]] = [
    lambda _cycle: 3,
    lambda _cycle: 40,
    lambda cycle: skipping(cycle.next.number if cycle.next else 1),
    lambda cycle: _amended(cycle, Every.WEEK),
    lambda cycle: _amended(cycle, Every.MONTH),
    lambda cycle: _amended(cycle, Every.DAY),
    lambda cycle: amending(cycle, title=f"{cycle.title}+"),
]


def _amended(cycle: Cycle, every: Every) -> AmendCycle:
    first = (cycle.next.day if cycle.next else TODAY) + 5 * DAY
    return amending(cycle, rhythm=rhythm(every, first_date=first, anchor=Anchor.SAME_DAY))


@given(st.lists(st.sampled_from(_STEPS), max_size=12))
def test_whatever_happens_no_period_opens_twice_and_replay_gives_the_state(
    steps: list[Callable[[Cycle], CycleCommand | int]],
) -> None:
    made = coming()
    for step in steps:
        assert made.cycle is not None
        what = step(made.cycle)
        if isinstance(what, int):
            made.to(made.at + what * DAY)
        else:
            made.try_(what)
            made.to(made.at)
    assert replay(made.events) == made.cycle
    assert made.cycle is not None
    past = [one.turn for one in made.cycle.turns]
    assert [turn.number for turn in past] == list(range(1, len(past) + 1))
    assert all(one.until_date < other.from_date and one.day < other.day for one, other in pairwise(past))
    assert len({opening.cycle.turn for opening in made.opened}) == len(made.opened)


def test_events_of_another_order_are_no_cycles() -> None:
    made = coming()
    with pytest.raises(ValueError, match="second time"):
        replay([*made.events, *made.events])
    made.do(ending())
    with pytest.raises(ValueError, match="first event"):
        replay(made.events[1:])
    assert replay(()) is None
