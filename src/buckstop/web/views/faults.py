"""What is shown when a page cannot be: what happened, and what to do now. Nothing about the inside."""

from django.http import HttpRequest, HttpResponse

from buckstop.i18n import gettext_noop as _
from buckstop.web.languages import translate
from buckstop.web.rendering import render_plain

_NOT_FOUND = _("There is no such page, or it is not yours to see")
_FORBIDDEN = _("This is not yours to do")
_FAILED = _("Something went wrong on our side")
_BAD = _("The request could not be understood")
_EXPIRED = _("The page was open too long, or cookies are switched off")

_WHAT_NOW = {
    _NOT_FOUND: _("Check the address. If somebody sent it to you, ask them whether the matter is open to your unit."),
    _FORBIDDEN: _("Ask whoever answers for it, or the administrator if a post of yours is missing."),
    _FAILED: _("Nothing was half-written. Try again; if it happens again, tell the administrator what you were doing."),
    _BAD: _("Go back and try again."),
    _EXPIRED: _("Go back, load the page again, and send it once more. Nothing was written."),
}


def _fault(request: HttpRequest, title: str, status: int) -> HttpResponse:
    values = {"title": translate(title), "what_now": translate(_WHAT_NOW[title]), "status": status}
    return render_plain(request, "fault.html", values, status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """No such page; the same words where it is not theirs to see, so that ids cannot be guessed."""
    return _fault(request, _NOT_FOUND, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as above
    """Theirs to see, not to do."""
    return _fault(request, _FORBIDDEN, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as above
    """No sense can be made of it."""
    return _fault(request, _BAD, 400)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return _fault(request, _FAILED, 500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as above
    """The form came without its token."""
    return _fault(request, _EXPIRED, 403)
