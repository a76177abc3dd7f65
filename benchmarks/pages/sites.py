"""Who is visited, where, and what a visit is: our pages, and what comes closest to each at the peers'."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from benchmarks.board_matters import WORDS
from benchmarks.measure import PEERS, ROOT
from benchmarks.pages.browser import Browser, hidden
from benchmarks.pages.load import Visit
from benchmarks.pages.server import running
from benchmarks.pages.stores import HELPDESK, LIMIT, OURS, ROUNDUP

PASSWORD = "for a benchmark"
WORKERS = 4
"""Processes of everybody's server; `buckstop serve` takes two per processor, four at most."""
HAND_OFF, HAND_OFF_SENT = "hand-off, forms", "hand-off, sent only"
_ROUNDUP_LIST = (  # where its own first page lists what is open
    "/issue?@columns=id,activity,title,creator,assignedto,status&@sort=-activity&@group=priority"
    "&@filter=status&status=-1,1,2,3,4,5,6,7&@pagesize=50&@startwith=0"
)
_PACKAGES = next((PEERS.parent.parent / "lib").glob("python3*/site-packages"), ROOT)


@dataclass(frozen=True, slots=True)
class Site:
    """A server with somebody's matters.

    Args:
        workers: processes of the server.
        tasks: by name, what makes the visit of the client with a number, in that client's process.
        used: matters that were handed over already.
        check: of matters and whom they were acknowledged to, those of which the site says otherwise.
    """

    who: str
    store: str
    workers: int
    tasks: Mapping[str, Callable[[int], Visit]]
    check: Callable[[dict[str, str]], list[str]]
    used: set[str] = field(default_factory=set)


def _looking(browser: Browser, path: str) -> Visit:
    def look() -> None:
        browser.get(path)

    return look


@contextmanager
def ours(folder: Path, store: str, clients: int, each: int) -> Iterator[Site]:
    """`buckstop serve` with so many heads of busy bureaus signed in, and the office.

    Args:
        each: matters that each of them can hand over.
    """
    workers = WORKERS
    known = json.loads(_ledger(folder, "open", "--clients", str(clients), "--each", str(each)))
    program = ["-c", "from buckstop.cli.main import run; run()", "serve", str(folder), "--workers", str(workers)]
    with running(program, {}) as port:
        people = [_signed_in(port, person) for person in known["people"]]
        office = _signed_in(port, known["office"])
        used: set[str] = set()

        def page(path: str) -> Callable[[int], Visit]:
            return lambda number: _looking(Browser(port, people[number]), path)

        def of_office(path: str) -> Callable[[int], Visit]:
            return lambda _number: _looking(Browser(port, office), path)

        def handing(number: int, *, looks: bool) -> Visit:
            other = (number + 1) % clients
            matters = iter([one for one in known["matters"][number].items() if one[0] not in used])
            between = (Browser(port, people[number]), Browser(port, people[other]))
            return _our_hand_off(between, matters, known["units"][other], looks=looks)

        yield Site(
            OURS,
            store,
            workers,
            {
                "Today": page("/today/"),
                "board, the office": of_office("/board/"),
                "board, a bureau": page("/board/"),
                "unit board": lambda n: page(f"/board/unit/{known['units'][n]}/")(n),
                "directive board": of_office(f"/board/directive/{known['directive']}/"),
                "search, Chinese": page(f"/search/?q={quote(WORDS['search'])}"),
                "search, English": page("/search/?q=county+repair"),
                "list": page("/matters/"),
                "matter": lambda n: page(f"/matters/{known['busy'][n]}/")(n),
                HAND_OFF: lambda n: handing(n, looks=True),
                HAND_OFF_SENT: lambda n: handing(n, looks=False),
            },
            lambda moved: _otherwise(moved, json.loads(_ledger(folder, "holders", given=json.dumps([*moved])))),
            used,
        )


def _ledger(folder: Path, task: str, *arguments: str, given: str = "") -> str:
    """The ledger's own word: beside the server, by reading alone, or before it."""
    command = [sys.executable, "-m", "benchmarks.pages.ledger", task, "--folder", str(folder), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, text=True, input=given, stdout=subprocess.PIPE).stdout


def _signed_in(port: int, person: str) -> dict[str, str]:
    browser = Browser(port)
    form = hidden(browser.get("/account/login/").text)
    browser.post("/account/login/", form | {"login": person, "password": PASSWORD}, 302)
    return browser.cookies


def _our_hand_off(
    between: tuple[Browser, Browser], matters: Iterator[tuple[str, int]], unit: str, *, looks: bool
) -> Visit:
    """An offer by the one, an acceptance by the other; each looks at the form first, or knows what to send.

    Args:
        matters: with the version each has.
    """
    holder, offeree = between
    # Without looking: the token of a page seen before, the version both would have read on it.
    tokens = [hidden(one.get("/matters/").text) for one in between] if not looks else []

    def hand_over() -> tuple[str, str]:
        matter, version = next(matters)
        for place, (browser, slug) in enumerate(((holder, "offer"), (offeree, "accept"))):
            path = f"/matters/{matter}/do/{slug}/"
            if looks:
                form = hidden(browser.get(path).text, 'id="act"')
            else:
                form = tokens[place] | {"key": random.randbytes(16).hex(), "version": str(version + place)}
                form.pop("next", None)
            browser.post(path, form | ({"to": unit} if slug == "offer" else {}), 303)
        return matter, unit

    return hand_over


def _otherwise(moved: Mapping[str, str], held: Mapping[str, str]) -> list[str]:
    return [matter for matter, holder in moved.items() if held.get(matter) != holder]


@contextmanager
def roundup(folder: Path, store: str, clients: int, matters: int, users: int) -> Iterator[Site]:
    """Roundup's classic tracker; issues are re-assigned by its REST interface or its form, signed in by cookie."""
    home = "http://localhost"  # what its configuration calls itself: it compares
    headers = {"Host": "localhost", "Referer": f"{home}/", "Origin": home, "X-Requested-With": "rest"}
    environment = {"PYTHONPATH": f"{ROOT}:{_PACKAGES}", "PAGES_FOLDER": str(folder)}
    with running(_program("roundup"), environment) as port:
        people = [_in_roundup(port, headers, f"unit-{number}") for number in range(clients)]

        def at(number: int) -> Browser:
            return Browser(port, people[number], headers)

        def some(number: int) -> tuple[str, str]:
            """An issue that only this client touches, and a user."""
            return str(random.randrange(matters // clients) * clients + number + 1), str(random.randrange(users) + 3)

        def by_rest(number: int) -> Visit:
            browser = at(number)

            def hand_over() -> tuple[str, str]:
                issue, user = some(number)
                tag = json.loads(browser.get(f"/rest/data/issue/{issue}").text)["data"]["@etag"]
                body = json.dumps({"data": user}).encode()
                browser.put(f"/rest/data/issue/{issue}/assignedto", body, {"If-Match": tag})
                return issue, user

            return hand_over

        def by_form(number: int) -> Visit:
            browser = at(number)

            def hand_over() -> tuple[str, str]:
                issue, user = some(number)
                form = hidden(browser.get(f"/issue{issue}").text, 'name="itemSynopsis"')
                answers = {"@action": "edit", "title": f"Matter {issue}", "priority": "3", "assignedto": user}
                browser.post(f"/issue{issue}", form | answers, 302)
                return issue, user

            return hand_over

        def check(moved: dict[str, str]) -> list[str]:
            asked = dict(random.sample(sorted(moved.items()), min(len(moved), 20)))
            said = {one: json.loads(at(0).get(f"/rest/data/issue/{one}").text)["data"] for one in asked}
            return _otherwise(asked, {one: data["attributes"]["assignedto"]["id"] for one, data in said.items()})

        yield Site(
            ROUNDUP,
            store,
            WORKERS,
            {
                "list": lambda n: _looking(at(n), _ROUNDUP_LIST),
                "matter": lambda n: _looking(at(n), f"/issue{n + 17}"),
                HAND_OFF: by_form,
                HAND_OFF_SENT: by_rest,
            },
            check,
        )


def _program(peer: str) -> list[str]:
    """A peer's application behind the same server, with as many processes."""
    application = f"benchmarks.pages.{peer}_application:application"
    return ["-m", "benchmarks.pages.server", application, "--workers", str(WORKERS)]


def _in_roundup(port: int, headers: Mapping[str, str], user: str) -> dict[str, str]:
    browser = Browser(port, headers=headers)
    form = hidden(browser.get("/").text) | {"@action": "login", "__login_name": user}
    browser.post("/", form | {"__login_password": PASSWORD}, 302)
    return browser.cookies


@contextmanager
def helpdesk(folder: Path, store: str, host: str, clients: int, matters: int, users: int) -> Iterator[Site]:
    """django-helpdesk; its list asks for its rows by a second request, its tickets are re-assigned by its form."""
    environment = {
        "PYTHONPATH": f"{ROOT}:{_PACKAGES}",
        "PAGES_FOLDER": str(folder),
        "PAGES_STORE": store,
        "PAGES_HOST": host,
    }
    with running(_program("helpdesk"), environment) as port:
        people = [_in_helpdesk(port, f"unit-{number}") for number in range(clients)]
        rows = re.search(r'"url": "(/datatables_ticket_list/[^"]+)"', Browser(port, people[0]).get("/tickets/").text)
        assert rows is not None
        first_rows = f"{rows[1]}?draw=1&start=0&length=25&order[0][column]=5&order[0][dir]=desc&search[value]="

        def listing(number: int) -> Visit:
            browser = Browser(port, people[number])

            def look() -> None:
                browser.get("/tickets/")
                browser.get(first_rows)

            return look

        def handing(number: int, *, looks: bool) -> Visit:
            browser = Browser(port, people[number])
            token = {} if looks else hidden(browser.get("/tickets/1/").text)

            def hand_over() -> tuple[str, str]:
                ticket = str(random.randrange(matters // clients) * clients + number + 1)
                user = str(random.randrange(users) + 1)
                form = hidden(browser.get(f"/tickets/{ticket}/").text) if looks else token
                answers = {"new_status": "1", "priority": "3", "queue": "1", "title": f"Matter {ticket}"}
                browser.post(f"/tickets/{ticket}/update/", form | answers | {"comment": "", "owner": user}, 302)
                return ticket, user

            return hand_over

        def check(moved: dict[str, str]) -> list[str]:
            browser = Browser(port, people[0])
            asked = dict(random.sample(sorted(moved.items()), min(len(moved), 20)))
            held = {one: _selected(browser.get(f"/tickets/{one}/").text) for one in asked}
            return _otherwise(asked, held)

        yield Site(
            HELPDESK,
            store,
            WORKERS,
            {
                "list": listing,
                "matter": lambda n: _looking(Browser(port, people[n]), f"/tickets/{n + 17}/"),
                HAND_OFF: lambda n: handing(n, looks=True),
                HAND_OFF_SENT: lambda n: handing(n, looks=False),
            },
            check,
        )


def _in_helpdesk(port: int, user: str) -> dict[str, str]:
    browser = Browser(port)
    form = hidden(browser.get("/login/").text) | {"username": user, "password": PASSWORD}
    browser.post("/login/", form, 302)
    return browser.cookies


def _selected(page: str) -> str:
    """The chosen holder in the form of a ticket."""
    start = page.find('id="id_owner"')
    found = re.search(r'value="(\d+)"\s+selected', page[start : page.find("</select>", start)])
    return found[1] if found else ""


@contextmanager
def limit() -> Iterator[Site]:
    """A server that thinks of nothing."""
    program = ["-m", "benchmarks.pages.server", "benchmarks.pages.limit_application:application"]
    with running(program, {}) as port:
        yield Site(LIMIT, "-", 1, {"nothing": lambda _n: _looking(Browser(port), "/")}, lambda _moved: [])
