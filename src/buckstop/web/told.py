"""What a person is told about their own account: who took a password or a second factor, and when."""

from collections.abc import Iterable

from buckstop.app.account_changes import Taken
from buckstop.app.person_names import PersonNames
from buckstop.db.accounts.changing import ResetFacts, untold_resets
from buckstop.domain.ids import PersonId
from buckstop.i18n import gettext_noop as _
from buckstop.web.visitors import Visitor

_BY_ONE = {
    Taken.PASSWORD: _("%(asker)s gave your account a new first password on %(instant)s."),
    Taken.SECOND: _("%(asker)s took the second factor of your account away on %(instant)s."),
}
_BY_TWO = {
    Taken.PASSWORD: _("%(asker)s and %(second)s gave your account a new first password on %(instant)s."),
    Taken.SECOND: _("%(asker)s and %(second)s took the second factor of your account away on %(instant)s."),
}
_ON_SERVER = {
    Taken.PASSWORD: _("Your account was given a new first password on %(instant)s by a command on the server."),
    Taken.SECOND: _("The second factor of your account was taken away on %(instant)s by a command on the server."),
}
_UNNAMED = _("a person whose name is not on record")


def told_resets(who: Visitor) -> tuple[str, ...]:
    """Sentences about everything the visitor has not put away yet; no question to the database where there is nothing."""
    if who.account.reset_at is None:
        return ()
    names = PersonNames(who.ledger, who.organisation)
    return tuple(_sentences(who, names, untold_resets(who.account.pk)))


def _sentences(who: Visitor, names: PersonNames, resets: Iterable[ResetFacts]) -> Iterable[str]:
    unnamed = who.read.translate(_UNNAMED)

    def name(person: PersonId) -> str:
        return names.of(person, unnamed)

    for one in resets:
        what, instant = Taken(one.what), who.read.instant(one.decided_at or one.asked_at)
        if not one.asked_by:
            yield who.read.say(_ON_SERVER[what], instant=instant)
        elif one.decided_by is None:
            yield who.read.say(_BY_ONE[what], asker=name(one.asked_by), instant=instant)
        else:
            yield who.read.say(_BY_TWO[what], asker=name(one.asked_by), second=name(one.decided_by), instant=instant)
