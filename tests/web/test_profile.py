"""Oneself: posts, language and look, where one is signed in."""

import pytest
from django.test import Client

from buckstop.db.accounts.models import Account
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, PASSWORD
from tests.web.register_files import landed


@pytest.mark.parametrize(("language", "said"), [("en", "My account"), ("zh_Hans", "p-clerk")])
def test_it_says_who_one_is_here(client_of: ClientOf, language: str, said: str) -> None:
    page = client_of(CLERK, language).get("/profile/").content.decode()
    assert said in page
    assert "县水务局" in page


def test_one_signs_out_everywhere_else_and_stays_here(client_of: ClientOf) -> None:
    here = client_of(CLERK)
    elsewhere = Client(SERVER_NAME="localhost", HTTP_USER_AGENT="another browser")
    elsewhere.post("/account/login/", {"login": CLERK, "password": PASSWORD})
    assert elsewhere.get("/today/").status_code == 200
    assert "another browser" in here.get("/profile/").content.decode()
    page = landed(here, here.post("/profile/sessions/end/"))
    assert "Signed out everywhere else. Sessions ended: 1." in page
    assert elsewhere.get("/today/").status_code == 302
    assert here.get("/today/").status_code == 200
    assert "You are signed in nowhere else." in landed(here, here.post("/profile/sessions/end/"))


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
    ],
)
def test_a_browser_is_named_as_people_know_it(client_of: ClientOf, agent: str, said: str) -> None:
    elsewhere = Client(SERVER_NAME="localhost", HTTP_USER_AGENT=agent)
    elsewhere.post("/account/login/", {"login": CLERK, "password": PASSWORD})
    assert elsewhere.get("/today/").status_code == 200
    assert said in client_of(CLERK).get("/profile/").content.decode()


def test_language_and_look_are_kept_with_the_account(client_of: ClientOf) -> None:
    client_of(CLERK).post("/language/", {"language": "zh_Hans", "theme": "dark", "next": "/profile/"})
    account = Account.objects.get(person=CLERK)
    assert (account.language, account.theme) == ("zh_Hans", "dark")
