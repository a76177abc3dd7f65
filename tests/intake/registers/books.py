"""Register workbooks for tests: a small county in Chinese and a way to change single cells of it."""

import copy
import io
from collections.abc import Mapping
from typing import Any

import openpyxl

Sheets = dict[str, list[list[Any]]]

COUNTY: Sheets = {
    "设置": [
        ["设置项", "内容"],
        ["外部裁定机构", "清河市人民政府"],
        ["督查室", "县督查室"],
        ["日志名称", "ledger.example/qs"],
    ],
    "单位": [
        ["编号", "单位名称", "简称", "类别", "上级单位"],
        ["qs", "清水县", None, "最高单位", None],
        [None, "县督查室", "督查室", "办公室", "清水县"],
        ["water", "清水县水务局", "水务局；县水务局", "部门", "qs"],
        ["town", "平安镇", None, "镇", "清水县"],
        [None, "Moss Village", None, "village", "平安镇"],
    ],
    "岗位": [
        ["单位", "岗位名称", "角色", "关键岗位", "代理岗位"],
        ["清水县", "县长", "负责人", None, None],
        ["县督查室", "主任", "负责人、督查", None, None],
        ["县督查室", "系统管理员", "系统管理", None, None],
        ["水务局", "局长", "leader; member", "是", "副局长"],
        ["水务局", "副局长", "工作人员", None, None],
        ["平安镇", "党委委员、副镇长", "工作人员", None, None],
        ["平安镇", "镇长", "负责人", "√", "党委委员、副镇长"],
        ["Moss Village", "Head", "leader", None, None],
        ["清河市人民政府", "裁定专员", "负责人", None, None],
    ],
    "人员": [
        ["姓名", "单位", "职务", "账号", "邮箱", "任职日期"],
        ["王建国", "水务局", "局长", "wang", "wang@qs.example", "2026.3.1"],
        ["李芳", "水务局", "副局长", "lifang", None, None],
        ["Ruth Moss", "Moss Village", "Head", None, None, None],
        ["赵梅", None, "县督查室/主任、县督查室/系统管理员", "zhaomei", None, None],
    ],
    "履职清单": [
        ["单位", "编号", "事项", "类别", "收回单位", "文号"],
        ["平安镇", "B-1", "沟渠管护", "基本", None, "14号"],
        ["平安镇、Moss Village", "B-2", "巡河", "配合", None, "14号"],
        ["平安镇", "B-3", "取水许可", "收回", "水务局", "14号"],
    ],
    "条线": [["条线", "指导单位", "被指导单位"], ["水务", "水务局", "平安镇、Moss Village"]],
}


def changed(
    *cells: tuple[str, int, int, Any], base: Sheets = COUNTY, more: Mapping[str, list[list[Any]]] = {}
) -> Sheets:
    """The county with cells changed: sheet, row from 1, place from 0, value; and rows added by sheet."""
    sheets = copy.deepcopy(base)
    for sheet, rows in more.items():
        sheets.setdefault(sheet, []).extend(copy.deepcopy(rows))
    for sheet, row, place, value in cells:
        line = sheets[sheet][row - 1]
        line.extend([None] * (place + 1 - len(line)))
        line[place] = value
    return sheets


def workbook(sheets: Sheets = COUNTY, merged: Mapping[str, str] = {}) -> bytes:
    """The sheets as an .xlsx file.

    Args:
        merged: range of cells to merge, by sheet.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for title, cells in merged.items():
        book[title].merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_folder(sheets: Sheets = COUNTY, encoding: str = "utf-8") -> dict[str, bytes]:
    """The sheets as CSV files."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return f'"{text}"' if any(sign in text for sign in ",\n") else text

    return {
        f"{title}.csv": "\r\n".join(",".join(map(cell, row)) for row in rows).encode(encoding)
        for title, rows in sheets.items()
    }
