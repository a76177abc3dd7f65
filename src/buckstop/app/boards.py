"""Boards: a unit, the office, a directive's tree, who holds how much, a calendar. Values only; nothing here writes.

Each board asks the store a handful of questions however many matters there are, and shows what its reader may read.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.lists import PAGE, MatterRow, lateness, rows_of
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.ledger.instants import from_micros
from buckstop.ledger.lookup import BETWEEN, By, Order, Reading, Tally, Where

FIRST = 20
"""Lines of each part of a board before one asks for the whole list."""

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a board.

    Args:
        rows: the first of them.
        total: how many there are.
        where: what the whole list is asked for by.
        order: how it is ordered.
    """

    rows: tuple[MatterRow, ...]
    total: int
    where: Where
    order: Order


@dataclass(frozen=True, slots=True)
class UnitBoard:
    """What a unit has to do with.

    Args:
        holds: open matters it answers for.
        given: open matters it gave to others.
        offered: offers it has to sign.
        asked: matters in which it owes an answer.
        waits: matters in which it waits for an answer.
        to_decide: disputes and appeals it is the arbiter of.
        to_verify: work it has to look at.
    """

    unit: UnitId
    holds: Section
    given: Section
    offered: Section
    asked: Section
    waits: Section
    to_decide: Section
    to_verify: Section


@dataclass(frozen=True, slots=True)
class OfficeBoard:
    """The whole: the highest priority first, then what is late.

    Args:
        phases: all that was asked for, counted by phase.
        awaited: how many wait in a phase for a unit, by both.
        after: where the next page begins, None where this is the last.
    """

    rows: tuple[MatterRow, ...]
    phases: tuple[Tally, ...]
    awaited: Mapping[tuple[str, UnitId], int]
    after: str | None

    @property
    def total(self) -> int:
        """How many matters were asked for."""
        return sum(phase.total for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Load:
    """How much is held: open matters, late ones, those near their deadline, and offers of them that nobody answered."""

    open: int = 0
    late: int = 0
    near: int = 0
    offered: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.open + other.open, self.late + other.late, self.near + other.near, self.offered + other.offered
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """A unit in the tree with what it holds.

    Args:
        own: what the unit itself holds.
        whole: what it and every unit below it hold.
        below: its subordinates, in the order of their founding; retired ones only where they hold something still.
    """

    unit: UnitId
    own: Load
    whole: Load
    below: tuple["Holding", ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar.

    Args:
        deadlines: matters whose work is due that day; late: those of them that are late now.
        timers: open matters in which something happens by itself that day, and next.
        due: the first of the deadlines, the earliest first.
        happening: the first of the matters in which something happens.
    """

    day: date
    deadlines: int
    late: int
    timers: int
    due: tuple[MatterRow, ...]
    happening: tuple[MatterRow, ...]


def sections(
    ledger: Ledger, organisation: Organisation, asked: Mapping[str, tuple[Where, Order]], first: int
) -> dict[str, Section]:
    """Several short lists at once: a question each, one for all their counts, one for what fell due.

    Args:
        first: lines of each.
    """
    wheres = {name: replace(where, kind=MATTER) for name, (where, _) in asked.items()}
    pages = {name: ledger.store.page(wheres[name], order, first).snapshots for name, (_, order) in asked.items()}
    full = [name for name, found in pages.items() if len(found) == first]
    totals = {name: len(found) for name, found in pages.items()}
    totals |= zip(full, ledger.store.counts([wheres[name] for name in full]), strict=True)
    rows = iter(rows_of(ledger, organisation, [one for found in pages.values() for one in found]))
    return {
        name: Section(tuple(next(rows) for _ in found), totals[name], wheres[name], asked[name][1])
        for name, found in pages.items()
    }


def unit_board(
    ledger: Ledger,
    unit: UnitId,
    reading: Reading | None,
    first: int = FIRST,
    organisation: Organisation | None = None,
) -> UnitBoard:
    """What a unit holds, gave away, must sign, answer, waits for, must decide and verify.

    Args:
        organisation: where it was read for this page already.
    """
    # Who holds, gave, signs, answers, decides or verifies is involved: whoever reads for that unit may read it all.
    limits = None if reading is None or unit in reading.direct else reading
    asked = {
        "holds": (Where(holder=unit, active=True, reading=limits), Order.OFFICE),
        "given": (Where(giver=unit, given_away=True, active=True, reading=limits), Order.OFFICE),
        "offered": (Where(offeree=unit, active=True, reading=limits), Order.DUE),
        "asked": (Where(asked=unit, active=True, reading=limits), Order.DUE),
        "waits": (Where(asking=unit, active=True, reading=reading), Order.DUE),
        "to_decide": (Where(arbiter=unit, active=True, reading=limits), Order.DUE),
        "to_verify": (Where(verifier=unit, active=True, reading=limits), Order.DUE),
    }
    return UnitBoard(unit=unit, **sections(ledger, organisation or ledger.organisation(), asked, first))


def office_board(ledger: Ledger, where: Where, after: str = "", limit: int = PAGE) -> OfficeBoard:
    """Open matters, the highest priority and then the earliest deadline first.

    Args:
        where: filters, and how far the asker may read.

    Raises:
        CursorError: `after` is no end of a page of this board.
    """
    where = replace(where, kind=MATTER, active=True)
    page = ledger.store.page(where, Order.OFFICE, limit, after)
    counted = ledger.store.tally(where, By.PHASE_AND_AWAITED, None)
    measure = lateness(ledger)
    # How many there are is known; only those with a deadline soon or behind them are looked at.
    pressing = ledger.store.tally(_until(where, measure.near_until), By.PHASE, measure)
    rows = rows_of(ledger, ledger.organisation(), page.snapshots)
    return OfficeBoard(rows, _by_phase(counted, pressing), _awaited(counted), page.after)


def _until(where: Where, at: datetime) -> Where:
    return replace(where, deadline_until=at if where.deadline_until is None else min(at, where.deadline_until))


def _by_phase(counted: Sequence[Tally], pressing: Sequence[Tally]) -> tuple[Tally, ...]:
    """The same counted by phase alone, with what is late and near."""
    found = {one.key: Tally(one.key, 0, 0, one.late, one.near, 0) for one in pressing}
    for one in counted:
        phase, _, _unit = one.key.partition(BETWEEN)
        so_far = found.get(phase, Tally(phase, 0, 0, 0, 0, 0))
        found[phase] = Tally(
            phase,
            so_far.total + one.total,
            so_far.open + one.open,
            so_far.late + one.late,
            so_far.near + one.near,
            so_far.offered + one.offered,
        )
    return tuple(found[phase] for phase in sorted(found))


def _awaited(counted: Sequence[Tally]) -> Mapping[tuple[str, UnitId], int]:
    parts = ((one.key.partition(BETWEEN), one.open) for one in counted)
    return {(phase, UnitId(unit)): number for (phase, _, unit), number in parts if unit}


def tally(ledger: Ledger, where: Where, by: By) -> tuple[Tally, ...]:
    """Matters counted by the values of a column, with how many are late and near."""
    return tuple(ledger.store.tally(replace(where, kind=MATTER), by, lateness(ledger)))


def who_holds(ledger: Ledger, reading: Reading | None) -> Holding:
    """Who holds how much, up the tree of units; the root's `whole` is everything the reader may read."""
    organisation = ledger.organisation()
    found = tally(ledger, Where(active=True, reading=reading), By.HOLDER)
    own = {UnitId(one.key): Load(one.open, one.late, one.near, one.offered) for one in found}
    children = organisation.tree.children

    def holding(unit: UnitId) -> Holding:
        below = tuple(
            one
            for one in map(holding, children.get(unit, ()))
            if one.whole.open or one.below or organisation.active(one.unit)
        )
        mine = own.get(unit, Load())
        return Holding(unit, mine, sum((one.whole for one in below), mine), below)

    return holding(organisation.root)


def calendar(
    ledger: Ledger,
    from_date: date,
    to_date: date,
    reading: Reading | None,
    units: Sequence[UnitId] = (),
    first: int = 200,
) -> tuple[Day, ...]:
    """Days with what is due on them and what happens on them by itself; days without either are there too.

    A deadline at midnight belongs to the day it ends.

    Args:
        to_date: the last day shown.
        units: only matters these are involved in.
        first: lines in all, for deadlines and for timers; the counts are of everything.
    """
    zoned = ledger.calendar
    begin, end = zoned.end_of_day(from_date - timedelta(days=1)) + _INSTANT, zoned.end_of_day(to_date)
    base = Where(kind=MATTER, active=True, reading=reading, involved=tuple(units))
    due, timed = replace(base, deadline_from=begin, deadline_until=end), replace(base, due_from=begin, due_until=end)
    measure, store = lateness(ledger), ledger.store
    pages = [
        store.page(due, Order.DEADLINE, first).snapshots,
        store.page(timed, Order.DUE, first).snapshots,
    ]
    rows = rows_of(ledger, ledger.organisation(), [one for page in pages for one in page])
    deadlines = _by_day(ledger, store.tally(due, By.DEADLINE, measure))
    timers = _by_day(ledger, store.tally(timed, By.DUE, None))
    ends = _rows_by_day(ledger, rows[: len(pages[0])], lambda row: row.columns.deadline_at)
    happens = _rows_by_day(ledger, rows[len(pages[0]) :], lambda row: row.columns.due_at)
    days = (from_date + timedelta(days=number) for number in range((to_date - from_date).days + 1))
    return tuple(
        Day(
            day=day,
            deadlines=sum(one.open for one in deadlines[day]),
            late=sum(one.late for one in deadlines[day]),
            timers=sum(one.open for one in timers[day]),
            due=tuple(ends[day]),
            happening=tuple(happens[day]),
        )
        for day in days
    )


def _by_day(ledger: Ledger, tallies: Sequence[Tally]) -> Mapping[date, list[Tally]]:
    """Quarters of an hour as days: each by the instant before its end, for midnight ends a day."""
    found: dict[date, list[Tally]] = defaultdict(list)
    for one in tallies:
        found[ledger.calendar.day_ended_by(from_micros(int(one.key)))].append(one)
    return found


def _rows_by_day(
    ledger: Ledger, rows: Sequence[MatterRow], instant_of: Callable[[MatterRow], datetime | None]
) -> Mapping[date, list[MatterRow]]:
    found: dict[date, list[MatterRow]] = defaultdict(list)
    for row in rows:
        if (at := instant_of(row)) is not None:
            found[ledger.calendar.day_ended_by(at)].append(row)
    return found
