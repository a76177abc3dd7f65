"""Traditional characters in a document of simplified ones are converted, by OpenCC.

Where a document is simplified but for a few characters, or bears the marks of a converting program (readings behind
characters), they came in by accident. A document written in traditional characters stays as its authors wrote it.
"""

from collections.abc import Iterator
from functools import cache

import opencc

from buckstop.intake.directives.model import RepairKind
from buckstop.intake.directives.repairs.change import Change

_MARKS_OF_CONVERSION = 3
_MAIN_SHARE = 0.6
_GAP = 6  # unchanged characters between two changed ones that are shown as one piece
_PIECE = 60


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@cache
def _simplified(sign: str) -> str:
    found: str = _converter("t2s").convert(sign)
    return found if len(found) == 1 else sign


@cache
def _is_simplified_only(sign: str) -> bool:
    return _simplified(sign) == sign and _converter("s2t").convert(sign) != sign


def wants_simplified(texts: tuple[str, ...], readings: int) -> bool:
    """Whether the traditional characters of a document came in by accident.

    Args:
        readings: readings behind characters that were taken out of it.
    """
    counted: dict[str, int] = {}
    for text in texts:
        for sign in text:
            counted[sign] = counted.get(sign, 0) + 1
    traditional = sum(count for sign, count in counted.items() if _simplified(sign) != sign)
    simplified = sum(count for sign, count in counted.items() if _is_simplified_only(sign))
    if not traditional:
        return False
    return readings >= _MARKS_OF_CONVERSION or simplified >= _MAIN_SHARE * (simplified + traditional)


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
