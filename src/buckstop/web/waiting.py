"""How many things wait for who is signed in, for the navigation: as their Today last said, without asking anew.

Why a cookie: no page has to ask the database for it. Why it is short-lived: after anything the person did, and after a
while in which others may have done something, the number would be a guess; then none is shown.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse

from buckstop.web.visitors import Visitor, visitor

COOKIE = "buckstop_waiting"
_SALT = "buckstop.web.waiting"
_KEPT = timedelta(minutes=10)


def tell(request: HttpRequest, number: int) -> None:
    """Show this number in the answer to this request: it was counted just now."""
    request.waiting = number  # type: ignore[attr-defined] # ours: read by `known`


def remember(request: HttpRequest, response: HttpResponse, number: int) -> None:
    """Show it on the pages that follow."""
    who = visitor(request)
    value = signing.dumps((who.person, number, who.ledger.now().isoformat()), salt=_SALT)
    kept = int(_KEPT.total_seconds())
    response.set_cookie(COOKIE, value, max_age=kept, httponly=True, samesite="Lax", secure=request.is_secure())


def known(request: HttpRequest, who: Visitor) -> int | None:
    """The number, None where it is not known any more."""
    counted: int | None = getattr(request, "waiting", None)
    if counted is not None:
        return counted
    try:
        person, number, at = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    age = who.ledger.now() - datetime.fromisoformat(at)
    return int(number) if person == who.person and timedelta() <= age < _KEPT else None


def forget(response: HttpResponse) -> None:
    """Something was done: the number may be another one now."""
    response.delete_cookie(COOKIE, samesite="Lax")
