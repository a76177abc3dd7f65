"""Whatever the text, reading ends, points at what it names, and tells every change."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake.directives.door import read_directive, read_pasted
from buckstop.intake.directives.model import Draft, Place, RepairKind
from tests.intake.directives.made_files import word, workbook

PIECES = st.sampled_from(
    [
        "县住建局", "县财政局", "各街道", "平安镇", "由", "牵头", "配合", "负责", "会同", "等部门", "(", ")", "（", "〕", "〔", "牵头单位:",
        "责任单位:", "配合单位:", "完成时限:", "联系人:", "9月底前", "2026年", "年内持续推进", "按职责分工", "下同", "、", ",", "，", ";", "。",
        "\n", " ", "1.", "(一)", "一、", "①", "建成3座公厕", "不低于95%", "以上", "改造", "(shuǎi)", "锅", "\ufffd", "?", "３", "\u200b",
        "牵头单位\n", "配合单位——", "该项工作", "协同责任单位：", "| ", "**", "∶", "序号 任务 责任单位\n", "\t", "每年6月", "起至9月30日", "县財政局",
        "lead: ", "County Water Bureau", " leads ", "by end of September", "责任", "以下任务", "均为", "報送", "ä½\xa0", "〔2026〕3号",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def check(draft: Draft) -> None:
    """Every place lies inside its block and holds the words it is said to hold; every repair belongs to a block."""

    def at(place: Place) -> str:
        text = draft.blocks[place.block].text
        assert 0 <= place.start <= place.end <= len(text)
        return text[place.start : place.end]

    for item in draft.items:
        for named in (item.lead, *item.responsible, *item.supports, *item.leaders, *item.dues):
            if named is not None:
                assert at(named.place) == named.words
        for quantity in item.quantities:
            assert at(quantity.place).endswith(quantity.measure)
        at(item.place)
        assert item.lead is None or not item.lead.collective
        assert item.lead is None or not item.responsible
    for question in (*draft.questions, *(one for item in draft.items for one in item.questions)):
        if question.place is not None:
            at(question.place)
    changed = {repair.block for repair in draft.repairs if repair.kind is not RepairKind.NAVIGATION}
    for number, block in enumerate(draft.blocks):
        assert block.raw == block.text or number in changed
    assert bool(draft.items) != bool(draft.questions)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_every_place_is_true(text: str) -> None:
    check(read_pasted(text, None))


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_pasted(text, None) == read_pasted(text, None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=4, max_size=4), st.booleans())
def test_any_table_is_read_and_every_place_is_true(cells: list[str], as_word: bool) -> None:
    rows = [["序号", "任务内容", "责任单位", "完成时限"], cells, cells]
    clean = [["".join(sign for sign in cell if sign.isprintable() or sign == "\n") for cell in row] for row in rows]
    data = word(table=clean) if as_word else workbook({"a": clean})
    found = read_directive(data, "a.docx" if as_word else "a.xlsx", None)
    assert isinstance(found, Draft)
    check(found)


LONG = [
    "县财政局、", "县住建局牵头,", "各街道配合,", "由", "于", "要", "商", "负责和", "积极", "按职责", "9月", "每年6月、", "年度", "(", "(\n",
    "牵头单位:", "牵头单位", "序号\n任务\n责任单位\n", "| ", "序号 任务 责任单位 ", "、\n", "1.", "下同", "County Water Bureau and ", "by end of ",
]  # fmt: skip


def _steps(text: str) -> int:
    """How many calls it takes to read a text: work that does not depend on the machine."""
    count = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(called)
    try:
        read_pasted(text, None)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", LONG)
def test_a_text_twice_as_long_takes_at_most_some_twice_the_steps(piece: str) -> None:
    read_pasted(piece * 10, None)  # what is read once and kept
    once, twice = _steps(piece * 150), _steps(piece * 300)
    assert twice <= 2.4 * once + 2000


@pytest.mark.parametrize("piece", LONG)
def test_a_very_long_line_of_one_piece_is_read_to_its_end(piece: str) -> None:
    """Patterns that try every way to cut such a line would not come back."""
    check(read_pasted(piece * (12_000 // len(piece)), None))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx", "a.pdf", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    found = read_directive(data, name, None)
    if isinstance(found, Draft):
        check(found)
    else:
        assert all(issue.code.startswith("directive.") for issue in found)
