"""Which units the lively present is about: the same few in every county, found by their ids alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from buckstop.domain.ids import UnitId

_ONE, _OTHER, _THIRD = ("building",), ("water",), ("transport", "police")
_TOWN, _NEXT_TOWN = ("t02", "t01"), ("t03", "t01")


class Units(Protocol):
    """Whatever knows which units there are."""

    def __contains__(self, unit: object, /) -> bool:
        """Whether there is such a unit."""
        ...


@dataclass(frozen=True, slots=True)
class Places:
    """The units of the present.

    Args:
        prefix: of the county's ids; empty where it stands alone.
        one, other, third: departments.
        town, next_town: townships; village, next_village: of `town`.
        desk: takes citizens' requests in.
    """

    prefix: str
    government: UnitId
    office: UnitId
    committee: UnitId
    desk: UnitId
    one: UnitId
    other: UnitId
    third: UnitId
    town: UnitId
    next_town: UnitId
    village: UnitId
    next_village: UnitId


def places_in(units: Units) -> Places:
    """The places of a county, the first one where there are several."""
    prefix = "" if UnitId("hotline") in units else "c01."
    town = _first(units, prefix, _TOWN)
    return Places(
        prefix=prefix,
        government=UnitId(f"{prefix}gov"),
        office=UnitId("office"),
        committee=UnitId("committee"),
        desk=UnitId(f"{prefix}hotline"),
        one=_first(units, prefix, _ONE),
        other=_first(units, prefix, _OTHER),
        third=_first(units, prefix, _THIRD),
        town=town,
        next_town=_first(units, prefix, _NEXT_TOWN),
        village=UnitId(f"{town}.v01"),
        next_village=UnitId(f"{town}.v02"),
    )


def _first(units: Units, prefix: str, keys: Sequence[str]) -> UnitId:
    return next(unit for key in keys if (unit := UnitId(prefix + key)) in units)
