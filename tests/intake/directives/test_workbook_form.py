"""The workbook of tasks: empty it reads as nothing, filled it comes back as it went out."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake.directives.door import read_directive
from buckstop.intake.directives.model import (
    Asked,
    Draft,
    Due,
    DueKind,
    Item,
    Place,
    PostMention,
    Question,
    UnitMention,
)
from buckstop.intake.directives.workbook_form import export, template
from tests.intake.directives.shown import drafted

NOWHERE = Place(0, 0, 0)
LANGUAGES = ("zh_Hans", "en")


def read_back(data: bytes) -> tuple[Item, ...]:
    found = read_directive(data, "tasks.xlsx", None)
    assert isinstance(found, Draft)
    return found.items


def content(items: Iterable[Item]) -> list[object]:
    """What a workbook carries of items: everything but places and what follows from them."""
    return [
        (
            item.number,
            item.section,
            item.task,
            item.lead and (item.lead.words, item.lead.note),
            [(unit.words, unit.note, unit.collective) for unit in item.responsible],
            [(unit.words, unit.note, unit.collective) for unit in item.supports],
            [leader.words for leader in item.leaders],
            [(due.due_date, due.kind, due.continuous) for due in item.dues],
            sorted((one.amount, one.measure, one.bound) for one in item.quantities),
            item.output,
            sorted(question.asked for question in item.questions if question.asked is not Asked.NO_DUE),
        )
        for item in items
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_template_holds_no_task_and_helps_in_every_column(language: str) -> None:
    data = template(language)
    assert read_back(data) == ()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert all(sheet.cell(2, column).value for column in range(1, sheet.max_column + 1))
    assert len(sheet.data_validations.dataValidation) == sheet.max_column


def test_the_same_items_give_the_same_bytes() -> None:
    items = drafted("1.改路。(责任单位:县交通局,9月底前)").items
    assert export(items, "en") == export(items, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_goes_out_and_comes_back(language: str) -> None:
    items = drafted(
        "一、城建\n(一)建厕3座,投资不超过500万元。(牵头单位:县住建局(窗口);配合单位:各街道、县财政局;责任领导:副县长李四;"
        "5月底前动工;12月底前投入使用)\n(二)改革。(县发改局、县商务局按职责分工负责,年内持续推进)\n"
        "(三)由县民政局会同县残联等部门研究提出意见,6月底前报送。\n(四)排查。(责任单位:各乡镇,8月底前)"
    ).items
    assert len(items) == 4
    assert content(read_back(export(items, language))) == content(items)


def test_a_formula_in_a_task_stays_text() -> None:
    (item,) = drafted("1.=1+1 改路。(责任单位:县交通局,9月底前)").items
    book = openpyxl.load_workbook(io.BytesIO(export([item], "zh_Hans")))
    sheet = book.active
    assert sheet is not None
    assert sheet["C2"].data_type == "s"


UNITS = st.sampled_from(["县住建局", "县财政局", "县发改局", "平安镇", "县教育局", "县民政局", "县水务局", "县卫健局"])
TASKS = st.text(st.sampled_from("城乡道路桥梁绿化美化亮化管网污水改扩建修缮排查摸底宣传培训"), min_size=2, max_size=24)


def mention(words: str) -> UnitMention:
    return UnitMention(words, NOWHERE)


@st.composite
def made_items(draw: st.DrawFn) -> Item:
    units = draw(st.lists(UNITS, min_size=2, max_size=6, unique=True))
    share = draw(st.integers(1, len(units)))
    chief, supports = units[:share], units[share:]
    several = share > 1
    dues = draw(
        st.lists(
            st.tuples(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sampled_from(DueKind)), max_size=3, unique=True
        )
    )
    return Item(
        number=str(draw(st.integers(1, 300))),
        section=draw(st.sampled_from(["城建", "农村建设", ""])),
        task=draw(TASKS),
        place=NOWHERE,
        lead=None if several else mention(chief[0]),
        responsible=tuple(map(mention, chief)) if several else (),
        supports=tuple(map(mention, supports)),
        leaders=tuple(PostMention(words, NOWHERE) for words in draw(st.sampled_from([(), ("副县长李四",)]))),
        dues=tuple(Due("", NOWHERE, kind, day) for day, kind in dues),
        output=draw(st.sampled_from(["", "方案", "报告"])),
        questions=(Question(Asked.SEVERAL_NAMED, None),) if several else (),
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(made_items(), min_size=1, max_size=6), st.sampled_from(LANGUAGES))
def test_any_items_go_out_and_come_back(items: list[Item], language: str) -> None:
    numbered = [replace(item, number=str(place)) for place, item in enumerate(items, 1)]
    assert content(read_back(export(numbered, language))) == content(numbered)
