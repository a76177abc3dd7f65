"""What all commands about a matter share."""

from dataclasses import dataclass
from typing import ClassVar

from buckstop.domain.ids import MatterId


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterCommand:
    """Something asked of one matter."""

    NAME: ClassVar[str]

    matter: MatterId
