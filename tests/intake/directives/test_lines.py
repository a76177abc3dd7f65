"""The shapes in which directives say who does what by when, one by one."""

import pytest

from buckstop.intake.directives.door import read_pasted
from buckstop.intake.directives.model import Asked
from tests.intake.directives.shown import asked, days, drafted, lead, only, targets, words


def test_brackets_behind_a_task_name_lead_supports_and_deadline() -> None:
    item = only("1.建成3座公厕。(牵头单位:县住建局;配合单位:县财政局、各街道,9月底前)")
    assert (item.number, item.task, lead(item)) == ("1", "建成3座公厕", "县住建局")
    assert words(item.supports) == ["县财政局", "各街道*"]
    assert (days(item), targets(item), asked(item)) == (["2026-09-30 finish"], ["3 座"], [])


def test_a_sentence_names_lead_supports_and_deadline() -> None:
    item = only("由县农业农村局牵头,县水利局、平安镇配合,在11月底前完成420亩管网改造。")
    assert (item.task, lead(item), words(item.supports)) == (
        "完成420亩管网改造",
        "县农业农村局",
        ["县水利局", "平安镇"],
    )
    assert (days(item), targets(item), asked(item)) == (["2026-11-30 finish"], ["420 亩"], [])


def test_lines_with_labels_belong_to_the_task_above() -> None:
    item = only("2.修订窗口规范。\n牵头单位:县行政审批局\n责任单位:各乡镇,县司法局")
    assert (item.task, lead(item), words(item.supports)) == ("修订窗口规范", "县行政审批局", ["各乡镇*", "县司法局"])
    assert asked(item) == ["no_due"]


def test_each_according_to_its_duties_asks_who_leads() -> None:
    item = only("3.推进改革。(县发改局、县商务局按职责分工负责,年内持续推进)")
    assert (lead(item), words(item.responsible), days(item)) == (None, ["县发改局", "县商务局"], ["endless finish"])
    assert asked(item) == ["by_duties", "continuous"]


def test_one_together_with_others_leads_and_an_open_list_is_asked_about() -> None:
    item = only("由县民政局会同县残联等部门研究提出意见")
    assert (lead(item), words(item.supports), item.output) == ("县民政局", ["县残联"], "意见")
    assert asked(item) == ["open_list", "no_due"]


def test_the_same_below_holds_for_later_tasks() -> None:
    first, second = drafted(
        "1.办好学校。〔责任单位:县教育局。各乡镇政府配合,下同〕\n2.看好病。(责任单位:县卫健局)"
    ).items
    assert (lead(first), words(first.supports), first.inherited) == ("县教育局", ["各乡镇政府*"], frozenset())
    assert (lead(second), words(second.supports)) == ("县卫健局", ["各乡镇政府*"])
    assert second.inherited == frozenset({"supports"})


def test_the_same_below_in_one_sentence_holds_for_all_of_it() -> None:
    _first, second = drafted("1.改厕。(牵头单位:县住建局;配合单位:各乡镇,下同)\n2.修路。").items
    assert (lead(second), words(second.supports), second.inherited) == (
        "县住建局",
        ["各乡镇*"],
        frozenset({"lead", "supports"}),
    )


@pytest.mark.parametrize(
    "text",
    [
        "1.改路。(县交通局牵头,县财政局配合,8月底前完成)",
        "1.改路。〔牵头单位：县交通局；配合单位：县财政局；完成时限：8月底前〕",
        "1.改路。[牵头:县交通局,配合:县财政局,时限:8月底]",
        "1.改路。【主办单位:县交通局 协办单位:县财政局 完成时间:2026年8月31日】",
        "1.改路(县交通局牵头、县财政局配合,8月底前)。",
        "1、改路。\n牵 头 单 位:县交通局\n配合单位\t县财政局\n完成时限:8月底前",
        "1.改路。\n牵头单位:\n县交通局\n配合单位:\n县财政局\n完成时限:\n8月底前",
        "1.改路。牵头单位:县交通局;配合单位:县财政局;完成时限:8月底前。",
        "(一)改路。由县交通局牵头,县财政局配合,8月底前完成。",
        "①改路,由县交通局牵头,于8月31日前完成,县财政局配合。",
        "任务一:改路。(责任单位:县交通局(牵头)、县财政局;8月底前)",
        "1.改路。(县交通局会同县财政局负责,8月31日17时前)",
    ],
)
def test_one_assignment_in_many_shapes_reads_the_same(text: str) -> None:
    item = only(text)
    assert lead(item) == "县交通局"
    assert words(item.supports) == ["县财政局"]
    assert days(item) == ["2026-08-31 finish"]
    assert "改路" in item.task
    assert asked(item) == []


def test_a_single_responsible_unit_is_the_lead() -> None:
    assert lead(only("1.改路。(责任单位:县交通局,8月底前)")) == "县交通局"


def test_several_responsible_units_have_no_lead_and_are_asked_about() -> None:
    item = only("1.改路。(责任单位:县交通局、县财政局,8月底前)")
    assert (lead(item), words(item.responsible), asked(item)) == (None, ["县交通局", "县财政局"], ["several_named"])


def test_the_first_of_several_leads_only_where_the_notice_says_so() -> None:
    item = drafted("责任单位中排在第一位的为牵头单位。\n1.改路。(责任单位:县交通局、县财政局、各街道,8月底前)").items[0]
    assert (lead(item), words(item.supports), asked(item)) == ("县交通局", ["县财政局", "各街道*"], [])


def test_two_leads_are_no_lead() -> None:
    item = only("1.改造。(县住建局、县财政局牵头,县发改局及各县市区政府按职责分工负责,10月底前)")
    assert (lead(item), words(item.responsible)) == (None, ["县住建局", "县财政局"])
    assert words(item.supports) == ["县发改局", "各县市区政府*"]
    assert asked(item) == ["several_named"]


@pytest.mark.parametrize("group", ["各乡镇", "有关部门", "各县(市、区)人民政府", "县直各单位", "行业主管部门"])
def test_a_group_alone_never_answers(group: str) -> None:
    item = only(f"1.排查隐患。(责任单位:{group},8月底前)")
    assert (lead(item), words(item.responsible), asked(item)) == (None, [f"{group}*"], ["collective_only"])


def test_a_list_left_open_is_no_single_unit() -> None:
    item = only("1.排查隐患。(责任单位:县应急局等部门,8月底前)")
    assert (lead(item), words(item.responsible), asked(item)) == (None, ["县应急局"], ["several_named", "open_list"])


def test_two_milestones_are_two_phases() -> None:
    item = only("1.建水厂。(责任单位:县水务局;5月底前动工;12月底前投入使用)")
    assert days(item) == ["2026-05-31 start", "2026-12-31 in_use"]


def test_leaders_are_kept_as_posts() -> None:
    item = only("1.改路。牵头单位:县交通局;责任领导:副县长李四;完成时限:2026年9月30日。")
    assert [leader.words for leader in item.leaders] == ["副县长李四"]
    assert lead(item) == "县交通局"


def test_a_person_who_leads_makes_no_unit_the_lead() -> None:
    item = only("1.由王县长牵头,县财政局负责资金保障,8月底前完成。")
    assert (lead(item), words(item.responsible), words(item.supports)) == (None, [], ["县财政局"])
    assert [leader.words for leader in item.leaders] == ["王县长"]


def test_several_tasks_of_one_paragraph_are_several_items() -> None:
    items = drafted("(三)整治市容。清理占道。(责任单位:县城管局)规范停车。(责任单位:县公安局)").items
    assert [(item.number, item.task, lead(item)) for item in items] == [
        ("(三)", "整治市容。清理占道", "县城管局"),
        ("(三)", "规范停车", "县公安局"),
    ]


def test_two_units_with_a_task_each_are_two_items() -> None:
    items = drafted("县住建局负责建设3座公厕,8月底前完成;县财政局负责落实资金。").items
    assert [(lead(item), item.task) for item in items] == [
        ("县住建局", "建设3座公厕,8月底前完成"),
        ("县财政局", "落实资金"),
    ]


def test_numbers_inside_a_line_begin_items() -> None:
    items = drafted("1.改路。(责任单位:县交通局)2.改厕。(责任单位:县住建局)").items
    assert [item.number for item in items] == ["1", "2"]


def test_a_number_before_a_date_is_no_number_of_a_section() -> None:
    item = only("3.10月底前完成老旧小区改造26个。(县住建局负责)")
    assert (item.number, days(item), targets(item)) == ("3", ["2026-10-31 finish"], ["26 个"])


def test_a_heading_that_names_the_lead_names_it_for_what_stands_below() -> None:
    items = drafted("(一)提升教育。(牵头单位:县教育局)\n1.新建学校2所。\n2.改造厨房12所。").items
    assert [(lead(item), item.section, item.inherited) for item in items] == [
        ("县教育局", "提升教育", frozenset({"lead"}))
    ] * 2


def test_an_entry_of_a_list_without_anybody_is_asked_about() -> None:
    items = drafted("1.改路。(责任单位:县交通局,8月底前)\n2.改厕,9月底前完成。").items
    assert asked(items[1]) == ["nobody_named"]


def test_how_to_work_is_no_task() -> None:
    items = drafted(
        "一、重点任务\n(一)改路。(责任单位:县交通局,8月底前)\n二、保障措施\n(一)加强领导。各单位主要负责人要负总责。\n"
        "(二)严格考核。县督查室负责每季度通报。"
    ).items
    assert [item.task for item in items] == ["改路", "严格考核。每季度通报"]


def test_what_is_said_for_all_holds_until_a_task_says_otherwise() -> None:
    first, second = drafted(
        "以下任务牵头单位均为县住建局,完成时限均为2026年12月底前。\n1.改厕。\n2.改路。(牵头单位:县交通局)"
    ).items
    assert (lead(first), days(first), first.inherited) == (
        "县住建局",
        ["2026-12-31 finish"],
        frozenset({"lead", "dues"}),
    )
    assert (lead(second), days(second), second.inherited) == ("县交通局", ["2026-12-31 finish"], frozenset({"dues"}))


def test_what_is_said_of_all_above_holds_for_them() -> None:
    item = only("1.改厕。(责任单位:县住建局)\n以上各项任务均须于12月底前完成。")
    assert (days(item), item.inherited) == (["2026-12-31 finish"], frozenset({"dues"}))


@pytest.mark.parametrize(
    "text",
    [
        "根据国务院关于由财政部牵头、发展改革委配合的部署,我县去年已完成3座公厕建设。",
        "各级党组织负责落实主体责任,由基层组织负责兜底。",
        "县住建局曾由县政府办牵头整改,效果良好。",
        "新建3座公厕(位于平安镇)。",
        "改造道路(县城至平安镇)。",
        "县人民医院于2026年9月底前建成。",
        "该牵头的要主动牵头,该配合的要积极配合。",
        "截至2025年底,全县共建成公厕30座。",
        "省建设厅要求各市建设局会同财政等部门尽快分解任务,并于2月26日前上报。",
        "由建设部门牵头完成1万户,其余由社会力量负责。",
        "建立县级政府为主、镇(街道)参与的管理体制。",
        "政策解读单位:清水县人民政府办公室",
        "各牵头单位要积极履行职责,各配合单位要主动衔接。",
    ],
)
def test_running_text_that_assigns_nothing_makes_no_task(text: str) -> None:
    draft = read_pasted(text, None)
    assert draft.items == ()
    assert [question.asked for question in draft.questions] == [Asked.NO_TASKS]


def test_brackets_with_contacts_do_not_hide_the_deadline() -> None:
    item = only("1.改造市场。(责任单位:县市场监管局,联系人:王五,8月底前完成)")
    assert (lead(item), days(item)) == ("县市场监管局", ["2026-08-31 finish"])


@pytest.mark.parametrize(
    "text",
    [
        "1. Build 3 public toilets (lead: {lead}; support: {support}, all townships; by end of September).",
        "1. {lead} leads the building of 3 public toilets, with {support} and all townships supporting, by 30 September.",
        "1. Build 3 public toilets.\nLead unit: {lead}\nSupport: {support}, all townships\nDeadline: end of September 2026",
        "1. Led by {lead}, supported by {support} and all townships, build 3 public toilets by 30 September 2026.",
    ],
)
def test_english_directives_read_the_same(text: str) -> None:
    filled = text.format(lead="County Housing Bureau", support="County Water Bureau")
    (item,) = read_pasted(f"Works plan\n2 March 2026\n{filled}", None).items
    assert (lead(item), words(item.supports)) == ("County Housing Bureau", ["County Water Bureau", "all townships*"])
    assert (days(item), targets(item)) == (["2026-09-30 finish"], ["3 public toilets"])


def test_english_units_each_within_their_duties_are_asked_about() -> None:
    (item,) = read_pasted(
        "1. Keep roads clear (County Roads Department, County Police Bureau, each according to its duties; ongoing).",
        None,
    ).items
    assert asked(item) == ["by_duties", "continuous"]


def test_brackets_may_say_that_the_first_unit_leads_and_so_below() -> None:
    first, second = drafted(
        "(一)健全体制,县级为主、镇(街道)参与。(县教育局,县委编办,各县<市、区>人民政府,排名第一位为牵头单位,下同)\n"
        "(二)完善制度。(县教育局、县财政局)"
    ).items
    assert (lead(first), words(first.supports)) == ("县教育局", ["县委编办", "各县<市、区>人民政府*"])
    assert (lead(second), words(second.supports), second.inherited) == ("县教育局", ["县财政局"], frozenset())


def test_a_state_council_division_of_work_is_read_item_by_item() -> None:
    items = read_pasted(
        "国办函〔2014〕31号\n一、关于简政放权。(一)取消审批事项200项以上。(中央编办会同发展改革委、财政部等部门负责)"
        "(二)优化环境。由商务部会同海关总署等单位研究提出意见,6月底前报国务院。(三)推进改革(各部门分别负责,年内持续推进)。",
        None,
    ).items
    assert [(item.number, lead(item), words(item.supports), days(item)) for item in items] == [
        ("(一)", "中央编办", ["发展改革委", "财政部"], []),
        ("(二)", "商务部", ["海关总署"], ["2014-06-30 submit"]),
        ("(三)", None, [], ["endless finish"]),
    ]
