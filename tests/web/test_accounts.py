"""Accounts: made for people of the register, closed, opened, given new passwords; each step on record."""

import re

import pytest
from django.test import Client

from buckstop.db.accounts.keeping import remove_account
from buckstop.db.accounts.models import AccessRecord, Account, DirectiveDraft
from buckstop.domain.ids import PersonId
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, INSPECTOR, KEEPER, PASSWORD, TOWN_CLERK
from tests.web.register_files import landed


def _number(person: str) -> int:
    return int(Account.objects.get(person=person).pk)


def _do(client_of: ClientOf, person: str, **given: str) -> str:
    client = client_of(KEEPER)
    answer = client.post(f"/accounts/{_number(person)}/", given)
    return landed(client, answer) if answer.status_code == 303 else str(answer.content.decode())


def _signs_in(login: str, password: str) -> bool:
    answer = Client(SERVER_NAME="localhost").post("/account/login/", {"login": login, "password": password})
    return answer.get("Location") == "/"


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_account_stands_with_its_person_and_posts(client_of: ClientOf, language: str) -> None:
    page = client_of(KEEPER, language).get("/accounts/").content.decode()
    assert "Name of p-clerk" in page
    assert "县水务局" in page
    assert client_of(KEEPER).get("/accounts/?q=p-clerk").content.decode().count("data-row") == 1


def test_a_new_account_tells_its_password_once_and_asks_for_another_at_the_first_sign_in(
    client_of: ClientOf,
) -> None:
    Account.objects.filter(person=CLERK).delete()
    client = client_of(KEEPER)
    page = client.post("/accounts/", {"person": CLERK, "login": "new.clerk"}).content.decode()
    (password,) = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page)
    assert password not in client.get("/accounts/").content.decode()
    browser = Client(SERVER_NAME="localhost")
    assert browser.post("/account/login/", {"login": "new.clerk", "password": password}).status_code == 302
    assert browser.get("/today/")["Location"] == "/account/password/"
    assert AccessRecord.objects.filter(person=KEEPER, did="account", what=CLERK, detail="created").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"person": "nobody", "login": "x"}, "Nobody in the register is called so."),
        ({"person": CLERK, "login": "two words"}, "A login name has 1 to 64"),
        ({"person": CLERK, "login": "x", "email": "no mail"}, "This is no e-mail address."),
        ({"person": CLERK, "login": KEEPER}, "has an account already"),
    ],
)
def test_what_stands_in_the_way_is_told_and_what_was_typed_stays(
    client_of: ClientOf, given: dict[str, str], said: str
) -> None:
    answer = client_of(KEEPER).post("/accounts/", given)
    assert answer.status_code in {409, 422}
    assert said in answer.content.decode()
    assert f'value="{given["login"]}"' in answer.content.decode()


def test_a_closed_account_opens_nothing_and_its_sessions_end(client_of: ClientOf) -> None:
    browser = client_of(CLERK)
    assert browser.get("/today/").status_code == 200
    assert "is closed, and every session of it ended." in _do(client_of, CLERK, do="lock")
    assert browser.get("/today/").status_code == 302
    assert not _signs_in(CLERK, PASSWORD)
    _do(client_of, CLERK, do="unlock")
    assert _signs_in(CLERK, PASSWORD)


def test_a_new_first_password_replaces_the_old_one_everywhere(client_of: ClientOf) -> None:
    browser = client_of(CLERK)
    page = _do(client_of, CLERK, do="password")
    (password,) = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page)
    assert browser.get("/today/").status_code == 302
    assert not _signs_in(CLERK, PASSWORD)
    assert _signs_in(CLERK, password)


def test_nobody_closes_their_own_account(client_of: ClientOf) -> None:
    assert "Nobody closes their own account" in _do(client_of, KEEPER, do="lock")
    assert Account.objects.get(person=KEEPER).is_active


def test_every_step_goes_on_record(client_of: ClientOf) -> None:
    for do in ("sessions", "second", "lock", "unlock"):
        _do(client_of, CLERK, do=do)
    _do(client_of, CLERK, do="email", email="clerk@example.org")
    found = AccessRecord.objects.filter(did="account", what=CLERK).values_list("detail", flat=True)
    assert list(found) == ["sessions", "second", "lock", "unlock", "email"]
    assert Account.objects.get(person=CLERK).email == "clerk@example.org"
    told = f"/reads/?what={CLERK}&did=account"
    assert client_of(KEEPER).get(told).content.decode().count("<tr data-row>") == len(found)
    assert client_of(CLERK).get(told).status_code == 404


def test_for_everybody_else_there_is_no_such_page(client_of: ClientOf) -> None:
    for person in (CLERK, INSPECTOR, "p-county"):
        client = client_of(person)
        for address in ("/accounts/", f"/accounts/{_number(TOWN_CLERK)}/"):
            assert client.get(address).status_code == client.post(address, {"do": "lock"}).status_code == 404
    assert Account.objects.get(person=TOWN_CLERK).is_active


def test_what_is_left_of_an_ended_account_names_nobody(client_of: ClientOf) -> None:
    browser, account = client_of(CLERK), Account.objects.get(person=CLERK)
    DirectiveDraft.objects.create(account=account, unit="water", title="Draft", source_sha256="0" * 64)
    assert remove_account(PersonId(CLERK))
    left = Account.objects.get(pk=account.pk)
    assert (left.display_name, left.email, left.is_active, left.has_usable_password()) == (CLERK, "", False, False)
    assert left.username == f"ended-{account.pk}"
    assert browser.get("/today/").status_code == 302
    assert remove_account(PersonId(TOWN_CLERK))
    assert not Account.objects.filter(person=TOWN_CLERK).exists()
    assert not remove_account(PersonId(TOWN_CLERK))
