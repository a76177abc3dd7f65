"""How large the county is, how long it lives, and from which seed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CountySpec:
    """A county, or several under one upper government.

    Args:
        seed: the same seed and sizes give the same events, byte for byte.
        counties: with more than one, a city or province government stands above them.
        departments: of each county, at most those the words name; the intake desk is always there.
        townships: of each county.
        villages: of each township.
        first_date: first day; working days are those of the ledger's calendar.
        weeks: how long it lives; up to six days longer where its last day is named.
        until_date: its last day; None for the last Sunday of the weeks.
        directives: decisions each county government hands down in that time.
        requests: citizens' requests per working day at each intake desk, on average.
    """

    seed: int = 1
    counties: int = 1
    departments: int = 24
    townships: int = 15
    villages: int = 20
    first_date: date = date(2026, 3, 2)
    weeks: int = 13
    directives: int = 22
    requests: float = 22.0
    until_date: date | None = None

    @property
    def last_date(self) -> date:
        """The day in whose evening it ends."""
        return self.until_date or self.first_date + timedelta(weeks=self.weeks, days=-1)

    def ending(self, day: date) -> "CountySpec":
        """The same county with its life moved: it begins on a Monday, lasts its weeks and ends on that day."""
        first = day - timedelta(weeks=self.weeks, days=-1)
        return replace(self, first_date=first - timedelta(first.weekday()), until_date=day)


SCALES: Mapping[str, CountySpec] = MappingProxyType(
    {
        "small": CountySpec(departments=10, townships=5, villages=6, weeks=8, directives=9, requests=8.0),
        "county": CountySpec(),
        "city": CountySpec(counties=6),
        "province": CountySpec(counties=60),
    }
)
"""Named sizes; a city or a province is so many counties, and takes so many times as long."""
