"""What happens around every request: its language, and who asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from buckstop.db.accounts.models import Account
from buckstop.web import second_factor, waiting
from buckstop.web.addresses import STATIC
from buckstop.web.languages import django_code, wanted
from buckstop.web.visitors import visitor_of

_Answer = Callable[[HttpRequest], HttpResponse]
_ALWAYS = ("account_change_password", "account_logout", "account_reauthenticate", "language")


def language(answer: _Answer) -> _Answer:
    """Answer in the language the person chose, or their browser asks for."""

    def in_language(request: HttpRequest) -> HttpResponse:
        code = django_code(wanted(request))
        with translation.override(code):
            response = answer(request)
        response.headers.setdefault("Content-Language", code)
        response.headers.setdefault("Vary", "Accept-Language, Cookie")
        return response

    return in_language


def visitor(answer: _Answer) -> _Answer:
    """Say who asks, as the register and the posts have it; lead to a password or a second factor that is owed first."""

    def of_whom(request: HttpRequest) -> HttpResponse:
        account = request.user
        if isinstance(account, Account):
            if account.must_change and not _may_wait(request):
                return HttpResponseRedirect(reverse("account_change_password"))
            who = visitor_of(account)
            if not _may_wait(request) and second_factor.is_missing(request, who):
                return second_factor.led_to_it(request, who)
            request.visitor = who  # type: ignore[attr-defined] # ours: see `visitors.visitor`
        if request.path.startswith(reverse("mfa_index")):
            second_factor.forget(request)
        response = answer(request)
        if request.method == "POST" and waiting.COOKIE in request.COOKIES:
            waiting.forget(response)
        if not request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")  # matters are nobody else's to find in a cache
        return response

    return of_whom


def _may_wait(request: HttpRequest) -> bool:
    ours = (STATIC, reverse("mfa_index"))
    return request.path.startswith(ours) or request.path in {reverse(name) for name in _ALWAYS}
