"""`buckstop serve` with two workers: whatever one of them was told, the other knows, on SQLite and on PostgreSQL."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.pages.browser import hidden
from tests.app.places import as_url
from tests.cli.served_county import MATTER, PASSWORD
from tests.cli.serving import Pages, Reached, served
from tests.db.servers import a_database, postgresql_server

__all__ = ["postgresql_server"]
pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="who answers is read from Linux's /proc")
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The pages of a county with two workers; in PostgreSQL in a database of their own."""
    home = tmp_path_factory.mktemp("served") / "home"
    with ExitStack() as stack:
        store = "sqlite:ledger.db"
        if request.param == "postgresql":
            store = as_url(stack.enter_context(a_database(request.getfixturevalue("postgresql_server"))))
        founding = [sys.executable, "-m", "tests.cli.served_county", str(home), store]
        done = subprocess.run(founding, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield stack.enter_context(served(home, "--workers", "2"))


@pytest.fixture
def one(pages: Pages) -> Callable[..., Reached]:
    """A browser at the first worker."""
    return lambda cookies=None: pages.at(pages.workers[0], cookies)


@pytest.fixture
def other(pages: Pages) -> Callable[..., Reached]:
    """A browser at the second worker."""
    return lambda cookies=None: pages.at(pages.workers[1], cookies)


def test_signed_in_at_one_worker_is_signed_in_at_the_other(
    one: Callable[..., Reached], other: Callable[..., Reached]
) -> None:
    browser = one()
    assert browser.get("/today/", 302).location.startswith("/account/login/")
    browser.sign_in("water", PASSWORD)
    assert "Mend the weir" in browser.get(f"/matters/{MATTER}/").text
    assert "Mend the weir" in other(browser.cookies).get(f"/matters/{MATTER}/").text


def test_what_is_done_at_one_worker_stands_on_the_pages_of_the_other_at_once(
    one: Callable[..., Reached], other: Callable[..., Reached]
) -> None:
    water, roads = one(), other()
    water.sign_in("water", PASSWORD)
    roads.sign_in("roads", PASSWORD)
    roads.get(f"/matters/{MATTER}/", 404)
    path = f"/matters/{MATTER}/do/offer/"
    form = hidden(water.get(path).text, 'id="act"') | {"to": "roads"}
    stale = hidden(other(water.cookies).get(path).text, 'id="act"') | {"to": "roads"}
    water.post(path, form, 303)
    assert "Mend the weir" in roads.get(f"/matters/{MATTER}/").text
    other(water.cookies).post(path, stale, 409)
    other(water.cookies).post(path, form, 303)  # the same intention again: done once, answered as before
    path = f"/matters/{MATTER}/do/accept/"
    roads.post(path, hidden(roads.get(path).text, 'id="act"'), 303)
    assert "Head of roads" in one(roads.cookies).get(f"/matters/{MATTER}/").text


def test_signing_out_everywhere_ends_sessions_that_the_other_worker_made(
    one: Callable[..., Reached], other: Callable[..., Reached]
) -> None:
    here, there = one(), other()
    for browser in (here, there):
        browser.sign_in("roads", PASSWORD)
    there.get("/profile/")
    here.post("/profile/sessions/end/", hidden(here.get("/profile/").text), 303)
    there.get("/profile/", 302)
    one(there.cookies).get("/profile/", 302)
    other(here.cookies).get("/profile/")


def test_wrong_passwords_are_counted_together_whichever_worker_hears_them(
    one: Callable[..., Reached], other: Callable[..., Reached]
) -> None:
    for browser in (one(), other(), one(), other(), one()):
        assert "do not fit together" in browser.sign_in("town", "not it", 200).text
    for browser in (one(), other()):
        assert "closed for 5 minutes" in browser.sign_in("town", PASSWORD, 200).text
    other().sign_in("roads", PASSWORD)  # of that login name only


def test_two_tabs_that_say_in_the_same_moment_which_list_comes_first_are_both_answered(
    one: Callable[..., Reached], other: Callable[..., Reached]
) -> None:
    here = one()
    here.sign_in("water", PASSWORD)
    for name in ("Near", "Late"):
        here.post("/matters/lists/", hidden(here.get("/matters/").text) | {"name": name, "query": f"q={name}"}, 303)
    page = here.get("/matters/").text
    views = sorted(set(re.findall(r"/matters/lists/(\d+)/first/", page)))
    assert len(views) == 2
    tabs = [(tab(here.cookies), f"/matters/lists/{view}/first/") for tab in (one, other) for view in views]
    token = {"csrfmiddlewaretoken": hidden(page)["csrfmiddlewaretoken"]}
    with ThreadPoolExecutor(len(tabs)) as clicks:
        for _ in range(8):
            told = [clicks.submit(tab.post, path, token, 303) for tab, path in tabs]
            assert [click.result().location for click in told]
    assert here.get("/matters/", 302).location in {"/matters/?q=Near", "/matters/?q=Late"}


def test_a_worker_that_is_killed_is_replaced_while_the_other_goes_on(
    pages: Pages, other: Callable[..., Reached]
) -> None:
    browser, gone = other(), pages.workers[0]
    browser.sign_in("water", PASSWORD)
    pages.kill(gone)
    assert "Mend the weir" in browser.get(f"/matters/{MATTER}/").text
    until, found = time.monotonic() + 60, {gone}
    while len(found - {gone}) < 2 and time.monotonic() < until:
        found |= pages.answering()
    assert len(found - {gone}) == 2
    assert "Mend the weir" in browser.get(f"/matters/{MATTER}/").text
