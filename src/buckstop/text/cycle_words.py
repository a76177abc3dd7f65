"""Words of cycles: how often something comes, on which day, when it is due, how it stands."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.cycle.words import Anchor, CycleStatus, DueKind, DueRule, Every, Rhythm, Shift
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

CYCLE_STATUS: Mapping[str, str] = MappingProxyType(
    {
        CycleStatus.RUNNING: _("runs"),
        CycleStatus.OVER: _("ran out"),
        CycleStatus.ENDED: _("ended"),
    }
)
EVERY: Mapping[str, str] = MappingProxyType(
    {
        Every.DAY: _("days"),
        Every.WEEK: _("weeks"),
        Every.MONTH: _("months"),
        Every.QUARTER: _("quarters"),
        Every.YEAR: _("years"),
    }
)
"""What a rhythm counts in, for a choice."""
ANCHORS: Mapping[str, str] = MappingProxyType(
    {
        Anchor.SAME_DAY: _("the same day as the first time"),
        Anchor.FIRST_WORKING_DAY: _("the first working day of the period"),
        Anchor.LAST_WORKING_DAY: _("the last working day of the period"),
    }
)
SHIFTS: Mapping[str, str] = MappingProxyType(
    {
        Shift.NEXT_WORKING_DAY: _("the next working day instead"),
        Shift.PREVIOUS_WORKING_DAY: _("the working day before instead"),
        Shift.STAYS: _("that day all the same"),
    }
)
"""What becomes of a day that is not worked."""
DUE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        DueKind.WORKING_DAYS: _("working days after it opens"),
        DueKind.NATURAL_DAYS: _("days after it opens, rest days counted"),
        DueKind.PERIOD_END: _("on the last working day of its period"),
    }
)
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))

_ONE: Mapping[Every, str] = {
    Every.DAY: _("every day"),
    Every.WEEK: _("every week"),
    Every.MONTH: _("every month"),
    Every.QUARTER: _("every quarter"),
    Every.YEAR: _("every year"),
}
_SEVERAL: Mapping[Every, str] = {
    Every.DAY: _("every %(number)s days"),
    Every.WEEK: _("every %(number)s weeks"),
    Every.MONTH: _("every %(number)s months"),
    Every.QUARTER: _("every %(number)s quarters"),
    Every.YEAR: _("every %(number)s years"),
}
_WORKING_DAY = _("every working day")
_FIRST = _("%(every)s on the first working day")
_LAST = _("%(every)s on the last working day")
_DAYS: Mapping[Shift, str] = {
    Shift.NEXT_WORKING_DAY: _("%(every)s, on the next working day where that day is not worked"),
    Shift.PREVIOUS_WORKING_DAY: _("%(every)s, on the working day before where that day is not worked"),
    Shift.STAYS: _("%(every)s, worked or not"),
}
_ON: Mapping[Shift, str] = {
    Shift.NEXT_WORKING_DAY: _("%(every)s on %(day)s, or on the next working day where that is not worked"),
    Shift.PREVIOUS_WORKING_DAY: _("%(every)s on %(day)s, or on the working day before where that is not worked"),
    Shift.STAYS: _("%(every)s on %(day)s, worked or not"),
}
_OF_MONTH = _("day %(day)s")
_OF_QUARTER = _("day %(day)s of month %(month)s of the quarter")
_OF_YEAR = _("day %(day)s of month %(month)s")
_DUE: Mapping[DueKind, str] = {
    DueKind.WORKING_DAYS: _("due %(days)s working days after it opens"),
    DueKind.NATURAL_DAYS: _("due %(days)s days after it opens"),
    DueKind.PERIOD_END: _("due on the last working day of its period"),
}
_DUE_NEXT_DAY = _("due on the working day after it opens")


def rhythm_words(rhythm: Rhythm, read: Reader) -> str:
    """How often and on which day something comes, as a part of a sentence."""
    daily = rhythm.every is Every.DAY and rhythm.number == 1
    if daily and (rhythm.anchor is not Anchor.SAME_DAY or rhythm.shift is not Shift.STAYS):
        return read.translate(_WORKING_DAY)
    several = read.say(_SEVERAL[rhythm.every], number=rhythm.number)
    every = read.translate(_ONE[rhythm.every]) if rhythm.number == 1 else several
    match rhythm.anchor:
        case Anchor.FIRST_WORKING_DAY:
            return read.say(_FIRST, every=every)
        case Anchor.LAST_WORKING_DAY:
            return read.say(_LAST, every=every)
        case Anchor.SAME_DAY if rhythm.every is Every.DAY:
            return read.say(_DAYS[rhythm.shift], every=every)
        case Anchor.SAME_DAY:
            return read.say(_ON[rhythm.shift], every=every, day=_day_words(rhythm, read))


def _day_words(rhythm: Rhythm, read: Reader) -> str:
    first = rhythm.first_date
    match rhythm.every:
        case Every.WEEK:
            return read.translate(WEEKDAYS[first.weekday()])
        case Every.QUARTER:
            return read.say(_OF_QUARTER, day=first.day, month=(first.month - 1) % 3 + 1)
        case Every.YEAR:
            return read.say(_OF_YEAR, day=first.day, month=first.month)
        case _:
            return read.say(_OF_MONTH, day=first.day)


def due_words(due: DueRule, read: Reader) -> str:
    """When what comes is due, as a part of a sentence."""
    if due.kind is DueKind.WORKING_DAYS and due.days == 1:
        return read.translate(_DUE_NEXT_DAY)
    return read.say(_DUE[due.kind], days=due.days)
