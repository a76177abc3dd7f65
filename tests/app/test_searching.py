"""Search finds matters by their words, shows where they stand, and shows nobody what they may not read."""

import pytest

from buckstop.app.searching import search
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.ledger.lookup import Reading, Where
from tests.app.staged import COUNTY, ROADS, WATER, Stage, stage


def a_county() -> Stage:
    county = stage()
    goal = "前言" * 20 + "：2026年底前完成县城供水管网改造二十公里，并网运行" + "。后话" * 30
    county.open("m1", unit=WATER, title="供水管网改造", terms=Terms(goal=goal, reference="清政发〔2026〕9号"))
    terms = Terms(goal="The road to Moss is repaired", criteria=("guard rails", "drains"), visibility=Visibility.PUBLIC)
    county.open("m2", unit=ROADS, title="Repair the Moss road", terms=terms)
    county.open("m3", unit=WATER, title="Water at Moss", terms=Terms(goal="g", visibility=Visibility.RESTRICTED))
    return county


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("供水管网", ["m1"]),
        ("ROAD moss", ["m2"]),
        ("guard", ["m2"]),
        ("清政发 9", ["m1"]),
        ("m2", ["m2"]),
        ("moss", ["m2", "m3"]),
        ("nothing of it", []),
        ("  ", []),
    ],
)
def test_matters_are_found_by_title_goal_reference_criteria_and_id(text: str, expected: list[str]) -> None:
    found = search(a_county().ledger, text, Where())
    assert (sorted(hit.row.id for hit in found.hits), found.total, found.after) == (expected, len(expected), None)


def test_a_hit_shows_where_the_words_stand() -> None:
    (hit,) = search(a_county().ledger, "供水", Where()).hits
    assert [hit.row.matter.title[start:end] for start, end in hit.title_places] == ["供水"]
    (snippet,) = hit.snippets
    assert (snippet.field, snippet.cut_before, snippet.cut_after) == ("goal", True, True)
    assert [snippet.text[start:end] for start, end in snippet.places] == ["供水"]
    assert len(snippet.text) < 100


def test_nobody_finds_what_they_may_not_read() -> None:
    ledger = a_county().ledger
    assert [hit.row.id for hit in search(ledger, "moss", Where(reading=Reading((str(COUNTY),)))).hits] == ["m2"]
    assert search(ledger, "moss", Where(reading=Reading((), public=False))).total == 0


def test_pages_of_a_search_follow_and_tell_how_many_there_are() -> None:
    county = stage()
    for number in range(5):
        county.open(f"m{number}", title="weir")
    first = search(county.ledger, "weir", Where(), limit=2)
    second = search(county.ledger, "weir", Where(), after=first.after or "", limit=2)
    third = search(county.ledger, "weir", Where(), after=second.after or "", limit=2)
    assert [page.total for page in (first, second, third)] == [5, 5, 5]
    seen = [hit.row.id for page in (first, second, third) for hit in page.hits]
    assert (sorted(seen), third.after) == ([f"m{number}" for number in range(5)], None)
