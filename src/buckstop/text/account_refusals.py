"""Why an account is not changed, in words: what stands in the way, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.app.account_changes import AccountRefusal as No
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

ACCOUNT_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        No.LOGIN_UNFIT: _("A login name has 1 to 64 letters, digits or the signs . @ + - _, without blanks."),
        No.EMAIL_UNFIT: _("This is no e-mail address. Write it like name@example.org, or leave it empty."),
        No.TAKEN: _("The login name %(login)s or this person has an account already."),
        No.OWN: _(
            "Nobody does this to their own account. Change your password on your own page, and ask another "
            "administrator for anything else."
        ),
        No.NO_SECOND_FACTOR: _("This account has no second factor, so there is none to take away."),
        No.WAITS_ALREADY: _(
            "The same was asked for already and waits for a second administrator. Ask one to confirm it."
        ),
        No.SAME_ADMINISTRATOR: _(
            "A second administrator has to confirm this: neither who asked for it nor whose account it is."
        ),
        No.DECIDED_ALREADY: _("Another administrator has decided this in the meantime. See below how it stands now."),
        No.ON_SERVER_ONLY: _(
            "This person administers too, and nobody beside the two of you does: whoever took the password could confirm "
            "in their name. Appoint a third administrator, or ask whoever keeps the server to run buckstop account reset."
        ),
    }
)


def account_refusal(refusal: Refusal, read: Reader) -> str:
    """What stands in the way, in the reader's words."""
    return read.say(ACCOUNT_SENTENCES[refusal.code], **dict(refusal.fields))
