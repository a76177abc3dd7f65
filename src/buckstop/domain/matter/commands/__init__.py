"""What can be asked of a matter.

A command says what; who asks, which version they saw and under which key is told beside it.
"""

from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.commands.command import MatterCommand

COMMANDS: tuple[type[MatterCommand], ...] = (*accountability.COMMANDS, *work.COMMANDS, *asks.COMMANDS)
"""Every command about a matter."""

__all__ = ["COMMANDS", "MatterCommand"]
