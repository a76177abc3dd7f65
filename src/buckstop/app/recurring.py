"""Matters that look as if they came again, told by what a unit opened: what might be set up as a cycle.

Nothing is made of it by itself. What came at least twice is shown with the day the next one would be due, and a person
opens the next one, or sets up a cycle.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.lists import MatterRow, rows_of
from buckstop.domain.cycle.schedule import months_later
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.words import Outcome
from buckstop.domain.organisation import Organisation
from buckstop.ledger.lookup import Order, Reading, Where

LOOKED_AT = 500
"""Matters, the newest that the units gave, among which repetitions are looked for."""

_TIMES = 2
_MONTHS = (1, 3, 6, 12)
_DAYS_OF_A_MONTH = 30.44
_TOLERANCE = 0.25
# What tells one time from another: figures, wide ones too, Chinese numerals, English months; what is left is the title.
_NUMERALS = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u4e0a\u4e0b"
_CHANGING = re.compile(
    rf"[\d{_NUMERALS}]+|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|q[1-4])\b|[\W_]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Something that came again.

    Args:
        last: the one that came last.
        times: how often it came, among the matters looked at.
        months: how far apart, in whole months; None where they came in no steady step.
        next_date: when the next one would be due; None where that cannot be told.
    """

    last: MatterRow
    times: int
    months: int | None
    next_date: date | None


def recurring(
    ledger: Ledger, organisation: Organisation, units: Sequence[UnitId], reading: Reading | None
) -> tuple[Recurrence, ...]:
    """What units gave more than once under titles that differ in dates and numbers only, the next due first."""
    if not units:
        return ()
    where = Where(kind=MATTER, giver=tuple(units), reading=reading)
    rows = rows_of(ledger, organisation, ledger.store.page(where, Order.NEWEST, LOOKED_AT).snapshots)
    groups: dict[tuple[str, str], list[MatterRow]] = defaultdict(list)
    for row in rows:
        cancelled = row.matter.outcome in {Outcome.CANCELLED, Outcome.MERGED}
        if row.matter.parent is None and not cancelled and (name := _name(row.matter.title)):
            groups[row.matter.giver, name].append(row)
    found = [_recurrence(ledger, group) for group in groups.values() if len(group) >= _TIMES]
    return tuple(sorted(found, key=lambda one: (one.next_date is None, one.next_date or date.max, one.last.id)))


def _name(title: str) -> str:
    """A title without what tells one time from another."""
    return _CHANGING.sub(" ", title).casefold().strip()


def _recurrence(ledger: Ledger, group: Sequence[MatterRow]) -> Recurrence:
    """A group, the newest first."""
    last = group[0]
    months = _step([row.matter.opened_at.date() for row in group])
    due = ledger.calendar.day_ended_by(last.deadline_at) if last.deadline_at else None
    return Recurrence(last, len(group), months, months_later(due, months) if due and months else None)


def _step(opened: Sequence[date]) -> int | None:
    """The step between openings, newest first, if they keep one: a month, a quarter, half a year or a year."""
    gaps = [(later - earlier).days for later, earlier in pairwise(opened)]
    middle = median(gaps) / _DAYS_OF_A_MONTH
    return next((months for months in _MONTHS if abs(middle - months) <= months * _TOLERANCE), None)
