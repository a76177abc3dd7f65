"""Working calendars: which days are worked, and when a span that begins now is over.

Why: every hand-off starts a clock, and in China the days that are worked are announced year by year, with Saturdays
and Sundays worked in exchange for longer holidays. A year that is not announced yet gives provisional dates; a past
year without data gives none, because a wrong deadline is worse than a loud stop.
Source: Civil Code of China, arts 200-204; Civil Procedure Law, art 85; the yearly holiday notices of the State Council.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from buckstop.domain.deadlines import Due, Span, SpanUnit
from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _

_INSTANT = timedelta(microseconds=1)
_ONE_WORKING_DAY = Span(1, SpanUnit.WORKING_DAY)
_MONTHS = 12
# The next midnight of a day must be a date too, in every time zone.
_FIRST_DAY, _LAST_DAY = date(2, 1, 1).toordinal(), date(9998, 12, 31).toordinal()


class CalendarGapError(BuckstopError):
    """A day of a past year was asked for whose working days nobody has entered. `year` says which."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.message = _(
            "The working days of %(year)s are not known, though those of a later year are. Enter the holiday notice of "
            "%(year)s as a calendar file, then try again."
        )
        self.fields = {"year": str(year)}
        super().__init__(self.message % self.fields)


class CalendarRangeError(BuckstopError):
    """A span leads outside the years 2 to 9998, where days can no longer be told."""

    def __init__(self) -> None:
        self.message = _("The span leads outside the years 2 to 9998. Give a shorter one.")
        self.fields: dict[str, str] = {}
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The days of one year as they were announced.

    Args:
        year: the year the announcement is for.
        rest_days: days off, as far as the weekly rhythm does not say so already (it may repeat it). An announcement
            may reach into the last days of December before.
        make_up_days: days of a weekend that are worked.
        source: where it stands, for the reader who wants to check.
    """

    year: int
    rest_days: frozenset[date]
    make_up_days: frozenset[date]
    source: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The worked days of an organisation and the counting of spans along them. A value: the same question, the same answer.

    Args:
        zone: the zone in which days begin and end.
        years: announced years, each at most once.
        announced: True where the days of every year wait for an announcement. Years after the latest announced one
            are then provisional and years before it without data are refused. False: the weekly rhythm and
            `expected_rest_days` hold for ever, and `years` are exceptions.
        expected_rest_days: days off in years without an announcement, as far as they are known beforehand.
        weekend: days off of every week, 0 = Monday.
        open_days: last days of a year that the announcement of the next year may still move.

    Raises:
        ValueError: a year given twice, or a week without a worked day.
    """

    zone: tzinfo
    years: tuple[CalendarYear, ...] = field(default=(), repr=False)
    announced: bool = False
    expected_rest_days: frozenset[date] = field(default=frozenset(), repr=False)
    weekend: frozenset[int] = frozenset({5, 6})
    open_days: int = 0
    # What follows is worked out of the above, at once or when first asked, and kept: a hand-off counts several spans.
    _rest: frozenset[date] = field(init=False, repr=False, compare=False)
    _made_up: frozenset[date] = field(init=False, repr=False, compare=False)
    _known: frozenset[int] = field(init=False, repr=False, compare=False)
    _open_from: int = field(init=False, repr=False, compare=False)
    _worked: dict[int, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    _dues: dict[int, Due] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = frozenset(entry.year for entry in self.years)
        if len(known) < len(self.years):
            raise ValueError("A year of a calendar is given twice.")
        if self.weekend >= frozenset(range(7)):
            raise ValueError("A calendar needs a worked day in its week.")
        rest: set[date] = set()
        made_up: set[date] = set()
        for entry in sorted(self.years, key=lambda entry: entry.year):  # the later announcement wins
            rest |= entry.rest_days  # where a day is in both, it is worked
            made_up = (made_up - entry.rest_days) | entry.make_up_days
        open_from = date.max.toordinal()
        if self.announced:
            open_from = date(max(known) + 1, 1, 1).toordinal() - self.open_days if known else 0
        for name, value in (
            ("_rest", frozenset(rest)),
            ("_made_up", frozenset(made_up)),
            ("_known", known),
            ("_open_from", open_from),
            ("_worked", {}),
            ("_dues", {}),
        ):
            object.__setattr__(self, name, value)

    def with_years(self, arrived: Iterable[CalendarYear]) -> "Calendar":
        """The calendar with further announced years; each replaces what was there for that year."""
        years = {entry.year: entry for entry in (*self.years, *arrived)}
        return Calendar(
            self.zone,
            tuple(years[year] for year in sorted(years)),
            self.announced,
            self.expected_rest_days,
            self.weekend,
            self.open_days,
        )

    def due(self, start_at: datetime, span: Span) -> Due:
        """When a span that begins at an instant is over.

        Minutes and hours are exact. In days, the day of the start is not counted and the last day ends at 24:00. A
        last day of natural days or months that is not worked moves to the next one that is; a month ends on the same
        date, or on the last day of a month that lacks it. Nought days end with the day of the start.

        Raises:
            CalendarGapError: a day that matters lies in a past year without data.
            CalendarRangeError: the end lies outside the years that have dates.
            ValueError: an instant without a zone.
        """
        match span.unit:
            case SpanUnit.WORKING_DAY:
                first = self.local_date(start_at).toordinal() + 1
                last = self._worked_after(first, span.amount) if span.amount else self._worked_from(first - 1)
            case SpanUnit.NATURAL_DAY:
                last = self._worked_from(self.local_date(start_at).toordinal() + span.amount)
            case SpanUnit.MONTH:
                last = self._worked_from(_months_on(self.local_date(start_at), span.amount))
            case SpanUnit.HOUR | SpanUnit.MINUTE:
                return Due(_moved(start_at, span))
        return self._due(last)

    def alert_at(self, due_at: datetime, ahead: Span = _ONE_WORKING_DAY) -> datetime:
        """When to warn of a deadline: the beginning of the day that lies a span before its last day.

        Minutes and hours are exact. Working days count worked days before the last day, whether that is worked or not.

        Args:
            due_at: the deadline. A midnight belongs to the day it ends.
            ahead: how long before.

        Raises:
            CalendarGapError, CalendarRangeError, ValueError: as `due`.
        """
        last = self.day_ended_by(due_at)
        match ahead.unit:
            case SpanUnit.WORKING_DAY:
                day = self._worked_before(last.toordinal(), ahead.amount) if ahead.amount else last.toordinal()
            case SpanUnit.NATURAL_DAY:
                day = last.toordinal() - ahead.amount
            case SpanUnit.MONTH:
                day = _months_on(last, -ahead.amount)
            case SpanUnit.HOUR | SpanUnit.MINUTE:
                return _moved(due_at, ahead, -1)
        return self.end_of_day(date.fromordinal(_inside(day) - 1))

    def month_end(self, year: int, month: int) -> Due:
        """The end of a month's last day, worked or not: what a policy means by "before the end of the month".

        Why: such a deadline is no period of law, so nothing extends it; warn with `alert_at` instead.
        """
        return Due(self.end_of_day(date(year, month, monthrange(year, month)[1])))

    def end_of_day(self, day: date) -> datetime:
        """24:00 of a local day, which is the next local midnight, in UTC."""
        following = date.fromordinal(_inside(day.toordinal()) + 1)
        return datetime.combine(following, time(), self.zone).astimezone(UTC)

    def local_date(self, instant: datetime) -> date:
        """The day it is in the zone of the calendar.

        Raises:
            ValueError: an instant without a zone.
        """
        if instant.tzinfo is None:
            raise ValueError("An instant must say its zone.")
        return instant.astimezone(self.zone).date()

    def day_ended_by(self, instant: datetime) -> date:
        """The local day that an instant closes: a midnight ends the day before, as deadlines of a day do."""
        return self.local_date(instant - _INSTANT)

    def ends_day(self, instant: datetime) -> bool:
        """Whether an instant is the very end of a local day: shown as that day, never as 00:00 of the next."""
        return self.local_date(instant) != self.day_ended_by(instant)

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked, as far as is known today; see `is_settled`.

        Raises:
            CalendarGapError: a past year without data.
        """
        worked, ordinal = self._worked_in(day.year), day.toordinal()
        index = bisect_left(worked, ordinal)
        return index < len(worked) and worked[index] == ordinal

    def is_settled(self, day: date) -> bool:
        """Whether no announcement that is still to come can change whether a day is worked."""
        return day.toordinal() < self._open_from

    def working_days_between(self, start_at: datetime, end_at: datetime) -> int:
        """How many worked days lie after the day of the start, up to and including the day of the end.

        A midnight at the end belongs to the day it ends, so that a span of n working days holds n of them. An end
        before its start gives the negative number.

        Raises:
            CalendarGapError: a past year without data lies between.
            ValueError: an instant without a zone.
        """
        if end_at < start_at:
            return -self.working_days_between(end_at, start_at)
        after, last = self.local_date(start_at), self.day_ended_by(end_at)
        if last <= after:
            return 0
        first = after + timedelta(1)
        return sum(
            bisect_right(worked, last.toordinal()) - bisect_left(worked, first.toordinal())
            for worked in map(self._worked_in, range(first.year, last.year + 1))
        )

    def _due(self, last: int) -> Due:
        found = self._dues.get(last)
        if found is None:
            found = Due(self.end_of_day(date.fromordinal(last)), provisional=last >= self._open_from)
            self._dues[last] = found
        return found

    def _worked_in(self, year: int) -> tuple[int, ...]:
        """Ordinals of the worked days of a year, ascending."""
        found = self._worked.get(year)
        if found is None:
            found = self._worked[year] = self._work_out(year)
        return found

    def _work_out(self, year: int) -> tuple[int, ...]:
        rest = self._rest
        if year not in self._known:
            if self.announced and self._known and year < max(self._known):
                raise CalendarGapError(year)
            rest |= self.expected_rest_days
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = map(date.fromordinal, range(_inside(first), _inside(last) + 1))
        return tuple(
            day.toordinal()
            for day in days
            if day in self._made_up or (day.weekday() not in self.weekend and day not in rest)
        )

    def _worked_after(self, first: int, count: int) -> int:
        """The worked day number `count` (1 or more) of those from a day on."""
        year = date.fromordinal(_inside(first)).year
        worked = self._worked_in(year)
        index = bisect_left(worked, first) + count - 1
        while index >= len(worked):
            index -= len(worked)
            year += 1
            worked = self._worked_in(year)
        return worked[index]

    def _worked_from(self, day: int) -> int:
        """The first worked day from a day on, itself included."""
        return self._worked_after(day, 1)

    def _worked_before(self, day: int, count: int) -> int:
        """The worked day number `count` (1 or more) of those before a day, counted backwards."""
        year = date.fromordinal(_inside(day - 1)).year
        worked = self._worked_in(year)
        index = bisect_left(worked, day) - count
        while index < 0:
            year -= 1
            worked = self._worked_in(year)
            index += len(worked)
        return worked[index]


def recompute(old: Calendar, new: Calendar, start_at: datetime, span: Span) -> Due | None:
    """What becomes of a running deadline when days are announced: its new due, or None where nothing changes.

    Why: a deadline that an announcement moves, or only makes certain, is written down again as an event; the many it
    leaves alone are not.

    Raises:
        CalendarGapError: `new` lacks a past year that matters.
    """
    due = new.due(start_at, span)
    return None if due == old.due(start_at, span) else due


def _moved(instant: datetime, span: Span, sign: int = 1) -> datetime:
    """An instant moved by a span of minutes or hours, in UTC."""
    if instant.tzinfo is None:
        raise ValueError("An instant must say its zone.")
    minutes = span.amount * (60 if span.unit is SpanUnit.HOUR else 1)
    try:
        return instant.astimezone(UTC) + timedelta(minutes=sign * minutes)
    except OverflowError as error:
        raise CalendarRangeError from error


def _months_on(day: date, months: int) -> int:
    """Ordinal of the same date so many months on (or, if negative, back), or of the end of a month that lacks it."""
    index = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(index, _MONTHS)
    if not date.min.year < year < date.max.year:
        raise CalendarRangeError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def _inside(ordinal: int) -> int:
    """The ordinal of a day, if there is such a day and one before and after it."""
    if not _FIRST_DAY <= ordinal <= _LAST_DAY:
        raise CalendarRangeError
    return ordinal
