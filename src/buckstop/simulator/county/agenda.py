"""The agenda: what happens when, in working hours, each entry after the one before."""

import heapq
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from buckstop.domain.calendars import Calendar

# Minutes after local midnight: morning and afternoon of a working day.
_MORNING, _NOON, _AFTERNOON, _EVENING = 9 * 60, 12 * 60, 13 * 60 + 30, 17 * 60 + 30
_FIRST_HALF = _NOON - _MORNING
DAY_MINUTES = _FIRST_HALF + _EVENING - _AFTERNOON
DAY_HOURS = DAY_MINUTES / 60


class WorkTime:
    """Working time as one number that only runs while offices are open: its minutes since the first day.

    Args:
        first, last: days it knows; what lies beyond falls on the end of the last one.
    """

    def __init__(self, calendar: Calendar, zone: ZoneInfo, first: date, last: date) -> None:
        span = (first + timedelta(days) for days in range((last - first).days + 1))
        self.days = tuple(day for day in span if calendar.is_working_day(day))
        self.zone = zone
        self._midnights = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in self.days]

    def minute(self, at: datetime) -> int:
        """Working minutes up to an instant."""
        place = bisect_right(self._midnights, at) - 1
        if place < 0:
            return 0
        passed = int((at - self._midnights[place]).total_seconds() // 60)
        morning = min(max(passed - _MORNING, 0), _FIRST_HALF)
        afternoon = min(max(passed - _AFTERNOON, 0), _EVENING - _AFTERNOON)
        return place * DAY_MINUTES + morning + afternoon

    def instant(self, minute: int) -> datetime:
        """The instant at which so many working minutes are over."""
        place, rest = divmod(minute, DAY_MINUTES)
        if place >= len(self.days):
            place, rest = len(self.days) - 1, DAY_MINUTES - 1
        wall = _MORNING + rest if rest < _FIRST_HALF else _AFTERNOON + rest - _FIRST_HALF
        return self._midnights[place] + timedelta(minutes=wall)

    def after(self, at: datetime, hours: float) -> datetime:
        """The instant so many working hours later, at least a minute."""
        return max(self.instant(self.minute(at) + max(1, round(60 * hours))), at + timedelta(minutes=1))


class Agenda:
    """Entries by instant; of several at one instant, the one entered first comes first."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._entered = 0

    def enter(self, at: datetime, action: Callable[[], None]) -> None:
        """Let something happen at an instant."""
        heapq.heappush(self._heap, (at, self._entered, action))
        self._entered += 1

    def next_at(self) -> datetime | None:
        """When the next entry is due."""
        return self._heap[0][0] if self._heap else None

    def take(self) -> tuple[datetime, Callable[[], None]]:
        """The next entry, taken out."""
        at, _, action = heapq.heappop(self._heap)
        return at, action
