"""Who holds what for whom: the tree of units and the table of who gave, as far as somebody may read."""

import re

import pytest

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import AcceptOffer, OfferMatter
from buckstop.domain.matter.words import Terms
from tests.app.staged import COUNTY, HAMLET, ROADS, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import INSPECTOR

LIMIT = 15


def said(client_of: ClientOf, person: str, query: str = "", language: str = "en", **headers: str) -> str:
    response = client_of(person, language).get(f"/board/who/?{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def units(page: str) -> list[tuple[str, str]]:
    """Units with the number they and those below them hold."""
    return re.findall(r'unit/(\w+)/">[^<]*</a>\s*<svg.*?</svg>\s*<span class="meta"><span>(\d+) open', page, re.DOTALL)


@pytest.fixture
def lake(stage: Stage) -> Stage:
    for number in range(3):
        stage.open(f"v{number}", VILLAGE, title="Light the road")
    stage.open("h", HAMLET)
    stage.open("w", WATER, terms=Terms(goal="x"))
    given = MatterId("given")
    stage.open("given", ROADS)
    offered = stage.do(ROADS, OfferMatter(matter=given, to=WATER))
    assert offered.offer is not None
    stage.do(WATER, AcceptOffer(matter=given, offer=offered.offer.offer))
    stage.do(ROADS, OfferMatter(matter=stage.open("open-offer", ROADS), to=WATER))
    return stage


def test_numbers_go_up_the_tree_and_the_fullest_comes_first(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert units(page) == [
        *(("county", "7"), ("town", "4"), ("village", "3"), ("hamlet", "1")),
        *(("water", "2"), ("roads", "1")),
    ]
    assert "7 open, 0 late, 0 due soon, 1 waiting to be signed." in page
    assert "Units below it that hold nothing: 2" in page  # the office and the audit


def test_one_goes_down_unit_by_unit(client_of: ClientOf, lake: Stage) -> None:
    assert units(said(client_of, INSPECTOR, "unit=town")) == [("town", "4"), ("village", "3"), ("hamlet", "1")]
    assert units(said(client_of, INSPECTOR, "unit=audit")) == [("audit", "0")]
    assert client_of(INSPECTOR).get("/board/who/?unit=nowhere").status_code == 404


def test_each_counts_what_they_may_read(client_of: ClientOf, lake: Stage) -> None:
    assert units(said(client_of, "p-hamlet")) == [("county", "1"), ("town", "1"), ("hamlet", "1")]
    assert units(said(client_of, "p-town")) == [("county", "4"), ("town", "4"), ("village", "3"), ("hamlet", "1")]


def test_who_gave_stands_from_above_to_below_and_who_holds_from_left_to_right(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "view=given")
    heads = re.findall(r'<th scope="col" class="holder">(?:<a[^>]*>)?([^<]+)', page)
    rows = re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)(?:</a>)?</th>(.*?)</tr>', page, re.DOTALL)
    table = {name: re.findall(r'<td class="number[^"]*">(\d*)', cells) for name, cells in rows}
    assert heads == ["县水务局", "Roads Department", "平安镇"]
    assert table["Roads Department"] == ["1", "1", "", "2"]
    assert table["平安镇"] == ["", "", "4", "4"]
    assert table["Together"] == ["2", "1", "4"]
    assert 'href="/board/who/?unit=town&amp;view=given"' in page


def test_one_level_down_what_was_given_from_outside_is_one_row(client_of: ClientOf, lake: Stage) -> None:
    lake.do(COUNTY, OfferMatter(matter=lake.open("from-above", COUNTY), to=ROADS))
    page = said(client_of, INSPECTOR, "unit=town&view=given")
    assert re.findall(r'<th scope="col" class="holder">([^<]+)', page) == ["陈家村", "Moss Hamlet"]
    given = re.search(r'<th scope="row">陈家村</th>(.*?)</tr>', page, re.DOTALL)
    assert given
    assert re.findall(r'<td class="number[^"]*">(\d*)', given.group(1)) == ["3", "", "3"]


def test_an_open_page_looks_again_for_the_live_part_only(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "unit=town")
    assert 'data-live="/board/who/?unit=town"' in page
    part = said(client_of, INSPECTOR, "unit=town", **{"HX-Request": "true"})
    assert "<html" not in part
    assert units(part) == units(page)


def test_nothing_open_is_said(client_of: ClientOf, stage: Stage) -> None:
    assert "Nothing is open that you may read." in said(client_of, INSPECTOR, "view=given")
    assert units(said(client_of, INSPECTOR)) == [("county", "0")]


def test_it_speaks_chinese(client_of: ClientOf, lake: Stage) -> None:
    assert 'lang="zh-Hans"' in said(client_of, INSPECTOR, language="zh_Hans")


@pytest.mark.parametrize("view", ["", "view=given", "view=given&unit=town"])
def test_few_questions_are_asked(statements: Statements, client_of: ClientOf, lake: Stage, view: str) -> None:
    client = client_of("p-town")
    client.get(f"/board/who/?{view}")
    with statements() as heard:
        client.get(f"/board/who/?{view}")
    assert 0 < len(heard) <= LIMIT, heard
