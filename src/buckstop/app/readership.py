"""Whether somebody may read a matter, asked of a ledger: what holds a part of it is looked up only where that decides."""

from collections.abc import Iterable, Iterator

from buckstop.app.queries import Branch
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.domain.seeing import Seen, Sight, Viewer, involved, may_see


def sight_of(
    organisation: Organisation, matter: Matter, viewer: Viewer, units_below: frozenset[UnitId] = frozenset()
) -> Sight:
    """What somebody may read of a matter.

    Args:
        units_below: see `units_of_parts`; only decides whether an outline may be read.
    """
    seen = Seen(matter.terms.visibility, involved(matter), units_below)
    return may_see(organisation, seen, viewer, (*matter.requesters, *filter(None, (matter.requester,))))


def units_of_parts(branches: Iterable[Branch]) -> frozenset[UnitId]:
    """Units that hold a part, or a part of a part, or are offered one: what is above it they may read in outline."""
    return frozenset(_units(branches))


def _units(branches: Iterable[Branch]) -> Iterator[UnitId]:
    for branch in branches:
        yield branch.matter.holder
        if branch.matter.offer is not None:
            yield branch.matter.offer.to
        yield from _units(branch.parts)
