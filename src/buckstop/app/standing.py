"""How a ledger stands at a glance: what is open, what is late and with whom, what came back most often."""

from collections import Counter
from dataclasses import dataclass

from buckstop.app.boards import tally
from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.sight import matters_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.events import accountability
from buckstop.domain.matter.state import Matter
from buckstop.ledger.codec import decode
from buckstop.ledger.lookup import By
from buckstop.ledger.store import Where

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ledger stands.

    Args:
        matters: ever opened.
        open: not ended.
        overdue: open, past their deadline, and with their holder: not those that wait for a verifier. By holder, most first.
        returned: matters that came back and how often, most first; of equal ones the first id.
    """

    matters: int
    open: int
    overdue: tuple[tuple[UnitId, int], ...]
    returned: tuple[tuple[Matter, int], ...]


def standing(ledger: Ledger, most: int = 5) -> Standing:
    """The standing now.

    Args:
        most: lines of each list.
    """
    held = tally(ledger, Where(kind=MATTER, active=True), By.HOLDER)
    late = sorted((one for one in held if one.late), key=lambda one: (-one.late, one.key))
    back = _returns(ledger).most_common(most)
    loaded = matters_of(ledger.store.load([name for name, _times in back]).snapshots.values()) if back else {}
    return Standing(
        matters=ledger.store.count(Where(kind=MATTER)),
        open=sum(one.open for one in held),
        overdue=tuple((UnitId(one.key), one.late) for one in late[:most]),
        returned=tuple((matter, times) for name, times in back if (matter := loaded[name]) is not None),
    )


def _returns(ledger: Ledger) -> Counter[MatterId]:
    """How often each matter came back, those that never did left out; in the order of their ids."""
    found: Counter[MatterId] = Counter()
    after = ""
    while page := ledger.store.find(Where(kind=MATTER), limit=_PAGE, after=after):
        moved = [name for name, matter in matters_of(page).items() if matter is not None and matter.moves]
        for name, events in ledger.store.histories(moved).items():
            times = sum(isinstance(decode(event.body).event, accountability.OfferReturned) for event in events)
            if times:
                found[MatterId(name)] = times
        after = page[-1].stream
    return found
