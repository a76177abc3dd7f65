"""What an import finds doubtful: ties, midnight stamps, repeated rows, robots and words for nobody, cases cut off."""

from dataclasses import replace
from pathlib import Path

import pytest

from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import HolderWords
from buckstop.lens.store import OrderQuality, StoredLog
from tests.lens.oracles.logs import MAPPING, Cells, stored


def found(store: StoredLog, code: str) -> list[Issue]:
    return [issue for issue in store.meta.issues if issue.code == code]


def row(case: str, time: str, unit: str | None = "X", state: str = "working", activity: str | None = "open") -> Cells:
    return {"case": case, "time": time, "unit": unit, "person": "P", "state": state, "activity": activity}


def test_ties_are_told_and_lower_the_confidence_in_the_order(tmp_path: Path) -> None:
    rows = [row("a", f"2024-05-01T10:0{minute}:00Z") for minute in (0, 1, 1, 1, 2)]
    rows.append(row("b", "2024-05-01T10:02:00Z"))
    store = stored(rows, tmp_path)
    assert store.meta.order == OrderQuality(pairs=4, tied=2, date_tied=2, midnight=0, confidence=0.5)
    (ties,) = found(store, "order.ties")
    assert (ties.severity, ties.count, ties.fields) == (Severity.WARNING, 2, {"share": 33.3})


def test_dates_without_a_time_of_day_make_the_order_inside_a_day_unknown(tmp_path: Path) -> None:
    # Local midnight in Berlin: two dated events and one with a time, all on one day.
    rows = [row("a", stamp) for stamp in ("2024-05-01", "2024-05-01 09:00", "2024-05-02", "2024-05-04")]
    store = stored(rows, tmp_path)
    assert store.meta.order == OrderQuality(pairs=3, tied=0, date_tied=1, midnight=3, confidence=round(2 / 3, 6))
    (midnight,) = found(store, "time.midnight")
    assert (midnight.count, midnight.fields) == (3, {"share": 75.0})


def test_a_midnight_stamp_in_a_hundred_is_chance_and_costs_no_confidence(tmp_path: Path) -> None:
    rows = [row("a", f"2024-05-01 {n // 60:02}:{n % 60:02}:00") for n in range(100)]
    store = stored(rows, tmp_path)
    assert (store.meta.order.midnight, store.meta.order.date_tied, store.meta.order.confidence) == (1, 1, 1.0)
    assert found(store, "time.midnight") == []


def test_a_case_of_one_event_has_no_order_to_doubt(tmp_path: Path) -> None:
    assert stored([row("a", "2024-05-01")], tmp_path).meta.order_confidence == 1.0


def test_repeated_rows_are_kept_and_told_with_the_first_of_them(tmp_path: Path) -> None:
    moment = "2024-05-01T10:00:00Z"
    rows = [
        row("a", moment),
        row("a", moment, unit="Y"),
        row("a", moment, unit="Y", state="waiting"),
        row("b", moment),
        row("b", moment),
        row("b", moment),
        row("c", moment, activity=None),
        row("c", moment, activity=None),
    ]
    store = stored(rows, tmp_path)
    (repeated,) = found(store, "row.duplicate")
    assert (repeated.severity, repeated.count, repeated.row) == (Severity.NOTE, 3, 6)
    assert store.meta.events == 8


def test_robots_queues_and_words_for_nobody_are_told_by_column(tmp_path: Path) -> None:
    units = ("bot", "bot", "inbox", "EMPTY", "X", None)
    rows = [row("a", f"2024-05-0{day}", unit) for day, unit in enumerate(units, start=1)]
    issues = stored(rows, tmp_path).meta.issues
    told = {i.code: (i.column, i.count, i.fields.get("name")) for i in issues if i.code.startswith("holder.")}
    assert told == {
        "holder.robot": ("unit", 2, "bot"),
        "holder.queue": ("unit", 1, "inbox"),
        "holder.placeholder": ("unit", 1, "EMPTY"),
        "holder.missing": ("unit", 1, None),
    }


def test_names_of_robots_that_never_occur_are_not_told(tmp_path: Path) -> None:
    store = stored([row("a", "2024-05-01")], tmp_path, replace(MAPPING, holders=HolderWords(("ghost",))))
    assert [issue.code for issue in store.meta.issues if issue.code.startswith("holder.")] == []


@pytest.mark.parametrize("states", [True, False])
def test_cases_open_at_the_end_are_told_where_the_log_tells_states(states: bool, tmp_path: Path) -> None:
    rows = [row("a", "2024-05-01", state="done"), row("b", "2024-05-02"), row("c", "2024-05-03", state="closed")]
    mapping = MAPPING if states else replace(MAPPING, states={}, state_column=None)
    assert [issue.count for issue in found(stored(rows, tmp_path, mapping), "case.open_at_end")] == [1] * states


def test_cases_that_begin_in_the_middle_at_the_start_of_the_log_are_told(tmp_path: Path) -> None:
    rows = [row(f"c{n}", f"2024-{1 + n // 28:02}-{1 + n % 28:02}T10:00:00Z", state="done") for n in range(120)]
    rows[0] = row("c0", "2024-01-01T10:00:00Z", activity="call")  # on the first day, with an unusual first activity
    rows[90] = row("c90", "2024-04-06T10:00:00Z", activity="call")  # unusual too, but not at the start
    rows.append(row("c0", "2024-01-03T10:00:00Z"))
    store = stored(rows, tmp_path)
    assert [issue.count for issue in found(store, "case.cut_at_start")] == []  # 2 of 120 begin so: usual enough
    rows[90] = row("c90", "2024-04-06T10:00:00Z", state="done")
    assert [issue.count for issue in found(stored(rows, tmp_path), "case.cut_at_start")] == [1]
