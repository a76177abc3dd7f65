"""Which year bare dates are in, what tells it, and where a person must say it."""

import pytest

from buckstop.intake.directives.door import read_pasted
from buckstop.intake.directives.model import Draft, YearFrom
from tests.intake.directives.shown import asked, days

TASK = "1.县住建局负责，9月底前完成公厕改造3座。"


def read(head: str, task: str = TASK, foot: str = "") -> Draft:
    return read_pasted(f"{head}\n{task}\n{foot}", None)


@pytest.mark.parametrize(
    ("head", "told_by"),
    [
        ("清政办发〔2026〕12号\n关于公厕改造的通知", YearFrom.NUMBER),
        ("县政府常务会议纪要\n〔2026〕第7期", YearFrom.NUMBER),
        ("县长办公会议纪要\n2026年第3期", YearFrom.NUMBER),
        ("领导批示件办理通知\n[2026]批字第15号", YearFrom.NUMBER),
        ("关于公厕改造的通知\n（2026年3月5日）", YearFrom.DATE),
        ("关于公厕改造的通知\n清水县人民政府办公室 2026年3月5日", YearFrom.DATE),
        ("会议纪要\n2026年4月2日，县长主持召开第7次常务会议。", YearFrom.OCCASION),
        ("会议纪要\n会议时间：2026年4月2日", YearFrom.OCCASION),
        ("批示抄清\n2026年4月8日，县长在来信摘报上批示：", YearFrom.OCCASION),
        ("公厕改造任务交办（2026年4月10日）", YearFrom.OCCASION),
        ("2026年公厕改造任务", YearFrom.TITLE),
        ("公厕改造责任分工（2026年）", YearFrom.TITLE),
        ("公厕改造任务清单（2026）", YearFrom.TITLE),
        ("校长办公会议纪要（2026年第9次）", YearFrom.TITLE),
        ("附件2：2026年民生实事项目表", YearFrom.TITLE),
    ],
)
def test_the_year_is_told_by_the_strongest_of_number_date_occasion_and_title(head: str, told_by: YearFrom) -> None:
    draft = read(head)
    assert (draft.year, draft.year_from) == (2026, told_by)
    assert [days(item) for item in draft.items] == [["2026-09-30 finish"]]


def test_a_date_behind_the_issuer_names_both() -> None:
    draft = read("关于公厕改造的通知", foot="清水县人民政府办公室　2026年3月5日")
    assert draft.issuer is not None
    assert (draft.issuer.words, draft.year_from) == ("清水县人民政府办公室", YearFrom.DATE)


@pytest.mark.parametrize(
    "head",
    [
        "关于公厕改造的通知",
        "公厕改造三年行动方案（2025—2027年）",
        "2026年至2028年公厕改造规划",
        "2025年度审计查出问题整改清单",
        "关于2025年环保督察反馈问题的整改方案",
        "2025年重点工作完成情况通报",
        "关于表彰先进和2025年工作情况的通报",
        "关于做好2027年元旦春节期间有关工作的通知",
        "关于公厕改造的通知\n根据2025年12月3日市政府召开的专题会议精神，现通知如下：",
        "批示抄清\n2025年12月30日，县长批示：同意。\n2026年1月8日，县长批示：抓紧。",
    ],
)
def test_no_year_is_taken_from_what_speaks_of_another_time_or_of_several(head: str) -> None:
    draft = read(head)
    assert (draft.year, draft.year_from) == (None, None)
    assert [days(item) for item in draft.items] == [["open finish"]]
    assert all("year_missing" in asked(item) for item in draft.items)


def test_a_plan_of_a_later_year_than_its_number_leaves_the_year_open() -> None:
    assert read("清政办发〔2026〕88号\n2027年公厕改造计划").year is None


def test_a_feast_of_the_next_year_leaves_the_year_of_the_number() -> None:
    text = (
        "关于做好2027年元旦春节期间有关工作的通知\n清政办函〔2026〕77号\n"
        "1.县住建局负责，12月25日前检修供暖管网。\n2.县民政局负责，1月20日前走访困难群众。"
    )
    first, second = read_pasted(text, None).items
    assert days(first) == ["2026-12-25 finish"]
    assert (days(second), asked(second)) == (["open finish"], ["year_doubtful"])


def test_the_day_of_a_meeting_tells_what_is_long_past() -> None:
    head = "会议纪要\n2026年11月18日，县长主持召开专题会议。"
    (item,) = read(head, "1.县住建局负责，3月底前完成公厕改造3座。").items
    assert (days(item), asked(item)) == (["open finish"], ["year_doubtful"])


def test_the_line_above_a_table_and_a_row_of_one_cell_name_its_year() -> None:
    rows = "序号\t任务\t责任单位\t完成时限\n1\t改造公厕3座\t县住建局\t9月底前"
    for above in ("关于印发任务表的通知\n附件：2026年公厕改造任务表", "2026年公厕改造任务表"):
        draft = read_pasted(f"{above}\n{rows}", None)
        assert (draft.year_from, days(draft.items[0])) == (YearFrom.TITLE, ["2026-09-30 finish"])


@pytest.mark.parametrize("head", ["2026年今冬明春农田水利任务", "清政办发〔2026〕12号\n关于冬季取暖工作的通知"])
def test_spring_months_of_winter_work_are_asked_about(head: str) -> None:
    spring, autumn = read(head, "1.县水务局负责，3月底前清淤。\n2.县水务局负责，11月底前备料。").items
    assert (days(spring), asked(spring)) == (["open finish"], ["year_doubtful"])
    assert days(autumn) == ["2026-11-30 finish"]
