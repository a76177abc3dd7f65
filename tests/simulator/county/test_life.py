from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from buckstop.app.demand_queries import charges_of_issuers
from buckstop.app.verifying import LedgerCheck
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.demand.commands import COMMANDS as DEMAND_COMMANDS
from buckstop.domain.matter.commands import COMMANDS
from buckstop.domain.matter.commands.accountability import RecomputeDues
from buckstop.domain.matter.events import MatterEvent, accountability
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation_commands import UnitChange
from buckstop.domain.units import UnitKind
from buckstop.ledger.batched_store import BatchedStore
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.codec import decode
from buckstop.ledger.sealing import unseal
from buckstop.simulator.county import FoundingError, Habit, live
from buckstop.simulator.county.scenes.play import is_scene
from buckstop.simulator.county.words import words
from tests.simulator.county.counties import TINY, Run, empty_ledger, log_of, run, small, tiny


def histories(run: Run) -> dict[str, list[MatterEvent]]:
    """The events of every matter."""
    store = run.ledger.store
    return {name: [decode(event.body).event for event in store.events(name)] for name in store.streams("matter")}


def test_the_same_seed_gives_the_same_log_in_memory_and_in_sqlite(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "ledger.db")
    try:
        other = run(TINY, store)
        assert log_of(other.ledger) == log_of(tiny().ledger)
        assert other.lived.refused == tiny().lived.refused
    finally:
        store.close()


def test_a_store_that_keeps_commits_back_holds_the_same_log(tmp_path: Path) -> None:
    store = BatchedStore(SqliteStore(tmp_path / "ledger.db"))
    try:
        assert log_of(run(TINY, store).ledger) == log_of(tiny().ledger)
    finally:
        store.close()


def test_another_seed_gives_another_quarter() -> None:
    other = run(replace(TINY, seed=2))
    assert log_of(other.ledger) != log_of(tiny().ledger)
    assert other.lived.habits != tiny().lived.habits


def test_every_open_matter_has_one_active_holder_after_every_event() -> None:
    """Holders may retire only in the transaction that hands their matters on, so at the end no one holds retired."""
    organisation = small().ledger.organisation()
    for events in histories(small()).values():
        matter: Matter | None = None
        for event in events:
            matter = evolve(matter, event)
            assert organisation.unit(matter.holder) is not None
        assert matter is not None
        assert not matter.open or organisation.active(matter.holder)


def test_the_ledger_of_a_county_verifies_and_its_states_are_what_their_events_lead_to() -> None:
    ledger = small().ledger
    found = LedgerCheck(ledger, Trust(ledger.key.verifier())).run()
    assert found.faults == []
    assert found.pending == 0
    assert found.sealed > small().lived.persons  # every person's name, and the words of citizens


def test_every_habit_is_there_and_acts() -> None:
    departments = {unit.id for unit in small().lived.cast.units.values() if unit.kind is UnitKind.DEPARTMENT}
    assert {small().lived.habits[unit] for unit in departments} == set(Habit)
    assert all(small().lived.acted[habit] for habit in Habit)
    assert small().lived.silent


def test_everything_that_can_be_asked_of_a_matter_or_demanded_is() -> None:
    """But to reckon dues anew: the calendar of the year it lives in was published before."""
    every = [command.NAME for command in COMMANDS] + [command.NAME for command in DEMAND_COMMANDS]
    unheard = {name for name in every if not small().lived.spoken[name]}
    assert unheard == {RecomputeDues.NAME}


def test_lines_of_business_bear_names_that_pages_can_show() -> None:
    lines = small().ledger.organisation().lines
    assert lines
    assert set(lines) <= set(words().lines.values())


def test_units_end_and_move_in_the_middle() -> None:
    ended = [unit for unit in small().ledger.organisation().tree.units.values() if not unit.active]
    assert ended
    assert all(unit.successor is not None for unit in ended)
    done = {change.__name__ for change in get_args(UnitChange)} & set(small().lived.spoken)
    assert done >= {"MoveUnit", "RetireUnit"}


def test_decisions_go_down_three_levels_and_quantities_with_them() -> None:
    first = [events[0] for events in histories(small()).values()]
    opened = {event.matter: event for event in first if isinstance(event, accountability.MatterOpened)}
    parts = [event for event in opened.values() if event.depth == 3]
    assert parts
    assert all(event.terms.quantity and event.terms.criteria for event in parts)
    for part in parts:
        assert part.parent
        above = opened[part.parent]
        assert above.deadline
        assert part.deadline
        assert part.deadline.due_at <= above.deadline.due_at


def test_what_must_end_has_mostly_ended_and_nothing_is_stuck_without_a_clock() -> None:
    matters = [_now(events) for events in histories(small()).values()]
    lived = [matter for matter in matters if not is_scene(matter.id)]  # scenes are there to be open
    assert len(lived) > 300
    assert sum(not matter.open for matter in lived) > 0.8 * len(lived)
    for matter in matters:
        if matter.phase in {Phase.HELD, Phase.OFFERED, Phase.ESCALATED}:
            assert matter.next_due_at() is not None


def _now(events: list[MatterEvent]) -> Matter:
    matter: Matter | None = None
    for event in events:
        matter = evolve(matter, event)
    assert matter is not None
    return matter


def test_what_citizens_said_and_how_to_reach_them_is_not_in_the_log() -> None:
    ledger, entries = tiny().ledger, b"".join(log_of(tiny().ledger)).decode()
    rows = [row for name in ledger.store.streams() for row in ledger.store.sealed(name)]
    assert {row.name for row in rows} == {"name", "words", "contact"}
    told = [unseal(ledger.store, ledger.secret, row) for row in rows if row.name != "name"]
    assert len(told) > 50
    assert not [text for text in told if text is None or text in entries]


def test_what_is_demanded_of_townships_is_charged_to_who_demands_it() -> None:
    charged = charges_of_issuers(small().ledger)
    assert sum(charge.minutes for charge in charged) > 0
    townships = {unit.id for unit in small().lived.cast.units.values() if unit.kind is UnitKind.TOWNSHIP}
    assert not townships & {charge.issuer for charge in charged}
    assert any(code.startswith("demand.") for code in small().lived.refused)  # the rules forbid some of it


def test_a_ledger_that_is_not_empty_is_left_alone() -> None:
    ledger, clock = empty_ledger(tiny().ledger.store)
    before = tiny().ledger.store.end().size
    with pytest.raises(FoundingError, match="lives in this ledger already"):
        live(ledger, clock, TINY)
    assert tiny().ledger.store.end().size == before
    assert tiny().ledger.store.pending_count() == 0


def test_several_counties_stand_under_one_government() -> None:
    city = run(replace(TINY, counties=2, weeks=1))
    organisation = city.ledger.organisation()
    governments = [unit for unit in organisation.tree.units.values() if unit.kind is UnitKind.GOVERNMENT]
    assert len(governments) == 2
    assert {unit.superior for unit in governments} == {organisation.root}
    assert len({unit.name for unit in organisation.tree.units.values()}) == len(organisation.tree.units)
