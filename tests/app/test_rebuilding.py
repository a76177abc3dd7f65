"""States built anew from the events are the live ones; whatever was done to them is named field by field and mended."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from buckstop.app.erasing import erase
from buckstop.app.rebuilding import UnbuildableError, rebuild, snapshot_from
from buckstop.app.sight import snapshot_of
from buckstop.app.timers import tick
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.matter.commands.accountability import AcceptOffer, OfferMatter
from buckstop.ledger.codec import decode
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.lookup import By
from buckstop.ledger.store import ORGANISATION, Where
from tests.app.sealed_county import ZHANG, busy_stage, faults
from tests.app.staged import ROADS, TOWN, WATER, Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = busy_stage(SqliteStore(tmp_path / "ledger.db"))
    offered = made.do(WATER, OfferMatter(matter=made.open("m-3", WATER), to=ROADS))
    assert offered.offer is not None
    made.do(ROADS, AcceptOffer(matter=offered.id, offer=offered.offer.offer))
    made.do(WATER, OfferMatter(matter=made.open("m-4", WATER), to=TOWN))
    erase(made.ledger, ZHANG, "request 1")
    made.later(timedelta(days=20))
    tick(made.ledger)
    yield made
    made.ledger.store.close()


def sql(stage: Stage, folder: Path, *statements: str) -> None:
    """Alter the file behind the program's back; the triggers guard the log only."""
    with sqlite3.connect(folder / "ledger.db") as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0


def rows(stage: Stage) -> list[object]:
    return list(stage.ledger.store.find(Where()))


def test_what_is_rebuilt_is_what_lives(stage: Stage) -> None:
    found = rebuild(stage.ledger, only_check=True)
    assert (found.streams, found.written, found.faults) == (6, 0, ())
    assert rebuild(stage.ledger).written == 0


def test_a_number_kept_for_boards_that_is_wrong_is_named_and_counted_anew(stage: Stage, tmp_path: Path) -> None:
    where = Where(kind="matter")
    truth = stage.ledger.store.tally(where, By.PHASE, None)
    assert [one.key for one in truth] == ["settled"]
    sql(stage, tmp_path, "UPDATE stream_figure SET number = number + 3 WHERE kind = 'matter' AND number > 0")
    assert stage.ledger.store.tally(where, By.PHASE, None) != truth
    (fault,) = rebuild(stage.ledger, only_check=True).faults
    assert (fault.code, fault.fields["expected"]) == (FaultCode.STATE_COUNT, truth[0].total)
    assert rebuild(stage.ledger).faults == (fault,)
    assert stage.ledger.store.tally(where, By.PHASE, None) == truth
    assert rebuild(stage.ledger).faults == ()


def test_every_altered_field_is_named_and_mended(stage: Stage, tmp_path: Path) -> None:
    before = rows(stage)
    truth = stage.matter("m-3")
    forged = snapshot_of(replace(truth, holder=TOWN, moves=0))
    stage.ledger.store.replace_snapshots([forged])
    found = rebuild(stage.ledger, only_check=True)
    assert [(one.code, one.fields["stream"], one.fields["name"]) for one in found.faults] == [
        (FaultCode.STATE_DIFFERS, "m-3", "lookup.holder"),
        (FaultCode.STATE_DIFFERS, "m-3", "lookup.units"),
        (FaultCode.STATE_DIFFERS, "m-3", "holder"),
        (FaultCode.STATE_DIFFERS, "m-3", "moves"),
    ]
    assert (found.faults[2].fields["found"], found.faults[2].fields["expected"]) == (TOWN, truth.holder)
    assert list(found.faults) == faults(stage)
    assert rows(stage) != before
    assert rebuild(stage.ledger).written == 1
    assert rows(stage) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("phase", "'closed'"), ("active", "0"), ("due_at", "7"), ("giver", "''"), ("kind", "'subject'")],
)
def test_every_altered_column_is_named_and_mended(stage: Stage, tmp_path: Path, column: str, value: str) -> None:
    before = rows(stage)
    sql(stage, tmp_path, f"UPDATE stream SET {column} = {value} WHERE stream = 'm-4'")
    assert [one.fields["name"] for one in rebuild(stage.ledger, only_check=True).faults] == [f"lookup.{column}"]
    rebuild(stage.ledger)
    assert rows(stage) == before


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("DELETE FROM stream_unit WHERE unit = 'water'", "beside.units"),
        ("INSERT INTO stream_unit SELECT 'town', 'asked', stream_no FROM stream WHERE stream = 'm-1'", "beside.asked"),
        ("UPDATE stream_words SET words = 'forged'", "beside.words"),
        ("DELETE FROM stream_words", "beside.words"),
        ("UPDATE stream SET top = 'm-9' WHERE kind = 'matter'", "beside.top"),
        ("UPDATE stream SET asking = '[\"town\"]' WHERE stream = 'm-1'", "lookup.asking"),
    ],
)
def test_what_a_stream_is_found_by_is_held_against_its_events_and_mended(
    stage: Stage, tmp_path: Path, statement: str, name: str
) -> None:
    names = [one.stream for one in stage.ledger.store.find(Where())]
    before = (rows(stage), stage.ledger.store.beside(names))
    sql(stage, tmp_path, statement)
    assert {str(one.fields["name"]) for one in rebuild(stage.ledger, only_check=True).faults} == {name}
    assert {str(one.fields["name"]) for one in faults(stage) if one.code is FaultCode.STATE_DIFFERS} == {name}
    assert rebuild(stage.ledger).written
    assert (rows(stage), stage.ledger.store.beside(names)) == before
    assert rebuild(stage.ledger).faults == ()


def test_a_state_that_cannot_be_read_is_mended(stage: Stage, tmp_path: Path) -> None:
    before = rows(stage)
    sql(
        stage,
        tmp_path,
        "UPDATE stream_state SET body = x'c1' WHERE stream_no IN "
        "(SELECT stream_no FROM stream WHERE stream IN ('m-1', 'organisation'))",
    )
    assert [(one.fields["stream"], one.fields["name"]) for one in rebuild(stage.ledger).faults] == [
        (ORGANISATION, "body"),
        ("m-1", "body"),
    ]
    assert rows(stage) == before


def test_lost_rows_come_back_from_the_log(stage: Stage, tmp_path: Path) -> None:
    before = rows(stage)
    sql(stage, tmp_path, "DELETE FROM stream WHERE stream IN ('m-2', 'organisation', 'subject/c-zhang')")
    missing = {(one.code, one.fields["stream"]) for one in rebuild(stage.ledger, only_check=True).faults}
    assert missing == {(FaultCode.STATE_MISSING, name) for name in ("m-2", ORGANISATION, "subject/c-zhang")}
    assert {(one.code, one.fields["stream"]) for one in faults(stage)} == missing
    assert rebuild(stage.ledger).written == 3
    assert rows(stage) == before
    assert faults(stage) == []


def test_rows_behind_ahead_or_of_nothing_are_named(stage: Stage, tmp_path: Path) -> None:
    sql(
        stage,
        tmp_path,
        "UPDATE stream SET stream_version = stream_version - 1 WHERE stream = 'm-3'",
        "UPDATE stream SET stream_version = stream_version + 1 WHERE stream = 'm-4'",
        "UPDATE stream SET stream = 'm-8' WHERE stream = 'm-2'",
    )
    expected = {
        (FaultCode.STATE_VERSION, "m-3"),
        (FaultCode.STATE_VERSION, "m-4"),
        (FaultCode.STATE_EXTRA, "m-8"),
        (FaultCode.STATE_MISSING, "m-2"),
    }
    assert {(one.code, one.fields["stream"]) for one in rebuild(stage.ledger, only_check=True).faults} == expected
    assert {(one.code, one.fields["stream"]) for one in faults(stage)} >= expected


def test_events_that_are_no_stream_lead_to_no_state(stage: Stage) -> None:
    events = [decode(event.body).event for event in stage.ledger.store.events("m-3")]
    assert snapshot_from(events) == stage.ledger.store.load(["m-3"]).snapshots["m-3"]
    for wrong in (events[1:], [events[0], events[0]], [object()]):
        with pytest.raises((UnbuildableError, AttributeError)):
            snapshot_from(wrong)


def test_only_the_log_is_needed_to_tell_a_pending_stream(stage: Stage) -> None:
    stage.open("m-5", WATER)
    assert rebuild(stage.ledger, only_check=True) == replace(rebuild(stage.ledger), written=0)
    assert stage.ledger.store.pending_count() == 0
    assert faults(stage) == list[Fault]()
