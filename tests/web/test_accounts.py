"""Accounts: made for people of the register, closed, opened, given new passwords; each step on record."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from buckstop.app.account_changes import Taken
from buckstop.app.answers import Accepted, Personal, Submission
from buckstop.app.handle import handle
from buckstop.db.accounts.changing import ask_reset
from buckstop.db.accounts.keeping import remove_account
from buckstop.db.accounts.models import AccessRecord, Account, AccountReset, DirectiveDraft
from buckstop.domain.ids import PersonId, PostId, Sealed, SubjectId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    RegisterAbsence,
    RegisterPerson,
    SetDeputies,
)
from buckstop.domain.posts import Role
from tests.app.staged import COUNTY, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import AUDITOR, CLERK, INSPECTOR, KEEPER, PASSWORD, TOWN_CLERK
from tests.web.register_files import landed


def _number(person: str) -> int:
    return int(Account.objects.get(person=person).pk)


def _given(page: str) -> str:
    """The password that a page tells."""
    (password,) = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page)
    return str(password)


@pytest.fixture
def second(stage: Stage) -> str:
    """A second administrator: the town's clerk, who has another post from now on."""
    post = PostId(f"{COUNTY}.second")
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    made = (
        CreatePost(post, COUNTY, "Second keeper", frozenset({Role.ADMINISTRATOR})),
        AppointPerson(TOWN_CLERK, post),
    )
    outcome = handle(stage.ledger, Submission("second keeper", keeper, made))
    assert isinstance(outcome, Accepted), outcome
    return TOWN_CLERK


def _do(client_of: ClientOf, person: str, by: str = KEEPER, **given: str) -> str:
    client = client_of(by)
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


@pytest.mark.parametrize("do", ["lock", "password", "second"])
def test_nobody_does_it_to_their_own_account(client_of: ClientOf, do: str) -> None:
    assert "Nobody does this to their own account." in _do(client_of, KEEPER, do=do)
    assert Account.objects.get(person=KEEPER).is_active
    assert _signs_in(KEEPER, PASSWORD)


def test_a_password_that_was_given_opens_for_a_day_only(client_of: ClientOf, stage: Stage) -> None:
    password = _given(_do(client_of, CLERK, do="password"))
    stage.later(timedelta(hours=25))
    answer = Client(SERVER_NAME="localhost").post("/account/login/", {"login": CLERK, "password": password})
    assert "This password was good for 24 hours, which are over." in answer.content.decode()
    password = _given(_do(client_of, CLERK, do="password"))
    stage.later(timedelta(hours=23))
    assert _signs_in(CLERK, password)


def test_a_password_one_chose_in_time_opens_for_ever(client_of: ClientOf, stage: Stage) -> None:
    password, chosen = _given(_do(client_of, CLERK, do="password")), "reeds bend in the east wind"
    browser = Client(SERVER_NAME="localhost")
    browser.post("/account/login/", {"login": CLERK, "password": password})
    assert browser.get("/today/")["Location"] == "/account/password/"
    browser.post("/account/password/", {"oldpassword": password, "password1": chosen, "password2": chosen})
    stage.later(timedelta(days=30))
    assert _signs_in(CLERK, chosen)


def test_its_person_is_told_who_did_it_until_they_put_it_away(client_of: ClientOf) -> None:
    password = _given(_do(client_of, CLERK, do="password"))
    browser = Client(SERVER_NAME="localhost")
    browser.post("/account/login/", {"login": CLERK, "password": password})
    Account.objects.filter(person=CLERK).update(must_change=False)
    said = "gave your account a new first password on 2026-03-02 09:00."
    assert said in browser.get("/today/").content.decode()
    assert said in browser.get("/today/").content.decode()
    assert browser.post("/profile/resets/told/")["Location"] == "/today/"
    assert said not in browser.get("/today/").content.decode()
    assert "gave your account" not in client_of(TOWN_CLERK).get("/today/").content.decode()


def test_alone_an_administrator_is_enough_where_there_is_no_second_one(client_of: ClientOf) -> None:
    said = "needs no second word. Appoint a second administrator."
    assert said in client_of(KEEPER).get(f"/accounts/{_number(f'p-{WATER}')}/").content.decode()
    assert said not in client_of(KEEPER).get(f"/accounts/{_number(CLERK)}/").content.decode()
    assert _given(_do(client_of, f"p-{WATER}", do="password"))


@pytest.mark.parametrize("person", [f"p-{WATER}", INSPECTOR, AUDITOR])
def test_for_who_binds_a_unit_or_reads_everything_a_second_administrator_confirms(
    client_of: ClientOf, second: str, person: str
) -> None:
    page = _do(client_of, person, do="password")
    assert "Nothing is changed yet: a second administrator has to confirm it." in page
    assert "Waits for a second administrator" in page
    assert _signs_in(person, PASSWORD)
    assert "The same was asked for already" in _do(client_of, person, do="password")
    number = str(AccountReset.objects.get().pk)
    assert "neither who asked for it nor whose account it is" in _do(client_of, person, do="confirm", reset=number)
    assert "Waits for a second administrator" in client_of(second).get("/accounts/").content.decode()
    page = _do(client_of, person, by=second, do="confirm", reset=number)
    assert _signs_in(person, _given(page))
    assert not _signs_in(person, PASSWORD)
    assert "Another administrator has decided this" in _do(client_of, person, by=second, do="confirm", reset=number)
    kept = AccessRecord.objects.filter(did="account", what=person).values_list("person", "detail")
    assert list(kept) == [(KEEPER, "password_asked"), (second, "password_confirmed")]
    Account.objects.filter(person=person).update(must_change=False)
    assert "asked for by a person whose name" in client_of(INSPECTOR).get("/reads/?did=account").content.decode()
    said = " and a person whose name is not on record gave your account a new first password"
    assert said in client_of(person).get("/today/").content.decode()


@pytest.mark.parametrize("how", ["closed", "away"])
def test_who_has_the_second_word_keeps_it_while_their_account_is_closed_or_they_are_away(
    client_of: ClientOf, stage: Stage, second: str, how: str
) -> None:
    if how == "closed":
        _do(client_of, second, do="lock")
    else:
        post, own = PostId(f"{COUNTY}.second"), PostId(f"{COUNTY}.{KEEPER}")
        away = (SetDeputies(post, (own,)), RegisterAbsence(post, own))
        assert isinstance(handle(stage.ledger, Submission("away", Actor(KEEPER, COUNTY, own), away)), Accepted)
    assert "Nothing is changed yet: a second administrator has to confirm it." in _do(
        client_of, f"p-{WATER}", do="password"
    )
    assert _signs_in(f"p-{WATER}", PASSWORD)


def test_nobody_takes_the_password_of_the_only_other_administrator(client_of: ClientOf, second: str) -> None:
    shown = client_of(KEEPER).get(f"/accounts/{_number(second)}/").content.decode()
    assert "ask whoever keeps the server to run buckstop account reset" in shown
    assert 'value="password"' not in shown
    assert "whoever took the password could confirm in their name" in _do(client_of, second, do="password")
    assert _signs_in(second, PASSWORD)


def test_the_same_asked_for_twice_at_once_waits_once(second: str) -> None:
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    asked = [ask_reset(_number(AUDITOR), Taken.PASSWORD, PersonId(by), now) for by in (KEEPER, second)]
    assert asked == [True, False]
    assert AccountReset.objects.get().asked_by == KEEPER


def test_what_a_second_administrator_declines_changes_nothing(client_of: ClientOf, second: str) -> None:
    person = f"p-{WATER}"
    Authenticator.objects.create(user_id=_number(person), type="totp", data={})
    _do(client_of, person, do="second")
    number = str(AccountReset.objects.get().pk)
    assert "Declined. Nothing was changed" in _do(client_of, person, by=second, do="decline", reset=number)
    assert Authenticator.objects.filter(user_id=_number(person)).exists()
    _do(client_of, person, do="second")
    number = str(AccountReset.objects.latest("pk").pk)
    assert "is gone, and every session ended" in _do(client_of, person, by=second, do="confirm", reset=number)
    assert not Authenticator.objects.filter(user_id=_number(person)).exists()


def test_whoever_asked_may_withdraw_and_a_clerk_needs_no_second_word(client_of: ClientOf, second: str) -> None:
    _do(client_of, AUDITOR, do="password")
    number = str(AccountReset.objects.get().pk)
    assert "Withdraw" in client_of(KEEPER).get(f"/accounts/{_number(AUDITOR)}/").content.decode()
    assert "Declined." in _do(client_of, AUDITOR, do="decline", reset=number)
    assert _given(_do(client_of, CLERK, do="password"))


def test_a_reset_of_another_account_is_not_confirmed_here(client_of: ClientOf, second: str) -> None:
    _do(client_of, AUDITOR, do="password")
    number = str(AccountReset.objects.get().pk)
    for given in ({"reset": number}, {"reset": "0"}, {"reset": "x"}, {}):
        address = f"/accounts/{_number(CLERK)}/"
        assert client_of(second).post(address, {"do": "confirm", **given}).status_code == 404


def test_a_lost_second_factor_is_taken_away_only_where_there_is_one(client_of: ClientOf) -> None:
    assert "This account has no second factor" in _do(client_of, CLERK, do="second")


def test_namesakes_are_chosen_by_unit_and_post(client_of: ClientOf, stage: Stage) -> None:
    Account.objects.filter(person__in=(CLERK, TOWN_CLERK)).delete()
    for person in (CLERK, TOWN_CLERK):
        sealed = Personal(SubjectId(f"twin-{person}"), "name", "Wang Wei")
        entry = RegisterPerson(PersonId(f"twin-{person}"), Sealed(sealed.subject, "name", ""))
        unit = WATER if person == CLERK else TOWN
        post = PostId(f"{unit}.twin")
        made = (entry, CreatePost(post, unit, "Clerk", frozenset({Role.MEMBER})), AppointPerson(entry.person, post))
        keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
        outcome = handle(stage.ledger, Submission(f"twin {person}", keeper, made, personal=(sealed,)))
        assert isinstance(outcome, Accepted), outcome
    client = client_of(KEEPER)
    page = client.get("/accounts/").content.decode()
    assert '<option value="Wang Wei · 县水务局, Clerk">' in page
    assert '<option value="Wang Wei · 平安镇, Clerk">' in page
    refused = client.post("/accounts/", {"person": "Wang Wei", "login": "wang"}).content.decode()
    assert "Choose the one meant: Wang Wei · 县水务局, Clerk, Wang Wei · 平安镇, Clerk." in refused
    made_for = client.post("/accounts/", {"person": "Wang Wei · 平安镇, Clerk", "login": "wang"})
    assert "First passwords" in made_for.content.decode()
    assert Account.objects.get(username="wang").person == f"twin-{TOWN_CLERK}"


def test_every_step_goes_on_record(client_of: ClientOf) -> None:
    for do in ("sessions", "lock", "unlock"):
        _do(client_of, CLERK, do=do)
    _do(client_of, CLERK, do="email", email="clerk@example.org")
    found = AccessRecord.objects.filter(did="account", what=CLERK).values_list("detail", flat=True)
    assert list(found) == ["sessions", "lock", "unlock", "email"]
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
