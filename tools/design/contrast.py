"""How far two colours stand apart, as WCAG 2.2 measures it."""

_LINEAR_UP_TO = 0.04045
_FLARE = 0.05

Colour = tuple[float, float, float]
"""Red, green and blue of sRGB, each from 0 to 1."""


def colour(written: str) -> Colour:
    """A colour written as `#rrggbb`."""
    red, green, blue = (int(written[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def mixed(front: Colour, ground: Colour, percent: float) -> Colour:
    """What `color-mix(in srgb, front percent, ground)` shows."""
    share = percent / 100
    red, green, blue = (one * share + other * (1 - share) for one, other in zip(front, ground, strict=True))
    return red, green, blue


def luminance(shown: Colour) -> float:
    """Relative luminance, from 0 (black) to 1 (white).

    Source: WCAG 2.2, "relative luminance"; the threshold is that of IEC 61966-2-1, to which its errata moved.
    """
    red, green, blue = (one / 12.92 if one <= _LINEAR_UP_TO else ((one + 0.055) / 1.055) ** 2.4 for one in shown)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, from 1 (the same) to 21 (black on white), whichever is the ground.

    Source: WCAG 2.2, "contrast ratio".
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + _FLARE) / (darker + _FLARE)
