"""What all events of a matter share."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from buckstop.domain.matter.words import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterEvent:
    """Something that happened to a matter.

    Args:
        happened_at: when it took effect: for a lapse the instant it was due, whenever it was noticed.
        by: who did it; None for timers.
    """

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1

    happened_at: datetime
    by: Actor | None = None
