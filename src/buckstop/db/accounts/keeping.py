"""Accounts in use, for those who know no Django: opened, made, found, ended."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import Error, IntegrityError

from buckstop.db.accounts.address import ADDRESS, database
from buckstop.domain.errors import BuckstopError
from buckstop.domain.ids import PersonId

if TYPE_CHECKING:  # models exist once Django was set up
    from buckstop.db.accounts.models import Account

_opened: list[str] = []  # the address this process has open, if any


class AccountsError(BuckstopError):
    """The accounts cannot be opened, or one cannot be made: the message says why and what to do."""


class TakenError(AccountsError):
    """The login name or the person has an account already."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What an account says of itself; never its password.

    Args:
        number: names it among the others.
        must_change: its password was given, not chosen.
    """

    number: int
    username: str
    person: PersonId
    display_name: str
    email: str
    language: str
    active: bool
    demo: bool
    must_change: bool


def open_accounts(address: str) -> None:
    """Make Django ready for the accounts at an address, and their tables where they are missing or older.

    A process keeps one set of accounts at a time: opening the same again costs nothing, opening another lets go of the
    first.

    Raises:
        AccountsError: the database refuses.
    """
    if _opened and _opened[-1] == address:
        return
    _opened.clear()
    if settings.configured:
        _turn_to(address)
    os.environ[ADDRESS] = address
    if not settings.configured:
        os.environ["DJANGO_SETTINGS_MODULE"] = "buckstop.db.accounts.settings"  # pages are configured before they ask
        django.setup()
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("CREATE SCHEMA IF NOT EXISTS accounts")
        call_command("migrate", verbosity=0, interactive=False)
    except Error as error:
        raise AccountsError(f"the accounts at {_hidden(address)} cannot be opened: {error}") from error
    finally:
        connection.close()
    _opened.append(address)


def _turn_to(address: str) -> None:
    """Let Django's connection lead to an address; what it is connected to says where it leads, not the environment."""
    wanted = connections.configure_settings({"default": database(address)})["default"]
    if connections.settings["default"] != wanted:
        connections.close_all()
        connections.settings["default"] = wanted
        del connections["default"]


def close_accounts() -> None:
    """Let go of the accounts' files, if any were opened, so that their folder can be moved or copied."""
    _opened.clear()
    if settings.configured:
        connections.close_all()


def _hidden(address: str) -> str:
    """An address without the password it may hold."""
    before, at, after = address.rpartition("@")
    return f"{before.partition('://')[0]}://…@{after}" if at else address


@cache
def _hash_of_no_secret(password: str) -> str:
    """One hash for all demo accounts: their password is told to everybody, and hashing is meant to be slow."""
    return make_password(password)


def add_account(
    *,
    username: str,
    password: str,
    person: PersonId,
    display_name: str,
    language: str,
    email: str = "",
    must_change: bool = True,
    demo: bool = False,
) -> None:
    """Make an account; the password is kept as an Argon2 hash.

    Raises:
        AccountsError: the login name or the person has one already, or the password is too weak.
    """
    from buckstop.db.accounts.models import Account  # models exist once Django was set up

    account = Account(
        username=username,
        person=person,
        display_name=display_name,
        language=language,
        email=email,
        must_change=must_change,
        demo=demo,
    )
    try:
        if not demo:
            validate_password(password, account)
        account.password = _hash_of_no_secret(password) if demo else make_password(password)
        account.save(force_insert=True)
    except ValidationError as error:
        raise AccountsError(f"the password of {username} is too weak: {' '.join(error.messages)}") from error
    except IntegrityError as error:
        raise TakenError(f"the login name {username} or the person {person} has an account already") from error


def accounts() -> Iterator[AccountFacts]:
    """Every account, by login name."""
    from buckstop.db.accounts.models import Account  # as above

    for one in Account.objects.order_by("username").iterator():
        yield AccountFacts(
            number=int(one.pk),
            username=one.username,
            person=PersonId(one.person),
            display_name=one.display_name,
            email=one.email,
            language=one.language,
            active=one.is_active,
            demo=one.demo,
            must_change=one.must_change,
        )


def remove_account(person: PersonId) -> bool:
    """End the account of a person and every session of it; whether there was one. What they did stays in the ledger.

    Drafts of directives are their unit's: an account that began some stays behind them as a row without a name, a
    password or a way in.
    """
    from buckstop.db.accounts.models import Account  # as above

    account = Account.objects.filter(person=person).first()
    if account is None:
        return False
    end_sessions(account.pk)
    if not account.drafts.exists():
        account.delete()
        return True
    _forget(account)
    return True


def end_sessions(account: int, but: str = "") -> int:
    """Sign an account out everywhere; how many sessions ended.

    Args:
        account: its number.
        but: key of the one session that stays.
    """
    from allauth.usersessions.models import UserSession  # as above
    from django.contrib.sessions.models import Session

    found = UserSession.objects.filter(user_id=account).exclude(session_key=but or None)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)


def _forget(account: "Account") -> None:
    """Take from an account everything that says whose it is."""
    for several in ("authenticator_set", "socialaccount_set", "emailaddress_set", "views"):
        getattr(account, several).all().delete()
    account.username = f"ended-{account.pk}"
    account.display_name = account.person
    account.email = account.post = ""
    account.is_active = False
    account.set_unusable_password()
    account.save()
