"""The draft of a guessed mapping carries its reasons and doubts as comments, and loads as what was guessed."""

from pathlib import Path

import pytest

from buckstop.intake.inspecting import Inspection, inspect
from buckstop.intake.mapping_file import parse_mapping
from buckstop.intake.open_log import open_log
from buckstop.text.inspection import draft

LOG = "ticket,changed at,status,team\n" + "".join(
    f"T{case},2024-0{month}-{day:02d} 09:00:00,{status},{team}\n"
    for case in range(30)
    for month in (1 + case % 9,)
    for day, status, team in ((14, "New", "Desk"), (15, "Open", "Lab"), (16, "Purple", "Desk"), (17, "Closed", "?"))
)


def look_at(tmp_path: Path, text: str) -> Inspection:
    (tmp_path / "log.csv").write_text(text, "utf-8")
    return inspect(open_log(tmp_path / "log.csv", workdir=tmp_path / "work"))


def test_a_draft_loads_as_the_mapping_that_was_guessed(tmp_path: Path) -> None:
    found = look_at(tmp_path, LOG)
    assert parse_mapping(draft(found, str), "other.toml") == found.mapping


def test_reasons_and_doubts_stand_above_the_line_they_concern(tmp_path: Path) -> None:
    lines = draft(look_at(tmp_path, LOG), str).splitlines()
    assert lines[0].startswith("# Draft of a mapping, guessed from log.csv.")
    case = lines.index('case = "ticket"')
    assert lines[case - 2 : case] == [
        "# The name of the column says so.",
        "# Its values come back in 4 rows each on average.",
    ]
    state = lines.index('column = "status"')
    assert (
        "# DOUBT: It is not known what these statuses mean: Purple (kinds: 1; rows: 30). Put them under a state."
        in lines
    )
    assert lines.index("[state]") < state
    zone = lines.index('zone = "UTC"')
    assert lines[zone - 2].startswith("# DOUBT: The times carry no offset from UTC")


def test_without_a_case_or_a_time_there_is_no_draft(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"log\.csv"):
        draft(look_at(tmp_path, "a,b\n1,2\n"), str)
