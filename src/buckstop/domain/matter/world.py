"""What a decision may look at, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import FromCycle, Origin, Profile, Terms, Timer
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import ProtocolRules


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision may look at.

    Args:
        rules: of the rule pack in force, by profile.
        matters: those that were loaded; None for an id that is not in use.
        parts: by matter, the ids of all parts delegated from it; only families that were looked up.
    """

    organisation: Organisation
    calendar: Calendar
    rules: Mapping[Profile, ProtocolRules]
    matters: Mapping[MatterId, Matter | None]
    parts: Mapping[MatterId, tuple[MatterId, ...]]


@dataclass(frozen=True, slots=True)
class Opening:
    """A matter that opens by itself, because a cycle comes.

    Args:
        matter: an id that is not in use.
        unit: holder and giver.
    """

    matter: MatterId
    unit: UnitId
    title: str
    terms: Terms
    origin: Origin
    profile: Profile
    deadline: Timer
    cycle: FromCycle


@dataclass(frozen=True, slots=True)
class Needs:
    """The decision depends on matters that were not loaded: load them and ask again."""

    matters: tuple[MatterId, ...] = ()
    parts_of: tuple[MatterId, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, the matter it happened to, and what became of it."""

    matter: MatterId
    event: MatterEvent
    state: Matter


Decision = tuple[Happened, ...]
"""What happens, in order. Empty when nothing does: a wake before its time."""
