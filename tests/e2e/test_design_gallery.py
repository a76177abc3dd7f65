"""The page of every part in a real browser: accessible, without complaint, and no colour on a ground that nobody measured."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Enter, Scheme, Served, violations
from tools.design.contrast import Colour, colour
from tools.design.pairs import SHADE, WORDS, shade
from tools.design.showing import show
from tools.design.tokens import SHEET, tokens

TOKENS = [one for one in tokens(SHEET.read_text("utf-8")) if one.is_colour]
BUSY = (
    "/today/",
    "/board/",
    "/board/who/?view=given",
    "/board/calendar/",
    "/matters/",
    "/matters/{rich}/",
    "/directives/",
)
_STANDING = r"""() => {
  const seen = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clear = (paint) => paint === "transparent" || /, 0\)$/.test(paint);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), one = walker.currentNode.parentElement;
    if (!words || one.closest("svg, option, script, style, :disabled, .hidden-words")) continue;
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    let ground = one;
    while (ground && clear(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
    const paint = ground ? getComputedStyle(ground).backgroundColor : "";
    const pair = `${getComputedStyle(one).color}|${paint}`;
    if (!seen.has(pair)) seen.set(pair, words.slice(0, 60));
  }
  return [...seen.entries()];
}"""


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    """One look after the other."""
    return "dark" if request.param == "dark" else "light"


@pytest.fixture
def gallery(browser: Browser, scheme: Scheme) -> Iterator[Page]:
    """The page, which must not complain."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme, locale="en-GB")
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    show(page)
    yield page
    page.close()
    assert complaints == []


def painted(said: str) -> Colour:
    """A colour as browsers say what they painted: `rgb(...)` of 0 to 255, or `color(srgb ...)` of 0 to 1."""
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", said)[:3])
    whole = 1.0 if said.startswith("color") else 255.0
    return red / whole, green / whole, blue / whole


def unmeasured(page: Page, scheme: Scheme) -> list[tuple[str, ...]]:
    """Words that stand on what the list does not have, with their colours."""
    known = {one.name: colour(one.dark if scheme == "dark" else one.light) for one in TOKENS}
    known[SHADE] = shade(known["accent"], known["paper"])

    def name(said: str) -> tuple[str, ...]:
        rgb = painted(said)
        same = [one for one, other in known.items() if max(abs(a - b) for a, b in zip(rgb, other, strict=True)) < 0.002]
        return tuple(same) or ((SHADE,) if said.startswith("color") else (said,))

    found = []
    for pair, words in page.evaluate(_STANDING):
        front, ground = (name(part) for part in pair.split("|"))
        if not any(under in WORDS.get(over, ()) for over in front for under in ground):
            found.append((words, *front, "on", *ground))
    return found


def test_every_part_is_accessible_in_light_and_dark(gallery: Page) -> None:
    assert violations(gallery) == []


def test_every_part_fits_a_phone(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 400, "height": 900})
    assert gallery.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_no_part_has_words_on_a_ground_that_was_not_measured(gallery: Page, scheme: Scheme) -> None:
    assert unmeasured(gallery, scheme) == []


def test_no_busy_page_has_either(enter: Enter, served: Served, scheme: Scheme) -> None:
    visit = enter("office", scheme=scheme)
    for path in BUSY:
        visit.go(path.format(rich=served.waiting.rich))
        visit.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert unmeasured(visit.page, scheme) == [], path


def test_words_on_a_ground_of_their_own_are_found(gallery: Page, scheme: Scheme) -> None:
    gallery.evaluate("document.querySelector('h1').style.background = '#888888'")
    assert [one[0] for one in unmeasured(gallery, scheme)] == ["Every part"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_a_person_chose_wins_over_the_device(gallery: Page, theme: str) -> None:
    gallery.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    paper = next(one for one in TOKENS if one.name == "paper")
    shown = painted(gallery.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert shown == pytest.approx(colour(getattr(paper, theme)), abs=0.002)


def test_paper_stays_light_whatever_theme_was_chosen(gallery: Page) -> None:
    gallery.evaluate("document.documentElement.dataset.theme = 'dark'")
    gallery.emulate_media(media="print")
    ground, ink = gallery.evaluate(
        "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.documentElement))"
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert gallery.evaluate("getComputedStyle(document.querySelector('.light.red')).color") == "rgb(178, 58, 42)"


def test_an_older_browser_shows_fields_words_and_buttons_in_the_colours_of_its_device(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    show(page, without="light-dark")
    style = "(one) => { const { color, backgroundColor, borderTopWidth } = getComputedStyle(one); return [color, backgroundColor, borderTopWidth]; }"
    assert page.locator("button.main").first.evaluate(style) == ["rgb(255, 255, 255)", "rgb(0, 0, 238)", "1px"]
    assert page.locator("#blank").evaluate(style) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", "1px"]
    assert violations(page) == []
    page.close()
