"""Tiles: the tree cut into files of 256 hashes, and entries in bundles of 256, as C2SP tlog-tiles serves them.

A tile at level l holds roots of subtrees of 256 ** l leaves; level 0 holds leaf hashes. Only the rightmost tile of a
level is ever partial, and a full tile never changes again. This module knows paths, shapes and bytes; `tile_folder`
knows files.

Source: C2SP tlog-tiles.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tree import HASH_BYTES, TILE_HEIGHT, ReadHash, root_of

TILE_WIDTH = 1 << TILE_HEIGHT
MAX_ENTRY_BYTES = 0xFFFF  # a bundle gives an entry's length in two bytes
CHECKPOINT_PATH = "checkpoint"

ReadTileHashes = Callable[[int, int, int], Sequence[bytes]]
"""(tile level, start, stop) -> the hashes of that level at start <= index < stop, as tiles hold them."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Which tile, or which bundle of entries.

    Args:
        level: 0 to 63; None for a bundle of entries, which stands under the level-0 tile of the same index.
        index: which of its level, from the left.
        width: hashes or entries in it, 1 to 256; below 256 the tile is partial.
    """

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Where the tile lies below the log's address or folder."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        number = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        level = "entries" if self.level is None else self.level
        return f"tile/{level}/{number}" + ("" if self.width == TILE_WIDTH else f".p/{self.width}")

    def whole(self) -> "Tile":
        """The full tile at the same place."""
        return Tile(self.level, self.index)


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of that size, lowest level first; bundles of entries are left out."""
    yield from changed_tiles(0, size)


def changed_tiles(old_size: int, size: int) -> Iterator[Tile]:
    """The tiles that a tree of that size has and the tree of the old size had not, lowest level first."""
    level = 0
    while size >> level * TILE_HEIGHT:
        shift = level * TILE_HEIGHT
        yield from _row(level, old_size >> shift, size >> shift)
        level += 1


def changed_bundles(old_size: int, size: int) -> Iterator[Tile]:
    """The bundles of entries that a log of that size has and the log of the old size had not."""
    yield from _row(None, old_size, size)


def _row(level: int | None, old_count: int, count: int) -> Iterator[Tile]:
    if old_count == count:
        return
    full, rest = divmod(count, TILE_WIDTH)
    for index in range(old_count // TILE_WIDTH, full):
        yield Tile(level, index)
    if rest:
        yield Tile(level, full, rest)


def hash_reader(read: ReadTileHashes) -> ReadHash:
    """Hashes of all complete subtrees from those that tiles hold.

    Args:
        read: from rows of a database, or from tile files; asked for at most 128 hashes of one tile at a time.
    """

    def read_hash(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        return root_of(read(tile_level, index << height, (index + 1) << height))

    return read_hash


def encode_tile(hashes: Sequence[bytes]) -> bytes:
    """The bytes of a tile's file."""
    return b"".join(hashes)


def decode_tile(raw: bytes, tile: Tile) -> tuple[bytes, ...] | Fault:
    """The hashes in a tile's bytes, or a fault where it is not as long as its width asks."""
    expected = tile.width * HASH_BYTES
    if len(raw) != expected:
        return Fault(FaultCode.TILE_LENGTH, fields={"path": tile.path(), "length": len(raw), "expected": expected})
    return tuple(raw[place : place + HASH_BYTES] for place in range(0, expected, HASH_BYTES))


def entry_fault(entry: bytes, index: int) -> Fault | None:
    """Why an entry cannot go into a log: it is longer than two bytes can say. None = it can.

    Args:
        index: its place, for the message.
    """
    if len(entry) <= MAX_ENTRY_BYTES:
        return None
    return Fault(FaultCode.ENTRY_TOO_LONG, fields={"index": index, "length": len(entry), "limit": MAX_ENTRY_BYTES})


def encode_bundle(entries: Sequence[bytes], first: int = 0) -> bytes | Fault:
    """The bytes of a bundle's file: each entry after its length in two bytes; or which entry is too long.

    Args:
        first: index of the first entry, for the message.
    """
    too_long = next((fault for index, entry in enumerate(entries, first) if (fault := entry_fault(entry, index))), None)
    return too_long or b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(raw: bytes, tile: Tile) -> tuple[bytes, ...] | Fault:
    """The entries in a bundle's bytes, or where the bundle is cut off or goes on after its last entry."""
    entries: list[bytes] = []
    at = 0
    while len(entries) < tile.width:
        length = int.from_bytes(raw[at : at + 2], "big")
        if at + 2 > len(raw) or at + 2 + length > len(raw):
            return Fault(FaultCode.BUNDLE_CUT, fields={"path": tile.path(), "position": len(entries)})
        entries.append(raw[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(raw):
        return Fault(FaultCode.BUNDLE_TRAILING, fields={"path": tile.path(), "length": len(raw) - at})
    return tuple(entries)
