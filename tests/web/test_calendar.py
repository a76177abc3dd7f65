"""The calendar: deadlines, what happens by itself, which days are worked; and the file that is taken along."""

import re
from datetime import date

import pytest

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.words import Terms, Visibility
from tests.app.staged import ROADS, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import CLERK, INSPECTOR

LIMIT = 15


def said(client_of: ClientOf, person: str, query: str = "", language: str = "en") -> str:
    response = client_of(person, language).get(f"/board/calendar/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def cell(page: str, day: str) -> str:
    """The cell of a day in the grid, with its beginning."""
    found = re.search(rf'<td class="[^"]*"[^>]*>\s*<p class="day"><time datetime="{day}">.*?</td>', page, re.DOTALL)
    assert found, day
    return found.group()


@pytest.fixture
def lake(stage: Stage) -> Stage:
    stage.open("m-weir", WATER, title="Mend the weir", deadline_date=date(2026, 3, 13))
    stage.do(WATER, ClaimMatter(matter=MatterId("m-weir")))
    stage.open("m-road", ROADS, title="Mend the road", deadline_date=date(2026, 3, 13))
    secret = Terms(goal="x", visibility=Visibility.RESTRICTED)
    stage.open("m-secret", WATER, title="Secret; weir, \\ old", terms=secret, deadline_date=date(2026, 3, 31))
    return stage


def test_a_deadline_stands_on_the_day_it_ends_in_grid_and_agenda(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-water")
    assert "Mend the weir" in cell(page, "2026-03-13")
    assert "Secret" in cell(page, "2026-03-31")
    assert 'id="day-2026-03-13"' in page


def test_what_happens_by_itself_is_told_with_its_consequence(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR, "scope=all")
    held = re.search(r'id="day-2026-03-04".*?</section>', page, re.DOTALL)
    assert held
    assert "Happens by itself: 2" in held.group()
    assert "Roads Department" in held.group()


def test_days_off_and_days_worked_in_exchange_are_marked(client_of: ClientOf, stage: Stage) -> None:
    february = said(client_of, "p-water", "month=2026-02")
    assert "holiday" in cell(february, "2026-02-17")
    assert 'class="rest' in cell(february, "2026-02-17")
    assert "worked in exchange" in cell(february, "2026-02-28")
    assert "rest" not in cell(february, "2026-02-28").split(">")[0]
    assert "rest" in cell(february, "2026-02-08").split(">")[0]
    assert "not announced yet" in said(client_of, "p-water", "month=2027-05")


def test_my_units_come_first_and_everything_on_demand(client_of: ClientOf, lake: Stage) -> None:
    assert "Mend the road" not in said(client_of, "p-water")
    assert "Mend the road" in said(client_of, INSPECTOR, "scope=all")
    assert "Mend the road" not in said(client_of, "p-water", "scope=all")
    assert "Nothing is due in this month" in said(client_of, "p-village")


def test_a_month_that_is_none_is_this_month(client_of: ClientOf, lake: Stage) -> None:
    for month in ("soon", "2026-13", "9999-12", "0001-01"):
        assert "2026-03</span></h1>" in said(client_of, "p-water", f"month={month}")
    assert 'href="/board/calendar/?month=2026-02&amp;scope=mine"' in said(client_of, "p-water")


def test_restricted_titles_are_on_record(client_of: ClientOf, lake: Stage) -> None:
    said(client_of, "p-water")
    assert {(one.what, one.detail) for one in AccessRecord.objects.all()} == {("m-secret", "calendar")}


def test_the_file_holds_ones_own_dates_as_calendars_read_them(client_of: ClientOf, lake: Stage) -> None:
    lake.open("m-long", WATER, title="清理" * 60, deadline_date=date(2026, 5, 1))
    response = client_of("p-water").get("/board/calendar.ics")
    text = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "UID:m-weir/deadline@ledger.example/qingshui\r\n" in whole
    assert "DTSTART;VALUE=DATE:20260313\r\nSUMMARY:Due: Mend the weir\r\n" in whole
    assert "SUMMARY:Due: Secret\\; weir\\, \\\\ old\r\n" in whole
    assert "清理" * 60 in whole
    assert "URL:http://localhost/matters/m-weir/\r\n" in whole
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT")
    assert "m-road" not in whole
    assert "calendar" in {one.what for one in AccessRecord.objects.filter(did="export")}


def test_the_file_of_somebody_else_holds_theirs(client_of: ClientOf, lake: Stage) -> None:
    lake.open("m-village", VILLAGE, deadline_date=date(2026, 4, 1))
    text = client_of("p-village").get("/board/calendar.ics").content.decode()
    assert "m-village" in text
    assert "m-weir" not in text
    assert "m-secret" in client_of(CLERK).get("/board/calendar.ics").content.decode()


def test_it_speaks_chinese(client_of: ClientOf, lake: Stage) -> None:
    assert 'lang="zh-Hans"' in said(client_of, INSPECTOR, language="zh_Hans")


@pytest.mark.parametrize("address", ["/board/calendar/", "/board/calendar/?scope=all", "/board/calendar.ics"])
def test_few_questions_are_asked(statements: Statements, client_of: ClientOf, lake: Stage, address: str) -> None:
    client = client_of("p-water")
    client.get(address)
    with statements() as heard:
        client.get(address)
    assert 0 < len(heard) <= LIMIT, heard
