"""Who answered when, why it moved, and whose clock ran: as a list, as a bar, and as tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from buckstop.app.queries import MatterPage
from buckstop.domain.calendars import Calendar, CalendarGapError
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.clocks import Stretch, Why, by_clock, by_clock_on_working_days
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OUTSIDE, PLANNER
from buckstop.text.deadlines import hours_figure, length_words
from buckstop.text.protocol_words import REASONS_WHY
from buckstop.text.readers import Reader
from buckstop.web.matters.steps import Step, Teller, When

_SHADES = 6
_WIDE, _NARROW = 1.9, 1.0  # percent of the bar one sign takes: Chinese, Latin
_LEAST = 0.4  # percent below which a piece could not be seen


@dataclass(frozen=True, slots=True)
class ClockShare:
    """How long a clock ran."""

    unit: str
    length: str


@dataclass(frozen=True, slots=True)
class Custody:
    """A time in which one unit answered.

    Args:
        until: None while it does.
        moved: another unit answered before.
        step: the event with which it began.
        clocks: whose clock ran in it, the longest first.
    """

    unit: str
    since: When
    until: When | None
    length: str
    moved: bool
    step: Step | None
    clocks: tuple[ClockShare, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the bar, in percent of its width.

    Args:
        shade: `shade-0` to `shade-5`, the same for the same unit; `nobody` where no unit is charged.
        label: empty where it would not fit; words: all of it, for whoever points at the piece.
    """

    x: str
    width: str
    shade: str
    label: str
    words: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """Two strips on one scale: who answered, and whose clock ran.

    Args:
        deadline: where the deadline stands, empty where it lies outside.
        legend: shade and name of each unit.
    """

    holders: tuple[Piece, ...]
    clocks: tuple[Piece, ...]
    deadline: str
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StretchRow:
    """A stretch as a row of the table that says the same as the bar."""

    since: When
    until: When
    holder: str
    clock: str
    why: str
    hours: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Hours of one clock; on working days empty where a year's calendar is missing."""

    unit: str
    hours: str
    working: str


@dataclass(frozen=True, slots=True)
class CustodyView:
    """Everything about who answered when.

    Args:
        since, until: the ends of the bar.
        stretches: the latest ones; earlier: how many more there are.
    """

    custodies: tuple[Custody, ...]
    bar: Bar | None
    since: When
    until: When
    stretches: tuple[StretchRow, ...]
    earlier: int
    hours: tuple[HoursRow, ...]


def custody_view(page: MatterPage, teller: Teller, most: int) -> CustodyView:
    """Who answered when, for one reader.

    Args:
        most: how many stretches the table shows.
    """
    read, matter, events = teller.read, page.matter, page.events
    stretches = page.stretches or (_at_once(matter),)
    deadline_at = matter.deadline.due_at if matter.deadline else None
    since_at, until_at = stretches[0].from_at, stretches[-1].until_at
    rows = tuple(_row(one, teller) for one in stretches[-most:])
    return CustodyView(
        custodies=_custodies(stretches, events, teller, running=matter.open),
        bar=_bar(stretches, read, deadline_at) if until_at > since_at else None,
        since=teller.when(since_at),
        until=teller.when(until_at),
        stretches=rows,
        earlier=len(stretches) - len(rows),
        hours=_hours(stretches, read, read.calendar),
    )


def _at_once(matter: Matter) -> Stretch:
    """What stands for a matter that was opened this very instant: it is held, and no time has passed."""
    at = matter.opened_at
    return Stretch(at, at, matter.holder, matter.holder, matter.phase, Why.HELD, provisional=False)


def _custodies(
    stretches: Sequence[Stretch], events: Sequence[MatterEvent], teller: Teller, *, running: bool
) -> tuple[Custody, ...]:
    found = []
    runs = _runs(stretches)
    for place, run in enumerate(runs):
        until = None if running and place == len(runs) - 1 else teller.when(run[-1].until_at)
        shares = sorted(by_clock(run).items(), key=lambda share: -share[1])
        found.append(
            Custody(
                unit=teller.read.unit(run[0].holder),
                since=teller.when(run[0].from_at),
                until=until,
                length=length_words(sum((one.length for one in run), timedelta()), teller.read),
                moved=place > 0 and runs[place - 1][0].holder != run[0].holder,
                step=_began(run[0], events, teller),
                clocks=tuple(
                    ClockShare(teller.read.unit(unit), length_words(length, teller.read)) for unit, length in shares
                ),
            )
        )
    return tuple(found)


def _runs(stretches: Sequence[Stretch]) -> list[tuple[Stretch, ...]]:
    """Stretches of one holder without a gap between them; while it was closed nobody answered."""
    found: list[list[Stretch]] = []
    for one in stretches:
        last = found[-1][-1] if found else None
        if last is not None and (last.holder, last.until_at) == (one.holder, one.from_at):
            found[-1].append(one)
        else:
            found.append([one])
    return [tuple(run) for run in found]


def _began(first: Stretch, events: Sequence[MatterEvent], teller: Teller) -> Step | None:
    """The last event of that instant that made the unit the holder."""
    for number, event in zip(range(len(events), 0, -1), reversed(events), strict=True):
        if event.happened_at == first.from_at and getattr(event, "holder", None) == first.holder:
            return teller.step(number, event, moved=number > 1)
    return None


def _bar(stretches: Sequence[Stretch], read: Reader, deadline_at: datetime | None) -> Bar:
    start_at, end_at = stretches[0].from_at, stretches[-1].until_at
    units = list(dict.fromkeys(unit for one in stretches for unit in (one.holder, one.clock)))
    charged = [unit for unit in units if unit not in (OUTSIDE, PLANNER)]
    shades = {unit: f"shade-{place % _SHADES}" for place, unit in enumerate(charged)}

    def share(at: datetime) -> float:
        return 100 * ((at - start_at) / (end_at - start_at))

    def pieces(spans: Iterable[tuple[UnitId, datetime, datetime, bool]]) -> tuple[Piece, ...]:
        found = []
        for unit, from_at, until_at, provisional in spans:
            x, width = share(from_at), max(share(until_at) - share(from_at), _LEAST)
            words = f"{read.unit(unit)} · {read.instant(from_at)} – {read.instant(until_at)}"
            label = read.unit(unit) if width >= _room_for(read.unit(unit)) else ""
            found.append(Piece(f"{x:.2f}%", f"{width:.2f}%", shades.get(unit, "nobody"), label, words, provisional))
        return tuple(found)

    past_deadline = deadline_at is not None and start_at < deadline_at < end_at
    return Bar(
        holders=pieces((run[0].holder, run[0].from_at, run[-1].until_at, False) for run in _runs(stretches)),
        clocks=pieces((one.clock, one.from_at, one.until_at, one.provisional) for one in stretches),
        deadline=f"{share(deadline_at):.2f}%" if past_deadline and deadline_at else "",
        legend=tuple((shades.get(unit, "nobody"), read.unit(unit)) for unit in units),
    )


def _room_for(name: str) -> float:
    """Percent of the bar a name takes on a page of ordinary width."""
    return _WIDE + sum(_NARROW if sign.isascii() else _WIDE for sign in name)


def _row(one: Stretch, teller: Teller) -> StretchRow:
    return StretchRow(
        since=teller.when(one.from_at),
        until=teller.when(one.until_at),
        holder=teller.read.unit(one.holder),
        clock=teller.read.unit(one.clock),
        why=teller.read.word(REASONS_WHY, one.why),
        hours=hours_figure(one.length),
        provisional=one.provisional,
    )


def _hours(stretches: Sequence[Stretch], read: Reader, calendar: Calendar) -> tuple[HoursRow, ...]:
    everything = by_clock(stretches)
    try:
        working = by_clock_on_working_days(stretches, calendar)
    except CalendarGapError:  # hours on working days cannot be told for a year nobody entered; all others can
        working = {}
    return tuple(
        HoursRow(read.unit(unit), hours_figure(length), hours_figure(working[unit]) if unit in working else "")
        for unit, length in sorted(everything.items(), key=lambda share: -share[1])
    )
