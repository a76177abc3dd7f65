"""Second factors that are asked of some roles: whoever acts in one of them sets one up before anything else."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from buckstop.i18n import gettext_noop as _
from buckstop.web.settings import WEB
from buckstop.web.visitors import Visitor

_ASKED = _(
    "What you may do here asks for a second factor. Set it up now: with it a stolen password alone opens nothing."
)
_SEEN = "second_factor"


def is_missing(request: HttpRequest, who: Visitor) -> bool:
    """Whether the visitor's roles ask for a second factor that is not there.

    The session remembers that it was there, until the pages of the second factor are used: then it is looked for again.
    """
    if not who.roles & WEB.second_factor:
        return False
    if request.session.get(_SEEN):
        return False
    found = Authenticator.objects.filter(user_id=who.account.pk, type=Authenticator.Type.TOTP).exists()
    if found:
        request.session[_SEEN] = True
    return not found


def led_to_it(request: HttpRequest, who: Visitor) -> HttpResponseRedirect:
    """To the page where it is set up, with a word about why."""
    said = who.read.translate(_ASKED)
    if said not in (str(one.message) for one in messages.get_messages(request)):
        messages.warning(request, said)
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def forget(request: HttpRequest) -> None:
    """It may be another one now, or none."""
    request.session.pop(_SEEN, None)
