"""Accounts for those who know the register: whose they are, what is said of them, what an administrator may do."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from buckstop.app.account_changes import Taken
from buckstop.db.accounts.changing import ResetFacts
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId
from buckstop.i18n import gettext_noop as _
from buckstop.web.organisation.standing import Standing

_WANTED = {
    Taken.PASSWORD: _("A new first password"),
    Taken.SECOND: _("Taking the second factor away"),
}


@dataclass(frozen=True, slots=True)
class AccountView:
    """A log-in as the list shows it: whose it is, whether it can be used, when it last was.

    Args:
        posts: of its person, each with its unit.
        state: whether it can be used, in one word for the page.
        second: a second factor is set up; provider: it signs in elsewhere too.
        last: when it was last signed in to; empty for never.
    """

    id: int
    login: str
    name: str
    email: str
    person: str
    posts: tuple[str, ...]
    active: bool
    must_change: bool
    demo: bool
    second: bool
    provider: bool
    last: str
    last_at: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Given:
    """A first password, told once."""

    login: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class WaitingReset:
    """Something an administrator asked for that a second one has to confirm.

    Args:
        words: what was asked for; name: whose account it is; asker: who asked.
        mine: the visitor asked for it; confirmable: the visitor may be the second one.
    """

    number: int
    account: int
    words: str
    name: str
    asker: str
    asked: str
    asked_at: str
    mine: bool
    confirmable: bool


def account_views(standing: Standing, accounts: Iterable[Account]) -> tuple[AccountView, ...]:
    """Accounts as pages show them; three questions to the database however many they are."""
    found = list(accounts)
    keys = [one.pk for one in found]
    second = set(Authenticator.objects.filter(user_id__in=keys).values_list("user_id", flat=True))
    provider = set(SocialAccount.objects.filter(user_id__in=keys).values_list("user_id", flat=True))
    sessions: dict[int, int] = {}
    for key in UserSession.objects.filter(user_id__in=keys).values_list("user_id", flat=True):
        sessions[key] = sessions.get(key, 0) + 1
    return tuple(
        AccountView(
            id=one.pk,
            login=one.username,
            name=one.display_name,
            email=one.email,
            person=one.person,
            posts=posts_of(standing, PersonId(one.person)),
            active=one.is_active,
            must_change=one.must_change,
            demo=one.demo,
            second=one.pk in second,
            provider=one.pk in provider,
            last=standing.who.read.instant(one.last_login) if one.last_login else "",
            last_at=one.last_login.isoformat() if one.last_login else "",
            sessions=sessions.get(one.pk, 0),
        )
        for one in found
    )


def posts_of(standing: Standing, person: PersonId) -> tuple[str, ...]:
    """The posts somebody holds, each with its unit."""
    read = standing.who.read
    return tuple(
        read.say(_POST_OF, unit=read.unit(post.unit), post=post.title) for post in standing.held.get(person, ())
    )


_POST_OF = _("%(unit)s: %(post)s")


def waiting_views(standing: Standing, resets: Iterable[ResetFacts]) -> tuple[WaitingReset, ...]:
    """Resets that wait, as the visitor may decide them."""
    me, read = standing.who.person, standing.who.read
    return tuple(
        WaitingReset(
            number=one.number,
            account=one.account,
            words=read.translate(_WANTED[Taken(one.what)]),
            name=standing.labels.of(one.person) if standing.names.of(one.person) else one.name,
            asker=standing.name(one.asked_by),
            asked=read.instant(one.asked_at),
            asked_at=one.asked_at.isoformat(),
            mine=one.asked_by == me,
            confirmable=me not in {one.asked_by, one.person},
        )
        for one in resets
    )
