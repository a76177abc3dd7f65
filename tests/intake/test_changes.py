"""Histories of field changes become events: every moment of a case carries the value each field had from then on."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake.changes import gather_changes, gather_table
from buckstop.intake.open_log import open_log
from buckstop.intake.raw import ROW_COLUMN
from buckstop.lens.mapping import ChangeSpec, Mapping, TimeSpec

SPEC = ChangeSpec("field", "new", {"owner": "who", "state": "status"}, old="old", started="opened")
MAPPING = Mapping("m", "id", TimeSpec("at"), person="who", state_column="status", changes=SPEC)
HEADER = ["id", "opened", "at", "field", "old", "new"]


def table(*rows: str) -> pa.Table:
    cells = [[cell or None for cell in row.split(",")] for row in rows]
    columns = {name: pa.array([row[i] for row in cells], pa.string()) for i, name in enumerate(HEADER)}
    return pa.table({ROW_COLUMN: pa.array(range(2, len(rows) + 2), pa.int64()), **columns})


def events(*rows: str, mapping: Mapping = MAPPING) -> list[tuple[object, ...]]:
    assert mapping.changes is not None
    gathered = gather_table(table(*rows), mapping, mapping.changes)
    names = (ROW_COLUMN, "id", "at", "who", "status")
    return [tuple(row[name] for name in names) for row in gathered.to_pylist()]


def test_a_moment_carries_what_was_set_before() -> None:
    assert events(
        "A,2024-01-01,2024-01-02,state,new,open",
        "A,2024-01-01,2024-01-03,owner,,Ann",
        "A,2024-01-01,2024-01-05,owner,Ann,Bob",
    ) == [
        (2, "A", "2024-01-01", None, "new"),
        (2, "A", "2024-01-02", None, "open"),
        (3, "A", "2024-01-03", "Ann", "open"),
        (4, "A", "2024-01-05", "Bob", "open"),
    ]


def test_before_its_first_change_a_field_has_its_old_value() -> None:
    assert events("A,,2024-01-02,state,new,open", "A,,2024-01-05,owner,Ann,Bob") == [
        (2, "A", "2024-01-02", "Ann", "open"),
        (3, "A", "2024-01-05", "Bob", "open"),
    ]


def test_changes_of_one_moment_are_one_event_and_the_last_one_counts() -> None:
    assert events("A,,2024-01-02,owner,,Ann", "A,,2024-01-02,state,new,open", "A,,2024-01-02,owner,Ann,Bob") == [
        (2, "A", "2024-01-02", "Bob", "open")
    ]


def test_a_field_that_is_emptied_is_empty_from_then_on() -> None:
    found = events("A,,2024-01-02,owner,,Ann", "A,,2024-01-03,owner,Ann,", "A,,2024-01-04,state,new,open")
    assert [who for _, _, _, who, _ in found] == ["Ann", None, None]


def test_nothing_is_carried_from_one_case_to_the_next() -> None:
    found = events("A,,2024-01-02,owner,,Ann", "B,,2024-01-03,state,new,open", "B,,2024-01-04,owner,,Bob")
    assert [(case, who, status) for _, case, _, who, status in found] == [
        ("A", "Ann", None),
        ("B", None, "open"),
        ("B", "Bob", "open"),
    ]


def test_rows_in_any_order_give_the_same_events() -> None:
    rows = ["A,2024-01-01,2024-01-02,owner,,Ann", "B,,2024-01-01,owner,,Cy", "A,2024-01-01,2024-01-04,owner,Ann,Bob"]
    assert [event[1:] for event in events(*rows)] == [event[1:] for event in events(*reversed(rows))]


def test_an_opening_that_is_not_before_the_first_change_makes_no_event() -> None:
    assert len(events("A,2024-01-02,2024-01-02,owner,,Ann")) == 1
    assert len(events("A,2024-01-09,2024-01-02,owner,,Ann")) == 1


def test_rows_without_case_or_time_stay_rows_of_their_own() -> None:
    found = events(",,2024-01-02,owner,,Ann", "A,,,owner,,Bob", "A,,2024-01-03,owner,,Cy")
    assert {(case, at) for _, case, at, _, _ in found} == {(None, "2024-01-02"), ("A", None), ("A", "2024-01-03")}


def test_a_mapping_without_a_history_leaves_the_log_alone(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,at\nA,2024-01-01\n", "utf-8")
    raw = open_log(tmp_path / "log.csv", workdir=tmp_path / "staged")
    assert gather_changes(raw, Mapping("m", "id", TimeSpec("at")), tmp_path / "gathered") is raw


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_was_gathered_and_left_out_is_said(tmp_path: Path, kind: str) -> None:
    rows = table("A,,2024-01-02,owner,,Ann", "A,,2024-01-02,note,,x", "A,,2024-01-03,owner,,Bob").drop([ROW_COLUMN])
    path = tmp_path / f"log.{kind}"
    if kind == "csv":
        lines = [",".join(row[name] or "" for name in HEADER) for row in rows.to_pylist()]
        path.write_text("\n".join([",".join(HEADER), *lines]), "utf-8")
    else:
        pq.write_table(rows, path)
    raw = gather_changes(open_log(path, workdir=tmp_path / "staged"), MAPPING, tmp_path / "gathered")
    assert (raw.rows, raw.columns) == (2, ("id", "at", "who", "status"))
    said = {issue.code: (issue.count, issue.fields) for issue in raw.issues}
    assert said["changes.gathered"] == (2, {"events": 2})
    assert said["changes.unused"] == (1, {"fields": "note"})
    assert pq.read_table(raw.parquet[0]).column(ROW_COLUMN).to_pylist() == ([2, 4] if kind == "csv" else [1, 3])


CHANGES = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.integers(1, 6),
        st.sampled_from(["owner", "state", "note"]),
        st.sampled_from(["", "x", "y", "z"]),
        st.sampled_from(["", "x", "y", "z"]),
    ),
    max_size=25,
)


def slowly(changes: list[tuple[str, int, str, str, str]]) -> list[tuple[str, str, str | None, str | None]]:
    """The same, one change at a time: what the quick way must agree with."""
    found: list[tuple[str, str, str | None, str | None]] = []
    for case in "ABC":
        mine = sorted((c for c in changes if c[0] == case and c[2] != "note"), key=lambda change: change[1])
        now: dict[str, str | None] = {}
        for field in ("owner", "state"):
            now[field] = next((old or None for _, _, name, old, _ in mine if name == field), None)
        if mine:
            found.append((case, "2024-01-01", now["owner"], now["state"]))
        for day in sorted({change[1] for change in mine}):
            now |= {name: new or None for _, at, name, _, new in mine if at == day}
            found.append((case, f"2024-01-1{day}", now["owner"], now["state"]))
    return found


@settings(deadline=None)
@given(CHANGES)
def test_the_quick_way_agrees_with_one_change_at_a_time(changes: list[tuple[str, int, str, str, str]]) -> None:
    rows = [f"{case},2024-01-01,2024-01-1{day},{field},{old},{new}" for case, day, field, old, new in changes]
    quick = [event[1:] for event in events(*rows)]  # cases stand in the order in which they are met
    assert sorted(quick, key=lambda event: str(event[0])) == slowly(changes)
