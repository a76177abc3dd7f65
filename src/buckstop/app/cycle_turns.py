"""Turns of cycles that come: each opens its matter in one transaction with the event of the cycle that says so.

Nobody hands a turn in. The clock wakes cycles, and so does every command about one and every change of the organisation
before it; whoever notices a turn, it takes effect at its own instant. The cycle's version tells two who notice it at
once apart: one opens the matter, the other finds it opened.
"""

from datetime import datetime

from buckstop.app.cycle_streams import KIND, cycle_of, cycle_snapshot, cycles_where
from buckstop.app.ledger import Ledger
from buckstop.app.sight import Sight, change_of
from buckstop.domain.cycle.events import CycleEvent
from buckstop.domain.cycle.evolve import evolve
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import due_at, open_turn, succeeded
from buckstop.domain.ids import CycleId, MatterId, UnitId
from buckstop.domain.matter.decide import open_turn as open_matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.ledger.codec import encode
from buckstop.ledger.store import Change, Event, Snapshot, Where, Writer
from buckstop.ledger.tree import leaf_hash

_PAGE = 500


def open_due_turns(ledger: Ledger, writer: Writer, organisation: Organisation, stream: str, until_at: datetime) -> int:
    """Open every turn of a cycle that is due; how many matters that made.

    Args:
        organisation: as it stands, no change of it due before `until_at`.

    Raises:
        VersionConflictError: somebody was faster.
    """
    opened = 0
    cycle = cycle_of(writer.load([stream]).snapshots[stream])
    while cycle is not None and (at := due_at(cycle)) is not None and at <= until_at:
        matter = _unused_id(ledger, writer, cycle)
        event, opening = open_turn(cycle, organisation, ledger.calendar, matter)
        sight = Sight(organisation, organisation.version, {matter: None}, {})
        change = change_of(sight, open_matter(sight.world(ledger), opening, event.happened_at))
        after = evolve(cycle, event)
        writer.commit(
            Change(
                expected={**change.expected, stream: cycle.version},
                events=(cycle_entry(stream, after, event), *change.events),
                snapshots=(cycle_snapshot(after), *change.snapshots),
            )
        )
        cycle, opened = after, opened + 1
    return opened


def open_all_due_turns(ledger: Ledger, writer: Writer, organisation: Organisation, until_at: datetime) -> None:
    """Open every turn that is due of all cycles, under the organisation as it still is."""
    while due := writer.find(Where(kind=KIND, due_until=until_at), limit=_PAGE):
        for snapshot in due:
            open_due_turns(ledger, writer, organisation, snapshot.stream, until_at)


def successions(
    writer: Writer, organisation: Organisation, affected: frozenset[UnitId], actor: Actor | None, at: datetime
) -> tuple[tuple[Event, Snapshot], ...]:
    """What a change of the organisation does to cycles: those of a retired unit go to who answers for it now.

    Args:
        organisation: as it is after the change.
    """
    found: list[tuple[Event, Snapshot]] = []
    if not affected:
        return ()
    for cycle in cycles_where(writer, Where(kind=KIND, active=True, holder=tuple(sorted(affected)))):
        event = succeeded(cycle, organisation, actor, at)
        if event is not None:
            after = evolve(cycle, event)
            snapshot = cycle_snapshot(after)
            found.append((cycle_entry(snapshot.stream, after, event), snapshot))
    return tuple(found)


def cycle_entry(stream: str, after: Cycle, event: CycleEvent) -> Event:
    """The row of an event, given the cycle it led to.

    Raises:
        CodecError: it is larger than an entry of the log may be.
    """
    body = encode(stream, after.version, event)
    return Event(stream, after.version, body, leaf_hash(body))


def turn_matter(ledger: Ledger, cycle: CycleId, turn: int, attempt: int = 0) -> MatterId:
    """The id of the matter a turn opens: always the same, and known to nobody before, so that nobody takes it first."""
    return MatterId(f"c-{ledger.seed_of_draw('cycle', cycle, turn, attempt)[:16]}")


def _unused_id(ledger: Ledger, writer: Writer, cycle: Cycle) -> MatterId:
    assert cycle.next is not None
    attempt = 0
    while True:
        name = turn_matter(ledger, cycle.id, cycle.next.number, attempt)
        if not writer.load([name]).snapshots[name].version:
            return name
        attempt += 1
