"""When the work is due, how long that is and how long something took, in words; the short words of a light, for rows that have no room for more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from buckstop.domain.calendars import CalendarGapError
from buckstop.domain.matter.axes import Colour
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

LIGHT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Colour.BLUE: _("due soon"),
        Colour.YELLOW: _("behind plan"),
        Colour.RED: _("late"),
    }
)
"""By colour; the sentence with evidence and age stands in `lights.py`."""

NO_DEADLINE = _("no deadline")
_DUE = _("due %(due)s")
_LAST_DAY = _("due %(due)s, today is the last day")
_NO_DAY_LEFT = _("due %(due)s, no working day left until then")
_ONE_LEFT = _("due %(due)s, 1 working day left")
_MANY_LEFT = _("due %(due)s, %(days)s working days left")
_LATE = _("late since %(due)s")
_ONE_LATE = _("late since %(due)s, by 1 working day")
_MANY_LATE = _("late since %(due)s, by %(days)s working days")
_NO_MINUTE = _("less than a minute")
_ONE_MINUTE = _("1 minute")
_MINUTES = _("%(number)s minutes")
_ONE_HOUR = _("1 hour")
_HOURS = _("%(number)s hours")
_DAYS = _("%(number)s days")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def deadline_words(due_at: datetime | None, now: datetime, reader: Reader, *, provisional: bool, running: bool) -> str:
    """When the work is due, and how many working days are left or overrun.

    Args:
        due_at: None where there is no deadline.
        provisional: days until then are not announced yet.
        running: somebody is still at work on it; else only the instant is said.
    """
    if due_at is None:
        return reader.translate(NO_DEADLINE)
    due = reader.due_at(due_at, provisional=provisional)
    if not running:
        return reader.say(_DUE, due=due)
    late = due_at <= now
    try:
        # A deadline at midnight belongs to the day it ends: the first day of being late is the one that follows.
        days = reader.calendar.working_days_between(*((due_at - _INSTANT, now) if late else (now, due_at)))
    except CalendarGapError:  # of a past year nobody entered: the instant is certain all the same
        return reader.say(_LATE if late else _DUE, due=due)
    if late:
        return reader.say({0: _LATE, 1: _ONE_LATE}.get(days, _MANY_LATE), due=due, days=days)
    if days:
        return reader.say(_ONE_LEFT if days == 1 else _MANY_LEFT, due=due, days=days)
    today = reader.instant(due_at)[:10] == reader.instant(now)[:10]
    return reader.say(_LAST_DAY if today else _NO_DAY_LEFT, due=due)


def length_words(length: timedelta, reader: Reader) -> str:
    """How long something took, nights and holidays included: minutes below two hours, hours below two days, else days."""
    if length < 2 * _HOUR:
        minutes = round(length / timedelta(minutes=1))
        return reader.say({0: _NO_MINUTE, 1: _ONE_MINUTE}.get(minutes, _MINUTES), number=minutes)
    if length < 2 * _DAY:
        return hours_words(length, reader)
    return reader.say(_DAYS, number=_figure(length / _DAY))


def age_words(length: timedelta, reader: Reader) -> str:
    """How long something has been so, in whole units that are over: minutes below two hours, hours below two days, else days."""
    for unit, most, words in ((_MINUTE, 2 * _HOUR, _MINUTES), (_HOUR, 2 * _DAY, _HOURS)):
        if length < most:
            number = length // unit
            return reader.say({0: _NO_MINUTE, 1: _ONE_MINUTE}.get(number, words), number=number)
    return reader.say(_DAYS, number=f"{length // _DAY:,}")


def hours_words(length: timedelta, reader: Reader) -> str:
    """A length in hours, however long it is."""
    number = _figure(length / _HOUR)
    return reader.say(_ONE_HOUR if number == "1" else _HOURS, number=number)


def _figure(number: float) -> str:
    """A number to one decimal, which is left out where it is none."""
    return f"{number:,.1f}".removesuffix(".0")


def hours_figure(length: timedelta) -> str:
    """A length in hours as a figure for tables."""
    return f"{length / _HOUR:,.1f}"
