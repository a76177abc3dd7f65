"""A list of one's own, in a browser: kept under a name, opened, renamed, opened first, deleted and brought back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, Language, violations


def fold_of(page: Page, name: str) -> None:
    """Open the menu of one list."""
    page.locator(".views li", has_text=name).locator("details.menu > summary").click()


def told(page: Page) -> str:
    """What the page says was done."""
    return page.locator("main > .note.good").first.inner_text()


@pytest.mark.parametrize(("language", "login"), [("en", "office"), ("zh_Hans", "housing")])
def test_a_list_is_kept_opened_renamed_opened_first_deleted_and_brought_back(
    enter: Enter, language: Language, login: str
) -> None:
    page = (visit := enter(login, language)).page
    one, other = f"Drains {language}", f"排水 {language}"
    visit.go("/matters/")
    page.locator("input[name=q]").first.fill("Drain")
    page.locator("form.filter-form button").first.click()
    page.wait_for_url("**q=Drain**")
    shown = page.locator("tbody th a").all_inner_texts()
    page.locator(".list-tools details.menu > summary").click()
    page.locator("#view-name").fill(one)
    page.locator(".list-tools form button.main").click()
    assert one in told(page)
    expect(page.locator(".views a[aria-current]")).to_have_text(one)
    assert violations(page) == []

    fold_of(page, one)
    page.locator(".views .drop:visible input[name=name]").fill(other)
    page.locator(".views .drop:visible form", has=page.locator("input[name=name]:not([type=hidden])")).locator(
        "button"
    ).click()
    assert other in told(page)
    visit.go("/today/")
    visit.go("/matters/?view=all")
    page.locator(".views a", has_text=other).click()
    page.wait_for_url("**q=Drain**")
    assert page.locator("tbody th a").all_inner_texts() == shown

    fold_of(page, other)
    page.locator(".views .drop:visible button[name=do][value=yes]").click()
    assert other in told(page)
    visit.go("/today/")
    page.locator("nav.rail a[href='/matters/']").click()
    page.wait_for_url("**q=Drain**")
    page.locator(".views a[href='/matters/?view=all']").click()
    page.wait_for_url("**view=all")
    expect(page.locator("input[name=q]").first).to_have_value("")
    fold_of(page, other)
    page.locator(".views .drop:visible button[name=do][value=no]").click()
    visit.go("/matters/")
    assert re.search(r"/matters/$", page.url)

    fold_of(page, other)
    page.locator(".views .drop:visible button.grave").click()
    assert other in told(page)
    expect(page.locator(".views a", has_text=other)).to_have_count(0)
    page.locator(".views button.bare").click()
    expect(page.locator(".views a", has_text=other)).to_have_count(1)
    assert violations(page) == []


def test_a_list_is_kept_and_opened_without_scripts(enter: Enter) -> None:
    page = (visit := enter("leader", java_script_enabled=False)).page
    visit.go("/matters/?q=Drain")
    page.locator(".list-tools details.menu > summary").click()
    page.locator("#view-name").fill("Plain")
    page.locator(".list-tools form button.main").click()
    page.locator(".views a", has_text="Plain").click()
    assert "q=Drain" in page.url
