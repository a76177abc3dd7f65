"""Demands through the one door: durable, acknowledged, refused with the rule, charged to who imposes them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Personal, Refused, Submission
from buckstop.app.demand_queries import imposed
from buckstop.app.demand_streams import KIND, alike_demands, all_demands, stream_of
from buckstop.app.demands import load_demand
from buckstop.app.handle import handle
from buckstop.app.queries import matter_page
from buckstop.app.rebuilding import rebuild
from buckstop.app.verifying import LedgerCheck
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.demand.commands import (
    AnswerDemand,
    MarkBurden,
    MergeDemand,
    WithdrawDemand,
)
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId, DemandKind, DemandStatus, Particulars
from buckstop.domain.ids import ChangeId, MatterId, PersonId, SubjectId, UnitId
from buckstop.domain.matter.commands.accountability import DelegatePart, OpenMatter
from buckstop.domain.matter.commands.work import MergeMatter
from buckstop.domain.matter.words import Actor, Terms
from buckstop.domain.organisation_commands import RenameUnit, ScheduleChange
from buckstop.domain.permissions import PermissionRefusal
from buckstop.domain.refusals import Refusal
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.codec import decode, encode_demand
from buckstop.ledger.faults import FaultCode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.note import Note, check_signatures, parse_note
from buckstop.ledger.store import Store, Where
from tests.app.demanding import D1, D2, DUE, asking, do, no, written
from tests.app.staged import COUNTY, DAY, HAMLET, MONDAY, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage, head, stage

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _folder: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "ledger.db"),
}


@pytest.fixture(params=STORES)
def county(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    store = STORES[request.param](tmp_path)
    yield stage(store)
    store.close()


# --- carried out ------------------------------------------------------------------------------------------------------


def test_a_demand_is_imposed_marked_answered_and_withdrawn_and_every_step_is_on_record(county: Stage) -> None:
    assert do(county, COUNTY, asking()).version == 1
    do(county, TOWN, MarkBurden(demand=D1, reason="The third of its kind"))
    do(county, TOWN, AnswerDemand(demand=D1, minutes=300))
    after = do(county, COUNTY, WithdrawDemand(demand=D1, reason="Not needed"))
    assert (after.status, after.version) == (DemandStatus.WITHDRAWN, 4)
    assert written(county) == after
    names = [decode(event.body).type for event in county.ledger.store.events(stream_of(D1))]
    assert names == ["demand.imposed", "demand.marked_as_burden", "demand.answered", "demand.withdrawn"]


def test_a_merge_writes_both_demands_or_none(county: Stage) -> None:
    do(county, COUNTY, asking(receivers=(TOWN,)))
    do(county, COUNTY, asking(D2, receivers=(VILLAGE,)))
    merged = do(county, COUNTY, MergeDemand(demand=D1, into=D2, reason="The same figures"))
    assert (merged.status, merged.merged_into) == (DemandStatus.MERGED, D2)
    assert written(county, D2).units == (VILLAGE, TOWN)
    assert written(county, D2).version == 2


def test_the_acknowledgement_is_signed_over_the_demands_own_stream(county: Stage) -> None:
    do(county, COUNTY, asking())
    do(county, COUNTY, asking(D2))
    outcome = county.try_(COUNTY, MergeDemand(demand=D1, into=D2, reason="one is enough"))
    assert isinstance(outcome, Accepted)
    word = outcome.acknowledgement
    assert word is not None
    note = parse_note(word.note)
    assert isinstance(note, Note)
    assert isinstance(check_signatures(note, (county.ledger.key.verifier(),)), tuple)
    assert (word.stream, word.first_version, word.last_version) == ("demand/d1", 2, 2)


def test_a_demand_and_a_matter_may_bear_the_same_id(county: Stage) -> None:
    county.open("d1")
    do(county, COUNTY, asking())
    assert county.names("d1") == ["matter.opened"]
    assert written(county).title == "Ditches"


@pytest.mark.parametrize("name", ["organisation", "subject/s-1", "demand/d1"])
def test_no_matter_can_take_the_name_of_another_stream(county: Stage, name: str) -> None:
    opened = OpenMatter(
        matter=MatterId(name), unit=COUNTY, title="Weir", terms=Terms(goal="It holds"), deadline_date=None
    )
    outcome = county.try_(COUNTY, opened)
    assert isinstance(outcome, Refused)
    assert (outcome.refusal.code, outcome.refusal.field("id")) == (DoorRefusal.ID_RESERVED, name)
    matter = county.open("m1")
    for command in (
        DelegatePart(matter=matter, part=MatterId(name), to=TOWN, title="P", terms=Terms(goal="x"), deadline_date=DUE),
        MergeMatter(matter=matter, into=MatterId(name), reason="x"),
    ):
        outcome = county.try_(COUNTY, command)
        assert isinstance(outcome, Refused)
        assert outcome.refusal.code is DoorRefusal.ID_RESERVED


def test_a_stream_of_another_kind_is_no_matter(county: Stage) -> None:
    do(county, COUNTY, asking())
    assert matter_page(county.ledger, MatterId("demand/d1")) is None
    assert matter_page(county.ledger, MatterId("organisation")) is None


# --- keys, versions, posts --------------------------------------------------------------------------------------------


def test_the_same_key_is_answered_alike_and_carried_out_once(county: Stage) -> None:
    first = county.try_(COUNTY, asking(), key="k")
    do(county, TOWN, AnswerDemand(demand=D1, minutes=60))
    again = county.try_(COUNTY, asking(), key="k")
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert first.acknowledgement == again.acknowledgement
    assert (again.repeated, again.demand) == (True, written(county))
    other = no(county, COUNTY, asking(title="Other"), key="k")
    assert (other.refusal.code, other.demand) == (DoorRefusal.KEY_REUSED, written(county))


def test_a_version_that_was_seen_and_is_over_is_refused_with_the_demand_as_it_is(county: Stage) -> None:
    do(county, COUNTY, asking(), version=0)
    do(county, TOWN, MarkBurden(demand=D1, reason="too much"), version=1)
    late = no(county, VILLAGE, MarkBurden(demand=D1, reason="too much"), version=1)
    assert (late.refusal.code, late.demand) == (DoorRefusal.STALE_VERSION, written(county))
    assert (late.refusal.field("seen"), late.refusal.field("current")) == ("1", "2")
    new = no(county, COUNTY, asking(D2), version=3)
    assert (new.refusal.code, new.refusal.field("current")) == (DoorRefusal.STALE_VERSION, "0")


def test_who_may_never_is_refused_before_the_rules_are_asked(county: Stage) -> None:
    do(county, COUNTY, asking())
    stranger = Actor(PersonId(f"p-{ROADS}"), COUNTY)
    outcome = handle(county.ledger, Submission("k", stranger, WithdrawDemand(demand=D1, reason="x")))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is PermissionRefusal.NO_POST
    citizen = Actor(PersonId("c-1"), UnitId(""))
    outcome = handle(county.ledger, Submission("k", citizen, MarkBurden(demand=D1, reason="x")))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is PermissionRefusal.NOT_FOR_CITIZENS
    assert no(county, None, asking(D2)).refusal.code is DoorRefusal.NOBODY_SPEAKS


def test_personal_texts_have_no_place_in_a_demand(county: Stage) -> None:
    personal = (Personal(SubjectId("s"), "words", "secret"),)
    outcome = handle(county.ledger, Submission("k", head(COUNTY), asking(), personal=personal))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.NOTHING_TO_SEAL


def test_a_demand_that_fits_into_no_entry_is_refused(county: Stage) -> None:
    functions = tuple(f"function {number:09d}" for number in range(4000))
    command = asking(kind=DemandKind.OTHER, particulars=Particulars(functions=functions))
    assert no(county, COUNTY, command).refusal.code is DoorRefusal.ENTRY_TOO_LARGE
    assert load_demand(county.ledger, D1) is None


def test_a_plan_that_is_due_is_carried_out_first(county: Stage) -> None:
    plan = ScheduleChange(ChangeId("c"), RenameUnit(WATER, "水利局"), MONDAY + DAY)
    assert isinstance(county.try_(COUNTY, plan), Accepted)
    county.later(2 * DAY)
    do(county, COUNTY, asking())
    organisation = county.ledger.organisation()
    assert organisation.tree.units[WATER].name == "水利局"


# --- rules ------------------------------------------------------------------------------------------------------------


def test_what_others_ask_already_is_found_whoever_asks_it(county: Stage) -> None:
    do(county, COUNTY, asking(topic="ditches"))
    double = no(county, TOWN, asking(D2, TOWN, topic="ditches", receivers=(VILLAGE,)))
    assert (double.refusal.code, double.refusal.field("other")) == (DemandRefusal.MERGE_INSTEAD, "d1")
    do(county, TOWN, asking(D2, TOWN, topic="wells", receivers=(VILLAGE,)))
    do(county, COUNTY, WithdrawDemand(demand=D1, reason="Not needed"))
    do(county, TOWN, asking(DemandId("d3"), TOWN, topic="ditches", receivers=(VILLAGE,)))


def test_the_budget_counts_everything_the_issuer_asked_before(county: Stage) -> None:
    for number in range(3):
        do(county, COUNTY, asking(DemandId(f"d{number}"), person_minutes=7_500))
    over = no(county, COUNTY, asking(DemandId("d9"), person_minutes=7_500))
    assert (over.refusal.code, over.refusal.field("rule")) == (
        DemandRefusal.OVER_BUDGET,
        "burden.hours_per_unit_year",
    )
    do(county, TOWN, asking(DemandId("d9"), TOWN, person_minutes=7_500, receivers=(VILLAGE,)))


def test_a_refused_demand_leaves_nothing_behind(county: Stage) -> None:
    assert no(county, WATER, asking(issuer=WATER)).refusal.code is DemandRefusal.NEITHER_ABOVE_NOR_GUIDING
    assert county.ledger.store.count(Where(kind=KIND)) == 0
    assert no(county, TOWN, AnswerDemand(demand=D1, minutes=1)).refusal.code is DemandRefusal.UNKNOWN_DEMAND


# --- found and held against the log -----------------------------------------------------------------------------------


def test_demands_are_found_by_issuer_status_and_topic(county: Stage) -> None:
    do(county, COUNTY, asking(topic="ditches"))
    do(county, TOWN, asking(D2, TOWN, topic="wells", receivers=(VILLAGE,)))
    do(county, OFFICE, asking(DemandId("d3"), OFFICE, kind=DemandKind.MEETING))
    do(county, COUNTY, WithdrawDemand(demand=D1, reason="Not needed"))

    def ids(found: Iterator[Demand]) -> list[str]:
        return [one.id for one in found]

    store = county.ledger.store
    assert ids(all_demands(store)) == ["d1", "d2", "d3"]
    assert ids(all_demands(store, asked=True)) == ["d2", "d3"]
    assert ids(all_demands(store, COUNTY)) == ["d1"]
    assert ids(alike_demands(store, DemandKind.FORM, "wells")) == ["d2"]
    assert ids(alike_demands(store, DemandKind.FORM, "ditches")) == []
    assert ids(alike_demands(store, DemandKind.MEETING, "")) == []
    assert store.next_due() is None


def test_more_demands_than_a_page_holds_are_all_found() -> None:
    county = stage()
    for number in range(501):
        do(county, COUNTY, asking(DemandId(f"d{number:03d}"), kind=DemandKind.OTHER, receivers=(HAMLET,)))
    assert len(list(all_demands(county.ledger.store))) == 501


def test_the_ledger_verifies_with_demands_in_it_and_a_state_that_was_changed_is_found(county: Stage) -> None:
    do(county, COUNTY, asking(topic="ditches"))
    do(county, TOWN, AnswerDemand(demand=D1, minutes=60))
    county.later(timedelta(hours=1))
    assert rebuild(county.ledger, only_check=True).faults == ()
    store = county.ledger.store
    kept = store.load([stream_of(D1)]).snapshots[stream_of(D1)]
    forged = replace(kept, lookup=replace(kept.lookup, holder="town"), body=altered(written(county)))
    store.replace_snapshots([forged])
    trust = Trust(county.ledger.key.verifier())

    def differing() -> set[str | int]:
        found = LedgerCheck(county.ledger, trust).run().faults
        return {fault.fields["name"] for fault in found if fault.code is FaultCode.STATE_DIFFERS}

    assert differing() == {"lookup.holder", "person_minutes"}
    assert rebuild(county.ledger).written == 1
    assert differing() == set()
    assert store.load([stream_of(D1)]).snapshots[stream_of(D1)] == kept


def altered(demand: Demand) -> bytes:
    return encode_demand(replace(demand, person_minutes=1))


def test_a_refusal_names_its_rule(county: Stage) -> None:
    refusal = no(county, TOWN, asking(D2, TOWN, kind=DemandKind.CAMPAIGN, receivers=(VILLAGE,))).refusal
    assert refusal == Refusal.of(
        DemandRefusal.ISSUER_MAY_NOT,
        rule="burden.campaigns.banned_for_departments_and_townships",
        issuer=TOWN,
        kind=DemandKind.CAMPAIGN,
    )


def test_what_superiors_imposed_on_a_unit_in_a_span_is_found(county: Stage) -> None:
    do(county, COUNTY, asking())
    do(county, TOWN, asking(D2, TOWN, receivers=(VILLAGE,)))
    do(county, COUNTY, asking(DemandId("d3"), due_date=date(2026, 4, 1)))
    do(county, COUNTY, asking(DemandId("d4"), receivers=(WATER,)))

    def found(*issuers: UnitId, until: date = DUE) -> list[str]:
        asked = imposed(county.ledger, issuers=issuers, receiver=VILLAGE, from_date=MONDAY.date(), until_date=until)
        return [demand.id for demand in asked]

    assert found(COUNTY) == ["d1"]
    assert found(COUNTY, TOWN) == ["d1", "d2"]
    assert found(COUNTY, until=date(2026, 5, 1)) == ["d1", "d3"]
    assert found(COUNTY, until=date(2026, 3, 8)) == []
    assert found() == []
