"""What administrators do to accounts, and what stops them. All of it goes on record.

Whoever can give somebody a new password could sign in as them. So a password given anew opens for a day only and has to
be changed, its person is told at the next sign-in, and for people who bind others, read everything or administer, a second
administrator has to confirm it, wherever there is one. Nobody takes the password of the only other administrator: whoever
had it could confirm anything in their name.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from buckstop.app.accounts import first_password
from buckstop.app.bootstrap import DEMO_ORIGIN
from buckstop.app.ledger import Ledger
from buckstop.db.accounts import changing
from buckstop.db.accounts.changing import ResetFacts
from buckstop.db.accounts.keeping import TakenError, add_account, end_sessions
from buckstop.domain.ids import PersonId
from buckstop.domain.organisation import Organisation
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal

VALID_FOR = timedelta(hours=24)
"""How long a password that an administrator gave opens an account."""

_LOGIN = re.compile(r"[\w.@+-]{1,64}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST_EMAIL = 254
_GUARDED = frozenset({Role.LEADER, Role.SUPERVISION, Role.VERIFIER, Role.AUDITOR, Role.ADMINISTRATOR})


class AccountRefusal(StrEnum):
    """What stands in the way of changing an account."""

    LOGIN_UNFIT = "account.login_unfit"
    EMAIL_UNFIT = "account.email_unfit"
    TAKEN = "account.taken"
    OWN = "account.own"
    NO_SECOND_FACTOR = "account.no_second_factor"
    WAITS_ALREADY = "account.waits_already"
    SAME_ADMINISTRATOR = "account.same_administrator"
    DECIDED_ALREADY = "account.decided_already"
    ON_SERVER_ONLY = "account.on_server_only"


class Act(StrEnum):
    """What an administrator does alone."""

    LOCK = "lock"
    UNLOCK = "unlock"
    SESSIONS = "sessions"
    EMAIL = "email"


class Taken(StrEnum):
    """What an administrator can take from an account."""

    PASSWORD = "password"  # noqa: S105 - the name of what is taken
    SECOND = "second"


class SecondWord(StrEnum):
    """Who beside an administrator has a say when something is taken from an account."""

    NOT_NEEDED = "not_needed"
    NEEDED = "needed"  # a second administrator confirms it
    MISSING = "missing"  # one would have to, and nobody else administers
    ON_SERVER = "on_server"  # nobody on the pages: they could confirm in the name of whom they take it from


@dataclass(frozen=True, slots=True)
class Doer:
    """Who changes an account.

    Args:
        person: None for whoever gives a command on the server.
        post: the post they do it from.
    """

    person: PersonId | None = None
    post: str = ""


@dataclass(frozen=True, slots=True)
class Whose:
    """An account that is changed."""

    number: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class Reset:
    """What came of asking for a reset, or of confirming one.

    Args:
        password: the new one, told once; empty for a second factor, and while it waits.
        waits: for a second administrator.
    """

    password: str = field(default="", repr=False)
    waits: bool = False


def make_account(
    ledger: Ledger, by: Doer, person: PersonId, *, name: str, login: str, email: str, language: str
) -> str | tuple[Refusal, ...]:
    """Give somebody of the register a way to sign in: the first password, else everything that stands in the way."""
    unfit = tuple(one for one in (login_unfit(login), email_unfit(email)) if one is not None)
    if unfit:
        return unfit
    password = first_password()
    try:
        with changing.together():
            add_account(
                username=login,
                password=password,
                person=person,
                display_name=name,
                language=language,
                email=email,
                demo=ledger.origin == DEMO_ORIGIN,
            )
            _record(by, person, "created")
    except TakenError:
        return (Refusal.of(AccountRefusal.TAKEN, login=login),)
    return password


def login_unfit(login: str) -> Refusal | None:
    """No, where a login name has signs that none may have."""
    return None if _LOGIN.fullmatch(login) else Refusal.of(AccountRefusal.LOGIN_UNFIT)


def email_unfit(email: str) -> Refusal | None:
    """No, where something is typed that cannot be an e-mail address."""
    fits = not email or (len(email) <= _LONGEST_EMAIL and _EMAIL.fullmatch(email))
    return None if fits else Refusal.of(AccountRefusal.EMAIL_UNFIT)


def change_account(by: Doer, whose: Whose, act: Act, email: str = "") -> Refusal | None:
    """Close or open an account, end its sessions, change its address; why not, where it cannot be."""
    if act is Act.LOCK and by.person == whose.person:
        return Refusal.of(AccountRefusal.OWN)
    if act is Act.EMAIL and (unfit := email_unfit(email)):
        return unfit
    with changing.together():
        match act:
            case Act.LOCK | Act.UNLOCK:
                changing.set_active(whose.number, active=act is Act.UNLOCK)
            case Act.SESSIONS:
                end_sessions(whose.number)
            case Act.EMAIL:
                changing.set_email(whose.number, email)
        _record(by, whose.person, act)
    return None


def second_word(ledger: Ledger, by: PersonId, whose: PersonId) -> SecondWord:
    """Whether what `by` takes from the account of `whose` has to be confirmed, and whether anybody could."""
    organisation, now = ledger.organisation(), ledger.now()
    roles = _roles(organisation, whose, now)
    if not roles & _GUARDED:
        return SecondWord.NOT_NEEDED
    if _administrators(organisation, now) - {by, whose}:
        return SecondWord.NEEDED
    return SecondWord.ON_SERVER if Role.ADMINISTRATOR in roles else SecondWord.MISSING


def _roles(organisation: Organisation, person: PersonId, at: datetime) -> frozenset[Role]:
    """Every role of the posts somebody holds, be they away, or acts for."""
    held = {post.id for post in organisation.posts_of(person, at)}
    acting = {one.post for one in organisation.posts.acting(person, at)}
    return frozenset(role for post in held | acting for role in organisation.posts.by_id[post].roles)


def _administrators(organisation: Organisation, at: datetime) -> frozenset[PersonId]:
    """Everybody who administers and has an account.

    Why also who is away, or whose account is closed: one administrator alone could bring about either, and would then
    need no second word.
    """
    posts = [post.id for post in organisation.posts.by_id.values() if Role.ADMINISTRATOR in post.roles]
    acting = {one.person for post in posts if (one := organisation.who_acts_for(post, at)) is not None}
    holding = {person for post in posts if (person := organisation.posts.holder_of(post, at)) is not None}
    return changing.persons() & (acting | holding)


def reset(ledger: Ledger, by: PersonId, post: str, whose: Whose, what: Taken) -> Reset | Refusal:
    """Take a password or a second factor; of a guarded account only ask for it, where a second administrator is there."""
    doer, now = Doer(by, post), ledger.now()
    if by == whose.person:
        return Refusal.of(AccountRefusal.OWN)
    if what is Taken.SECOND and not changing.has_second_factor(whose.number):
        return Refusal.of(AccountRefusal.NO_SECOND_FACTOR)
    if any(one.what == what for one in changing.waiting_resets(whose.number)):
        return Refusal.of(AccountRefusal.WAITS_ALREADY)
    word = second_word(ledger, by, whose.person)
    if word is SecondWord.ON_SERVER:
        return Refusal.of(AccountRefusal.ON_SERVER_ONLY)
    with changing.together():
        if word is SecondWord.NEEDED:
            if not changing.ask_reset(whose.number, what, by, now):
                return Refusal.of(AccountRefusal.WAITS_ALREADY)
            _record(doer, whose.person, f"{what}_asked")
            return Reset(waits=True)
        changing.keep_reset(whose.number, what, by, now)
        _record(doer, whose.person, what)
        return _carried_out(whose, what, now)


def confirm(ledger: Ledger, by: PersonId, post: str, asked: ResetFacts) -> Reset | Refusal:
    """Carry out, as the second administrator, what another one asked for."""
    if by in {asked.asked_by, asked.person}:
        return Refusal.of(AccountRefusal.SAME_ADMINISTRATOR)
    now, what = ledger.now(), Taken(asked.what)
    with changing.together():
        if not changing.decide_reset(asked.number, changing.DONE, by, now):
            return Refusal.of(AccountRefusal.DECIDED_ALREADY)
        _record(Doer(by, post), asked.person, f"{what}_confirmed", {"asker": asked.asked_by})
        return _carried_out(Whose(asked.account, asked.person), what, now)


def decline(ledger: Ledger, by: PersonId, post: str, asked: ResetFacts) -> Refusal | None:
    """Say no to what was asked for, as another administrator or as who asked; why not, where it was decided."""
    if by == asked.person:
        return Refusal.of(AccountRefusal.SAME_ADMINISTRATOR)
    with changing.together():
        if not changing.decide_reset(asked.number, changing.DECLINED, by, ledger.now()):
            return Refusal.of(AccountRefusal.DECIDED_ALREADY)
        _record(Doer(by, post), asked.person, f"{asked.what}_declined", {"asker": asked.asked_by})
    return None


def reset_on_server(ledger: Ledger, whose: Whose, what: Taken) -> Reset | Refusal:
    """The last resort, by whoever keeps the server: no second administrator, but on record and told like any other."""
    if what is Taken.SECOND and not changing.has_second_factor(whose.number):
        return Refusal.of(AccountRefusal.NO_SECOND_FACTOR)
    now = ledger.now()
    with changing.together():
        changing.keep_reset(whose.number, what, PersonId(""), now)
        _record(Doer(), whose.person, f"{what}_on_server")
        return _carried_out(whose, what, now)


def is_too_late(until_at: datetime | None, now: datetime) -> bool:
    """Whether a password that an administrator gave opens nothing any more."""
    return until_at is not None and now > until_at


def _carried_out(whose: Whose, what: Taken, now: datetime) -> Reset:
    if what is Taken.SECOND:
        changing.take_second_factor(whose.number)
        return Reset()
    password = first_password()
    changing.give_password(whose.number, password, now + VALID_FOR)
    return Reset(password)


def _record(by: Doer, whose: PersonId, code: str, values: Mapping[str, str] | None = None) -> None:
    changing.put_on_record(by.person, by.post, whose, code, json.dumps(values, ensure_ascii=False) if values else None)
