"""Deadlines and what happens by itself, as a file calendars read (RFC 5545)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from buckstop.app.boards import Day
from buckstop.app.running import running_clocks
from buckstop.i18n import gettext_noop as _
from buckstop.text.defaults import default_sentence
from buckstop.web.boards.coming import ComingView
from buckstop.web.boards.dates import REMINDER
from buckstop.web.visitors import Visitor

_LINE = 75  # octets
_DUE = _("Due: %(title)s")
_HAPPENS = _("By itself: %(title)s")
_COMES = _("Comes again: %(title)s")


Coming = Mapping[date, Sequence[ComingView]]
"""What comes again, day by day."""


def icalendar(
    who: Visitor, days: Iterable[Day], coming: Coming, address_of: str, cycle_at: Callable[[str], str]
) -> str:
    """The file.

    Args:
        address_of: address of a matter's page, `%s` for its id; cycle_at: tells that of a cycle's.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Buckstop//Buckstop//EN",
        "CALSCALE:GREGORIAN",
        *_entries(who, days, address_of),
        *_turns(who, coming, cycle_at),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _entries(who: Visitor, days: Iterable[Day], address_of: str) -> Iterator[str]:
    read, stamp = who.read, _instant(who.ledger.now())
    for day in days:
        for row in day.due:
            if row.deadline_at is not None:
                title = read.say(_DUE, title=row.matter.title)
                yield from _entry(f"{row.id}/deadline", row.deadline_at, title, "", address_of % row.id, stamp, who)
        for row in day.happening:
            at = row.due_at
            clock = next((one for one in running_clocks(row.matter, who.organisation) if one.due_at == at), None)
            if at is not None:
                title = read.say(_HAPPENS, title=row.matter.title)
                said = default_sentence(clock, read) if clock else read.translate(REMINDER)
                yield from _entry(
                    f"{row.id}/{clock.default if clock else 'reminder'}",
                    at,
                    title,
                    said,
                    address_of % row.id,
                    stamp,
                    who,
                )


def _turns(who: Visitor, coming: Coming, address_of: Callable[[str], str]) -> Iterator[str]:
    stamp = _instant(who.ledger.now())
    for day, views in sorted(coming.items()):
        for view in views:
            title = who.read.say(_COMES, title=view.title)
            ends_at = who.ledger.calendar.end_of_day(day)
            yield from _entry(f"{view.cycle}/{day}", ends_at, title, "", address_of(view.cycle), stamp, who)


def _entry(name: str, at: datetime, title: str, said: str, address: str, stamp: str, who: Visitor) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(name)}@{_text(who.ledger.origin)}"
    yield f"DTSTAMP:{stamp}"
    calendar = who.ledger.calendar
    if calendar.ends_day(at):  # a whole day: at midnight it would stand on the next one
        yield f"DTSTART;VALUE=DATE:{calendar.day_ended_by(at):%Y%m%d}"
    else:
        yield f"DTSTART:{_instant(at)}"
    yield f"SUMMARY:{_text(title)}"
    if said:
        yield f"DESCRIPTION:{_text(said)}"
    yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no sign cut in two; each further piece begins with a blank."""
    piece, begin = "", ""
    for sign in line:
        if len((begin + piece + sign).encode()) > _LINE:
            yield begin + piece
            piece, begin = "", " "
        piece += sign
    yield begin + piece
