"""Who read what: on record, and told to those whose business it is."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.words import Terms, Visibility
from tests.app.staged import ROADS, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import AUDITOR, CLERK, INSPECTOR, TOWN_CLERK

SECRET = Terms(goal="quiet", visibility=Visibility.RESTRICTED)


def _read(stage: Stage, client_of: ClientOf) -> None:
    stage.do(WATER, ClaimMatter(matter=stage.open("hush", WATER, title="Hush", terms=SECRET)))
    for person in (CLERK, AUDITOR):
        assert client_of(person).get("/matters/hush/").status_code == 200


def _page(client_of: ClientOf, person: str, query: str = "") -> str:
    return client_of(person).get(f"/reads/{query}").content.decode()


def test_the_office_and_auditors_see_every_reading(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    for person in (INSPECTOR, AUDITOR):
        page = _page(client_of, person)
        assert page.count(">Hush</a>") >= 2
        assert "Clerk" in page


def test_everybody_else_sees_their_own(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    assert _page(client_of, CLERK).count("<tr data-row>") == 1
    assert "Nothing is on record that fits." in _page(client_of, TOWN_CLERK)
    assert "Hush" not in _page(client_of, TOWN_CLERK, f"?person={CLERK}")


def test_whoever_holds_a_matter_sees_who_read_it(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    page = _page(client_of, f"p-{WATER}", "?what=hush")
    assert page.count("<tr data-row>") == 2
    assert client_of(f"p-{ROADS}").get("/reads/?what=hush").status_code == 404
    assert client_of(f"p-{ROADS}").get("/reads/?what=no-such-matter").status_code == 404


def test_it_is_filtered_by_person_act_and_day(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    today = (AccessRecord.objects.latest("id").happened_at + timedelta(hours=8)).date()
    assert _page(client_of, INSPECTOR, f"?person={CLERK}").count("<tr data-row>") == 1
    assert _page(client_of, INSPECTOR, "?did=export").count("<tr data-row>") == 0
    assert _page(client_of, INSPECTOR, f"?from={today}&until={today}").count("<tr data-row>") == 2
    assert _page(client_of, INSPECTOR, "?until=2020-01-01").count("<tr data-row>") == 0


def test_a_workbook_of_it_is_itself_on_record(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    answer = client_of(AUDITOR).get("/reads/list.xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0][0] == "When"
    assert any("Hush (hush)" in str(row[5]) for row in rows)
    assert AccessRecord.objects.filter(did="export", what="reads", person=AUDITOR).count() == 1


def test_long_records_go_on_page_by_page(client_of: ClientOf) -> None:
    AccessRecord.objects.bulk_create([AccessRecord(person=CLERK, did="export", what=f"m{n}") for n in range(130)])
    page = _page(client_of, CLERK)
    assert page.count("<tr data-row>") == 100
    last = AccessRecord.objects.order_by("-id")[99].pk
    assert f"before={last}" in page
    assert _page(client_of, CLERK, f"?before={last}").count("<tr data-row>") == 30
