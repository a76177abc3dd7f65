"""Sheets as people make them: titles above the header, merged cells, formulas, dates, files that are none."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from buckstop.intake.registers.reading import read_register
from buckstop.intake.registers.tables import Findings, read_tables
from tests.intake.registers.books import COUNTY, changed, csv_folder, workbook


def codes(data: bytes | dict[str, bytes], name: str = "county.xlsx") -> list[str]:
    return [issue.code for issue in read_register(data, name).issues]


def test_rows_keep_the_numbers_that_the_sheet_shows() -> None:
    sheets = changed()
    sheets["单位"] = [["清水县机构清单"], [], *sheets["单位"][:3], [], *sheets["单位"][3:]]
    tables = read_tables(workbook(sheets), "county.xlsx", Findings("county.xlsx"))
    assert tables["units"].header_row == 3
    assert [line.row for line in tables["units"].lines] == [4, 5, 7, 8, 9]


def test_every_cell_of_a_merged_range_has_its_value() -> None:
    sheets = changed(("岗位", 6, 0, None), ("岗位", 8, 0, None))
    merged = workbook(sheets, merged={"岗位": "A5:A6"})
    found = read_tables(merged, "county.xlsx", Findings("")).get("posts")
    assert found is not None
    assert [line.cells.get("unit") for line in found.lines][3:5] == ["水务局", "水务局"]


def test_formulas_count_by_their_result_and_one_without_is_told() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Units")
        sheet.write_row(0, 0, ["Name", "Superior"])
        sheet.write_row(1, 0, ["Qingshui", ""])
        sheet.write_formula(2, 0, '="Water"&" Bureau"', None, "Water Bureau")
        sheet.write_string(2, 1, "Qingshui")
        sheet.write_formula(3, 0, "=#REF!", None, "#REF!")
    reading = read_register(buffer.getvalue(), "county.xlsx")
    tables = read_tables(buffer.getvalue(), "county.xlsx", Findings(""))
    assert [line.cells["name"] for line in tables["units"].lines] == ["Qingshui", "Water Bureau"]
    assert "xlsx.error_cells" in [issue.code for issue in reading.issues]


@pytest.mark.parametrize(
    "written", [date(2026, 3, 1), "2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "20260301"]
)
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    register = read_register(workbook(changed(("人员", 2, 5, written))), "county.xlsx").register
    assert register is not None
    assert register.people[0].from_date == date(2026, 3, 1)


def test_numbers_are_read_as_they_are_shown() -> None:
    register = read_register(workbook(changed(("单位", 4, 0, 1024), ("履职清单", 2, 1, 7.0))), "county.xlsx").register
    assert register is not None
    assert register.units[2].id == "1024"
    assert register.duties[0].item == "7"


def test_a_sheet_under_another_title_is_known_by_its_header() -> None:
    sheets = changed()
    sheets["Sheet1"] = sheets.pop("单位")
    assert read_register(workbook(sheets), "county.xlsx").register == read_register(workbook(), "x").register


def test_a_second_sheet_of_one_kind_is_passed_over_and_told() -> None:
    assert "register.sheet_twice" in codes(workbook({**changed(), "机构": COUNTY["单位"]}))


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"not a workbook", "county.xlsx", "register.not_workbook"),
        (b"", "county.xlsx", "register.not_workbook"),
        (workbook({"备忘": [["x"]]}), "county.xlsx", "register.no_units"),
        (workbook({"单位": []}), "county.xlsx", "register.column_missing"),
        (workbook({"单位": COUNTY["单位"][:1]}), "county.xlsx", "register.no_rows"),
        ({}, "folder", "register.no_units"),
        ({"units.csv": b"\xff\xff\xff"}, "folder", "register.not_text"),
    ],
)
def test_a_file_that_holds_no_register_is_told_so(data: bytes | dict[str, bytes], name: str, code: str) -> None:
    assert code in codes(data, name)
    assert read_register(data, name).register is None


def test_one_csv_file_of_units_is_a_register() -> None:
    (units,) = [content for name, content in csv_folder().items() if name == "单位.csv"]
    register = read_register(units, "单位.csv").register
    assert register is not None
    assert len(register.units) == 5
    assert register.sheets == {"units"}


def test_a_workbook_that_would_unpack_to_a_flood_is_refused() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for _row in range(3000):
        sheet.append(["x" * 1000] * 20)  # one text, named 60,000 times
    buffer = io.BytesIO()
    book.save(buffer)
    import zipfile

    flood = io.BytesIO(buffer.getvalue())
    with zipfile.ZipFile(flood, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/flood.bin", b"\0" * (65 << 20))
    assert codes(flood.getvalue()) == ["register.too_large"]
