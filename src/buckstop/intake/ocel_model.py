"""Object-centric events and objects as the readers of OCEL files hand them on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from buckstop.intake.raw import Progress


@dataclass(frozen=True, slots=True)
class OcelObject:
    """An object: id, type, and the value each attribute had first."""

    id: str
    type: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class OcelEvent:
    """An event: id, type, time as written, attributes, and the objects it touches as (id, qualifier or "")."""

    id: str
    type: str
    time: str
    attributes: dict[str, str]
    relations: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Survey:
    """What objects there are.

    Args:
        objects: in the order of the file.
        touches: events that touch an object, by its id; also of ids that no object declares.
    """

    objects: list[OcelObject]
    touches: Counter[str]


class OcelReader(Protocol):
    """An OCEL file that can be passed over more than once."""

    def survey(self) -> "Survey":
        """All objects, and how many events touch each, in one pass."""

    def events(self, progress: Progress | None = None) -> Iterator[OcelEvent]:
        """All events, in the order of the file."""
