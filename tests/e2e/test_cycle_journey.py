"""What comes again, in a browser: set up for today, offered as planned from Today, accepted, seen in its history."""

from datetime import date, timedelta

import pytest

from tests.e2e.conftest import Enter, Language, Served, violations
from tests.e2e.test_pages import fits


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_work_comes_again_and_is_offered_by_one_click(enter: Enter, served: Served, language: Language) -> None:
    title, village = f"Patrol {language}", served.waiting.names["village"]
    page = (visit := enter("pingan", language)).page
    visit.go("/board/new-cycle/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=goal]").fill("Every dam was looked at.")
    page.locator("[name=every]").select_option("day")
    page.locator("[name=shift]").select_option("stays")
    page.locator("[name=anchor][value=same_day]").check()
    page.locator("[name=planned_for]").fill(village)
    until = date.fromisoformat(page.locator("[name=first_date]").input_value()) + timedelta(60)
    page.locator("[name=until_date]").fill(until.isoformat())
    page.locator("[name=until_date]").blur()
    page.locator("#effects .answers li").nth(3).wait_for()  # the days, told before anything is done
    assert violations(page) == []
    page.locator(".aside button.main").click()
    page.wait_for_url("**/board/cycles/*/")
    assert page.locator("[data-row]", has_text=title).count() == 1
    assert fits(visit)
    visit.go("/today/")
    line = page.locator("[data-row]", has_text=title)
    line.locator("form.act button.main", has_text=village).click()
    page.wait_for_load_state()
    receiver = (other := enter("village", language)).page
    other.go("/today/")
    receiver.locator("[data-row]", has_text=title).locator("form.act button.main").click()
    receiver.wait_for_load_state()
    visit.go("/board/cycles/")
    page.locator("[data-row] > .what a", has_text=title).click()
    assert page.locator("[data-row]", has_text=title).locator(".meta", has_text=village).count() == 1
