"""How a ledger stands at a glance: what is open, what is late and with whom, what came back most often."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND, matters_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.events import accountability
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.ledger.codec import decode
from buckstop.ledger.store import Where

_PAGE = 1000


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
    now, total, still_open = ledger.now(), 0, 0
    late: Counter[UnitId] = Counter()
    candidates: list[Matter] = []
    for matter in _matters(ledger):
        total += 1
        still_open += matter.open
        if matter.open and matter.phase is not Phase.DONE and matter.deadline and matter.deadline.due_at <= now:
            late[matter.holder] += 1
        if matter.moves:
            candidates.append(matter)
    counted = [(matter, _returns(ledger, matter.id)) for matter in candidates]
    back = sorted((one for one in counted if one[1]), key=lambda one: (-one[1], one[0].id))
    overdue = sorted(late.items(), key=lambda one: (-one[1], one[0]))
    return Standing(total, still_open, tuple(overdue[:most]), tuple(back[:most]))


def _matters(ledger: Ledger) -> Iterator[Matter]:
    after = ""
    while page := ledger.store.find(Where(kind=KIND), limit=_PAGE, after=after):
        yield from (matter for matter in matters_of(page).values() if matter is not None)
        after = page[-1].stream


def _returns(ledger: Ledger, matter: MatterId) -> int:
    events = (decode(event.body).event for event in ledger.store.events(matter))
    return sum(isinstance(event, accountability.OfferReturned) for event in events)
