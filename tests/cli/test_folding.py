"""Text folds between Chinese characters, never before closing and never after opening punctuation."""

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from buckstop.cli.folding import FoldingText, folds


def lines(words: str, width: int) -> list[str]:
    cuts = [0, *folds(words, width), len(words)]
    return [words[begin:end] for begin, end in pairwise(cuts)]


@pytest.mark.parametrize(
    ("words", "width", "expected"),
    [
        ("现场已清理。", 10, ["现场已清", "理。"]),
        ("由马店镇于 2026-03-27 24:00 前核查", 20, ["由马店镇于 ", "2026-03-27 24:00 前", "核查"]),
        ("完成（第 4 号）交办", 6, ["完成", "（第 4 ", "号）交", "办"]),
        ("他说“不行”。", 6, ["他说", "“不", "行”。"]),
        ("water works", 6, ["water ", "works"]),
        ("waterworks", 4, ["wate", "rwor", "ks"]),
        ("短", 10, ["短"]),
        ("", 10, [""]),
        ("汉字", 1, ["汉", "字"]),
        ("1（11。", 5, ["1", "（11", "。"]),
    ],
)
def test_lines_end_where_a_reader_would_end_them(words: str, width: int, expected: list[str]) -> None:
    assert lines(words, width) == expected


@given(st.text(alphabet="ab 12汉字，。（）“”…", max_size=60), st.integers(4, 20))
def test_no_line_is_wider_than_its_column_and_nothing_is_lost(words: str, width: int) -> None:
    found = lines(words, width)
    assert "".join(found) == words
    assert all(cell_len(line.rstrip()) <= width for line in found)


def test_a_blank_at_the_end_of_a_full_line_cuts_nothing_off() -> None:
    console = Console(file=io.StringIO(), width=20)
    found = FoldingText("默认用 ledger.toml1 指定的").wrap(console, 19, overflow="ellipsis")
    assert [line.plain.rstrip() for line in found] == ["默认用 ledger.toml1", "指定的"]


def test_a_table_shows_every_character_of_a_narrow_cell() -> None:
    said = "云岭县综合行政执法局报办结，由马店镇于 2026-03-27 24:00 前核查。"
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(width=12)
    table.add_row(FoldingText(said))
    console = Console(file=io.StringIO(), width=40)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    shown = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert "".join(shown).replace(" ", "") == said.replace(" ", "")
    assert not any(line.startswith(("，", "。")) for line in shown)
