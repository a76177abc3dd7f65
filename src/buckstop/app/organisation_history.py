"""What happened to one unit, as the log has it: founded, renamed, moved, merged, ended."""

import json
from collections.abc import Iterator

from buckstop.app.ledger import Ledger
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation_events import OrganisationFounded, UnitEvent
from buckstop.ledger.codec import decode
from buckstop.ledger.store import ORGANISATION


def unit_history(ledger: Ledger, unit: UnitId) -> tuple[UnitEvent | OrganisationFounded, ...]:
    """Every event of the log that names the unit, in order; posts, persons and duty lists are not among them."""
    return tuple(_named(ledger, unit))


def _named(ledger: Ledger, unit: UnitId) -> Iterator[UnitEvent | OrganisationFounded]:
    # Most entries are about others: their bytes tell, without being read. They are canonical JSON, as this is.
    written = json.dumps(unit, ensure_ascii=False).encode()
    for entry in ledger.store.events(ORGANISATION):
        if written in entry.body:
            event = decode(entry.body).event
            if isinstance(event, UnitEvent | OrganisationFounded):
                yield event
