"""Who may read a matter, how much of it, and whether the reading goes on record.

| visibility | read by |
|---|---|
| public | everybody in the organisation |
| internal | whoever works in a unit involved or above one, the supervision office, auditors |
| restricted | members, leaders and verifiers of a unit involved, the supervision office, auditors; each reading is logged |

Beyond that a unit that holds a part, or is offered one, reads what everything above it is about; and a citizen reads how
what they asked for stands. Nobody reads anything who acts from no post and asked for nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Visibility
from buckstop.domain.organisation import Organisation
from buckstop.domain.posts import Role

INSIDERS = frozenset({Role.MEMBER, Role.LEADER, Role.VERIFIER})
"""Roles of which one is needed to read, for a unit involved, what is restricted."""

_OVERSEERS = INSIDERS | {Role.SUPERVISION}


class Extent(StrEnum):
    """How much of a matter somebody may read, from nothing to everything."""

    NOTHING = "nothing"
    OWN_REQUEST = "own_request"  # how it stands, who holds it, until when, how it ended; no reports, no notes
    OUTLINE = "outline"  # title, terms and holder; no reports, no notes
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may read of a matter.

    Args:
        logged: the reading goes on record before anything is shown.
    """

    extent: Extent
    logged: bool

    @property
    def allowed(self) -> bool:
        """Whether the matter may be read with all its reports."""
        return self.extent is Extent.WHOLE


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be read.

    Args:
        units: those involved; see `involved`.
        units_below: those that hold a part of it, or of a part of it, or are offered one.
    """

    visibility: Visibility
    units: frozenset[UnitId]
    units_below: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who wants to read.

    Args:
        roles: by unit, of the posts for which the person acts there, own ones and those deputised for.
    """

    person: PersonId
    roles: Mapping[UnitId, frozenset[Role]]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which matters a viewer may read whole, for lists: everything, or by visibility and units involved.

    Args:
        everything: no further limit.
        public: all that is public.
        inside: a unit of these is involved, whatever the visibility.
        around: a unit of these is involved, and the matter is not restricted.
    """

    everything: bool
    public: bool
    inside: frozenset[UnitId]
    around: frozenset[UnitId]


def viewer_of(organisation: Organisation, person: PersonId, at: datetime) -> Viewer:
    """A person with every role they act in at an instant."""
    roles: dict[UnitId, frozenset[Role]] = {}
    for acting in organisation.posts.acting(person, at):
        post = organisation.posts.by_id[acting.post]
        roles[post.unit] = roles.get(post.unit, frozenset()) | post.roles
    return Viewer(person, roles)


def involved(matter: Matter) -> frozenset[UnitId]:
    """Every unit that has to do with a matter as it stands: parties, judges, verifiers, supporters, whoever is asked."""
    asks = (*matter.upward, *matter.waits, *((matter.extension,) if matter.extension else ()))
    found: set[UnitId | None] = {
        *matter.parties,
        matter.holder,
        matter.giver,
        matter.offer.to if matter.offer else None,
        matter.arbiter,
        matter.last_decider,
        matter.named_verifier,
        matter.last_verifier,
        *(unit for support in matter.supports for unit in (support.supporter, support.answerer)),
        *(ask.answerer for ask in asks),
        *(unit for summons in matter.summonses for unit in summons.units),
    }
    return frozenset(unit for unit in found if unit is not None)


def may_see(organisation: Organisation, seen: Seen, viewer: Viewer, requesters: Collection[PersonId] = ()) -> Sight:
    """What a viewer may read of a matter.

    A unit that was retired is read for by who answers for it now.

    Args:
        requesters: who asked for the matter.
    """
    logged = seen.visibility is Visibility.RESTRICTED
    if _sees_whole(organisation, seen, viewer):
        return Sight(Extent.WHOLE, logged)
    inside = _inside(viewer)
    if inside & _present(organisation, seen.units_below):
        return Sight(Extent.OUTLINE, logged)
    if viewer.person in requesters:
        return Sight(Extent.OWN_REQUEST, logged)
    return Sight(Extent.NOTHING, logged)


def reach(organisation: Organisation, viewer: Viewer) -> Reach:
    """The limits of a list of matters: it shows exactly what `may_see` allows to be read whole."""
    tops = (unit for unit in viewer.roles if organisation.unit(unit) is not None)
    below = (unit for top in tops for unit in organisation.subtree(top))
    return Reach(
        everything=_oversees(organisation, viewer),
        public=bool(viewer.roles),
        inside=_with_former(organisation, _inside(viewer)),
        around=_with_former(organisation, {*viewer.roles, *below}),
    )


def _sees_whole(organisation: Organisation, seen: Seen, viewer: Viewer) -> bool:
    if _oversees(organisation, viewer):
        return True
    units = _present(organisation, seen.units)
    match seen.visibility:
        case Visibility.PUBLIC:
            return bool(viewer.roles)
        case Visibility.INTERNAL:
            return any(own == unit or organisation.is_above(own, unit) for own in viewer.roles for unit in units)
        case Visibility.RESTRICTED:
            return bool(_inside(viewer) & units)


def _oversees(organisation: Organisation, viewer: Viewer) -> bool:
    """Auditors of any unit, and whoever does the work of the supervision office."""
    office = viewer.roles.get(organisation.office, frozenset())
    return bool(office & _OVERSEERS) or any(Role.AUDITOR in roles for roles in viewer.roles.values())


def _inside(viewer: Viewer) -> frozenset[UnitId]:
    return frozenset(unit for unit, roles in viewer.roles.items() if roles & INSIDERS)


def _present(organisation: Organisation, units: Iterable[UnitId]) -> frozenset[UnitId]:
    """These units, and for each that was retired who answers for it now."""
    found = {*units}
    return frozenset(found | {organisation.custodian(unit) for unit in found if organisation.unit(unit) is not None})


def _with_former(organisation: Organisation, units: Iterable[UnitId]) -> frozenset[UnitId]:
    """These units, and the retired ones that they answer for now."""
    own = frozenset(units)
    retired = (unit.id for unit in organisation.tree.units.values() if not unit.active)
    return own | {unit for unit in retired if organisation.custodian(unit) in own}
