"""What a document says about itself."""

from datetime import date

import pytest

from buckstop.intake.directives.door import read_pasted
from buckstop.intake.directives.model import BlockKind

NOTICE = """清政办发〔2026〕12号
清水县人民政府办公室关于印发《重点工作责任分工》的通知
各乡镇人民政府,县直各部门:
经县政府同意,现印发给你们,请认真贯彻落实。
一、城市建设
1.建成3座公厕。(牵头单位:县住建局,9月底前)
清水县人民政府办公室
2026年3月5日
"""


def test_title_number_issuer_and_date_are_read() -> None:
    draft = read_pasted(NOTICE, None)
    assert draft.title == "清水县人民政府办公室关于印发《重点工作责任分工》的通知"
    assert draft.number == "清政办发〔2026〕12号"
    assert draft.issuer is not None
    assert (draft.issuer.words, draft.issued_date, draft.year) == ("清水县人民政府办公室", date(2026, 3, 5), 2026)
    assert draft.items[0].section == "城市建设"
    assert [block.kind for block in draft.blocks[:2]] == [BlockKind.PARAGRAPH, BlockKind.TITLE]
    assert draft.blocks[4].kind is BlockKind.HEADING


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("二〇二六年三月五日", date(2026, 3, 5)),
        ("(2026年3月5日印发)", date(2026, 3, 5)),
        ("成文日期:2026-03-05", date(2026, 3, 5)),
        ("发布日期:2026年3月5日", date(2026, 3, 5)),
        ("2 March 2026", date(2026, 3, 2)),
        ("Issued on March 2, 2026", date(2026, 3, 2)),
        ("Qingshui County Government, 2 March 2026", date(2026, 3, 2)),
        ("2026年2月30日", None),
        ("2026年3月5日上午召开会议", None),
        ("时间:2022-07-19 06:06:00", None),
    ],
)
def test_a_date_line_is_one_and_nothing_else_is(line: str, day: date | None) -> None:
    assert read_pasted(f"工作通知\n{line}", None).issued_date == day


@pytest.mark.parametrize("number", ["CQ [2026] No. 4", "No. 4 of 2026", "QS-2026-14", "No. 7 (2026)"])
def test_english_numbers_tell_the_year(number: str) -> None:
    draft = read_pasted(f"{number}\nPlan\n1. Mend roads (County Roads Department, by end of May).", None)
    assert (draft.number, draft.year) == (number, 2026)


def test_a_first_line_that_is_a_task_is_no_title() -> None:
    draft = read_pasted("改造农贸市场2处\n牵头单位:县市场监管局", None)
    assert (draft.title, len(draft.items)) == ("", 1)
