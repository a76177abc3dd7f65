"""Every page in a real browser, in both languages, small and large, light and dark: accessible and without complaint."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from tests.e2e.conftest import REPOSITORY, Enter, Language, Scheme, Served, Visit, violations
from tests.e2e.pages import PAGES, Listed

SMALL, LARGE = 400, 1600
_PLACE = re.compile(r"%\(\w+\)s")
_TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, [lang=en], [translate=no]")) found.push(walker.currentNode.textContent.trim());
  }
  for (const one of document.querySelectorAll("[title], [placeholder], [aria-label]"))
    for (const name of ["title", "placeholder", "aria-label"])
      if (one.hasAttribute(name) && !one.closest("[lang=en]")) found.push(one.getAttribute(name));
  return [document.title, ...found].filter(Boolean);
}"""


@cache
def _english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Sentences of ours that a Chinese page must not show: those without places, and those with some."""
    with (REPOSITORY / "src/buckstop/locale/zh_Hans/LC_MESSAGES/buckstop.po").open("rb") as file:
        known = [(str(one.id), str(one.string)) for one in read_po(file, locale="zh_Hans") if one.id]
    ours = [english for english, chinese in known if english != chinese and re.search(r"[a-z]{2}", english)]
    places = [one for one in ours if _PLACE.search(one) and len(re.findall(r"[A-Za-z]+", _PLACE.sub("", one))) > 2]
    patterns = (re.compile(".+".join(re.escape(part) for part in _PLACE.split(one))) for one in places)
    return frozenset(ours), tuple(patterns)


def english_on(visit: Visit) -> list[str]:
    """Words of ours on a page that were not said in Chinese."""
    plain, patterns = _english()
    return [
        text
        for text in visit.page.evaluate(_TEXTS)
        if text in plain or (re.search(r"[a-z]{3} [a-z]{2}", text) and any(one.fullmatch(text) for one in patterns))
    ]


def fits(visit: Visit) -> bool:
    """Whether nothing of the page lies beside the screen."""
    return bool(visit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def sound(visit: Visit, language: Language) -> list[object]:
    """What is wrong with the page that is shown: at both widths, in both looks, in its language."""
    wrong: list[object] = []
    looks: tuple[tuple[int, Scheme], ...] = ((LARGE, "light"), (SMALL, "dark"))
    for width, scheme in looks:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.emulate_media(color_scheme=scheme)
        wrong += [(width, scheme, *one) for one in violations(visit.page)]
        if not fits(visit):
            wrong.append((width, "wider than the screen"))
    if language == "zh_Hans":
        wrong += english_on(visit)
    html = visit.page.locator("html")
    wrong += [] if html.get_attribute("lang") == {"en": "en", "zh_Hans": "zh-Hans"}[language] else ["its language"]
    return wrong


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.name}-{page.login or 'nobody'}")
def test_a_page_is_sound(enter: Enter, served: Served, page: Listed, language: Language) -> None:
    visit = enter(page.login, language, LARGE)
    visit.expected.add(page.status)
    waiting = served.waiting
    path = page.path.format(
        rich=waiting.rich, directive=waiting.directive, unit=waiting.units["housing"], offered="keys-1"
    )
    assert visit.go(path).status == page.status
    assert sound(visit, language) == []


@pytest.mark.parametrize(("language", "width"), [("en", SMALL), ("zh_Hans", LARGE)])
def test_the_menu_of_the_person_is_sound(enter: Enter, language: Language, width: int) -> None:
    visit = enter("housing", language, width)
    visit.go("/profile/")
    visit.page.locator("details.menu > summary").click()
    assert violations(visit.page.locator("details.menu")) == []
    assert fits(visit)
