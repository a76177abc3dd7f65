"""Which language a request is answered in, in Django's words and in ours."""

from django.http import HttpRequest
from django.utils import translation

from buckstop.db.accounts.models import Account
from buckstop.i18n import Translate
from buckstop.text.catalogue import translator

COOKIE = "buckstop_language"
_OURS = {"en": "en", "zh-hans": "zh_Hans"}
_DJANGOS = {ours: django for django, ours in _OURS.items()}


def code_of(django: str | None) -> str:
    """Our name of a language that Django names."""
    return "zh_Hans" if (django or "").lower().startswith("zh") else "en"


def django_code(ours: str) -> str:
    """Django's name of a language of ours."""
    return _DJANGOS.get(ours, "en")


def translator_of(ours: str) -> Translate:
    """From English into a language of ours."""
    return translator(ours)


def translate(message: str) -> str:
    """A marked sentence in the language of the request that is being answered."""
    return translator(code_of(translation.get_language()))(message)


def wanted(request: HttpRequest) -> str:
    """The language a request is to be answered in: what the person chose, else the browser's."""
    account = getattr(request, "user", None)
    chosen = account.language if isinstance(account, Account) else ""
    chosen = chosen or request.COOKIES.get(COOKIE, "")
    if chosen in _DJANGOS:
        return chosen
    asked = request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower()
    first_zh, first_en = asked.find("zh"), asked.find("en")
    return "zh_Hans" if first_zh >= 0 and (first_en < 0 or first_zh < first_en) else "en"
