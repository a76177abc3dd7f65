"""Workbooks of ours are opened by the office programs people have, and what those save is read again."""

import subprocess
from pathlib import Path

import pytest

from buckstop.intake.directives.door import read_directive
from buckstop.intake.directives.model import Item
from buckstop.intake.directives.workbook_form import export as directive_workbook
from buckstop.intake.registers.reading import read_register
from buckstop.intake.registers.writing import template as register_template

LANGUAGES = ("en", "zh_Hans")


def saved_again(office: str, folder: Path, data: bytes, kind: str, other: str) -> bytes:
    """A file of one kind, opened by LibreOffice and saved as another kind."""
    here = folder / kind
    here.mkdir()
    (here / f"ours.{kind}").write_bytes(data)
    profile = (folder / "profile").as_uri()
    words = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", other, "--outdir", str(here)]
    subprocess.run([*words, str(here / f"ours.{kind}")], check=True, capture_output=True, timeout=120)
    return (here / f"ours.{other}").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_register_saved_by_libreoffice_is_read_as_ours(office_program: str, tmp_path: Path, language: str) -> None:
    ours = register_template(language)
    saved = saved_again(office_program, tmp_path, ours, "xlsx", "ods")
    assert read_register(saved, "ours.ods").register == read_register(ours, "ours.xlsx").register


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_of_tasks_saved_by_libreoffice_says_the_same(
    office_program: str, tmp_path: Path, language: str
) -> None:
    text = "1.建成3座公厕。(牵头单位:县住建局;配合单位:县财政局,2026年9月底前)\n2.修订窗口规范。(责任单位:县行政审批局,2026年10月底前)"
    draft = read_directive(text.encode(), "a.txt", None)
    assert not isinstance(draft, tuple)
    ours = directive_workbook(draft.items, language)
    sheet = saved_again(office_program, tmp_path, ours, "xlsx", "ods")
    again = saved_again(office_program, tmp_path, sheet, "ods", "xlsx")
    assert [item.task for item in _items(ours)] == [item.task for item in draft.items]
    assert _said(_items(again)) == _said(_items(ours))


def _items(data: bytes) -> tuple[Item, ...]:
    draft = read_directive(data, "ours.xlsx", None)
    assert not isinstance(draft, tuple), draft
    return draft.items


def _said(items: tuple[Item, ...]) -> list[tuple[object, ...]]:
    return [
        (
            item.task,
            item.lead and item.lead.words,
            [one.words for one in item.supports],
            [due.due_date for due in item.dues],
        )
        for item in items
    ]
