"""What the organisation's log says that its state does not: former names of units, and who entered an absence.

Why a record kept in the process: the log of a county has tens of thousands of entries, nearly all of them about other
things. Each process reads them once; from then on only what was written since. Bytes tell which entries are worth being
read: they are canonical, so the name of an event stands in them in one way only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from types import MappingProxyType
from weakref import WeakKeyDictionary

from buckstop.app.ledger import Ledger
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.organisation_events import OrganisationFounded, UnitFounded, UnitRenamed
from buckstop.domain.post_events import AbsenceRegistered
from buckstop.ledger.codec import decode
from buckstop.ledger.store import ORGANISATION, Event, Store

_READ = tuple(
    f'"{event.NAME}"'.encode() for event in (OrganisationFounded, UnitFounded, UnitRenamed, AbsenceRegistered)
)


@dataclass
class _Known:
    """What one process has read of one store's organisation.

    Args:
        version: of the last entry read.
        names: of each unit all it was ever called, the oldest first.
        entered: by post and begin of an absence, who entered it.
    """

    version: int = 0
    names: dict[UnitId, list[str]] = field(default_factory=dict)
    entered: dict[tuple[PostId, datetime], PersonId] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def read(self, events: Iterable[Event]) -> None:
        """Take in what was written since."""
        for stored in events:
            self.version = stored.version
            if not any(name in stored.body for name in _READ):
                continue
            entry = decode(stored.body)
            match entry.event:
                case OrganisationFounded(root=unit, name=name) | UnitFounded(unit=unit, name=name):
                    self.names[unit] = [name]
                case UnitRenamed(unit=unit, name=name):
                    self.names.setdefault(unit, []).append(name)
                case AbsenceRegistered(post=post, happened_at=at) if entry.by is not None:
                    self.entered[post, at] = entry.by.person


_KNOWN: WeakKeyDictionary[Store, _Known] = WeakKeyDictionary()
_LOCK = Lock()


def former_names(ledger: Ledger) -> Mapping[UnitId, tuple[str, ...]]:
    """The names that renamed units had before, as the ledger recorded them, the oldest first."""
    known = _known(ledger)
    with known.lock:
        return MappingProxyType(
            {unit: tuple(dict.fromkeys(names[:-1])) for unit, names in known.names.items() if len(names) > 1}
        )


def entered_by(ledger: Ledger, post: PostId, from_at: datetime) -> PersonId | None:
    """Who entered the absence of a post that began at an instant; None where nobody is on record."""
    known = _known(ledger)
    with known.lock:
        return known.entered.get((post, from_at))


def _known(ledger: Ledger) -> _Known:
    """The record, no older than this moment."""
    with _LOCK:
        known = _KNOWN.setdefault(ledger.store, _Known())
    with known.lock:
        known.read(ledger.store.events(ORGANISATION, after=known.version))
    return known
