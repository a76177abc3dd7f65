"""Letters and digits as wide as Chinese characters become plain ones; invisible characters are taken out.

Wide punctuation stays as it is: wide commas and brackets are right in Chinese. Signs that only look like it (the ratio
sign, small and half-wide forms) become what they stand for, and the stars that make words bold in plain text go.
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
_BOLD = re.compile(r"\*\*(?=\S)|(?<=\S)\*\*")
_OFFSET = 0xFEE0
# Colons, commas, stops and brackets in forms that no keyboard gives, with the usual one.
_LOOKALIKES = str.maketrans(
    {
        "\u2236": "\uff1a", "\ufe55": "\uff1a", "\ufe30": "\uff1a", "\ua789": "\uff1a", "\ufe13": "\uff1a",
        "\ufe54": "\uff1b", "\ufe50": "\uff0c", "\ufe51": "\u3001", "\uff64": "\u3001", "\uff61": "\u3002",
        "\ufe52": "\u3002", "\ufe59": "\uff08", "\ufe5a": "\uff09", "\u2e28": "\uff08", "\u2e29": "\uff09",
    }
)  # fmt: skip
_LOOKALIKE = re.compile("[" + "".join(map(chr, _LOOKALIKES)) + "]+")


def narrowed(text: str) -> Iterator[Change]:
    """Wide letters, digits and per cent signs, each run with its plain form; signs that look like others likewise."""
    changes = []
    for found in _WIDE.finditer(text):
        plain = "".join(chr(ord(sign) - _OFFSET) for sign in found.group())
        changes.append(Change(RepairKind.WIDTH, found.start(), found.end(), plain))
    changes += (
        Change(RepairKind.WIDTH, found.start(), found.end(), found.group().translate(_LOOKALIKES))
        for found in _LOOKALIKE.finditer(text)
    )
    yield from sorted(changes, key=lambda change: change.start)


def visible(text: str) -> Iterator[Change]:
    """Runs of invisible characters, and stars that stand for bold type, to be taken out."""
    places = sorted(found.span() for pattern in (_INVISIBLE, _BOLD) for found in pattern.finditer(text))
    yield from (Change(RepairKind.INVISIBLE, start, end, "") for start, end in places)
