"""Oneself: how one is known here, language and look, where one is signed in."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from buckstop.db.accounts.changing import tell_resets
from buckstop.db.accounts.keeping import end_sessions as end_sessions_of
from buckstop.i18n import gettext_noop as _
from buckstop.text.catalogue import LANGUAGES
from buckstop.text.readers import Reader
from buckstop.web.organisation.standing import Standing
from buckstop.web.people import posts_of
from buckstop.web.rendering import render
from buckstop.web.settings import WEB
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_ENDED = _("Signed out everywhere else. Sessions ended: %(number)s.")
_ENDED_NONE = _("You are signed in nowhere else.")
_WITH = _("%(browser)s on %(system)s")
# The first that fits: most browsers name others before themselves, most telephones the system they grew out of.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A place where one is signed in."""

    here: bool
    address: str
    browser: str
    since: str
    since_at: str


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What the signed-in person may set for themselves: language, looks, second factor, sessions.

    Args:
        asked: a role of the person asks for a second factor.
    """

    name: str
    login: str
    person: str
    email: str
    posts: tuple[str, ...]
    language: str
    languages: tuple[tuple[str, str], ...]
    theme: str
    second: bool
    asked: bool
    sessions: tuple[SessionView, ...]


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    who = visitor(request)
    account, read = who.account, who.read
    page = ProfilePage(
        name=account.display_name,
        login=account.username,
        person=who.person,
        email=account.email,
        posts=posts_of(Standing(who), who.person),
        language=read.language,
        languages=tuple(LANGUAGES.items()),
        theme=account.theme or "auto",
        second=Authenticator.objects.filter(user_id=account.pk).exists(),
        asked=bool(who.roles & WEB.second_factor),
        sessions=tuple(
            SessionView(
                here=one.session_key == request.session.session_key,
                address=one.ip,
                browser=_browser(one.user_agent, read),
                since=read.instant(one.created_at),
                since_at=one.created_at.isoformat(),
            )
            for one in UserSession.objects.purge_and_list(account)
        ),
    )
    return render(request, "profile.html", page)


def _browser(agent: str, read: Reader) -> str:
    """A browser and its system by the names people know them by; what it calls itself where they are not known."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return read.say(_WITH, browser=browser, system=system) if browser and system else agent


@require_POST
def resets_told(request: HttpRequest) -> HttpResponse:
    """Put away the message about what administrators did to one's own account."""
    who = visitor(request)
    tell_resets(who.account.pk, who.ledger.now())
    return HttpResponse(status=303, headers={"Location": url("today")})


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    who = visitor(request)
    number = end_sessions_of(who.account.pk, but=request.session.session_key or "")
    message = who.read.say(_ENDED, number=number) if number else who.read.translate(_ENDED_NONE)
    messages.success(request, message)
    return HttpResponse(status=303, headers={"Location": url("profile")})
