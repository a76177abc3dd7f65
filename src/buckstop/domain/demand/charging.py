"""Who pays for demands: their minutes are the issuer's, never those of whom they are asked."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations, zip_longest

from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId, DemandStatus
from buckstop.domain.ids import UnitId


def charges(demand: Demand, unit: UnitId) -> Iterator[tuple[date, int]]:
    """Each time a receiver is asked, with the minutes: those it spent where it answered, else those planned.

    What was done before its time and then withdrawn was spent all the same; it counts on the day of the withdrawal.
    """
    answers = (answer.minutes for answer in demand.answers_of(unit))
    for day, spent in zip_longest(demand.due_dates(unit), answers):
        yield day or demand.ended_date or demand.until_date, demand.person_minutes if spent is None else spent


def charged(demands: Iterable[Demand], year: int | None = None) -> Mapping[UnitId, int]:
    """Person-minutes by issuer, in one calendar year or in all; issuers of nothing are left out."""
    found: dict[UnitId, int] = {}
    for demand in demands:
        minutes = [spent for unit in demand.units for day, spent in charges(demand, unit) if year in {None, day.year}]
        if minutes:
            found[demand.issuer] = found.get(demand.issuer, 0) + sum(minutes)
    return found


def near_duplicates(demands: Iterable[Demand]) -> tuple[tuple[DemandId, DemandId], ...]:
    """Pairs that ask the same of the same unit: kind and topic are one, a receiver is in both, both are still asked."""
    asked = [one for one in demands if one.status is DemandStatus.ASKED and one.particulars.topic]
    return tuple((one.id, other.id) for one, other in combinations(asked, 2) if alike(one, other))


def alike(one: Demand, other: Demand) -> bool:
    """Whether two demands ask the same of a common receiver."""
    return (
        one.kind is other.kind
        and one.particulars.topic == other.particulars.topic
        and not set(one.units).isdisjoint(other.units)
    )
