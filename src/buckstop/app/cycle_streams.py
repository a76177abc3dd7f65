"""Cycles as streams of a ledger: their names, their snapshots, and the columns they are found by."""

from collections.abc import Iterator

from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import due_at
from buckstop.domain.cycle.words import CycleStatus
from buckstop.domain.ids import CycleId
from buckstop.ledger.codec import decode_cycle, encode_cycle
from buckstop.ledger.store import Lookup, Snapshot, Where, Writer

KIND = "cycle"
"""Kind of a cycle's stream."""

PREFIX = "cycle/"
"""What names of their streams begin with, so that a cycle and a matter may bear the same id."""

_PAGE = 500


def cycle_stream(cycle: CycleId) -> str:
    """Name of the stream that says what happened to a cycle."""
    return PREFIX + cycle


def cycle_snapshot(cycle: Cycle) -> Snapshot:
    """The state of a cycle with the columns it is found by; it is active until somebody ends it."""
    lookup = Lookup(
        kind=KIND,
        phase=cycle.status,
        active=cycle.status is not CycleStatus.ENDED,
        due_at=due_at(cycle),
        holder=cycle.unit,
        giver=cycle.unit,
        title=cycle.title,
        opened_at=cycle.set_up_at,
        moved_at=cycle.updated_at,
        visibility=cycle.terms.visibility,
        units=(cycle.unit,),
    )
    return Snapshot(cycle_stream(cycle.id), cycle.version, encode_cycle(cycle), lookup)


def cycle_of(snapshot: Snapshot) -> Cycle | None:
    """The cycle a loaded snapshot holds; None at version 0."""
    return decode_cycle(snapshot.body) if snapshot.version else None


def cycles_where(writer: Writer, where: Where) -> Iterator[Cycle]:
    """Cycles in the order of their ids, as last written.

    Args:
        where: of this module's kind.
    """
    after, full = "", True
    while full and (page := writer.find(where, limit=_PAGE, after=after)):
        yield from (decode_cycle(one.body) for one in page)
        after, full = page[-1].stream, len(page) == _PAGE
