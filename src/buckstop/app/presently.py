"""Matters as they stand now: what fell due since their last event has happened, whether it was written down yet or not."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.app.ledger import Ledger
from buckstop.app.sight import Sight, look_and_decide, matters_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import WakeMatter
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Present:
    """A matter now.

    Args:
        matter: as it stands, with what fell due.
        written_version: what a command must name as the version it saw.
        unwritten: events that fell due and are not written down yet.
    """

    matter: Matter
    written_version: int
    unwritten: tuple[MatterEvent, ...] = ()


def presently(ledger: Ledger, organisation: Organisation, written: Iterable[Matter]) -> tuple[Present, ...]:
    """Written matters as they stand now, in the same order.

    Nothing is loaded for those in which nothing is due; the clock process sees to it that these are nearly all.
    """
    now, matters = ledger.now(), tuple(written)
    due = {matter.id for matter in matters if (at := matter.next_due_at()) is not None and at <= now}
    above = _above(ledger, (matter for matter in matters if matter.id in due))
    return tuple(
        _brought_up(ledger, organisation, matter, above) if matter.id in due else Present(matter, matter.version)
        for matter in matters
    )


def _above(ledger: Ledger, matters: Iterable[Matter]) -> dict[MatterId, Matter | None]:
    """Everything these are parts of, which may change them as it falls due: one question for each level."""
    found: dict[MatterId, Matter | None] = {}
    missing = {matter.parent for matter in matters if matter.parent is not None}
    while missing:
        level = matters_of(ledger.store.load(sorted(missing)).snapshots.values())
        found |= level
        missing = {one.parent for one in level.values() if one is not None and one.parent is not None} - found.keys()
    return found


def _brought_up(
    ledger: Ledger, organisation: Organisation, written: Matter, above: dict[MatterId, Matter | None]
) -> Present:
    sight = Sight(organisation, organisation.version, {**above, written.id: written}, {})
    decision = look_and_decide(ledger, ledger.store, sight, None, WakeMatter(matter=written.id), ledger.now())
    assert not isinstance(decision, Refusal), decision
    lapses = [happened for happened in decision if happened.matter == written.id]
    matter = lapses[-1].state if lapses else written
    return Present(matter, written.version, tuple(lapse.event for lapse in lapses))
