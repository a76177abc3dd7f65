"""Sentences of the events that say who answers."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.words import OfferEnd, Phase
from buckstop.i18n import gettext_noop as _
from buckstop.text.variants import Variant, by_itself, empty, is_

_ESCALATED = is_("phase", Phase.ESCALATED)


CORE_SENTENCES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        happened.MatterOpened.NAME: (
            Variant(
                _("It came again: the clock opened the matter on %(holder)s: %(title)s. It is due by %(deadline)s."),
                lambda event: event.cycle is not None,
            ),
            Variant(
                _("%(by)s opened this part of %(parent)s and holds it: %(title)s."),
                lambda event: event.parent is not None and event.deadline is None,
            ),
            Variant(
                _("%(by)s opened this part of %(parent)s and holds it: %(title)s. It is due by %(deadline)s."),
                lambda event: event.parent is not None,
            ),
            Variant(_("%(by)s opened the matter and holds it: %(title)s."), empty("deadline")),
            Variant(_("%(by)s opened the matter and holds it: %(title)s. It is due by %(deadline)s.")),
        ),
        happened.MatterOffered.NAME: (
            Variant(_("%(by)s offered it to %(to)s (offer %(offer)s), to be answered by %(lapse)s.")),
        ),
        happened.OfferAccepted.NAME: (
            Variant(
                _("%(holder)s took over the whole and this part of it with it (offer %(offer)s)."),
                lambda event: event.implied,
            ),
            Variant(_("%(holder)s accepted under protest and holds it now."), lambda event: event.protest is not None),
            Variant(_("%(holder)s accepted and holds it now, settled: it was the last move."), empty("claim")),
            Variant(_("%(holder)s accepted and holds it now.")),
        ),
        happened.OfferReturned.NAME: (
            Variant(
                _(
                    "%(by)s returned the offer: %(reason_class)s. It was the last move: %(arbiter)s decides by %(timer)s."
                ),
                lambda event: event.end is OfferEnd.RETURNED and event.phase is Phase.ESCALATED,
            ),
            Variant(_("%(by)s returned the offer: %(reason_class)s."), is_("end", OfferEnd.RETURNED)),
            Variant(
                _("%(by)s withdrew the offer. It was the last move: %(arbiter)s decides by %(timer)s."),
                lambda event: event.end is OfferEnd.WITHDRAWN and event.phase is Phase.ESCALATED,
            ),
            Variant(_("%(by)s withdrew the offer; it counts as a move."), is_("end", OfferEnd.WITHDRAWN)),
            Variant(
                _("The offer lapsed without an answer. It was the last move: %(arbiter)s decides by %(timer)s."),
                lambda event: event.end is OfferEnd.LAPSED and event.phase is Phase.ESCALATED,
            ),
            Variant(_("The offer lapsed without an answer; it counts as a move."), is_("end", OfferEnd.LAPSED)),
            Variant(
                _(
                    "The offer ended because the organisation changed. It was the last move: %(arbiter)s decides by "
                    "%(timer)s."
                ),
                _ESCALATED,
            ),
            Variant(_("The offer ended because the organisation changed; it counts as a move.")),
        ),
        happened.OfferQuestionAsked.NAME: (
            Variant(_("%(by)s asked before answering: %(question)s To be answered by %(answer)s.")),
        ),
        happened.OfferQuestionAnswered.NAME: (
            Variant(_("The question was not answered in time; the offer is to be answered by %(lapse)s."), by_itself),
            Variant(_("%(by)s answered: %(answer)s The offer is to be answered by %(lapse)s.")),
        ),
        happened.MatterClaimed.NAME: (
            Variant(_("The time to offer it on ran out: it stays with its holder, settled."), by_itself),
            Variant(_("%(by)s claimed it: settled.")),
        ),
        happened.MatterEscalated.NAME: (
            Variant(_("%(by)s asked %(arbiter)s to decide by %(decision)s: %(reason_class)s.")),
        ),
        happened.MatterDecided.NAME: (
            Variant(
                _("%(arbiter)s dismissed the appeal: it stays with %(holder)s, settled. Reason: %(reason)s"),
                lambda event: event.on_appeal and event.yours_after_all,
            ),
            Variant(
                _("%(arbiter)s decided on appeal: %(holder)s holds it, settled. Reason: %(reason)s"),
                lambda event: event.on_appeal,
            ),
            Variant(
                _("%(arbiter)s decided: it stays with %(holder)s, settled. Reason: %(reason)s"),
                lambda event: event.yours_after_all,
            ),
            Variant(_("%(arbiter)s decided: %(holder)s holds it, settled. Reason: %(reason)s")),
        ),
        happened.DecisionLapsed.NAME: (
            Variant(
                _("%(arbiter)s did not decide in time, so it holds the matter itself, settled."),
                lambda event: event.arbiter == event.holder,
            ),
            Variant(_("%(arbiter)s did not decide in time, so %(holder)s holds the matter, settled.")),
        ),
        happened.MatterAppealed.NAME: (
            Variant(_("%(by)s appealed with new facts and works on; %(arbiter)s decides by %(decision)s.")),
        ),
        happened.AppealDismissed.NAME: (
            Variant(_("%(arbiter)s did not decide the appeal in time: the decision stands.")),
        ),
        happened.PartDelegated.NAME: (Variant(_("%(by)s delegated a part to %(to)s and keeps the whole: %(part)s.")),),
        happened.MatterRecalled.NAME: (Variant(_("%(holder)s took this part back. Reason: %(reason)s")),),
        happened.MatterCarried.NAME: (Variant(_("This part went along with %(parent)s: %(holder)s holds it now.")),),
        happened.CustodySucceeded.NAME: (
            Variant(_("%(former)s exists no more: %(holder)s holds the matter now, by the same deadlines.")),
        ),
        happened.GiverSucceeded.NAME: (Variant(_("%(giver)s stands in for %(former)s as the giver now.")),),
        happened.ArbiterRechosen.NAME: (
            Variant(_("%(arbiter)s decides in the place of %(former)s, by the same hour.")),
        ),
        happened.DueRecomputed.NAME: (Variant(_("The year's calendar was announced: %(which)s is due by %(timer)s.")),),
    }
)
"""By name of the event."""
