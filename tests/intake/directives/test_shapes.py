"""One order in the many shapes officials give it: labels made of pieces, verbs with words around them, tables without tabs."""

import pytest

from buckstop.intake.directives.door import read_pasted
from tests.intake.directives.shown import asked, days, drafted, lead, only, targets, words

TASK = "改造农村公路12公里"
HEADER = ["序号", "任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", TASK, "县交通局", "县财政局、各乡镇", "9月底前"],
    ["2", "修缮桥梁3座", "县水务局", "县应急局", "2026年10月"],
]


@pytest.mark.parametrize(
    "text",
    [
        f"1.{TASK}。(第一责任单位:县交通局;协同责任单位:县财政局、各乡镇;推进时限:9月底前)",
        f"1.{TASK}。【主责部门:县交通局；会办单位:县财政局、各乡镇；完成节点:9月底前】",
        f"1.{TASK}。〔牵头(责任)单位：县交通局；配合部门(单位)：县财政局、各乡镇；要求完成时间：9月底前〕",
        f"1.{TASK}。(责任科室:县交通局;协助科室:县财政局、各乡镇;时间进度:9月底前)",
        f"1.{TASK}。(责任单位(牵头):县交通局;责任单位(配合):县财政局、各乡镇;办理期限:9月底前)",
        f"1.{TASK}。(由县交通局牵头,县财政局、各乡镇按职责配合,9月底前完成)",
        f"1.{TASK}。(县交通局牵头抓总,县财政局、各乡镇积极参与,9月底前)",
        f"1.{TASK}。(县交通局为牵头单位,县财政局、各乡镇为配合单位,9月底前完成)",
        f"1.{TASK}。(县交通局牵头 县财政局、各乡镇配合 9月底前)",
        f"1.{TASK}。(9月底前完成;县交通局主责,县财政局以及各乡镇协助)",
        f"1.{TASK}。[牵头单位]县交通局[配合单位]县财政局、各乡镇[完成时限]9月底前",
        f"1.{TASK}。——牵头单位:县交通局;配合单位:县财政局、各乡镇;时限:9月底前",
        f"1.{TASK}。\n①牵头单位：县交通局\n②配合单位：县财政局、各乡镇\n③完成时限：9月底前",
        f"1.{TASK}。\n**牵头单位**：县交通局\n**配合单位**：县财政局、各乡镇\n**完成时限**：9月底前",
        f"1.{TASK}。\n牵头单位∶县交通局\n配合单位﹕县财政局、各乡镇\n完成时限∶9月底前",
        f"1.{TASK}。\n牵头单位——县交通局\n配合单位-县财政局、各乡镇\n完成时限为9月底前",
        f"1.{TASK}。\n【牵头单位】县交通局\n【配合单位】县财政局、各乡镇\n【完成时限】9月底前",
        f"1.{TASK}。\n牵头单位:县交通局\n配合单位:县财政局、\n各乡镇\n完成时限:9月底前",
        f"1.{TASK}。\n牵头单位:\n县交通局\n配合单位:\n县财政局\n各乡镇\n完成时限:\n9月底前",
        f"1.{TASK}。(牵头单位:县交\n通局;配合单位:县财政局、各乡镇;完成时限:9月\n底前)",
        f"1.{TASK}。\n该项工作由县交通局牵头,县财政局、各乡镇配合,9月底前完成。",
        f"1.由县交通局牵头,9月底前{TASK};县财政局、各乡镇配合。",
        f"县交通局要牵头,县财政局、各乡镇配合,9月底前{TASK}。",
        f"县交通局牵头,会同县财政局、各乡镇,9月底前{TASK}。",
        f"由县交通局会同县财政局、各乡镇于9月底前{TASK}。",
        f"以县交通局为主,县财政局、各乡镇配合,9月底前{TASK}。",
        f"会议决定:{TASK},由县交通局负责,县财政局、各乡镇做好配合,9月底前完成。",
        f"一、公路\n牵头单位:县交通局\n配合单位:县财政局、各乡镇\n1.{TASK},9月底前完成。",
        f"　　1.{TASK}。(牵头单位:县交通局;配合单位:县财政局、各乡镇;时限:9月底前)",
    ],
)
def test_one_order_reads_the_same_in_every_shape(text: str) -> None:
    item = only(text)
    assert (lead(item), words(item.supports), days(item), asked(item)) == (
        "县交通局",
        ["县财政局", "各乡镇*"],
        ["2026-09-30 finish"],
        [],
    )
    assert TASK in item.task
    assert targets(item) == ["12 公里"]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("| " + " | ".join(row) + " |" for row in (HEADER, ["---"] * 5, *ROWS)),
        "\n".join("  ".join(row) for row in (HEADER, *ROWS)),
        "\n".join("　".join(row) for row in (HEADER, *ROWS)),
        "\n".join(" ".join(row) for row in (HEADER, *ROWS)),
        "\n".join(",".join(row) for row in (HEADER, *ROWS)),
        "任务分解如下\n" + "\n".join(cell for row in (HEADER, *ROWS) for cell in row) + "\n特此通知。",
        "\n".join(cell for row in (HEADER, *ROWS) for cell in row[1:]),
        "\n".join(["\t".join(HEADER), "一、交通", "\t".join(ROWS[0]), "二、水利", "\t".join(ROWS[1])]),
    ],
)
def test_a_table_is_read_however_plain_text_draws_it(text: str) -> None:
    first, second = drafted(text).items
    assert (first.task, lead(first), words(first.supports), days(first)) == (
        TASK,
        "县交通局",
        ["县财政局", "各乡镇*"],
        ["2026-09-30 finish"],
    )
    assert (lead(second), words(second.supports), days(second)) == ("县水务局", ["县应急局"], ["2026-10-31 finish"])


def test_cells_that_may_be_shifted_are_no_table() -> None:
    lines = "\n".join(cell for row in (HEADER, ROWS[0][:3] + ROWS[0][4:], ROWS[1]) for cell in row)
    assert [lead(item) for item in drafted(lines).items if lead(item)] == []


def test_headers_nobody_listed_are_read_by_their_pieces() -> None:
    item = only("项次\t民生实事项目\t主责部门\t协作单位\t限办时间\n1\t建设公厕3座\t县住建局\t县财政局\t9.30前")
    assert (item.task, lead(item), words(item.supports), days(item)) == (
        "建设公厕3座",
        "县住建局",
        ["县财政局"],
        ["2026-09-30 finish"],
    )


def test_a_header_over_a_deadline_says_what_is_to_have_happened() -> None:
    item = only("序号\t任务\t责任单位\t开工时间\t竣工时间\n1\t建桥\t县交通局\t6月底\t12月底")
    assert days(item) == ["2026-06-30 start", "2026-12-31 finish"]


def test_a_second_unit_beside_a_blank_task_is_asked_about() -> None:
    item = only("序号\t任务\t责任单位\t完成时限\n1\t建桥\t县交通局\t5月底前开工\n\t\t县财政局\t12月底前完工")
    assert (lead(item), words(item.responsible), asked(item)) == (None, ["县交通局", "县财政局"], ["several_named"])
    assert days(item) == ["2026-05-31 start", "2026-12-31 finish"]


def test_measures_with_units_of_their_own_stay_tasks_of_their_own() -> None:
    items = drafted(
        "序号\t任务\t具体措施\t责任单位\t完成时限\n1\t修路\t改造\t县交通局\t9月底前\n\t\t拨款\t县财政局\t6月底前"
    ).items
    assert [(lead(item), days(item)) for item in items] == [
        ("县交通局", ["2026-09-30 finish"]),
        ("县财政局", ["2026-06-30 finish"]),
    ]


@pytest.mark.parametrize("heading", ["一、县交通局", "县交通局:", "一、县交通局(2项)"])
def test_what_stands_below_a_unit_is_that_units(heading: str) -> None:
    items = drafted(f"{heading}\n1.改路,9月底前完成。\n2.修桥,10月底前完成。").items
    assert [(lead(item), item.inherited) for item in items] == [("县交通局", frozenset({"lead"}))] * 2


def test_you_is_nobody_and_a_supervising_unit_no_lead() -> None:
    assert drafted("请你单位于9月底前改路。").items == ()
    item = only("1.改路。(督导单位:县督查室;配合单位:县财政局;9月底前)")
    assert (lead(item), words(item.supports), asked(item)) == (None, ["县财政局"], ["nobody_named"])


def test_a_note_about_the_order_of_units_is_no_task() -> None:
    item = only("(责任单位中第一个单位为牵头单位)\n1.改路。(责任单位:县交通局、县财政局;9月底前)")
    assert (lead(item), words(item.supports)) == ("县交通局", ["县财政局"])


@pytest.mark.parametrize("duties", ["各负其责", "分头落实", "按照各自职责抓好落实", "根据各自职责分别负责"])
def test_each_according_to_its_duties_in_other_words(duties: str) -> None:
    item = only(f"1.改路。(县交通局、县财政局{duties},9月底前)")
    assert (words(item.responsible), asked(item)) == (["县交通局", "县财政局"], ["by_duties"])


def test_an_office_without_a_level_leads_where_it_stands_alone() -> None:
    item = only("1.改造实验室3间。(教务处、实验室与设备管理处)")
    assert words(item.responsible) == ["教务处", "实验室与设备管理处"]
    assert drafted("全县党员干部负责,9月底前完成。").items == ()
    assert drafted("去年,教务处牵头开展了检查。").items == ()


@pytest.mark.parametrize(
    "text",
    [
        "1. Rebuild 2 bridges. (Lead agency: Roads Department; partners: Finance Office; target date: September 30, 2026)",
        "1. Rebuild 2 bridges.\nAccountable unit: Roads Department\nSupporting agencies: Finance Office\nTimeline: end-September",
        "1. The Roads Department shall rebuild 2 bridges by 30/09/2026, with support from the Finance Office.",
        "S/N\tActivity\tLead body\tCollaborating units\tBy when\n1\tRebuild 2 bridges\tRoads Department\tFinance Office\tQ3 2026",
    ],
)
def test_english_labels_and_headers_are_made_of_pieces_too(text: str) -> None:
    (item,) = read_pasted(f"Ref. QC/2026/14\n{text}", None).items
    assert (lead(item), words(item.supports), days(item)) == (
        "Roads Department",
        ["Finance Office"],
        ["2026-09-30 finish"],
    )


def test_a_plan_called_after_its_year_tells_the_year_and_one_of_a_later_year_leaves_it_open() -> None:
    task = "\n1.改路。(责任单位:县交通局;9月底前)"
    assert read_pasted(f"清水县2026年重点任务清单{task}", None).year == 2026
    assert read_pasted(f"清政发〔2025〕90号\n清水县2026年重点任务清单{task}", None).year is None
    assert read_pasted(f"清政发〔2026〕9号\n2025年问题整改方案{task}", None).year == 2026


@pytest.mark.parametrize(
    "said",
    [
        "责任单位:县交通局、县财政局;其中县交通局牵头。完成时限:9月底前",
        "(责任单位:县交通局、县财政局,由县交通局牵头,9月底前)",
        "责任单位:县交通局、县财政局(排名第一的为牵头单位)。9月底前完成。",
    ],
)
def test_of_several_units_the_one_said_to_lead_leads(said: str) -> None:
    item = only(f"1.改路。{said}")
    assert (lead(item), words(item.supports), days(item)) == ("县交通局", ["县财政局"], ["2026-09-30 finish"])


def test_minutes_give_each_order_its_own_and_a_group_asks_who_answers() -> None:
    items = drafted(
        "会议议定:\n(一)县水务局要于5月底前制定方案。\n(二)请各乡镇于5月20日前上报清单。\n(三)请县财政局尽快拨付资金。"
    ).items
    assert [(item.task, lead(item), words(item.responsible)) for item in items] == [
        ("制定方案", "县水务局", []),
        ("上报清单", None, ["各乡镇*"]),
        ("尽快拨付资金", "县财政局", []),
    ]
    assert asked(items[1]) == ["collective_only"]
