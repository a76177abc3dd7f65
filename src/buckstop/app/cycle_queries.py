"""Reading cycles: one with what it opened, lists of them, the days on which they come. Nothing here writes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from buckstop.app.cycle_streams import KIND, cycle_stream, cycles_where
from buckstop.app.cycles import load_cycle
from buckstop.app.ledger import Ledger
from buckstop.app.lists import MatterRow, rows_of
from buckstop.domain.cycle.commands import CycleCommand
from buckstop.domain.cycle.decide import decide
from buckstop.domain.cycle.events import CycleEvent
from buckstop.domain.cycle.evolve import evolve
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import coming_turns
from buckstop.domain.cycle.words import PastTurn, Turn
from buckstop.domain.cycle.world import World
from buckstop.domain.ids import CycleId, MatterId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.permissions import may
from buckstop.domain.refusals import Refusal
from buckstop.domain.seeing import Seen, Sight, Viewer, may_see
from buckstop.ledger.codec import decode
from buckstop.ledger.lookup import Reading, readable
from buckstop.ledger.store import Where

LATEST = 60
"""Turns of a cycle whose matters are read at once."""


@dataclass(frozen=True, slots=True)
class PastRow:
    """A turn that came, with its matter as it stands now.

    Args:
        row: None where it was passed over, or the reader may not read the matter.
    """

    past: PastTurn
    row: MatterRow | None


@dataclass(frozen=True, slots=True)
class CyclePage:
    """Everything about one cycle.

    Args:
        past: its latest turns, the last one first.
        earlier: how many came before those.
        coming: the next days on which it comes.
        events: what people said, and what calendars and the organisation did to it; turns that came are not among them.
    """

    cycle: Cycle
    past: tuple[PastRow, ...]
    earlier: int
    coming: tuple[Turn, ...]
    events: tuple[CycleEvent, ...]


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle in a list.

    Args:
        last: the last matter it opened, as it stands now; None where there is none, or the reader may not read it.
    """

    cycle: Cycle
    last: MatterRow | None


def sight_of_cycle(organisation: Organisation, cycle: Cycle, viewer: Viewer) -> Sight:
    """What somebody may read of a cycle: as of a matter of its unit. Whom it is meant for learns of it by the offer."""
    return may_see(organisation, Seen(cycle.terms.visibility, frozenset({cycle.unit})), viewer)


def cycle_page(ledger: Ledger, cycle_id: CycleId, reading: Reading | None, most: int = LATEST) -> CyclePage | None:
    """A cycle with its latest turns, None where there is none of that id.

    Args:
        reading: how far whoever asks may read matters; None for all there is.
        most: turns and coming days at most.
    """
    cycle = load_cycle(ledger, cycle_id)
    if cycle is None:
        return None
    latest = cycle.turns[::-1][:most]
    rows = _rows(ledger, [past.matter for past in latest if past.matter is not None], reading)
    return CyclePage(
        cycle=cycle,
        past=tuple(PastRow(past, rows.get(past.matter) if past.matter else None) for past in latest),
        earlier=len(cycle.turns) - len(latest),
        coming=tuple(turn for turn, _nth in zip(coming_turns(cycle, ledger.calendar), range(most), strict=False)),
        events=cycle_events(ledger, cycle_id),
    )


def cycle_events(ledger: Ledger, cycle: CycleId, after: int = 0) -> tuple[CycleEvent, ...]:
    """What happened to a cycle after a version, in order."""
    return tuple(decode(event.body).event for event in ledger.store.events(cycle_stream(cycle), after=after))


def list_cycles(
    ledger: Ledger, *, units: Collection[UnitId] = (), ended: bool = False, reading: Reading | None = None
) -> tuple[Cycle, ...]:
    """Cycles, what comes next first, then what comes no more.

    Args:
        units: only those of these units; empty for all.
        ended: those that somebody ended, too.
    """
    where = Where(kind=KIND, holder=tuple(units), active=None if ended else True, reading=reading)
    return tuple(sorted(cycles_where(ledger.store, where), key=_soonest))


def _soonest(cycle: Cycle) -> tuple[bool, date, str]:
    return cycle.next is None, cycle.next.day if cycle.next else cycle.until_date, cycle.id


def rows_of_cycles(ledger: Ledger, cycles: Sequence[Cycle], reading: Reading | None) -> tuple[CycleRow, ...]:
    """Cycles with the last matter each opened, all read at once."""
    last = {
        cycle.id: next((past.matter for past in reversed(cycle.turns) if past.matter is not None), None)
        for cycle in cycles
    }
    rows = _rows(ledger, [matter for matter in last.values() if matter is not None], reading)
    return tuple(CycleRow(cycle, rows.get(last[cycle.id] or MatterId(""))) for cycle in cycles)


def foreseen(ledger: Ledger, actor: Actor, command: CycleCommand) -> Cycle | Refusal:
    """The cycle as it would be after a command, or why not. Nothing is written, and nothing that is due is opened."""
    organisation, now = ledger.organisation(), ledger.now()
    if refusal := may(organisation, actor, command, now):
        return refusal
    cycle = load_cycle(ledger, command.cycle)
    decision = decide(World(organisation, ledger.calendar, cycle), actor, command, now)
    return decision if isinstance(decision, Refusal) else evolve(cycle, decision)


def _rows(ledger: Ledger, matters: Iterable[MatterId], reading: Reading | None) -> Mapping[MatterId, MatterRow]:
    names = list(matters)
    if not names:
        return {}
    found = ledger.store.load(names).snapshots.values()
    seen = [one for one in found if one.version and readable(one.lookup, reading)]
    return {row.id: row for row in rows_of(ledger, ledger.organisation(), seen)}
