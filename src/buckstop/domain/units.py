"""Units and the tree they form: each has exactly one administrative superior, so each dispute has one arbiter.

Retired units stay in the tree where they stood: matters of the past still name them as parties, and a retired party
counts when an arbiter is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from buckstop.domain.ids import UnitId


class UnitKind(StrEnum):
    """Which layer of an organisation a unit belongs to; for display and selection, never for who may decide."""

    ROOT = "root"
    GOVERNMENT = "government"
    DEPARTMENT = "department"
    OFFICE = "office"
    TOWNSHIP = "township"
    VILLAGE = "village"
    TEAM = "team"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as it stands now.

    Args:
        superior: the one administrative superior; None for the root only.
        aliases: short names and former names under which documents know the unit.
        retired_at: since when it answers for nothing; None while it is active.
        successor: who took over by approved document; None where its nearest active superior did.
    """

    id: UnitId
    name: str
    kind: UnitKind
    superior: UnitId | None
    founded_at: datetime
    aliases: tuple[str, ...] = ()
    retired_at: datetime | None = None
    successor: UnitId | None = None

    @property
    def active(self) -> bool:
        """Whether matters can be held by it."""
        return self.retired_at is None


@dataclass(frozen=True)
class Tree:
    """All units by id, in the order of their founding, and the questions that depend on who stands above whom.

    Why: answers are remembered within one value (chains of superiors, children), so that asking for an arbiter costs
    microseconds; a change makes a new value, whose memory starts empty.
    """

    root: UnitId
    units: Mapping[UnitId, Unit]
    _chains: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def active_units(self) -> tuple[UnitId, ...]:
        """Every unit that can hold matters, sorted by id: the same list wherever lots are drawn from it."""
        return tuple(sorted(unit.id for unit in self.units.values() if unit.active))

    @cached_property
    def children(self) -> Mapping[UnitId, tuple[UnitId, ...]]:
        """Direct subordinates of each unit that has any, retired ones included, in the order of their founding."""
        below: dict[UnitId, list[UnitId]] = {}
        for unit in self.units.values():
            if unit.superior is not None:
                below.setdefault(unit.superior, []).append(unit.id)
        return {superior: tuple(ids) for superior, ids in below.items()}

    def active(self, unit: UnitId) -> bool:
        """Whether a unit is known and not retired."""
        found = self.units.get(unit)
        return found is not None and found.retired_at is None

    def superiors(self, unit: UnitId) -> tuple[UnitId, ...]:
        """Everyone strictly above a unit, from its own superior up to the root; empty for the root and for strangers."""
        chain = self._chains.get(unit)
        if chain is None:
            found = self.units.get(unit)
            above = found.superior if found is not None else None
            chain = () if above is None else (above, *self.superiors(above))
            self._chains[unit] = chain
        return chain

    def is_above(self, upper: UnitId, lower: UnitId) -> bool:
        """Whether one unit is a strict superior of another, near or far."""
        return upper in self.superiors(lower)

    def within(self, unit: UnitId, top: UnitId) -> bool:
        """Whether a unit is another or stands below it."""
        return unit == top or top in self.superiors(unit)

    def nearest_active_superior(self, unit: UnitId) -> UnitId | None:
        """The first superior upwards that is not retired; None for the root."""
        return next((superior for superior in self.superiors(unit) if self.active(superior)), None)

    def custodian(self, unit: UnitId) -> UnitId:
        """The active unit that now answers for what a unit answered for: itself, its successor, else its superior.

        Why: a successor may itself be retired later; the chain is followed to its end. It ends, because a successor was
        active when it took over, and the root never retires.
        """
        while not self.units[unit].active:
            unit = self.units[unit].successor or self._superior_of_retired(unit)
        return unit

    def _superior_of_retired(self, unit: UnitId) -> UnitId:
        superior = self.nearest_active_superior(unit)
        return self.root if superior is None else superior

    def lowest_common_superior(self, parties: Iterable[UnitId]) -> UnitId | None:
        """The lowest active unit strictly above every party; None where there is none, as when the root is a party.

        Why it is never a party: a strict superior of all parties that were itself one would stand above itself.
        """
        first, *others = (self.superiors(party) for party in set(parties))
        for candidate in first:
            if self.units[candidate].retired_at is None and all(candidate in chain for chain in others):
                return candidate
        return None

    def subtree(self, top: UnitId) -> Iterator[UnitId]:
        """A unit and everything below it, retired units included, each superior before its subordinates."""
        waiting = [top]
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting.extend(reversed(self.children.get(unit, ())))

    def active_children(self, unit: UnitId) -> tuple[UnitId, ...]:
        """Direct subordinates that are not retired."""
        return tuple(child for child in self.children.get(unit, ()) if self.active(child))
