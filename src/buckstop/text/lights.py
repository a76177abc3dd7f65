"""How a matter stands on the schedule, in words: on time, at risk or late, and every light with what it rests on."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.matter.axes import Light, Reason, Schedule
from buckstop.i18n import gettext_noop as _
from buckstop.text.deadlines import length_words
from buckstop.text.readers import Reader

SCHEDULES: Mapping[str, str] = MappingProxyType(
    {
        Schedule.ON_TIME: _("on time"),
        Schedule.AT_RISK: _("at risk"),
        Schedule.LATE: _("late"),
    }
)
LIGHT_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        Reason.DEADLINE_PASSED: _(
            "Red since %(since)s, for %(length)s: the deadline has passed; step %(version)s set it."
        ),
        Reason.BEHIND_PLAN: _(
            "Yellow since %(since)s, for %(length)s: the work lags too far behind the time gone; "
            "step %(version)s says how far it is."
        ),
        Reason.REPORT_LATE: _(
            "Yellow since %(since)s, for %(length)s: a report of progress is overdue; it is counted from step %(version)s."
        ),
        Reason.DEADLINE_NEAR: _(
            "Blue since %(since)s, for %(length)s: the deadline is near; step %(version)s says so."
        ),
    }
)


def light_sentence(light: Light, reader: Reader) -> str:
    """Which light burns, since when, why, and the step of the timeline that shows it."""
    return reader.say(
        LIGHT_SENTENCES[light.reason],
        since=reader.instant(light.since_at),
        length=length_words(light.age, reader),
        version=light.version,
    )
