"""A month of deadlines and of what happens by itself, as a grid and as an agenda."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from buckstop.app.boards import Day, calendar
from buckstop.app.lists import MatterRow, reading_of
from buckstop.app.running import running_clocks
from buckstop.domain.calendars import Calendar, CalendarGapError
from buckstop.domain.ids import UnitId
from buckstop.i18n import gettext_noop as _
from buckstop.text.defaults import default_sentence
from buckstop.web.boards.coming import ComingView, coming_between
from buckstop.web.boards.listing import restricted_of
from buckstop.web.boards.tabs import Tab, tabs_of
from buckstop.web.rows import RowView, row_of
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
REMINDER = _("A reminder of the deadline goes out.")
_IN_CELL, _LISTED = 3, 5
_YEARS = 50
_MAKE_UP, _HOLIDAY, _UNKNOWN = _("worked in exchange"), _("holiday"), _("not announced yet")


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens by itself on a day."""

    view: RowView
    at: str
    iso: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the calendar.

    Args:
        iso: the day; number: of the month.
        rest: it is not worked; mark: why, or that it is worked though one would not expect it, or not announced.
        outside: of the month before or after.
        titles: the first of what is due, for the grid.
        more: what is due and not among the titles.
        address: of the list of what is due that day.
        coming: the first of the cycles that come that day; comes: how many come; in_cell: those in the grid.
    """

    iso: str
    number: int
    weekday: str
    rest: bool
    mark: str
    today: bool
    outside: bool
    deadlines: int
    late: int
    timers: int
    due: tuple[RowView, ...]
    happening: tuple[Happening, ...]
    titles: tuple[RowView, ...]
    more: int
    unlisted: int
    address: str
    coming: tuple[ComingView, ...]
    comes: int
    in_cell: tuple[ComingView, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A month.

    Args:
        month: as year and month in figures.
        earlier, later, now: addresses of the months before and after, and of this one.
        agenda: days of the month on which anything is due or happens.
        scope: `mine` where only what concerns the visitor's units is shown, else `all`.
    """

    tabs: tuple[Tab, ...]
    month: str
    earlier: str
    later: str
    now: str
    mine: str
    everything: str
    scope: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[DayView, ...], ...]
    agenda: tuple[DayView, ...]
    restricted: tuple[str, ...]


def calendar_page(who: Visitor, first: date, *, mine: bool) -> CalendarPage:
    """The month that begins on a day, whole weeks from Monday on.

    Args:
        mine: only matters that concern the visitor's units.
    """
    begin, end = grid_of(first)
    days = days_of(who, begin, end, mine=mine)
    coming = coming_between(who, begin, end, mine=mine)
    shown = [_day(who, day, first.month, coming.get(day.day, ())) for day in days]
    scope = "mine" if mine else "all"
    return CalendarPage(
        tabs=tabs_of(who, "calendar"),
        month=f"{first.year}-{first.month:02d}",
        earlier=_address(months_on(first, -1), scope),
        later=_address(months_on(first, 1), scope),
        now=url("calendar", scope=scope),
        mine=url("calendar", month=f"{first:%Y-%m}", scope="mine"),
        everything=url("calendar", month=f"{first:%Y-%m}", scope="all"),
        scope=scope,
        weekdays=tuple(who.read.translate(one) for one in WEEKDAYS),
        weeks=tuple(tuple(shown[place : place + 7]) for place in range(0, len(shown), 7)),
        agenda=tuple(day for day in shown if not day.outside and (day.deadlines or day.timers or day.coming)),
        restricted=(
            *restricted_of({row.id: row for day in days for row in (*day.due, *day.happening)}.values()),
            *dict.fromkeys(one.cycle for day in shown for one in day.coming if one.restricted),
        ),
    )


def days_of(who: Visitor, begin: date, end: date, *, mine: bool) -> Sequence[Day]:
    """Days with what is due and happens on them, as far as the visitor may read."""
    reading = reading_of(who.organisation, who.person, who.ledger.now())
    units: tuple[UnitId, ...] = (who.units or (UnitId(""),)) if mine else ()
    return calendar(who.ledger, begin, end, reading, units)


def grid_of(first: date) -> tuple[date, date]:
    """The Monday a month's grid begins with, and the Sunday it ends with."""
    last = months_on(first, 1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def months_on(first: date, months: int) -> date:
    """The first day of a month some months on."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _address(first: date, scope: str) -> str:
    return url("calendar", month=f"{first:%Y-%m}", scope=scope)


def _day(who: Visitor, day: Day, month: int, coming: tuple[ComingView, ...]) -> DayView:
    read, now = who.read, who.ledger.now()
    due = tuple(row_of(row, read, now) for row in day.due)
    rest, mark = _kind(who.ledger.calendar, day.day)
    iso = day.day.isoformat()
    return DayView(
        iso=iso,
        number=day.day.day,
        weekday=read.translate(WEEKDAYS[day.day.weekday()]),
        rest=rest,
        mark=read.translate(mark) if mark else "",
        today=day.day == who.ledger.calendar.local_date(now),
        outside=day.day.month != month,
        deadlines=day.deadlines,
        late=day.late,
        timers=day.timers,
        due=due,
        happening=tuple(_happenings(day.happening, who)),
        titles=due[:_IN_CELL],
        more=day.deadlines - len(due[:_IN_CELL]),
        unlisted=max(0, day.deadlines - len(due)),
        address=url("matters", **{"from": iso, "until": iso}),
        coming=coming[:_LISTED],
        comes=len(coming),
        in_cell=coming[:_IN_CELL],
    )


def _happenings(rows: Sequence[MatterRow], who: Visitor) -> Iterator[Happening]:
    read, now = who.read, who.ledger.now()
    for row in rows:
        at = row.due_at
        clock = next((one for one in running_clocks(row.matter, who.organisation) if one.due_at == at), None)
        if at is not None:
            said = default_sentence(clock, read) if clock else read.translate(REMINDER)
            yield Happening(row_of(row, read, now), read.instant(at), at.isoformat(), said)


def _kind(calendar_: Calendar, day: date) -> tuple[bool, str]:
    """Whether a day is free, and what is special about that."""
    try:
        worked = calendar_.is_working_day(day)
    except CalendarGapError:
        return day.weekday() in calendar_.weekend, _UNKNOWN
    weekend = day.weekday() in calendar_.weekend
    if worked:
        return False, _MAKE_UP if weekend else ("" if calendar_.is_settled(day) else _UNKNOWN)
    return True, "" if weekend else _HOLIDAY


def month_named(words: str, today: date) -> date:
    """The first day of a month written as year and month; of the present one where that is none, or lies too far off."""
    try:
        first = date.fromisoformat(f"{words}-01")
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= _YEARS else today.replace(day=1)
