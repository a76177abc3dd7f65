"""Deadlines: the last day they name, what is to have happened, and what they leave open."""

import pytest

from buckstop.intake.directives.door import read_pasted
from tests.intake.directives.shown import asked, days, only


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9月底前", "2026-09-30 finish"),
        ("2月底", "2026-02-28 finish"),
        ("2028年2月底前", "2028-02-29 finish"),
        ("9月30日前", "2026-09-30 finish"),
        ("2026年9月30日", "2026-09-30 finish"),
        ("2026-09-30", "2026-09-30 finish"),
        ("2026.9.30", "2026-09-30 finish"),
        ("二〇二六年九月三十日", "2026-09-30 finish"),
        ("10月中旬", "2026-10-20 finish"),
        ("三季度末前", "2026-09-30 finish"),
        ("第一季度", "2026-03-31 finish"),
        ("上半年", "2026-06-30 finish"),
        ("下半年", "2026-12-31 finish"),
        ("年底前", "2026-12-31 finish"),
        ("年内完成", "2026-12-31 finish"),
        ("今年底", "2026-12-31 finish"),
        ("明年3月底前", "2027-03-31 finish"),
        ("2027年底前", "2027-12-31 finish"),
        ("3月至9月", "2026-09-30 finish"),
        ("3-9月", "2026-09-30 finish"),
        ("2026年10月—2027年3月", "2027-03-31 finish"),
        ("5月底前动工", "2026-05-31 start"),
        ("5月底前启动", "2026-05-31 start"),
        ("12月底前建成投用", "2026-12-31 in_use"),
        ("6月底前印发", "2026-06-30 issue"),
        ("3月15日前报送", "2026-03-15 submit"),
        ("长期坚持", "endless finish"),
        ("年内持续推进", "endless finish"),
        ("立行立改", "endless finish"),
        ("每季度末报送", "endless submit"),
        ("9.30前", "2026-09-30 finish"),
        ("2026.9", "2026-09-30 finish"),
        ("20260930", "2026-09-30 finish"),
        ("2026/9/30", "2026-09-30 finish"),
        ("2026 年 9 月 30 日 前", "2026-09-30 finish"),
        ("9月30日(周三)下班前", "2026-09-30 finish"),
        ("9月1日—30日", "2026-09-30 finish"),
        ("自即日起至9月30日止", "2026-09-30 finish"),
        ("务必于9月30日前", "2026-09-30 finish"),
        ("10月上旬底前", "2026-10-10 finish"),
        ("上半年底前", "2026-06-30 finish"),
        ("本年度内", "2026-12-31 finish"),
        ("来年3月底前", "2027-03-31 finish"),
        ("2026—2028年", "2028-12-31 finish"),
        ("每年6月底、12月底前", "endless finish"),
        ("按季度推进", "endless finish"),
        ("每学期", "endless finish"),
        ("长效坚持", "endless finish"),
        ("end of the third quarter", "2026-09-30 finish"),
        ("30.09.2026", "2026-09-30 finish"),
        ("June-September", "2026-09-30 finish"),
        ("first half of 2026", "2026-06-30 finish"),
        ("annually", "endless finish"),
        ("by end of September", "2026-09-30 finish"),
        ("by 30 September 2026", "2026-09-30 finish"),
        ("September 30, 2026", "2026-09-30 finish"),
        ("by Q3", "2026-09-30 finish"),
        ("by the end of the year", "2026-12-31 finish"),
        ("ongoing", "endless finish"),
    ],
)
def test_a_place_for_deadlines_reads_every_form(words: str, expected: str) -> None:
    assert days(only(f"1.改路。\n责任单位:县交通局\n完成时限:{words}")) == [expected]


@pytest.mark.parametrize(
    "words",
    [
        "9月前完成",
        "三季度前",
        "2027年前",
        "30个工作日内",
        "一年内",
        "国庆节前",
        "本月底前",
        "9月中旬前",
        "后年6月底前",
        "25日前",
        "9月31日前",
        "before 3 May",
    ],
)
def test_a_limit_that_names_no_day_is_asked_about_and_never_guessed(words: str) -> None:
    item = only(f"1.改路。\n责任单位:县交通局\n完成时限:{words}")
    assert (days(item), asked(item)) == ([], ["no_due"])
    assert item.questions[0].words


@pytest.mark.parametrize("words", ["十四五期间", "05/06/2026", "by mid-September", "待定", "TBD"])
def test_words_that_are_no_date_give_none(words: str) -> None:
    item = only(f"1.改路。\n责任单位:县交通局\n完成时限:{words}")
    assert (days(item), asked(item)) == ([], ["no_due"])


def test_a_month_without_any_year_stays_open() -> None:
    (item,) = read_pasted("1.改路。(责任单位:县交通局,9月底前)", None).items
    assert [(due.due_date, due.month, due.day) for due in item.dues] == [(None, 9, 30)]
    assert asked(item) == ["year_missing"]


@pytest.mark.parametrize(
    ("issued", "words", "expected"),
    [
        ("2025年12月10日", "3月底前", ["year_doubtful"]),
        ("2025年12月10日", "6月10日前", []),
        ("2025年12月10日", "6月9日前", ["year_doubtful"]),
        ("2025年12月10日", "2025年3月底前", []),
    ],
)
def test_a_month_long_past_is_doubtful(issued: str, words: str, expected: list[str]) -> None:
    (item,) = read_pasted(f"1.改路。(责任单位:县交通局,{words})\n清水县人民政府\n{issued}", None).items
    assert asked(item) == expected
    assert all(due.due_date is None for due in item.dues) is bool(expected)


def test_a_number_and_a_date_of_different_years_leave_the_year_open() -> None:
    draft = read_pasted("清政发〔2025〕40号\n1.改路。(责任单位:县交通局,9月底前)\n2026年1月5日", None)
    assert (draft.year, asked(draft.items[0])) == (None, ["year_missing"])


def test_the_number_of_another_document_is_not_ours() -> None:
    draft = read_pasted("根据清政发〔2025〕4号文件要求,安排如下。\n1.改路。(责任单位:县交通局,9月底前)", None)
    assert (draft.number, draft.year) == ("", None)


def test_a_day_and_for_ever_after_are_both_kept() -> None:
    item = only("1.清理占道。(责任单位:县城管局,6月底前完成,长期坚持)")
    assert (days(item), asked(item)) == (["2026-06-30 finish", "endless finish"], ["continuous"])


def test_a_monthly_report_is_no_second_deadline() -> None:
    item = only("1.改路。(责任单位:县交通局,9月底前完成,每月25日前报送进展)")
    assert (days(item), asked(item)) == (["2026-09-30 finish"], [])


def test_dates_of_the_past_in_running_text_are_no_deadlines() -> None:
    item = only("1.对2005年底前建成的电梯开展体检,自2026年3月1日起施行,截至2025年底已有30部。(县市场监管局负责)")
    assert (days(item), asked(item)) == ([], ["no_due"])


def test_the_verb_of_a_milestone_may_stand_further_on() -> None:
    item = only("1.5月底前,县城污水厂开工建设;年底前投入试运行。(县住建局负责)")
    assert days(item) == ["2026-05-31 start", "2026-12-31 in_use"]


@pytest.mark.parametrize("sign", ["1", "一"])
def test_a_flood_of_figures_is_no_date_and_holds_nobody_up(sign: str) -> None:
    """Without bounds in the forms of dates this takes minutes."""
    assert read_pasted(sign * 50_000, None).items == ()
