"""Where working calendars come from: an operator's files over shipped ones over the package `holidays`.

Why in this order: whoever runs the system has the notice in hand before any package knows it. A year counts as
announced when its data are there, never because of today's date.
"""

import re
from dataclasses import dataclass
from datetime import tzinfo
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
from holidays.holiday_base import HolidayBase

from buckstop.app.calendar_files import Customs, Days, read_calendar_folder, read_calendar_year
from buckstop.domain.calendars import Calendar, CalendarYear
from buckstop.domain.errors import BuckstopError
from buckstop.lens.issues import Issue, Severity

_CHINA, _CHINA_CODES, _CHINA_ZONE = "CN", frozenset({"CN", "CHN"}), "Asia/Shanghai"
# From 2006 the package agrees, day by day, with an independent table of the Chinese notices (tests). 2100 is where
# its tables of lunar dates end.
_FIRST_YEAR, _LAST_YEAR = 2006, 2100
# Six notices since 2001 moved days between 29 and 31 December of the year before, none moved earlier ones.
_CHINA_OPEN_DAYS = 3
_SHIPPED = ("rulepacks", "zh_CN", "calendar")


class ShippedCalendarError(BuckstopError):
    """A calendar file of the installed package is damaged."""


def chinese_calendar(folder: Path | None = None) -> Calendar | tuple[Issue, ...]:
    """The calendar of China's offices: announced years, then weekends and the statutory days, provisionally.

    Args:
        folder: the operator's calendar files, one per year; each replaces the year it is for.
    """
    return _chinese(ZoneInfo(_CHINA_ZONE), folder)


def country_calendar(
    country: str, zone: str, subdivisions: tuple[str, ...] = (), folder: Path | None = None
) -> Calendar | tuple[Issue, ...]:
    """The calendar of a country or of some of its parts, as the package `holidays` knows it.

    Where make-up days are announced year by year, years after the latest announced one are provisional; so are years
    whose dates the package itself calls estimated.

    Args:
        country: ISO 3166 code, such as GB.
        zone: IANA zone, such as Europe/London.
        subdivisions: codes of parts, such as ENG; a holiday in any of them is one. Empty: what holds everywhere.
        folder: the operator's calendar files, one per year; each replaces the year it is for.
    """
    found = _zone(zone)
    if not isinstance(found, tzinfo):
        return found
    if country.upper() in _CHINA_CODES and not subdivisions:
        return _chinese(found, folder)
    try:
        known = _known_days(country, subdivisions or (None,))
    except NotImplementedError:
        place = "-".join((country, "/".join(subdivisions))) if subdivisions else country
        return (Issue("calendar.unknown_country", Severity.ERROR, fields={"country": place}),)
    calendar = Calendar(
        found, known.announced, announced=True, expected_rest_days=known.rest_days, weekend=known.weekend
    )
    return _with_folder(calendar, folder, Customs(known.rest_days_of, known.weekend))


def plain_calendar(zone: str, folder: Path | None = None) -> Calendar | tuple[Issue, ...]:
    """A calendar of Mondays to Fridays; files may add closures, year by year, and nothing is ever provisional.

    Args:
        zone: IANA zone, such as Europe/London.
        folder: the operator's calendar files.
    """
    found = _zone(zone)
    if not isinstance(found, tzinfo):
        return found
    calendar = Calendar(found)
    return _with_folder(calendar, folder, Customs(lambda _year: frozenset(), calendar.weekend))


def _chinese(zone: ZoneInfo, folder: Path | None) -> Calendar | tuple[Issue, ...]:
    known = _known_days(_CHINA, (None,))
    calendar = Calendar(
        zone,
        known.announced,
        announced=True,
        # Days off in lieu are left out: which day they fall on is what the notice decides.
        expected_rest_days=_china_days_by_law(range(_FIRST_YEAR, _LAST_YEAR + 1)),
        weekend=known.weekend,
        open_days=_CHINA_OPEN_DAYS,
    )
    customs = Customs(lambda year: _china_days_by_law(range(year, year + 1)), known.weekend)
    return _with_folder(calendar.with_years(_shipped_years(customs)), folder, customs)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the package knows: years as good as announced, every day off it reckons with, and the weekend."""

    announced: tuple[CalendarYear, ...]
    rest_days: Days
    weekend: frozenset[int]

    def rest_days_of(self, year: int) -> Days:
        return frozenset(day for day in self.rest_days if day.year == year)


def _known_days(country: str, subdivisions: tuple[str | None, ...]) -> _Known:
    """The package's days of a country.

    Raises:
        NotImplementedError: no such country or part.
    """
    years = range(_FIRST_YEAR, _LAST_YEAR + 1)
    parts = [holidays.country_holidays(country, subdiv=part, years=years) for part in subdivisions]
    made_up = frozenset.intersection(*(frozenset(part.weekend_workdays) for part in parts))
    # Where make-up days are announced, the package knows as many years as it has such days for.
    last = max((day.year for day in made_up), default=_LAST_YEAR)
    estimated = frozenset[int]().union(*map(_estimated_years, parts))
    first = max(_FIRST_YEAR, *(part.start_year for part in parts))
    last = min(last, *(part.end_year for part in parts))
    rest = frozenset(day for part in parts for day in part)
    rest_of, made_up_of = _by_year(rest), _by_year(made_up)
    source = f"holidays {version('holidays')}: {country}"
    announced = tuple(
        CalendarYear(year, rest_of.get(year, frozenset()), made_up_of.get(year, frozenset()), source)
        for year in _longest_run([year for year in range(first, last + 1) if year not in estimated])
    )
    return _Known(announced, rest, frozenset.intersection(*(frozenset(part.weekend) for part in parts)))


def _by_year(days: Days) -> dict[int, Days]:
    return {year: frozenset(group) for year, group in groupby(sorted(days), lambda day: day.year)}


def _estimated_years(known: HolidayBase) -> frozenset[int]:
    """Years in which the package calls a date estimated; it says so only in the names of the holidays."""
    label = known.tr(getattr(known, "estimated_label", "")).replace("%s", "")
    mark = re.search(r"\w(.*\w)?", label)  # the bare word: brackets differ where a day is in lieu as well
    return frozenset(day.year for day, name in known.items() if mark[0] in name) if mark else frozenset()


def _longest_run(years: list[int]) -> list[int]:
    """The longest run of years without a gap, the later of equals: a calendar with holes would refuse its own past."""
    runs = [[year for _, year in run] for _, run in groupby(enumerate(years), lambda pair: pair[1] - pair[0])]
    return max(reversed(runs), key=len, default=[])


def _china_days_by_law(years: range) -> Days:
    """The statutory days of China (13 a year since 2025), lunar ones included, wherever they fall."""
    return frozenset(holidays.country_holidays(_CHINA, years=years, observed=False))


def _shipped_years(customs: Customs) -> list[CalendarYear]:
    years = []
    for entry in sorted(files("buckstop").joinpath(*_SHIPPED).iterdir(), key=lambda entry: entry.name):
        year = read_calendar_year(entry.read_text("utf-8"), entry.name, customs)
        if not isinstance(year, CalendarYear):
            raise ShippedCalendarError(
                f"The shipped calendar {entry.name} is damaged; install Buckstop again. First fault: {year[0]}"
            )
        years.append(year)
    return years


def _with_folder(calendar: Calendar, folder: Path | None, customs: Customs) -> Calendar | tuple[Issue, ...]:
    if folder is None:
        return calendar
    read = read_calendar_folder(folder, customs)
    years = tuple(entry for entry in read if isinstance(entry, CalendarYear))
    issues = tuple(entry for entry in read if isinstance(entry, Issue))
    return issues or calendar.with_years(years)


def _zone(name: str) -> ZoneInfo | tuple[Issue, ...]:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no relative path, a folder of zones
        return (Issue("calendar.unknown_zone", Severity.ERROR, fields={"zone": name}),)
