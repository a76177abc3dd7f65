"""Near-duplicate demands: the same wish in other words is one group, another wish is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.lens.near_duplicates import JACCARD_MIN, demand_keys, jaccard, shingles

FLOOD = "关于报送二季度防汛救灾资金使用情况的通知"
FLOOD_AGAIN = "关于再次报送二季度防汛救灾资金使用情况的紧急通知"
SCHOOL = "关于开展中小学校园食品安全检查的通知"


def test_a_chinese_paraphrase_is_near_and_another_demand_is_not() -> None:
    assert jaccard(shingles(FLOOD), shingles(FLOOD_AGAIN)) == pytest.approx(17 / 25)
    assert jaccard(shingles(FLOOD), shingles(SCHOOL)) < 0.2
    first, again, school = demand_keys([FLOOD, FLOOD_AGAIN, SCHOOL])
    assert first == again != school


def test_latin_text_is_compared_by_four_letters() -> None:
    assert shingles("Water, main!") == {"wate", "ater", "ter ", "er m", "r ma", " mai", "main"}


def test_case_width_spacing_and_punctuation_do_not_matter() -> None:
    keys = demand_keys(
        ["Water main, North Road", "WATER MAIN  north road!", "Ｗater main North Road", "道路 维修", "道路维修。"]
    )
    assert keys[0] == keys[1] == keys[2]
    assert keys[3] == keys[4]
    assert keys[0] != keys[3]


def test_a_missing_or_letterless_text_belongs_to_no_group() -> None:
    assert demand_keys([None, "Report", "?!", "", "Report"]) == [None, 0, None, None, 0]


def test_short_texts_are_compared_whole() -> None:
    assert shingles("ab") == {"ab"}
    assert shingles("水") == {"水"}
    assert demand_keys(["ab", "ab.", "ac"]) == [0, 0, 1]


def test_small_changes_do_not_chain_strangers_together() -> None:
    words = [f"word{n:03d}" for n in range(60)]
    texts = [" ".join(words[start : start + 20]) for start in range(0, 41, 4)]
    keys = demand_keys(texts)
    assert len(set(keys)) < len(texts), "neighbours share most of their words"
    assert keys[0] != keys[-1]
    for key in set(keys):
        group = [shingles(text) for text, its in zip(texts, keys, strict=True) if its == key]
        assert any(all(jaccard(leader, member) >= JACCARD_MIN for member in group) for leader in group)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(alphabet="abcd 道路维修", min_size=1, max_size=12), min_size=1, max_size=12), st.integers(0, 99)
)
def test_the_order_of_demands_changes_no_group(texts: list[str], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(texts)).tolist()
    keys, moved = demand_keys(texts), demand_keys([texts[i] for i in order])
    assert [keys[i] for i in order] == moved


def test_a_thousand_variations_of_a_few_demands_form_a_few_groups() -> None:
    themes = [
        "Report the progress of the rural road repairs in your township by the end of the month",
        "List all residents over eighty who live alone and their telephone numbers",
        "Submit the photographs of the fire safety inspection of public buildings",
    ]
    texts = [f"{theme}, reference {number}" for number in range(400) for theme in themes]
    assert len(set(demand_keys(texts))) == len(themes)
