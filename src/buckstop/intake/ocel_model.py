"""Object-centric events and objects as the readers of OCEL files hand them on."""

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


class OcelReader(Protocol):
    """An OCEL file that can be passed over more than once."""

    def objects(self) -> Iterator[OcelObject]:
        """All objects."""

    def events(self, progress: Progress | None = None) -> Iterator[OcelEvent]:
        """All events, in the order of the file."""
