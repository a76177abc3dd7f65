"""Letters and digits as wide as Chinese characters become plain ones; invisible characters are taken out.

Punctuation stays as it is: wide commas and brackets are right in Chinese.
"""

import re
from collections.abc import Iterator

from buckstop.intake.directives.model import RepairKind
from buckstop.intake.directives.repairs.change import Change

_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05]+")
# Joiners, direction marks, soft hyphens, byte order marks, controls: nobody sees them, every comparison trips on them.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\x00-\x08\x0c\x0e-\x1f\x7f-\x9f]+"
)
_OFFSET = 0xFEE0


def narrowed(text: str) -> Iterator[Change]:
    """Wide letters, digits and per cent signs, each run with its plain form."""
    for found in _WIDE.finditer(text):
        plain = "".join(chr(ord(sign) - _OFFSET) for sign in found.group())
        yield Change(RepairKind.WIDTH, found.start(), found.end(), plain)


def visible(text: str) -> Iterator[Change]:
    """Runs of invisible characters, to be taken out."""
    for found in _INVISIBLE.finditer(text):
        yield Change(RepairKind.INVISIBLE, found.start(), found.end(), "")
