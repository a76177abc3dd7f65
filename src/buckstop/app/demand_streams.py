"""Demands as streams of a ledger: their names, their snapshots, and the columns they are found by."""

import hashlib
from collections.abc import Collection, Iterator

from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId, DemandKind, DemandStatus
from buckstop.domain.ids import UnitId
from buckstop.ledger.codec import decode_demand, encode_demand
from buckstop.ledger.store import Lookup, Snapshot, Where, Writer

KIND = "demand"
"""Kind of a demand's stream."""

PREFIX = "demand/"
"""What names of their streams begin with, so that a demand and a matter may bear the same id."""

_PAGE = 500


def stream_of(demand: DemandId) -> str:
    """Name of the stream that says what happened to a demand."""
    return PREFIX + demand


def demand_snapshot(demand: Demand) -> Snapshot:
    """The state of a demand with the columns it is found by.

    Why the issuer stands as holder: it answers for every minute of the demand, and that column has an index.
    """
    lookup = Lookup(
        kind=KIND,
        phase=demand.status,
        active=demand.status is DemandStatus.ASKED,
        holder=demand.issuer,
        giver=demand.issuer,
        parent=_alike_key(demand.kind, demand.particulars.topic),
        units=tuple(sorted({demand.issuer, *demand.units})),
    )
    return Snapshot(stream_of(demand.id), demand.version, encode_demand(demand), lookup)


def demand_of(snapshot: Snapshot) -> Demand | None:
    """The demand a loaded snapshot holds; None at version 0."""
    return decode_demand(snapshot.body) if snapshot.version else None


def all_demands(writer: Writer, issuer: UnitId | None = None, *, asked: bool | None = None) -> Iterator[Demand]:
    """Demands in the order of their ids: of one issuer, or of all.

    Args:
        asked: only those that are still asked, or only those that ended.
    """
    return _found(writer, Where(kind=KIND, holder=issuer or "", active=asked))


def alike_demands(writer: Writer, kind: DemandKind, topic: str) -> Iterator[Demand]:
    """Those still asked under a kind and a topic, by whomever; none without a topic."""
    key = _alike_key(kind, topic)
    found = _found(writer, Where(kind=KIND, active=True, parent=key)) if key else iter(())
    return (one for one in found if (one.kind, one.particulars.topic) == (kind, topic))


def _alike_key(kind: DemandKind, topic: str) -> str:
    """What duplicates have in common, short enough for an index whatever the topic."""
    return f"{kind}/{hashlib.sha256(topic.encode()).hexdigest()[:32]}" if topic else ""


def demands_on(writer: Writer, issuers: Collection[UnitId], receiver: UnitId) -> Iterator[Demand]:
    """Demands of these issuers that were ever asked of a unit, in the order of their ids."""
    if not issuers:
        return iter(())
    found = _found(writer, Where(kind=KIND, holder=tuple(issuers), involved=receiver))
    return (one for one in found if receiver in one.units)


def _found(writer: Writer, where: Where) -> Iterator[Demand]:
    after, full = "", True
    while full and (page := writer.find(where, limit=_PAGE, after=after)):
        yield from (decode_demand(one.body) for one in page)
        after, full = page[-1].stream, len(page) == _PAGE
