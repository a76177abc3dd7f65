"""Files of every format: read where they can be, refused with what to do where they cannot."""

import io
import sys
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from pypdf import PdfReader, PdfWriter

from buckstop.intake.directives.door import read_directive
from buckstop.intake.directives.model import Draft, RepairKind, YearFrom
from buckstop.intake.directives.readers import guards
from buckstop.intake.directives.readers.pdf_tables import Drawn, Grid, Ruling, Word
from buckstop.text.issues import sentence
from tests.intake.directives.made_files import numbered_word, pdf, ruled_pdf, saved, word, workbook
from tests.intake.directives.shown import asked, days, lead, words

NUMBER = "清政发〔2026〕3号"
TASK = "1.建成3座公厕。(牵头单位:县住建局;配合单位:县财政局、各街道,9月底前)"


def read(data: bytes, name: str) -> Draft:
    found = read_directive(data, name, None)
    assert isinstance(found, Draft)
    return found


def refused(data: bytes, name: str) -> str:
    """The code of the one issue; its sentence finds every value it needs."""
    found = read_directive(data, name, None)
    assert not isinstance(found, Draft)
    (issue,) = found
    assert "%(" not in sentence(issue, str)
    assert issue.file == name.rsplit("/", 1)[-1]
    return issue.code


def is_the_task(draft: Draft) -> bool:
    (item,) = draft.items
    return (lead(item), words(item.supports), days(item)) == (
        "县住建局",
        ["县财政局", "各街道*"],
        ["2026-09-30 finish"],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5hkscs"])
def test_text_is_read_in_every_encoding(encoding: str) -> None:
    text = f"{NUMBER}\n{TASK}\n" if encoding != "big5hkscs" else "任務:改善環境,提升品質,落實責任。\n"
    draft = read(text.encode(encoding), "a/通知.txt")
    assert draft.file == "通知.txt"
    assert draft.blocks[0].raw == text.partition("\n")[0]
    assert encoding == "big5hkscs" or is_the_task(draft)


def test_a_word_document_is_read_paragraphs_and_tables_in_order() -> None:
    table = [["序号", "任务内容", "责任单位", "完成时限"], ["1", "修路5公里", "县交通局", "8月底前"]]
    draft = read(word(NUMBER, TASK, table=table), "a.docx")
    assert [item.task for item in draft.items] == ["建成3座公厕", "修路5公里"]
    assert [block.address for block in draft.blocks[1:4]] == ["2", "1!A1", "1!B1"]


def test_cells_merged_downwards_hold_for_every_row() -> None:
    table = [
        ["序号", "类别", "任务内容", "责任分工", "责任分工", "完成时限"],
        ["序号", "类别", "任务内容", "牵头单位", "配合单位", "完成时限"],
        ["1", "民生", "新建公厕3座", "县住建局", "县财政局\n各街道", "9月底前"],
        ["2", "", "改造厨房12所", "", "平安镇", "10月底前"],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5), (2, 1, 3, 1), (2, 3, 3, 3)]
    first, second = read(word(NUMBER, table=table, merges=merges), "a.docx").items
    assert (lead(first), words(first.supports), first.section) == ("县住建局", ["县财政局", "各街道*"], "民生")
    assert (lead(second), words(second.supports), second.section) == ("县住建局", ["平安镇"], "民生")
    assert second.inherited == {"lead", "section"}


def test_numbers_that_word_counts_are_read_as_it_shows_them() -> None:
    data = numbered_word(
        [("chineseCounting", "%1、"), ("decimal", "%2."), ("decimal", "（%3）")],
        [
            (-1, NUMBER),
            (0, "城市建设"),
            (1, "建成3座公厕。(责任单位:县住建局)"),
            (1, "改造管网。"),
            (2, "改造南区。(责任单位:县水务局)"),
            (2, "改造北区。(责任单位:县城管局)"),
            (0, "农村建设"),
            (1, "修路。(责任单位:县交通局)"),
        ],
    )
    items = read(data, "a.docx").items
    assert [(item.number, item.section, lead(item)) for item in items] == [
        ("1", "城市建设", "县住建局"),
        ("(1)", "改造管网", "县水务局"),
        ("(2)", "改造管网", "县城管局"),
        ("1", "农村建设", "县交通局"),
    ]


def test_deleted_text_is_left_out_and_inserted_text_read() -> None:
    document = docx.Document()
    document.add_paragraph(NUMBER)
    paragraph = document.add_paragraph("1.改路。(责任单位:县交通局,")
    for tag, text_tag, text in (("w:del", "w:delText", "6月底前)"), ("w:ins", "w:t", "8月底前)")):
        change, run, content = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        content.text = text
        run.append(content)
        change.append(run)
        paragraph._p.append(change)
    assert days(read(saved(document), "a.docx").items[0]) == ["2026-08-31 finish"]


def test_line_breaks_inside_a_paragraph_are_lines() -> None:
    (item,) = read(word(NUMBER, "1.改路。\n牵头单位:县交通局\n完成时限:8月底前"), "a.docx").items
    assert (lead(item), days(item)) == ("县交通局", ["2026-08-31 finish"])


def test_a_table_of_labels_and_values_is_read_as_lines() -> None:
    table = [["牵头单位", "县交通局"], ["完成时限", "8月底前"]]
    (item,) = read(word(NUMBER, "1.改路29公里", table=table), "a.docx").items
    assert (item.task, lead(item), days(item)) == ("改路29公里", "县交通局", ["2026-08-31 finish"])


def test_text_in_content_controls_is_read() -> None:
    document = docx.Document()
    document.add_paragraph(NUMBER)
    paragraph = document.add_paragraph(TASK)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    paragraph._p.addprevious(control)
    control.append(content)
    content.append(paragraph._p)
    assert is_the_task(read(saved(document), "a.docx"))


def test_entities_of_a_word_document_are_not_followed() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    original = zipfile.ZipFile(io.BytesIO(word("&amp;")))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as changed:
        for name in original.namelist():
            content = original.read(name)
            if name == "word/document.xml":
                head, rest = content.split(b"?>", 1)
                content = head + b"?>" + bomb.encode() + rest.replace(b"&amp;amp;", b"&b;")
            changed.writestr(name, content)
    found = read_directive(buffer.getvalue(), "a.docx", None)
    shown = "".join(block.text for block in found.blocks) if isinstance(found, Draft) else ""
    assert "xxxxxxxxxx" not in shown


def test_a_workbook_is_read_sheet_by_sheet_with_merged_and_blank_cells() -> None:
    head: list[object] = ["序号", "民生实事", "责任单位", "完成时限"]
    rows: list[list[object]] = [
        ["2026年民生实事"],
        head,
        [1, "新建水厂", "县水务局\n县住建局", "5月底前动工"],
        [None, None, None, "12月底前"],
    ]
    more: list[list[object]] = [head, [1, "修路5公里", "县交通局", "2026-08-31"], ["合计", None, None, None]]
    draft = read(workbook({"甲": rows, "乙": more, "丙": rows}, hidden=["丙"]), "a.xlsx")
    first, second = draft.items
    assert (words(first.responsible), asked(first)) == (
        ["县水务局", "县住建局"],
        ["several_named"],
    )
    assert (draft.year, draft.year_from) == (2026, YearFrom.TITLE)
    assert days(first) == ["2026-05-31 start", "2026-12-31 finish"]
    assert (lead(second), days(second)) == ("县交通局", ["2026-08-31 finish"])
    assert draft.blocks[first.place.block].address == "甲!B3"


def test_two_tasks_under_one_number_are_two_items() -> None:
    rows: list[list[object]] = [
        ["序号", "任务", "牵头单位", "时限"],
        [1, "新建水厂", "县水务局", "2026年5月底前"],
        [None, "改造旧管", "县住建局", "2026年12月底前"],
        [2, "修路", "同上", "2026年10月底前"],
    ]
    items = read(workbook({"a": rows}), "a.xlsx").items
    assert [(item.number, item.task, lead(item)) for item in items] == [
        ("1", "新建水厂", "县水务局"),
        ("1", "改造旧管", "县住建局"),
        ("2", "修路", "县住建局"),
    ]


def test_a_blank_unit_of_a_numbered_row_is_not_taken_from_above() -> None:
    rows: list[list[object]] = [
        ["序号", "任务", "牵头单位", "时限"],
        [1, "建厂", "县水务局", "2026年5月底前"],
        [2, "修路", None, "2026年6月底前"],
    ]
    _first, second = read(workbook({"a": rows}), "a.xlsx").items
    assert (lead(second), asked(second)) == (None, ["nobody_named"])


def test_rows_over_all_columns_are_headings_and_repeated_headers_are_none() -> None:
    head: list[object] = ["序号", "任务内容", "责任单位", "完成时限"]
    rows: list[list[object]] = [
        head,
        ["一、城建", None, None, None],
        [1, "建厕", "县住建局", "2026年5月底前"],
        head,
        [2, "修路", "县交通局", "2026年6月底前"],
    ]
    items = read(workbook({"a": rows}, merges=["A2:D2"]), "a.xlsx").items
    assert [(item.section, item.task) for item in items] == [("城建", "建厕"), ("城建", "修路")]


def test_a_table_of_something_else_makes_no_items() -> None:
    rows = [["姓名", "单位", "电话"], ["王五", "县住建局", "5678123"], ["赵六", "县交通局", "5678124"]]
    assert read(workbook({"a": rows}), "a.xlsx").items == ()


def test_a_pdf_with_text_is_read_and_its_broken_lines_joined() -> None:
    full = "由县农业农村局牵头,县水利局、平安镇配合,在11月底前完成全县四百二十亩管网"
    draft = read(pdf([[NUMBER, full, "改造。", "- 1 -"], [TASK]]), "a.pdf")
    first, second = draft.items
    assert (first.task, lead(first), words(first.supports)) == (
        "完成全县四百二十亩管网改造",
        "县农业农村局",
        ["县水利局", "平安镇"],
    )
    assert lead(second) == "县住建局"
    assert [repair.kind for repair in draft.repairs] == [RepairKind.LINE_BREAK, RepairKind.NAVIGATION]


HEADER = ["序号", "任务", "责任单位", "完成时限"]


def test_a_ruled_table_in_a_pdf_is_a_table_with_its_broken_cells_joined() -> None:
    rows = [HEADER, ["1", "改造农村\n公路", "县财政局\n县水务局", "5月底前"], ["2", "修桥", "县交通\n局", "9月底前"]]
    draft = read(ruled_pdf([NUMBER, "任务如下:"], rows, ["请抓好落实。"]), "a.pdf")
    first, second = draft.items
    assert (first.task, words(first.responsible), days(first)) == (
        "改造农村公路",
        ["县财政局", "县水务局"],
        ["2026-05-31 finish"],
    )
    assert (second.task, lead(second), days(second)) == ("修桥", "县交通局", ["2026-09-30 finish"])
    assert [block.address for block in draft.blocks][:3] == ["p1:1", "p1:2", "1!A1"]
    assert [block.text for block in draft.blocks][-1] == "请抓好落实。"


def test_cells_of_a_pdf_that_no_line_parts_are_one() -> None:
    rows = [HEADER, ["1", "修桥", "县交通局", "5月底前开工"], ["", "", "", "9月底前完工"]]
    draft = read(ruled_pdf([NUMBER], rows, merged=[(2, 0), (2, 1), (2, 2)]), "a.pdf")
    (item,) = draft.items
    assert (lead(item), days(item)) == ("县交通局", ["2026-05-31 start", "2026-09-30 finish"])


def test_words_of_one_cell_of_a_pdf_printed_over_each_other_make_the_grid_no_table() -> None:
    words = [Word(10, 10, "改造道路39", 60), Word(105, 10, "公里", 24), Word(110, 10, "县交通局", 48)]
    grid = Grid.of([0, 100, 200], [30, 0], Drawn(words))
    assert not grid.clean
    assert Grid.of([0, 100, 200], [30, 0], Drawn(words[:2])).clean


def test_lines_of_a_pdf_far_from_a_table_cost_its_cells_nothing() -> None:
    def steps(elsewhere: int) -> int:
        page = Drawn(across=[Ruling(9000.0, 0.0, 1.0)] * elsewhere, upright=[Ruling(9000.0, 0.0, 1.0)] * elsewhere)
        count = 0

        def called(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event in {"call", "c_call"}

        sys.setprofile(called)
        try:
            Grid.of([float(place) for place in range(0, 400, 10)], [float(place) for place in range(400, 0, -10)], page)
        finally:
            sys.setprofile(None)
        return count

    borders = 80
    assert steps(2000) - steps(10) <= 2 * 2000 * borders


def test_a_scanned_pdf_is_refused_with_what_to_do() -> None:
    assert refused(pdf([[]]), "scan.pdf") == "directive.scanned"


def test_a_protected_pdf_is_refused() -> None:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf([[TASK]]))))
    writer.encrypt("secret", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert refused(buffer.getvalue(), "a.pdf") == "directive.password"


def test_a_file_that_would_blow_up_is_not_opened() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (32 << 20))
    assert refused(buffer.getvalue(), "a.docx") == "directive.bomb"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "directive.empty"),
        (b" \r\n", "a.txt", "directive.empty"),
        (b"\x00\x01\x02" * 99, "a.txt", "directive.not_text"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "directive.picture"),
        (b"PK\x03\x04 cut off", "a.docx", "directive.damaged"),
        (b"%PDF-1.7 cut off", "a.pdf", "directive.damaged"),
        (b"{\\rtf1}", "a.rtf", "directive.unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "directive.password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.doc", "directive.old_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a.xls", "directive.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.msg", "directive.unknown_format"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_own_code(data: bytes, name: str, code: str) -> None:
    assert refused(data, name) == code


def test_a_zip_of_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no")
    assert refused(buffer.getvalue(), "a.zip") == "directive.unknown_format"


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "LARGEST_BYTES", 10)
    assert refused(b"more than ten bytes", "a.txt") == "directive.too_large"


def test_a_word_document_without_its_parts_is_damaged() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w")
    assert refused(buffer.getvalue(), "a.docx") == "directive.damaged"
