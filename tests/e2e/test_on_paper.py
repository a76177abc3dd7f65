"""Pages on paper: nothing to press, whose page it is and as of when, tables whole, sheets numbered."""

from io import BytesIO

import pytest
from playwright.sync_api import ViewportSize
from pypdf import PdfReader

from tests.e2e.conftest import Enter, Language, Scheme, Served

PATHS = {
    "today": "/today/",
    "matter": "/matters/{rich}/",
    "directive": "/board/directive/{directive}/",
    "board": "/board/",
    "unit board": "/board/unit/{unit}/",
    "who holds": "/board/who/",
    "who gave to whom": "/board/who/?view=given",
    "calendar": "/board/calendar/",
    "list": "/matters/",
}
A4 = ViewportSize(width=690, height=980)  # what is left of it between the margins
_PRESSED = """() => [...document.querySelectorAll("button, .button, nav.rail, nav.tabs, input, select, textarea, .skip")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden").map((one) => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize(
    ("name", "language", "scheme", "as_of"),
    [
        *((name, "en", "dark", "As of 20") for name in PATHS),
        *((name, "zh_Hans", "light", "截至 20") for name in ("today", "list")),
    ],
)
def test_a_page_is_tidy_on_paper(
    enter: Enter, served: Served, name: str, language: Language, scheme: Scheme, as_of: str
) -> None:
    visit = enter("office", language, 1280, scheme)
    waiting = served.waiting
    visit.go(PATHS[name].format(rich=waiting.rich, directive=waiting.directive, unit=waiting.units["housing"]))
    page = visit.page
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    assert page.evaluate(_PRESSED) == []
    assert page.locator(".top .print-only").is_visible()
    assert as_of in page.locator(".top .print-only").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    sheets = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    assert all(f"{number} / {len(sheets)}" in sheet.extract_text() for number, sheet in enumerate(sheets, 1))


def test_a_list_is_a_table_with_its_heads_on_every_sheet(enter: Enter) -> None:
    visit = enter("office")
    visit.go("/matters/")
    head = visit.page.locator("table.matters thead th").last.inner_text()
    sheets = PdfReader(BytesIO(visit.page.pdf(format="A4"))).pages
    assert len(sheets) > 1
    assert all(head in sheet.extract_text() for sheet in sheets)


def test_shapes_that_mean_something_are_printed_though_grounds_are_not(enter: Enter) -> None:
    visit = enter("office")
    visit.go("/board/who/")
    visit.page.emulate_media(media="print")
    kept = visit.page.evaluate(
        "getComputedStyle(document.querySelector('.light.red, .light.blue'), '::before').printColorAdjust"
    )
    assert kept == "exact"
