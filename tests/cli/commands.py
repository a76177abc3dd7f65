"""What a command said, and with which exit code it ended."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One run of the command: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]
