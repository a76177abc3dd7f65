"""Signing in with a browser: closed after five wrong passwords, and with a second factor that the test itself computes."""

import hmac
import re
import struct
from base64 import b32decode

import pytest

from buckstop.cli.demo_pages import PASSWORD
from tests.e2e.conftest import Enter, Language, sign_in, violations

_STEP_SECONDS = 30


def code_of(secret: str, now: float) -> str:
    """Six digits of RFC 6238."""
    padded = secret + "=" * (-len(secret) % 8)
    mac = hmac.digest(b32decode(padded), struct.pack(">Q", int(now) // _STEP_SECONDS), "sha1")
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_five_wrong_passwords_close_a_login_name(enter: Enter) -> None:
    visit = enter("")
    visit.go("/")
    for _ in range(5):
        sign_in(visit.page, "inspector", "not it")
        visit.page.locator("main .note.bad, main .error").first.wait_for()
    sign_in(visit.page, "inspector")
    visit.page.get_by_text("closed for 5 minutes").wait_for()
    assert violations(visit.page) == []


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_one_signs_in_with_the_form_is_told_of_a_wrong_password_and_gets_where_one_was_going(
    enter: Enter, language: Language
) -> None:
    visit = enter("", language)
    page = visit.page
    visit.go("/board/?from=outside")
    page.wait_for_url("**/account/login/?next=**")
    sign_in(page, "auditor", "not it")
    page.locator("main .note.bad, main .error").first.wait_for()
    assert page.locator("[name=login]").input_value() == "auditor"
    assert violations(page) == []
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/board/?from=outside")


def test_a_link_that_leads_elsewhere_after_the_sign_in_does_not(enter: Enter) -> None:
    visit = enter("")
    visit.go("/account/login/?next=//elsewhere.example/")
    sign_in(visit.page, "auditor")
    visit.page.get_by_role("heading", name="Today").wait_for()
    assert visit.page.url.startswith(visit.address)


@pytest.mark.parametrize("login", ["desk"])
def test_a_second_factor_is_set_up_and_asked_for(enter: Enter, login: str) -> None:
    visit = enter("")
    page = visit.page
    visit.go("/account/second/app/")
    sign_in(page, login)
    page.locator("main code, [name=password]").first.wait_for()
    if page.locator("[name=password]").count():  # what protects the account asks for the password once more
        assert violations(page) == []
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button.main").click()
    secret = page.locator("main code").inner_text()
    page.locator("[name=code]").fill("000000")
    page.locator("main button.main").click()
    page.locator("main .error").first.wait_for()
    assert violations(page) == []
    page.locator("[name=code]").fill(code_of(secret, page.evaluate("Date.now()") / 1000))
    page.locator("main button.main").click()
    page.get_by_role("link", name=re.compile("Show them|Make new ones")).first.wait_for()
    other = enter("")
    other.go("/")
    sign_in(other.page, login)
    other.page.locator("[name=code]").wait_for()
    assert violations(other.page) == []
    # The app's code was used a moment ago and is not taken twice: the paper is.
    visit.go("/account/second/codes/")
    paper = re.search(r"\b[0-9a-f]{8}\b|\b\d{8}\b", visit.words)
    assert paper is not None, visit.words
    other.page.locator("[name=code]").fill(paper[0])
    other.page.locator("main button.main").click()
    other.page.locator("nav.rail").wait_for()
    for path in ("/account/second/", "/account/second/codes/new/", "/account/second/app/end/"):
        visit.go(path)
        assert violations(page) == [], path
