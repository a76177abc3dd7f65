r"""Tutorials that a browser walks through: what the reader is told to press is pressed, by the words the reader is told.

A guide says in comments what its sentences say to people:

    Open **Directives**, choose the file, press **Read it**.
    <!-- do
    press "Directives"
    attach "A file" directive.docx
    press "Read it"
    -->

Every word in quotes has to stand in the text of the section, so a guide whose button was renamed, or whose text names a button
that is not there, fails. Verbs: `at INSTANT`, `as LOGIN [PASSWORD]`, `open PATH`, `press WORDS [ROW]`, `submit WORDS`,
`search WORDS`, `fill LABEL VALUE` (`\n` between lines; `@LOGIN` is that account's first password), `choose LABEL VALUE`,
`tick WORDS`, `attach LABEL FILE`, `see WORDS`, `picture NAME [WORDS]`.
"""

import csv
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

FLAGS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
REPOSITORY = Path(__file__).resolve().parent.parent
LOCALES = {"en": "en-GB", "zh_Hans": "zh-CN"}
PASSWORD = "demo"  # noqa: S105 - no secret: the demo prints it
_ZONE = ZoneInfo("Asia/Shanghai")
_DO = re.compile(r"<!-- do\n(.*?)-->", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(r"[*`_\s]+")
_UNSAID = {"at": 1, "as": 2, "open": 1, "picture": 1}
_WIDTH, _HEIGHT = 1280, 800
_LONGEST_WAIT_MS = 30_000
_SHOWN = 4000
_LEADS_ELSEWHERE = """(one) => {
    const [page, place] = [one.href, window.location.href].map((address) => (address || "").split("#")[0]);
    const leads = one.href ? page !== place : one.type === "submit" && one.form !== null;
    if (leads) document.documentElement.dataset.left = "1";
    return leads;
}"""
_ARRIVED = "html:not([data-left])"
_POLL_MS = 100


class TutorialError(Exception):
    """A guide tells its reader something that is not so."""


@dataclass(frozen=True)
class Step:
    """One thing the reader does or sees.

    Args:
        line: of the guide, from 1.
        said: the text of its section, without markup and blanks.
    """

    verb: str
    words: tuple[str, ...]
    line: int
    said: str


def steps(guide: str) -> tuple[Step, ...]:
    """What a guide tells to do, in order.

    Raises:
        TutorialError: a word to be pressed, filled in or seen does not stand in the text around it.
    """
    found = []
    for block in _DO.finditer(guide):
        start, end = max(guide.rfind("\n## ", 0, block.start()), 0), guide.find("\n## ", block.end())
        said = bare(_COMMENT.sub(" ", guide[start : end if end > 0 else None]))
        first = guide.count("\n", 0, block.start()) + 2
        for number, line in enumerate(block[1].splitlines()):
            verb, *words = shlex.split(line)
            step = Step(verb, tuple(words), first + number, said)
            for word in "\\n".join(words[_UNSAID.get(verb, 0) :]).split("\\n"):
                if bare(word) not in said and not word.startswith("@"):
                    raise TutorialError(f"line {step.line}: the text does not say: {word}")
            found.append(step)
    return tuple(found)


def bare(words: str) -> str:
    """Words without blanks and marks of Markdown, in which a guide and a page may differ."""
    return _MARKUP.sub("", words)


@dataclass
class Walk:
    """A walk through a guide: one window for each person, as two people have who sit at two desks.

    Args:
        files: folder of what the guide attaches.
        secrets: first passwords by login name, where a guide made accounts.
        pictures: folder that pictures are put into, and how their names end; None for a walk that only looks.
    """

    browser: Browser
    server: "subprocess.Popen[str]"
    address: str
    language: str
    files: Path
    secrets: dict[str, str]
    pictures: tuple[Path, str] | None
    windows: dict[str, Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    page: Page | None = None

    def take(self, step: Step) -> None:
        """Do what a step says.

        Raises:
            TutorialError: it cannot be done, or the page does not show what it should.
        """
        try:
            getattr(self, f"_{step.verb}")(*step.words)
        except Exception as error:
            shown = self.page.locator("body").inner_text()[:_SHOWN] if self.page else ""
            told = f"line {step.line}: {step.verb} {' '.join(step.words)}\n{error}\n{shown}"
            raise TutorialError(told) from error

    def _at(self, instant: str) -> None:
        at = datetime.fromisoformat(instant).replace(tzinfo=_ZONE)
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(at.isoformat() + "\n")
        self.server.stdin.flush()
        assert self.server.stdout.readline() == "set\n"

    def _as(self, login: str, password: str = PASSWORD) -> None:
        if login in self.windows:
            self.page = self.windows[login]
            return
        self.page = self._window().new_page()
        self.page.set_default_timeout(_LONGEST_WAIT_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda one: self.complaints.append(one.text) if one.type in {"error", "warning"} else None
        )
        self.windows[login] = self.page
        self.page.goto(self.address)
        self.page.locator("[name=login]").fill(login)
        self.page.locator("[name=password]").fill(self._secret(password))
        self.page.locator("main button.main").click()
        self.page.wait_for_load_state()

    def _secret(self, value: str) -> str:
        """The first password of somebody whose login name stands after an at sign; anything else as it is."""
        return self.secrets[value[1:]] if value.startswith("@") else value

    def _window(self) -> BrowserContext:
        return self.browser.new_context(
            locale=LOCALES[self.language],
            viewport={"width": _WIDTH, "height": _HEIGHT},
            timezone_id=str(_ZONE),
            color_scheme="light",
            reduced_motion="reduce",
        )

    def _open(self, path: str) -> None:
        self._shown.goto(self.address + path)

    @property
    def _shown(self) -> Page:
        assert self.page is not None, "nobody is signed in yet"
        return self.page

    def _press(self, words: str, row: str = "") -> None:
        """A button, link or fold of that name; what follows a colon is told to screen readers only.

        Words that end in an ellipsis are the beginning of a longer name.
        """
        start = words.removesuffix("…")
        name = re.compile(rf"^\s*{re.escape(start)}" + ("" if start != words else r"(\s*$|\s*:|\s+\d+$)"))
        place: Page | Locator = self._shown
        if row:
            place = self._shown.locator("main li, main tr, main article, main section").filter(has_text=row).last
        for inside in (place.locator("main"), place) if not row else (place,):
            for role in ("button", "link"):
                found = inside.get_by_role(role, name=name).filter(visible=True)
                if found.count():
                    self._click(found.first)
                    return
            fold = inside.locator("summary").filter(has_text=words).filter(visible=True)
            if fold.count():
                fold.first.click()
                return
        raise TutorialError(f"there is no button or link: {words}")

    def _submit(self, words: str) -> None:
        """A button of the page itself, where another place of the frame bears the same name."""
        self._click(self._shown.locator("main").get_by_role("button", name=words, exact=True).first)

    def _click(self, found: Locator) -> None:
        """Press it, and where that leads to another page, wait until it is there."""
        leads = found.evaluate(_LEADS_ELSEWHERE)
        found.click()
        if leads:
            self._arrive()

    def _arrive(self) -> None:
        # A selector, no expression: our own policy forbids the page to evaluate text, and a waiting one is evaluated there.
        self._shown.locator(_ARRIVED).wait_for(state="attached", timeout=_LONGEST_WAIT_MS)
        self._shown.wait_for_load_state("load")

    def _search(self, words: str) -> None:
        """What is typed into the field at the top of every page."""
        field = self._shown.locator("[data-search]").first
        field.fill(words)
        self._shown.evaluate("document.documentElement.dataset.left = '1'")
        field.press("Enter")
        self._arrive()

    def _labelled(self, label: str) -> Locator:
        return (
            self._shown.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}")).filter(visible=True).first
        )

    def _fill(self, label: str, value: str) -> None:
        self._labelled(label).fill(self._secret(value).replace("\\n", "\n"))

    def _choose(self, label: str, value: str) -> None:
        self._labelled(label).select_option(label=value)

    def _tick(self, words: str) -> None:
        self._shown.locator("main").get_by_label(words).filter(visible=True).first.check()

    def _attach(self, label: str, file: str) -> None:
        self._labelled(label).set_input_files(self.files / file)

    def _see(self, words: str) -> None:
        """The words stand on the page; what scripts bring is waited for."""
        wanted = re.sub(r"\s+", "", words)
        for _ in range(_LONGEST_WAIT_MS // _POLL_MS):
            if wanted in re.sub(r"\s+", "", self._shown.locator("body").inner_text()):
                return
            self._shown.wait_for_timeout(_POLL_MS)
        raise TutorialError(f"the page does not say: {words}")

    def _picture(self, name: str, words: str = "") -> None:
        if self.pictures is None:
            return
        self._shown.wait_for_load_state("networkidle")
        if words:
            self._shown.locator("main").get_by_text(words).first.evaluate(
                "(one) => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 120)"
            )
        self._shown.evaluate("document.activeElement && document.activeElement.blur()")
        folder, ending = self.pictures
        self._shown.screenshot(path=folder / f"{name}{ending}.png")


@contextmanager
def served(home: Path, at: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The pages of a ledger at an instant: the process and its address."""
    first = datetime.fromisoformat(at).replace(tzinfo=_ZONE).isoformat()
    command = [sys.executable, "-m", "tools.tutorial_county", "serve", str(home)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(first + "\n")
        server.stdin.flush()
        port = server.stdout.readline().strip()
        try:
            yield server, f"http://127.0.0.1:{port}"
        finally:
            server.stdin.close()
            server.wait(timeout=120)


def _first_passwords(home: Path) -> dict[str, str]:
    """Of a ledger's new accounts by login name."""
    handed_out = home / "first-passwords.csv"
    if not handed_out.exists():
        return {}
    with handed_out.open(encoding="utf-8-sig", newline="") as lines:
        return {row["login"]: row["password"] for row in csv.DictReader(lines)}


def walk(guide: Path, language: str, home: Path, browser_path: str, pictures: tuple[Path, str] | None = None) -> int:
    """Walk through a guide on a ledger; how many steps that were.

    Args:
        home: of the ledger, which is changed by it.
        pictures: folder for its pictures and how their names end; None for none.

    Raises:
        TutorialError: something in the guide is not so, or a page complained to the browser's console.
    """
    told = steps(guide.read_text("utf-8"))
    assert told[0].verb == "at", "the first step says when it is"
    with served(home, told[0].words[0]) as (server, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        walked = Walk(browser, server, address, language, guide.parent / "files", _first_passwords(home), pictures)
        for step in told:
            walked.take(step)
        browser.close()
    if walked.complaints:
        raise TutorialError("\n".join(walked.complaints))
    return len(told)
