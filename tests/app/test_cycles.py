"""Cycles in a ledger: opened once whatever happens, at their own instants, by whoever notices."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from buckstop.app.answers import Accepted, Refused
from buckstop.app.cycle_streams import KIND, cycle_stream
from buckstop.app.cycle_turns import turn_matter
from buckstop.app.cycles import load_cycle
from buckstop.app.ledger import Ledger
from buckstop.app.rebuilding import rebuild
from buckstop.app.recalendar import recompute_dues
from buckstop.app.timers import tick, wake_due
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.cycle.commands import AmendCycle, EndCycle, SetUpCycle, SkipTurn
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift
from buckstop.domain.ids import ChangeId, CycleId, MatterId, PersonId, UnitId
from buckstop.domain.matter.commands.accountability import OfferMatter
from buckstop.domain.matter.words import Actor, Phase, Profile, Terms
from buckstop.domain.organisation_commands import RetireUnit, ScheduleChange
from buckstop.ledger.codec import decode, decode_matter
from buckstop.ledger.store import Store, Where
from tests.app.staged import COUNTY, DAY, HAMLET, MONDAY, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage, stage

MONTHLY = Rhythm(Every.MONTH, 1, Anchor.LAST_WORKING_DAY, Shift.NEXT_WORKING_DAY, date(2026, 3, 2))
DAILY = Rhythm(Every.DAY, 1, Anchor.SAME_DAY, Shift.NEXT_WORKING_DAY, date(2026, 3, 2))


def setting_up(cycle: str = "c1", unit: UnitId = TOWN, **changes: Any) -> SetUpCycle:
    """A township looks at its ditches every month and means to offer it to a village."""
    command = SetUpCycle(
        cycle=CycleId(cycle),
        unit=unit,
        title="Look at the ditches",
        terms=Terms(goal="Every ditch was looked at"),
        rhythm=MONTHLY,
        due=DueRule(DueKind.WORKING_DAYS, 5),
        until_date=date(2027, 3, 31),
        planned_for=VILLAGE,
    )
    return replace(command, **changes)


def cycle_in(county: Stage, cycle: str = "c1") -> Cycle:
    found = load_cycle(county.ledger, CycleId(cycle))
    assert found is not None
    return found


def do(county: Stage, unit: UnitId, command: Any, version: int | None = None, key: str = "") -> Cycle:
    """The cycle after a command that must be accepted."""
    outcome = county.try_(unit, command, version, key)
    assert isinstance(outcome, Accepted), outcome
    assert outcome.cycle is not None
    return outcome.cycle


def code(outcome: Accepted | Refused) -> str:
    assert isinstance(outcome, Refused), outcome
    return str(outcome.refusal.code)


def opened(county: Stage) -> list[str]:
    """Titles of all matters, in the order in which they opened."""
    rows = [decode_matter(one.body) for one in county.ledger.store.find(Where(kind="matter"))]
    return [one.title for one in sorted(rows, key=lambda one: (one.opened_at, one.title))]


def stores(tmp_path: Path) -> dict[str, Callable[[], Store | None]]:
    return {"memory": lambda: None, "sqlite": lambda: SqliteStore(tmp_path / "ledger.db")}


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_turn_opens_its_matter_on_the_unit_and_offers_it_to_nobody(kind: str, tmp_path: Path) -> None:
    county = stage(stores(tmp_path)[kind]())
    first = do(county, TOWN, setting_up()).next
    assert first is not None
    assert county.ledger.store.next_due() == first.opens_at
    county.at(first.opens_at)
    assert tick(county.ledger).woken == 1
    (past,) = cycle_in(county).turns
    assert past.matter is not None
    matter = county.matter(past.matter)
    assert (matter.holder, matter.giver, matter.phase, matter.offer) == (TOWN, TOWN, Phase.HELD, None)
    assert matter.cycle is not None
    assert (matter.cycle.cycle, matter.cycle.turn, matter.cycle.planned_for) == ("c1", 1, VILLAGE)
    assert (matter.opened_at, matter.title) == (first.opens_at, "Look at the ditches 2026-03")
    assert decode(county.ledger.store.events(matter.id)[0].body).event.by is None
    county.do(TOWN, OfferMatter(matter=matter.id, to=VILLAGE))
    assert rebuild(county.ledger, only_check=True).faults == ()
    county.ledger.store.close()


def test_the_clock_off_for_months_gives_the_same_log() -> None:
    watched, slept = stage(), stage()
    for county in (watched, slept):
        do(county, TOWN, setting_up())
        do(county, WATER, setting_up("c2", WATER, rhythm=DAILY, planned_for=None, profile=Profile.URGENT))
    for _day in range(100):
        watched.later(DAY)
        wake_due(watched.ledger)
    slept.later(100 * DAY)
    wake_due(slept.ledger)
    streams = sorted(watched.ledger.store.streams())
    assert sorted(slept.ledger.store.streams()) == streams
    assert len(streams) > 60
    for name in streams:
        mine = [event.body for event in watched.ledger.store.events(name)]
        assert [event.body for event in slept.ledger.store.events(name)] == mine, name


def test_what_is_due_opens_before_any_command_about_the_cycle() -> None:
    county = stage()
    do(county, TOWN, setting_up())
    county.later(70 * DAY)
    cycle = do(county, TOWN, EndCycle(cycle=CycleId("c1"), reason="Ditches were filled in"))
    assert [past.turn.number for past in cycle.turns] == [1, 2]
    assert opened(county) == ["Look at the ditches 2026-03", "Look at the ditches 2026-04"]
    county.later(200 * DAY)
    wake_due(county.ledger)
    assert len(opened(county)) == 2


def test_a_command_on_a_cycle_that_moved_meanwhile_is_told_so() -> None:
    county = stage()
    seen = do(county, TOWN, setting_up())
    county.later(40 * DAY)
    skip = SkipTurn(cycle=CycleId("c1"), turn=1, reason="Snow")
    assert code(county.try_(TOWN, skip, version=seen.version)) == "door.stale_version"
    assert code(county.try_(TOWN, skip)) == "cycle.another_turn"
    assert [past.matter is not None for past in cycle_in(county).turns] == [True]


def test_a_turn_of_today_opens_when_it_is_set_up() -> None:
    county = stage()
    cycle = do(county, WATER, setting_up(unit=WATER, rhythm=DAILY, planned_for=None))
    (past,) = cycle.turns
    assert past.matter is not None
    assert county.matter(past.matter).opened_at == MONDAY


def test_the_same_key_sets_up_once_and_is_answered_the_same() -> None:
    county = stage()
    first = county.try_(TOWN, setting_up(), key="k")
    again = county.try_(TOWN, setting_up(), key="k")
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert again.repeated
    assert again.cycle == first.cycle
    assert again.acknowledgement == first.acknowledgement
    assert code(county.try_(TOWN, setting_up(title="Another"), key="k")) == "door.key_reused"
    assert code(county.try_(TOWN, setting_up())) == "cycle.already_set_up"


def test_two_clocks_and_a_command_at_once_open_each_turn_once(tmp_path: Path) -> None:
    county = stage(SqliteStore(tmp_path / "ledger.db"))
    for number in range(4):
        do(county, TOWN, setting_up(f"c{number}"))
    known = county.ledger
    twin = Ledger(
        SqliteStore(tmp_path / "ledger.db"),
        known.clock,
        known.origin,
        known.key,
        known.secret,
        known.pack,
        known.calendar,
    )
    county.later(70 * DAY)
    ready = threading.Barrier(3)

    def look(ledger: Ledger) -> None:
        ready.wait()
        wake_due(ledger)

    with ThreadPoolExecutor(3) as pool:
        looks = [pool.submit(look, ledger) for ledger in (known, twin)]
        ready.wait()
        outcomes = [
            county.try_(TOWN, SkipTurn(cycle=CycleId(f"c{number}"), turn=3, reason="Snow")) for number in range(4)
        ]
        for one in looks:
            one.result()
    wake_due(known)
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    for number in range(4):
        turns = cycle_in(county, f"c{number}").turns
        assert [past.turn.number for past in turns] == [1, 2, 3]
    assert len(opened(county)) == 8
    assert rebuild(known, only_check=True).faults == ()
    twin.store.close()
    known.store.close()


def test_an_id_that_somebody_took_first_keeps_no_turn_from_opening() -> None:
    county = stage()
    do(county, TOWN, setting_up())
    taken = turn_matter(county.ledger, CycleId("c1"), 1)
    county.open(taken, ROADS, title="In the way")
    county.later(40 * DAY)
    wake_due(county.ledger)
    assert opened(county) == ["In the way", "Look at the ditches 2026-03"]


def test_the_units_successor_goes_on_with_what_comes_again_and_what_was_due_before_is_its_own() -> None:
    county = stage()
    do(county, VILLAGE, setting_up(unit=VILLAGE, planned_for=None))
    do(county, HAMLET, setting_up("c2", HAMLET, planned_for=None))
    county.later(40 * DAY)
    retire = RetireUnit(VILLAGE, HAMLET, "document 7")
    assert isinstance(county.try_(None, retire), Accepted)
    cycle = cycle_in(county)
    assert (cycle.unit, len(cycle.turns)) == (HAMLET, 1)
    assert cycle.turns[0].matter is not None
    kept = county.matter(cycle.turns[0].matter)
    assert (kept.giver, kept.holder) == (HAMLET, HAMLET)  # opened on the village, handed on with it
    assert county.names(kept.id)[:2] == ["matter.opened", "matter.claimed"]
    county.later(30 * DAY)
    wake_due(county.ledger)
    second = cycle_in(county).turns[1].matter
    assert second is not None
    assert county.matter(second).holder == HAMLET
    assert [event.stream for event in county.ledger.store.events(cycle_stream(CycleId("c2")))] == ["cycle/c2"] * 3


def test_without_a_successor_the_superior_answers_for_it_and_may_end_it() -> None:
    county = stage()
    do(county, VILLAGE, setting_up(unit=VILLAGE, planned_for=None))
    assert isinstance(county.try_(None, RetireUnit(VILLAGE)), Accepted)
    assert cycle_in(county).unit == TOWN
    assert do(county, TOWN, EndCycle(cycle=CycleId("c1"), reason="Gone with the village")).next is None


def test_a_planned_retirement_and_turns_around_it_come_in_their_order_however_late() -> None:
    watched, slept = stage(), stage()
    for county in (watched, slept):
        do(county, VILLAGE, setting_up(unit=VILLAGE, planned_for=None))
        plan = ScheduleChange(ChangeId("x"), RetireUnit(VILLAGE, HAMLET, "document 7"), MONDAY + 45 * DAY)
        assert isinstance(county.try_(None, plan), Accepted)
    for _day in range(80):
        watched.later(DAY)
        wake_due(watched.ledger)
    slept.later(80 * DAY)
    wake_due(slept.ledger)
    for name in watched.ledger.store.streams():
        mine = [event.body for event in watched.ledger.store.events(name)]
        assert [event.body for event in slept.ledger.store.events(name)] == mine, name
    first = decode(slept.ledger.store.events(str(cycle_in(slept).turns[0].matter))[0].body).event
    second = decode(slept.ledger.store.events(str(cycle_in(slept).turns[1].matter))[0].body).event
    assert (first.holder, second.holder) == (VILLAGE, HAMLET)


def test_supports_that_are_gone_are_not_named_any_more() -> None:
    county = stage()
    terms = Terms(goal="Looked at", supports=(VILLAGE, HAMLET))
    do(county, TOWN, setting_up(terms=terms, planned_for=None))
    assert isinstance(county.try_(None, RetireUnit(VILLAGE)), Accepted)
    county.later(40 * DAY)
    wake_due(county.ledger)
    assert county.matter(str(cycle_in(county).turns[0].matter)).terms.supports == (HAMLET,)


def test_a_published_year_makes_the_coming_turn_certain() -> None:
    county = stage()
    yearly = Rhythm(Every.YEAR, 1, Anchor.FIRST_WORKING_DAY, Shift.NEXT_WORKING_DAY, date(2026, 3, 3))
    cycle = do(county, TOWN, setting_up(rhythm=yearly))
    assert cycle.next is not None
    assert cycle.next.provisional
    assert recompute_dues(county.ledger) == 0
    year = replace(county.ledger.calendar.years[-1], year=2027, rest_days=frozenset({date(2027, 1, 1)}))
    county.ledger.calendar = county.ledger.calendar.with_years([year])
    assert recompute_dues(county.ledger) == 1
    assert recompute_dues(county.ledger) == 0
    after = cycle_in(county).next
    assert after is not None
    assert (after.day, after.provisional) == (date(2027, 1, 4), False)


def test_who_may_set_up_amend_pass_over_and_end() -> None:
    county = stage()
    assert code(county.try_(OFFICE, setting_up())) == "cycle.not_own_unit"
    assert code(county.try_(None, setting_up())) == "door.nobody_speaks"
    cycle = do(county, TOWN, setting_up())
    amend = AmendCycle(
        cycle=cycle.id,
        title="Ditches and dikes",
        terms=cycle.terms,
        rhythm=cycle.rhythm,
        due=cycle.due,
        until_date=cycle.until_date,
        reason="dikes too",
    )
    assert code(county.try_(COUNTY, amend)) == "cycle.not_own_unit"
    assert do(county, TOWN, amend).title == "Ditches and dikes"
    assert code(county.try_(WATER, SkipTurn(cycle=cycle.id, turn=1, reason="x"))) == "cycle.not_yours"
    do(county, COUNTY, SkipTurn(cycle=cycle.id, turn=1, reason="flood"))
    do(county, OFFICE, EndCycle(cycle=cycle.id, reason="done by the county"))


def test_a_text_that_leaves_no_room_for_its_turns_is_refused_at_once() -> None:
    county = stage()
    terms = Terms(goal="x", criteria=tuple("c" * 3900 for _ in range(16)))
    assert code(county.try_(TOWN, setting_up(terms=terms))) == "door.entry_too_large"
    assert load_cycle(county.ledger, CycleId("c1")) is None


def test_no_matter_is_opened_under_the_name_of_a_cycle() -> None:
    county = stage()
    with pytest.raises(AssertionError, match="id_reserved"):
        county.open("cycle/c1", TOWN)
    assert code(county.try_(TOWN, setting_up("c\n1"))) == "door.id_unfit"
    actor = Actor(PersonId("p-town"), TOWN)
    assert actor.unit == TOWN


def test_the_row_of_a_cycle_tells_who_answers_and_when_it_comes() -> None:
    county = stage()
    cycle = do(county, TOWN, setting_up())
    assert cycle.next is not None
    (row,) = county.ledger.store.find(Where(kind=KIND, holder=TOWN, active=True))
    assert (row.stream, row.lookup.due_at, row.lookup.title) == ("cycle/c1", cycle.next.opens_at, cycle.title)
    do(county, TOWN, EndCycle(cycle=cycle.id, reason="over"))
    assert county.ledger.store.find(Where(kind=KIND, active=True)) == []


@pytest.mark.parametrize("seed", range(6))
def test_a_season_of_commands_leads_to_one_state_however_often_one_looks(seed: int) -> None:
    """Whoever looks in between changes nothing: the same commands at the same instants, woken often or never."""
    watched, slept = stage(), stage()
    choices = random.Random(seed)
    script = [(choices.randrange(1, 25), choices.choice(("skip", "amend", "end", "none"))) for _ in range(8)]
    for county, often in ((watched, True), (slept, False)):
        do(county, TOWN, setting_up(rhythm=replace(MONTHLY, every=Every.WEEK)))
        for number, (days, what) in enumerate(script):
            for _day in range(days):
                county.later(DAY)
                if often:
                    wake_due(county.ledger)
            _say(county, what, number)
        wake_due(county.ledger)
    for name in watched.ledger.store.streams():
        mine = [event.body for event in watched.ledger.store.events(name)]
        assert [event.body for event in slept.ledger.store.events(name)] == mine, name
    days_ = [past.turn.day for past in cycle_in(slept).turns]
    assert days_ == sorted(set(days_))


def _say(county: Stage, what: str, number: int) -> None:
    cycle = cycle_in(county)
    if what == "skip" and county.ledger.now() > MONDAY:
        county.try_(TOWN, SkipTurn(cycle=cycle.id, turn=(number * 3) % 20, reason="by chance"))
    if what == "amend":
        county.try_(
            TOWN,
            AmendCycle(
                cycle=cycle.id,
                title=f"Ditches {'abcdefgh'[number]}",
                terms=cycle.terms,
                rhythm=cycle.rhythm,
                due=cycle.due,
                until_date=cycle.until_date,
                reason="anew",
            ),
        )
    if what == "end" and number == 7:
        county.try_(TOWN, EndCycle(cycle=cycle.id, reason="enough"))


def test_instants_of_late_openings_are_those_of_their_days() -> None:
    county = stage()
    do(county, TOWN, setting_up())
    county.later(100 * DAY)
    wake_due(county.ledger)
    instants = [county.matter(str(past.matter)).opened_at for past in cycle_in(county).turns]
    expected = [county.ledger.calendar.end_of_day(day - timedelta(1)) for day in _last_days()]
    assert instants == expected
    assert all(isinstance(one, datetime) for one in instants)
    assert [county.matter(MatterId(str(past.matter))).phase for past in cycle_in(county).turns] == [Phase.SETTLED] * 3


def _last_days() -> tuple[date, ...]:
    return date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 29)
