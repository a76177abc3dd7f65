"""The page of every part in a browser, without a server: each address is answered from a file of this tree."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tools.design.tokens import REPOSITORY, SHEET, STATIC, tokens

ADDRESS = "http://design.invalid/"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_OWN = Path(__file__).with_name("gallery.css")


@cache
def made() -> str:
    """The page, made once in a process of its own: Django's settings are those of the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gallery.html"
        subprocess.run([sys.executable, "-m", "tools.design.gallery", str(file)], cwd=REPOSITORY, check=True)
        return file.read_text("utf-8")


def show(page: Page, without: str = "") -> None:
    """Open it.

    Args:
        without: a function of style sheets that the browser shall not know, as an older one would not.
    """
    page.route(f"{ADDRESS}**", _answer(made(), without))
    page.goto(ADDRESS)
    page.wait_for_load_state("networkidle")


def _answer(html: str, without: str) -> Callable[[Route], None]:
    swatches = "\n".join(
        f".of-{one.name} {{ background: var(--{one.name}); }}"
        for one in tokens(SHEET.read_text("utf-8"))
        if one.is_colour
    )

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = STATIC / path.removeprefix("/static/")
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif path == "/gallery.css":
            route.fulfill(body=_OWN.read_text("utf-8") + swatches, content_type="text/css")
        elif without and file.suffix == ".css" and file.is_file():
            route.fulfill(body=file.read_text("utf-8").replace(f"{without}(", "unknown("), content_type="text/css")
        elif path.startswith("/static/") and file.is_file():
            route.fulfill(path=file, content_type=_KINDS[file.suffix])
        else:
            route.fulfill(status=404)

    return answer
