"""Text that was read in the wrong encoding, put back where that can be done exactly; what is lost is marked.

Four faults are undone: UTF-8 read as GBK, UTF-8 or GBK read as Latin-1, and a lost first byte that shifted GBK's pairs
by one until the next single byte. Lost characters stay as U+FFFD.
"""

import re
from collections.abc import Iterator

from buckstop.intake.directives.model import RepairKind
from buckstop.intake.directives.repairs.change import Change

_LOST = "\N{REPLACEMENT CHARACTER}"
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_RUN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{2,}(?:[ -~]?[\u0080-\u00ff\u0152-\u2122]+)*"
)
_WIDE_RUN = re.compile(
    "[\u00a4-\u00b7\u02c7-\u02d9\u0391-\u0451\u2010-\u2642\u3000-\u9fff\ue000-\uf8ff\uff01-\uffe5]{2,}\\??"
)
# U+FFFD in UTF-8, three bytes, twice, read as GBK: three characters that everybody has seen and nobody can undo.
_TWICE_LOST = re.compile("(?:\u951f\u65a4\u62f7)+\u951f?")
# Letters of other scripts between lost ones are rests of what was lost with them.
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]+(?:[\u0100-\u02ff\u0370-\u07ff]{1,2}[\ufffd\ue000-\uf8ff]+)*")
# The rest of a character whose first byte was lost, with the reading that a converter wrote behind it.
_BROKEN_READING = re.compile("[?\uff1f](?P<reading>[a-z]{0,5}[\u00e0-\u01dc][a-z]{0,4})[)\uff09]")
_SHIFTED = re.compile(
    "[?\uff1f](?P<run>[!\uff01;\uff1b\u3000-\u9fff\uff01-\uff5e\u2014-\u2033\ue000-\uf8ffA-Za-z`^@\\[\\]\\\\_{|}~]{2,})"
)
_FULL_STOP = b"\xa1"  # the first byte of the full stop and the closing quotation mark, which is lost most often
_COMMON_MIN = 0.85
_LEAST_HAN = 3


def put_right(text: str) -> Iterator[Change]:
    """What can be put back exactly, or is lost for good, in order."""
    found: list[Change] = []
    for finder in (_latin, _wide, _shifted, _lost):
        for change in finder(text):
            if all(change.end <= other.start or change.start >= other.end for other in found):
                found.append(change)
    yield from sorted(found, key=lambda change: change.start)


def _latin(text: str) -> Iterator[Change]:
    """UTF-8 or GBK that was read as Latin-1 or cp1252: accents and signs where Chinese was."""
    for run in _LATIN_RUN.finditer(text):
        for wrong in ("cp1252", "latin-1"):
            for right in ("utf-8", "gb18030"):
                again = _recoded(run.group(), wrong, right)
                if again and len(_HAN.findall(again)) * 2 >= len(again) and common_share(again) >= _COMMON_MIN:
                    yield Change(RepairKind.MOJIBAKE, run.start(), run.end(), again)
                    break
            else:
                continue
            break


def _wide(text: str) -> Iterator[Change]:
    """UTF-8 that was read as GBK: rare characters where common ones were."""
    for run in _WIDE_RUN.finditer(text):
        words = run.group()
        if len(_HAN.findall(words)) < _LEAST_HAN or common_share(words) >= _COMMON_MIN:
            continue
        again = _recoded(words, "gb18030", "utf-8")
        if again and _HAN.search(again) and common_share(again) >= _COMMON_MIN:
            yield Change(RepairKind.MOJIBAKE, run.start(), run.end(), again)


def _shifted(text: str) -> Iterator[Change]:
    """GBK whose pairs are shifted by one, from a lost first byte to the next pair that ends in a byte of ASCII.

    What follows the lost byte is known exactly; the byte itself is inferred, and the repair is not called certain.
    """
    for mark in _SHIFTED.finditer(text):
        run = mark["run"]
        for length in range(len(run), 1, -1):
            again = _shift_undone(run[:length])
            if again:
                yield Change(RepairKind.MOJIBAKE, mark.start(), mark.start() + 1 + length, again, certain=False)
                break


def _shift_undone(run: str) -> str | None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign in "!;" else sign for sign in run)
    try:
        again = (_FULL_STOP + wide.encode("gb18030")).decode("gbk")
    except UnicodeError:
        return None
    chinese = _HAN.findall(again)
    ends_shifted = run[-1].isascii() and not again[-1:].isascii()
    clean = all(_HAN.match(sign) or 0x2010 <= ord(sign) <= 0x303F or ord(sign) >= 0xFF00 for sign in again)
    return again if ends_shifted and clean and len(chinese) >= 2 and not _HAN.match(again[0]) else None


def _lost(text: str) -> Iterator[Change]:
    """Characters that nobody can bring back, each run as one mark."""
    for pattern in (_TWICE_LOST, _BROKEN, _BROKEN_READING):
        for found in pattern.finditer(text):
            yield Change(RepairKind.BROKEN_CHARACTERS, found.start(), found.end(), _LOST, certain=False)


def _recoded(text: str, wrong: str, right: str) -> str | None:
    """The text as it was, where the way back is exact both ways."""
    try:
        again = text.encode(wrong).decode(right)
    except UnicodeError:
        return None
    return again if again != text else None


def common_share(text: str) -> float:
    """Share of the Chinese characters of a text that are among GB 2312's 3,755 most frequent; 0 without any."""
    chinese = _HAN.findall(text)
    if not chinese:
        return 0.0
    return sum(1 for sign in chinese if _frequent(sign)) / len(chinese)


def _frequent(sign: str) -> bool:
    try:
        lead = sign.encode("gb2312")[0]
    except UnicodeError:
        return False
    return 0xB0 <= lead <= 0xD7  # the rows of the frequent characters, see intake/encoding.py
