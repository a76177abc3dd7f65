"""The report in a real browser: no error, no request, accessible, usable by keyboard, on paper, small and large."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize

from buckstop.lens.report.render import render
from buckstop.text.catalogue import translator
from tests.e2e.conftest import Scheme, violations
from tests.lens.report.reports import SCRIPT, opened, store_busy

LANGUAGES = ("en", "zh_Hans")


@dataclass
class Shown:
    """A page in the browser, and everything it complained about or asked the network for."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        """Keep warnings and errors of the console."""
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def asked(self, request: Request) -> None:
        """Keep every request but the one for the file itself."""
        if not request.url.startswith(("file:", "data:")):
            self.complaints.append(request.url)


@pytest.fixture(scope="module")
def report_files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The busy log's report by (level, language)."""
    folder = tmp_path_factory.mktemp("reports")
    store = store_busy(folder)
    made = {}
    for level in ("unit", "person"):
        with opened(store, level) as screened:
            for language in LANGUAGES:
                translate = translator(language)
                html = render(screened.report(translate, language), translate=translate, language=language)
                made[level, language] = folder / f"{level}-{language}.html"
                made[level, language].write_text(html, "utf-8")
    return made


@contextmanager
def shown(
    browser: Browser, path: Path, width: int = 1280, scheme: Scheme = "light", *, bypass_csp: bool = False
) -> Iterator[Shown]:
    viewport: ViewportSize = {"width": width, "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=bypass_csp)
    page = context.new_page()
    seen = Shown(page)
    page.on("console", seen.heard)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", seen.asked)
    page.on("dialog", lambda dialog: seen.complaints.append(f"a dialog: {dialog.message}"))
    page.goto(path.as_uri())
    page.locator("#flow-chart svg").wait_for()  # a report on persons has no funnel
    yield seen
    context.close()


Files = dict[tuple[str, str], Path]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_draws_without_complaint_or_sideways_scrolling(
    browser: Browser, report_files: Files, language: str, width: int, scheme: Scheme
) -> None:
    with shown(browser, report_files["unit", language], width, scheme) as seen:
        assert seen.page.locator("#flow-chart svg, #matrix-chart svg").count() == 2
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.locator("img, iframe, object").count() == 0
        assert seen.complaints == []


@pytest.mark.parametrize(
    ("level", "language", "width", "scheme"),
    [
        ("unit", "en", 1600, "light"),
        ("unit", "zh_Hans", 1600, "dark"),
        ("unit", "en", 400, "dark"),
        ("person", "zh_Hans", 400, "light"),
    ],
)
def test_an_accessibility_check_finds_nothing(
    browser: Browser, report_files: Files, level: str, language: str, width: int, scheme: Scheme
) -> None:
    with shown(browser, report_files[level, language], width, scheme, bypass_csp=True) as seen:
        assert violations(seen.page) == []


def test_a_case_is_opened_with_the_keyboard_alone(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        page = seen.page
        card = page.locator("#pass-ping-pong")
        card.locator(".evidence > summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert card.locator("table.timeline").first.is_visible()
        assert card.locator("tr.pointed").first.is_visible()


def test_the_first_stop_of_the_keyboard_leads_past_the_contents(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_one_holder_can_be_looked_at_alone_in_map_and_table(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        page = seen.page
        before = page.locator("#flow-chart svg").inner_html()
        page.locator("#flow-holder").select_option(label=SCRIPT)
        assert page.locator("#flow-chart svg").inner_html() != before
        page.locator("details.as-table:has(#flow-table) > summary").click()
        rows = page.locator("#flow-table tbody tr")
        assert rows.count() >= 2
        assert all(SCRIPT in row for row in rows.all_inner_texts())
        assert seen.complaints == []


def test_a_unit_with_the_name_of_a_built_in_changes_nothing_but_its_label(
    browser: Browser, report_files: Files
) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        names = "Object.getOwnPropertyNames(Object.prototype).sort()"
        seen.page.locator("#matrix-chart").hover()
        drawn = seen.page.evaluate(names)
        seen.page.goto("about:blank")
        assert drawn == seen.page.evaluate(names)


def test_units_can_be_ordered_by_hours_or_name_and_found(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        page = seen.page
        names = page.locator("#holder-table tbody tr:visible th")
        by_name = names.all_inner_texts()
        page.get_by_label("hours held").check()
        held = [int(str(row.get_attribute("data-held"))) for row in page.locator("#holder-table tbody tr").all()]
        assert held == sorted(held, reverse=True)
        page.get_by_label("name", exact=True).check()
        assert names.all_inner_texts() == by_name
        page.get_by_label("Find").fill("onerror")
        assert names.all_inner_texts() == [SCRIPT]


def test_the_page_turns_dark_and_its_charts_with_it(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        page = seen.page
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        light, chart = page.evaluate(ground), page.locator("#matrix-chart svg").inner_html()
        page.get_by_role("button", name="Dark page").click()
        assert page.evaluate(ground) != light
        assert page.locator("#matrix-chart svg").inner_html() != chart
        page.get_by_role("button", name="Light page").click()
        assert page.evaluate(ground) == light


@pytest.mark.parametrize("chart", ["#flow-chart", ".funnel-chart"])
def test_flow_map_and_funnels_fit_a_narrow_screen(browser: Browser, report_files: Files, chart: str) -> None:
    with shown(browser, report_files["unit", "en"], 400) as seen:
        room = seen.page.locator(chart).first.evaluate("e => [e.scrollWidth, e.parentElement.clientWidth]")
        assert room[0] <= room[1]


def test_a_search_for_a_unit_that_is_not_there_says_so(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"]) as seen:
        seen.page.fill("#holder-filter", "no such unit")
        assert seen.page.inner_text("#holder-none") == "No unit in this table has that in its name."
        seen.page.fill("#holder-filter", "")
        assert seen.page.inner_text("#holder-none") == ""


def test_a_dark_page_is_printed_light_with_charts_inside_the_paper(browser: Browser, report_files: Files) -> None:
    with shown(browser, report_files["unit", "en"], 1600, "dark") as seen:
        page = seen.page
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 700, "height": 1000})
        widths = page.evaluate(
            "[...document.querySelectorAll('.chart svg')].map((svg) => svg.getBoundingClientRect().width)"
        )
        assert widths
        assert all(0 < width <= 700 for width in widths)
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        assert page.locator(".controls, .tools").first.is_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("document.documentElement.dataset.theme ?? 'none'") == "none"


def test_without_scripts_every_number_is_still_there(browser: Browser, report_files: Files) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report_files["unit", "en"].as_uri())
    assert page.locator(".needs-script:visible").count() == 0
    page.locator("details.as-table:has(#flow-table) > summary").click()
    assert page.locator("#flow-table tbody tr").first.is_visible()
    assert page.locator("#holder-table tbody tr").count() == 8
    context.close()
