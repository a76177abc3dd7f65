"""The lively present: whenever a county's life ends, every desk worth sitting at has something on it."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.clock import SetClock
from buckstop.app.cycles import load_cycle
from buckstop.app.files import check_files, named_files
from buckstop.app.person_names import PersonNames
from buckstop.app.sight import KIND, matters_of
from buckstop.app.verifying import LedgerCheck
from buckstop.domain.ids import PostId, UnitId
from buckstop.domain.matter.named_supports import lead_is_to_ask, supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Evidence, Phase, Visibility
from buckstop.domain.posts import Role
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.store import Where
from buckstop.simulator.county import demo_people, live
from buckstop.simulator.county.papers import PHOTOGRAPHS, photograph
from buckstop.simulator.county.places import places_in
from buckstop.simulator.county.scenes.repeating import MONTHLY, WEEKLY
from tests.simulator.county.counties import BEFORE, TINY, Run, log_of, run, tiny

# Year boundaries, years that are not announced yet, long holidays, a Sunday, a make-up Saturday.
LAST_DAYS = (
    date(2025, 6, 1),
    date(2025, 10, 9),
    date(2026, 1, 3),
    date(2026, 2, 24),
    date(2026, 10, 10),
    date(2026, 11, 21),
    date(2026, 12, 31),
    date(2027, 1, 5),
    date(2027, 7, 31),
    date(2027, 12, 31),
)


@cache
def ending(day: date) -> Run:
    return run(TINY.ending(day))


def matters(county: Run) -> list[Matter]:
    rows = county.ledger.store.find(Where(kind=KIND), limit=100_000)
    return [matter for matter in matters_of(rows).values() if matter is not None]


@pytest.mark.parametrize("day", LAST_DAYS)
def test_a_county_lives_until_any_day_and_plays_every_scene(day: date) -> None:
    county = ending(day)
    ledger = county.ledger
    assert county.lived.cut == ()
    assert ledger.calendar.local_date(ledger.now()) == day
    assert LedgerCheck(ledger, Trust(ledger.key.verifier())).run().faults == []


def test_a_life_begins_on_a_monday_and_lasts_its_weeks() -> None:
    for days in range(14):
        day = date(2026, 11, 8) + timedelta(days)
        spec = TINY.ending(day)
        assert spec.first_date.weekday() == 0
        assert spec.last_date == day
        assert 21 <= (day - spec.first_date).days + 1 < 28
    assert replace(TINY, weeks=3).last_date == TINY.first_date + timedelta(20)


@pytest.mark.parametrize("day", [TINY.last_date, *LAST_DAYS])
def test_every_kind_of_thing_waits_for_somebody(day: date) -> None:
    county = tiny() if day == TINY.last_date else ending(day)
    p, found = places_in(county.ledger.organisation().tree.units), matters(county)
    now = county.ledger.now()
    offered = {matter.offer.to for matter in found if matter.offer}
    assert offered >= {p.one, p.other, p.town, p.village, p.next_village}
    assert {matter.arbiter for matter in found if matter.phase is Phase.ESCALATED} >= {p.government, p.town}
    assert p.government in {matter.arbiter for matter in found if matter.phase is Phase.APPEAL}
    looking = {matter.verification.verifier for matter in found if matter.verification and matter.phase is Phase.DONE}
    assert looking >= {p.office, p.other}
    assert {one.stage.value for matter in found for one in matter.supports} >= {"asked", "agreed", "delivered"}
    assert {one.kind.value for matter in found for one in matter.upward} >= {"money", "people", "authority", "obstacle"}
    assert {matter.extension.answerer for matter in found if matter.extension} >= {p.government, p.town, p.one}
    assert {wait.confirmed for matter in found for wait in matter.waits} == {True, False}
    assert any(one.timer is not None and one.meet_at > now for matter in found for one in matter.summonses)
    assert any(matter.proposals for matter in found)
    late = {m.holder for m in found if m.open and m.deadline and m.deadline.due_at <= now and m.phase is Phase.SETTLED}
    assert late >= {p.one, p.town, p.next_village}
    assert any(matter.evidence is Evidence.REFUTED and matter.holder == p.village for matter in found)
    assert {matter.terms.visibility for matter in found} == set(Visibility)
    held = [matter for matter in found if matter.phase is Phase.HELD and matter.moves]
    assert {matter.holder for matter in held} >= {p.one, p.town}


@pytest.mark.parametrize("day", [TINY.last_date, *LAST_DAYS])
def test_of_two_named_supports_one_is_asked_and_one_waits_to_be(day: date) -> None:
    county = tiny() if day == TINY.last_date else ending(day)
    organisation = county.ledger.organisation()
    p = places_in(organisation.tree.units)
    (market,) = (matter for matter in matters(county) if matter.terms.supports)
    assert (market.holder, market.giver) == (p.town, p.government)
    assert lead_is_to_ask(market)
    assert [one.supporter for one in market.supports] == [p.third]
    assert supports_to_ask(market, organisation) == (p.other,)


@pytest.mark.parametrize("day", [TINY.last_date, *LAST_DAYS])
def test_two_cycles_live_and_the_last_round_waits_to_be_offered(day: date) -> None:
    county = tiny() if day == TINY.last_date else ending(day)
    ledger, p = county.ledger, places_in(county.ledger.organisation().tree.units)
    weekly, monthly = (load_cycle(ledger, name) for name in (WEEKLY, MONTHLY))
    assert weekly is not None
    assert monthly is not None
    assert (weekly.unit, weekly.planned_for, monthly.unit) == (p.town, p.village, p.government)
    assert weekly.next is not None
    assert monthly.next is not None
    came = [matter for matter in matters(county) if matter.cycle and matter.cycle.cycle == WEEKLY]
    assert len(came) == len(weekly.turns) >= 2
    last = max(came, key=lambda matter: matter.opened_at)
    assert (last.holder, last.moves, last.offer) == (p.town, 0, None)
    assert last.phase in {Phase.HELD, Phase.SETTLED}
    assert {matter.holder for matter in came} <= {p.town, p.village}
    assert any(matter.phase is Phase.CLOSED for matter in came)


def test_one_decision_went_down_three_levels_with_a_village_that_is_done_and_one_that_is_late() -> None:
    found = {matter.id: matter for matter in matters(tiny())}
    parts = [matter for name, matter in found.items() if name.startswith("s01-")]
    assert {matter.depth for matter in parts} == {1, 2, 3}
    village, late = (next(m for m in parts if m.id == f"s01-01-01-0{place}") for place in (1, 2))
    assert (village.phase, village.evidence) == (Phase.CLOSED, Evidence.VERIFIED)
    assert late.open
    assert late.deadline is not None
    assert late.deadline.due_at < tiny().ledger.now()


def test_about_a_dozen_people_can_be_and_hold_their_posts() -> None:
    ledger = tiny().ledger
    organisation, found = ledger.organisation(), demo_people(ledger)
    assert len(found) == 13
    assert (
        len({one.login for one in found})
        == len({one.person for one in found})
        == len({one.name for one in found})
        == 13
    )
    assert {one.role for one in found} == set(Role)
    for one in found:
        assert one.login.isascii()
        acting = organisation.who_acts_for(one.post, ledger.now())
        assert acting is not None
        assert (acting.person, acting.deputising) == (one.person, False)
        post = organisation.posts.by_id[one.post]
        assert one.role in post.roles
        assert post.unit == one.unit
        assert one.name == PersonNames(ledger).of(one.person) != ""


def test_somebody_is_away_and_a_deputy_acts() -> None:
    ledger = tiny().ledger
    organisation = ledger.organisation()
    third = places_in(organisation.tree.units).third
    acting = organisation.who_acts_for(PostId(f"{third}/head"), ledger.now() + timedelta(1))
    assert acting is not None
    assert acting.deputising


def test_the_same_logins_stand_for_the_same_posts_in_every_county() -> None:
    other = demo_people(run(replace(TINY, seed=2)).ledger)
    assert [(one.login, one.post) for one in other] == [(one.login, one.post) for one in demo_people(tiny().ledger)]
    city = demo_people(run(replace(TINY, counties=2, weeks=2)).ledger)
    assert [one.login for one in city] == [one.login for one in other]
    assert city[0].unit == UnitId("c01.gov")


def test_what_is_attached_is_there_and_changes_nothing_in_the_log(tmp_path: Path) -> None:
    clock = SetClock(BEFORE)
    ledger = create_ledger(tmp_path / "home", HomeConfig("test.buckstop/county"), clock)
    try:
        live(ledger, clock, TINY)
        found = check_files(ledger)
        assert found.sound
        assert found.unnamed == ()
        assert found.kept > 10
        assert log_of(ledger) == log_of(tiny().ledger)
        assert {one.file.name.rpartition(".")[2] for one in named_files(ledger)} == {"png", "csv"}
    finally:
        ledger.store.close()


def test_photographs_differ_from_one_another_and_never_from_themselves() -> None:
    assert len({photograph(number) for number in range(PHOTOGRAPHS)}) == PHOTOGRAPHS
    assert photograph(PHOTOGRAPHS) == photograph(0)
