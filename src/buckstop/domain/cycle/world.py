"""What a decision about a cycle may look at, and what it answers."""

from dataclasses import dataclass

from buckstop.domain.calendars import Calendar
from buckstop.domain.cycle.events import CycleEvent
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.organisation import Organisation


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision may look at.

    Args:
        cycle: the one the command names, every turn that was due already opened; None for an id that is not in use.
    """

    organisation: Organisation
    calendar: Calendar
    cycle: Cycle | None


Decision = CycleEvent
"""What happens: one event."""
