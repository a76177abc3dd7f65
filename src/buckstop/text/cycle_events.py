"""Sentences of the events of cycles."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.cycle import events as happened
from buckstop.i18n import gettext_noop as _
from buckstop.text.variants import Variant, empty

CYCLE_EVENT_SENTENCES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        happened.CycleSetUp.NAME: (
            Variant(
                _(
                    "%(by)s set this up to come again %(rhythm)s, %(due)s, until %(until_date)s: %(title)s. It comes first "
                    "on %(next)s."
                ),
                empty("planned_for"),
            ),
            Variant(
                _(
                    "%(by)s set this up to come again %(rhythm)s, %(due)s, until %(until_date)s: %(title)s. It comes first "
                    "on %(next)s and is meant for %(planned_for)s."
                )
            ),
        ),
        happened.CycleAmended.NAME: (
            Variant(
                _(
                    "%(by)s amended what comes: %(title)s, %(rhythm)s, %(due)s, until %(until_date)s. It comes next on "
                    "%(next)s. Reason: %(reason)s"
                ),
                empty("planned_for"),
            ),
            Variant(
                _(
                    "%(by)s amended what comes: %(title)s, %(rhythm)s, %(due)s, until %(until_date)s. It comes next on "
                    "%(next)s and is meant for %(planned_for)s. Reason: %(reason)s"
                )
            ),
        ),
        happened.TurnOpened.NAME: (
            Variant(_("It came on %(turn)s and opened %(matter)s. That was the last time."), empty("next")),
            Variant(_("It came on %(turn)s and opened %(matter)s. It comes next on %(next)s.")),
        ),
        happened.TurnSkipped.NAME: (
            Variant(
                _("%(by)s passed over %(turn)s; after that nothing comes any more. Reason: %(reason)s"), empty("next")
            ),
            Variant(_("%(by)s passed over %(turn)s; it comes next on %(next)s. Reason: %(reason)s")),
        ),
        happened.TurnMoved.NAME: (
            Variant(_("A calendar was published: what was to come on %(turn)s does not come any more."), empty("next")),
            Variant(_("A calendar was published: what was to come on %(turn)s comes on %(next)s, for certain.")),
        ),
        happened.CycleSucceeded.NAME: (
            Variant(_("%(former)s exists no more: %(unit)s answers now for what comes again.")),
        ),
        happened.CycleEnded.NAME: (
            Variant(_("%(by)s ended it: nothing comes from %(ended_date)s on. Reason: %(reason)s")),
        ),
    }
)
"""By name of the event."""
