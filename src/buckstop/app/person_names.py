"""Names of persons for readers: the sealed register entries opened, each once, and forgotten when somebody is erased.

Why a cache at all: a page shows fifty names, and each takes a key and three decryptions. Why it may be trusted: an
erasure is on record before the key is destroyed, and a corrected entry is a version of the organisation; both are asked
for once per page.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from buckstop.app.ledger import Ledger, NoOrganisationError
from buckstop.app.subject_streams import ERASED, KIND, subject_stream
from buckstop.domain.ids import PersonId
from buckstop.domain.organisation import Organisation
from buckstop.ledger.sealing import unseal
from buckstop.ledger.store import ORGANISATION, SealedField, Store, Where

_ERASED = Where(kind=KIND, phase=ERASED)
_PAGE = 1000


@dataclass
class _Register:
    """What one process knows of the names in one store, as of a version of the organisation and a number of erasures.

    Args:
        rows: sealed names by their commitments.
        gone: streams of erased subjects: their keys may still be there for a moment.
        opened: names opened so far; None where there is none to open.
    """

    version: int
    erased: int
    rows: dict[str, SealedField]
    gone: frozenset[str]
    opened: dict[PersonId, str | None] = field(default_factory=dict)


_REGISTERS: WeakKeyDictionary[Store, _Register] = WeakKeyDictionary()
_LOCK = Lock()


class PersonNames:
    """Names as they stand now; make one for each page, it is cheap.

    Args:
        ledger: whose register is read.
        organisation: as it stands now, where the caller has read it already.
    """

    def __init__(self, ledger: Ledger, organisation: Organisation | None = None) -> None:
        self._ledger = ledger
        self._organisation = organisation
        self._register: _Register | None = None

    def of(self, person: PersonId, otherwise: str = "") -> str:
        """The name of a person; `otherwise` for one who was erased or stands in no register, as citizens do.

        Raises:
            SealError: the ledger's secret is another one, or a sealed entry was changed.
        """
        register = self._fresh()
        if person not in register.opened:
            register.opened[person] = self._opened(register, person)
        return register.opened[person] or otherwise

    def of_all(self, persons: Iterable[PersonId], otherwise: str = "") -> dict[PersonId, str]:
        """The same for many."""
        return {person: self.of(person, otherwise) for person in persons}

    def _opened(self, register: _Register, person: PersonId) -> str | None:
        if self._organisation is None or (entry := self._organisation.persons.get(person)) is None:
            return None
        row = register.rows.get(entry.commitment)
        if row is None or subject_stream(entry.subject) in register.gone:
            return None
        return unseal(self._ledger.store, self._ledger.secret, row)

    def _fresh(self) -> _Register:
        """The register no older than this page: two short questions to the store, and all entries where it changed."""
        if self._register is None:
            store = self._ledger.store
            erased = store.count(_ERASED)
            if self._organisation is None:
                with suppress(NoOrganisationError):
                    self._organisation = self._ledger.organisation()
            version = self._organisation.version if self._organisation else 0
            with _LOCK:
                known = _REGISTERS.get(store)
                if known is None or (known.version, known.erased) != (version, erased):
                    rows = {row.commitment: row for row in store.sealed(ORGANISATION)}
                    known = _REGISTERS[store] = _Register(version, erased, rows, frozenset(_erased_streams(store)))
            self._register = known
        return self._register


def _erased_streams(store: Store) -> Iterator[str]:
    after = ""
    while page := store.find(_ERASED, limit=_PAGE, after=after):
        yield from (one.stream for one in page)
        after = page[-1].stream
