"""One change of a text, and how several are carried out."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.intake.directives.model import Repair, RepairKind

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Change:
    """Characters start to end of a text are replaced.

    Args:
        certain: see `model.Repair`.
    """

    kind: RepairKind
    start: int
    end: int
    after: str
    certain: bool = True


def carried_out(text: str, changes: Iterable[Change]) -> tuple[str, tuple[Change, ...]]:
    """The text with its changes made, and the changes; they must be in order and not overlap."""
    made = tuple(changes)
    pieces, last = [], 0
    for change in made:
        pieces += [text[last : change.start], change.after]
        last = change.end
    return "".join([*pieces, text[last:]]), made


def recorded(text: str, block: int, changes: Iterable[Change]) -> Iterable[Repair]:
    """The changes of a block's text as repairs to be shown.

    Args:
        text: before the changes.
    """
    for change in changes:
        before = text[change.start : change.end]
        yield Repair(change.kind, block, before[:_SHOWN], change.after[:_SHOWN], change.certain)
