"""The simulated county: repeatable, lawful in time, and truthful about what was planted, counted without the lens."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from buckstop.lens.mapping import CalendarSpec
from buckstop.lens.near_duplicates import demand_keys
from buckstop.lens.working_time import WorkingClock
from buckstop.simulator.logs import COUNTED_PLANTS, TESTED_PLANTS, LogSpec, SimulatedLog, simulate

SPEC = LogSpec(seed=7, cases=2500)
HOUR = pd.Timedelta(hours=1)


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    return simulate(SPEC)


@pytest.fixture(scope="module")
def events(log: SimulatedLog) -> pd.DataFrame:
    frame: pd.DataFrame = log.table.to_pandas()
    frame["change_no"] = frame["change_no"].astype(int)
    return frame.sort_values(["case_id", "change_no"], ignore_index=True)


@pytest.fixture(scope="module")
def stays(events: pd.DataFrame) -> pd.DataFrame:
    """One row per stay of a case with a unit, the hotline inbox left out."""
    held = events[events["unit"] != "Hotline inbox"].copy()
    fresh = (held["unit"] != held["unit"].shift()) | (held["case_id"] != held["case_id"].shift())
    held["stay"] = fresh.cumsum()
    stays = held.groupby("stay").agg(
        case_id=("case_id", "first"),
        unit=("unit", "first"),
        due=("due_at", "first"),
        arrived=("changed_at", "first"),
        statuses=("status", list),
        times=("changed_at", list),
    )
    by_case = stays.groupby("case_id")
    stays["before"], stays["after"] = by_case["unit"].shift(1), by_case["unit"].shift(-1)
    stays["left"] = by_case["arrived"].shift(-1)
    stays["worked"] = [bool({"In progress"} & set(statuses)) for statuses in stays["statuses"]]
    stays["worked_before"] = by_case["worked"].shift(1)
    stays["queue"] = [times[1] - times[0] if len(times) > 1 else pd.Timedelta(0) for times in stays["times"]]
    return stays


def carriers(log: SimulatedLog, pattern: str) -> list[str]:
    return sorted(truth.subject for truth in log.planted if truth.pattern == pattern)


def share(rows: pd.DataFrame, flag: pd.Series, units: list[str]) -> tuple[float, float]:
    """The share at the planted units, and at all the others."""
    here = rows["unit"].isin(units)
    return float(flag[here].mean()), float(flag[~here].mean())


def test_the_same_spec_gives_the_same_log_and_another_seed_another_one() -> None:
    small = LogSpec(cases=300, counted=0)
    assert simulate(small).table.equals(simulate(small).table)
    assert not simulate(small).table.equals(simulate(replace(small, seed=2)).table)


def test_the_null_twin_has_the_same_units_and_routes_and_plants_nothing(log: SimulatedLog) -> None:
    twin = simulate(SPEC.null_twin())
    assert twin.units == log.units
    assert (twin.planted, twin.collateral, twin.counted) == (frozenset(), frozenset(), {})
    assert len(set(twin.table.column("case_id").to_pylist())) == SPEC.cases


def test_every_planted_fault_has_units_of_its_own(log: SimulatedLog) -> None:
    parties = [name for truth in log.planted for name in (truth.subject, truth.object) if name]
    parties += [truth.subject for truth in log.counted]
    assert len(parties) == len(set(parties))
    assert {truth.pattern for truth in log.planted} == set(TESTED_PLANTS)
    assert {truth.pattern for truth in log.counted} == set(COUNTED_PLANTS)


def test_an_organisation_too_small_for_all_faults_is_refused() -> None:
    with pytest.raises(ValueError, match="Too few units"):
        simulate(LogSpec(front=10))


def test_nothing_ever_happens_outside_working_hours(log: SimulatedLog) -> None:
    clock = WorkingClock.for_years(CalendarSpec(country="GB"), "Europe/London", SPEC.year, SPEC.year + 1)
    happened = log.table.column("changed_at").to_numpy().astype("datetime64[us]").astype(np.int64)
    assert np.array_equal(clock.instants(clock.elapsed_us(happened)), happened)


def test_the_file_is_in_the_order_of_writing_and_each_case_in_the_order_of_its_counter(
    log: SimulatedLog, events: pd.DataFrame
) -> None:
    assert log.table.column("changed_at").to_pandas().is_monotonic_increasing
    assert events.groupby("case_id")["changed_at"].is_monotonic_increasing.all()
    first_to_last = events.groupby("case_id")["change_no"].agg(["first", "last", "size"])
    assert (first_to_last["first"] == 1).all()
    assert (first_to_last["last"] == first_to_last["size"]).all()


def test_a_consultation_is_answered_and_returns_to_the_one_who_asked(events: pd.DataFrame) -> None:
    advised = events.index[events["action"] == "Advice given"]
    assert len(advised) > 50
    after, before = events.loc[advised + 1], events.loc[advised - 3]
    assert (after["unit"].to_numpy() == before["unit"].to_numpy()).mean() > 0.95


def test_a_relay_hands_on_unworked_within_the_hour(log: SimulatedLog, stays: pd.DataFrame) -> None:
    quick = ~stays["worked"] & (stays["left"] - stays["arrived"] < 24 * HOUR) & stays["left"].notna()
    planted, others = share(stays, quick, carriers(log, "pure_relay"))
    assert planted > 0.35
    assert others < 0.15


def test_a_case_lies_in_the_queue_of_a_planted_unit_for_days(log: SimulatedLog, stays: pd.DataFrame) -> None:
    planted, others = share(stays, stays["queue"] > 72 * HOUR, carriers(log, "queue_gap"))
    assert planted > 0.3
    assert others < 0.15


def test_b_sends_back_to_a_what_a_sent_unworked(log: SimulatedLog, stays: pd.DataFrame) -> None:
    for truth in (truth for truth in log.planted if truth.pattern == "ping_pong"):
        bounced = stays[(stays["unit"] == truth.subject) & (stays["before"] == truth.object)]
        bounced = bounced[bounced["worked_before"] == False]  # noqa: E712 - a column of objects
        assert (bounced["after"] == truth.object).mean() > 0.35
        others = stays[(stays["unit"] == truth.subject) & (stays["before"] != truth.object)]
        assert (others["after"] == truth.object).mean() < 0.1


def test_a_planted_cycle_returns_after_two_other_units(log: SimulatedLog, stays: pd.DataFrame) -> None:
    (unit,) = carriers(log, "longer_cycle")
    later = stays.groupby("case_id")["unit"].shift(-3)
    returns = (later == stays["unit"]) & (stays["after"] != stays["unit"])
    planted, others = share(stays, returns, [unit])
    assert planted > 0.2
    assert others < 0.05


def test_what_a_planted_unit_closes_is_reopened(log: SimulatedLog, stays: pd.DataFrame) -> None:
    closings = stays[[("Resolved" in statuses) for statuses in stays["statuses"]]]
    reopened = pd.Series(["Reopened" in statuses for statuses in closings["statuses"]], closings.index)
    rushed = closings["unit"].isin(carriers(log, "deadline_rush"))
    planted, others = share(closings[~rushed], reopened[~rushed], carriers(log, "reopened_after_close"))
    assert planted > 0.4
    assert others < 0.12


def test_a_planted_wait_begins_in_the_last_hours_before_the_deadline(log: SimulatedLog, stays: pd.DataFrame) -> None:
    waits = stays[[("Waiting for customer" in statuses) for statuses in stays["statuses"]]]
    began = [
        times[statuses.index("Waiting for customer")]
        for statuses, times in zip(waits["statuses"], waits["times"], strict=True)
    ]
    left = waits["due"] - pd.Series(began, waits.index)
    last_day = (left > pd.Timedelta(0)) & (left < 24 * HOUR)
    planted, others = share(waits, last_day, carriers(log, "wait_before_deadline"))
    assert planted > 0.4
    assert others < 0.1


def test_open_cases_are_exactly_the_planted_orphans(log: SimulatedLog, events: pd.DataFrame) -> None:
    last = events.groupby("case_id").last()
    lying = last[last["status"] != "Closed"]["unit"].value_counts().to_dict()
    assert lying == {truth.subject: count for truth, count in log.counted.items() if truth.pattern == "orphan"}


def test_repeated_demands_are_exactly_the_planted_ones(log: SimulatedLog, events: pd.DataFrame) -> None:
    first = events.groupby("case_id").first()
    keys = pd.Series(demand_keys(first["subject"].tolist()), first.index)
    handled = events[events["unit"] != "Hotline inbox"].groupby("case_id")["unit"].first()
    repeated = handled[keys.duplicated()].value_counts().to_dict()
    assert repeated == {truth.subject: count for truth, count in log.counted.items() if truth.pattern == "many_heads"}


def test_every_unit_name_tells_its_line_in_both_languages() -> None:
    for language, second in (("en", "County "), ("zh", "县")):
        log = simulate(LogSpec(cases=200, language=language, counted=0))
        assert sum(name.startswith(second) for name in log.units) == SPEC.second
        assert len(set(log.units)) == SPEC.front + SPEC.second + SPEC.third
