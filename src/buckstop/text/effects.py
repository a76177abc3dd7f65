"""What a command does to responsibility and clocks, in words: said before it is given, and again when it was."""

from buckstop.i18n import gettext_noop as _

STAYS = _("%(holder)s answers for it, before and after: nothing moves.")
MOVES = _("From now on %(after)s answers for it; until now it was %(before)s.")
STILL = _("%(holder)s answers for it, as before.")
BEGINS = _("%(holder)s answers for it from now on.")
ENDS = _("Nobody answers for it any more: it is closed.")
BEGINS_AGAIN = _("%(holder)s answers for it again.")
PART_BEGINS = _("%(holder)s answers for the part until %(offeree)s accepts it.")
PART_ANSWERED = _(
    "%(offeree)s answers the offer of the part by %(due)s; without an answer the offer is over and the part stays with your "
    "unit."
)
SUPPORTS_NAMED = _(
    "Named to support: %(units)s. Naming asks nobody and starts no clock; whoever answers for it asks them, or says why it "
    "needs none."
)
MOVE_USED = _("It uses a move: %(used)s of %(allowed)s are used then.")
MOVES_LEFT = _("%(used)s of %(allowed)s moves are used, as before.")

HOURS_GO_ON = _("The hours go on counting for %(clock)s: %(why)s.")
HOURS_TURN = _(
    "From now on the hours count for %(clock)s: %(why)s. Until now they counted for %(before)s: %(why_before)s."
)
HOURS_OPEN = _("For the time being the hours count for %(clock)s: %(why)s. How this ends decides for whom they count.")
HOURS_BEGIN = _("The hours count for %(clock)s: %(why)s.")
CLOCK_STOPS_EARLY = _("The clock of %(who)s stops; it would have run until %(due)s.")
CLOCK_STOPS_LATE = _("The clock of %(who)s stops; its time was over at %(due)s.")
CLOCK_ENDS = _("The clock of %(who)s stops.")
DRAWN = _(
    "It is reported done. Who verifies it is drawn by lot from the units that had no part in it (%(candidates)s), and its "
    "clock runs then."
)
ELSEWHERE = _("In “%(title)s”: %(sentence)s")
ELSEWHERE_UNTOLD = _("Matters that are not told of here change with it: %(count)s.")
