"""Tables pasted as text: rows of cells set apart by tabs, as sheets and pages put them on the clipboard."""

from buckstop.intake.directives.door import read_pasted
from buckstop.intake.directives.model import BlockKind
from buckstop.intake.directives.readers.pasted_table import tables_among
from tests.intake.directives.shown import asked, days, words

HEADER = "序号\t工作任务\t责任单位\t完成时限"


def _cells(*lines: str) -> list[tuple[int, int, list[str]]]:
    return [(first, end, [cell.text for cell in table.cells]) for first, end, table in tables_among(lines)]


def test_rows_of_cells_between_lines_are_a_table_and_the_lines_stay_lines() -> None:
    lines = ("现将任务分解如下", HEADER, "1\t疏浚河道\t县水务局\t6月底前", "请抓好落实")
    assert _cells(*lines) == [(1, 3, [*HEADER.split("\t"), "1", "疏浚河道", "县水务局", "6月底前"])]


def test_a_number_and_a_text_set_apart_by_a_tab_are_a_list_and_no_table() -> None:
    assert _cells("1.\t疏浚河道", "2.\t修缮堤防", "3.\t清运淤泥") == []


def test_one_row_alone_is_no_table() -> None:
    assert _cells("联系人\t冯丽\t电话\t12345", "特此通知") == []


def test_blank_cells_lost_at_the_end_of_a_row_leave_their_columns_empty() -> None:
    ((_first, _end, table),) = tables_among((HEADER, "1\t疏浚河道"))
    assert table.rows == ((0, 1, 2, 3), (4, 5, -1, -1))


def test_a_row_wider_than_the_first_is_not_of_the_same_table() -> None:
    ends = [end for _first, end, _cells in _cells("a\tb\tc", "d\te\tf", "g\th\ti\tj")]
    assert ends == [2]


def test_a_quoted_cell_of_several_lines_is_put_together() -> None:
    found = _cells(HEADER, '1\t疏浚河道\t"县水务局', '县""城""住建局"\t6月底前')
    assert found == [(0, 3, [*HEADER.split("\t"), "1", "疏浚河道", '县水务局\n县"城"住建局', "6月底前"])]


def test_a_mark_that_nothing_closes_is_one_of_the_text() -> None:
    found = _cells(HEADER, '1\t疏浚河道\t县水务局\t"6月底前', "2\t修缮堤防\t县水务局\t7月底前")
    assert found[0][1] == 3
    assert '"6月底前' in found[0][2]


def test_every_cell_has_the_address_of_its_table_column_and_row() -> None:
    tables = [table for _first, _end, table in tables_among(("a\tb\tc", "d\te\tf", "text", "g\th\ti", "j\tk\tl"))]
    assert [cell.address for cell in tables[1].cells] == ["2!A1", "2!B1", "2!C1", "2!A2", "2!B2", "2!C2"]


def test_a_pasted_table_gives_items_with_the_fields_of_its_columns() -> None:
    draft = read_pasted(f"临政办发〔2026〕3号\n{HEADER}\n1\t疏浚河道3公里\t县水务局\t6月底前\n2\t修缮堤防\t\t", None)
    first, second = draft.items
    assert first.lead is not None
    assert (first.task, first.lead.words, first.dues[0].due_date.isoformat() if first.dues[0].due_date else "") == (
        "疏浚河道3公里",
        "县水务局",
        "2026-06-30",
    )
    assert second.lead is None
    assert draft.blocks[first.lead.place.block].kind is BlockKind.CELL


def test_a_table_that_holds_no_tasks_is_read_as_its_lines() -> None:
    draft = read_pasted("姓名\t电话\t邮箱\n冯丽\t12345\tfl\n1.疏浚河道。(责任单位：县水务局)", None)
    assert [item.task for item in draft.items] == ["疏浚河道"]


def test_rows_that_lost_their_header_are_tasks_of_units_none_of_which_leads() -> None:
    rows = "7\t疏浚河道6.5公里\t县水务局\t柳河乡\t11月底前\n8\t加固水库2座\t县水务局\t平安镇\t10月底前"
    first, second = read_pasted(f"2026年水利冬修任务（续表）\n{rows}", None).items
    assert (first.number, first.task, words(first.responsible)) == ("7", "疏浚河道6.5公里", ["县水务局", "柳河乡"])
    assert (days(first), asked(first)) == (["2026-11-30 finish"], ["several_named"])
    assert (second.lead, days(second)) == (None, ["2026-10-31 finish"])


def test_rows_without_a_header_in_which_a_column_could_be_something_else_are_no_table_of_tasks() -> None:
    for rows in (
        "7\t疏浚河道\t县水务局\t11月底前\n8\t加固水库\t县水务局\t10月底前",  # one unit: lead, support or supervisor?
        "7\t疏浚河道\t县水务局\t柳河乡\t11月5日\n8\t加固水库\t县水务局\t平安镇\t10月8日",  # days that may tell the past
        "7\t疏浚河道\t全线\t县水务局\t柳河乡\t11月底前\n8\t加固水库\t主坝\t县水务局\t平安镇\t10月底前",  # which is the task?
        "7\t疏浚河道\t县水务局\t柳河乡\t11月底前\n8\t加固水库\t县水务局\t\t10月底前",
    ):
        assert all(item.lead is None for item in read_pasted(f"续表（2026年）\n{rows}", None).items)
