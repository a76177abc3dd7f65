"""Facts are the sums of the tables, with the denominators that belong to them."""

import json
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from buckstop.lens.facts import Facts, facts
from buckstop.lens.mapping import CalendarSpec, Mapping, State
from tests.lens.oracles.logs import MAPPING, PLACEHOLDERS, QUEUES, ROBOTS, Cells, expected, session, stored
from tests.lens.oracles.plain import SPANS, Row
from tests.lens.oracles.strategies import awkward_rows

NOBODY = (*ROBOTS, *QUEUES, *PLACEHOLDERS)


def facts_of(rows: list[Cells], folder: Path, holder: str = "unit", mapping: Mapping = MAPPING) -> Facts:
    with session(stored(rows, folder, mapping), holder) as lens:
        return facts(lens)


def number(row: Row, name: str) -> int:
    return int(str(row[name] or 0))


@pytest.mark.parametrize("holder", ["unit", "person"])
def test_every_fact_is_the_sum_of_what_the_slow_count_finds(holder: str, tmp_path: Path) -> None:
    rows = awkward_rows(120, seed=8)
    found = facts_of(rows, tmp_path, holder)
    tables = expected(rows, MAPPING, holder, NOBODY)
    runs, cases, case_runs = tables["runs"], tables["cases"], tables["case_runs"]
    assert (found.holder, found.holder_role) == (holder, holder)
    assert (found.cases, found.events) == (120, len(rows))
    assert found.cases_with_holder == sum(number(row, "runs") > 0 for row in case_runs)
    assert found.units == len({row["holder"] for row in runs})
    assert found.handovers == sum(row["next_holder"] is not None for row in runs)
    assert found.cases_with_handover == sum(number(row, "handovers") > 0 for row in case_runs)
    assert found.distinct_edges == len({(r["holder"], r["next_holder"]) for r in runs if r["next_holder"] is not None})
    assert found.aba_occurrences == sum(row["return_length"] == 2 for row in runs)
    assert found.aba_cases == len({row["case_id"] for row in runs if row["return_length"] == 2})
    assert (
        found.returns == sum(row["return_length"] is not None for row in runs) == sum(found.returns_by_length.values())
    )
    assert found.return_cases == len({row["case_id"] for row in runs if row["return_length"] is not None})
    assert found.returns_by_length.get("5", 0) == sum(number(row, "return_length") >= 5 for row in runs)
    assert (found.reopened_cases, found.reopenings) == (
        sum(number(row, "reopened") > 0 for row in cases),
        sum(number(row, "reopened") for row in cases),
    )
    assert found.finished_more_than_once == sum(number(row, "closings") > 1 for row in cases)
    assert found.resolved_cases == sum(row["resolved_us"] is not None for row in cases)
    for name in SPANS:
        hours = sum(number(row, name) for row in case_runs) / 3_600_000_000
        assert found.hours_by_state[name.removesuffix("_us")] == pytest.approx(hours, abs=0.0005)
    spans = [number(row, "ended_us") - number(row, "started_us") for row in cases]
    assert found.mean_case_hours == pytest.approx(sum(spans) / len(spans) / 3_600_000_000, abs=0.001)
    assert found.median_case_hours == pytest.approx(median(spans) / 3_600_000_000, abs=0.001)
    assert found.ties == sum(number(row, "tied_events") for row in cases) > 0
    assert all(reach.low <= reach.high for reach in found.ranges.values())


def test_returns_of_length_five_and_more_are_counted_together(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-{day:02}", "unit": unit} for day, unit in enumerate("ABCDEAFGHBE", start=1)
    ]
    # A after 5 stays, B after 8, E after 6.
    assert facts_of(rows, tmp_path).returns_by_length == {"5": 3}


def test_closed_more_than_once_counts_putting_away_and_finished_counts_any_end(tmp_path: Path) -> None:
    paths = {
        "closed twice": ("closed", "working", "closed"),
        "done, then closed": ("done", "closed"),
        "done twice": ("done", "working", "done"),
        "closed, done, closed": ("closed", "done", "closed"),
        "closed and closed again without a change": ("closed", "closed"),
    }
    rows: list[Cells] = [
        {"case": case, "time": f"2024-05-0{day}", "unit": "X", "state": state}
        for case, states in paths.items()
        for day, state in enumerate(states, start=1)
    ]
    found = facts_of(rows, tmp_path)
    assert (found.closed_more_than_once, found.finished_more_than_once) == (2, 2)
    assert (found.reopened_cases, found.reopenings) == (2, 2)


def test_hours_by_value_keep_the_words_of_the_log_and_are_cut_at_the_first_resolution(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-01T{hour:02}:00:00Z", "unit": "X", "state": state}
        for hour, state in ((0, "Wait - User"), (4, "Fixed"), (6, "Wait - User"), (7, None), (9, "strange"))
    ]
    found = facts_of(
        rows, tmp_path, mapping=replace(MAPPING, states={"Wait - User": State.WAITING, "Fixed": State.DONE})
    )
    values = {
        name: (v.state, v.events, v.cases, v.hours, v.hours_before_resolution)
        for name, v in found.hours_by_value.items()
    }
    assert values == {
        "Wait - User": ("waiting", 2, 1, 5.0, 4.0),
        "Fixed": ("done", 1, 1, 2.0, 0.0),
        "strange": ("other", 1, 1, 0.0, 0.0),
    }


def test_hours_on_the_working_calendar_are_told_only_with_a_calendar(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": stamp, "unit": "X", "state": state}
        for stamp, state in (
            ("2024-05-03 15:00", "queued"),
            ("2024-05-06 10:00", "working"),
            ("2024-05-06 11:00", "done"),
        )
    ]
    assert facts_of(rows, tmp_path).working_calendar_hours is None
    found = facts_of(rows, tmp_path, mapping=replace(MAPPING, calendar=CalendarSpec("", 9, 17)))
    assert found.working_calendar_hours == {"held": 4.0, "queued": 3.0}  # Friday 15 to 17, Monday 9 to 11
    assert found.hours_by_state["queued"] == 67.0


def test_claims_about_order_are_withheld_below_four_fifths(tmp_path: Path) -> None:
    def with_ties(ties: int) -> Facts:
        minutes = [0] * ties + list(range(11 - ties))
        rows: list[Cells] = [{"case": "a", "time": f"2024-05-01T10:{minute:02}:00Z", "unit": "X"} for minute in minutes]
        return facts_of(rows, tmp_path)

    assert (with_ties(2).order_confidence, with_ties(2).order_claims_withheld) == (0.8, False)
    assert (with_ties(3).order_confidence, with_ties(3).order_claims_withheld) == (0.7, True)


def test_a_log_nobody_holds_has_facts_of_zero_and_not_of_nothing(tmp_path: Path) -> None:
    found = facts_of([{"case": "a", "time": "2024-05-01", "unit": None, "state": None}], tmp_path)
    assert (found.cases, found.cases_with_holder, found.units, found.handovers, found.returns) == (1, 0, 0, 0, 0)
    assert found.returns_by_length == {}
    assert set(found.hours_by_state.values()) == {0.0}
    assert (found.mean_case_hours, found.median_case_hours) == (0.0, 0.0)


def test_facts_are_plain_values_for_json(tmp_path: Path) -> None:
    found = facts_of(awkward_rows(30, seed=2), tmp_path)
    plain = json.loads(json.dumps(found.as_json()))
    assert plain["ranges"]["returns"] == {"low": found.ranges["returns"].low, "high": found.ranges["returns"].high}
    assert plain["hours_by_state"] == found.hours_by_state
    assert plain["excluded_holders"] == {"bot": "robot", "inbox": "queue", "EMPTY": "placeholder"}
