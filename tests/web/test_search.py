"""Full-text search: found in both languages, marked where it stands, and only what may be read."""

import re
from datetime import date

import pytest

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.domain.organisation_commands import FoundUnit
from buckstop.domain.units import UnitKind
from tests.app.staged import ROADS, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import INSPECTOR
from tests.web.register_files import do

LIMIT = 15


def said(client_of: ClientOf, person: str, query: str = "", language: str = "en") -> str:
    response = client_of(person, language).get(f"/search/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def found(page: str) -> list[str]:
    return re.findall(r'<span class="code">([^<]+)</span></p>', page)


@pytest.fixture
def lake(stage: Stage) -> Stage:
    stage.open(
        "m-weir", WATER, title="Mend the weir", terms=Terms(goal="<b>Weir</b> & gate", steps=("Drain the weir",))
    )
    stage.open("m-road", ROADS, title="农村公路坑槽修补", terms=Terms(goal="No holes"), deadline_date=date(2026, 6, 30))
    secret = Terms(goal="weir under the hill", visibility=Visibility.RESTRICTED)
    stage.open("m-secret", VILLAGE, title="Something quiet", terms=secret)
    return stage


def test_words_are_found_and_marked_where_they_stand(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-water", "q=WEIR")
    assert found(page) == ["m-weir"]
    assert "Mend the <mark>weir</mark>" in page
    assert "Goal: &lt;b&gt;<mark>Weir</mark>&lt;/b&gt; &amp; gate" in page
    assert "Step: Drain the <mark>weir</mark>" in page
    assert "1 matter holds “WEIR”." in page


def test_chinese_is_found_by_characters_side_by_side(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "q=公路", "zh_Hans")
    assert found(page) == ["m-road"]
    assert "农村<mark>公路</mark>坑槽修补" in page
    assert found(said(client_of, INSPECTOR, "q=公修")) == []


def test_what_may_not_be_read_is_not_found_and_leaves_no_trace_in_the_number(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-roads", "q=weir")
    assert found(page) == []
    assert "0 matters hold “weir”." in page
    assert "Something quiet" not in page
    assert set(found(said(client_of, "p-village", "q=weir"))) == {"m-secret"}
    assert AccessRecord.objects.get().what == "m-secret"


def test_what_has_ended_is_found_too_and_filters_narrow_it(client_of: ClientOf, lake: Stage) -> None:
    assert set(found(said(client_of, INSPECTOR, "q=weir"))) == {"m-weir", "m-secret"}
    assert found(said(client_of, INSPECTOR, "q=weir&unit=water")) == ["m-weir"]
    page = said(client_of, INSPECTOR, "q=weir&unit=roads")
    assert found(page) == []
    assert 'href="/search/?q=weir">Look without the filters' in page


def test_an_id_leads_to_its_matter_at_once_but_never_to_one_that_may_not_be_read(
    client_of: ClientOf, lake: Stage
) -> None:
    response = client_of("p-water").get("/search/?q=m-weir")
    assert (response.status_code, response["Location"]) == (302, "/matters/m-weir/")
    assert client_of("p-roads").get("/search/?q=m-weir").status_code == 200
    assert client_of("p-roads").get("/search/?q=m-nothing").status_code == 200


def test_before_anything_is_looked_for_the_page_says_what_can_be(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert "Words of a title, a goal, a criterion or a step" in page
    assert found(page) == []
    assert "Nothing that you may read" not in page


def test_nothing_found_comes_with_advice(client_of: ClientOf, lake: Stage) -> None:
    assert "Use fewer words" in said(client_of, INSPECTOR, "q=nowhere")


def test_units_and_people_that_are_called_so_stand_above_the_matters(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-water", "q=Roads+Dep")
    assert f'<p class="what"><a href="/organisation/unit/{ROADS}/">Roads Department</a></p>' in page
    assert page.index("Units and people called so") < page.index("<h2>Matters</h2>")
    assert "Units and people called so" not in said(client_of, "p-water", "q=weir")
    assert "Units and people called so" not in said(client_of, "p-water", "q=Clerk"), "titles of posts are not names"


def test_more_units_than_fit_lead_to_the_page_that_shows_all(client_of: ClientOf, lake: Stage) -> None:
    names = (f"Sluice {number}" for number in range(7))
    do(lake, *(FoundUnit(UnitId(f"u{place}"), name, UnitKind.VILLAGE, TOWN) for place, name in enumerate(names)))
    page = said(client_of, "p-water", "q=sluice")
    assert page.count('<p class="what"><a href="/organisation/unit/') == 6
    assert 'href="/organisation/?q=sluice">All units, posts and people called so' in page


def test_what_was_found_goes_on_from_page_to_page(client_of: ClientOf, stage: Stage) -> None:
    for number in range(25):
        stage.open(f"w{number:02}", WATER, title="weir")
    first = said(client_of, "p-water", "q=weir")
    later = re.search(r'rel="next" href="/search/\?([^"]+)"', first)
    assert later
    second = said(client_of, "p-water", later.group(1).replace("&amp;", "&"))
    assert len(found(first)) + len(found(second)) == 25
    assert not set(found(first)) & set(found(second))
    assert len(found(said(client_of, "p-water", "q=weir&after=nonsense"))) == 20


def test_the_field_of_every_page_leads_here(client_of: ClientOf, lake: Stage) -> None:
    page = client_of("p-water").get("/today/").content.decode()
    assert re.search(r'<form class="top-search[^>]*action="/search/"', page)
    assert page.count("data-search") == 1


def test_few_questions_are_asked(statements: Statements, client_of: ClientOf, lake: Stage) -> None:
    client = client_of(INSPECTOR)
    client.get("/search/?q=weir")
    with statements() as heard:
        client.get("/search/?q=weir")
    assert 0 < len([one for one in heard if not one.startswith("--")]) <= LIMIT
