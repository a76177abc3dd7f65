"""The tables of a fixed log have fixed digests, and another engine finds the same ones from the raw rows.

A change of a digest is a change of what the lens says: say so in CHANGELOG.md and pin the new one on purpose.
"""

import json
from pathlib import Path

import pytest

from tests.lens.oracles.logs import MAPPING, PLACEHOLDERS, QUEUES, ROBOTS, stored, told
from tests.lens.oracles.plain import Row
from tests.lens.oracles.polars_runs import case_runs_frame, digest, events_frame, runs_frame, with_runs
from tests.lens.oracles.strategies import awkward_rows

PINNED = json.loads((Path(__file__).parent.parent / "data" / "golden_steps.json").read_text("utf-8"))
ROWS = awkward_rows(400, seed=20_261_121)
CALENDAR = ("held_cal_us", "queued_cal_us")  # without a calendar they are always null


@pytest.fixture(scope="module")
def by_the_lens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    tables = told(stored(ROWS, tmp_path_factory.mktemp("golden")))
    for row in tables["runs"]:
        assert [row.pop(name) for name in CALENDAR] == [None, None]
    return tables


@pytest.fixture(scope="module")
def by_polars() -> dict[str, list[Row]]:
    events = with_runs(events_frame(ROWS, MAPPING.states, (*ROBOTS, *QUEUES, *PLACEHOLDERS)))
    runs = runs_frame(events)
    return {"runs": runs.to_dicts(), "case_runs": case_runs_frame(events, runs).to_dicts()}


@pytest.mark.parametrize("table", ["runs", "case_runs"])
def test_both_engines_give_the_pinned_digest(
    table: str, by_the_lens: dict[str, list[Row]], by_polars: dict[str, list[Row]]
) -> None:
    assert by_the_lens[table] == by_polars[table]
    assert digest(by_the_lens[table]) == PINNED[table] == digest(by_polars[table])


def test_the_pinned_log_is_worth_pinning(by_the_lens: dict[str, list[Row]]) -> None:
    runs, cases = by_the_lens["runs"], by_the_lens["case_runs"]
    assert len(runs) > 700
    assert {row["return_length"] for row in runs} >= {None, 2, 3, 4, 5}
    assert {row["waits_straight_to_done"] for row in runs} >= {0, 1}
    assert {row["productive"] for row in runs} == {True, False}
    assert any(row["runs"] == 0 for row in cases)


def test_a_digest_sees_one_changed_microsecond() -> None:
    assert digest([{"a": 1, "b": None}]) == digest([{"b": None, "a": 1}]) != digest([{"a": 2, "b": None}])
