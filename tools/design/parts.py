"""The parts of pages as their templates say them: each macro with the comment above it."""

import re
from dataclasses import dataclass

from tools.design.tokens import WEB

TEMPLATES = WEB / "templates"
SHEETS = ("parts.html", "matter_parts.html", "act_parts.html", "boards/macros.html")
"""Templates that hold parts; those of one page alone (its timeline, its tree) stand beside that page."""

_MACRO = re.compile(r"(?:\{# ((?:(?!#\}).)*) #\}\n)?\{% macro (\w+)\(([^)]*(?:\(\)[^)]*)*)\) -?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A macro.

    Args:
        takes: names of its arguments.
        why: the comment above it; empty where there is none.
    """

    sheet: str
    name: str
    takes: tuple[str, ...]
    why: str


def parts(sheet: str) -> tuple[Part, ...]:
    """The parts of one of the sheets, in its order."""
    text = (TEMPLATES / sheet).read_text("utf-8")
    return tuple(
        Part(
            sheet,
            name,
            tuple(one.split("=")[0].strip() for one in arguments.split(",") if one.strip()),
            re.sub(r"\s+", " ", why or ""),
        )
        for why, name, arguments in _MACRO.findall(text)
    )
