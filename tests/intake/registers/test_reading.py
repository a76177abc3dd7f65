"""A register is read whole: what it says, and every fault at its cell with what to do."""

from typing import Any

import pytest

from buckstop.domain.duties import DutyKind
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.intake.registers.model import OUTSIDE, Ending, Register
from buckstop.intake.registers.reading import read_register
from buckstop.lens.issues import Issue, Severity
from buckstop.text.issues import sentence
from tests.intake.registers.books import COUNTY, Sheets, changed, csv_folder, workbook


def read(sheets: Sheets = COUNTY) -> Register:
    reading = read_register(workbook(sheets), "county.xlsx")
    assert reading.register is not None, reading.issues
    return reading.register


def issues(sheets: Sheets) -> tuple[Issue, ...]:
    return read_register(workbook(sheets), "county.xlsx").issues


def test_units_are_read_with_their_one_superior_by_name_or_id() -> None:
    units = {unit.key: unit for unit in read().units}
    assert {key: unit.superior for key, unit in units.items()} == {
        "qs": "",
        "县督查室": "qs",
        "water": "qs",
        "town": "qs",
        "Moss Village": "town",
    }
    assert units["water"].aliases == ("水务局", "县水务局")
    assert [unit.kind for unit in units.values()] == [
        UnitKind.ROOT,
        UnitKind.OFFICE,
        UnitKind.DEPARTMENT,
        UnitKind.TOWNSHIP,
        UnitKind.VILLAGE,
    ]


def test_posts_are_read_with_roles_deputies_and_the_outside_arbiter() -> None:
    posts = {post.key: post for post in read().posts}
    assert posts["water/局长"].roles == {Role.LEADER, Role.MEMBER}
    assert posts["water/局长"].deputies == ("water/副局长",)
    assert posts["town/镇长"].key_post
    assert posts["town/镇长"].deputies == ("town/党委委员、副镇长",)  # the title itself holds a sign that parts titles
    assert f"{OUTSIDE}/裁定专员" in posts


def test_people_are_read_with_all_their_posts() -> None:
    people = {person.name: person for person in read().people}
    assert people["赵梅"].posts == ("县督查室/主任", "县督查室/系统管理员")
    assert people["王建国"].from_date is not None
    assert people["王建国"].from_date.isoformat() == "2026-03-01"
    assert "wang@qs.example" not in repr(people["王建国"])
    assert "王建国" not in repr(people["王建国"])


def test_an_item_of_several_units_stands_on_each_list() -> None:
    duties = [(duty.unit, duty.item, duty.kind, duty.taken_by) for duty in read().duties]
    assert duties == [
        ("town", "B-1", DutyKind.BASIC, ""),
        ("town", "B-2", DutyKind.COOPERATE, ""),
        ("Moss Village", "B-2", DutyKind.COOPERATE, ""),
        ("town", "B-3", DutyKind.TAKEN_BACK, "water"),
    ]
    assert {(line.upper, line.lower) for line in read().lines} == {("water", "town"), ("water", "Moss Village")}


def test_settings_name_units_by_key() -> None:
    settings = read().settings
    assert (settings.outside_arbiter, settings.office, settings.origin) == (
        "清河市人民政府",
        "县督查室",
        "ledger.example/qs",
    )


# What is changed, and which issue stands at which sheet, row and column. Every other cell stays right.
FAULTS: list[tuple[str, Sheets, tuple[str, str, int, str]]] = [
    ("no name", changed(("单位", 4, 1, None)), ("register.empty", "单位", 4, "单位名称")),
    ("superior", changed(("单位", 5, 4, "清水乡")), ("register.superior_unknown", "单位", 5, "上级单位")),
    ("circle", changed(("单位", 5, 4, "Moss Village")), ("register.circle", "单位", 5, "上级单位")),
    ("two roots", changed(("单位", 5, 4, None)), ("register.second_root", "单位", 5, "上级单位")),
    ("no root", changed(("单位", 2, 4, "平安镇")), ("register.no_root", "单位", 2, "上级单位")),
    ("id twice", changed(("单位", 5, 0, "water")), ("register.id_twice", "单位", 5, "编号")),
    ("name twice", changed(("单位", 3, 1, "平安镇")), ("register.name_twice", "单位", 5, "单位名称")),
    (
        "name of an id",
        changed(("单位", 3, 1, "water")),
        ("register.name_twice", "单位", 3, "单位名称"),
    ),
    ("kind", changed(("单位", 4, 3, "局部")), ("register.value_unknown", "单位", 4, "类别")),
    (
        "successor",
        changed(("单位", 1, 5, "承接单位"), ("单位", 5, 5, "qs")),
        ("register.successor_without_ending", "单位", 5, "承接单位"),
    ),
    ("long", changed(("单位", 4, 1, "水" * 201)), ("register.too_long", "单位", 4, "单位名称")),
    ("post's unit", changed(("岗位", 5, 0, "水利局")), ("register.unit_unknown", "岗位", 5, "单位")),
    ("role", changed(("岗位", 5, 2, "领袖")), ("register.value_unknown", "岗位", 5, "角色")),
    ("post twice", changed(("岗位", 6, 1, "局长")), ("register.post_twice", "岗位", 6, "岗位名称")),
    ("deputy", changed(("岗位", 5, 4, "副部长")), ("register.post_unknown", "岗位", 5, "代理岗位")),
    ("own deputy", changed(("岗位", 5, 4, "局长")), ("register.own_deputy", "岗位", 5, "代理岗位")),
    ("person's post", changed(("人员", 2, 2, "厅长")), ("register.post_unknown", "人员", 2, "职务")),
    ("login twice", changed(("人员", 3, 3, "WANG")), ("register.login_twice", "人员", 3, "账号")),
    ("login", changed(("人员", 3, 3, "李 芳")), ("register.login_unfit", "人员", 3, "账号")),
    ("e-mail", changed(("人员", 2, 4, "wang at qs")), ("register.email_unfit", "人员", 2, "邮箱")),
    ("date", changed(("人员", 2, 5, "三月初一")), ("register.date_unfit", "人员", 2, "任职日期")),
    ("no such day", changed(("人员", 2, 5, "2026-02-30")), ("register.date_unfit", "人员", 2, "任职日期")),
    ("post held twice", changed(("人员", 3, 2, "局长")), ("register.post_held_twice", "人员", 3, "职务")),
    ("person twice", changed(("人员", 4, 0, "王建国")), ("register.person_twice", "人员", 4, "姓名")),
    ("item twice", changed(("履职清单", 3, 1, "B-1")), ("register.duty_twice", "履职清单", 3, "编号")),
    ("taken by nobody", changed(("履职清单", 4, 4, None)), ("register.taken_by_nobody", "履职清单", 4, "收回单位")),
    ("not superior", changed(("履职清单", 4, 4, "县督查室")), ("register.not_superior", "履职清单", 4, "收回单位")),
    ("not taken back", changed(("履职清单", 2, 4, "水务局")), ("register.not_taken_back", "履职清单", 2, "收回单位")),
    ("no document", changed(("履职清单", 2, 5, None)), ("register.empty", "履职清单", 2, "文号")),
    ("line to itself", changed(("条线", 2, 2, "水务局")), ("register.line_circle", "条线", 2, "被指导单位")),
    ("office", changed(("设置", 3, 1, "督办处")), ("register.unit_unknown", "设置", 3, "内容")),
    ("arbiter inside", changed(("设置", 2, 1, "平安镇")), ("register.arbiter_inside", "设置", 2, "内容")),
    ("setting", changed(("设置", 4, 0, "名气")), ("register.value_unknown", "设置", 4, "设置项")),
    ("setting twice", changed(("设置", 4, 0, "督查室")), ("register.setting_twice", "设置", 4, "设置项")),
    ("other root", changed(more={"设置": [["最高单位", "平安镇"]]}), ("register.other_root", "设置", 5, "内容")),
    ("no column", changed(("岗位", 1, 2, "颜色")), ("register.column_missing", "岗位", 1, "职权")),
]


@pytest.mark.parametrize(("sheets", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_at_its_cell_and_says_what_to_do(sheets: Sheets, expected: tuple[str, str, int, str]) -> None:
    found = issues(sheets)
    errors = [one for one in found if one.severity is Severity.ERROR]
    assert expected in [(one.code, one.sheet, one.row, one.column) for one in errors], errors
    for one in found:
        said = sentence(one, str)
        assert one.code not in said, one  # its sentence is there, with every value it needs
        assert "%(" not in said


# What is worth a word and stops nothing.
DOUBTS: list[tuple[str, Sheets, tuple[str, Severity]]] = [
    (
        "names shared",
        changed(("单位", 3, 0, "office"), ("单位", 3, 1, "平安镇"), ("设置", 3, 1, "office"), ("单位", 6, 4, "town")),
        ("register.name_shared", Severity.WARNING),
    ),
    ("alias shared", changed(("单位", 5, 2, "水务局")), ("register.alias_shared", Severity.WARNING)),
    ("key post", changed(("岗位", 5, 4, None)), ("register.key_post_uncovered", Severity.WARNING)),
    ("no leader", changed(("岗位", 9, 2, "member")), ("register.without_leader", Severity.WARNING)),
    ("no post", changed(("人员", 3, 2, None)), ("register.person_without_post", Severity.WARNING)),
    ("two hats", COUNTY, ("register.many_hats", Severity.NOTE)),
    ("vacant", COUNTY, ("register.posts_vacant", Severity.NOTE)),
    ("blanks", changed(("单位", 5, 1, " 平安镇\u3000")), ("register.trimmed", Severity.NOTE)),
    ("unseen", changed(("单位", 5, 1, "平安\u200b镇")), ("register.trimmed", Severity.NOTE)),
    ("column", changed(("单位", 1, 5, "颜色")), ("register.column_unknown", Severity.NOTE)),
    ("column twice", changed(("单位", 1, 5, "名称")), ("register.column_twice", Severity.WARNING)),
    ("sheet", changed(more={"备忘": [["记一笔"]]}), ("register.sheets_unknown", Severity.NOTE)),
    ("line twice", changed(more={"条线": [["水务", "water", "town"]]}), ("register.line_twice", Severity.NOTE)),
    (
        "example",
        changed(more={"单位": [["例：fish", "渔业局", None, None, "清水县"]]}),
        ("register.example_passed_over", Severity.NOTE),
    ),
]


@pytest.mark.parametrize(("sheets", "expected"), [doubt[1:] for doubt in DOUBTS], ids=[doubt[0] for doubt in DOUBTS])
def test_a_doubt_is_told_and_stops_nothing(sheets: Sheets, expected: tuple[str, Severity]) -> None:
    reading = read_register(workbook(sheets), "county.xlsx")
    told = [(one.code, one.severity) for one in reading.issues]
    errors = [one for one in reading.issues if one.severity is Severity.ERROR]
    if expected[0] != "register.name_shared" and expected[0] != "register.alias_shared":
        assert errors == []
    assert expected in told
    assert all(one.code not in sentence(one, str) for one in reading.issues)


def test_every_fault_comes_at_once() -> None:
    sheets = changed(
        ("单位", 5, 4, "清水乡"),
        ("岗位", 5, 2, "领袖"),
        ("人员", 2, 2, "厅长"),
        ("履职清单", 4, 4, None),
        ("条线", 2, 1, "渔业局"),
    )
    codes = {issue.code for issue in issues(sheets) if issue.severity is Severity.ERROR}
    assert codes >= {
        "register.superior_unknown",
        "register.value_unknown",
        "register.post_unknown",
        "register.taken_by_nobody",
        "register.unit_unknown",
    }


def test_issues_stand_in_the_order_of_sheets_and_rows() -> None:
    found = issues(
        changed(("条线", 2, 1, "渔业局"), ("单位", 5, 4, "清水乡"), ("单位", 4, 3, "局部"), ("设置", 4, 0, "名气"))
    )
    errors = [(one.sheet, one.row) for one in found if one.severity is Severity.ERROR]
    assert errors == sorted(errors, key=lambda place: (list(COUNTY).index(place[0] or ""), place[1]))


def test_names_near_the_mistaken_one_are_proposed() -> None:
    (found,) = [one for one in issues(changed(("岗位", 5, 0, "水务居"))) if one.code == "register.unit_unknown"]
    assert "水务局" in str(found.fields["near"])


ENDS: list[tuple[str, list[Any], str | None]] = [
    ("merged into nothing", ["并入", None, "15号"], "register.merged_into_nothing"),
    ("unapproved", ["撤销", "平安镇", None], "register.ending_unapproved"),
    ("into itself", ["并入", "水务局", "15号"], "register.successor_ends"),
    ("right", ["并入", "平安镇", "15号"], None),
    ("to its superior", ["撤销", None, None], None),
]


@pytest.mark.parametrize(("cells", "code"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
def test_a_unit_says_how_it_ends_who_takes_over_and_by_what_document(cells: list[Any], code: str | None) -> None:
    sheets = changed(
        ("单位", 1, 5, "变动"), ("单位", 1, 6, "承接单位"), ("单位", 1, 7, "文号"),
        *(("单位", 4, 5 + place, value) for place, value in enumerate(cells)),
    )  # fmt: skip
    del sheets["岗位"], sheets["人员"], sheets["履职清单"], sheets["条线"]
    reading = read_register(workbook(sheets), "county.xlsx")
    errors = [one.code for one in reading.issues if one.severity is Severity.ERROR]
    assert errors == ([code] if code else [])
    if reading.register is not None:
        ended = next(unit for unit in reading.register.units if unit.id == "water")
        assert ended.ending is (Ending.MERGED if cells[0] == "并入" else Ending.RETIRED)


def test_the_root_cannot_end_and_what_ends_has_neither_units_nor_posts() -> None:
    sheets = changed(("单位", 1, 5, "变动"), ("单位", 2, 5, "撤销"), ("单位", 5, 5, "撤销"))
    codes = {one.code for one in issues(sheets)}
    assert {"register.root_ends", "register.superior_ends", "register.post_of_ending_unit"} <= codes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_folder_of_csv_files_is_the_same_register(encoding: str) -> None:
    reading = read_register(csv_folder(encoding=encoding), "county")
    assert reading.register == read()


def test_english_sheets_and_headers_are_the_same_register() -> None:
    names = {
        "设置": "Settings",
        "单位": "Units",
        "岗位": "Posts",
        "人员": "People",
        "履职清单": "Duties",
        "条线": "Lines",
    }
    headers = {
        "Settings": ["Setting", "Value"],
        "Units": ["Id", "Name", "Short names", "Kind", "Superior"],
        "Posts": ["Unit", "Post", "Roles", "Key post", "Deputies"],
        "People": ["Name", "Unit", "Posts", "Login name", "E-mail", "From"],
        "Duties": ["Unit", "Item", "Title", "Kind", "Taken back by", "Document"],
        "Lines": ["Line", "Guides", "Is guided"],
    }
    sheets = {names[title]: [headers[names[title]], *rows[1:]] for title, rows in COUNTY.items()}
    assert read(sheets) == read()


def test_a_person_may_fill_several_rows() -> None:
    rows = changed(
        ("人员", 1, 6, "代号"), ("人员", 2, 6, "p1"),
        more={"人员": [["王建国", "清水县", "县长", None, None, None, "p1"]]},
    )  # fmt: skip
    (person,) = [one for one in read(rows).people if one.name == "王建国"]
    assert person.posts == ("water/局长", "qs/县长")
    assert person.login == "wang"


def test_two_persons_of_one_name_are_told_apart_by_their_logins() -> None:
    people = read(changed(("人员", 3, 0, "王建国"))).people
    assert [person.name for person in people].count("王建国") == 2
