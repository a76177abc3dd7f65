"""Why a command about a cycle is refused, in words: what stands in the way, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.cycle.refusals import CycleRefusal as No
from buckstop.i18n import gettext_noop as _

CYCLE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        No.UNKNOWN_CYCLE: _("There is no cycle %(cycle)s. Look for it in the list of cycles."),
        No.ALREADY_SET_UP: _("The id %(cycle)s is in use already. Choose another one."),
        No.NOT_OWN_UNIT: _(
            "What comes again opens matters on %(unit)s, so only %(unit)s says what comes; you speak for %(yours)s. "
            "Set it up on your own unit and plan to offer each matter, or ask %(unit)s."
        ),
        No.NOT_YOURS: _("Only %(unit)s, units above it and the supervision office may ask for less. Turn to %(unit)s."),
        No.ENDED: _("It was ended on %(ended)s. Set up a new cycle if it is to come again."),
        No.NOTHING_COMES: _("Nothing comes after %(until)s. Renew the cycle with a later last day if it is to go on."),
        No.ANOTHER_TURN: _(
            "What comes next is time number %(next)s, on %(day)s, not number %(turn)s. Look at the cycle again, then decide anew."
        ),
        No.UNKNOWN_UNIT: _("There is no unit %(unit)s. Look for it in the list of units."),
        No.UNIT_RETIRED: _("%(unit)s exists no more. Turn to %(successor)s, which answers for it now."),
        No.TO_ITSELF: _("%(unit)s holds each matter anyway. Leave out for whom it is meant."),
        No.TO_OWN_SUPERIOR: _(
            "%(unit)s stands above the unit that would offer it. Name another unit, or ask %(unit)s for help when it comes."
        ),
        No.TEXT_MISSING: _("Something is left blank: %(text)s. Write it down."),
        No.TEXT_TOO_LONG: _("%(text)s: %(length)s characters, and %(allowed)s are allowed. Say it shorter."),
        No.NUMBER_OUT_OF_RANGE: _("It cannot come every %(number)s of them. Give a number from 1 to %(allowed)s."),
        No.DAYS_OUT_OF_RANGE: _("%(days)s days are no deadline here. Give 1 to %(allowed)s days."),
        No.FIRST_PAST: _("%(first)s is over. Name today or a later day as the first one."),
        No.UNTIL_BEFORE_FIRST: _("The last day %(until)s is before %(first)s. Name a later last day."),
        No.BEYOND_SUNSET: _(
            "The last day %(until)s is too far away: what comes again is looked at anew every %(years)s years. Name a day until "
            "%(latest)s, and renew it then."
        ),
        No.NEVER_COMES: _(
            "Between %(first)s and %(until)s nothing would come. Choose another day of the period, or a later last day."
        ),
        No.NOTHING_CHANGED: _("Nothing is different from how it stands. Change something, or leave it as it is."),
    }
)
