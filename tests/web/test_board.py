"""The office's board: what comes first, how much there is, what will likely be late, who is waited for."""

import re
from datetime import date

import pytest

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands.accountability import ClaimMatter, EscalateMatter, OfferMatter
from buckstop.domain.matter.commands.asks import AskUpward
from buckstop.domain.matter.commands.work import ReportDone
from buckstop.domain.matter.words import Terms, Visibility
from tests.app.staged import DAY, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import INSPECTOR

LIMIT = 15


def said(client_of: ClientOf, person: str, language: str = "en") -> str:
    response = client_of(person, language).get("/board/")
    assert response.status_code == 200
    return response.content.decode()


def section(page: str, title: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{title}-title".*?</section>', page, flags=re.DOTALL)
    assert found
    return found.group()


def ids(part: str) -> list[str]:
    return re.findall(r'<span class="code">([^<]+)</span>', part)


@pytest.fixture
def lake(stage: Stage) -> Stage:
    for name, day in (("m-late", date(2026, 3, 3)), ("m-squeezed", date(2026, 3, 10)), ("m-calm", date(2026, 6, 30))):
        minimum = 20 if name == "m-squeezed" else None
        stage.open(name, WATER, title=name, terms=Terms(goal="x", minimum_days=minimum), deadline_date=day)
        stage.do(WATER, ClaimMatter(matter=MatterId(name)))
    stage.open("m-asks", ROADS, title="m-asks", deadline_date=date(2026, 3, 9))
    stage.do(ROADS, ClaimMatter(matter=MatterId("m-asks")))
    stage.do(ROADS, AskUpward(matter=MatterId("m-asks"), kind=UpwardKind.MONEY, text="pipes"))
    stage.do(ROADS, OfferMatter(matter=stage.open("m-offered", ROADS, terms=Terms(goal="x", priority=1)), to=WATER))
    stage.do(TOWN, EscalateMatter(matter=stage.open("m-dispute", TOWN), reason_class="units_disagree", text="whose"))
    stage.do(ROADS, ClaimMatter(matter=stage.open("m-done", ROADS)))
    stage.do(ROADS, ReportDone(matter=MatterId("m-done"), text="done"))
    stage.open("m-secret", WATER, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    stage.later(2 * DAY)
    return stage


def test_priority_comes_first_and_then_what_is_late(client_of: ClientOf, lake: Stage) -> None:
    assert ids(section(said(client_of, INSPECTOR), "first"))[:2] == ["m-offered", "m-late"]


def test_the_level_of_priority_that_orders_the_rows_is_shown(client_of: ClientOf, lake: Stage) -> None:
    lake.open("m-highest", WATER, title="m-highest", terms=Terms(goal="x", priority=2), deadline_date=date(2026, 6, 30))
    first = section(said(client_of, INSPECTOR), "first")
    assert "The highest priority first, then priority, then the ordinary" in first
    assert ids(first)[:3] == ["m-highest", "m-offered", "m-late"]
    assert re.findall(r'class="tag seal">([^<]+)<', first) == ["highest priority", "priority"]


def test_every_light_says_since_when_it_burns_and_what_it_rests_on(client_of: ClientOf, lake: Stage) -> None:
    first = section(said(client_of, INSPECTOR), "first")
    assert (
        'Red since <span class="number">2026-03-03</span> 24:00, for 9 hours: the deadline has passed; step 1 set it.'
        in first
    )


def test_what_is_likely_to_be_late_stands_there_with_its_reason(client_of: ClientOf, lake: Stage) -> None:
    warned = section(said(client_of, INSPECTOR), "warned")
    assert set(ids(warned)) == {"m-squeezed", "m-asks"}
    assert "The work needs 20 working days at least; its holder was given 6." in warned
    assert "Roads Department waits for an answer of 清水县 to its request upward" in warned


def test_numbers_lead_to_their_lists(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    late = re.search(r'<a href="(/matters/\?light=red)"><span class="number">(\d+)</span>', page)
    assert late
    assert late.group(2) == "1"
    listed = client_of(INSPECTOR).get(late.group(1)).content.decode()
    assert re.findall(r'name="id" value="([^"]+)"', listed) == ["m-late"]


def test_who_is_waited_for_is_told_by_what_they_have_to_do(client_of: ClientOf, lake: Stage) -> None:
    waited = section(said(client_of, INSPECTOR), "waited")
    rows = re.findall(
        r'unit/(\w+)/">[^<]*</a></th><td class="number">(\d*)</td><td class="number">(\d*)</td><td', waited
    )
    assert ("water", "1", "") in rows
    assert ("county", "", "1") in rows
    assert 'href="/board/unit/office/"' in waited  # it verifies what was reported done


def test_each_sees_what_they_may_read(client_of: ClientOf, lake: Stage) -> None:
    assert ids(section(said(client_of, "p-village"), "first")) == []
    assert "m-secret" not in said(client_of, "p-county")
    assert not AccessRecord.objects.filter(person="p-county").exists()
    assert "m-secret" in said(client_of, "p-water")
    assert AccessRecord.objects.get(person="p-water").detail == "board"


def test_an_empty_board_says_so(client_of: ClientOf, stage: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert "Nothing is open that you may read." in page
    assert "Nobody is waited for." in page


def test_it_speaks_chinese(client_of: ClientOf, lake: Stage) -> None:
    assert '红灯，自 <span class="number">2026-03-03</span> 24:00 起' in said(client_of, INSPECTOR, "zh_Hans")


def test_few_questions_are_asked(statements: Statements, client_of: ClientOf, lake: Stage) -> None:
    for number in range(40):
        lake.open(f"w{number}", WATER, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    client = client_of("p-water")
    client.get("/board/")
    with statements() as heard:
        client.get("/board/")
    assert 0 < len(heard) <= LIMIT, heard
