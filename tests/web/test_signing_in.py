"""Signing in: wrong passwords, second factors, demo accounts, other providers; and what every answer carries."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from buckstop.app.ledger import Ledger
from buckstop.app.web_config import WebConfig
from buckstop.db.accounts.models import Account
from buckstop.domain.posts import Role
from buckstop.web import second_factor
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, INSPECTOR, KEEPER, PASSWORD
from tests.web.oidc_provider import CLIENT, SECRET, Provider, provider

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


def browser(**headers: str) -> Client:
    return Client(SERVER_NAME="localhost", **headers)  # type: ignore[arg-type] # headers are texts


def _try(client: Client, password: str, login: str = CLERK) -> tuple[bool, str]:
    answer = client.post("/account/login/", {"login": login, "password": password})
    return answer.get("Location") == "/", answer.content.decode()


# --- passwords --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ledger")
def test_five_wrong_passwords_close_the_login_name_for_every_process_and_every_address() -> None:
    for _time in range(5):
        entered, page = _try(browser(), "wrong")
        assert not entered
        assert "Login name and password do not fit together." in page
    entered, page = _try(browser(REMOTE_ADDR="192.0.2.7"), PASSWORD)
    assert not entered
    assert "Too many wrong passwords: this login name is closed for 5 minutes." in page
    assert _try(browser(), PASSWORD, login=INSPECTOR)[0]
    cache.clear()  # what time does after five minutes
    assert _try(browser(), PASSWORD)[0]


@pytest.mark.usefixtures("ledger")
def test_the_right_password_costs_nothing_of_the_five() -> None:
    for _time in range(4):
        _try(browser(), "wrong")
    assert all(_try(browser(), PASSWORD)[0] for _time in range(4))


@pytest.mark.usefixtures("ledger")
def test_behind_a_server_in_front_attempts_count_by_the_address_that_it_saw() -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        for number in range(20):
            _try(browser(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 192.0.2.1"), "wrong", login=f"nobody-{number}")
        assert not _try(browser(HTTP_X_FORWARDED_FOR="198.51.100.99, 192.0.2.1"), PASSWORD)[0]
        assert _try(browser(HTTP_X_FORWARDED_FOR="192.0.2.1, 192.0.2.2"), PASSWORD)[0]


@pytest.mark.usefixtures("ledger")
def test_no_answer_tells_whether_a_login_name_exists() -> None:
    pages = [_try(browser(), "wrong", login=login)[1] for login in (CLERK, "nobody-of-that-name")]
    known, unknown = (re.sub(r'value="[^"]*"', "", page) for page in pages)
    assert known == unknown


def test_sessions_end_by_themselves(client_of: ClientOf) -> None:
    client = client_of(CLERK)
    assert client.get("/today/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    answer = client.get("/today/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


# --- demo accounts ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("headers", "enters"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, False),
    ],
)
def test_demo_accounts_open_on_this_machine_only(headers: dict[str, str], enters: bool) -> None:
    Account.objects.filter(person=CLERK).update(demo=True)
    entered, page = _try(browser(**headers), PASSWORD)
    assert entered is enters
    assert ("Demo accounts sign in on the machine that serves the demo, nowhere else." in page) is not enters


# --- second factors ---------------------------------------------------------------------------------------------------


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.fixture
def asked_of_administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_factor, "WEB", WebConfig(second_factor=frozenset({Role.ADMINISTRATOR})))


@pytest.mark.usefixtures("asked_of_administrators")
def test_whose_role_asks_for_it_sets_a_second_factor_up_before_anything_else(client_of: ClientOf) -> None:
    client = browser()
    assert _try(client, PASSWORD, login=KEEPER)[0]
    assert client.get("/today/")["Location"] == "/account/second/app/"
    answer = client.get("/account/second/app/")
    print(answer.status_code, answer.get("Location"))
    page = answer.content.decode()
    assert "What you may do here asks for a second factor." in page
    secret = re.findall(r"<code>([A-Z2-7]{16,})</code>", page)[0]
    assert client.post("/account/second/app/", {"code": _code(secret)}).status_code == 302
    assert client.get("/today/").status_code == 200
    again = browser()
    asked = again.post("/account/login/", {"login": KEEPER, "password": PASSWORD})
    assert asked["Location"].startswith("/account/second/enter/")
    assert again.get("/today/").status_code == 302
    assert client_of(CLERK).get("/today/").status_code == 200


@pytest.mark.usefixtures("asked_of_administrators")
def test_without_it_nothing_is_written_either(client_of: ClientOf, ledger: Ledger) -> None:
    before = ledger.organisation().version
    answer = client_of(KEEPER).post("/organisation/change/rename/?unit=town", {"name": "x"})
    assert answer["Location"] == "/account/second/app/"
    assert ledger.organisation().version == before


def test_a_second_factor_that_an_administrator_took_away_is_asked_no_more(client_of: ClientOf) -> None:
    account = Account.objects.get(person=CLERK)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    assert browser().post("/account/login/", {"login": CLERK, "password": PASSWORD})["Location"] != "/"
    client_of(KEEPER).post(f"/accounts/{account.pk}/", {"do": "second"})
    assert not Authenticator.objects.filter(user=account).exists()
    assert _try(browser(), PASSWORD)[0]


# --- other providers --------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(ledger: Ledger) -> Iterator[Provider]:
    with provider() as server:
        app = {"provider_id": "county", "name": "County ID", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": server.issuer, "oauth_pkce_enabled": True}  # type: ignore[assignment] # as Django has it
        with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}}):
            yield server


def _back_from(client: Client, server: Provider, name: str) -> object:
    """Sign in at the provider as somebody; our answer when they come back."""
    server.signing_in = name
    sent = client.post("/account/providers/oidc/county/login/")
    assert sent["Location"].startswith(f"{server.issuer}/authorize?")
    back = requests.get(sent["Location"], allow_redirects=False, timeout=10).headers["Location"]
    address = urlsplit(back)
    return client.get(f"{address.path}?{address.query}")


def test_somebody_with_an_account_here_signs_in_there(elsewhere: Provider) -> None:
    assert "Sign in at County ID" in browser().get("/account/login/").content.decode()
    for _time in range(2):  # the first time connects the two, the second finds them connected
        client = browser()
        assert _back_from(client, elsewhere, CLERK)["Location"] == "/"  # type: ignore[index] # an answer
        assert client.get("/today/").status_code == 200
        assert client.get("/profile/").content.decode().count(f">{CLERK}<") >= 1
    assert SocialAccount.objects.get().user.person == CLERK
    assert not EmailAddress.objects.exists()


def test_strangers_demo_accounts_and_closed_ones_stay_outside(elsewhere: Provider) -> None:
    Account.objects.filter(person=INSPECTOR).update(demo=True)
    Account.objects.filter(person=KEEPER).update(is_active=False)
    for name in ("stranger", INSPECTOR, KEEPER, ""):
        client = browser()
        answer = _back_from(client, elsewhere, name)
        assert answer.status_code == 403  # type: ignore[attr-defined] # an answer
        assert "Ask your administrator for an account." in answer.content.decode()  # type: ignore[attr-defined] # as above
        assert client.get("/today/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert Account.objects.filter(username="stranger").count() == 0


def test_an_answer_nobody_asked_for_opens_nothing(elsewhere: Provider) -> None:
    elsewhere.signing_in = CLERK
    sent = browser().post("/account/providers/oidc/county/login/")
    back = urlsplit(requests.get(sent["Location"], allow_redirects=False, timeout=10).headers["Location"])
    other = browser()
    answer = other.get(f"{back.path}?{back.query}")
    assert "Signing in there did not work" in answer.content.decode()
    assert other.get("/today/").status_code == 302
    assert browser().get("/account/providers/oidc/nowhere/login/").status_code == 404


# --- what every answer carries ----------------------------------------------------------------------------------------


def test_every_page_comes_with_its_headers(client_of: ClientOf) -> None:
    for client, address in ((browser(), "/account/login/"), (client_of(CLERK), "/today/")):
        answer = client.get(address)
        assert set(answer["Content-Security-Policy"].split("; ")) == CSP
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert not answer.has_header("Strict-Transport-Security")


def test_cookies_are_kept_from_scripts_and_other_sites(client_of: ClientOf) -> None:
    client = browser()
    client.get("/account/login/")
    client.post("/account/login/", {"login": CLERK, "password": PASSWORD})
    for name in ("buckstop_session", "buckstop_csrf"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
    assert not client.cookies["buckstop_session"]["max-age"]
    assert client_of(CLERK).get("/today/").status_code == 200


def test_over_https_browsers_are_told_to_stay_there() -> None:
    with override_settings(SECURE_HSTS_SECONDS=31_536_000, SESSION_COOKIE_SECURE=True):
        answer = browser().get("/account/login/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.usefixtures("ledger")
def test_a_host_that_is_not_ours_is_refused() -> None:
    assert Client(SERVER_NAME="evil.example").get("/account/login/").status_code == 400


def test_a_form_from_elsewhere_is_refused_in_words(client_of: ClientOf) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.cookies = client_of(CLERK).cookies
    for address in ("/account/login/", "/organisation/absences/", "/profile/sessions/end/", "/account/logout/"):
        answer = strict.post(address, {"login": CLERK, "password": PASSWORD})
        assert answer.status_code == 403
        assert "Nothing was written." in answer.content.decode()


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_signing_in(target: str) -> None:
    answer = browser().post("/account/login/", {"login": CLERK, "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"
    client = browser()
    _try(client, PASSWORD)
    assert client.post("/language/", {"theme": "dark", "next": target})["Location"] == "/"


def test_pages_of_the_library_that_are_not_offered_are_closed(client_of: ClientOf) -> None:
    for name in ("signup", "reset_password", "email", "provider-signup", "provider-connections"):
        assert client_of(CLERK).get(f"/account/closed/{name}/").status_code == 404
    assert browser().get("/account/providers/signup/").status_code in {302, 404}
