"""What came again: seen in what a unit gave, opened by a person, never by itself."""

import re
from datetime import UTC, date, datetime

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.commands.work import ReportDone, VerifyMatter
from buckstop.domain.matter.words import Outcome, Terms, VerificationWay, Visibility
from tests.app.staged import OFFICE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import CLERK

LIMIT = 15


def said(client_of: ClientOf, person: str, language: str = "en") -> str:
    response = client_of(person, language).get("/board/repeats/")
    assert response.status_code == 200
    return response.content.decode()


def _quarters(stage: Stage, **more: object) -> None:
    for number, month in ((1, 1), (2, 4), (3, 7)):
        stage.at(datetime(2027, month, 4, 1, tzinfo=UTC))
        title, due = f"2027年第{number}季度安全检查", date(2027, month + 1, 28)
        stage.open(f"q{number}", WATER, title=title, deadline_date=due, **more)
        stage.do(WATER, ClaimMatter(matter=MatterId(f"q{number}")))


def test_titles_that_differ_in_dates_only_are_one_thing_that_repeats(client_of: ClientOf, stage: Stage) -> None:
    _quarters(stage)
    stage.open("other", WATER, title="Mend the weir")
    page = said(client_of, "p-water")
    assert len(re.findall("data-row", page)) == 1
    assert "came 3 times" in page
    assert "every quarter" in page
    assert "the next one would be due 2027-11-28" in page
    assert "The last one is still open." in page
    assert "Open the next one" not in page


def test_the_next_one_is_opened_by_a_person_from_the_last_one(client_of: ClientOf, stage: Stage) -> None:
    _quarters(stage)
    before = list(stage.ledger.store.streams("matter"))
    stage.do(WATER, ReportDone(matter=MatterId("q3"), text="done"))
    stage.do(
        OFFICE, VerifyMatter(matter=MatterId("q3"), outcome=Outcome.DONE, why="seen", way=VerificationWay.DOCUMENTS)
    )
    address = re.search(r'href="(/matters/new/\?[^"]+)">Open the next one', said(client_of, "p-water"))
    assert address
    form = client_of("p-water").get(address.group(1).replace("&amp;", "&")).content.decode()
    assert "2027年第3季度安全检查" in form
    assert 'value="2027-11-28"' in form
    assert list(stage.ledger.store.streams("matter")) == before  # nothing opened by itself
    assert "Open the next one" not in said(client_of, CLERK)  # who opens none sees when it is due


def test_others_do_not_see_what_repeats_here(client_of: ClientOf, stage: Stage) -> None:
    _quarters(stage, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    assert "安全检查" not in said(client_of, "p-roads")
    assert "none came again" in said(client_of, "p-roads")


def test_it_speaks_chinese(client_of: ClientOf, stage: Stage) -> None:
    assert 'lang="zh-Hans"' in said(client_of, "p-water", "zh_Hans")


def test_few_questions_are_asked(statements: Statements, client_of: ClientOf, stage: Stage) -> None:
    _quarters(stage, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    client = client_of("p-water")
    client.get("/board/repeats/")
    with statements() as heard:
        client.get("/board/repeats/")
    assert 0 < len(heard) <= LIMIT, heard
