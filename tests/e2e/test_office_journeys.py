"""Papers and people: a document becomes a draft, somebody is away, a register comes in with faults."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.e2e.conftest import REPOSITORY, Enter, Language, violations
from tests.e2e.test_pages import sound

DOCUMENTS = REPOSITORY / "tests/data/directives/documents"


@pytest.mark.parametrize(("language", "name"), [("en", "english-plan.docx"), ("zh_Hans", "notice-table.docx")])
def test_a_document_becomes_a_draft_that_is_reviewed_and_shown_before_it_is_opened(
    enter: Enter, language: Language, name: str
) -> None:
    page = (visit := enter("leader", language, 1600)).page
    visit.go("/directives/")
    page.locator("[name=file]").set_input_files(DOCUMENTS / name)
    page.locator("form.takes-in button.main").click()
    page.wait_for_url("**/directives/*/")
    draft = page.url
    assert sound(visit, language) == []
    visit.expected |= {403, 422}
    page.goto(f"{draft}open/")
    assert sound(visit, language) == []
    visit.go("/directives/")
    page.locator("form[action$='/discard/'] button").first.click()
    page.locator("main > .note").first.wait_for()


def test_a_file_that_is_no_document_is_refused_with_what_to_do(enter: Enter) -> None:
    page = (visit := enter("leader")).page
    visit.expected.add(422)
    visit.go("/directives/")
    page.locator("[name=file]").set_input_files(
        {"name": "notice.docx", "mimeType": "application/octet-stream", "buffer": b"no zip at all"}
    )
    page.locator("form.takes-in button.main").click()
    page.get_by_text("The document was not read.").wait_for()
    assert sound(visit, "en") == []


def test_a_register_with_faults_is_told_cell_by_cell_and_changes_nothing(enter: Enter) -> None:
    page = (visit := enter("admin")).page
    visit.expected.add(422)
    visit.go("/organisation/register/")
    with page.expect_download() as waited:
        page.locator("a[href*='register/export']").click()
    book = load_workbook(BytesIO(Path(waited.value.path()).read_bytes()))
    units = book.worksheets[1] if len(book.worksheets) > 1 else book.worksheets[0]
    last = units.max_row + 1
    for column in range(1, units.max_column + 1):
        units.cell(last, column, "没有这样的单位")
    kept = BytesIO()
    book.save(kept)
    page.locator("[name=file]").set_input_files(
        {"name": "register.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}
    )
    page.locator("main form .actions button").first.click()
    page.locator("#findings-title").wait_for()
    assert str(last) in page.locator("section[aria-labelledby=findings-title]").inner_text()
    assert sound(visit, "en") == []


def test_who_is_away_is_acted_for_and_the_record_says_so(enter: Enter) -> None:
    leader = (away := enter("pingan")).page
    away.go("/organisation/absences/")
    card = leader.locator(".post-card").first
    card.locator("button[name=do][value=begin]").click()
    leader.locator("main > .note").first.wait_for()
    clerk = enter("pingan-clerk")
    clerk.go("/today/")
    shown = clerk.page.locator(".notice-bar").inner_text()
    away.go("/organisation/absences/")
    leader.locator("button[name=do][value=end]").first.click()
    leader.locator("main > .note").first.wait_for()
    assert "You act for" in shown


def test_named_supports_are_asked_from_today_in_one_click(enter: Enter) -> None:
    page = (visit := enter("leader")).page
    visit.go("/matters/named-supports/")
    assert page.locator("#supports + ul li").count() == 2
    page.get_by_role("link", name="Ask them all").click()
    page.wait_for_url("**/supports/")
    assert page.locator("[name=unit]:checked").count() == 2
    assert violations(page) == []
    page.locator("main form button.main").click()
    page.wait_for_url("**/matters/named-supports/")
    assert page.locator("#requests .rows > li").count() == 2
    assert page.get_by_role("link", name="Ask them all").count() == 0
