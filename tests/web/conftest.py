"""Pages before a real ledger: every test begins with the founded county (`county.py`) on a Monday morning.

`stage` speaks to the ledger through the one door (`stage.open`, `stage.do`, `stage.later`), `client_of` is a browser of
somebody who is signed in, `statements` collects the SQL that is sent while it lasts.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import django
import pytest

from tests.web import county  # isort: split - the county sets what Django reads below

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up before its models are touched
from django.test import Client  # noqa: E402 - as above

from buckstop.app.accounts import accounts_address  # noqa: E402 - as above
from buckstop.app.clock import SetClock  # noqa: E402 - as above
from buckstop.app.ledger import Ledger  # noqa: E402 - as above
from buckstop.db import sqlite_file  # noqa: E402 - as above
from buckstop.db.accounts.keeping import open_accounts  # noqa: E402 - as above
from buckstop.db.accounts.models import Account  # noqa: E402 - as above
from buckstop.web import opened  # noqa: E402 - as above
from tests.app.staged import MONDAY, Stage  # noqa: E402 - as above

ClientOf = Callable[..., Client]
Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """A context that collects every statement sent to the accounts and to the ledger while it lasts.

    Ask for it before `ledger`, or in the same test: connections are listened to from the moment they are made.
    """
    heard: list[list[str]] = []
    connect = sqlite_file.connect

    def hear(statement: str) -> None:
        for one in heard:
            one.append(statement)

    def heard_connection(path: Path) -> sqlite3.Connection:
        found = connect(path)
        found.set_trace_callback(hear)
        return found

    monkeypatch.setattr(sqlite_file, "connect", heard_connection)

    def of_accounts(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        hear(sql)
        return execute(sql, *rest)

    @contextmanager
    def collected() -> Iterator[list[str]]:
        said: list[str] = []
        heard.append(said)
        try:
            with connection.execute_wrapper(of_accounts):
                yield said
        finally:
            heard.remove(said)
            said[:] = [one for one in said if not one.startswith(("BEGIN", "ROLLBACK", "COMMIT", "PRAGMA"))]

    return collected


@pytest.fixture
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """The county's ledger as the pages have it open; its clock stands on a Monday morning until a test sets it."""
    if "statements" in request.fixturenames:
        request.getfixturevalue("statements")  # it listens to connections that are made after it
    connection.close()
    county.afresh()
    open_accounts(accounts_address(county.HOME))  # a command tested before may have opened others in this process
    opened._opened.cache_clear()
    found = opened.ledger()
    found.clock = SetClock(MONDAY)
    yield found
    found.store.close()
    opened._opened.cache_clear()
    connection.close()


@pytest.fixture
def stage(ledger: Ledger) -> Stage:
    """Short ways to speak to the ledger as the heads of its units."""
    return Stage(ledger)


@pytest.fixture
def client_of(ledger: Ledger) -> ClientOf:
    """A function from a person (and a language) to a browser in which they are signed in."""

    def signed_in(person: str, language: str = "en") -> Client:
        account = Account.objects.get(person=person)
        account.language = language
        account.save(update_fields=["language"])
        client = Client(SERVER_NAME="localhost")
        client.force_login(account)
        return client

    return signed_in
