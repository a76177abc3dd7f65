"""Sentences of the events about the work and its end."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.matter.events import work as happened
from buckstop.domain.matter.words import CitizenWord, Outcome, VerificationWay
from buckstop.i18n import gettext_noop as _
from buckstop.text.variants import Variant, by_itself, empty, is_

WORK_SENTENCES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        happened.ProgressReported.NAME: (
            Variant(_("%(by)s reported progress: %(text)s"), lambda event: event.percent is None),
            Variant(_("%(by)s reported progress, %(percent)s: %(text)s")),
        ),
        happened.DoneReported.NAME: (
            Variant(_("%(by)s reported it done: %(text)s %(verifier)s verifies it."), empty("timer")),
            Variant(_("%(by)s reported it done: %(text)s %(verifier)s verifies it by %(timer)s.")),
        ),
        happened.VerifierNamed.NAME: (
            Variant(
                _("%(by)s named itself as verifier."),
                lambda event: event.by is not None and event.by.unit == event.verifier,
            ),
            Variant(_("%(by)s named %(verifier)s as verifier.")),
        ),
        happened.VerificationPassedOn.NAME: (
            Variant(
                _("%(former)s did not verify in time: %(verifier)s verifies it, without a further default."),
                lambda event: event.lapsed and event.timer is None,
            ),
            Variant(
                _("%(former)s did not verify in time: %(verifier)s verifies it by %(timer)s."),
                lambda event: event.lapsed,
            ),
            Variant(_("%(former)s can no longer judge impartially: %(verifier)s verifies it.")),
        ),
        happened.MatterRefuted.NAME: (
            Variant(
                _("%(verifier)s went to the spot and found that it is not done. Reason: %(reason)s"),
                is_("way", VerificationWay.ON_SITE),
            ),
            Variant(_("%(verifier)s found that it is not done. Reason: %(reason)s")),
        ),
        happened.MatterClosed.NAME: (
            Variant(_("%(by)s merged it into %(into)s. Reason: %(why)s"), is_("outcome", Outcome.MERGED)),
            Variant(_("%(by)s cancelled it. Reason: %(why)s"), is_("outcome", Outcome.CANCELLED)),
            Variant(
                _("%(verifier)s verified it on the spot: %(outcome)s. It is closed. %(why)s"),
                is_("way", VerificationWay.ON_SITE),
            ),
            Variant(
                _("%(verifier)s verified it by the documents: %(outcome)s. It is closed. %(why)s"),
                is_("way", VerificationWay.DOCUMENTS),
            ),
            Variant(_("%(verifier)s verified it: %(outcome)s. It is closed. %(why)s")),
        ),
        happened.MatterReopened.NAME: (
            Variant(_("It was reopened because its part %(part)s was; %(holder)s holds it."), lambda event: event.part),
            Variant(
                _("The citizen was not satisfied, so it was reopened; %(holder)s holds it."),
                is_("reason", CitizenWord.UNSATISFIED),
            ),
            Variant(_("%(by)s had it reopened; %(holder)s holds it. Reason: %(reason)s")),
        ),
        happened.MatterAbsorbed.NAME: (Variant(_("This matter took in %(merged)s.")),),
        happened.MatterRated.NAME: (Variant(_("The citizen who asked is %(word)s.")),),
        happened.MatterUrged.NAME: (Variant(_("%(by)s urged the holder: %(text)s")),),
        happened.NoteAdded.NAME: (
            Variant(_("A note was added: %(text)s"), by_itself),
            Variant(_("%(by)s noted: %(text)s")),
        ),
        happened.DeadlineReminded.NAME: (
            Variant(_("Reminder: the deadline is near."), is_("stage", 1)),
            Variant(_("Reminder: the deadline has passed.")),
        ),
        happened.HelpReceived.NAME: (
            Variant(_("%(receiver)s had help of %(from_unit)s, %(kind)s: %(text)s"), empty("hours")),
            Variant(_("%(receiver)s had help of %(from_unit)s, %(kind)s, hours spent: %(hours)s. %(text)s")),
        ),
    }
)
"""By name of the event."""
