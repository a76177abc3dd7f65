"""Workbooks that we write read back as what was written, in both languages; nothing in them is ever a formula."""

import io
from dataclasses import replace

import openpyxl
import pytest

from buckstop.domain.units import UnitKind
from buckstop.intake.registers.model import Register, Settings, UnitRow
from buckstop.intake.registers.reading import read_register
from buckstop.intake.registers.words import words
from buckstop.intake.registers.writing import as_workbook, template
from buckstop.lens.issues import Severity
from tests.intake.registers.books import workbook

LANGUAGES = ["en", "zh_Hans"]


def county() -> Register:
    register = read_register(workbook(), "county.xlsx").register
    assert register is not None
    return register


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_register_reads_back_as_it_was_written(language: str) -> None:
    assert read_register(as_workbook(county(), language), "out.xlsx").register == county()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_that_say_too_little_or_too_much_are_written_as_ids(language: str) -> None:
    units = (
        UnitRow(0, "r", "清水县", UnitKind.ROOT, ""),
        UnitRow(0, "a", "和平村", UnitKind.VILLAGE, "r"),
        UnitRow(0, "b", "和平村", UnitKind.VILLAGE, "a"),
        UnitRow(0, "c", "=SUM(1;2)", UnitKind.VILLAGE, "b", ("@c", "+1", "-x")),
        UnitRow(0, "d", "A/B", UnitKind.OTHER, "c"),
    )
    register = replace(county(), units=units, posts=(), people=(), duties=(), lines=(), settings=Settings(office="b"))
    back = read_register(as_workbook(register, language), "out.xlsx")
    assert [issue for issue in back.issues if issue.severity is Severity.ERROR] == []
    assert back.register == register


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_begins_like_a_formula_stays_text(language: str) -> None:
    unit = UnitRow(0, "", "=1+1", UnitKind.ROOT, "")
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(Register(Settings(), (unit,)), language)))
    cell = book[words().sheets[1].label(language)]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_has_every_sheet_with_notes_lists_and_an_example_that_is_passed_over(language: str) -> None:
    data = template(language)
    book = openpyxl.load_workbook(io.BytesIO(data))
    titles = [word.label(language) for word in words().sheets]
    assert book.sheetnames[1:] == titles
    units = book[words().sheets[1].label(language)]
    assert units["A1"].comment is not None
    lists = [one for one in units.data_validations.dataValidation if one.type == "list"]
    kinds = [word.label(language) for word in words().values["kind"]]
    assert any(one.formula1 == f'"{",".join(kinds)}"' for one in lists)
    codes = [issue.code for issue in read_register(data, "template.xlsx").issues]
    assert set(codes) == {"register.no_rows", "register.example_passed_over"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_template_become_a_register_with_a_root_above_them(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    example = words().written("example", language)
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(example):
                    cell.value = cell.value.removeprefix(example) or None
    units = book[words().sheets[1].label(language)]
    root, others = ("清水县", ["平安镇", "山前镇"]) if language != "en" else (
        "Qingshui County", ["Ping'an Township", "Hillside Township"]
    )  # fmt: skip
    for name, superior in [(root, None), *((other, root) for other in others)]:
        units.append([None, name, None, None, superior])
    posts = book[words().sheets[2].label(language)]
    deputy = posts["F2"].value
    posts.append([None, posts["B2"].value, deputy, "member"])
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read_register(buffer.getvalue(), "filled.xlsx")
    assert [issue for issue in reading.issues if issue.severity is Severity.ERROR] == []
