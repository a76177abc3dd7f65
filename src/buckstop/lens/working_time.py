"""Working time between two instants: exact, vectorised, and right about holidays, make-up days and daylight saving.

Why: a step from Friday afternoon to Monday morning is hours, not days; units must not be compared on who got
Friday's cases. China moves working days to weekends, so the calendar is more than weekends plus holidays.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt

from buckstop.domain.errors import BuckstopError
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import CalendarSpec

Micros = npt.NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HOUR_US = 3_600_000_000
# Make-up days are decreed year by year. A country that had any in this span before a year, and has none from that
# year on, has simply not decreed them yet (or the package does not know).
_LOOK_BACK_YEARS = 10
_LOOK_AHEAD_YEARS = 2
_YEARS_SHOWN = 5


class CalendarError(BuckstopError):
    """A calendar that cannot be built (unknown country, closing before opening) or is asked outside its years."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkingClock:
    """A clock that only runs while the organisation works.

    Args:
        opens_us, closes_us: instants at which each worked day opens and closes, ascending, one entry per worked day.
        worked_before_us: working time before each opening, same length.
        first_us, end_us: half-open range of instants the clock knows.
        issues: `calendar.provisional` for years whose make-up working days are not known yet.
    """

    opens_us: Micros
    closes_us: Micros
    worked_before_us: Micros
    first_us: int
    end_us: int
    issues: tuple[Issue, ...] = ()

    @classmethod
    def for_years(cls, spec: CalendarSpec, zone: str, first_year: int, last_year: int) -> "WorkingClock":
        """The clock of an organisation for whole local years, both included.

        Args:
            spec: opening hours, weekdays and country.
            zone: IANA zone in which days are counted.
            first_year, last_year: local years.

        Raises:
            CalendarError: unknown country, or a working day that closes before it opens.
        """
        if not 0 <= spec.opens < spec.closes <= 24:
            raise CalendarError(f"A working day from {spec.opens} to {spec.closes} h is not inside 0 to 24 h.")
        tz = ZoneInfo(zone)
        off, made_up, provisional = _moved_days(spec.country, first_year, last_year)
        worked = [
            day
            for day in _days(first_year, last_year)
            if day in made_up or (day.weekday() in spec.workdays and day not in off)
        ]
        opens = np.array([_instant_us(day, spec.opens, tz) for day in worked], dtype=np.int64)
        closes = np.array([_instant_us(day, spec.closes, tz) for day in worked], dtype=np.int64)
        before = np.zeros(len(worked), dtype=np.int64)
        np.cumsum((closes - opens)[:-1], out=before[1:])
        first_us = _instant_us(date(first_year, 1, 1), 0.0, tz)
        end_us = _instant_us(date(last_year, 12, 31), 24.0, tz)
        return cls(opens, closes, before, first_us, end_us, _issues(spec.country, provisional))

    @classmethod
    def for_instants(cls, spec: CalendarSpec, zone: str, first_us: int, last_us: int) -> "WorkingClock":
        """The clock for the local years that hold two instants and everything between them."""
        tz = ZoneInfo(zone)
        first, last = (_EPOCH + timedelta(microseconds=us) for us in (first_us, last_us))
        return cls.for_years(spec, zone, first.astimezone(tz).year, last.astimezone(tz).year)

    def worked_us(self, start_us: Micros, end_us: Micros) -> Micros:
        """Working time in each [start, end), in microseconds, to the last digit.

        Args:
            start_us, end_us: instants of equal length; an end before its start gives the negative span.

        Raises:
            CalendarError: an instant outside the years of the clock (a zero there would be a lie).
        """
        return self.elapsed_us(end_us) - self.elapsed_us(start_us)

    def instants(self, elapsed_us: Micros) -> Micros:
        """The instants at which so much working time has passed since the start of the clock.

        Args:
            elapsed_us: working time, not negative; a full day's end counts as the next opening.

        Raises:
            CalendarError: more working time than the years of the clock hold.
        """
        worked = int(self.elapsed_us(np.array([self.end_us], dtype=np.int64))[0])
        if elapsed_us.size and (int(elapsed_us.min()) < 0 or int(elapsed_us.max()) >= worked):
            raise CalendarError("The working time lies outside the years this working calendar was built for.")
        day = np.searchsorted(self.worked_before_us, elapsed_us, side="right") - 1
        return self.opens_us[day] + (elapsed_us - self.worked_before_us[day])

    def elapsed_us(self, instants: Micros) -> Micros:
        """Working time from the start of the clock to each instant.

        Raises:
            CalendarError: an instant outside the years of the clock.
        """
        if instants.size == 0:
            return np.zeros(0, dtype=np.int64)
        if int(instants.min()) < self.first_us or int(instants.max()) > self.end_us:
            raise CalendarError("An instant lies outside the years this working calendar was built for.")
        if self.opens_us.size == 0:
            return np.zeros(instants.shape, dtype=np.int64)
        day = np.searchsorted(self.opens_us, instants, side="right") - 1
        begun = day >= 0
        day = np.where(begun, day, 0)
        opened = self.opens_us[day]
        inside = np.minimum(instants, self.closes_us[day]) - opened
        return np.where(begun, self.worked_before_us[day] + inside, 0)


def _moved_days(country: str, first_year: int, last_year: int) -> tuple[frozenset[date], frozenset[date], list[int]]:
    """Days off, make-up working days, and the years whose make-up days are not known."""
    if not country:
        return frozenset(), frozenset(), []
    # A year's decree also moves days of its neighbours (a day off on 31 December), hence the wider span.
    span = range(
        max(first_year - _LOOK_BACK_YEARS, date.min.year), min(last_year + _LOOK_AHEAD_YEARS, date.max.year) + 1
    )
    try:
        known = holidays.country_holidays(country, years=span)
    except NotImplementedError as error:
        raise CalendarError(f"The country {country!r} has no holiday calendar; use an ISO code such as CN.") from error
    made_up = frozenset(known.weekend_workdays)
    years = {day.year for day in made_up if day.year in span}
    latest = max(years) if years else last_year
    provisional = [year for year in range(first_year, last_year + 1) if year > latest]
    return frozenset(known), made_up, provisional


def _issues(country: str, provisional: list[int]) -> tuple[Issue, ...]:
    """One warning naming the years without decreed make-up days, if there are any."""
    if not provisional:
        return ()
    years = ", ".join(str(year) for year in provisional[:_YEARS_SHOWN])
    if len(provisional) > _YEARS_SHOWN:  # one event stamped 9999 must not list eight thousand years
        years = f"{provisional[0]}-{provisional[-1]}"
    fields: dict[str, str | int | float] = {"country": country, "years": years}
    return (Issue("calendar.provisional", Severity.WARNING, count=len(provisional), fields=fields),)


def _days(first_year: int, last_year: int) -> list[date]:
    """Every date from 1 January of the first to 31 December of the last year."""
    start, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    return [date.fromordinal(day) for day in range(start, end + 1)]


def _instant_us(day: date, hour: float, zone: ZoneInfo) -> int:
    """Microseconds since 1970 of a local hour (0 to 24) of a day; an hour skipped by the clock change is the next one."""
    micros = round(hour * _HOUR_US)
    days, micros = divmod(micros, 24 * _HOUR_US)
    if days and day == date.max:  # the day after it has no date
        return _instant_us(day, 0.0, zone) + 24 * _HOUR_US
    local = datetime.combine(day + timedelta(days=days), datetime.min.time()) + timedelta(microseconds=micros)
    return (local.replace(tzinfo=zone) - _EPOCH) // _MICROSECOND
