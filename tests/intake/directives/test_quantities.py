"""Targets in numbers."""

import pytest

from tests.intake.directives.shown import only, targets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成3座公厕", ["3 座"]),
        ("流转土地60.58亩", ["60.58 亩"]),
        ("投资1,200万元", ["1200 万元"]),
        ("新建三座公厕", ["3 座"]),
        ("新建公厕不少于3座", ["at_least 3 座"]),
        ("覆盖率达到95%以上", ["at_least 95 %"]),
        ("投资不超过500万元", ["at_most 500 万元"]),
        ("损耗控制在5%以内", ["at_most 5 %"]),
        ("改造约120户", ["about 120 户"]),
        ("改造120户左右", ["about 120 户"]),
        ("办理时间压缩至2个工作日以内", ["at_most 2 个工作日"]),
        ("用时3个月改造2处", ["2 处"]),
        ("落实“3个百分百”要求", []),
        ("第3项任务", []),
        ("2026年第5批", []),
        ("新建3—5座", []),
        ("repair at least 12 village bridges", ["at_least 12 village bridges"]),
        ("resurface 35 km of roads", ["35 km"]),
    ],
)
def test_a_number_with_a_measure_is_a_target(text: str, expected: list[str]) -> None:
    assert (
        targets(only(f"1.{text}。(县住建局负责)" if not text.isascii() else f"1. {text} (County Works Bureau)."))
        == expected
    )


def test_a_target_has_its_place() -> None:
    item = only("1.建成3座公厕。(县住建局负责)")
    assert (item.quantities[0].place.start, item.quantities[0].place.end) == (4, 6)
