"""What can be asked of a matter.

A command says what; who asks, which version they saw and under which key is told beside it.
"""

from buckstop.domain.matter.commands import asks, core, work
from buckstop.domain.matter.commands.base import MatterCommand

COMMANDS: tuple[type[MatterCommand], ...] = (*core.COMMANDS, *work.COMMANDS, *asks.COMMANDS)
"""Every command about a matter."""

__all__ = ["COMMANDS", "MatterCommand"]
