"""The shipped mappings fit the real logs: every column is there, every time fits, every status has a meaning."""

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.dataset as pads
import pytest

from buckstop.intake.columns import Column, column_of
from buckstop.intake.mapping_check import check_columns, columns_named
from buckstop.intake.mapping_file import shipped_mapping, shipped_names
from buckstop.intake.open_log import open_log
from buckstop.intake.written_times import time_column
from buckstop.lens.mapping import State

Folder = Callable[[str], Path]

LOGS = [
    ("bpic2013_incidents", "bpic2013_incidents/BPIC13_incidents.xes.gz"),
    ("bpic2013_problems_closed", "bpic2013_problems/BPIC13_closed_problems.xes.gz"),
    ("bpic2013_problems_open", "bpic2013_problems/BPIC13_open_problems.xes.gz"),
    *(("bpic2015", f"bpic2015/BPIC15_{number}.xes.gz") for number in range(1, 6)),
    ("helpdesk_it", "helpdesk_it/helpdesk.xes.gz"),
    ("receipt_wabo", "receipt_wabo/receipt.xes.gz"),
    ("sepsis", "sepsis/SEPSIS.xes.gz"),
    ("uci_498", "uci_incident_servicenow/incident_event_log.zip"),
]


def columns_of(name: str, file: str, real_log: Folder, tmp_path: Path) -> dict[str, Column]:
    """The columns a mapping names, read from the real log."""
    folder, _, rest = file.partition("/")
    mapping = shipped_mapping(name)
    wanted = frozenset(column for _, column in columns_named(mapping))
    raw = open_log(real_log(folder) / rest, workdir=tmp_path, columns=wanted)
    assert check_columns(mapping, raw) == ()
    table = pads.dataset([str(path) for path in raw.parquet]).to_table(columns=sorted(wanted))
    return {column: column_of(column, table.column(column)) for column in wanted}


@pytest.mark.parametrize(("name", "file"), LOGS, ids=[file for _, file in LOGS])
def test_a_shipped_mapping_fits_its_log(name: str, file: str, real_log: Folder, tmp_path: Path) -> None:
    mapping = shipped_mapping(name)
    columns = columns_of(name, file, real_log, tmp_path)
    for spec in filter(None, (mapping.time, mapping.due)):
        times = time_column(columns[spec.column].without(frozenset(mapping.null_words)))
        assert times is not None
        assert (times.reading.format, times.reading.fit, times.ambiguous) == (spec.format, 1.0, False)
    if mapping.state_column:
        assert set(columns[mapping.state_column].values) <= mapping.states.keys()
    for word in (*mapping.holders.robots, *mapping.holders.placeholders):
        assert any(word in columns[column].values for column in (mapping.unit, mapping.person) if column)


def test_every_mapping_of_a_real_log_is_tried() -> None:
    systems = {"servicenow_sys_audit", "servicenow_metric", "jira_changelog", "redmine_journals", "glpi_history"}
    assert {name for name, _ in LOGS} | systems == set(shipped_names())


def test_the_incidents_have_the_published_teams_owners_and_lines(real_log: Folder, tmp_path: Path) -> None:
    name, file = LOGS[0]
    mapping = shipped_mapping(name)
    columns = columns_of(name, file, real_log, tmp_path)
    case, team, owner, status = (
        columns[c] for c in ("case:concept:name", "org:group", "org:resource", "lifecycle:transition")
    )
    assert (len(case.values), len(team.values), len(owner.values)) == (7554, 649, 1440)
    marks = [found[1] if (found := re.search(mapping.line_pattern, value)) else "1st" for value in team.values]
    assert set(marks) == set(mapping.line_order)
    assert marks[team.values.index("G230 2nd")] == "2nd"
    assert all(marks[i] == "2nd" for i, value in enumerate(team.values) if "2nd 3rd" in value.replace("  ", " "))
    reached = {
        line: len({case.codes[row] for row, code in enumerate(team.codes) if line in team.values[code]})
        for line in ("2nd", "3rd")
    }
    assert reached == {"2nd": 2772, "3rd": 544}
    waiting = [i for i, value in enumerate(status.values) if mapping.states[value] is State.WAITING]
    assert {status.values[i]: int(status.counts[i]) for i in waiting} == {
        "Wait - User": 4217,
        "Wait - Vendor": 313,
        "Wait - Customer": 101,
    }
    finished = [i for i, v in enumerate(status.values) if mapping.states[v] in (State.DONE, State.CLOSED)]
    assert int(status.counts[finished].sum()) == 13_867  # events whose status is Completed


def test_the_servicenow_log_read_month_first_does_not_fit(real_log: Folder, tmp_path: Path) -> None:
    columns = columns_of("uci_498", LOGS[-1][1], real_log, tmp_path)
    times = time_column(columns["sys_updated_at"])
    assert times is not None
    assert times.proofs == 81_117  # rows that prove the order of day and month
