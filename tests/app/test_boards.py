"""Boards say what lists say: every count and every line is held against all matters, one by one."""

from collections import Counter
from datetime import date, timedelta

import pytest

from buckstop.app.boards import Holding, Load, calendar, office_board, tally, unit_board, who_holds
from buckstop.app.lists import MatterRow, lateness, reading_of
from buckstop.app.open_asks import open_asks
from buckstop.app.queries import list_matters
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands import accountability
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Terms
from buckstop.ledger.lookup import By, Reading, Where
from tests.app.staged import COUNTY, HAMLET, ROADS, TOWN, VILLAGE, WATER, head, stage
from tests.simulator.county.counties import tiny


def everything() -> tuple[Matter, ...]:
    return list_matters(tiny().ledger, Where(), 10_000)


def holdings(top: Holding) -> list[Holding]:
    return [top, *(one for below in top.below for one in holdings(below))]


def test_a_unit_sees_what_it_holds_gave_must_sign_answer_decide_and_verify() -> None:
    ledger, matters = tiny().ledger, [matter for matter in everything() if matter.open]
    for unit in ledger.organisation().tree.active_units:
        board = unit_board(ledger, unit, None, first=1000)
        expected = {
            "holds": {one.id for one in matters if one.holder == unit},
            "given": {one.id for one in matters if one.giver == unit != one.holder},
            "offered": {one.id for one in matters if one.offer and one.offer.to == unit},
            "asked": {one.id for one in matters if unit in {ask.answerer for ask in open_asks(one)}},
            "to_decide": {one.id for one in matters if one.arbiter == unit},
            "to_verify": {one.id for one in matters if one.verification and one.verification.verifier == unit},
        }
        for name, ids in expected.items():
            section = getattr(board, name)
            assert ({row.columns.kind for row in section.rows}, section.total) == (
                {"matter"} if ids else set(),
                len(ids),
            )
            assert {row.id for row in section.rows} == ids, (unit, name)


def test_a_section_shows_the_first_and_counts_all() -> None:
    county = stage()
    for number in range(5):
        county.open(f"m{number}", terms=Terms(goal="g", priority=number))
    holds = unit_board(county.ledger, COUNTY, None, first=2).holds
    assert ([row.id for row in holds.rows], holds.total) == (["m4", "m3"], 5)


def test_the_office_sees_the_highest_priority_and_the_earliest_deadline_first_and_counts_by_phase() -> None:
    ledger = tiny().ledger
    found, after = list[MatterRow](), ""
    while True:
        board = office_board(ledger, Where(), after, limit=9)
        found += board.rows
        if board.after is None:
            break
        after = board.after
    matters = [matter for matter in everything() if matter.open]
    assert {row.id for row in found} == {matter.id for matter in matters}
    assert board.total == len(matters)
    assert {one.key: one.open for one in board.phases} == Counter(str(matter.phase) for matter in matters)
    far = ledger.now() + timedelta(days=99_999)
    ranks = [(-row.matter.terms.priority, row.columns.deadline_at or far, row.id) for row in found]
    assert ranks == sorted(ranks)


def test_who_holds_what_adds_up_along_the_tree_of_units() -> None:
    ledger, measure = tiny().ledger, lateness(tiny().ledger)
    top = who_holds(ledger, None)
    open_matters = [matter for matter in everything() if matter.open]
    late = [
        matter
        for matter in open_matters
        if matter.phase is not Phase.DONE and matter.deadline and matter.deadline.due_at <= measure.now
    ]
    assert (top.unit, top.whole.open, top.whole.late) == (ledger.organisation().root, len(open_matters), len(late))
    own = Counter(matter.holder for matter in open_matters)
    for one in holdings(top):
        assert one.own.open == own[one.unit]
        assert one.whole == sum((below.whole for below in one.below), one.own)
    assert {one.unit for one in holdings(top)} >= set(ledger.organisation().tree.active_units)


def test_a_reader_is_counted_only_what_they_may_read() -> None:
    county = stage()
    county.open("m1", unit=WATER)
    county.open("m2", unit=VILLAGE)
    reading = reading_of(county.ledger.organisation(), head(TOWN).person, county.ledger.now())
    assert who_holds(county.ledger, reading).whole == Load(open=1)
    assert who_holds(county.ledger, Reading(("water",))).whole == Load(open=1)
    assert [one.key for one in tally(county.ledger, Where(reading=reading), By.HOLDER)] == [VILLAGE]
    assert unit_board(county.ledger, WATER, reading).holds.total == 0


def test_an_offer_counts_where_it_is_held() -> None:
    county = stage()
    county.do(TOWN, accountability.OfferMatter(matter=county.open("m1", unit=TOWN), to=HAMLET))
    (town,) = (one for one in holdings(who_holds(county.ledger, None)) if one.unit == TOWN)
    assert (town.own, town.whole) == (Load(open=1, offered=1), Load(open=1, offered=1))


@pytest.mark.parametrize("units", [(), (UnitId("water"),)])
def test_each_day_of_a_calendar_has_its_deadlines_and_its_timers(units: tuple[UnitId, ...]) -> None:
    county = stage()
    for number, (unit, day) in enumerate(((WATER, 5), (WATER, 5), (ROADS, 6), (ROADS, 31))):
        name = county.open(f"m{number}", unit=unit, deadline_date=date(2026, 3, day))
        county.do(unit, accountability.ClaimMatter(matter=name))
    county.open("m9", unit=WATER)  # its claim runs out on Wednesday
    days = {day.day: day for day in calendar(county.ledger, date(2026, 3, 1), date(2026, 3, 8), None, units)}
    assert list(days) == [date(2026, 3, number) for number in range(1, 9)]
    fifth, sixth = days[date(2026, 3, 5)], days[date(2026, 3, 6)]
    assert (fifth.deadlines, fifth.late, {row.id for row in fifth.due}) == (2, 0, {"m0", "m1"})
    assert (sixth.deadlines, [row.id for row in sixth.due]) == ((0, []) if units else (1, ["m2"]))
    timed = {day: {row.id for row in found.happening} for day, found in days.items() if found.timers}
    assert timed[date(2026, 3, 4)] >= {"m9"}
    assert all(len(timed[day]) == days[day].timers for day in timed)
    assert days[date(2026, 3, 1)].timers == days[date(2026, 3, 1)].deadlines == 0


def test_a_whole_quarter_of_the_calendar_counts_every_deadline_once() -> None:
    ledger = tiny().ledger
    zone = ledger.calendar
    deadlines = Counter(
        zone.local_date(matter.deadline.due_at - timedelta(microseconds=1))
        for matter in everything()
        if matter.open and matter.deadline
    )
    first, last = min(deadlines), max(deadlines)
    found = calendar(ledger, first, last, None, first=10_000)
    assert {day.day: day.deadlines for day in found if day.deadlines} == deadlines
    assert sum(len(day.due) for day in found) == sum(deadlines.values())
