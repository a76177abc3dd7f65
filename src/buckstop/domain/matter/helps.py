"""What help was given on a matter, unit by unit, from the word of those who were helped."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events.work import HelpReceived
from buckstop.domain.matter.words import HelpKind


@dataclass(frozen=True, slots=True)
class Help:
    """What one unit gave.

    Args:
        times: how often, by kind, in the order of `HelpKind`; kinds it never gave are left out.
        hours: spent, as far as they were counted.
        uncounted: how often nobody counted the hours.
    """

    unit: UnitId
    times: tuple[tuple[HelpKind, int], ...]
    hours: int
    uncounted: int


@dataclass(slots=True)
class _Tally:
    times: dict[HelpKind, int] = field(default_factory=dict)
    hours: int = 0
    uncounted: int = 0


def helps(events: Iterable[MatterEvent]) -> tuple[Help, ...]:
    """Help received, by the unit that gave it, in the order in which each first did.

    Args:
        events: of one matter or of many.
    """
    found: dict[UnitId, _Tally] = {}
    for event in events:
        if isinstance(event, HelpReceived):
            tally = found.setdefault(event.from_unit, _Tally())
            tally.times[event.kind] = tally.times.get(event.kind, 0) + 1
            tally.hours += event.hours or 0
            tally.uncounted += event.hours is None
    return tuple(
        Help(
            unit,
            tuple((kind, tally.times[kind]) for kind in HelpKind if kind in tally.times),
            tally.hours,
            tally.uncounted,
        )
        for unit, tally in found.items()
    )
