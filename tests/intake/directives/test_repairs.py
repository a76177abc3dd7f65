"""What pages, converters and encodings did is undone, and every change is told."""

import pytest

from buckstop.domain.ids import UnitId
from buckstop.intake.directives.door import read_pasted
from buckstop.intake.directives.model import Asked, BlockKind, Draft, RepairKind
from buckstop.intake.directives.names import UnitEntry, UnitNames
from tests.intake.directives.shown import days, drafted, lead, only, words

TASK = "1.建成3座公厕。(牵头单位:县住建局,9月底前)"


def told(draft: Draft) -> list[tuple[str, str, str, bool]]:
    return [(repair.kind.value, repair.before, repair.after, repair.certain) for repair in draft.repairs]


def test_a_clean_text_is_left_alone() -> None:
    draft = drafted(TASK)
    assert draft.repairs == ()
    assert all(block.raw == block.text for block in draft.blocks)


def test_readings_behind_characters_are_taken_out() -> None:
    draft = drafted("1.不得甩(shuǎi)锅(guō)。(责任单位:县住建局)")
    assert draft.blocks[1].text == "1.不得甩锅。(责任单位:县住建局)"
    assert told(draft) == [("pinyin", "(shuǎi)", "", True), ("pinyin", "(guō)", "", True)]


@pytest.mark.parametrize("text", ["方案(a)已定", "长度(km)", "系统(he)", "县残联(CDPF)", "第三(B)类", "甩 (shuǎi)"])
def test_brackets_that_are_no_readings_stay(text: str) -> None:
    assert drafted(text).blocks[1].text == text


def test_stray_traditional_characters_become_simplified() -> None:
    draft = drafted("1.建設公厕3座,完成管网改造,提升环境质量,压实工作责任,强化监督检查。(责任单位:县住建局)")
    assert "建设公厕" in draft.blocks[1].text
    assert [kind for kind, *_ in told(draft)] == ["traditional"]


def test_a_document_in_traditional_characters_is_read_and_keeps_what_its_authors_wrote() -> None:
    text = "1.建成公廁3座。(牽頭單位:縣住建局;配合單位:各鄉鎮;完成時限:9月底前)"
    draft = drafted(text)
    (item,) = draft.items
    assert (lead(item), words(item.supports), days(item)) == ("县住建局", ["各乡镇*"], ["2026-09-30 finish"])
    assert draft.blocks[1].raw == text
    assert {kind for kind, *_ in told(draft)} == {"traditional"}


def test_a_register_in_traditional_characters_knows_the_units_of_a_document_in_either() -> None:
    names = UnitNames.of([UnitEntry(UnitId("u1"), "縣財政局")])
    for text in ("1.撥款。(責任單位:縣財政局)", "1.拨款。(责任单位:县财政局)"):
        found = only(text, names).lead
        assert found is not None
        assert found.unit == UnitId("u1")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("cp1252", "utf-8"), ("latin-1", "gb18030"), ("latin-1", "utf-8"), ("gb18030", "utf-8")],
)
def test_a_wrong_encoding_is_put_right_where_the_way_back_is_exact(wrong: str, right: str) -> None:
    plain = "工作任务分解"
    damaged = plain.encode(right).decode(wrong)
    draft = read_pasted(damaged, None)
    assert draft.blocks[0].text == plain
    assert {kind for kind, *_ in told(draft)} == {"mojibake"}


def test_pairs_shifted_by_a_lost_byte_are_shifted_back_and_not_called_certain() -> None:
    draft = read_pasted("要考核干部?;鶎痈刹恳活^連著政府", None)
    assert draft.blocks[0].text == "要考核干部。基层干部一头连著政府"
    assert told(draft)[0] == ("mojibake", "?;鶎痈刹恳活^", "。基層干部一頭", False)


def test_lost_characters_are_marked_and_asked_about_where_they_stand_in_a_field() -> None:
    draft = drafted("1.改路。(牵头单位:县住\ufffd局,9月底前)")
    assert told(draft) == [("broken_characters", "\ufffd", "\ufffd", False)]
    assert Asked.BROKEN_TEXT in {question.asked for question in draft.items[0].questions}


def test_characters_that_everybody_has_seen_are_lost_ones() -> None:
    draft = drafted("1.改路锟斤拷锟斤拷。(牵头单位:县住建局,9月底前)")
    assert draft.blocks[1].text == "1.改路\ufffd。(牵头单位:县住建局,9月底前)"


def test_wide_digits_and_invisible_characters_are_made_plain() -> None:
    draft = drafted("１．建成３座公厕。(牵头单位:县\u200b住建局,９月底前)")
    (item,) = draft.items
    assert (lead(item), str(item.quantities[0].amount)) == ("县住建局", "3")
    assert {kind for kind, *_ in told(draft)} == {"width", "invisible"}


def test_the_furniture_of_a_page_is_kept_as_residue_and_never_read() -> None:
    draft = read_pasted(
        "首页 > 政务公开\n您的位置:首页 > 文件\n" + TASK + "\n分享到:\n上一篇:某通知\n主办单位:清水县人民政府办公室\n"
        "版权所有 清水县人民政府\n京ICP备00000000号",
        None,
    )
    (item,) = draft.items
    assert (lead(item), words(item.supports)) == ("县住建局", [])
    residue = [block.text for block in draft.blocks if block.kind is BlockKind.RESIDUE]
    assert len(residue) == 7
    assert sum(1 for repair in draft.repairs if repair.kind is RepairKind.NAVIGATION) == 7


def test_a_long_list_of_links_is_residue_and_a_short_list_of_units_is_not() -> None:
    links = "\n".join(f"- 中国第{number}部" for number in "一二三四五六七八")
    draft = read_pasted(links, None)
    assert {block.kind for block in draft.blocks} == {BlockKind.RESIDUE}
    assert {block.kind for block in read_pasted("- 县住建局\n- 县财政局", None).blocks} != {BlockKind.RESIDUE}
