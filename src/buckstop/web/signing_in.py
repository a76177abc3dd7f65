"""Who may sign in, and how: accounts are made by administrators, demo accounts work on this machine only."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from buckstop.app.account_changes import is_too_late
from buckstop.app.web_config import LOCAL
from buckstop.db.accounts.models import Account
from buckstop.i18n import gettext_noop as _
from buckstop.web.languages import code_of, translator_of
from buckstop.web.opened import ledger
from buckstop.web.rendering import render_plain

_WORDS = {
    "too_many_login_attempts": _(
        "Too many wrong passwords: this login name is closed for 5 minutes. Wait, then try once more, or ask your "
        "administrator for a new password."
    ),
    "username_password_mismatch": _("Login name and password do not fit together. Capital letters count."),
}
_SHOWN_ANYWAY = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})
_X_FORWARDED = "HTTP_X_FORWARDED_"
_PASSED_ON = frozenset({"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_CF_CONNECTING_IP"})
_DEMO_FROM_AFAR = _("Demo accounts sign in on the machine that serves the demo, nowhere else.")
_TOO_LATE = _("This password was good for 24 hours, which are over. Ask your administrator for a new one.")


def shown_name(account: Account) -> str:
    """The name a person is greeted by."""
    return account.display_name


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, and was not passed on by another.

    Servers in front tell that they are there in different words; whichever they use, and any name but this machine's own,
    means that whoever asks may sit anywhere.
    """
    if any(name.startswith(_X_FORWARDED) or name in _PASSED_ON for name in request.META):
        return False
    if request.get_host().rpartition(":")[0] not in LOCAL and request.get_host() not in LOCAL:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Signing in with a password."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """A message for the person; none for what the page shows anyway: that they signed in or out."""
        if message_template not in _SHOWN_ANYWAY:
            super().add_message(request, level, message_template, *more, **named)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: accounts are made by administrators, for persons of the register."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account whose password this is; demo accounts from this machine only."""
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None and account.demo and not is_local(request):
            raise ValidationError(translator_of(code_of(get_language()))(_DEMO_FROM_AFAR))
        if account is not None and is_too_late(account.first_password_until, ledger().now()):
            raise ValidationError(translator_of(code_of(get_language()))(_TOO_LATE))
        return account

    def set_password(self, user: Account, password: str) -> None:
        """Keep a password that its person chose: it need not be changed any more."""
        user.must_change = False
        user.first_password_until = None
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """To the first page: whoever had to change a password came to work."""
        return reverse("home")

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """What is wrong, in our words where we have some."""
        if code in _WORDS:
            return ValidationError(translator_of(code_of(get_language()))(_WORDS[code]), code=code)
        found: ValidationError = super().validation_error(code, *args)
        return found

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by: behind a server in front, the one that this server saw.

        Why the last of those passed on: it is the only one that our own server wrote; a sender can write all others.
        """
        passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.SECURE_PROXY_SSL_HEADER else ""
        return passed_on.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Signing in at an OpenID Connect provider: as an account that is here already, found by its login name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - as above
        """Never, as above."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect the provider's person with the account of that login name, once; refuse strangers."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        name = str(claims.get("preferred_username") or "")
        account = Account.objects.filter(username=name, is_active=True, demo=False).first() if name else None
        if account is None:
            raise ImmediateHttpResponse(self._stranger(request, name))
        sociallogin.connect(request, account)

    def _stranger(self, request: HttpRequest, name: str) -> HttpResponse:
        return render_plain(request, "account/no_account.html", {"login_name": name}, status=403)
