"""The meeting sheet: one row a matter, with what comes next and whose clock runs; no more than one may read."""

from datetime import date

import pytest

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.web.views import matters_sheet
from tests.app.staged import COUNTY, ROADS, WATER, Stage
from tests.web.conftest import ClientOf

JUNE = date(2026, 6, 30)


def test_each_matter_has_what_comes_next_and_whose_clock_runs(client_of: ClientOf, stage: Stage) -> None:
    stage.open("weir", WATER, title="Mend the weir", deadline_date=JUNE)
    stage.do(WATER, ClaimMatter(matter="weir"))  # type: ignore[arg-type] # a name is an id
    stage.open("road", COUNTY, title="Mend the road", deadline_date=JUNE)
    stage.do(COUNTY, OfferMatter(matter="road", to=ROADS))  # type: ignore[arg-type] # a name is an id
    page = " ".join(client_of(f"p-{COUNTY}").get("/matters/sheet/?order=title").content.decode().split())
    road, weir = page.index("Mend the road"), page.index("Mend the weir")
    assert road < weir
    assert "<span>Roads Department</span></td>" in page[road:weir], "the offeree's clock runs"
    assert "<span>县水务局</span></td>" in page[weir:]
    assert "县水务局 finishes the work by 2026-06-30 24:00" in page[weir:]


def test_the_sheet_shows_what_the_list_was_filtered_by_and_leads_back_to_it(client_of: ClientOf, stage: Stage) -> None:
    stage.open("weir", WATER, title="Mend the weir")
    stage.open("road", ROADS, title="Mend the road", terms=Terms(goal="Carts pass"))
    page = client_of("p-office").get("/matters/sheet/?q=weir").content.decode()
    assert "Mend the weir" in page
    assert "Mend the road" not in page
    assert 'href="/matters/?q=weir"' in page
    assert 'href="/matters/sheet/?q=weir"' in client_of("p-office").get("/matters/?q=weir").content.decode()
    assert "Nothing fits." in client_of("p-office").get("/matters/sheet/?q=nothing").content.decode()


def test_a_long_list_says_what_is_not_on_the_sheet(
    client_of: ClientOf, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matters_sheet, "MOST", 2)
    for number in range(5):
        stage.open(f"m{number}", WATER)
    assert "3 more fit and are not on this sheet." in client_of("p-office").get("/matters/sheet/").content.decode()


def test_a_filter_that_cannot_be_read_is_told_on_the_list(client_of: ClientOf) -> None:
    answer = client_of("p-office").get("/matters/sheet/?from=soon")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/matters/")


def test_restricted_matters_on_a_sheet_are_readings_on_record(client_of: ClientOf, stage: Stage) -> None:
    stage.open("hush", WATER, title="Hush", terms=Terms(goal="quiet", visibility=Visibility.RESTRICTED))
    assert "Hush" not in client_of(f"p-{ROADS}").get("/matters/sheet/").content.decode()
    assert "Hush" in client_of(f"p-{WATER}").get("/matters/sheet/").content.decode()
    assert list(AccessRecord.objects.values_list("what", "detail")) == [("hush", "matters_sheet")]
