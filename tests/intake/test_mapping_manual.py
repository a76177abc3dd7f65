"""The manual of mapping files and the guide to exports say what the code does."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from buckstop.intake.changes import gather_changes
from buckstop.intake.mapping_file import parse_mapping, shipped_mapping, shipped_names
from buckstop.intake.mapping_schema import NAMED_FORMATS, SCHEMA
from buckstop.intake.open_log import open_log
from buckstop.lens.mapping import Mapping

DOCS = Path(__file__).resolve().parents[2] / "docs"
MANUAL = (DOCS / "reference" / "mapping-file.md").read_text("utf-8")
GUIDE = (DOCS / "how-to" / "export-a-history.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("path", [f"{table}.{key}" for table, keys in SCHEMA.items() for key in keys])
def test_every_key_is_in_the_manual(path: str) -> None:
    table, _, key = path.rpartition(".")
    assert not table or f"`[{table}]`" in MANUAL
    assert f"`{key}`" in MANUAL or f"`{path}`" in MANUAL


def test_every_time_format_and_shipped_mapping_is_in_the_manual() -> None:
    assert [name for name in (*NAMED_FORMATS, *shipped_names()) if f"`{name}`" not in MANUAL] == []


@pytest.mark.parametrize("text", blocks(MANUAL, "toml"))
def test_the_examples_of_the_manual_load(text: str) -> None:
    assert isinstance(parse_mapping(text, "example.toml"), Mapping)


def test_every_history_that_can_be_read_has_its_guide() -> None:
    histories = [name for name in shipped_names() if shipped_mapping(name).changes]
    assert [name for name in histories if f"`{name}`" not in GUIDE] == []


def test_the_script_for_jira_writes_what_its_mapping_reads(tmp_path: Path) -> None:
    (script,) = blocks(GUIDE, "python")
    (tmp_path / "to_csv.py").write_text(script, "utf-8")
    changes = [
        ("2024-05-13T09:01:12.410+0200", "assignee", None, "王敏"),
        ("2024-05-14T09:00:00.000+0200", "status", "Open", "Done"),
    ]
    histories = [
        {"created": at, "author": {"displayName": "Mia"}, "items": [{"field": f, "fromString": old, "toString": new}]}
        for at, f, old, new in changes
    ]
    fields = {"created": "2024-05-13T08:30:00.000+0200", "issuetype": {"name": "Task"}, "priority": None}
    page = {"issues": [{"key": "OPS-1", "fields": fields, "changelog": {"histories": histories}}]}
    (tmp_path / "page.json").write_text(json.dumps(page), "utf-8")
    run = subprocess.run(
        [sys.executable, "-X", "utf8", str(tmp_path / "to_csv.py"), str(tmp_path / "page.json")],
        capture_output=True,
        check=True,
    )
    (tmp_path / "history.csv").write_bytes(run.stdout)
    raw = open_log(tmp_path / "history.csv", workdir=tmp_path / "staged")
    assert len(list(csv.reader(run.stdout.decode().splitlines()))) == 3
    assert gather_changes(raw, shipped_mapping("jira_changelog"), tmp_path / "gathered").rows == 3


@pytest.mark.parametrize("name", ["redmine_journals", "glpi_history"])
def test_a_query_of_the_guide_gives_the_columns_its_mapping_names(name: str) -> None:
    mapping = shipped_mapping(name)
    assert mapping.changes is not None
    query = next(query for query in blocks(GUIDE, "sql") if mapping.case in query)
    selected = query.split("\nfrom ")[0]
    named = {mapping.case, mapping.time.column, mapping.changes.field, mapping.changes.new, mapping.changes.old}
    named |= {mapping.changes.started, mapping.case_type, mapping.sequence, *mapping.keep} - {None}
    assert [column for column in named if not re.search(rf"[\s.\"]{column}[\s\",]|[\s.]{column}$", selected)] == []
