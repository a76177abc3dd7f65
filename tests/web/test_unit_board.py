"""The board of a unit: its matters by what it has to do, its posts, what keeps it."""

import re
from datetime import date, timedelta

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.demand.commands import ImposeDemand
from buckstop.domain.demand.words import DemandId, DemandKind
from buckstop.domain.ids import MatterId, PostId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from buckstop.domain.matter.commands.asks import AskUpward
from buckstop.domain.matter.commands.work import RecordHelp
from buckstop.domain.matter.words import Actor, HelpKind, Terms, Visibility
from buckstop.domain.organisation_commands import RegisterAbsence
from tests.app.staged import COUNTY, DAY, ROADS, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import INSPECTOR, KEEPER

LIMIT = 15


def said(client_of: ClientOf, person: str, unit: str = "water", language: str = "en") -> str:
    response = client_of(person, language).get(f"/board/unit/{unit}/")
    assert response.status_code == 200
    return response.content.decode()


def ids(page: str, title: str) -> list[str]:
    found = re.search(rf'<section[^>]*aria-labelledby="{title}-title".*?</section>', page, flags=re.DOTALL)
    return re.findall(r'<span class="code">([^<]+)</span>', found.group()) if found else []


@pytest.fixture
def lake(stage: Stage) -> Stage:
    stage.do(ROADS, OfferMatter(matter=stage.open("m-offered", ROADS), to=WATER))
    stage.do(WATER, OfferMatter(matter=stage.open("m-given", WATER), to=ROADS))
    stage.do(WATER, ClaimMatter(matter=stage.open("m-held", WATER, title="Held weir")))
    obstacle = AskUpward(matter=MatterId("m-held"), kind=UpwardKind.OBSTACLE, text="No boat", level=COUNTY)
    stage.do(WATER, obstacle)
    stage.do(
        WATER, RecordHelp(matter=MatterId("m-held"), from_unit=ROADS, kind=HelpKind.PEOPLE, hours=12, text="two divers")
    )
    return stage


def test_matters_stand_where_the_unit_has_something_to_do_with_them(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert ids(page, "offeree") == ["m-offered"]
    assert set(ids(page, "holder")) == {"m-given", "m-held"}
    assert ids(page, "asking") == ["m-held"]
    assert ids(said(client_of, INSPECTOR, "county"), "asked") == ["m-held"]
    assert "It has to decide who answers: nothing" in page


def test_obstacles_stand_with_who_was_asked_and_who_could_remove_them(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert "No boat" in page
    assert "before 清水县" in page
    assert "to be removed by 清水县" in page


def test_help_received_stands_beside_checks_imposed(client_of: ClientOf, lake: Stage) -> None:
    form = ImposeDemand(
        demand=DemandId("d1"),
        kind=DemandKind.FORM,
        title="Daily table of weirs",
        issuer=COUNTY,
        receivers=(WATER, ROADS),
        person_minutes=90,
        due_date=date(2026, 3, 2),
    )
    assert isinstance(lake.try_(COUNTY, form), Accepted)
    page = said(client_of, INSPECTOR)
    assert "Roads Department: people × 1" in page
    assert "12 hours" in page
    assert "What superiors asked of it in the last 90 days beside its matters." in page
    assert "Daily table of weirs" in page
    assert "1.5 hours" in page


def test_posts_stand_with_who_holds_them_and_who_acts_for_somebody_away(client_of: ClientOf, lake: Stage) -> None:
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    until = lake.clock.at + timedelta(days=5)
    away = RegisterAbsence(PostId(f"{WATER}.head"), from_at=lake.clock.at, until_at=until)
    assert isinstance(handle(lake.ledger, Submission("away", keeper, away)), Accepted)
    lake.later(DAY)
    page = said(client_of, INSPECTOR)
    assert "away until 2026-03-07 09:00" in page
    assert re.search(r"<span>[^<]+ acts</span>", page)


def test_each_sees_what_they_may_read_and_restricted_rows_are_on_record(client_of: ClientOf, lake: Stage) -> None:
    lake.open("m-secret", WATER, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    assert "m-secret" in ids(said(client_of, "p-water"), "holder")
    assert "m-secret" not in said(client_of, "p-county")
    assert ids(said(client_of, "p-village"), "holder") == []
    assert {(one.person, one.what, one.detail) for one in AccessRecord.objects.all()} == {
        ("p-water", "m-secret", "unit_board")
    }


def test_the_number_of_a_part_leads_to_the_whole_list(client_of: ClientOf, stage: Stage) -> None:
    for number in range(12):
        stage.open(f"w{number:02}", WATER)
    page = said(client_of, "p-water")
    assert len(ids(page, "holder")) == 8
    assert 'href="/matters/?unit=water&amp;role=holder">All 12</a>' in page


def test_a_unit_that_is_not_there_has_no_board(client_of: ClientOf) -> None:
    assert client_of(INSPECTOR).get("/board/unit/nowhere/").status_code == 404


def test_it_speaks_chinese(client_of: ClientOf, lake: Stage) -> None:
    assert "县水务局" in said(client_of, INSPECTOR, language="zh_Hans")


def test_few_questions_are_asked_of_a_busy_unit(statements: Statements, client_of: ClientOf, lake: Stage) -> None:
    for number in range(40):
        secret = Terms(goal="x", visibility=Visibility.RESTRICTED)
        lake.open(f"w{number}", WATER, terms=secret, deadline_date=date(2026, 9, 30))
    client = client_of("p-water")
    client.get("/board/unit/water/")
    with statements() as heard:
        client.get("/board/unit/water/")
    assert 0 < len(heard) <= LIMIT, heard
