"""The session: what SQL sees, how values are bound, and that nothing is left behind."""

import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from buckstop.domain.errors import BuckstopError
from buckstop.lens import engine, tables
from buckstop.lens.engine import Session
from buckstop.lens.levels import level_of
from buckstop.lens.mapping import TimeSpec
from buckstop.lens.pattern import Need
from tests.lens.oracles.logs import MAPPING, RESOURCES, session, stored
from tests.lens.oracles.strategies import awkward_rows


@pytest.mark.parametrize("in_memory", [True, False])
def test_sql_sees_the_tables_in_the_types_of_the_contract(
    in_memory: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not in_memory:
        monkeypatch.setattr(engine, "RUNS_IN_MEMORY_MAX", 0)
    contract = {
        "runs": tables.RUNS,
        "case_runs": tables.CASE_RUNS,
        "holders": tables.HOLDERS,
        "activities": tables.ACTIVITIES,
        "cases": tables.CASES,
        "events": tables.EVENTS,
    }
    with session(stored(awkward_rows(20, seed=1), tmp_path)) as lens:
        for name, schema in contract.items():
            found = lens.table(f"select * from {name}").schema
            for field in schema:
                assert found.field(field.name).type == field.type, (name, field.name)
        assert lens.rows("select count(*) from passes") == lens.rows("select sum(handovers) from case_runs")
        assert lens.rows("select count(*) from stays") == lens.rows("select count(*) from runs")


def test_only_the_values_a_query_names_are_bound_to_it(tmp_path: Path) -> None:
    with session(stored(awkward_rows(3, seed=1), tmp_path)) as lens:
        params = {"least": 2, "least_share": 0.5, "unused": 1}
        assert lens.rows("select $least_share", params) == [(0.5,)]
        assert lens.table("select $least as n", params).to_pylist() == [{"n": 2}]
        assert lens.rows("select 1", params) == [(1,)]


def test_a_lent_table_is_seen_under_its_name(tmp_path: Path) -> None:
    with session(stored(awkward_rows(3, seed=1), tmp_path)) as lens:
        lens.lend("mine", pa.table({"x": [1, 2]}))
        assert lens.rows("select sum(x) from mine") == [(3,)]


def test_a_log_has_what_its_mapping_names(tmp_path: Path) -> None:
    rows = [row | {"due": "2024-05-01", "from": "mayor"} for row in awkward_rows(3, seed=1)]
    bare = replace(MAPPING, states={}, state_column=None)
    with session(stored(rows, tmp_path, bare)) as lens:
        assert [lens.has(need) for need in (Need.STATE, Need.DUE, Need.LINE, Need.DEMANDER)] == [False] * 4
    full = replace(
        MAPPING, due=TimeSpec("due", "%Y-%m-%d"), demander="from", line_column="unit", line_order=("village", "county")
    )
    with session(stored(rows, tmp_path, full)) as lens:
        assert [lens.has(need) for need in (Need.STATE, Need.DUE, Need.LINE, Need.DEMANDER)] == [True] * 4
    with session(stored(rows, tmp_path, full), "person") as lens:
        assert not lens.has(Need.LINE)


def test_nothing_is_left_behind_not_even_where_a_table_of_the_level_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = stored(awkward_rows(3, seed=1), tmp_path)
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spill))
    with session(store) as lens:
        assert lens.rows("select count(*) from cases") == [(3,)]
        assert list(spill.iterdir())
    assert list(spill.iterdir()) == []
    unbuilt = level_of(store.meta.mapping, store.meta.holder_columns, "person")
    with pytest.raises((BuckstopError, duckdb.Error)), Session(store, unbuilt, RESOURCES):
        pass
    assert list(spill.iterdir()) == []
