"""What a command said, with which exit code it ended, and the command most tests begin with."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One run of the command: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


def opened(buckstop: Command, *more: str, name: str = "m1") -> Said:
    """A matter that the county opens on itself."""
    return buckstop(
        *("matter", "open", "--as", "p-county", "--id", name),
        *("--title", "Mend the weir", "--goal", "The weir holds", "--deadline", "2026-04-01", *more),
    )
