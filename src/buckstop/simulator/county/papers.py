"""What people attach to their reports: made-up photographs and lists, small and real, the same bytes everywhere.

A photograph is a landscape of a few colours: sky, a ridge, a field and what was mended. It is stored uncompressed inside
its PNG, because compressors differ between machines and the log holds the digest.
"""

import io
import random
import struct
import zlib
from hashlib import sha256

from buckstop.app.files import keep
from buckstop.app.ledger import Ledger
from buckstop.domain.matter.words import Attachment

PHOTOGRAPHS = 24
"""How many different photographs there are."""

_WIDTH, _HEIGHT = 120, 80
_PALETTES = (
    ((196, 216, 232), (120, 140, 120), (150, 170, 96), (186, 148, 96), (90, 96, 104)),
    ((222, 224, 226), (140, 134, 120), (196, 180, 120), (160, 110, 80), (70, 78, 92)),
    ((164, 198, 228), (88, 116, 92), (112, 150, 84), (206, 196, 176), (120, 70, 60)),
    ((236, 214, 180), (150, 120, 104), (172, 142, 92), (110, 124, 140), (60, 66, 74)),
)


def photograph(number: int) -> bytes:
    """A made-up photograph as PNG.

    Args:
        number: which one; those beyond the last begin anew.
    """
    rng = random.Random(f"photograph {number % PHOTOGRAPHS}")
    colours = rng.choice(_PALETTES)
    ridge, low = rng.randint(24, 38), rng.randint(44, 58)
    heights = [ridge]
    for _ in range(_WIDTH - 1):
        heights.append(min(max(heights[-1] + rng.choice((-1, 0, 0, 1)), 14), low - 6))
    left, top = rng.randint(10, 70), rng.randint(low - 14, low)
    wide, high = rng.randint(16, 40), rng.randint(10, 20)
    rows = bytearray()
    for y in range(_HEIGHT):
        rows.append(0)  # no filter
        for x in range(_WIDTH):
            inside = left <= x < left + wide and top <= y < top + high
            edge = inside and (x in {left, left + wide - 1} or y in {top, top + high - 1})
            rows.append(4 if edge else 3 if inside else 0 if y < heights[x] else 1 if y < low else 2)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0)
    palette = bytes(value for colour in colours for value in colour)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(bytes(rows), 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def table(lines: tuple[tuple[str, ...], ...]) -> bytes:
    """A list of lines as CSV that office programs in China open as it is: UTF-8 with its mark."""
    return ("\ufeff" + "".join(",".join(cells) + "\r\n" for cells in lines)).encode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class Papers:
    """Hands files in once each; a ledger without a home gets their names and digests all the same."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._kept: set[str] = set()

    def attach(self, name: str, content: bytes) -> Attachment:
        """A file to name in a report."""
        file = Attachment(name, sha256(content).hexdigest())
        if self._ledger.files is not None and file.sha256 not in self._kept:
            kept = keep(self._ledger, name, io.BytesIO(content))
            assert kept == file, kept
            self._kept.add(file.sha256)
        return file
