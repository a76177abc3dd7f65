"""How many things wait for who is signed in, for the navigation: as their Today last said, without asking anew.

Why the session: it is read for every page anyway. Why it is forgotten: after anything the person did, and after a while
in which others may have done something, the number would be a guess; then none is shown.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from buckstop.web.visitors import visitor

_NAME = "waiting"
_KEPT = timedelta(minutes=10)
_FRESH = timedelta(minutes=5)


def remember(request: HttpRequest, number: int) -> None:
    """Keep the number that Today shows; a young one that has not changed is not written again."""
    now = visitor(request).ledger.now()
    kept = _kept(request)
    if kept is None or kept[0] != number or not timedelta() <= now - kept[1] < _FRESH:
        request.session[_NAME] = (number, now.isoformat())


def known(request: HttpRequest) -> int | None:
    """The number, None where it is not known any more."""
    kept = _kept(request)
    if kept is None:
        return None
    return kept[0] if timedelta() <= visitor(request).ledger.now() - kept[1] < _KEPT else None


def forget(request: HttpRequest) -> None:
    """Something was done: the number may be another one now."""
    request.session.pop(_NAME, None)


def _kept(request: HttpRequest) -> tuple[int, datetime] | None:
    found = request.session.get(_NAME)
    return (found[0], datetime.fromisoformat(found[1])) if found else None
