"""How a matter stands on the schedule, in words: on time, at risk or late, and every light with what it rests on."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from buckstop.domain.matter.axes import Light, Reason, Schedule
from buckstop.i18n import gettext_noop as _
from buckstop.text.deadlines import LIGHT_WORDS, age_words
from buckstop.text.readers import Reader

SCHEDULES: Mapping[str, str] = MappingProxyType(
    {
        Schedule.ON_TIME: _("on time"),
        Schedule.AT_RISK: _("at risk"),
        Schedule.LATE: _("late"),
    }
)
WAS_LATE = _("was late")
"""Of the schedule, once the work is reported done or ended: "late" is said of what somebody still works on."""

_WAS_LATE_BY = _("was late by %(length)s")
_GONE_OUT = _(
    "It was late: it was reported done or ended %(length)s after its deadline, %(since)s; step %(version)s set that."
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
    """Which light burns, since when, why, and the step of the timeline that shows it; or how late the work was."""
    return reader.say(
        LIGHT_SENTENCES[light.reason] if light.burning else _GONE_OUT,
        since=reader.instant(light.since_at),
        length=age_words(light.age, reader),
        version=light.version,
    )


def light_words(light: Light, reader: Reader) -> str:
    """A light in short: its word while it burns; then that the work was late, and by how much."""
    if light.burning:
        return reader.word(LIGHT_WORDS, light.colour)
    return reader.say(_WAS_LATE_BY, length=age_words(light.age, reader))


def schedule_words(schedule: Schedule, lights: Sequence[Light], reader: Reader) -> str:
    """How the work stands or stood against its deadline."""
    return reader.translate(WAS_LATE) if was_late(lights) else reader.word(SCHEDULES, schedule)


def was_late(lights: Sequence[Light]) -> bool:
    """Whether the work was late when it was reported done or ended: nobody is at work on it any more."""
    return bool(lights) and not lights[0].burning
