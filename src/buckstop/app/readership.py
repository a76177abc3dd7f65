"""Whether somebody may read a matter, asked of a ledger: what holds a part of it is looked up only where that decides."""

from collections.abc import Collection, Iterable, Iterator

from buckstop.app.ledger import Ledger
from buckstop.app.queries import Branch
from buckstop.app.sight import matters_of
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.domain.seeing import Seen, Sight, Viewer, involved, may_see, viewer_of


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


def titles_for(
    ledger: Ledger, organisation: Organisation, person: PersonId, matters: Collection[str]
) -> dict[str, str]:
    """Titles of those of some matters that a person may read whole; empty where each reading goes on record."""
    viewer = viewer_of(organisation, person, ledger.now())
    found = matters_of(ledger.store.load(sorted(matters)).snapshots.values())
    titles = {}
    for name in matters:
        matter = found.get(MatterId(name))
        sight = sight_of(organisation, matter, viewer) if matter is not None else None
        if matter is not None and sight is not None and sight.allowed:
            titles[name] = "" if sight.logged else matter.title
    return titles
