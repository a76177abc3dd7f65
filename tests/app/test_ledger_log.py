"""The log of a ledger: what stands in it, and that the lens counts what the events say."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from buckstop.app.analyse import LogRequest, facts_of
from buckstop.app.ledger_log import LOG, MAPPING, SCHEMA, Lines, ledger_mapping, ledger_tables, write_ledger_log
from buckstop.domain.matter.clocks import hours
from buckstop.domain.matter.events import MatterEvent, accountability, asks, work
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Phase
from buckstop.intake.mapping_file import load_mapping
from buckstop.ledger.codec import decode
from tests.simulator.county.counties import small

LINES = Lines("(a$|b$)", ("a", "b"))


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> LogRequest:
    return write_ledger_log(small().ledger, tmp_path_factory.mktemp("log"))


@cache
def histories() -> list[list[MatterEvent]]:
    store = small().ledger.store
    return [[decode(event.body).event for event in store.events(name)] for name in store.streams("matter")]


def states(events: list[MatterEvent]) -> list[Matter]:
    found: list[Matter] = []
    for event in events:
        found.append(evolve(found[-1] if found else None, event))
    return found


@cache
def rows() -> list[dict[str, object]]:
    return [row for table in ledger_tables(small().ledger) for row in table.to_pylist()]


def test_every_event_of_every_matter_is_a_row() -> None:
    assert [(row["case"], row["version"]) for row in rows()] == [
        (matter.id, matter.version) for events in histories() for matter in states(events)
    ]


def test_the_lens_counts_as_many_passes_as_the_events_have_changes_of_holder(request_: LogRequest) -> None:
    holders = [[matter.holder for matter in states(events)] for events in histories()]
    passes = [sum(one != other for one, other in pairwise(each)) for each in holders]
    found = facts_of(request_)
    assert found.cases == len(holders)
    assert found.events == len(rows())
    assert found.handovers == sum(passes) > 200
    assert found.cases_with_handover == sum(count > 0 for count in passes)
    closed = [[matter.open for matter in states(events)] for events in histories()]
    assert found.reopenings >= sum((was, now) == (False, True) for each in closed for was, now in pairwise(each)) > 0


def test_followed_by_the_clock_the_lens_counts_what_the_clocks_say(request_: LogRequest) -> None:
    passes = 0
    for events in histories():
        stretches = hours(events, small().ledger.now())
        clocks: list[str] = []
        for event, matter in zip(events, states(events), strict=True):
            if matter.phase in {Phase.DONE, Phase.CLOSED}:
                clocks.append(matter.holder)  # a claim stays with who made it
            else:
                running = [one.clock for one in stretches if one.from_at <= event.happened_at < one.until_at]
                # Who waits for an outsider keeps it; what a plan costs is nobody's.
                clocks += [matter.holder if clock == OUTSIDE else clock for clock in running if clock != PLANNER]
        passes += sum(one != other for one, other in pairwise(clocks))
    assert facts_of(replace(request_, holder="clock")).handovers == passes > 200


def test_hours_outside_are_waited_and_hours_of_a_plan_are_nobodys_but_no_gap(request_: LogRequest) -> None:
    clocks = {one.clock for events in histories() for one in hours(events, small().ledger.now())}
    assert {OUTSIDE, PLANNER} <= clocks
    assert {row["clock"] for row in rows()} & {OUTSIDE, PLANNER} == {PLANNER}
    found = facts_of(replace(request_, holder="clock"))
    assert found.only_uncharged
    assert found.excluded_holders == {PLANNER: "uncharged"}
    assert found.hours_by_state["waiting"] > 0
    by_holder = facts_of(request_)
    assert by_holder.hours_by_state["unheld"] == 0  # exactly one unit answers at every instant
    assert not by_holder.only_uncharged


def test_an_open_offer_is_queued_with_who_still_answers() -> None:
    offered = [row for row in rows() if row["activity"] == "offered"]
    assert offered
    assert {row["state"] for row in offered} == {"queued"}
    names = {unit.name: unit.id for unit in small().ledger.organisation().tree.units.values()}
    holders: dict[object, str] = {(one.id, one.version): one.holder for events in histories() for one in states(events)}
    assert all(names[str(row["unit"])] == holders[row["case"], row["version"]] for row in offered)


def test_who_accepted_has_not_taken_it_up_until_it_acts() -> None:
    after = {row["state"] for row in rows() if row["activity"] == "accepted"}
    assert after == {"queued"}
    assert {row["state"] for row in rows() if row["activity"] == "claimed" and row["person"]} == {"working"}
    assert "queued" in {row["state"] for row in rows() if row["activity"] == "claimed" and not row["person"]}


@pytest.mark.parametrize(
    ("activity", "states_after"),
    [
        ("wait_confirmed", {"waiting", "done", "closed"}),
        ("upward_asked", {"paused", "waiting"}),
        ("escalated", {"paused"}),
        ("done_reported", {"done"}),
        ("closed", {"closed"}),
        ("reopened", {"reopened"}),
    ],
)
def test_every_state_has_its_place(activity: str, states_after: set[str]) -> None:
    found = {row["state"] for row in rows() if row["activity"] == activity}
    assert found
    assert found <= states_after


def test_no_citizen_appears_and_nobody_is_named() -> None:
    citizens = {
        str(event.requester)
        for events in histories()
        for event in events
        if isinstance(event, accountability.MatterOpened) and event.requester
    }
    assert citizens
    cells = {value for row in rows() for value in row.values() if isinstance(value, str)}
    assert not citizens & cells
    assert {row["person"] for row in rows() if row["activity"] == "rated"} == {None}
    assert {str(row["person"])[0] for row in rows() if row["person"]} == {"p"}  # pseudonyms


def test_a_person_stands_where_they_acted_for_who_answers() -> None:
    for events in histories():
        for event, matter in zip(events, states(events), strict=True):
            if (
                isinstance(event, asks.WaitBegun | work.DoneReported | accountability.OfferAccepted)
                and event.by is not None
            ):
                assert event.by.unit == matter.holder
    seen = {row["activity"] for row in rows() if row["person"]}
    assert seen >= {"opened", "accepted", "done_reported", "wait_begun"}
    # A verification may be passed on by the holder itself, where it is the one that changes the organisation.
    assert not seen & {"deadline_reminded", "refuted", "decision_lapsed"}


def test_the_mapping_beside_the_log_reads_it(request_: LogRequest) -> None:
    folder = request_.source.parent
    assert {path.name for path in folder.iterdir()} == {LOG, MAPPING}
    assert load_mapping(folder / MAPPING) == ledger_mapping(small().ledger)
    assert pq.read_schema(folder / LOG).equals(SCHEMA)


def test_names_of_units_may_tell_their_lines() -> None:
    mapping = ledger_mapping(small().ledger, LINES)
    assert (mapping.line_column, mapping.line_pattern, mapping.line_order) == ("unit", LINES.pattern, LINES.order)
    assert ledger_mapping(small().ledger).line_column is None


def test_a_second_writing_replaces_the_first(tmp_path: Path) -> None:
    write_ledger_log(small().ledger, tmp_path, LINES)
    again = write_ledger_log(small().ledger, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {LOG, MAPPING}
    assert load_mapping(tmp_path / MAPPING) == ledger_mapping(small().ledger)
    assert pq.read_metadata(again.source).num_rows == len(rows())
