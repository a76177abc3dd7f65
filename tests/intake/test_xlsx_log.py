"""Workbooks: the table where it stands on the sheet, and cells as the texts they mean."""

import datetime as dt
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from buckstop.intake.open_log import open_log
from buckstop.intake.raw import RawLog, UnreadableLogError
from tests.intake.staged import cells_of, codes, issue, rows_of

Rows = list[list[object]]


def book(path: Path, sheets: dict[str, Rows], change: Callable[[Worksheet], None] | None = None) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row, start=1):
                sheet.cell(number, place, cell)
        if change is not None:
            change(sheet)
    workbook.save(path)
    workbook.close()
    return path


def read(path: Path, *, sheet: str | None = None, columns: frozenset[str] | None = None) -> RawLog:
    return open_log(path, workdir=path.parent / "work", sheet=sheet, columns=columns)


def table(raw: RawLog) -> list[list[str | int | None]]:
    return [list(row.values()) for row in rows_of(raw)]


def test_cells_become_the_texts_they_mean(tmp_path: Path) -> None:
    cells: list[tuple[object, str | None]] = [
        ("县政府", "县政府"), (3, "3"), (3.0, "3"), (-2.5, "-2.5"), (0.1, "0.1"), (1e20, "1e+20"), (True, "TRUE"), (False, "FALSE"),
        (dt.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02T03:04:05"),  # noqa: DTZ001 - a sheet knows no zones
        (dt.datetime(2024, 1, 2, 3, 4, 5, 678_000), "2024-01-02T03:04:05.678000"),  # noqa: DTZ001 - as above
        (dt.date(2024, 1, 2), "2024-01-02"), (dt.time(7, 30), "07:30:00"), (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        ("00017", "00017"), ("", None), (None, None), (20240102, "20240102"),
    ]  # fmt: skip
    raw = read(
        book(tmp_path / "b.xlsx", {"s": [["id", "v"], *[[f"r{n}", value] for n, (value, _) in enumerate(cells)]]})
    )
    assert raw.kind == "xlsx"
    assert raw.sheet == "s"
    assert cells_of(raw, "v") == [text for _, text in cells]
    assert cells_of(raw, "__row") == list(range(2, 2 + len(cells)))
    assert raw.issues == ()


def test_every_second_of_a_day_survives_the_arithmetic_of_sheets(tmp_path: Path) -> None:
    start = dt.datetime(2023, 12, 31, tzinfo=dt.UTC).replace(tzinfo=None)
    times = [start + dt.timedelta(seconds=37 * n) for n in range(3000)]
    raw = read(book(tmp_path / "b.xlsx", {"s": [["id", "at"], *[["x", time] for time in times]]}))
    texts = [f"{text}T00:00:00" if len(str(text)) == 10 else text for text in cells_of(raw, "at")]
    assert texts == [time.isoformat() for time in times]


def test_a_header_below_a_title_is_found_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows: Rows = [
        ["督办台账"],
        [],
        [None, "编号", "单位", "状态"],
        [None, "1", "民政局", "已办"],
        [],
        [None, "2", "财政局", None],
        [],
        [],
    ]
    raw = read(book(tmp_path / "b.xlsx", {"台账": rows}))
    assert raw.columns == ("编号", "单位", "状态")
    assert table(raw) == [[4, "1", "民政局", "已办"], [6, "2", "财政局", None]]
    assert issue(raw, "table.title_rows").count == 1
    empty = issue(raw, "table.empty_rows")
    assert (empty.row, empty.count, empty.sheet) == (5, 1, "台账")


def test_the_value_of_merged_cells_stands_in_each_of_them(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A5")
        sheet.merge_cells("B6:C6")

    rows: Rows = [
        ["title"],
        ["case", "unit", "state"],
        ["c1", "a", "x"],
        [None, "b", "y"],
        [None, "c", "z"],
        ["c2", "d"],
    ]
    raw = read(book(tmp_path / "b.xlsx", {"s": rows}, merge))
    assert [row[1:] for row in table(raw)] == [["c1", "a", "x"], ["c1", "b", "y"], ["c1", "c", "z"], ["c2", "d", "d"]]
    assert issue(raw, "xlsx.merged_cells").count == 2


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"empty": [], "one": [["a", "b"], [1, 2]], "two": [["c", "d"], [3, 4]]}
    path = book(tmp_path / "b.xlsx", sheets)
    raw = read(path)
    assert raw.sheet == "one"
    assert issue(raw, "xlsx.other_sheets").fields == {"sheets": "two"}
    assert read(path, sheet="two").columns == ("c", "d")


@pytest.mark.parametrize(
    "cover",
    [
        [["督办台账"], [], ["制表单位", "政府办"], ["日期", dt.date(2024, 5, 31)], ["页数", 3], ["备注", "内部"]],
        [["说明", 2023, 2024], ["件数", 10, 12], ["办结", 9, 11], ["退回", 1, 1]],
        [["甲", "乙", "丙"], ["子", "丑", "寅"]],
    ],
    ids=["cover", "table without header", "signatures"],
)
def test_a_sheet_before_the_log_that_is_no_log_is_passed_over_and_named(tmp_path: Path, cover: Rows) -> None:
    log: Rows = [["编号", "时间", "单位"], *([n, f"2024-05-0{n}", "民政局"] for n in range(1, 6))]
    path = book(tmp_path / "b.xlsx", {"封面": cover, "流转": log})
    raw = read(path)
    assert (raw.sheet, raw.rows) == ("流转", 5)
    assert issue(raw, "xlsx.other_sheets").fields == {"sheets": "封面"}
    assert read(path, sheet="封面").sheet == "封面"


def test_hidden_sheets_are_read_only_when_they_are_named(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden" if sheet.title == "lists" else "visible"

    path = book(tmp_path / "b.xlsx", {"lists": [["x", "y"], [1, 2]], "log": [["a", "b"], [1, 2]]}, hide)
    assert read(path).sheet == "log"
    assert read(path).issues == ()
    assert read(path, sheet="lists").columns == ("x", "y")


def test_columns_without_name_count_only_when_they_hold_values(tmp_path: Path) -> None:
    rows: Rows = [["a", None, "b", None], [1, None, 2, "note"], [3, "", 4, None]]
    raw = read(book(tmp_path / "b.xlsx", {"s": rows}))
    assert raw.columns == ("a", "b", "column 3")
    assert table(raw) == [[2, "1", "2", "note"], [3, "3", "4", None]]


def test_errors_and_formulas_without_result_are_told(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("other", "log"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ["a", "b"])
            sheet.write_row(1, 0, ["x", "y"])
        for row in range(2, 30_000):
            sheet.write_row(row, 0, ["x", "y" * 20])
        sheet.write_formula(20_000, 1, "=1/0", value="#DIV/0!")
        sheet.write_formula(25_000, 1, "=NA()", value="#N/A")
        sheet.write_formula(25_001, 1, "=1+1", value=2)
    raw = read(path, sheet="log")
    found = issue(raw, "xlsx.error_cells")
    assert (found.row, found.count, found.sheet) == (20_001, 2, "log")
    assert cells_of(raw, "b")[25_000] == "2"
    assert codes(read(path, sheet="other")) == ["xlsx.other_sheets"]
    uncomputed = read(book(tmp_path / "c.xlsx", {"s": [["a", "b"], [1, "=A2+1"], [2, "=A3+1"]]}))
    assert issue(uncomputed, "xlsx.formula_without_result").count == 2
    assert cells_of(uncomputed, "b") == [None, None]


def test_only_the_columns_asked_for_are_staged_but_all_are_named(tmp_path: Path) -> None:
    raw = read(book(tmp_path / "b.xlsx", {"s": [["a", "b", "c"], [1, 2, 3]]}), columns=frozenset("ca"))
    assert raw.columns == ("a", "b", "c")
    assert rows_of(raw) == [{"__row": 2, "a": "1", "c": "3"}]


def test_a_header_without_rows_is_a_log_without_rows(tmp_path: Path) -> None:
    raw = read(book(tmp_path / "b.xlsx", {"s": [["a", "b"]]}))
    assert (raw.rows, codes(raw)) == (0, ["table.no_rows"])


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError, match="has no sheet 三: it has 一, 二") as refused:
        read(book(tmp_path / "b.xlsx", {"一": [["a", "b"]], "二": []}), sheet="三")
    assert refused.value.code == "xlsx.no_such_sheet"


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError) as refused:
        read(book(tmp_path / "b.xlsx", {"s": [], "t": []}))
    assert refused.value.code == "xlsx.no_table"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"s": [["a", "b"], [1, 2]]})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableLogError) as refused:
        read(path)
    assert refused.value.code == "zip.damaged"


def compound_file(streams: list[str]) -> bytes:
    """A minimal OLE compound file with the named empty streams, as a protected workbook is wrapped."""

    def entry(name: str, kind: int, child: int, right: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
        return head + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * (512 - 8)
    entries = [entry("Root Entry", 5, 1, 0xFFFFFFFF)]
    for place, name in enumerate(streams, start=1):
        entries.append(entry(name, 2, 0xFFFFFFFF, place + 1 if place < len(streams) else 0xFFFFFFFF))
    entries += [bytes(128)] * (4 - len(entries))
    return header + table + b"".join(entries)


def test_a_protected_workbook_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(compound_file(["EncryptionInfo", "EncryptedPackage"]))
    with pytest.raises(UnreadableLogError, match=r"secret\.xlsx is protected by a password") as refused:
        read(path)
    assert refused.value.code == "xlsx.password"


ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="台账">
<table:table-row><table:table-cell office:value-type="string"><text:p>编号</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>时间</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-01-02T03:04:05"><text:p>x</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_an_opendocument_sheet_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "b.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS_CONTENT.replace("\n", " ").replace("> <", "><"))
    raw = read(path)
    assert (raw.kind, raw.sheet) == ("xlsx", "台账")
    assert rows_of(raw) == [{"__row": 2, "编号": "7", "时间": "2024-01-02T03:04:05"}]
