"""The history of a matter as a workbook."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.matter.commands.work import AddNote
from tests.app.staged import WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.family import WEIR, tell


def test_each_step_is_a_row_with_its_instant_in_local_time(stage: Stage, client_of: ClientOf) -> None:
    paper = tell(stage)
    answer = client_of("p-water").get(f"/matters/{WEIR}/history/")
    assert answer["Content-Disposition"] == f'attachment; filename="{WEIR}-history.xlsx"'
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Matter", "Steps", "Clock record", "Hours"]
    rows = list(book["Steps"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(stage.ledger.store.events(WEIR))
    assert str(rows[0][1]) == "2026-03-02 09:00:00"
    assert rows[0][2] == "matter.opened"
    assert f"{paper.name} {paper.sha256}" in str(rows[-1][8])


def test_what_happened_at_midnight_stands_on_the_day_it_ended_as_on_the_page(stage: Stage, client_of: ClientOf) -> None:
    matter = stage.open("m1", WATER)
    stage.later(timedelta(days=10))
    stage.do(WATER, AddNote(matter=matter, text="still here"))
    client = client_of("p-water")
    book = load_workbook(BytesIO(client.get(f"/matters/{matter}/history/").content))
    settled = next(row for row in book["Steps"].iter_rows(min_row=2) if row[2].value == "matter.claimed")
    assert (str(settled[1].value), settled[1].number_format) == ("2026-03-04 00:00:00", 'yyyy-mm-dd "24:00"')
    assert "2026-03-04 24:00" in client.get(f"/matters/{matter}/").content.decode()


def test_the_hours_of_the_stretches_add_up_to_those_of_the_clocks(stage: Stage, client_of: ClientOf) -> None:
    tell(stage)
    book = load_workbook(BytesIO(client_of("p-water", "zh_Hans").get(f"/matters/{WEIR}/history/").content))
    clocks, hours = (list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets[2:])
    assert round(sum(float(str(row[5])) for row in clocks), 6) == round(sum(float(str(row[1])) for row in hours), 6) > 0


def test_what_somebody_wrote_is_never_a_formula(stage: Stage, client_of: ClientOf) -> None:
    matter = stage.open("m1", WATER)
    stage.do(WATER, AddNote(matter=matter, text='=HYPERLINK("http://elsewhere.example","x")'))
    book = load_workbook(BytesIO(client_of("p-water").get("/matters/m1/history/").content))
    assert {cell.data_type for row in book["Steps"].iter_rows(min_row=2) for cell in row if cell.value} <= {
        "s",
        "n",
        "d",
    }


def test_the_export_is_on_record_with_the_number_of_steps(stage: Stage, client_of: ClientOf) -> None:
    tell(stage)
    client_of("p-water").get(f"/matters/{WEIR}/history/")
    kept = AccessRecord.objects.latest("id")
    assert (kept.did, kept.what) == ("export", WEIR)
    assert (kept.detail, kept.particulars) == ("history_taken", f'{{"steps": {len(stage.ledger.store.events(WEIR))}}}')
