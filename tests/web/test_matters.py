"""The list of matters: what stands in the address decides what is shown, to each as far as they may read."""

import io
import re
from datetime import date

import openpyxl
import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId, PostId
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from buckstop.domain.matter.words import Actor, Terms, Visibility
from buckstop.domain.organisation_commands import RelievePerson
from tests.app.staged import COUNTY, DAY, ROADS, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import CLERK, INSPECTOR, KEEPER, TOWN_CLERK

LIMIT = 15


def terms(**more: object) -> Terms:
    return Terms(goal="The weir holds", **more)  # type: ignore[arg-type] # fields of terms by name


def said(client_of: ClientOf, person: str, query: str = "", language: str = "en") -> str:
    response = client_of(person, language).get(f"/matters/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def shown(page: str) -> list[str]:
    """Ids of the matters in the list, in order."""
    return re.findall(r'name="id" value="([^"]+)"', page)


@pytest.fixture
def lake(stage: Stage) -> Stage:
    """Matters of several units, sorts and states."""
    stage.open("m-late", WATER, title="Late weir", deadline_date=date(2026, 3, 3))
    stage.open("m-first", WATER, title="First weir", terms=terms(priority=1, reference="county-2026-7"))
    stage.open("m-public", VILLAGE, title="陈家村路灯", terms=terms(visibility=Visibility.PUBLIC))
    stage.open("m-secret", WATER, title="Secret weir", terms=terms(visibility=Visibility.RESTRICTED))
    stage.do(ROADS, OfferMatter(matter=stage.open("m-road", ROADS, title="Mend the road"), to=WATER))
    stage.do(WATER, ClaimMatter(matter=MatterId("m-late")))
    stage.later(3 * DAY)
    return stage


def test_the_list_begins_with_what_has_priority_and_then_with_what_is_due_first(
    client_of: ClientOf, lake: Stage
) -> None:
    assert shown(said(client_of, "p-water"))[:2] == ["m-first", "m-late"]
    assert "5 matters fit." in said(client_of, INSPECTOR)


def test_each_sees_what_they_may_read_and_the_number_tells_no_more(client_of: ClientOf, lake: Stage) -> None:
    assert set(shown(said(client_of, "p-roads"))) == {"m-road", "m-public"}
    assert "2 matters fit." in said(client_of, "p-roads")
    assert set(shown(said(client_of, "p-county"))) == {"m-late", "m-first", "m-public", "m-road"}  # no restricted one
    assert set(shown(said(client_of, CLERK))) == {"m-late", "m-first", "m-public", "m-secret", "m-road"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=settled", {"m-late"}),
        ("state=offered", {"m-road"}),
        ("light=red", {"m-late"}),
        ("light=blue", set()),
        ("light=red&state=offered", set()),
        ("light=red&state=closed", set()),
        ("priority=1", {"m-first"}),
        ("from=2026-03-03&until=2026-03-03", {"m-late"}),
        ("from=2026-03-04", set()),
        ("visibility=restricted", {"m-secret"}),
        ("visibility=public", {"m-public"}),
        ("origin=request", set()),
        ("q=county-2026-7", {"m-first"}),
        ("q=%E8%B7%AF%E7%81%AF", {"m-public"}),
        ("unit=water", {"m-late", "m-first", "m-secret"}),
        ("unit=%E5%8E%BF%E6%B0%B4%E5%8A%A1%E5%B1%80&role=offeree", {"m-road"}),
        ("unit=town", set()),
        ("unit=town&below=on", {"m-public"}),
        ("unit=roads&role=giver", {"m-road"}),
        ("unit=roads&role=away", set()),
        ("unit=water&role=involved", {"m-late", "m-first", "m-secret", "m-road"}),
    ],
)
def test_a_filter_in_the_address_leaves_what_fits(
    client_of: ClientOf, lake: Stage, query: str, found: set[str]
) -> None:
    assert set(shown(said(client_of, INSPECTOR, query))) == found


def test_my_units_are_those_i_act_for(client_of: ClientOf, lake: Stage) -> None:
    assert set(shown(said(client_of, "p-village", "scope=hands"))) == {"m-public"}
    assert set(shown(said(client_of, "p-roads", "scope=mine"))) == {"m-road"}
    assert shown(said(client_of, "p-audit", "scope=hands")) == []


def test_every_filter_is_said_and_can_be_left_out(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "unit=town&below=on&light=red")
    assert "平安镇 or a unit below it answers for it" in page
    assert 'href="/matters/?unit=town&amp;below=on"' in page


def test_what_cannot_be_read_is_told_beside_its_filter_and_nothing_is_guessed(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "unit=nowhere&from=soon&state=floating")
    assert "There is no unit nowhere." in page
    assert "This is no day." in page
    assert "Choose one of these." in page
    assert "A filter below cannot be read, so nothing was looked for." in page
    assert shown(page) == []
    page = said(client_of, INSPECTOR, "from=2026-03-04&until=2026-03-03")
    assert "The last day lies before the first one." in page


def test_orders_and_columns_stand_in_the_address(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "order=title&column=reference&column=id")
    assert shown(page) == ["m-first", "m-late", "m-road", "m-secret", "m-public"]
    heads = re.findall(r'<th scope="col" role="columnheader">([^<]+)</th>', page)
    assert heads == ["Matter", "Document number", "Id"]
    assert "county-2026-7" in page


def test_a_long_list_goes_on_and_back_and_no_matter_is_lost_or_shown_twice(client_of: ClientOf, stage: Stage) -> None:
    for number in range(120):
        stage.open(f"m{number:03}", WATER, title=f"Weir {number:03}")
    client = client_of("p-water")
    address, pages = "/matters/?order=title", []
    while address:
        page = client.get(address).content.decode()
        pages.append(page)
        later = re.search(r'rel="next" href="([^"]+)"', page)
        address = later.group(1).replace("&amp;", "&") if later else ""
    assert [len(shown(page)) for page in pages] == [50, 50, 20]
    assert sorted(name for page in pages for name in shown(page)) == [f"m{number:03}" for number in range(120)]
    for place in (2, 1):
        back = re.search(r'rel="prev" href="([^"]+)"', pages[place])
        assert back
        before = client.get(back.group(1).replace("&amp;", "&")).content.decode()
        assert shown(before) == shown(pages[place - 1])


def test_a_place_of_another_list_leads_to_the_beginning_and_says_so(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "order=title&after=WyJkdWUiLDEsIm0iXQ")
    assert "That place in the list is gone" in page
    assert len(shown(page)) == 5


def test_restricted_titles_in_a_list_are_on_record_before_they_are_shown(client_of: ClientOf, lake: Stage) -> None:
    said(client_of, INSPECTOR)
    found = AccessRecord.objects.get(person=INSPECTOR)
    assert (found.did, found.what, found.detail) == ("read", "m-secret", "matters")
    said(client_of, "p-county")
    assert not AccessRecord.objects.filter(person="p-county").exists()


def test_the_whole_list_is_a_workbook_that_says_what_it_holds(client_of: ClientOf, lake: Stage) -> None:
    response = client_of("p-water").get("/matters/list.xlsx?order=title&unit=water")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined] # streamed
    about, rows = book.worksheets
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Filtered by"] == "县水务局 answers for it"
    assert told["Matters"] == "3"
    assert told["Taken"] == "2026-03-05 09:00"
    names = [row[-1].value for row in rows.iter_rows()]
    assert names == ["Id", "m-first", "m-late", "m-secret"]
    deadlines = [row[5].value for row in rows.iter_rows(min_row=2)]
    assert str(deadlines[1]) == "2026-03-03 00:00:00"
    assert rows.cell(3, 6).number_format == 'yyyy-mm-dd "24:00"', "a midnight ends its day, as on pages"
    found = AccessRecord.objects.get(person="p-water", did="export", what="matters")
    assert (found.detail, found.particulars) == ("list_taken", '{"query": "order=title&unit=water", "rows": 3}')


def test_the_workbook_holds_no_more_than_may_be_read(client_of: ClientOf, lake: Stage) -> None:
    response = client_of("p-roads").get("/matters/list.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined] # streamed
    assert {row[-1].value for row in book.worksheets[1].iter_rows(min_row=2)} == {"m-road", "m-public"}


def test_no_workbook_is_made_of_a_filter_that_cannot_be_read(client_of: ClientOf, lake: Stage) -> None:
    response = client_of("p-roads").get("/matters/list.xlsx?from=soon")
    assert (response.status_code, response["Location"]) == (302, "/matters/?from=soon")
    assert not AccessRecord.objects.filter(did="export").exists()


def test_chosen_matters_lead_to_the_page_that_does_the_same_with_all(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-water")
    assert '<form method="get" action="/batch/">' in page
    assert client_of("p-water").get("/batch/?id=m-late&id=m-first").status_code == 200


def test_the_list_speaks_both_languages(client_of: ClientOf, lake: Stage) -> None:
    assert "Matters" in said(client_of, INSPECTOR)
    assert "逾期" in said(client_of, INSPECTOR, language="zh_Hans")


def test_few_questions_are_asked_however_long_the_list(
    statements: Statements, client_of: ClientOf, stage: Stage
) -> None:
    for number in range(60):
        stage.open(f"m{number:03}", WATER, title=f"Weir {number:03}", terms=terms(visibility=Visibility.RESTRICTED))
    client = client_of("p-water")
    client.get("/matters/")
    for address in ("/matters/", "/matters/?unit=water&light=blue", "/matters/?q=weir"):
        with statements() as heard:
            client.get(address)
        asked = [one for one in heard if not one.startswith("--")]  # what the search asks itself
        assert 0 < len(asked) <= LIMIT, asked


def test_somebody_without_a_post_reads_nothing(client_of: ClientOf, lake: Stage) -> None:
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    relieved = RelievePerson(TOWN_CLERK, PostId(f"{TOWN}.{TOWN_CLERK}"), lake.clock.at)
    assert isinstance(handle(lake.ledger, Submission("relieved", keeper, relieved)), Accepted)
    assert shown(said(client_of, TOWN_CLERK)) == []


def test_a_restricted_matter_that_was_taken_along_is_on_record_by_its_id(client_of: ClientOf, lake: Stage) -> None:
    client_of(CLERK).get("/matters/list.xlsx").close()
    client_of(CLERK).get("/matters/list.xlsx?visibility=public").close()
    assert [one.what for one in AccessRecord.objects.filter(person=CLERK, did="export", detail="list")] == ["m-secret"]


@pytest.mark.parametrize("query", ["from=0001-01-01&until=9999-12-31", "until=9999-12-31", "from=9998-12-31"])
def test_a_day_no_calendar_reaches_is_told_beside_its_filter(client_of: ClientOf, lake: Stage, query: str) -> None:
    assert "Name a day between 1900-01-01 and 2199-12-31." in said(client_of, "p-water", query)
