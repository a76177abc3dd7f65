"""Choosing a language and a look, signed in or not."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from buckstop.db.accounts.models import Account
from buckstop.text.catalogue import LANGUAGES
from buckstop.web.languages import COOKIE

_YEAR = 365 * 24 * 3600
_THEMES = {"light", "dark", "auto"}


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language or the look, and go back to where the person was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    changed = []
    chosen, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    if chosen in LANGUAGES:
        _keep(response, COOKIE, chosen, secure=request.is_secure())
        changed.append(("language", chosen))
    if theme in _THEMES:
        theme = "" if theme == "auto" else theme
        _keep(response, "buckstop_theme", theme, secure=request.is_secure())
        changed.append(("theme", theme))
    if isinstance(request.user, Account) and changed:
        for field, value in changed:
            setattr(request.user, field, value)
        request.user.save(update_fields=[field for field, _ in changed])
    return response


def _keep(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
