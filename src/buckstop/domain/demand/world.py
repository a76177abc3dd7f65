"""What a decision about a demand may look at, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from buckstop.domain.calendars import Calendar
from buckstop.domain.demand.events import DemandEvent
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandId
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import Pack


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision may look at.

    Args:
        demands: those the command names; None for an id that is not in use.
        others: for a new demand: all of its issuer, and all that are still asked under its kind and topic.
    """

    organisation: Organisation
    calendar: Calendar
    pack: Pack
    demands: Mapping[DemandId, Demand | None]
    others: tuple[Demand, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """An event and the demand it happened to."""

    demand: DemandId
    event: DemandEvent


Decision = tuple[Happened, ...]
"""What happens, in order."""
