"""The marker for translatable text. Imports nothing of ours, so every room may use it."""

from collections.abc import Callable

Translate = Callable[[str], str]


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue and hand it back unchanged.

    Why: domain, lens and text hold English msgids; only the edge (CLI, web, report caller) translates.
    """
    return message
