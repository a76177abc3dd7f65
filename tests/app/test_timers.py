"""The clock: exactly once under restarts, two copies and clocks that jump; and a year with it or without it."""

import logging
import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from buckstop.app.ledger import Ledger
from buckstop.app.timers import Round, run_clock, tick, wake_due
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.ids import ChangeId, MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Outcome, Phase, Terms, VerificationWay
from buckstop.domain.organisation_commands import MoveUnit, RetireUnit, ScheduleChange
from buckstop.ledger.codec import decode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import ORGANISATION, StoreError
from tests.app.staged import (
    COUNTY,
    DAY,
    HAMLET,
    MONDAY,
    OFFICE,
    ROADS,
    TOWN,
    VILLAGE,
    WATER,
    Stage,
    empty_ledger,
    stage,
)

HOUR = timedelta(hours=1)


def test_the_clock_of_an_empty_ledger_finds_nothing_to_do() -> None:
    assert tick(empty_ledger()) == Round(woken=0, numbered=0, next_due_at=None)


def test_a_tick_wakes_what_is_due_and_numbers_what_was_written() -> None:
    county = stage()
    matter = county.open("m1")
    first = tick(county.ledger)
    assert first.woken == 0
    assert first.numbered == len(county.names(ORGANISATION)) + 1
    assert first.next_due_at == county.matter(matter).next_due_at()
    county.later(7 * DAY)
    assert (tick(county.ledger).woken, tick(county.ledger).woken) == (1, 0)
    assert county.ledger.store.pending_count() == 0
    assert county.ledger.store.end().size == len(county.names(ORGANISATION)) + 2


def test_a_matter_that_slept_past_three_timers_has_three_events_each_at_its_instant() -> None:
    county = stage()
    matter = county.open("m1", unit=VILLAGE)
    county.do(VILLAGE, accountability.OfferMatter(matter=matter, to=HAMLET))
    county.do(HAMLET, accountability.AskAboutOffer(matter=matter, offer=2, question="which"))
    county.later(60 * DAY)
    wake_due(county.ledger)
    assert county.names(matter)[3:] == ["matter.question_answered", "matter.returned", "matter.claimed"]
    times = [decode(event.body).event.happened_at for event in county.ledger.store.events(matter)]
    assert all(before < after for before, after in pairwise(times[2:]))
    assert times[-1] < county.clock.at


def test_matters_that_cannot_be_read_keep_neither_the_others_nor_the_log_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckstop.app.timers._BATCH", 2)
    county = stage(SqliteStore(tmp_path / "ledger.db"))
    for number in range(6):
        county.open(f"m{number}")
        county.later(HOUR)  # so that the unreadable ones are due first
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute(
            "UPDATE stream_state SET body = x'00' WHERE stream_no IN "
            "(SELECT stream_no FROM stream WHERE stream IN ('m0', 'm1', 'm2', 'm3'))"
        )
    county.later(7 * DAY)
    done = tick(county.ledger)
    assert (done.woken, county.ledger.store.pending_count()) == (2, 0)
    assert [len(county.names(MatterId(f"m{number}"))) for number in range(6)] == [1, 1, 1, 1, 2, 2]
    county.ledger.store.close()


def test_two_clocks_at_once_do_nothing_twice(tmp_path: Path) -> None:
    county = stage(SqliteStore(tmp_path / "ledger.db"))
    for number in range(30):
        county.open(f"m{number}")
    twin = another(county.ledger, SqliteStore(tmp_path / "ledger.db"))
    county.later(7 * DAY)
    with ThreadPoolExecutor(2) as pool:
        rounds = list(pool.map(tick, (county.ledger, twin)))
    tick(county.ledger)
    assert sum(one.woken for one in rounds) == 30
    assert all(county.names(f"m{number}") == ["matter.opened", "matter.claimed"] for number in range(30))
    size = county.ledger.store.end().size
    assert size == len(county.names(ORGANISATION)) + 60
    assert [event.position for event in county.ledger.store.log(0, size)] == list(range(size))
    county.ledger.store.close()
    twin.store.close()


def another(ledger: Ledger, store: Any) -> Ledger:
    """Another process at the same ledger: nothing shared but the store and the time."""
    return Ledger(store, ledger.clock, ledger.origin, ledger.key, ledger.secret, ledger.pack, ledger.calendar)


def test_a_clock_that_is_started_anew_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    county = stage(SqliteStore(tmp_path / "ledger.db"))
    for number in range(6):
        county.open(f"m{number}")
    county.later(7 * DAY)
    woken, stop = [], Flag()
    original = county.ledger.store.commit

    def stop_after_two(change: Any) -> None:
        original(change)
        woken.append(change)
        if len(woken) == 2:
            stop.set()

    county.ledger.store.commit = stop_after_two  # type: ignore[method-assign] # the moment a signal would come
    assert wake_due(county.ledger, stop) == 2
    county.ledger.store.close()
    county.ledger = another(county.ledger, SqliteStore(tmp_path / "ledger.db"))
    assert wake_due(county.ledger) == 4
    assert all(county.names(f"m{number}") == ["matter.opened", "matter.claimed"] for number in range(6))
    county.ledger.store.close()


def test_a_clock_that_jumps_back_and_forth_lets_nothing_happen_twice_or_before_its_time() -> None:
    county = stage()
    matter = county.open("m1")
    due_at = county.matter(matter).next_due_at()
    assert due_at is not None
    county.at(due_at - HOUR)
    tick(county.ledger)
    assert county.names(matter) == ["matter.opened"]
    for moved in (HOUR, -HOUR, timedelta(), HOUR):
        county.at(due_at + moved)
        tick(county.ledger)
    assert county.names(matter) == ["matter.opened", "matter.claimed"]
    (claimed,) = county.ledger.store.events(matter, after=1)
    assert decode(claimed.body).event.happened_at == due_at


def test_a_command_of_a_clock_set_back_happens_not_before_what_happened_already() -> None:
    county = stage(at=MONDAY - DAY)
    county.at(MONDAY)
    matter = county.open("m1")
    county.do(COUNTY, accountability.OfferMatter(matter=matter, to=WATER))
    county.later(-HOUR)
    county.do(WATER, accountability.AcceptOffer(matter=matter, offer=2))
    times = [decode(event.body).event.happened_at for event in county.ledger.store.events(matter)]
    assert times == sorted(times)


# --- the loop ---------------------------------------------------------------------------------------------------------


def test_the_loop_ends_after_the_round_in_which_it_is_told_to() -> None:
    county, stop, heard = stage(), Flag(), list[Round]()
    county.open("m1")

    def hear(one: Round) -> None:
        heard.append(one)
        county.later(4 * DAY)
        if len(heard) == 3:
            stop.set()

    run_clock(county.ledger, stop, every_seconds=0, told=hear)
    assert [one.woken for one in heard] == [0, 1, 0]


def test_a_store_in_trouble_is_reported_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    class Troubled(MemoryStore):
        broken = False

        def due(self, until: datetime, limit: int) -> Any:
            if self.broken:
                self.broken = False
                raise StoreError("the disk is full")
            return super().due(until, limit)

    store, stop, heard = Troubled(), Flag(), list[Round]()
    county = stage(store)
    county.open("m1")
    county.later(7 * DAY)
    store.broken = True

    def hear(one: Round) -> None:
        heard.append(one)
        stop.set()

    with caplog.at_level(logging.WARNING):
        run_clock(county.ledger, stop, 0, hear)
    assert "the disk is full" in caplog.text
    assert [one.woken for one in heard] == [1]


# --- a year -----------------------------------------------------------------------------------------------------------

UNITS = (COUNTY, WATER, ROADS, TOWN, VILLAGE, HAMLET)
WEEKS = 52
Step = tuple[datetime, UnitId, Any]


def year_of_commands() -> list[Step]:
    """What people would try in a year on two hundred matters, sensible or not; fixed by its seed."""
    chance = random.Random(20260302)  # a script of tests, not a secret
    steps: list[Step] = []
    for number in range(200):
        at = MONDAY + timedelta(minutes=chance.randrange(40 * 7 * 24 * 60))
        matter, unit = MatterId(f"m{number:03}"), chance.choice(UNITS)
        deadline = (at + timedelta(days=chance.randrange(3, 90))).date() if chance.random() < 0.7 else None
        steps.append((at, unit, opening(matter, unit, deadline)))
        for turn in range(chance.randrange(3, 14)):
            at += timedelta(hours=chance.choice((1, 5, 20) if turn < 4 else (5, 20, 70, 200)) * (0.5 + chance.random()))
            steps.append((at, chance.choice(UNITS), attempt(chance, matter, at)))
    return sorted(steps, key=lambda step: step[0])


def opening(matter: MatterId, unit: UnitId, deadline: date | None) -> accountability.OpenMatter:
    return accountability.OpenMatter(matter=matter, unit=unit, title="t", terms=Terms(goal="g"), deadline_date=deadline)


def attempt(chance: random.Random, matter: MatterId, at: datetime) -> Any:
    other = chance.choice(UNITS)
    day = (at + timedelta(days=chance.randrange(1, 20))).date()
    part = MatterId(f"{matter}.{chance.randrange(10**6)}")
    ways: tuple[Callable[[], Any], ...] = (
        *(lambda: accountability.OfferMatter(matter=matter, to=other),) * 4,
        *(lambda: accountability.AcceptOffer(matter=matter, offer=0),) * 4,
        lambda: accountability.ReturnOffer(matter=matter, offer=0, reason_class="unclear_task", text="what"),
        lambda: accountability.AskAboutOffer(matter=matter, offer=0, question="which"),
        lambda: accountability.EscalateMatter(matter=matter, reason_class="units_disagree", text="whose"),
        lambda: accountability.ClaimMatter(matter=matter),
        lambda: accountability.DecideMatter(matter=matter, holder=other, reason="so"),
        lambda: accountability.AppealMatter(matter=matter, facts="new"),
        *(
            lambda: accountability.DelegatePart(
                matter=matter, part=part, to=other, title="p", terms=Terms(goal="g"), deadline_date=day
            ),
        )
        * 2,
        lambda: asks.AskSupport(matter=matter, supporter=other, what="w", wanted_date=day),
        lambda: asks.AskUpward(matter=matter, kind=UpwardKind.RULING, text="r"),
        lambda: asks.AskExtension(matter=matter, wanted_date=day, reason="r"),
        lambda: asks.BeginWait(matter=matter, whom="c", question="q", until_date=day),
        *(lambda: work.ReportDone(matter=matter, text="d", seed="s"),) * 2,
        lambda: work.VerifyMatter(matter=matter, outcome=Outcome.DONE, why="w", way=VerificationWay.DOCUMENTS),
    )
    return chance.choice(ways)()


REORGANISATIONS: tuple[Step, ...] = (
    (MONDAY + 120 * DAY, COUNTY, MoveUnit(HAMLET, COUNTY)),
    (MONDAY + 200 * DAY, COUNTY, ScheduleChange(ChangeId("c1"), RetireUnit(ROADS, WATER, "doc"), MONDAY + 251 * DAY)),
    (MONDAY + 270 * DAY, COUNTY, RetireUnit(VILLAGE)),
)


def aimed(unit: UnitId, command: Any, county: Stage) -> tuple[UnitId, Any]:
    """A command whose unit and offer fit the matter as it is written, so that many of them succeed."""
    snapshot = county.ledger.store.load([command.matter]).snapshots[command.matter]
    if not snapshot.version or isinstance(command, accountability.OpenMatter):
        return unit, command
    matter: Matter = county.matter(command.matter)
    if matter.offer is not None and hasattr(command, "offer"):
        return matter.offer.to, replace(command, offer=matter.offer.offer)
    if isinstance(command, accountability.DecideMatter):
        return matter.arbiter or unit, command
    if isinstance(command, work.VerifyMatter):
        return (matter.verification.verifier if matter.verification else OFFICE), command
    return matter.holder, command


def played(steps: list[Step], *, awake: bool) -> tuple[Stage, list[Step]]:
    """The ledger after a year of steps: with a clock that ticks every hour, or with none but every twelve weeks.

    Returns:
        The stage, and the steps as they were sent.
    """
    county, sent = stage(), []
    next_tick = MONDAY
    for at, unit, command in steps:
        while next_tick <= at:
            county.at(next_tick)
            tick(county.ledger)
            next_tick += HOUR if awake else 12 * 7 * DAY
        county.at(at)
        sender, meant = (unit, command) if not awake or not hasattr(command, "matter") else aimed(unit, command, county)
        county.try_(sender, meant)
        sent.append((at, sender, meant))
    county.at(MONDAY + WEEKS * 7 * DAY)
    tick(county.ledger)
    return county, sent


def test_a_year_with_the_clock_on_and_one_with_it_off_for_weeks_write_the_same_bytes() -> None:
    steps = sorted([*year_of_commands(), *REORGANISATIONS], key=lambda step: step[0])
    watched, sent = played(steps, awake=True)
    alone, _sent = played(sent, awake=False)
    streams = list(watched.ledger.store.streams())
    assert streams == list(alone.ledger.store.streams())
    assert len(streams) > 250  # parts included
    lapses = 0
    for stream in streams:
        expected = [event.body for event in watched.ledger.store.events(stream)]
        assert [event.body for event in alone.ledger.store.events(stream)] == expected, stream
        lapses += sum(b'"by":null' in body for body in expected)
        if stream != ORGANISATION:
            assert watched.matter(stream) == alone.matter(stream)
    assert lapses > 500
    phases = {watched.matter(stream).phase for stream in streams if stream != ORGANISATION}
    assert {Phase.SETTLED, Phase.CLOSED} <= phases
