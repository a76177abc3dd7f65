"""Readings that converting programs leave behind characters, `[character](reading)`, are taken out.

A reading is one syllable as Hanyu Pinyin spells it, in brackets right behind one Chinese character. With a tone mark
nothing else looks like that; without one, single letters and a few English words do, and stay.
"""

import re
import unicodedata
from collections.abc import Iterator

from buckstop.intake.directives.model import RepairKind
from buckstop.intake.directives.repairs.change import Change

_FOUND = re.compile(
    "(?<=[\u3400-\u9fff])[(\uff08](?P<reading>[a-zA-Z\u00c0-\u01dc\u0300-\u030c\u1e3f\u01f9]{1,7})[)\uff09]"
)
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uan|uai|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|vn"
    "|a|e|i|o|u|v)"
)
_SYLLABLE = re.compile(f"{_INITIAL}{_FINAL}")
# Syllables that are English words or marks of a list too.
_DOUBTFUL = frozenset(
    {"a", "e", "i", "o", "he", "she", "me", "we", "men", "an", "pi", "long", "lie", "die", "pin", "ban"}
)


def readings_out(text: str) -> Iterator[Change]:
    """The readings in a text, to be taken out."""
    for found in _FOUND.finditer(text):
        if _is_reading(found["reading"]):
            yield Change(RepairKind.PINYIN, found.start(), found.end(), "")


def _is_reading(letters: str) -> bool:
    plain: list[str] = []
    toned = False
    for sign in unicodedata.normalize("NFD", letters.casefold()):
        if sign == "\u0308" and plain:
            plain[-1] = "v"
        elif unicodedata.combining(sign):
            toned = True
        else:
            plain.append(sign)
    syllable = "".join(plain)
    return _SYLLABLE.fullmatch(syllable) is not None and (toned or syllable not in _DOUBTFUL)
