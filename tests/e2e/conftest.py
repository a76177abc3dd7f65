"""A browser before the pages of a living county: `buckstop serve` as a process of its own, on a home made for the run.

`enter` opens a browser context in which somebody of the demo is signed in. Whatever its pages complain about (errors and
warnings of the console, answers that failed, requests to anywhere else) fails the test that caused it.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    StorageState,
    sync_playwright,
)

from buckstop.cli.demo_pages import PASSWORD
from tests.e2e.county import Waiting

FLAGS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOCALES = {"en": "en-GB", "zh_Hans": "zh-CN"}
REPOSITORY = Path(__file__).parents[2]
_FAILED = re.compile(r"the server responded with a status of (\d+)")
_SECONDS_TO_START = 60
_PATIENCE = 30_000  # milliseconds until what does not come counts as missing
_PROGRAM = "from buckstop.cli.main import run; run()"

Language = Literal["en", "zh_Hans"]
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Served:
    """A county that is being served.

    Args:
        cookies: of people who signed in once: each later browser of theirs begins with them.
    """

    address: str
    home: Path
    waiting: Waiting
    cookies: dict[str, StorageState] = field(default_factory=dict)


@dataclass
class Visit:
    """A page in a browser, with everything it complained about.

    Args:
        expected: statuses of answers that the test provokes.
    """

    page: Page
    address: str
    expected: set[int] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response:
        """Open a page of the county."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer

    @property
    def words(self) -> str:
        """What stands in the middle of the page."""
        return self.page.locator("main").inner_text()

    def heard(self, message: ConsoleMessage) -> None:
        """Keep warnings and errors of the console."""
        failed = _FAILED.search(message.text)
        if message.type in {"error", "warning"} and not (failed and int(failed[1]) in self.expected):
            self.complaints.append(message.text)

    def answered(self, response: Response) -> None:
        """Keep answers that failed, and those of anybody else."""
        ours = response.url.startswith((self.address, "data:", "blob:"))
        if not ours or (response.status >= 400 and response.status not in self.expected):
            self.complaints.append(f"{response.status} {response.url}")


Enter = Callable[..., Visit]


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    """A browser for the tests of one file; it ends with them, since its loop would forbid Django its database."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Waiting]:
    """The home of the county of the run as nobody touched it yet, and what waits in it."""
    home = tmp_path_factory.mktemp("founded") / "home"
    made = home.parent / "county.json"
    founding = [sys.executable, "-m", "tests.e2e.county", str(home), str(made)]
    done = subprocess.run(founding, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return home, Waiting(**json.loads(made.read_text("utf-8")))


@pytest.fixture(scope="session")
def served(
    browser_path: str, founded: tuple[Path, Waiting], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The county of the run, served until its last test."""
    home = Path(shutil.copytree(founded[0], tmp_path_factory.mktemp("county") / "home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BUCKSTOP_", "DJANGO_"))}
    with (home.parent / "serve.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "serve", str(home), "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_ready(server, address)
            yield Served(address, home, founded[1])
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=240)
        log.seek(0)
        said = log.read()
    assert "Traceback" not in said, said


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str) -> None:
    for _ in range(_SECONDS_TO_START * 10):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/ready", timeout=10) as answer:
                assert answer.read() == b"ready"
                return
        except (urllib.error.URLError, ConnectionError):
            sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture
def enter(browser: Browser, served: Served) -> Iterator[Enter]:
    """A function from a log-in name (empty: nobody) to a page of a browser of theirs."""
    visits: list[tuple[BrowserContext, Visit]] = []

    def entered(
        login: str, language: Language = "en", width: int = 1280, scheme: Scheme = "light", **more: Any
    ) -> Visit:
        context = browser.new_context(
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            storage_state=_cookies(browser, served, login) if login else None,
            **more,
        )
        context.set_default_timeout(_PATIENCE)
        visit = Visit(context.new_page(), served.address)
        visit.page.on("console", visit.heard)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("response", visit.answered)
        visit.page.on("dialog", lambda dialog: visit.complaints.append(f"a dialog: {dialog.message}"))
        visits.append((context, visit))
        return visit

    yield entered
    for context, _visit in visits:
        context.close()
    assert [complaint for _context, visit in visits for complaint in visit.complaints] == []


def _cookies(browser: Browser, served: Served, login: str) -> StorageState:
    """Those of somebody who signs in once in the run, with the form as everybody does."""
    if login not in served.cookies:
        context = browser.new_context(locale=LOCALES["en"])
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.goto(served.address)
        sign_in(page, login)
        page.get_by_role("heading", name="Today").wait_for()
        served.cookies[login] = context.storage_state()
        context.close()
    return served.cookies[login]


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the form of the sign-in and send it."""
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("main button.main").click()


def violations(within: Page | Locator) -> list[tuple[str, list[str]]]:
    """What axe finds on a page with every fold open, but for the menu that would cover the rest."""
    page = within if isinstance(within, Page) else within.page
    part = page.locator("html") if isinstance(within, Page) else within
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((fold) => { fold.open = true; })")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = part.evaluate("(part, tags) => axe.run(part, { runOnly: tags })", RULES)
    assert len(found["passes"]) > 5, "axe looked at next to nothing"
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found["violations"]]
