"""Whatever is asked, in whatever order, at whatever hour: each store keeps the ledger's promises and answers alike.

One machine draws a script of commands, repeats, changes of the organisation, hours, restarts and erasures and plays it
to a ledger in memory and to one in a database. After each step both must have answered the same and hold the same.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from buckstop.app.answers import Accepted, DoorRefusal, Personal, Refused, Submission
from buckstop.app.calendars import plain_calendar
from buckstop.app.clock import SetClock
from buckstop.app.erasing import erase
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.rulepacks import load_rules
from buckstop.app.sight import KIND, snapshot_of
from buckstop.app.timers import wake_due
from buckstop.db.postgres_store import PostgresStore
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import ChangeId, MatterId, SubjectId, UnitId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.evolve import replay
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation_commands import (
    CancelChange,
    FoundUnit,
    MoveUnit,
    OrganisationCommand,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
)
from buckstop.domain.packs import Pack
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.ledger.codec import decode, decode_matter, encode_matter
from buckstop.ledger.lookup import Order
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.note import Algorithm, SigningKey, decode_base64, parse_note
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import Store
from buckstop.ledger.tree import leaf_hash, root_of
from proofs.histories_county import TERMS, founding, propose, speaker, staffing
from tests.app.looking import ORDERS, looked_at

ORIGIN = "county.example/ledger"
KEY = SigningKey(ORIGIN, Algorithm.ED25519, bytes(range(32)))
SECRET = bytes(32)
START_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MATTERS = tuple(MatterId(f"m{number}") for number in range(3))
SUBJECTS = (SubjectId("s-1"), SubjectId("s-2"))
ROUNDS = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@cache
def rules() -> tuple[Pack, Calendar]:
    pack, calendar = load_rules("generic", None), plain_calendar("UTC", None)
    assert isinstance(pack, Pack)
    assert isinstance(calendar, Calendar)
    return pack, calendar


@dataclass
class Home:
    """A store that can be closed and opened again, and the ledger in it."""

    open_store: Callable[[], Store]
    clock: SetClock
    forgets: Callable[[], None]

    def __post_init__(self) -> None:
        self.store = self.open_store()
        self.ledger = self.new_ledger()

    def new_ledger(self) -> Ledger:
        pack, calendar = rules()
        return Ledger(self.store, self.clock, ORIGIN, KEY, SECRET, pack, calendar, salts=bytes)

    def restart(self) -> None:
        """As after the end of the process."""
        if not isinstance(self.store, MemoryStore):
            self.store.close()
            self.store = self.open_store()
        self.ledger = self.new_ledger()


Opened = Callable[[SetClock], Home]


def in_memory(clock: SetClock) -> Home:
    return Home(MemoryStore, clock, lambda: None)


def in_sqlite(clock: SetClock) -> Home:
    folder = Path(tempfile.mkdtemp(prefix="buckstop-stateful-"))
    return Home(lambda: SqliteStore(folder / "ledger.db"), clock, lambda: shutil.rmtree(folder))


@contextmanager
def emptied(url: str) -> Iterator[Opened]:
    """Homes in one database, one after the other, each finding it empty."""

    def forget() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA ledger CASCADE")

    yield lambda clock: Home(lambda: PostgresStore(url, connections=3), clock, forget)


class Machine(RuleBasedStateMachine):
    """A script played to two ledgers. The model: acknowledgements by key, and what replay makes of the events."""

    opened: Opened = staticmethod(in_sqlite)

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock(START_AT)
        self.homes = (in_memory(self.clock), type(self).opened(self.clock))
        self.acknowledged: list[tuple[Submission, tuple[Accepted, ...]]] = []
        self.asked = 0
        self.changes: list[ChangeId] = []
        self.founded = 0
        self.erased: set[SubjectId] = set()
        first = self.hand_in(Submission("founding", None, founding()))
        assert isinstance(first[0], Accepted), first

    def teardown(self) -> None:
        for home in self.homes:
            home.store.close()
            home.forgets()

    # --- what the script may do

    def hand_in(self, submission: Submission) -> tuple[Accepted | Refused, ...]:
        """The same command to both; their answers, which must agree."""
        return self.compare(submission, tuple(handle(home.ledger, submission) for home in self.homes))

    def compare(
        self, submission: Submission, outcomes: tuple[Accepted | Refused, ...]
    ) -> tuple[Accepted | Refused, ...]:
        assert outcomes[0] == outcomes[1], submission
        accepted = tuple(one for one in outcomes if isinstance(one, Accepted) and one.acknowledgement)
        if accepted and not accepted[0].repeated:
            self.acknowledged.append((submission, accepted))
        return outcomes

    def next_key(self) -> str:
        self.asked += 1
        return f"k{self.asked}"

    def matter(self, name: MatterId) -> Matter | None:
        snapshot = self.homes[0].store.load([name]).snapshots[name]
        return decode_matter(snapshot.body) if snapshot.version else None

    def names(self) -> list[MatterId]:
        """Matters of the script and parts delegated from them."""
        return sorted({*MATTERS, *(MatterId(name) for name in self.homes[0].store.streams(KIND))})

    def units(self) -> list[UnitId]:
        return sorted(self.homes[0].ledger.organisation().tree.active_units)

    def submission(
        self, data: st.DataObject, name: MatterId, *, sensible: bool = True, stale: bool = True
    ) -> Submission:
        """Something that somebody may ask about a matter."""
        matter = self.matter(name)
        fresh = MatterId(f"{name[:2]}.{self.asked}")

        def choose(these: Any) -> Any:
            return these[data.draw(st.integers(0, len(these) - 1))]

        proposed = propose(choose, name, matter, fresh, self.units(), careless=not sensible)
        seen = matter.version if matter else 0
        version = data.draw(st.sampled_from([seen, seen, None, seen - 1 if seen else 7])) if stale else seen
        return Submission(self.next_key(), speaker(proposed.unit), proposed.command, version)

    @rule(data=st.data())
    def somebody_asks_something_sensible(self, data: st.DataObject) -> None:
        self.hand_in(self.submission(data, data.draw(st.sampled_from(self.names()))))

    @rule(data=st.data(), commands=st.integers(1, 8))
    def a_matter_moves_on(self, data: st.DataObject, commands: int) -> None:
        name = data.draw(st.sampled_from(self.names()))
        for _ in range(commands):
            self.hand_in(self.submission(data, name, stale=False))

    @rule(data=st.data())
    def anybody_asks_anything(self, data: st.DataObject) -> None:
        self.hand_in(self.submission(data, data.draw(st.sampled_from(self.names())), sensible=False))

    @rule(data=st.data())
    def twins_arrive_at_once(self, data: st.DataObject) -> None:
        submission = self.submission(data, data.draw(st.sampled_from(self.names())))
        answers = []
        with ThreadPoolExecutor(2) as pool:
            for home in self.homes:
                twins = list(pool.map(lambda home: handle(home.ledger, submission), [home, home]))
                notes = {one.acknowledgement.note for one in twins if isinstance(one, Accepted) and one.acknowledgement}
                assert len(notes) <= 1
                twins.sort(key=lambda one: isinstance(one, Accepted) and one.repeated)
                if notes:
                    assert [isinstance(one, Accepted) and one.repeated for one in twins] == [False, True]
                answers.append(twins[0])
        self.compare(submission, tuple(answers))

    @precondition(lambda self: self.acknowledged)
    @rule(data=st.data())
    def a_command_arrives_again(self, data: st.DataObject) -> None:
        submission, first = data.draw(st.sampled_from(self.acknowledged))
        again = self.hand_in(submission)
        for before, after in zip(first, again, strict=True):
            assert isinstance(after, Accepted)
            assert after.repeated
            assert after.acknowledgement == before.acknowledgement

    @precondition(lambda self: self.acknowledged)
    @rule(data=st.data())
    def a_key_comes_with_another_command(self, data: st.DataObject) -> None:
        submission, _ = data.draw(st.sampled_from(self.acknowledged))
        north = UnitId("north")
        opening = OpenMatter(matter=MatterId("m9"), unit=north, title="Another", terms=TERMS, deadline_date=None)
        other = opening if submission.actor else (RenameUnit(north, "Another"),)  # only a founder is nobody
        for outcome in self.hand_in(replace(submission, command=other, version=0, personal=())):
            if {personal.subject for personal in submission.personal} & self.erased:
                assert isinstance(outcome, Accepted)  # what the command was can no longer be compared
            else:
                assert isinstance(outcome, Refused)
                assert outcome.refusal.code == DoorRefusal.KEY_REUSED

    @rule(data=st.data(), subject=st.sampled_from(SUBJECTS))
    def a_citizen_asks(self, data: st.DataObject, subject: SubjectId) -> None:
        unit = data.draw(st.sampled_from(self.units()))
        name = MatterId(f"c{self.asked}")
        command = OpenMatter(matter=name, unit=unit, title="It", terms=TERMS, deadline_date=None)
        words = Personal(subject, "words", "the drain smells")
        self.hand_in(Submission(self.next_key(), speaker(unit), command, 0, (words,)))

    @rule(subject=st.sampled_from(SUBJECTS))
    def a_citizen_is_forgotten(self, subject: SubjectId) -> None:
        outcomes = [erase(home.ledger, subject, "on request", speaker(UnitId("county"))) for home in self.homes]
        assert outcomes[0] == outcomes[1]
        if isinstance(outcomes[0], Refusal):
            return
        self.erased.add(subject)
        for home in self.homes:
            kept = [field for stream in home.store.streams() for field in home.store.sealed(stream)]
            assert subject not in {field.subject for field in kept}
            assert home.store.subject_key(subject) is None

    @rule(data=st.data())
    def the_organisation_changes(self, data: st.DataObject) -> None:
        units = self.units()
        unit, other = data.draw(st.sampled_from(units)), data.draw(st.sampled_from(units))
        change = ChangeId(f"change{self.asked}")
        later_at = self.clock.at + timedelta(hours=data.draw(st.integers(1, 90)))
        commands: list[tuple[OrganisationCommand, ...]] = [
            (RetireUnit(unit),),
            (RetireUnit(unit, other, "document 1"),),
            (MoveUnit(unit, other),),
            (RenameUnit(unit, f"Unit {self.asked}"),),
            (ScheduleChange(change, RetireUnit(unit, other, "document 2"), later_at),),
            (ScheduleChange(change, MoveUnit(unit, other), later_at),),
            *((CancelChange(planned, "not needed"),) for planned in self.changes[-1:]),
        ]
        if self.founded < 3:
            fresh = UnitId(f"new{self.founded}")
            commands.append((FoundUnit(fresh, fresh, UnitKind.OTHER, unit), *staffing(fresh)))
        asked = data.draw(st.sampled_from(commands))
        outcome = self.hand_in(Submission(self.next_key(), speaker(UnitId("county")), asked))[0]
        if isinstance(outcome, Accepted):
            self.founded += isinstance(asked[0], FoundUnit)
            self.changes += [change] if isinstance(asked[0], ScheduleChange) else []

    @rule(hours=st.sampled_from([-1, 1, 3, 30, 200]))
    def time_passes_or_the_clock_is_set_back(self, hours: int) -> None:
        self.clock.at += timedelta(hours=hours)

    @rule()
    def the_clock_looks(self) -> None:
        woken = [wake_due(home.ledger) for home in self.homes]
        assert woken[0] == woken[1]

    @rule(limit=st.integers(1, 40))
    def the_sequencer_numbers(self, limit: int) -> None:
        numbered = [Sequencer(home.store, home.ledger.sign_root).run_once(limit) for home in self.homes]
        assert numbered[0] == numbered[1]

    @rule(unit=st.sampled_from(["north", "south", "county"]), order=st.sampled_from(ORDERS))
    def somebody_looks_at_lists(self, unit: str, order: Order) -> None:
        one, other = (looked_at(home.store, self.clock.at, unit, order) for home in self.homes)
        assert one == other

    @rule()
    def the_process_ends_and_starts_again(self) -> None:
        for home in self.homes:
            home.restart()

    # --- what must hold after each step

    @invariant()
    def both_hold_the_same(self) -> None:
        held = []
        for home in self.homes:
            streams = list(home.store.streams())
            events = {name: [one.body for one in home.store.events(name)] for name in streams}
            log = [(one.stream, one.version) for one in home.store.log(0, home.store.end().size)]
            held.append((events, home.store.load(streams).snapshots, log, home.store.end()))
        assert held[0] == held[1]

    @invariant()
    def every_open_matter_has_one_active_holder_and_replay_gives_its_state(self) -> None:
        for home in self.homes:
            active = home.ledger.organisation().tree.active_units
            for name in home.store.streams(KIND):
                events = home.store.events(name)
                assert [event.version for event in events] == list(range(1, len(events) + 1))
                assert all(leaf_hash(event.body) == event.leaf for event in events)
                matter = replay(decode(event.body).event for event in events)
                assert matter is not None
                assert not matter.open or matter.holder in active, matter
                found = home.store.load([name]).snapshots[name]
                assert found == snapshot_of(matter)
                assert found.body == encode_matter(matter)

    @invariant()
    def the_log_has_no_gap_and_ends_where_it_says(self) -> None:
        for home in self.homes:
            end = home.store.end()
            log = list(home.store.log(0, end.size + 10))
            assert [event.position for event in log] == list(range(end.size))
            total = sum(len(home.store.events(name)) for name in home.store.streams())
            assert home.store.pending_count() == total - end.size
            if end.size:
                assert end.checkpoint == home.ledger.sign_root(end.size, root_of(event.leaf for event in log))

    @invariant()
    def every_acknowledgement_names_leaves_that_are_there(self) -> None:
        for _, answers in self.acknowledged[-3:]:
            for home, answer in zip(self.homes, answers, strict=True):
                word = answer.acknowledgement
                assert word is not None
                events = home.store.events(word.stream, after=word.first_version - 1)
                leaves = [event.leaf for event in events if event.version <= word.last_version]
                note = parse_note(word.note)
                assert hasattr(note, "text")
                assert [decode_base64(line) for line in note.text.splitlines()[3:]] == leaves


def play(opened: Opened) -> None:
    """Many scripts, each on an empty ledger."""
    machine = type("Played", (Machine,), {"opened": staticmethod(opened)})
    run_state_machine_as_test(machine, settings=ROUNDS)


def test_a_ledger_in_sqlite_answers_any_script_like_one_in_memory_and_keeps_every_promise() -> None:
    play(in_sqlite)


@pytest.mark.postgresql
def test_a_ledger_in_postgresql_answers_any_script_like_one_in_memory_and_keeps_every_promise(
    postgresql_url: str,
) -> None:
    with emptied(postgresql_url) as opened:
        play(opened)
