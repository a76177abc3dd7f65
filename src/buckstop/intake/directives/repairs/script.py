"""Traditional characters are converted to simplified ones, by OpenCC, because the words of directives are known in these.

It does not matter whether a few came in by accident or the whole document is written so: what the authors wrote is kept
beside the text that is read, and every piece that was converted is told.
"""

from collections.abc import Iterator
from functools import cache

import opencc

from buckstop.intake.directives.model import RepairKind
from buckstop.intake.directives.repairs.change import Change

_GAP = 6  # unchanged characters between two changed ones that are shown as one piece
_PIECE = 60


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@cache
def _simplified(sign: str) -> str:
    found: str = _converter("t2s").convert(sign)
    return found if len(found) == 1 else sign


def in_simplified(words: str) -> str:
    """Words with every character in its simplified form, each by itself."""
    return words if words.isascii() else "".join(map(_simplified, words))


def simplified(text: str) -> Iterator[Change]:
    """The traditional characters of a text with their simplified form, near ones as one piece."""
    converted = _converter("t2s").convert(text)
    if len(converted) != len(text):  # a phrase that is longer in the other script: character by character, then
        converted = "".join(map(_simplified, text))
    changed = [place for place, sign in enumerate(text) if converted[place] != sign]
    start = end = -1
    for place in changed:
        if start >= 0 and (place - end > _GAP or place - start >= _PIECE):
            yield Change(RepairKind.TRADITIONAL, start, end, converted[start:end])
            start = -1
        start = place if start < 0 else start
        end = place + 1
    if start >= 0:
        yield Change(RepairKind.TRADITIONAL, start, end, converted[start:end])
