"""The judges of concurrent histories know right from wrong; what clients really got is judged right."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from urllib.parse import quote

import psycopg
import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import open_ledger
from buckstop.app.handle import handle
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.commands.work import AddNote
from proofs.faults_audit import audit
from proofs.histories import NEVER, Call, Operation, Outcome, linearisable, order_faults, placed
from proofs.histories_clients import RacingClock, read_journals
from proofs.histories_county import OFFICE, TERMS, speaker
from proofs.histories_replay import replay
from proofs.histories_run import SQLITE, begin, concurrent

# --- the search


def put(value: int, invoked: int, returned: int) -> Call[int]:
    return Call(invoked, returned, lambda _state: (value,))


def get(value: int, invoked: int, returned: int) -> Call[int]:
    return Call(invoked, returned, lambda state: (state,) if state == value else ())


def swap(old: str, new: str, invoked: int, returned: int, *, ok: bool = True) -> Call[str]:
    if not ok:
        return Call(invoked, returned, lambda state: () if state == old else (state,))
    return Call(invoked, returned, lambda state: (new,) if state == old else ())


def read(value: str, invoked: int, returned: int) -> Call[str]:
    return Call(invoked, returned, lambda state: (state,) if state == value else ())


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [
        ([put(100, 0, 100), get(100, 25, 75), get(0, 30, 60)], True),
        ([put(200, 0, 100), get(200, 10, 30), get(0, 40, 90)], False),
        ([get(7, 0, 1), put(7, 2, 3)], False),
        ([], True),
    ],
)
def test_a_register_is_judged_as_its_operations_overlap(calls: list[Call[int]], verdict: bool) -> None:
    assert linearisable(calls, 0) is verdict


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [
        ([swap("A", "B", 0, 10), swap("A", "C", 0, 10)], False),
        ([swap("A", "B", 0, 10), swap("A", "C", 0, 10, ok=False)], True),
        ([swap("A", "B", 0, NEVER), read("B", 20, 30)], True),
        ([swap("A", "B", 0, NEVER), read("A", 20, 30)], True),
        ([swap("A", "B", 0, NEVER), read("B", 20, 30), read("A", 40, 50)], False),
    ],
)
def test_of_two_who_saw_one_state_one_wins_and_who_crashed_may_have_won(calls: list[Call[str]], verdict: bool) -> None:
    assert linearisable(calls, "A") is verdict


def test_reads_and_notes_of_eight_clients_have_an_order_that_explains_them_all(tmp_path: Path) -> None:
    run = begin(tmp_path, SQLITE)
    ledger = open_ledger(run.home, RacingClock(run.epoch))
    name = MatterId("m")
    opening = OpenMatter(matter=name, unit=OFFICE, title="It", terms=TERMS, deadline_date=None)
    assert isinstance(handle(ledger, Submission("open", speaker(OFFICE), opening, 0)), Accepted)

    def version() -> int:
        return ledger.store.load([name]).snapshots[name].version

    def told(value: int) -> Callable[[int], Iterable[int]]:
        return lambda state: (state,) if state == value else ()

    def wrote(first: int, last: int) -> Callable[[int], Iterable[int]]:
        return lambda state: (last,) if state == first - 1 else ()

    def client(number: int) -> list[Call[int]]:
        random, calls = Random(number), list[Call[int]]()
        for turn in range(30):
            invoked = time.monotonic_ns()
            if random.random() < 0.5:
                calls.append(Call(invoked, NEVER, told(version())))
            else:
                note = Submission(f"{number} {turn}", speaker(OFFICE), AddNote(matter=name, text="Seen."), version())
                outcome = handle(replace(ledger), note)
                if isinstance(outcome, Accepted):
                    assert outcome.acknowledgement is not None
                    word = outcome.acknowledgement
                    calls.append(Call(invoked, NEVER, wrote(word.first_version, word.last_version)))
                else:
                    assert outcome.matter is not None
                    calls.append(Call(invoked, NEVER, told(outcome.matter.version)))
            calls[-1] = replace(calls[-1], returned=time.monotonic_ns())
        return calls

    with ThreadPoolExecutor(8) as pool:
        calls = [call for calls in pool.map(client, range(8)) for call in calls]
    assert linearisable(calls, 1)
    stale = Call(calls[-1].returned + 1, calls[-1].returned + 2, told(1))
    assert not linearisable([*calls, stale], 1)
    ledger.store.close()


# --- the order the ledger returns, and the log told again


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Operation]]:
    folder = tmp_path_factory.mktemp("history")
    found = concurrent(folder, clients=8, commands=25)
    assert found.faults == []
    return folder, read_journals(folder / "seen")


def test_what_eight_clients_were_answered_follows_from_the_log(history: tuple[Path, list[Operation]]) -> None:
    folder, operations = history
    ledger = open_ledger(folder / "home", RacingClock(0))
    found = audit(ledger, operations, ())
    ledger.store.close()
    assert found.faults == []
    assert found.acknowledged > 30
    assert found.decided > 30
    assert found.refusals_explained > 10
    assert (found.lost, found.ghosts, found.order) == (0, 0, 0)


def ok(operations: list[Operation]) -> Operation:
    """An acknowledged command about a matter to which another one was acknowledged before: in the log, not by the clock."""
    heard = [one for one in operations if one.outcome is Outcome.OK and one.note and one.stream.startswith("m")]
    first = {one.stream: one for one in sorted(heard, key=lambda one: one.first, reverse=True)}
    return next(one for one in heard if one.first > first[one.stream].last)


def test_a_version_acknowledged_twice_is_noticed(history: tuple[Path, list[Operation]]) -> None:
    one = ok(history[1])
    twin = replace(one, submission=replace(one.submission, key="another"))
    assert any("twice" in fault for fault in order_faults(placed([*history[1], twin])))


def test_an_answer_from_before_an_earlier_one_was_asked_is_noticed(history: tuple[Path, list[Operation]]) -> None:
    one = ok(history[1])
    early = [replace(each, invoked=0, returned=1) if each.key == one.key else each for each in history[1]]
    assert any("sent after it was answered" in fault for fault in order_faults(placed(early)))


@pytest.mark.parametrize("wrong", ["lost", "ghost", "swapped", "invented refusal", "old state", "never answered"])
def test_an_answer_that_is_not_true_is_noticed(history: tuple[Path, list[Operation]], wrong: str) -> None:
    folder, operations = history
    one = ok(operations)
    plain = [each for each in operations if each.refusal and each.seen and not each.refusal.field("current")]
    refused = max(plain, key=lambda each: each.invoked)  # the first might have seen its matter before it was opened
    unknown = replace(one, submission=replace(one.submission, key="unknown"))
    changed: dict[str, list[Operation]] = {
        "lost": [*operations, unknown],
        "ghost": [
            replace(each, outcome=Outcome.FAIL, refusal=refused.refusal) if each.key == one.key else each
            for each in operations
        ],
        "swapped": [
            replace(each, submission=replace(each.submission, command=AddNote(matter=one.stream, text="Other.")))  # type: ignore[arg-type] # its stream is a matter's
            if each.key == one.key
            else each
            for each in operations
        ],
        "invented refusal": [
            replace(each, refusal=replace(refused.refusal, fields=(("invented", "1"),))) if each is refused else each  # type: ignore[type-var] # refused has a refusal
            for each in operations
        ],
        "old state": [replace(each, seen=0) if each is refused else each for each in operations],
        "never answered": [*operations, replace(unknown, outcome=Outcome.INFO, note=b"", returned=NEVER)],
    }
    ledger = open_ledger(folder / "home", RacingClock(0))
    found = audit(ledger, changed[wrong], ())
    ledger.store.close()
    assert found.faults
    assert (found.lost > 0) == (wrong == "lost")
    assert (found.ghosts > 0) == (wrong == "ghost")


def test_an_event_that_no_command_explains_is_noticed(history: tuple[Path, list[Operation]]) -> None:
    folder, operations = history
    one = ok(operations)
    ledger = open_ledger(folder / "home", RacingClock(0))
    found = replay(ledger, [each for each in operations if each.key != one.key])
    ledger.store.close()
    assert any(one.stream in fault and "explains" in fault for fault in found.faults)


@pytest.mark.parametrize("clients", [1, 32])
def test_one_client_or_many_on_sqlite(tmp_path: Path, clients: int) -> None:
    found = concurrent(tmp_path, clients, commands=96 // clients)
    assert found.faults == []
    assert found.acknowledged > 10


@pytest.mark.postgresql
def test_sixteen_clients_on_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    known = psycopg.conninfo.conninfo_to_dict(postgresql_url)
    url = f"postgresql://{known['user']}@/{known['dbname']}?host={quote(str(known['host']), safe='')}"
    found = concurrent(tmp_path, 16, 6, url)
    assert found.faults == []
    assert found.acknowledged > 10
