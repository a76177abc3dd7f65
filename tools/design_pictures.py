"""The pictures of docs/reference/design.md: `python -m tools.design_pictures` shows every part, light and dark."""

import shutil
import sys
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright

from tools.design.showing import show
from tools.design.tokens import REPOSITORY
from tools.small_pictures import small
from tools.tutorial_browser import FLAGS
from tools.tutorial_pictures import BROWSERS

PICTURES = REPOSITORY / "docs" / "pictures"
_SIZE = ViewportSize(width=1280, height=900)
_LOOKS: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", "design"), ("dark", "design-dark"))


def main() -> int:
    """Take them."""
    browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser_path is None:
        print("There is no browser here: install chromium.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        for scheme, name in _LOOKS:
            page = browser.new_page(viewport=_SIZE, color_scheme=scheme, reduced_motion="reduce", locale="en-GB")
            show(page)
            file = PICTURES / f"{name}.png"
            file.write_bytes(small(page.screenshot(full_page=True), browser))
            print(f"{file.relative_to(REPOSITORY)}: {file.stat().st_size:,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
