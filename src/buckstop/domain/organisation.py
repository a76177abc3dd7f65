"""The organisation as one immutable value: who answers to whom, who holds which post, what may be asked of whom.

Disputes climb the tree of administrative superiors and nothing else. Line relations stand beside it: they carry
guidance and demands, never arbitration. Above the root stands an arbiter outside the tree, so that even a dispute to
which the root is a party has somebody who decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from buckstop.domain.duties import Admission, AdmissionKind, Duties, Duty
from buckstop.domain.ids import ChangeId, DutyItemId, LineId, PersonId, PostId, Sealed, UnitId
from buckstop.domain.organisation_commands import UnitChange
from buckstop.domain.posts import Acting, Post, Posts, Role
from buckstop.domain.units import Tree, Unit


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change of a unit that takes effect at a later instant."""

    change: ChangeId
    what: UnitChange
    effective_at: datetime


@dataclass(frozen=True)
class Organisation:
    """Units, lines, posts, duty lists and plans after `version` events.

    Args:
        outside_arbiter: decides where the root is a party; never a unit of the tree.
        outside_arbiters: name of every outside arbiter there ever was, so that no unit is founded under such an id.
        office: the supervision office, a unit of the tree.
        lines: (upper unit, lower unit) pairs of each line of business.
        persons: the register: sealed name of each person.
        plan: changes to come, by effective instant, then in the order in which they were scheduled.
    """

    version: int
    tree: Tree
    outside_arbiter: UnitId
    outside_arbiters: Mapping[UnitId, str]
    office: UnitId
    lines: Mapping[LineId, frozenset[tuple[UnitId, UnitId]]]
    duties: Duties
    posts: Posts
    persons: Mapping[PersonId, Sealed]
    plan: tuple[PlannedChange, ...]

    # --- units ---

    @property
    def root(self) -> UnitId:
        """The unit that has no superior in the tree."""
        return self.tree.root

    def unit(self, unit: UnitId) -> Unit | None:
        """A unit as it stands now; None for a stranger and for the outside arbiter."""
        return self.tree.units.get(unit)

    def superior(self, unit: UnitId) -> UnitId | None:
        """The one administrative superior, retired or not; None for the root and for strangers."""
        found = self.tree.units.get(unit)
        return found.superior if found is not None else None

    def active(self, unit: UnitId) -> bool:
        """Whether a unit can hold matters: known and not retired."""
        return self.tree.active(unit)

    def is_above(self, upper: UnitId, lower: UnitId) -> bool:
        """Whether one unit is a strict superior of another, near or far."""
        return self.tree.is_above(upper, lower)

    def within(self, unit: UnitId, top: UnitId) -> bool:
        """Whether a unit is another or stands below it."""
        return self.tree.within(unit, top)

    def nearest_active_superior(self, unit: UnitId) -> UnitId | None:
        """The first superior upwards that is not retired; None for the root."""
        return self.tree.nearest_active_superior(unit)

    def custodian(self, unit: UnitId) -> UnitId:
        """The active unit that now answers for what a unit answered for."""
        return self.tree.custodian(unit)

    def subtree(self, top: UnitId) -> Iterator[UnitId]:
        """A unit and everything below it, retired units included, each superior before its subordinates."""
        return self.tree.subtree(top)

    # --- arbitration and verification ---

    def arbiter_for(self, parties: Iterable[UnitId]) -> UnitId:
        """Who decides between units: their lowest active strict common superior, else the outside arbiter.

        Never a party, and never a guiding unit of a line.

        Args:
            parties: at least one unit of the tree, retired ones included.
        """
        superior = self.tree.lowest_common_superior(parties)
        return self.outside_arbiter if superior is None else superior

    def eligible_verifiers(self, excluding_parties: Iterable[UnitId], excluding_under: UnitId) -> tuple[UnitId, ...]:
        """Active units that were never a party and do not stand in a holder's subtree, sorted by id.

        Args:
            excluding_under: the holder; it and everything below it is left out.
        """
        barred = {*excluding_parties, *self.tree.subtree(excluding_under)}
        return tuple(unit for unit in self.tree.active_units if unit not in barred)

    # --- lines ---

    @cached_property
    def _guides(self) -> Mapping[UnitId, tuple[UnitId, ...]]:
        found: dict[UnitId, set[UnitId]] = {}
        for pairs in self.lines.values():
            for upper, lower in pairs:
                if self.active(upper):
                    found.setdefault(lower, set()).add(upper)
        return {lower: tuple(sorted(uppers)) for lower, uppers in found.items()}

    def guidance(self, unit: UnitId) -> tuple[UnitId, ...]:
        """Active units that guide a unit in some line of business, sorted by id."""
        return self._guides.get(unit, ())

    # --- duty lists ---

    def duty(self, unit: UnitId, item: DutyItemId) -> Duty | None:
        """The line of a unit's duty list for an item, with its kind and, where taken back, by whom."""
        return self.duties.of(unit, item)

    def has_duty_list(self, unit: UnitId) -> bool:
        """Whether a list was ever drawn for a unit; where none was, its door is open."""
        return unit in self.duties.lists

    def admits(self, unit: UnitId, item: DutyItemId | None, approval_ref: str = "") -> Admission:
        """What a unit's duty list says to a matter of that item; see `Duties.admits`.

        A superior that took the item back and was retired since is replaced by its custodian.
        """
        admission = self.duties.admits(unit, item, approval_ref)
        if admission.taken_by is not None and not self.active(admission.taken_by):
            return Admission(AdmissionKind.TAKEN_BACK, self.custodian(admission.taken_by))
        return admission

    # --- posts and persons ---

    def post(self, post: PostId) -> Post | None:
        """A post as it stands now, abolished or not; None for an unknown id."""
        return self.posts.by_id.get(post)

    def posts_in(self, unit: UnitId) -> tuple[Post, ...]:
        """The posts of a unit that are not abolished; of the outside arbiter likewise."""
        return self.posts.by_unit.get(unit, ())

    def holder_of(self, post: PostId, at: datetime) -> PersonId | None:
        """The person who holds a post at an instant, present or absent; None for a vacancy."""
        return self.posts.holder_of(post, at)

    def posts_of(self, person: PersonId, at: datetime) -> tuple[Post, ...]:
        """Every post that a person holds at an instant, in all units."""
        return self.posts.posts_of(person, at)

    def who_acts_for(self, post: PostId, at: datetime) -> Acting | None:
        """The one person who acts for a post at an instant, as its holder or as a deputy; None if nobody is there."""
        return self.posts.who_acts_for(post, at)

    def acting_in(self, person: PersonId, unit: UnitId, at: datetime) -> tuple[Acting, ...]:
        """Every post of a unit for which a person acts at an instant, with the post it is for and the one held."""
        return self.posts.acting_in(person, unit, at)

    def roles_of(self, person: PersonId, unit: UnitId, at: datetime) -> frozenset[Role]:
        """All roles a person has in a unit at an instant, by holding a post or by deputising for one."""
        return self.posts.roles_of(person, unit, at)

    # --- plans ---

    @property
    def next_change_at(self) -> datetime | None:
        """When the next planned change takes effect; None where nothing is planned."""
        return self.plan[0].effective_at if self.plan else None
