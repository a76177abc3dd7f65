"""CSV: what a file says is what is staged, and every fault is told with its row."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake.open_log import open_log
from buckstop.intake.raw import RawLog, UnreadableLogError
from buckstop.lens.issues import Severity
from tests.intake.staged import cells_of, codes, issue, rows_of

CHINESE = "编号,单位,状态\n一,县政府办公室督查室,已转办\n二,民政局,退回\n三,市场监管局,处理中\n"
TRADITIONAL = "編號,單位,狀態\n一,縣政府辦公室,已轉辦\n二,民政局,退回\n三,經濟發展局,處理中\n"
FRENCH = "id,équipe,état\n1,Réseau à Genève,terminé\n2,Société générale,reçu\n"
JAPANESE = "番号,部署,状態\n1,総務部,完了しました\n2,営業部,差し戻しです\n"
KOREAN = "번호,부서,상태\n1,총무부,완료되었습니다\n2,영업부,반려하였습니다 접수\n"
RUSSIAN = "номер,отдел,состояние\n1,бухгалтерия,готово\n2,склад,возврат\n"


def read(folder: Path, content: bytes, columns: frozenset[str] | None = None) -> RawLog:
    path = folder / "log.csv"
    path.write_bytes(content)
    return open_log(path, workdir=folder / "work", columns=columns)


def table(raw: RawLog) -> list[list[str | int | None]]:
    return [list(row.values()) for row in rows_of(raw)]


def test_cells_are_texts_and_rows_carry_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    raw = read(tmp_path, b"case,when,n\n001,2024-01-02,3.10\n002,,NULL\n")
    assert raw.kind == "csv"
    assert raw.columns == ("case", "when", "n")
    assert table(raw) == [[2, "001", "2024-01-02", "3.10"], [3, "002", None, "NULL"]]
    assert raw.rows == 2
    assert raw.issues == ()


def test_a_record_over_several_lines_counts_once(tmp_path: Path) -> None:
    raw = read(tmp_path, b'a,b\n"one\ntwo\r\nthree",x\n1,2\n')
    assert table(raw) == [[2, "one\ntwo\r\nthree", "x"], [3, "1", "2"]]


def test_quotes_inside_values_survive(tmp_path: Path) -> None:
    raw = read(tmp_path, b'a,b\n"say ""no"", twice",5" pipe\n')
    assert table(raw) == [[2, 'say "no", twice', '5" pipe']]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_values_hold_the_others(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "amount", "note"], ["1", "2,5", "a;b"], ["2", "3,5", "c|d"], ["3", "4", "e\tf"]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    raw = read(tmp_path, out.getvalue().encode())
    assert [row[1:] for row in table(raw)] == lines[1:]


def test_the_sep_line_of_excel_decides_and_does_not_count_as_a_row(tmp_path: Path) -> None:
    raw = read(tmp_path, b"sep=;\r\na,x;b\r\n1;2\r\n")
    assert raw.columns == ("a,x", "b")
    assert table(raw) == [[2, "1", "2"]]


def test_short_records_are_filled_up_in_place_and_long_ones_left_out_with_their_rows_named(tmp_path: Path) -> None:
    raw = read(tmp_path, b'a,b,c\n1,2,3\n4,5\n6,7,8,9\n"x\ny",z\n7,8,9,,\n1,1,1\n')
    assert table(raw) == [
        [2, "1", "2", "3"], [3, "4", "5", None], [5, "x\ny", "z", None], [6, "7", "8", "9"], [7, "1", "1", "1"],
    ]  # fmt: skip
    short, long = issue(raw, "csv.short_rows"), issue(raw, "csv.long_rows")
    assert (short.row, short.count, short.fields) == (3, 2, {"rows": "3, 5", "expected": 3})
    assert (long.row, long.count, long.fields) == (4, 1, {"rows": "4", "expected": 3})
    assert (short.severity, long.severity) == (Severity.WARNING, Severity.ERROR)
    assert raw.rows == 5


def test_ragged_records_keep_their_place_across_blocks(tmp_path: Path) -> None:
    ends = {True: "", False: "," + "y" * 30}
    lines = [f"{number},x{ends[number % 5_000 == 0]}" for number in range(2, 250_000)]
    raw = read(tmp_path, "\n".join(["a,b,c", *lines]).encode())
    assert cells_of(raw, "__row") == list(range(2, 250_000))
    assert cells_of(raw, "a") == [str(number) for number in range(2, 250_000)]
    assert issue(raw, "csv.short_rows").count == 49


def test_a_file_of_nothing_but_short_records_is_read(tmp_path: Path) -> None:
    raw = read(tmp_path, b"a,b,c\n1\n2\n")
    assert [row[:2] for row in table(raw)] == [[2, "1"], [3, "2"]]


def test_blank_lines_and_rows_of_delimiters_are_counted_and_move_the_row_numbers(tmp_path: Path) -> None:
    raw = read(tmp_path, b"a,b\n1,2\n\n,\n3,4\n")
    assert table(raw) == [[2, "1", "2"], [5, "3", "4"]]
    empty = issue(raw, "table.empty_rows")
    assert (empty.row, empty.count) == (3, 2)


def test_a_repeated_header_gets_a_number_and_an_issue(tmp_path: Path) -> None:
    raw = read(tmp_path, b"category,Category,category.2,,__row\n1,2,3,4,5\n")
    assert raw.columns == ("category", "Category.3", "category.2", "column 4", "__row.2")
    assert table(raw) == [[2, "1", "2", "3", "4", "5"]]
    assert codes(raw) == ["table.repeated_header", "table.repeated_header", "table.unnamed_columns"]


def test_a_title_above_the_header_is_left_out_and_told(tmp_path: Path) -> None:
    raw = read(tmp_path, "督办台账\n\n编号,单位,状态\n1,民政局,已办\n".encode())
    assert raw.columns == ("编号", "单位", "状态")
    assert table(raw) == [[4, "1", "民政局", "已办"]]
    assert issue(raw, "table.title_rows").count == 1


def test_records_longer_than_the_header_get_an_unnamed_column(tmp_path: Path) -> None:
    raw = read(tmp_path, b"a,b\n1,2,3\n4,5,6\n")
    assert raw.columns == ("a", "b", "column 3")
    assert table(raw) == [[2, "1", "2", "3"], [3, "4", "5", "6"]]


def test_a_header_that_looks_like_data_is_doubted(tmp_path: Path) -> None:
    assert "table.header_looks_like_data" in codes(read(tmp_path, b"17,2024-01-02 10:00,open\n18,2024-01-03,done\n"))


@pytest.mark.parametrize("content", [b"a,b", b"a,b\n", b"a,b\r\n\r\n"])
def test_a_header_without_rows_is_a_log_without_rows(tmp_path: Path, content: bytes) -> None:
    raw = read(tmp_path, content)
    assert raw.rows == 0
    assert raw.columns == ("a", "b")
    assert issue(raw, "table.no_rows").severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"), (CHINESE, "utf-8-sig"), (CHINESE, "utf-16"), (CHINESE, "utf-16-le"), (CHINESE, "utf-16-be"),
        (CHINESE, "utf-32"), (CHINESE, "gb18030"), (CHINESE, "gbk"), (TRADITIONAL, "big5"), (FRENCH, "cp1252"),
        (FRENCH, "latin-1"), (FRENCH, "utf-16-le"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
    ],
)  # fmt: skip
def test_the_encoding_is_found_and_told_when_it_is_a_guess(tmp_path: Path, text: str, encoding: str) -> None:
    mark = b"\xff\xfe\0\0" if encoding == "utf-32" else b""
    raw = read(tmp_path, mark + text.encode("utf-32-le") if mark else text.encode(encoding))
    expected = list(csv.reader(io.StringIO(text)))
    assert list(raw.columns) == expected[0]
    assert [row[1:] for row in table(raw)] == expected[1:]
    proved = encoding in {"utf-8", "utf-8-sig", "utf-16", "utf-32"}
    assert ("csv.encoding_guessed" in codes(raw)) is not proved


def test_a_few_damaged_bytes_do_not_turn_utf8_into_another_encoding(tmp_path: Path) -> None:
    good = "".join(f"{n},民政局\n" for n in range(200)).encode()
    raw = read(tmp_path, "id,单位\n".encode() + good + b"200,\xff\n")
    assert cells_of(raw, "单位") == ["民政局"] * 200 + ["\N{REPLACEMENT CHARACTER}"]
    assert issue(raw, "csv.bytes_replaced").count == 1


@pytest.mark.parametrize("damage", [b"200,\xff\n", "200,民政局".encode("gb18030")[:-1]], ids=["bad byte", "cut short"])
def test_a_damaged_byte_does_not_turn_a_chinese_log_into_noise(tmp_path: Path, damage: bytes) -> None:
    good = "".join(f"{n},{('民政局', '城管局', '县政府办公室')[n % 3]}\n" for n in range(200)).encode("gb18030")
    raw = read(tmp_path, "编号,单位\n".encode("gb18030") + good + damage)
    assert raw.columns == ("编号", "单位")
    assert table(raw)[1] == [3, "1", "城管局"]
    replaced = issue(raw, "csv.bytes_replaced")
    assert (replaced.count, replaced.fields["encoding"]) == (1, "gb18030")


def test_western_text_is_not_taken_for_damaged_chinese(tmp_path: Path) -> None:
    raw = read(tmp_path, FRENCH.encode("cp1252") + "3,Équipe née à l'été,déjà reçu\n".encode("cp1252") * 50)
    assert raw.columns == ("id", "équipe", "état")
    assert "csv.bytes_replaced" not in codes(raw)


def test_zero_bytes_are_dropped_and_counted(tmp_path: Path) -> None:
    raw = read(tmp_path, b"a,b\n1\0,2\n" + b"3,4\n" * 500)
    assert table(raw)[0] == [2, "1", "2"]
    assert issue(raw, "csv.zero_bytes").count == 1


@pytest.mark.parametrize(
    "content", [b'a,b\n1,2\n3,"x\n4,5\n', b'a,b\n1,2\n3,"x\n4,5,6\n7,8', b'a,b\n1,2\n3,"' + b"x\n" * 5_000_000]
)
def test_a_quotation_mark_that_never_closes_is_refused_with_its_row(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableLogError) as refused:
        read(tmp_path, content)
    assert refused.value.code == "csv.quote_not_closed"
    assert refused.value.fields["file"] == "log.csv"
    assert int(refused.value.fields["row"]) <= 3
    assert not list((tmp_path / "work").glob("*.parquet"))


def test_a_file_of_blank_lines_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError) as refused:
        read(tmp_path, b"\n\n  \n")
    assert refused.value.code == "csv.no_header"


def test_only_the_columns_asked_for_are_staged_but_all_are_named(tmp_path: Path) -> None:
    raw = read(tmp_path, b"a,b,c\n1,2,3\n4,5\n", columns=frozenset({"c", "a", "unknown"}))
    assert raw.columns == ("a", "b", "c")
    assert rows_of(raw) == [{"__row": 2, "a": "1", "c": "3"}, {"__row": 3, "a": "4", "c": None}]


def test_progress_reaches_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1000)
    told: list[tuple[int, int | None, str]] = []
    open_log(path, workdir=tmp_path / "work", progress=lambda *step: told.append(step))
    assert told[-1] == (4004, 4004, "log.csv")


def test_cr_alone_ends_a_line(tmp_path: Path) -> None:
    assert table(read(tmp_path, b"a,b\r1,2\r3,4\r")) == [[2, "1", "2"], [3, "3", "4"]]


# Lone surrogates are no characters; a file full of control characters is no text.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
MARKS = [
    '"',
    '""',
    "\n",
    "\r\n",
    "\r",
    ",",
    ";",
    "\t",
    "县民政局",
    '"民政局"\n',
    "'",
    "\\",
    "\ufeff",
    "\x08",
    "\x85",
    "\u2028",
]
CELLS = st.one_of(TEXT, st.sampled_from(MARKS))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_any_text_that_is_written_is_read_again(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 5))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    rows = [[f"id{number}", *row[1:]] for number, row in enumerate(rows)]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    out = io.StringIO(newline="")
    delimiter = data.draw(st.sampled_from(",;\t|"))
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    out.write(f"sep={delimiter}\r\n")
    writer.writerow([f"c{place}" for place in range(width)])
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        raw = read(Path(folder), out.getvalue().encode(encoding))
        assert [row[1:] for row in table(raw)] == [[cell or None for cell in row] for row in rows]
        assert cells_of(raw, "__row") == list(range(2, 2 + len(rows)))
