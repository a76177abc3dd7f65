"""Numbers in what a browser sends: versions, places, ordinals. What is none is None, whatever it is."""

_LONGEST = 9
"""Digits; beyond some thousand Python refuses to read a number at all."""


def number_in(words: str) -> int | None:
    """The number that words are, None where they are none that we ever sent."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= _LONGEST else None
