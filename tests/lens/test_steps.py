"""The step kernel says what a reader would find going through the events one by one."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.lens.mapping import CalendarSpec, State
from buckstop.lens.steps import StepRules
from buckstop.lens.working_time import WorkingClock
from tests.lens.oracles.blocks import advances, kernel
from tests.lens.oracles.plain import SPANS, PlainCase, PlainEvent, PlainRules, Row, plain_case
from tests.lens.oracles.strategies import ACTIVITIES, MINUTE, START, some_cases, steady

HOUR = 60 * MINUTE
A, B, C = 0, 1, 2
fewer = settings(steady, max_examples=40)
OTHER, WORKING, QUEUED, WAITING = State.OTHER, State.WORKING, State.QUEUED, State.WAITING
PAUSED, DONE, CLOSED, REOPENED = State.PAUSED, State.DONE, State.CLOSED, State.REOPENED


def rules(*, has_states: bool = True, advancing: Sequence[int] = (), zone: str = "UTC") -> StepRules:
    return StepRules(has_states, advances(advancing, ACTIVITIES), 30 * MINUTE, zone)


def numbered(rows: list[Row], case_no: int) -> list[Row]:
    return [{"case_no": case_no} | row for row in rows]


def expected(found: list[PlainCase]) -> dict[str, list[Row]]:
    return {
        "events": [{"span_us": e["span_us"], "tied": e["tied"]} for case in found for e in case.events],
        "cases": [row for n, case in enumerate(found) for row in numbered([case.case], n)],
        "runs": [row for n, case in enumerate(found) for row in numbered(case.runs, n)],
        "case_runs": [row for n, case in enumerate(found) for row in numbered([case.case_run], n)],
    }


def told(*steps: tuple[int, int | None, State], hours: bool = True) -> list[PlainEvent]:
    """A case told as (hours since its start, holder, state)."""
    unit = HOUR if hours else 1
    return [PlainEvent(START + at * unit, n + 1, state, 0, holder) for n, (at, holder, state) in enumerate(steps)]


def one_run(*steps: tuple[int, int | None, State], run: int = 0) -> Row:
    return kernel([told(*steps)], rules())["runs"][run]


def one_case(*steps: tuple[int, int | None, State]) -> Row:
    return kernel([told(*steps)], rules())["case_runs"][0]


@steady
@given(
    cases=some_cases(),
    has_states=st.booleans(),
    advancing=st.sets(st.integers(0, ACTIVITIES - 1), max_size=2),
    zone=st.sampled_from(["UTC", "Europe/Berlin"]),
)
def test_every_column_equals_the_slow_count(
    cases: list[list[PlainEvent]], has_states: bool, advancing: set[int], zone: str
) -> None:
    plain = PlainRules(has_states, frozenset(advancing), 30 * MINUTE, zone)
    found = kernel(cases, rules(has_states=has_states, advancing=tuple(advancing), zone=zone))
    wanted = expected([plain_case(case, plain) for case in cases])
    for table, rows in wanted.items():
        assert found[table] == rows, table


@fewer
@given(some_cases())
def test_every_hour_of_a_case_is_in_exactly_one_column(cases: list[list[PlainEvent]]) -> None:
    found = kernel(cases, rules())
    for case, row in zip(found["cases"], found["case_runs"], strict=True):
        assert sum(int(str(row[name])) for name in SPANS) == int(str(case["ended_us"])) - int(str(case["started_us"]))


@fewer
@given(some_cases())
def test_the_hours_of_the_stays_are_the_hours_of_the_case_but_for_those_before_anybody_held_it(
    cases: list[list[PlainEvent]],
) -> None:
    found = kernel(cases, rules())
    for number, case in enumerate(cases):
        stays = [row for row in found["runs"] if row["case_no"] == number]
        before = next((event.us for event in case if event.holder is not None), case[-1].us) - case[0].us
        held = sum(int(str(row[name])) for row in stays for name in SPANS)
        assert held + before == case[-1].us - case[0].us


@fewer
@given(some_cases(max_cases=6), st.integers(1, 5))
def test_cases_say_the_same_whether_they_come_in_one_block_or_in_two(cases: list[list[PlainEvent]], cut: int) -> None:
    whole = kernel(cases, rules())
    parts = [kernel(part, rules()) for part in (cases[:cut], cases[cut:]) if part]
    for table in ("cases", "runs", "case_runs"):
        rows = [row for part in parts for row in part[table]]
        assert [{**row, "case_no": 0} for row in rows] == [{**row, "case_no": 0} for row in whole[table]]


def test_a_case_with_one_event_is_one_stay_without_end() -> None:
    run = one_run((0, A, QUEUED))
    assert (run["holder"], run["ended_us"], run["events"], run["first_queue_us"]) == (A, None, 1, 0)
    assert [run[name] for name in SPANS] == [0] * 7


def test_a_case_nobody_held_is_kept_with_no_runs() -> None:
    found = kernel([told((0, None, WORKING), (2, None, DONE))], rules())
    assert found["runs"] == []
    assert found["case_runs"][0] == {
        "case_no": 0,
        **dict.fromkeys(("runs", "handovers", "holders", "aba", "returns"), 0),
        **dict.fromkeys(("first_holder", "last_holder", "resolver"), None),
        **dict.fromkeys(SPANS, 0),
        "unheld_us": 2 * HOUR,
    }


def test_an_event_without_a_holder_does_not_interrupt_a_stay() -> None:
    case = one_case((0, A, WORKING), (1, None, WORKING), (3, A, WORKING), (4, B, WORKING))
    assert (case["runs"], case["handovers"]) == (2, 1)
    assert (case["working_us"], case["unheld_us"]) == (2 * HOUR, 2 * HOUR)


def test_a_b_a_is_a_return_of_length_two_and_a_b_c_a_of_length_three() -> None:
    case = one_case((0, A, WORKING), (1, B, WORKING), (2, A, WORKING), (3, C, WORKING), (4, B, WORKING))
    assert (case["aba"], case["returns"], case["holders"]) == (1, 2, 3)
    assert one_run((0, A, WORKING), (1, B, WORKING), (2, C, WORKING), (3, A, DONE), run=3)["return_length"] == 3


def test_hours_after_the_first_resolution_are_nobodys_even_when_reopened() -> None:
    case = one_case((0, A, WORKING), (1, A, DONE), (4, A, WORKING), (9, B, CLOSED))
    assert (case["working_us"], case["after_us"], case["resolver"]) == (HOUR, 8 * HOUR, A)


def test_counts_are_not_cut_at_the_first_resolution() -> None:
    case = one_case((0, A, DONE), (1, B, WORKING), (2, A, CLOSED))
    assert (case["handovers"], case["aba"]) == (2, 1)


def test_the_resolver_is_who_held_when_an_event_without_a_holder_resolved() -> None:
    assert one_case((0, A, WORKING), (1, None, DONE), (2, B, CLOSED))["resolver"] == A
    assert one_case((0, None, DONE), (2, B, CLOSED))["resolver"] is None


def test_the_queue_ends_with_the_first_event_that_is_not_queued() -> None:
    assert one_run((0, A, QUEUED), (2, A, QUEUED), (5, A, WORKING))["first_queue_us"] == 5 * HOUR
    assert one_run((0, A, QUEUED), (2, A, QUEUED), (5, B, WORKING))["first_queue_us"] == 5 * HOUR
    assert one_run((0, A, WORKING), (2, A, QUEUED), (5, A, WORKING))["first_queue_us"] == 0


def test_a_wait_that_ends_in_done_by_the_same_holder_is_straight_to_done() -> None:
    run = one_run((0, A, WORKING), (1, A, WAITING), (3, A, WAITING), (4, A, DONE))
    assert (run["waits"], run["waits_straight_to_done"], run["wait_started_us"]) == (1, 1, START + HOUR)
    run = one_run((0, A, WAITING), (1, A, WORKING), (3, A, WAITING), (4, B, DONE))
    assert (run["waits"], run["waits_straight_to_done"]) == (2, 0)


def test_a_wait_that_began_while_nobody_was_named_still_counts_once_for_the_holder() -> None:
    # Found by the slow count: the wait had no entry, and its ending was put down to another case's wait.
    found = kernel(
        [
            told((0, A, WAITING), (1, A, WORKING)),
            told((0, B, WORKING), (1, None, WAITING), (2, B, WAITING), (3, B, DONE)),
        ],
        rules(),
    )["runs"]
    assert [(run["waits"], run["waits_straight_to_done"]) for run in found] == [(1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("steps", "productive"),
    [
        (((0, A, QUEUED), (1, B, QUEUED)), False),
        (((0, A, WORKING), (1, B, QUEUED)), True),
        (((0, A, QUEUED), (1, A, WAITING), (2, B, QUEUED)), True),
        (((0, A, QUEUED), (1, A, DONE), (2, B, QUEUED)), True),
        (((0, A, PAUSED), (8, B, QUEUED)), False),
    ],
)
def test_a_stay_is_productive_if_it_asked_answered_resolved_or_worked(
    steps: tuple[tuple[int, int | None, State], ...], productive: bool
) -> None:
    assert one_run(*steps)["productive"] is productive


def test_working_less_than_the_minimum_is_not_productive() -> None:
    minutes = [PlainEvent(START + at * MINUTE, at + 1, WORKING, 0, holder) for at, holder in ((0, A), (29, B), (59, A))]
    assert [run["productive"] for run in kernel([minutes], rules())["runs"]] == [False, True, False]


def test_without_states_a_new_activity_is_progress_and_a_repeated_one_is_not() -> None:
    events = [
        PlainEvent(START + n, n + 1, OTHER, activity, holder)
        for n, (activity, holder) in enumerate([(0, A), (0, B), (1, A)])
    ]
    assert [run["productive"] for run in kernel([events], rules(has_states=False))["runs"]] == [True, False, True]
    advancing = kernel([events], rules(has_states=False, advancing=(0,)))["runs"]
    assert [run["productive"] for run in advancing] == [True, True, True]


def test_a_midnight_stamp_makes_the_order_of_its_day_doubtful_in_local_time_only() -> None:
    midnight = START + 30 * MINUTE  # of 31 March in Berlin
    events = [PlainEvent(us, n + 1, WORKING, 0, A) for n, us in enumerate((midnight, midnight + 9 * MINUTE))]
    (case,) = kernel([events], rules(zone="Europe/Berlin"))["cases"]
    assert case["date_tied_events"] == 1
    (case,) = kernel([events], rules(zone="UTC"))["cases"]
    assert case["date_tied_events"] == 0


def test_on_the_working_calendar_a_weekend_is_nothing() -> None:
    friday_16 = 1_709_308_800_000_000  # 2024-03-01T16:00Z
    events = [
        PlainEvent(friday_16, 1, QUEUED, 0, A),
        PlainEvent(friday_16 + 65 * HOUR, 2, WORKING, 0, A),  # Monday 09:00
        PlainEvent(friday_16 + 66 * HOUR, 3, WAITING, 0, A),
        PlainEvent(friday_16 + 68 * HOUR, 4, DONE, 0, A),
    ]
    clock = WorkingClock.for_years(CalendarSpec(), "UTC", 2024, 2024)
    (run,) = kernel([events], StepRules(has_states=True, advancing=np.zeros(1, np.bool_), min_work_us=0, clock=clock))[
        "runs"
    ]
    assert (run["held_cal_us"], run["queued_cal_us"]) == (2 * HOUR, HOUR)
    assert run["queued_us"] == 65 * HOUR
