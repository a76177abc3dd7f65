"""Sentences of the events of demands."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.demand import events as happened
from buckstop.domain.demand.words import Repeats
from buckstop.i18n import gettext_noop as _
from buckstop.text.variants import Variant, empty, is_

DEMAND_EVENT_SENTENCES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        happened.DemandImposed.NAME: (
            Variant(
                _(
                    "%(issuer)s asked for %(kind)s by %(due_date)s, %(person_minutes)s minutes of each: %(title)s. "
                    "Asked of: %(receivers)s."
                ),
                is_("repeats", Repeats.ONCE),
            ),
            Variant(
                _(
                    "%(issuer)s asked for %(kind)s %(repeats)s, from %(due_date)s to %(until_date)s, %(person_minutes)s "
                    "minutes of each every time: %(title)s. Asked of: %(receivers)s."
                )
            ),
        ),
        happened.BurdenMarked.NAME: (Variant(_("%(unit)s says that this is a burden. Reason: %(reason)s")),),
        happened.DemandAnswered.NAME: (Variant(_("%(unit)s did what was asked; minutes it took: %(minutes)s.")),),
        happened.DemandWithdrawn.NAME: (
            Variant(_("%(by)s withdrew it: nothing is asked from %(ended_date)s on. Reason: %(reason)s")),
        ),
        happened.DemandMerged.NAME: (
            Variant(_("%(by)s merged it into %(into)s, which is asked from %(ended_date)s on. Reason: %(reason)s")),
        ),
        happened.DemandAbsorbed.NAME: (
            Variant(_("%(merged)s was merged into this demand."), empty("receivers")),
            Variant(_("%(merged)s was merged into this demand. Asked here from %(from_date)s on: %(receivers)s.")),
        ),
    }
)
"""By name of the event."""
