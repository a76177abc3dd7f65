"""Who is told, asked or instructed in running text; what is only told of; and what prefaces hand on."""

import pytest

from buckstop.intake.directives.door import read_pasted
from tests.intake.directives.shown import asked, days, drafted, lead, only, targets, words


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("批示内容：请县住建局、县城管局研究解决小区门前积水问题。", ["县住建局", "县城管局"]),
        ("请县水务局、平安镇抓好清淤。", ["县水务局", "平安镇"]),
        ("责成县交通运输局、城关街道组织排查隐患。", ["县交通运输局", "城关街道"]),
    ],
)
def test_several_who_are_asked_answer_and_none_leads(text: str, units: list[str]) -> None:
    item = only(text)
    assert (lead(item), words(item.responsible), asked(item)) == (None, units, ["several_named", "no_due"])


def test_an_office_whose_name_holds_a_verb_is_asked_whole() -> None:
    item = only("请县委组织部研究解决编制问题。")
    assert (lead(item), item.task) == ("县委组织部", "研究解决编制问题")


@pytest.mark.parametrize(
    "text",
    [
        "报请县政府于6月底前批复。",
        "提请县政府研究。",
        "邀请县财政局研究资金问题。",
        "请各乡镇抓紧排查隐患。",
        "请你单位认真落实。",
        "请张三同志发言。",
        "This office will close by 1 May 2026.",
        "The head of the Library will retire by 1 May 2026.",
        "The aim of the Council is to finish by 1 May 2026.",
    ],
)
def test_what_only_sounds_like_an_order_names_nobody(text: str) -> None:
    assert drafted(text).items == ()


def test_an_instruction_to_a_person_is_a_task_for_which_somebody_must_be_named() -> None:
    item = only("批示件\n2026年6月3日县委主要领导批示：请建国同志阅处，尽快拿出解决占道问题的办法。")
    assert (item.task, lead(item), words(item.responsible)) == ("尽快拿出解决占道问题的办法", None, [])
    assert ([leader.words for leader in item.leaders], asked(item)) == (["建国同志"], ["nobody_named", "no_due"])


def test_offices_by_the_first_half_of_their_names_are_units_of_a_list() -> None:
    item = only("1.县教育、科技、财政等部门负责，6月底前建成智慧教室50间。")
    assert (lead(item), words(item.responsible)) == (None, ["县教育", "科技", "财政"])
    assert asked(item) == ["several_named", "open_list"]


def test_the_first_half_of_a_name_before_and_is_no_unit_by_itself() -> None:
    assert lead(only("1.由教育和科技局牵头，6月底前完成改造。")) == "教育和科技局"
    assert lead(only("1.加强宣传、教育，县司法局负责，6月底前完成。")) == "县司法局"


def test_what_a_unit_will_do_by_a_day_is_its_task() -> None:
    item = only("1. The Estates Office, assisted by the Library, will install 24 fountains by 31 July 2026.")
    assert (lead(item), words(item.supports), days(item)) == ("Estates Office", ["Library"], ["2026-07-31 finish"])


def test_who_arranges_the_money_answers_for_it() -> None:
    item = only("（三）经费由县财政局统筹解决。")
    assert (item.task, lead(item)) == ("经费", "县财政局")


@pytest.mark.parametrize(
    "text",
    [
        "1.由县住建局牵头，已完成公厕改造3座。",
        "县水务局牵头，柳河乡配合，顺利建成水厂。",
        "目前，县水务局牵头，柳河乡配合，已全面完成清淤6.5公里。",
        "县水务局牵头完成清淤\n本报讯 群众纷纷点赞。",
        "县水务局牵头推进清淤\n沿线群众说好。（记者 张三 通讯员 李四）",
    ],
)
def test_what_was_done_is_no_task(text: str) -> None:
    assert drafted(text).items == ()


def test_what_is_begun_and_still_due_is_a_task() -> None:
    item = only("1.由县住建局牵头，已完成前期工作，9月底前建成公厕3座。")
    assert (lead(item), days(item)) == ("县住建局", ["2026-09-30 finish"])
    assert lead(only("1.由县住建局牵头，已完成招标的项目抓紧开工。")) == "县住建局"
    assert lead(only("本报讯 会议要求，县水务局负责，6月底前完成清淤。")) == "县水务局"
    assert lead(only("互联网讯息平台由县大数据局牵头建设。")) == "县大数据局"


def test_brackets_behind_a_title_hold_for_everything_below() -> None:
    text = "2026年汛前检查任务（以下任务均由县应急局牵头，各乡镇配合，4月30日前完成）\n1.检查隐患点63处。\n2.检查工地。"
    draft = read_pasted(text, None)
    assert draft.title.startswith("2026年汛前检查任务")
    for item in draft.items:
        assert (lead(item), words(item.supports), days(item)) == ("县应急局", ["各乡镇*"], ["2026-04-30 finish"])
        assert item.inherited == {"lead", "supports", "dues"}
    assert [item.number for item in draft.items] == ["1", "2"]


def test_brackets_behind_a_heading_hold_for_what_stands_below_it() -> None:
    text = "一、汛前（以下任务均由县应急局牵头，4月30日前完成）\n1.检查隐患。\n2.检查工地。\n二、汛后（县水务局负责）\n1.清淤。"
    first, second, third = drafted(text).items
    assert [lead(item) for item in (first, second, third)] == ["县应急局", "县应急局", "县水务局"]
    assert (days(second), days(third)) == (["2026-04-30 finish"], [])


def test_a_bare_heading_with_such_brackets_is_no_task() -> None:
    first, second = drafted("重点工作安排\n汛前检查（以下任务均由县应急局牵头）\n1.检查隐患。\n2.检查工地。").items
    assert (lead(first), lead(second), first.task) == ("县应急局", "县应急局", "检查隐患")


def test_brackets_that_speak_of_what_stands_above_hold_for_nothing_below() -> None:
    first, second = drafted("一、任务\n1.检查隐患。（县应急局负责）\n2.检查工地。（以上任务均由县住建局配合）").items
    assert (lead(first), lead(second)) == ("县应急局", None)


def test_the_same_below_as_a_sentence_of_its_own_holds_for_all_before_it() -> None:
    _first, second = drafted("1.改厕。〔牵头单位：县住建局；配合单位：各乡镇。下同〕\n2.修路。").items
    assert (lead(second), words(second.supports)) == ("县住建局", ["各乡镇*"])


def test_a_unit_and_a_day_on_one_line_are_no_signature_of_a_bureau() -> None:
    draft = read_pasted("改造任务\n说明如下\n改造公厕3座\n县住建局 2026年9月30日", None)
    assert (draft.issuer, draft.issued_date) == (None, None)


def test_a_span_of_working_days_is_no_target() -> None:
    item = only("1. Submit a report within 20 working days. (Lead: County Housing Bureau)")
    assert (targets(item), lead(item)) == ([], "County Housing Bureau")


@pytest.mark.parametrize(
    ("words_of", "target"),
    [("数字化档案8万卷", "8 万卷"), ("施肥15万亩次", "15 万亩次"), ("新增容量3万千伏安", "3 万千伏安")],
)
def test_volumes_rounds_and_capacities_are_measures(words_of: str, target: str) -> None:
    assert targets(only(f"1.{words_of}。（县统计局负责）")) == [target]


def test_a_table_of_proposals_has_their_titles_for_tasks() -> None:
    text = "编号\t建议标题\t主办单位\t协办单位\t办理时限\n12\t关于增设公交线路的建议\t县交通运输局\t柳河乡\t6月30日前"
    item = only(text)
    assert (item.number, lead(item), words(item.supports)) == ("12", "县交通运输局", ["柳河乡"])
