"""A month of deadlines and of what happens by itself; the same to take along into one's own calendar."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from buckstop.web.boards.coming import coming_between
from buckstop.web.boards.dates import calendar_page, days_of, month_named
from buckstop.web.boards.icalendar import icalendar
from buckstop.web.boards.listing import restricted_of
from buckstop.web.reads import record, record_all
from buckstop.web.rendering import render
from buckstop.web.templating import url
from buckstop.web.visitors import visitor

_BEFORE, _AHEAD = timedelta(days=31), timedelta(days=366)


def calendar(request: HttpRequest) -> HttpResponse:
    """A month, of what concerns the visitor's units or of everything they may read."""
    who = visitor(request)
    today = who.ledger.calendar.local_date(who.ledger.now())
    mine = request.GET.get("scope", "mine" if who.units else "all") != "all"
    page = calendar_page(who, month_named(request.GET.get("month", ""), today), mine=mine)
    record_all(request, "read", page.restricted, "calendar")
    return render(request, "calendar.html", page)


def calendar_file(request: HttpRequest) -> HttpResponse:
    """The dates of the visitor's units, from a month ago to a year ahead, as an iCalendar file."""
    who = visitor(request)
    today = who.ledger.calendar.local_date(who.ledger.now())
    days = days_of(who, today - _BEFORE, today + _AHEAD, mine=True)
    coming = coming_between(who, today, today + _AHEAD, mine=True)
    entries = sum(len(day.due) + len(day.happening) for day in days) + sum(map(len, coming.values()))
    record(request, "export", "calendar", "dates_taken", entries=entries)
    rows = (row for day in days for row in (*day.due, *day.happening))
    record_all(request, "export", restricted_of({row.id: row for row in rows}.values()), "dates")
    address = request.build_absolute_uri(url("matter", "ID")).replace("%", "%%").replace("ID", "%s")
    restricted = dict.fromkeys(one.cycle for views in coming.values() for one in views if one.restricted)
    record_all(request, "export", tuple(restricted), "dates")

    def cycle_at(cycle: str) -> str:
        return request.build_absolute_uri(url("cycle", cycle))

    response = HttpResponse(
        icalendar(who, days, coming, address, cycle_at), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="buckstop.ics"'
    return response
