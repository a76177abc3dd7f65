"""On which days a cycle comes, and when what it opens is due: reckoned along the worked days of the calendar."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from buckstop.domain.calendars import Calendar
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift, Turn
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.matter.words import Timer

_DAY = timedelta(days=1)
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
_DAYS = {Every.DAY: 1, Every.WEEK: 7}
_SPANS = {DueKind.WORKING_DAYS: SpanUnit.WORKING_DAY, DueKind.NATURAL_DAYS: SpanUnit.NATURAL_DAY}


def next_turn(
    rhythm: Rhythm,
    calendar: Calendar,
    *,
    number: int,
    until_date: date,
    covered_date: date | None = None,
    after_date: date | None = None,
) -> Turn | None:
    """The first turn that no earlier one stands for; None where none comes until the last day.

    A period without a worked day has no turn where the rhythm asks for one, nor has one whose day is that of the turn
    before: three days of a long weekend that all move to Tuesday are one turn.

    Args:
        number: what the turn is to be called.
        until_date: nothing comes after it.
        covered_date: last day of the period of the turn before, so that no period ever has two.
        after_date: the turn comes later than this day.
    """
    place = 0 if covered_date is None else _place_after(rhythm, covered_date)
    while (span := _period(rhythm, place))[0] <= until_date:
        first, last = span
        day = _day_in(rhythm, calendar, place, first, last)
        if day is not None and day > until_date:
            return None
        if day is not None and _counts(rhythm, day) and (after_date is None or day > after_date):
            provisional = _depends_on_worked_days(rhythm) and not calendar.is_settled(
                _looked_at(rhythm, place, day, last)
            )
            return Turn(number, day, calendar.end_of_day(day - _DAY), first, last, provisional)
        place += 1
    return None


def deadline_of(due: DueRule, turn: Turn, calendar: Calendar, opened_at: datetime) -> Timer:
    """When what a turn opened is due: never before the end of the day it opened.

    Args:
        opened_at: the instant the matter was opened; days are counted from it.
    """
    if due.kind is not DueKind.PERIOD_END:
        span = Span(due.days, _SPANS[due.kind])
        counted = calendar.due(opened_at, span)
        return Timer(counted.at, counted.provisional, opened_at, span)
    opened = calendar.local_date(opened_at)
    last = _last_worked(calendar, turn.from_date, turn.until_date) or turn.until_date
    provisional = turn.until_date > opened and not calendar.is_settled(turn.until_date)
    return Timer(calendar.end_of_day(max(last, opened)), provisional, opened_at)


def period_label(every: Every, turn: Turn) -> str:
    """What tells a turn from the others, in figures every language reads: 2026-11-22, 2026-11, 2026-Q4, 2026.

    A week is named by its first day: nobody counts weeks of a year.
    """
    first = turn.from_date
    match every:
        case Every.DAY:
            return turn.day.isoformat()
        case Every.WEEK:
            return first.isoformat()
        case Every.MONTH:
            return f"{first:%Y-%m}"
        case Every.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case Every.YEAR:
            return f"{first.year}"


def months_later(day: date, months: int) -> date:
    """The same day some months later, the last day of a month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def covered_before(rhythm: Rhythm, day: date) -> date | None:
    """The last day before the period a day lies in: `next_turn` begins with that period; None for the first one."""
    place = _place_after(rhythm, day) - 1
    return _period(rhythm, place - 1)[1] if place > 0 else None


def _period(rhythm: Rhythm, place: int) -> tuple[date, date]:
    """First and last day of a period, counted from 0."""
    begin = _begin(rhythm)
    if rhythm.every in _DAYS:
        length = timedelta(days=_DAYS[rhythm.every] * rhythm.number)
        return begin + place * length, begin + (place + 1) * length - _DAY
    months = _MONTHS[rhythm.every] * rhythm.number
    return months_later(begin, place * months), months_later(begin, (place + 1) * months) - _DAY


def _begin(rhythm: Rhythm) -> date:
    """The first day of the first period: a Monday, the first of a month, quarter or year."""
    first = rhythm.first_date
    match rhythm.every:
        case Every.DAY:
            return first
        case Every.WEEK:
            return first - timedelta(days=first.weekday())
        case Every.MONTH:
            return first.replace(day=1)
        case Every.QUARTER:
            return date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
        case Every.YEAR:
            return date(first.year, 1, 1)


def _place_after(rhythm: Rhythm, covered: date) -> int:
    """The first period that begins after a day."""
    begin = _begin(rhythm)
    if rhythm.every in _DAYS:
        return max(0, (covered - begin).days // (_DAYS[rhythm.every] * rhythm.number) + 1)
    months = (covered.year - begin.year) * 12 + covered.month - begin.month
    return max(0, months // (_MONTHS[rhythm.every] * rhythm.number) + 1)


def _day_in(rhythm: Rhythm, calendar: Calendar, place: int, first: date, last: date) -> date | None:
    match rhythm.anchor:
        case Anchor.FIRST_WORKING_DAY:
            return _first_worked(calendar, first, last)
        case Anchor.LAST_WORKING_DAY:
            return _last_worked(calendar, first, last)
        case Anchor.SAME_DAY:
            return _shifted(rhythm.shift, calendar, _same_day(rhythm, place))


def _same_day(rhythm: Rhythm, place: int) -> date:
    if rhythm.every in _DAYS:
        return rhythm.first_date + timedelta(days=_DAYS[rhythm.every] * rhythm.number * place)
    return months_later(rhythm.first_date, _MONTHS[rhythm.every] * rhythm.number * place)


def _shifted(shift: Shift, calendar: Calendar, day: date) -> date:
    if shift is Shift.STAYS:
        return day
    step = _DAY if shift is Shift.NEXT_WORKING_DAY else -_DAY
    while not calendar.is_working_day(day):
        day += step
    return day


def _first_worked(calendar: Calendar, first: date, last: date) -> date | None:
    while first <= last and not calendar.is_working_day(first):
        first += _DAY
    return first if first <= last else None


def _last_worked(calendar: Calendar, first: date, last: date) -> date | None:
    while first <= last and not calendar.is_working_day(last):
        last -= _DAY
    return last if first <= last else None


def _depends_on_worked_days(rhythm: Rhythm) -> bool:
    return rhythm.anchor is not Anchor.SAME_DAY or rhythm.shift is not Shift.STAYS


def _counts(rhythm: Rhythm, day: date) -> bool:
    """Whether a day may be a turn's at all; the first date itself may move back to a worked day before it."""
    return rhythm.anchor is Anchor.SAME_DAY or day >= rhythm.first_date


def _looked_at(rhythm: Rhythm, place: int, day: date, last: date) -> date:
    """The latest day that had a say in which day it is."""
    match rhythm.anchor:
        case Anchor.FIRST_WORKING_DAY:
            return day
        case Anchor.LAST_WORKING_DAY:
            return last
        case Anchor.SAME_DAY:
            return max(day, _same_day(rhythm, place))
