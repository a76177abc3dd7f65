"""The user's own register with its faults marked: the same values, coloured cells, a list that leads to them."""

import io

import openpyxl

from buckstop.intake.registers.reading import read_register
from buckstop.text.register_findings import marked_up
from tests.intake.registers.books import COUNTY, changed, csv_folder, workbook


def test_faulty_cells_are_coloured_explained_and_listed_and_values_stay() -> None:
    data = workbook(changed(("单位", 5, 4, "清水乡"), ("岗位", 5, 2, "领袖")))
    issues = read_register(data, "county.xlsx").issues
    book = openpyxl.load_workbook(io.BytesIO(marked_up(data, "county.xlsx", issues, str)))
    assert book.sheetnames == ["Check result", *COUNTY]
    cell = book["单位"]["E5"]
    assert cell.value == "清水乡"
    assert cell.fill.fgColor.rgb == "FFF4B6B0"
    assert cell.comment is not None
    assert "清水乡" in cell.comment.text
    assert book["单位"]["E4"].comment is None
    listed = [[cell.value for cell in row] for row in book["Check result"].iter_rows(min_row=2)]
    assert len(listed) == len(issues)
    assert ["error", "单位", "5", "上级单位"] in [row[:4] for row in listed]
    assert book["Check result"]["C2"].hyperlink is not None


def test_a_marked_register_can_be_corrected_and_read_again() -> None:
    data = workbook(changed(("单位", 5, 4, "清水乡")))
    issues = read_register(data, "county.xlsx").issues
    book = openpyxl.load_workbook(io.BytesIO(marked_up(data, "county.xlsx", issues, str)))
    book["单位"]["E5"].value = "清水县"
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_register(buffer.getvalue(), "again.xlsx").register == read_register(workbook(), "x.xlsx").register


def test_a_folder_of_csv_files_is_marked_as_a_workbook() -> None:
    data = csv_folder(changed(("单位", 5, 4, "清水乡")))
    issues = read_register(data, "county").issues
    book = openpyxl.load_workbook(io.BytesIO(marked_up(data, "county", issues, str)))
    assert book["单位"]["E5"].fill.fgColor.rgb == "FFF4B6B0"
