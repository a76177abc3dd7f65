"""Which colours stand on which in our pages, and how far they have to stand apart.

What is listed here is held to WCAG 2.2 AA by a test; that nothing else stands on anything is seen in a browser
(tests/e2e/test_design_gallery.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.design.contrast import Colour, colour, contrast, mixed
from tools.design.tokens import SHEET, Token, darkest_shade, tokens

SHADE = "shade"
"""The darkest cell of the table of who gave to whom: accent mixed into paper."""

_GROUNDS = ("paper", "raised", "sunken", "accent-soft", "ask-soft", "seal-soft", "blue-soft", "good-soft")
_ROWS = ("paper", "raised", "sunken", "accent-soft")
WORDS: Mapping[str, tuple[str, ...]] = {
    "ink": (*_GROUNDS, SHADE),
    "ink-2": _GROUNDS,
    "accent": _GROUNDS,
    "seal": (*_ROWS, "ask-soft", "seal-soft"),
    "ask": (*_ROWS, "ask-soft"),
    "blue": _ROWS,
    "on-accent": ("accent",),
}
"""Words in the first colour stand on the others."""

SHAPES: Mapping[str, tuple[str, ...]] = {
    "line-strong": _GROUNDS,
    "accent": _GROUNDS,
    "seal": (*_ROWS, "seal-soft", SHADE),
    "ask": (*_ROWS, "ask-soft"),
    "blue": (*_ROWS, "blue-soft"),
    "good": ("paper", "raised", "good-soft"),
    "paper": ("good",),
}
"""Edges of controls, the ring around what has the keyboard, shapes of lights, ticks and bars in the first colour."""

AA_WORDS, AA_SHAPES = 4.5, 3.0
"""Least contrast of words of any size, and of what tells a control or a meaning (WCAG 2.2, 1.4.3 and 1.4.11)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on a ground.

    Args:
        light: contrast where the page is light; dark: where it is dark.
        least: what AA asks.
    """

    front: str
    ground: str
    light: float
    dark: float
    least: float

    @property
    def passes(self) -> bool:
        """Whether it is enough in both."""
        return min(self.light, self.dark) >= self.least


def pairs(known: tuple[Token, ...] | None = None) -> Iterator[Pair]:
    """Every pair, words first.

    Args:
        known: the tokens; None for those of our own sheet.
    """
    read = tokens(SHEET.read_text("utf-8")) if known is None else known
    light, dark = (
        {one.name: colour(getattr(one, look)) for one in read if one.is_colour} for look in ("light", "dark")
    )
    for look in (light, dark):
        look[SHADE] = shade(look["accent"], look["paper"])
    for listed, least in ((WORDS, AA_WORDS), (SHAPES, AA_SHAPES)):
        for front, grounds in listed.items():
            for ground in grounds:
                by_day, by_night = (contrast(look[front], look[ground]) for look in (light, dark))
                yield Pair(front, ground, by_day, by_night, least)


def shade(accent: Colour, paper: Colour) -> Colour:
    """What the darkest shade looks like."""
    return mixed(accent, paper, darkest_shade())
