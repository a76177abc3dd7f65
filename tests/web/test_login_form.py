"""The form of the sign-in itself: right and wrong passwords, a closed name, and where one is led afterwards."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from buckstop.app.ledger import Ledger
from buckstop.db.accounts.models import Account
from tests.web.county import CLERK, PASSWORD

LOGIN = "/account/login/"


@pytest.fixture
def browser(ledger: Ledger) -> Client:
    """Somebody nobody knows yet, whose forms need their token."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def form_of(browser: Client, address: str = LOGIN) -> dict[str, str]:
    """The hidden fields of the form, as the page has them."""
    page = browser.get(address).content.decode()
    form = page[page.index(f'action="{LOGIN}"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))


def send(browser: Client, login: str, password: str, address: str = LOGIN) -> str:
    """Where the form leads, or the page it shows again."""
    answer = browser.post(LOGIN, {**form_of(browser, address), "login": login, "password": password})
    if answer.status_code == 302:
        return str(answer["Location"])
    assert answer.status_code == 200
    return answer.content.decode()


def signed_in(browser: Client) -> bool:
    return browser.get("/today/").status_code == 200


def test_the_right_password_leads_to_the_day(browser: Client) -> None:
    assert not signed_in(browser)
    assert send(browser, CLERK, PASSWORD) == "/"
    assert signed_in(browser)


def test_whoever_was_on_the_way_somewhere_gets_there(browser: Client) -> None:
    asked = browser.get("/matters/?q=weir")
    assert (asked.status_code, asked["Location"]) == (302, f"{LOGIN}?next=/matters/%3Fq%3Dweir")
    assert send(browser, CLERK, PASSWORD, asked["Location"]) == "/matters/?q=weir"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/today/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "https:///elsewhere.example",
        "http://localhost.elsewhere.example/",
        "%2F%2Felsewhere.example",
    ],
)
def test_nobody_is_led_out_of_this_place(browser: Client, elsewhere: str) -> None:
    fields = {**form_of(browser), "login": CLERK, "password": PASSWORD, "next": elsewhere}
    answer = browser.post(LOGIN, fields)
    assert answer.status_code == 302
    assert urlsplit(urljoin("http://localhost/account/login/", answer["Location"]))[:2] == ("http", "localhost")
    assert signed_in(browser)


@pytest.mark.parametrize(
    ("login", "password"), [(CLERK, "not it"), (CLERK, PASSWORD.upper()), ("nobody", PASSWORD), (CLERK, "")]
)
def test_a_wrong_password_and_an_unknown_name_are_told_alike(browser: Client, login: str, password: str) -> None:
    page = send(browser, login, password)
    if password:
        assert "Login name and password do not fit together. Capital letters count." in page
    assert f'value="{login}"' in page, "the name need not be typed again"
    assert not signed_in(browser)


def test_five_wrong_passwords_close_a_name_for_a_while_and_no_other(browser: Client) -> None:
    for _time in range(5):
        send(browser, CLERK, "not it")
    assert "this login name is closed for 5 minutes" in send(browser, CLERK, PASSWORD)
    assert not signed_in(browser)
    assert send(browser, "p-water", PASSWORD) == "/"


def test_a_locked_account_does_not_sign_in(browser: Client) -> None:
    Account.objects.filter(person=CLERK).update(is_active=False)
    led = send(browser, CLERK, PASSWORD)
    assert led == "/account/inactive/" or "do not fit together" in led
    assert not signed_in(browser)


def test_without_its_token_the_form_is_not_taken(browser: Client) -> None:
    assert browser.post(LOGIN, {"login": CLERK, "password": PASSWORD}).status_code == 403
    assert not signed_in(browser)


def test_whoever_signs_out_is_out_and_the_old_session_opens_nothing(browser: Client) -> None:
    send(browser, CLERK, PASSWORD)
    old = browser.cookies[settings.SESSION_COOKIE_NAME].value
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/account/logout/").content.decode())
    assert token is not None
    browser.post("/account/logout/", {"csrfmiddlewaretoken": token[1]})
    assert not signed_in(browser)
    browser.cookies[settings.SESSION_COOKIE_NAME] = old
    assert not signed_in(browser)


def test_a_session_that_somebody_planted_is_not_the_one_after_the_sign_in(browser: Client) -> None:
    browser.cookies[settings.SESSION_COOKIE_NAME] = "planted-by-somebody-else-0123456"
    send(browser, CLERK, PASSWORD)
    assert signed_in(browser)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != "planted-by-somebody-else-0123456"
