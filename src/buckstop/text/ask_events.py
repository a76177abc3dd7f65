"""Sentences of the events about support, requests upward, later deadlines, waits, summonses and proposals."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.matter.events import asks as happened
from buckstop.i18n import gettext_noop as _
from buckstop.text.variants import Variant, by_itself, empty

ASK_SENTENCES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        happened.SupportAsked.NAME: (
            Variant(
                _(
                    "%(by)s asked %(supporter)s for support by %(wanted_date)s: %(what)s (request %(ask)s, to be answered by "
                    "%(timer)s)"
                )
            ),
        ),
        happened.SupportAgreed.NAME: (Variant(_("%(by)s agreed to the support (request %(ask)s), due by %(timer)s.")),),
        happened.SupportReturned.NAME: (
            Variant(_("%(by)s returned the request for support (request %(ask)s): %(reason_class)s.")),
        ),
        happened.SupportPassedUp.NAME: (
            Variant(_("The supporter was silent (request %(ask)s): %(answerer)s has to answer by %(timer)s.")),
        ),
        happened.SupportUnanswered.NAME: (
            Variant(_("Nobody answered the request for support (request %(ask)s); silent: %(silent)s.")),
        ),
        happened.SupportOverdue.NAME: (
            Variant(_("The support (request %(ask)s) was not there when due; it is still owed.")),
        ),
        happened.SupportDelivered.NAME: (
            Variant(_("%(by)s delivered its support (request %(ask)s); to be confirmed by %(timer)s.")),
        ),
        happened.SupportConfirmed.NAME: (
            Variant(_("The support (request %(ask)s) counts as given: nobody objected in time."), by_itself),
            Variant(_("%(by)s confirmed the support (request %(ask)s).")),
        ),
        happened.SupportRejected.NAME: (
            Variant(
                _("%(by)s did not accept the support (request %(ask)s), due again by %(timer)s. Reason: %(reason)s")
            ),
        ),
        happened.SupportsWaived.NAME: (
            Variant(_("%(by)s does not need the support of %(units)s, which the terms name. Reason: %(reason)s")),
        ),
        happened.UpwardAsked.NAME: (
            Variant(
                _(
                    "%(by)s named an obstacle that %(level)s can remove: %(text)s (request %(ask)s, to be answered by %(timer)s)"
                ),
                lambda event: event.level is not None,
            ),
            Variant(
                _("%(by)s asked %(answerer)s for %(kind)s: %(text)s (request %(ask)s, to be answered by %(timer)s)")
            ),
        ),
        happened.UpwardPassedUp.NAME: (
            Variant(
                _("The superior was silent (request %(ask)s): %(answerer)s has to answer the request by %(timer)s.")
            ),
        ),
        happened.UpwardUnanswered.NAME: (
            Variant(
                _("Two superiors were silent (request %(ask)s): until an answer comes, the hours are the planner's.")
            ),
        ),
        happened.UpwardAnswered.NAME: (
            Variant(
                _("%(by)s removed the obstacle (request %(ask)s): %(text)s"),
                lambda event: event.obstacle and event.granted,
            ),
            Variant(_("%(by)s does not remove the obstacle (request %(ask)s): %(text)s"), lambda event: event.obstacle),
            Variant(_("%(by)s granted the request (request %(ask)s): %(text)s"), lambda event: event.granted),
            Variant(_("%(by)s refused the request (request %(ask)s): %(text)s")),
        ),
        happened.ExtensionAsked.NAME: (
            Variant(
                _(
                    "%(by)s asked %(answerer)s to move the deadline to %(wanted_date)s (request %(ask)s, to be answered by "
                    "%(timer)s). Reason: %(reason)s"
                )
            ),
        ),
        happened.ExtensionGranted.NAME: (
            Variant(
                _("No answer came in time (request %(ask)s): the deadline is %(deadline)s now."),
                lambda event: event.silent,
            ),
            Variant(_("%(by)s moved the deadline to %(deadline)s (request %(ask)s).")),
        ),
        happened.ExtensionRefused.NAME: (
            Variant(_("No answer came a second time (request %(ask)s): the deadline stands."), by_itself),
            Variant(_("%(by)s did not move the deadline (request %(ask)s). Reason: %(reason)s")),
        ),
        happened.WaitBegun.NAME: (
            Variant(
                _(
                    "%(by)s waits for %(whom)s until %(until_date)s, shortly before the deadline (request %(ask)s): %(question)s "
                    "%(answerer)s confirms by %(timer)s or it is no wait."
                ),
                lambda event: event.near_deadline,
            ),
            Variant(
                _(
                    "%(by)s waits for %(whom)s until %(until_date)s (request %(ask)s): %(question)s "
                    "%(answerer)s confirms by %(timer)s or it is no wait."
                )
            ),
        ),
        happened.WaitConfirmed.NAME: (
            Variant(_("%(by)s confirmed the wait (request %(ask)s), until %(timer)s at most.")),
        ),
        happened.WaitRejected.NAME: (
            Variant(_("Nobody confirmed the wait (request %(ask)s): it was none."), by_itself),
            Variant(_("%(by)s did not confirm the wait (request %(ask)s): it was none. Reason: %(reason)s")),
        ),
        happened.WaitEnded.NAME: (
            Variant(_("The last day of the wait (request %(ask)s) is over."), by_itself),
            Variant(_("%(by)s ended the wait (request %(ask)s)."), empty("result")),
            Variant(_("%(by)s ended the wait (request %(ask)s): %(result)s")),
        ),
        happened.UnitsSummoned.NAME: (
            Variant(_("%(by)s called %(units)s to %(place)s for %(meet_at)s (request %(ask)s): %(purpose)s")),
        ),
        happened.SummonedUnitArrived.NAME: (Variant(_("%(unit)s is on the spot (request %(ask)s).")),),
        happened.SummonsMissed.NAME: (Variant(_("The hour came (request %(ask)s); not there: %(missing)s.")),),
        happened.SummonsConcluded.NAME: (
            Variant(_("%(by)s recorded what came of the meeting (request %(ask)s): %(result)s"), empty("missing")),
            Variant(
                _("%(by)s recorded what came of the meeting (request %(ask)s): %(result)s Never there: %(missing)s.")
            ),
        ),
        happened.BetterWayProposed.NAME: (
            Variant(
                _(
                    "%(by)s proposed a better way, %(about)s: %(text)s (proposal %(ask)s, %(answerer)s answers by %(timer)s)"
                )
            ),
        ),
        happened.BetterWayUnanswered.NAME: (
            Variant(_("%(silent)s did not answer proposal %(ask)s in time; it is still owed an answer.")),
        ),
        happened.BetterWayAdopted.NAME: (
            Variant(
                _("%(by)s adopted proposal %(ask)s, to the credit of the citizen who made it."),
                empty("unit"),
            ),
            Variant(_("%(by)s adopted proposal %(ask)s, to the credit of %(unit)s."), empty("post")),
            Variant(_("%(by)s adopted proposal %(ask)s, to the credit of %(post)s in %(unit)s.")),
        ),
        happened.BetterWayDeclined.NAME: (Variant(_("%(by)s declined proposal %(ask)s. Reason: %(reason)s")),),
        happened.AnswererSucceeded.NAME: (
            Variant(
                _("%(answerer)s owes the support in the place of %(former)s (request %(ask)s)."),
                lambda event: event.supporter,
            ),
            Variant(_("%(answerer)s has to answer in the place of %(former)s (request %(ask)s).")),
        ),
    }
)
"""By name of the event."""
