"""Every tally a second time, by plain loops over cases written from the definitions, on a simulated world.

On a real log where one is present: the share of cases kept at the front line, as published research counted it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from buckstop.app.analyse import LogRequest, session_of
from buckstop.lens.engine import Session
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.levels import level_of
from buckstop.lens.mapping import STATE_CODES, State
from buckstop.lens.normalise import RawTable
from buckstop.lens.pattern import Test, pattern_named
from buckstop.simulator.logs import LogSpec, simulate, write_parquet

HOUR, DAY = 3_600_000_000, 86_400_000_000
QUEUED, WAITING = STATE_CODES[State.QUEUED], STATE_CODES[State.WAITING]

Row = dict[str, Any]
Stays = list[Row]
Tally = Counter[tuple[int | None, ...]]
ONE_THREAD = Resources(memory_limit="500MB", threads=1)


class World:
    """A log as plain rows: stays per case, cases, lines of holders."""

    def __init__(self, session: Session) -> None:
        self.cases: dict[int, Row] = {row["case_no"]: row for row in session.table("select * from cases").to_pylist()}
        self.stays: Mapping[int, Stays] = defaultdict(list)
        for row in session.table("select * from runs order by case_no, run_no").to_pylist():
            self.stays[row["case_no"]].append(row)
        self.end = max(case["ended_us"] for case in self.cases.values())
        self.lines = {row["holder_no"]: row["line_no"] for row in session.table("select * from holders").to_pylist()}
        events = session.table("select case_no, happened_us from events order by case_no, seq").to_pylist()
        self.events: Mapping[int, list[int]] = defaultdict(list)
        for row in events:
            self.events[row["case_no"]].append(row["happened_us"])

    def walks(self) -> Iterator[tuple[Row, Stays]]:
        """Each case with its stays."""
        for case_no, case in self.cases.items():
            yield case, self.stays[case_no]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A simulated world of 1,500 cases in which everything that can be planted is."""
    folder = tmp_path_factory.mktemp("world")
    log = simulate(LogSpec(seed=5, cases=1500))
    mapping = write_parquet(log, folder / "log.parquet")
    names = tuple(log.table.column_names)
    raw = RawTable("log.parquet", "parquet", (folder / "log.parquet",), names, log.table.num_rows)
    store = import_log(raw, mapping, folder / "stored", resources=ONE_THREAD)
    with Session(store, level_of(mapping, store.meta.holder_columns), ONE_THREAD) as opened:
        yield opened


@pytest.fixture(scope="module")
def world(session: Session) -> World:
    """The same world as plain rows."""
    return World(session)


def neighbours(stays: Stays, at: int) -> tuple[Row | None, Row | None]:
    """The stays right before and right after."""
    return (stays[at - 1] if at else None), (stays[at + 1] if at + 1 < len(stays) else None)


def first_stays(stays: Stays) -> Iterator[tuple[int, Row]]:
    """The first stay of every holder, with its place."""
    seen: set[int] = set()
    for at, stay in enumerate(stays):
        if stay["holder_no"] not in seen:
            seen.add(stay["holder_no"])
            yield at, stay


def open_at(case: Row, instant: int) -> bool:
    """Whether the case was not resolved before."""
    return case["resolved_us"] is None or instant <= case["resolved_us"]


def pure_relay(world: World) -> Tally:
    """Rows (holder, case, run, stratum, outcome)."""
    found: Tally = Counter()
    for case, stays in world.walks():
        for at, stay in first_stays(stays):
            before, after = neighbours(stays, at)
            known = after or case["resolved_us"] is not None or world.end - stay["started_us"] > DAY
            if before and known and open_at(case, stay["started_us"]):
                onward = bool(after) and after is not None and after["holder_no"] != before["holder_no"]
                swift = after is not None and after["started_us"] - stay["started_us"] <= 24 * HOUR
                found[_row(case, stay, onward and swift and not stay["productive"])] += 1
    return found


def push_to_front_missed(world: World) -> Tally:
    """As above."""
    found: Tally = Counter()
    for case, stays in world.walks():
        for at, stay in first_stays(stays):
            _, after = neighbours(stays, at)
            known = after or case["resolved_us"] is not None
            if world.lines[stay["holder_no"]] == 0 and known and open_at(case, stay["started_us"]):
                up = after is not None and world.lines[after["holder_no"]] > 0
                found[_row(case, stay, up and not stay["productive"])] += 1
    return found


def upward_dumping(world: World) -> Tally:
    """As above; the first time a holder handed the case up and it moved on from there."""
    found: Tally = Counter()
    for case, stays in world.walks():
        done: set[int] = set()
        for at, stay in enumerate(stays[:-1]):
            target, then = stays[at + 1], stays[at + 2] if at + 2 < len(stays) else None
            if world.lines[target["holder_no"]] <= world.lines[stay["holder_no"]]:
                continue
            known = (then or case["resolved_us"] is not None) and open_at(case, target["started_us"])
            if known and stay["holder_no"] not in done:
                done.add(stay["holder_no"])
                back = then is not None and then["holder_no"] == stay["holder_no"]
                back = back and then is not None and then["started_us"] - target["started_us"] <= 10 * DAY
                found[*_row(case, stay, back and not target["productive"]), target["holder_no"]] += 1
    return found


def queue_gap(world: World) -> Tally:
    """As above."""
    found: Tally = Counter()
    for case, stays in world.walks():
        for at, stay in first_stays(stays):
            long = stay["first_queue_us"] > 72 * HOUR
            unresolved = case["resolved_us"] is None or stay["started_us"] < case["resolved_us"]
            ended = neighbours(stays, at)[1] is not None or stay["exit_state"] != QUEUED
            if stay["entry_state"] == QUEUED and unresolved and (ended or long):
                found[_row(case, stay, long)] += 1
    return found


def tactical_wait(world: World) -> Tally:
    """As above; the first stay of a holder with a wait that ended."""
    found: Tally = Counter()
    for case, stays in world.walks():
        done: set[int] = set()
        for stay in stays:
            still = stay is stays[-1] and stay["exit_state"] == WAITING and stay["waits"] == 1
            late = case["resolved_us"] is not None and stay["waits"] and stay["wait_started_us"] >= case["resolved_us"]
            if stay["waits"] and not still and not late and stay["holder_no"] not in done:
                done.add(stay["holder_no"])
                found[_row(case, stay, stay["waits_straight_to_done"] > 0)] += 1
    return found


def reopened_after_close(world: World) -> Tally:
    """As above; the first stay of a holder that finished the case."""
    found: Tally = Counter()
    for case, stays in world.walks():
        done: set[int] = set()
        for stay in stays:
            if stay["done_us"] is not None and stay["holder_no"] not in done:
                done.add(stay["holder_no"])
                found[_row(case, stay, stay["reopened_after"] > 0)] += 1
    return found


def longer_cycle(world: World) -> Tally:
    """As above; counted instead of the outcome."""
    found: Tally = Counter()
    for case, stays in world.walks():
        for at, stay in enumerate(stays):
            before, _ = neighbours(stays, at)
            found[_row(case, stay, before is not None and not before["productive"])] += 1
    return found


def ping_pong(world: World) -> Tally:
    """Rows (centre, other, stratum, through, arrived, left to, both)."""
    through, arrived, left, both = Counter[Any](), Counter[Any](), Counter[Any](), Counter[Any]()
    for case, stays in world.walks():
        centres: set[int] = set()
        for before, stay, after in zip(stays, stays[1:], stays[2:], strict=False):
            b, stratum = stay["holder_no"], case["stratum"]
            if b in centres:
                continue
            centres.add(b)
            if before["productive"]:
                continue
            through[b, stratum] += 1
            swift = after["started_us"] - stay["started_us"] <= 10 * DAY
            source, target = before["holder_no"], after["holder_no"] if swift and not stay["productive"] else None
            arrived[b, source, stratum] += 1
            left[b, target, stratum] += target is not None
            both[b, source, stratum] += source == target
    rows = [(b, a, s, through[b, s], n, left[b, a, s], both[b, a, s]) for (b, a, s), n in arrived.items() if n]
    return Counter(rows)


def tossing_path(world: World) -> Tally:
    """Rows (earlier holder, finisher, cases, their own time)."""
    cases, spent = Counter[Any](), Counter[Any]()
    for _, stays in world.walks():
        end = next((at for at, stay in enumerate(stays) if stay["done_us"] is not None), 0)
        finisher = stays[end]["holder_no"] if stays else None
        for holder in {stay["holder_no"] for stay in stays[:end]} - {finisher}:
            mine = [stay for stay in stays[:end] if stay["holder_no"] == holder]
            cases[holder, finisher] += 1
            spent[holder, finisher] += sum(
                stay[span] for stay in mine for span in ("working_us", "queued_us", "paused_us", "other_us")
            )
    return Counter([(*pair, n, spent[pair]) for pair, n in cases.items()])


def deadlines(world: World, instant: str) -> Iterator[tuple[Row, Row, int]]:
    """Stays that held the case long enough, with where the instant lies: 1 = last days, 0 = a week earlier, -1 = else."""
    for case, stays in world.walks():
        for stay in stays:
            at, due = stay[instant], case["due_us"]
            if at is None or due is None or stay["started_us"] > due - 9 * DAY:
                continue
            late, early = due - 2 * DAY <= at < due, due - 9 * DAY <= at < due - 7 * DAY
            yield case, stay, 1 if late else 0 if early else -1


def wait_before_deadline(world: World) -> Tally:
    """Rows (holder, stratum, late, early)."""
    parts = Counter[Any]()
    for case, stay, part in deadlines(world, "wait_started_us"):
        if part >= 0 and (case["resolved_us"] is None or stay["wait_started_us"] < case["resolved_us"]):
            parts[stay["holder_no"], case["stratum"], part] += 1
    keys = {key[:2] for key in parts}
    return Counter([(*key, parts[*key, 1], parts[*key, 0]) for key in keys])


def deadline_rush(world: World) -> Tally:
    """Rows (holder, stratum, late, early, late bad, late, other bad, other)."""
    parts = Counter[Any]()
    for case, stay, part in deadlines(world, "done_us"):
        if stay["done_us"] == case["resolved_us"]:
            parts[stay["holder_no"], case["stratum"], part, stay["reopened_after"] > 0] += 1
    rows: Tally = Counter()
    for key in {key[:2] for key in parts}:
        count = {(part, bad): parts[*key, part, bad] for part in (1, 0, -1) for bad in (True, False)}
        late, early, other = (count[part, True] + count[part, False] for part in (1, 0, -1))
        others_bad = count[0, True] + count[-1, True]
        rows[*key, late, early, count[1, True], late, others_bad, early + other] += 1
    return rows


def orphan(world: World) -> Tally:
    """Rows (last holder, nobody, cases, silence)."""
    gaps: dict[str, list[int]] = defaultdict(list)
    for case_no, times in world.events.items():
        case = world.cases[case_no]
        resolved = case["resolved_us"]
        waits = [then - at for at, then in pairwise(times) if resolved is not None and at < resolved]
        if waits:
            gaps[case["case_type"]].append(max(waits))
    theta = {kind: sorted(found)[-(-len(found) * 95 // 100) - 1] for kind, found in gaps.items() if len(found) >= 20}
    cases, silence = Counter[Any](), Counter[Any]()
    for case, stays in world.walks():
        silent = world.end - case["ended_us"]
        if case["resolved_us"] is None and stays and silent > theta.get(case["case_type"], world.end):
            cases[stays[-1]["holder_no"]] += 1
            silence[stays[-1]["holder_no"]] += silent
    return Counter([(holder, None, n, silence[holder]) for holder, n in cases.items()])


def many_heads(world: World) -> Tally:
    """Rows (first holder, nobody, repeats, working time)."""
    demands = [
        (case["started_us"], case["case_rank"], stays[0]["holder_no"], case["demand_key"], case["demander"], stays)
        for case, stays in world.walks()
        if stays and case["demander"] is not None and case["demand_key"] is not None
    ]
    repeats, spent = Counter[Any](), Counter[Any]()
    for at, (started, _, holder, key, demander, stays) in enumerate(sorted(demands, key=lambda demand: demand[:2])):
        earlier = sorted(demands, key=lambda demand: demand[:2])[:at]
        if any(h == holder and k == key and d != demander and started - s <= 14 * DAY for s, _, h, k, d, _ in earlier):
            repeats[holder] += 1
            spent[holder] += sum(stay["working_us"] + stay["other_us"] for stay in stays)
    return Counter([(holder, None, n, spent[holder]) for holder, n in repeats.items()])


def _row(case: Row, stay: Row, outcome: bool) -> tuple[int | None, ...]:
    return stay["holder_no"], case["case_no"], stay["run_no"], case["stratum"], int(outcome)


SECOND_WAYS: list[Callable[[World], Tally]] = [
    *(pure_relay, push_to_front_missed, upward_dumping, queue_gap, tactical_wait, reopened_after_close, longer_cycle),
    *(ping_pong, tossing_path, wait_before_deadline, deadline_rush, orphan, many_heads),
]


@pytest.mark.parametrize("second_way", SECOND_WAYS, ids=[way.__name__ for way in SECOND_WAYS])
def test_sql_and_plain_loops_count_the_same(
    second_way: Callable[[World], Tally], session: Session, world: World
) -> None:
    pattern = pattern_named(second_way.__name__)
    assert pattern is not None
    table = session.table(pattern.sql, {param.name: param.default for param in pattern.params})
    rows = Counter(tuple(row.values()) for row in table.to_pylist())
    assert rows == second_way(world)
    outcome = {Test.RATE_VS_PEERS: 4, Test.PAIR_RETURNS: -1, Test.STUB_SHUFFLE: -1}.get(pattern.test, 2)
    assert any(row[outcome] for row in rows), "the world shows none of it, so nothing was compared"


def test_the_real_log_keeps_at_the_front_what_research_counted(
    real_log: Callable[[str], Path],
) -> None:
    source = real_log("bpic2013_incidents") / "BPIC13_incidents.xes.gz"
    pattern = pattern_named("push_to_front")
    assert pattern is not None
    with session_of(LogRequest(source, mapping="bpic2013_incidents")) as opened:
        (row,) = opened.table(pattern.sql).to_pylist()
    assert row["n"] == 4546
