"""Accounts changed: open or closed, a new password, a second factor taken away; all of it kept for those it concerns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from buckstop.db.accounts.keeping import end_sessions
from buckstop.domain.ids import PersonId

if TYPE_CHECKING:  # models exist once Django was set up
    from buckstop.db.accounts.models import Account, AccountReset

WAITS, DONE, DECLINED = "waits", "done", "declined"
"""How a reset stands."""


@dataclass(frozen=True, slots=True)
class ResetFacts:
    """A password or second factor that administrators take from an account.

    Args:
        account: number of the account; login, person, name: whose it is.
        what: `password` or `second`.
        decided_by: who confirmed or declined it; None while it waits, and where nobody had to.
        state: `waits`, `done` or `declined`.
    """

    number: int
    account: int
    login: str
    person: PersonId
    name: str
    what: str
    asked_by: PersonId
    asked_at: datetime
    decided_by: PersonId | None
    decided_at: datetime | None
    state: str


@contextmanager
def together() -> Iterator[None]:
    """What is written meanwhile is written whole or not at all."""
    with transaction.atomic():
        yield


def set_active(account: int, *, active: bool) -> None:
    """Open an account, or close it and end its sessions."""
    _rows(account).update(is_active=active)
    if not active:
        end_sessions(account)


def set_email(account: int, email: str) -> None:
    """Change the address of an account."""
    _rows(account).update(email=email)


def give_password(account: int, password: str, until_at: datetime) -> None:
    """Replace the password by one that opens only until an instant and has to be changed; every session ends."""
    _rows(account).update(password=make_password(password), must_change=True, first_password_until=until_at)
    end_sessions(account)


def take_second_factor(account: int) -> None:
    """Take the second factor with its recovery codes away; every session ends."""
    from allauth.mfa.models import Authenticator  # models exist once Django was set up

    Authenticator.objects.filter(user_id=account).delete()
    end_sessions(account)


def has_second_factor(account: int) -> bool:
    """Whether an account has one."""
    from allauth.mfa.models import Authenticator  # as above

    return bool(Authenticator.objects.filter(user_id=account).exists())


def persons() -> frozenset[PersonId]:
    """Everybody who has an account, be it open or closed."""
    from buckstop.db.accounts.models import Account  # as above

    return frozenset(map(PersonId, Account.objects.values_list("person", flat=True)))


def account_number(*, person: str = "", login: str = "") -> int | None:
    """The number of the account of a person or a login name; None where there is none."""
    from buckstop.db.accounts.models import Account  # as above

    found = Account.objects.filter(person=person) if person else Account.objects.filter(username=login)
    return found.values_list("pk", flat=True).first()


def ask_reset(account: int, what: str, by: PersonId, at: datetime) -> bool:
    """Keep that a reset was asked for; False where the same waits already, be it since a moment ago."""
    from buckstop.db.accounts.models import AccountReset  # as above

    try:
        with transaction.atomic():
            AccountReset.objects.create(account_id=account, what=what, asked_by=by, asked_at=at, state=WAITS)
    except IntegrityError:
        return False
    return True


def keep_reset(account: int, what: str, by: PersonId, at: datetime) -> None:
    """Keep that a reset was done at once, for its person to be told."""
    from buckstop.db.accounts.models import AccountReset  # as above

    AccountReset.objects.create(account_id=account, what=what, asked_by=by, asked_at=at, state=DONE, decided_at=at)
    _rows(account).update(reset_at=at)


def decide_reset(number: int, state: str, by: PersonId, at: datetime) -> bool:
    """Confirm or decline a reset that waits; False where somebody decided it in the meantime."""
    from buckstop.db.accounts.models import Account, AccountReset  # as above

    waiting = AccountReset.objects.filter(pk=number, state=WAITS)
    if not waiting.update(state=state, decided_by=by, decided_at=at):
        return False
    if state == DONE:
        Account.objects.filter(resets__pk=number).update(reset_at=at)
    return True


def reset_facts(number: int) -> ResetFacts | None:
    """One reset."""
    from buckstop.db.accounts.models import AccountReset  # as above

    found = AccountReset.objects.select_related("account").filter(pk=number).first()
    return _facts(found) if found else None


def waiting_resets(account: int | None = None) -> tuple[ResetFacts, ...]:
    """Resets that wait for a second administrator, the oldest first; of one account where one is named."""
    from buckstop.db.accounts.models import AccountReset  # as above

    found = AccountReset.objects.select_related("account").filter(state=WAITS).order_by("pk")
    return tuple(map(_facts, found if account is None else found.filter(account_id=account)))


def untold_resets(account: int) -> tuple[ResetFacts, ...]:
    """Resets that were done and that the person of the account has not put away yet, the oldest first."""
    from buckstop.db.accounts.models import AccountReset  # as above

    found = AccountReset.objects.select_related("account").filter(account_id=account, state=DONE, told_at=None)
    return tuple(map(_facts, found.order_by("pk")))


def tell_resets(account: int, at: datetime) -> None:
    """Keep that the person of the account was told of everything done so far."""
    from buckstop.db.accounts.models import AccountReset  # as above

    AccountReset.objects.filter(account_id=account, state=DONE, told_at=None).update(told_at=at)
    _rows(account).update(reset_at=None)


def put_on_record(by: PersonId | None, post: str, whose: PersonId, code: str, values: str | None) -> None:
    """Keep what was done to an account where nobody can take it back.

    Args:
        by: None for a command on the server.
        code: what was done; values: what its words name, as JSON.
    """
    from buckstop.db.accounts.models import AccessRecord  # as above

    AccessRecord.objects.create(person=by or "", post=post, did="account", what=whose, detail=code, particulars=values)


def _rows(account: int) -> "QuerySet[Account]":
    from buckstop.db.accounts.models import Account  # as above

    return Account.objects.filter(pk=account)


def _facts(found: "AccountReset") -> ResetFacts:
    return ResetFacts(
        number=int(found.pk),
        account=int(found.account_id),
        login=found.account.username,
        person=PersonId(found.account.person),
        name=found.account.display_name,
        what=found.what,
        asked_by=PersonId(found.asked_by),
        asked_at=found.asked_at,
        decided_by=PersonId(found.decided_by) if found.decided_by else None,
        decided_at=found.decided_at,
        state=found.state,
    )
