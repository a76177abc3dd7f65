"""Why a command about a demand is refused, in words: what stands in the way, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.demand.refusals import DemandRefusal as No
from buckstop.i18n import gettext_noop as _

_ITSELF: dict[str, str] = {
    No.UNKNOWN_DEMAND: _("There is no demand %(demand)s. Look for its id in the list of demands."),
    No.ALREADY_IMPOSED: _("The id %(demand)s is in use already. Choose another one."),
    No.NOT_OWN_UNIT: _(
        "A demand is imposed by the unit one speaks for, which is %(yours)s, not %(unit)s. Impose it as %(yours)s."
    ),
    No.NOT_RECEIVER: _("The demand was not made of %(unit)s. Leave it to the units it was made of."),
    No.NOT_ISSUER: _("Only %(issuer)s, which made the demand, may do this. Ask %(issuer)s, or mark it as a burden."),
    No.MAY_NOT_MERGE: _(
        "Demands of %(issuer)s and %(other_issuer)s are merged by one of them, who stands above, or the supervision office. Ask there."
    ),
    No.ENDED: _("The demand is over: %(status)s. Nothing has to be done for it any more."),
    No.ALREADY_MARKED: _("%(unit)s marked it as a burden already. The issuer sees it; nothing more is needed."),
    No.ALREADY_ANSWERED: _(
        "%(unit)s answered it as often as it was asked (%(times)s). Ask the issuer to withdraw what it no longer needs."
    ),
    No.MERGE_TARGET: _(
        "%(demand)s cannot take it in: it is the same demand, or is over. Name one that is still asked for."
    ),
}
_NAMED: dict[str, str] = {
    No.NO_RECEIVERS: _("A demand is made of somebody. Name at least one unit."),
    No.UNKNOWN_UNIT: _("There is no unit %(unit)s. Look for it in the list of units."),
    No.UNIT_RETIRED: _("%(unit)s exists no more. Turn to %(successor)s, which answers for it now."),
    No.TO_ITSELF: _("%(unit)s would be asking itself. Leave it out."),
    No.NEITHER_ABOVE_NOR_GUIDING: _(
        "%(issuer)s stands neither above %(unit)s nor guides it in a line of business. Ask the superior of %(unit)s."
    ),
    No.NO_MINUTES: _("%(minutes)s minutes cannot be. Say how many minutes of work it takes, at least one."),
    No.DUE_PAST: _("%(due)s is over. Name a later day."),
    No.UNTIL_MISSING: _("It is asked for again and again from %(due)s on. Name the last day too."),
    No.BEYOND_A_YEAR: _(
        "%(until)s is more than %(allowed)s days away. Ask for a year at most, and then look at it anew."
    ),
    No.TEXT_MISSING: _("Something is left blank: %(text)s. Write it down."),
    No.TEXT_TOO_LONG: _("%(text)s: %(length)s characters, and %(allowed)s are allowed. Say it shorter."),
}
_RULES: dict[str, str] = {
    No.ISSUER_MAY_NOT: _("%(issuer)s may not ask for %(kind)s: %(rule)s. Drop it, or have a level that may do it."),
    No.AUTHORISATION_MISSING: _(
        "Who asks for %(kind)s names the document that allows it: %(rule)s. Name it, or drop the demand."
    ),
    No.TOO_LONG: _("It is %(length)s long and may be %(allowed)s: %(rule)s. Make it shorter."),
    No.TOO_OFTEN: _(
        "In %(year)s it would be the time number %(times)s; %(allowed)s are allowed: %(rule)s. Join it to another one."
    ),
    No.CONTENT_BANNED: _("It holds what may not be asked (%(what)s): %(rule)s. Take that out."),
    No.MERGE_INSTEAD: _(
        "%(issuer)s asks for nearly the same already (demand %(other)s): %(rule)s. Use what comes of that one, or merge the two."
    ),
    No.OVER_BUDGET: _(
        "%(unit)s would spend %(minutes)s minutes in %(year)s on such demands, and %(allowed)s are allowed: %(rule)s. "
        "Withdraw others first."
    ),
}

DEMAND_SENTENCES: Mapping[str, str] = MappingProxyType({**_ITSELF, **_NAMED, **_RULES})
