"""Exports of common ticket systems: the shipped mapping reads them, and an inspection finds nearly the same by itself."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from buckstop.intake.changes import gather_changes
from buckstop.intake.inspecting import inspect
from buckstop.intake.mapping_check import check_columns
from buckstop.intake.mapping_file import parse_mapping, shipped_mapping
from buckstop.intake.open_log import open_log
from buckstop.intake.raw import RawLog
from buckstop.lens.mapping import Mapping
from buckstop.text.inspection import draft

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "systems"
SYSTEMS = ["servicenow_sys_audit", "servicenow_metric", "jira_changelog", "redmine_journals", "glpi_history"]


def sample(system: str, tmp_path: Path) -> RawLog:
    return open_log(SAMPLES / f"{system}.csv", workdir=tmp_path / "staged")


def course(system: str, case: str, column: str, tmp_path: Path) -> list[str | None]:
    """The values of a column in the events of a case, without repeats in a row."""
    mapping = shipped_mapping(system)
    raw = gather_changes(sample(system, tmp_path), mapping, tmp_path / "gathered")
    rows = [row for row in pq.read_table(raw.parquet[0]).to_pylist() if str(row[mapping.case]).startswith(case)]
    values = [row[column] for row in rows]
    return [value for i, value in enumerate(values) if i == 0 or value != values[i - 1]]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_shipped_mapping_fits_the_export(system: str, tmp_path: Path) -> None:
    raw, mapping = sample(system, tmp_path), shipped_mapping(system)
    assert check_columns(mapping, raw) == ()
    gathered = gather_changes(raw, mapping, tmp_path / "gathered")
    named = {mapping.case, mapping.time.column, mapping.unit, mapping.person, mapping.activity, *mapping.keep}
    assert named - {None} <= set(gathered.columns)
    assert gathered.rows == {"servicenow_sys_audit": 10, "servicenow_metric": 10}.get(system, 11)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_status_of_the_sample_has_a_state(system: str, tmp_path: Path) -> None:
    mapping = shipped_mapping(system)
    raw = gather_changes(sample(system, tmp_path), mapping, tmp_path / "gathered")
    assert mapping.state_column is not None
    values = set(pq.read_table(raw.parquet[0]).column(mapping.state_column).to_pylist()) - {None}
    assert values <= mapping.states.keys()


@pytest.mark.parametrize(
    ("system", "case", "column", "values"),
    [
        ("servicenow_sys_audit", "9d38", "assignment_group", ["Network", "Database", "Network"]),
        ("servicenow_metric", "9d38", "assignment_group", ["Service Desk", "Network", "Database", "Network"]),
        ("jira_changelog", "OPS-101", "assignee", [None, "Jonas Weiß", "王敏", "Jonas Weiß"]),
        ("redmine_journals", "4711", "assignee", [None, "Support team", "Paolo Ricci", "Eva Kovács", "Paolo Ricci"]),
        ("glpi_history", "2051", "group", ["Helpdesk (3)", "Network (5)", "Helpdesk (3)"]),
        ("jira_changelog", "OPS-102", "status", ["To Do", "In Progress", "Done", "Reopened", "Done"]),
    ],
)
def test_a_case_that_came_back_is_seen_to_come_back(
    system: str, case: str, column: str, values: list[str | None], tmp_path: Path
) -> None:
    assert course(system, case, column, tmp_path) == values


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_inspection_sees_the_history_by_itself(system: str, tmp_path: Path) -> None:
    ours = shipped_mapping(system)
    found = inspect(sample(system, tmp_path))
    guessed = found.mapping
    assert guessed is not None
    assert guessed.changes is not None
    assert ours.changes is not None
    assert (guessed.changes.field, guessed.changes.new) == (ours.changes.field, ours.changes.new)
    assert guessed.changes.started == ours.changes.started
    assert set(guessed.changes.columns) == set(ours.changes.columns)
    assert guessed.time.column == ours.time.column
    made = guessed.changes.columns
    assert guessed.unit == next((made[f] for f, name in ours.changes.columns.items() if name == ours.unit), None)
    assert guessed.person == next(made[f] for f, name in ours.changes.columns.items() if name == ours.person)
    assert "inspect.changes" in {issue.code for issue in found.doubts}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_draft_of_a_history_loads_and_fits(system: str, tmp_path: Path) -> None:
    raw = sample(system, tmp_path)
    found = inspect(raw)
    mapping = parse_mapping(draft(found, str), "own.toml")
    assert isinstance(mapping, Mapping)
    assert mapping == found.mapping
    assert check_columns(mapping, raw) == ()
    assert gather_changes(raw, mapping, tmp_path / "gathered").rows >= 10
