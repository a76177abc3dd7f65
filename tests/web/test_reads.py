"""Who read what: on record, and told to those whose business it is."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
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


def test_a_restricted_matter_leads_to_its_readers_whoever_may_know_them(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    link = 'href="/reads/?what=hush"'
    for person in (AUDITOR, INSPECTOR, CLERK):
        assert link in client_of(person).get("/matters/hush/").content.decode()
    stage.open("loud", WATER, title="Loud")
    assert "/reads/?what=loud" not in client_of(AUDITOR).get("/matters/loud/").content.decode()


def test_the_record_speaks_the_language_of_whoever_reads_it(client_of: ClientOf, stage: Stage) -> None:
    _read(stage, client_of)
    client_of(CLERK, "zh_Hans").get("/matters/list.xlsx?unit=water&visibility=restricted").close()
    rows = _page(client_of, AUDITOR, "?did=export&what=matters")
    assert "matters.xlsx, rows: 1; filter: " in rows
    assert "restricted" in rows.partition("matters.xlsx, rows")[2][:200]


@pytest.mark.parametrize(
    ("did", "detail", "said"),
    [
        ("export", "matters.xlsx, 12 rows: 限内部; late", "matters.xlsx, rows: 12; filter: 限内部; late"),
        ("export", "history.xlsx, 7 steps: step, instant, event", "history.xlsx, steps: 7; every column"),
        ("export", "buckstop.ics", "in a calendar file"),
        ("read", "hush", "on the page of the matter hush"),
        ("download", "a note.docx", "a note.docx"),
        ("account", "lock", "locked"),
    ],
)
def test_records_of_earlier_versions_are_still_read(client_of: ClientOf, did: str, detail: str, said: str) -> None:
    AccessRecord.objects.create(person=CLERK, did=did, what="x", detail=detail)
    assert said in _page(client_of, CLERK)


def test_a_record_still_cannot_be_changed_after_the_step_that_added_its_values(
    client_of: ClientOf,  # opens the accounts
) -> None:
    kept = AccessRecord.objects.create(
        person=CLERK, did="read", what="x", detail="beside", particulars='{"matter": "y"}'
    )
    for change in (lambda: AccessRecord.objects.filter(pk=kept.pk).update(detail=""), kept.delete):
        with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
            change()


def test_long_records_go_on_page_by_page(client_of: ClientOf) -> None:
    AccessRecord.objects.bulk_create([AccessRecord(person=CLERK, did="export", what=f"m{n}") for n in range(130)])
    page = _page(client_of, CLERK)
    assert page.count("<tr data-row>") == 100
    last = AccessRecord.objects.order_by("-id")[99].pk
    assert f"before={last}" in page
    assert _page(client_of, CLERK, f"?before={last}").count("<tr data-row>") == 30
