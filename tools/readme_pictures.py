"""The pictures of pages in README and docs/explanation: `python -m tools.readme_pictures [PART-OF-A-NAME]`.

A county is founded that ended on a fixed day, as for the tutorials, and looked at on the next working morning in both
languages.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright

from tools.small_pictures import small
from tools.tutorial_browser import FLAGS, LOCALES, PASSWORD, REPOSITORY, served
from tools.tutorial_pictures import BROWSERS, found

PICTURES = REPOSITORY / "docs" / "pictures"
_MORNING = "2026-11-23T08:40"
_MARGIN = 8
_WEEKS = 13  # as long as the demo's


@dataclass(frozen=True)
class Look:
    """A page that is looked at.

    Args:
        login: who looks.
        height: how much of the page is shown, in pixels.
        part: what of it is shown, as a selector; empty for what the window shows.
    """

    name: str
    login: str
    path: str
    height: int
    part: str = ""


LOOKS = (
    Look("today", "housing", "/today/", 860),
    Look("board", "office", "/board/", 860),
    Look("stands", "leader", "/matters/s12/", 1400, ".stands"),
    Look("clocks", "leader", "/matters/s22/", 1400, "#custody .custody-bar"),
    Look("tree", "leader", "/board/directive/s01/", 1400, "section:has(> .directive)"),
)


def take(browser: Browser, address: str, language: str, look: Look) -> bytes:
    """A picture of it, of as few colours as it needs.

    Args:
        address: where the county is served.
    """
    context = browser.new_context(
        locale=LOCALES[language],
        viewport=ViewportSize(width=1280, height=look.height),
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.locator("[name=login]").fill(look.login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button.main").click()
    page.get_by_role("navigation").first.wait_for()
    answer = page.goto(address + look.path)
    assert answer is not None
    assert answer.status == 200, f"{look.path}: {answer.status}"
    page.wait_for_load_state("networkidle")
    shown = page.screenshot(clip=_around(page, look.part) if look.part else None)
    context.close()
    return small(shown, browser)


def _around(page: Page, part: str) -> FloatRect:
    """Where a part of the page lies, with a margin around it."""
    page.locator(part).first.scroll_into_view_if_needed()
    box = page.locator(part).first.bounding_box()
    assert box is not None, part
    return FloatRect(
        x=box["x"] - _MARGIN,
        y=box["y"] - _MARGIN,
        width=box["width"] + 2 * _MARGIN,
        height=box["height"] + 2 * _MARGIN,
    )


def main() -> int:
    """Found the county and look at it."""
    browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser_path is None:
        print("There is no browser here: install chromium.", file=sys.stderr)
        return 1
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "county"
        found(home, _WEEKS)
        with served(home, _MORNING) as (_server, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
            for language, ending in (("en", ""), ("zh_Hans", ".zh")):
                for look in (one for one in LOOKS if wanted in one.name):
                    file = PICTURES / f"{look.name}{ending}.png"
                    file.write_bytes(take(browser, address, language, look))
                    print(f"{file.relative_to(REPOSITORY)}: {file.stat().st_size:,} bytes")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
