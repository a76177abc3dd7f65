"""Texts and queries are read alike: what stands in a text is found by it, in Chinese and English."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.ledger.words import Term, places, times_found, wanted, words_of


def test_a_text_becomes_pairs_of_characters_and_words_in_lower_case() -> None:
    assert words_of("供水管网，ABC-12", "Été ＸＹ") == "供水 水管 管网 网 abc 12 été xy"
    assert words_of("", "，。!") == ""


def test_a_query_asks_for_characters_side_by_side_and_words_by_their_beginning() -> None:
    assert wanted("供水管 Weir 水 供水管") == (
        Term(("供水", "水管"), prefix=False, words="供水管"),
        Term(("weir",), prefix=True, words="weir"),
        Term(("水",), prefix=True, words="水"),
    )
    assert wanted(" ，！ ") == ()


def test_a_very_long_query_is_cut_where_it_says() -> None:
    assert len(wanted(" ".join(f"w{number}" for number in range(60)))) == 16
    assert wanted("a" * 300)[0].words == "a" * 200


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("供水", "县供水管网与供水站", ["供水", "供水"]),
        ("we 2026", "The Weir, ２０２６年", ["We", "２０２６"]),
        ("eir", "The Weir", []),
        ("供水 水管", "供水管", ["供水管"]),
    ],
)
def test_places_are_those_that_were_asked_for(query: str, text: str, shown: list[str]) -> None:
    assert [text[start:end] for start, end in places(wanted(query), text)] == shown


TEXTS = st.text(st.sampled_from("ab1 -，供水管网ＡㄅßİＩé́ﬁ\U00020000"), max_size=30)


@given(text=TEXTS, query=TEXTS)
def test_places_are_inside_the_text_in_order_and_apart(text: str, query: str) -> None:
    found = places(wanted(query), text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(before=TEXTS, text=TEXTS, after=TEXTS)
def test_a_text_is_found_by_itself_wherever_it_stands(before: str, text: str, after: str) -> None:
    terms = wanted(text)
    if terms:
        assert times_found(terms, words_of(f"{before} {text} {after}")) > 0
