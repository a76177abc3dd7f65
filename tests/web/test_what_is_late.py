"""What is late: one meaning in rows, filters, counts, on the sheet, in the workbook and in the calendar of one ledger."""

import io
import re
from datetime import date

import openpyxl
import pytest

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.commands.work import NameVerifier, RefuteMatter, ReportDone, ReportProgress
from buckstop.domain.matter.words import VerificationWay
from tests.app.staged import AUDIT, DAY, OFFICE, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import INSPECTOR

DUE = date(2026, 3, 6)
LATE = {"m-running", "m-refuted"}
WAS_LATE = {"m-done-late"}


@pytest.fixture
def lake(stage: Stage) -> Stage:
    """Work that is late, late again, done in time, done late, behind plan, and far from its deadline."""
    names = ("m-running", "m-refuted", "m-done-late", "m-done-in-time", "m-lagging", "m-calm")
    for name in names:
        deadline = {"m-lagging": date(2026, 3, 27), "m-calm": date(2026, 6, 30)}.get(name, DUE)
        stage.do(WATER, ClaimMatter(matter=stage.open(name, WATER, title=name, deadline_date=deadline)))
        stage.do(OFFICE, NameVerifier(matter=MatterId(name), verifier=AUDIT))
    stage.do(WATER, ReportProgress(matter=MatterId("m-lagging"), text="begun", percent=0))
    done(stage, "m-done-in-time")
    stage.later(8 * DAY)
    done(stage, "m-done-late")
    done(stage, "m-refuted")
    stage.do(AUDIT, RefuteMatter(matter=MatterId("m-refuted"), reason="no", way=VerificationWay.DOCUMENTS))
    stage.later(DAY)
    return stage


def done(stage: Stage, name: str) -> None:
    stage.do(WATER, ReportDone(matter=MatterId(name), text="done"))


def said(client_of: ClientOf, address: str) -> str:
    response = client_of(INSPECTOR).get(address)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> dict[str, str]:
    """What the column of the light says of each matter of a list."""
    found = {}
    for row in re.findall(r'<tr role="row" data-row>.*?</tr>', page, flags=re.DOTALL):
        name = re.search(r'name="id" value="([^"]+)"', row)
        cell = re.search(r'class="of-light">.*?</span>(.*?)</td>', row, flags=re.DOTALL)
        assert name
        assert cell
        found[name[1]] = cell[1].strip()
    return found


def workbook(client_of: ClientOf) -> dict[str, str]:
    """What the workbook says of each matter in the column of the light."""
    response = client_of(INSPECTOR).get("/matters/list.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined] # streamed
    return {str(row[-1].value): str(row[1].value or "") for row in book.worksheets[1].iter_rows(min_row=2)}


def words(cell: str) -> str:
    return re.sub(r"<[^>]+>", "", cell)


def test_rows_filter_counts_sheet_and_calendar_call_the_same_matters_late(client_of: ClientOf, lake: Stage) -> None:
    lit = {name for name, cell in rows(said(client_of, "/matters/")).items() if 'class="light red"' in cell}
    assert lit == LATE
    assert set(rows(said(client_of, "/matters/?light=red"))) == LATE
    number = len(LATE)
    assert f'light=red"><span class="number">{number}</span>' in said(client_of, "/board/")
    assert f"{number} late" in said(client_of, "/board/who/")
    assert said(client_of, "/matters/sheet/").count('class="light red"') == number
    assert f"{number} late" in said(client_of, "/board/calendar/?month=2026-03&scope=all")


def test_what_was_reported_done_late_says_so_and_its_light_is_out(client_of: ClientOf, lake: Stage) -> None:
    cells = rows(said(client_of, "/matters/"))
    assert {name for name, cell in cells.items() if words(cell).startswith("was late by ")} == WAS_LATE
    assert cells["m-done-in-time"] == ""
    page = said(client_of, "/matters/m-done-late/")
    assert "<dd>was late<" in page
    assert "It was late: it was reported done or ended 3 days after its deadline, 2026-03-06 24:00" in words(page)
    assert 'class="light red"' not in page


def test_the_workbook_says_of_every_light_what_its_row_says(client_of: ClientOf, lake: Stage) -> None:
    told = {name: words(cell) for name, cell in rows(said(client_of, "/matters/")).items()}
    assert workbook(client_of) == told
    assert told["m-lagging"] == "behind plan"


def test_the_list_says_that_behind_plan_is_not_filtered(client_of: ClientOf, lake: Stage) -> None:
    assert "but no filter finds it" in said(client_of, "/matters/")
