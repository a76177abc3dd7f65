"""`buckstop directive`: a draft in words, as JSON, and the workbook to fill in."""

import json
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.handle import handle
from tests.app import staged
from tests.cli.commands import Command

NOTICE = """清政发〔2026〕3号
重点工作分工方案
1.建成３座公厕。(牵头单位:清水县;配合单位:各街道,9月底前)
2.推进改革。(县发改局、县商务局按职责分工负责,年内持续推进)
清水县人民政府
2026年3月5日
"""


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, "utf-8")
    return file


def test_a_draft_is_shown_with_its_questions_and_repairs(buckstop: Command, notice: Path) -> None:
    said = buckstop("directive", "read", notice)
    assert said.code == 0, said.err
    assert "Title: 重点工作分工方案" in said.out
    assert "2026-09-30 finish" in said.out
    assert "县发改局? / 县商务局?" in said.out
    assert "? [2] Each unit is responsible according to its duties." in said.out
    assert "~ 3: wide and look-alike characters made plain: '３' → '3'" in said.out
    assert "Tasks: 2. Questions that must be answered: 2." in said.err


def test_with_a_ledger_units_are_resolved(buckstop: Command, notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger = create_ledger(folder, HomeConfig(staged.ORIGIN))
    assert isinstance(handle(ledger, Submission("founding", None, staged.founding())), Accepted)
    ledger.store.close()
    said = buckstop("directive", "read", notice, "--home", folder, "--json", "-")
    assert said.code == 0, said.err
    first, second = json.loads(said.out)["items"]
    assert first["lead"]["unit"] == staged.COUNTY
    assert (first["dues"][0]["due_date"], first["quantities"][0]["amount"]) == ("2026-09-30", "3")
    assert [question["asked"] for question in second["questions"]][-2:] == ["unknown_unit", "unknown_unit"]


def test_the_whole_draft_can_be_kept_as_json(buckstop: Command, notice: Path, tmp_path: Path) -> None:
    kept = tmp_path / "draft.json"
    said = buckstop("directive", "read", notice, "--json", kept)
    assert "Title:" in said.out
    assert json.loads(kept.read_text("utf-8"))["number"] == "清政发〔2026〕3号"


def test_a_document_without_tasks_says_so(buckstop: Command, tmp_path: Path) -> None:
    file = tmp_path / "essay.txt"
    file.write_text("要敢于担当。", "utf-8")
    assert "Nothing in this document can be assigned" in buckstop("directive", "read", file).out


def test_a_file_that_cannot_be_read_ends_with_what_to_do(buckstop: Command, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    said = buckstop("directive", "read", file)
    assert said.code == 3
    assert "photo.png: The file is a picture" in said.err


def test_a_file_that_is_not_there_is_named(buckstop: Command) -> None:
    said = buckstop("directive", "read", "nowhere.docx")
    assert said.code == 2
    assert "nowhere.docx" in said.err


def test_the_template_is_written_and_read_as_empty(buckstop: Command, tmp_path: Path) -> None:
    file = tmp_path / "tasks.xlsx"
    assert buckstop("directive", "template", file).code == 0
    assert "Tasks: 0." in buckstop("directive", "read", file).err
