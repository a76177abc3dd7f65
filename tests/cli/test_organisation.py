"""`buckstop organisation`: the register in and out, who is who, and changes with what they move."""

from pathlib import Path

import openpyxl
import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger, open_ledger
from buckstop.app.handle import handle
from buckstop.app.register_founding import founding
from buckstop.app.register_ids import with_ids
from buckstop.app.registers import export
from buckstop.domain.ids import UnitId
from buckstop.intake.registers.reading import read_register
from tests.app.register_books import read
from tests.cli.commands import Command
from tests.cli.processes import run
from tests.intake.registers.books import changed, workbook


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A county founded from its register, without accounts."""
    ledger = create_ledger(tmp_path / "home", HomeConfig("ledger.example/qs"))
    at = ledger.now()
    asked = founding(with_ids(read(), None, {}, at), at, ledger.calendar.zone)
    assert isinstance(handle(ledger, Submission("found", None, asked.commands, personal=asked.personal)), Accepted)
    (tmp_path / "register.xlsx").write_bytes(export(ledger, "en"))
    ledger.store.close()
    return tmp_path / "home"


def edited(folder: Path, *cells: tuple[str, str, str | None], rows: dict[str, list[str | None]] | None = None) -> Path:
    """The exported register with cells changed."""
    book = openpyxl.load_workbook(folder / "register.xlsx")
    for sheet, cell, value in cells:
        book[sheet][cell].value = value
    for sheet, row in (rows or {}).items():
        book[sheet].append(row)
    book.save(folder / "changed.xlsx")
    return folder / "changed.xlsx"


def test_a_template_is_written_in_the_reader_s_language(buckstop: Command, tmp_path: Path) -> None:
    assert buckstop("organisation", "template", "empty.xlsx", language="zh_CN").code == 0
    assert "单位" in openpyxl.load_workbook(tmp_path / "empty.xlsx").sheetnames


def test_a_check_lists_every_fault_and_marks_it_in_the_file(buckstop: Command, tmp_path: Path) -> None:
    (tmp_path / "county.xlsx").write_bytes(workbook(changed(("单位", 5, 4, "清水乡"), ("人员", 2, 2, "厅长"))))
    said = buckstop("organisation", "check", "county.xlsx", "--marked", "marked.xlsx")
    assert said.code == 2
    lines = [line for line in said.out.splitlines() if line.startswith("error")]
    assert any("sheet 单位, row 5, column 上级单位: There is no unit 清水乡" in line for line in lines)
    assert any("sheet 人员, row 2, column 职务: There is no post 厅长" in line for line in lines)
    assert f"Errors: {len(lines)}." in said.err
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx")["单位"]["E5"].comment is not None


def test_a_register_without_fault_can_be_used(buckstop: Command, tmp_path: Path) -> None:
    (tmp_path / "county.xlsx").write_bytes(workbook())
    said = buckstop("organisation", "check", "county.xlsx")
    assert (said.code, "Units: 5; posts: 9; people: 4; items: 4; lines: 2." in said.err) == (0, True)


def test_a_check_against_a_ledger_finds_what_the_ledger_would_miss(
    buckstop: Command, tmp_path: Path, home: Path
) -> None:
    sheets = {"单位": changed()["单位"][:-1]}
    (tmp_path / "county.xlsx").write_bytes(workbook(sheets))
    said = buckstop("organisation", "check", "county.xlsx", "--home", home)
    assert said.code == 2
    assert "Moss Village (u002) is a unit of the ledger and not in the file." in said.out


def test_who_is_who_is_shown_as_a_tree_with_ids_and_names(buckstop: Command, home: Path) -> None:
    shown = buckstop("organisation", "show", "--home", home).out.splitlines()
    assert shown[0] == "清水县 (qs)"
    assert "  县督查室 (u001), supervision office" in shown
    assert "    · 局长 (water.1): 王建国 (p0001)" in shown
    assert "  · 县长 (qs.1): nobody" in shown
    assert "Outside arbiter: 清河市人民政府 (outside-arbiter)" in shown
    listed = buckstop("organisation", "show", "--units", "--unit", "平安镇", "--home", home).out
    assert [line.split()[0] for line in listed.splitlines()[1:]] == ["town", "u002"]


def test_a_preview_says_what_would_change_and_writes_nothing(buckstop: Command, tmp_path: Path, home: Path) -> None:
    changes = edited(tmp_path, ("Units", "B5", "平安街道"), ("People", "D2", None), ("Posts", "C2", "代县长"))
    said = buckstop("organisation", "update", changes, "--preview", "--home", home)
    assert said.code == 0, said.err
    assert "平安镇 is named 平安街道." in said.out
    assert "王建国 leaves 局长." in said.out
    assert "Nothing was written." in said.err
    ledger = open_ledger(home)
    assert ledger.organisation().tree.units[UnitId("town")].name == "平安镇"
    ledger.store.close()


def test_an_update_is_carried_out_by_an_administrator_only(buckstop: Command, tmp_path: Path, home: Path) -> None:
    changes = edited(tmp_path, ("Units", "B5", "平安街道"))
    nobody = buckstop("organisation", "update", changes, "--yes", "--home", home)
    assert nobody.code == 5
    clerk = buckstop("organisation", "update", changes, "--yes", "--as", "p0002", "--home", home)
    assert clerk.code == 5
    said = buckstop("organisation", "update", changes, "--yes", "--as", "p0004", "--home", home)
    assert (said.code, "Carried out. Changes: 1." in said.err) == (0, True), said.err
    ledger = open_ledger(home)
    (tmp_path / "now.xlsx").write_bytes(export(ledger, "zh_Hans"))
    ledger.store.close()
    again = buckstop("organisation", "update", "now.xlsx", "--yes", "--as", "p0004", "--home", home)
    assert "The organisation is like the register already." in again.err


def test_a_change_of_a_day_to_come_is_planned(buckstop: Command, tmp_path: Path, home: Path) -> None:
    changes = edited(tmp_path, ("Units", "B5", "平安街道"))
    said = buckstop("organisation", "update", changes, "--on", "2099-01-01", "--yes", "--as", "p0004", "--home", home)
    assert "On 2099-01-01: 平安镇 is named 平安街道." in said.out
    ledger = open_ledger(home)
    assert len(ledger.organisation().plan) == 1
    ledger.store.close()


@pytest.mark.parametrize(("day", "why"), [("soon", "is no day"), ("2020-01-01", "has begun already")])
def test_a_day_that_cannot_be_is_refused(buckstop: Command, tmp_path: Path, home: Path, day: str, why: str) -> None:
    said = buckstop("organisation", "update", edited(tmp_path), "--on", day, "--home", home)
    assert (said.code, why in said.err) == (2, True)


def test_new_people_with_login_names_get_accounts_and_the_export_knows_them(tmp_path: Path, home: Path) -> None:
    changes = edited(tmp_path, rows={"People": [None, "吴敏", None, "清水县/县长", "wumin", None, None]})
    said = run(tmp_path, "organisation", "update", changes, "--yes", "--as", "p0004", "--home", home)
    assert said.code == 0, said.err
    assert "吴敏 is appointed to 县长" in said.out or "p0005 is appointed to 县长" in said.out
    assert "Accounts made: 1." in said.err
    assert (home / "first-passwords.csv").exists()
    out = run(tmp_path, "organisation", "export", "out.xlsx", "--home", home)
    assert out.code == 0, out.err
    register = read_register((tmp_path / "out.xlsx").read_bytes(), "out.xlsx").register
    assert register is not None
    assert [one.name for one in register.people if one.login] == ["吴敏"]
    assert (tmp_path / "out.xlsx").stat().st_mode & 0o777 == 0o600
