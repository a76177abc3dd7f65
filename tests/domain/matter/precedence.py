"""Refusals in their order: what a command is answered when each thing in its way is removed in turn."""

from collections.abc import Callable

from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.refusals import Refusal
from tests.domain.matter.stage import Stage

Row = tuple[MatterRefusal | None, str | None, MatterCommand]
"""Refusal or None for a yes, unit, command. Each row has one obstacle less than the row before it, as they rank."""

Scene = Callable[[], tuple[Stage, list[Row]]]


def wrong_answers(scene: Scene) -> list[tuple[MatterCommand, MatterRefusal | None, object]]:
    """Commands that were answered otherwise than their row says: the command, what was expected, what came."""
    stage, rows = scene()
    wrong = list[tuple[MatterCommand, MatterRefusal | None, object]]()
    for expected, unit, command in rows:
        answer = stage.ask(unit, command)
        code = answer.code if isinstance(answer, Refusal) else None
        if code != expected:
            wrong.append((command, expected, code))
    return wrong
