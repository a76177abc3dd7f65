"""A log as a folder of tiles: exported for anybody to copy, serve or check, and read back.

The folder may be served as it is by any web server; C2SP clients find everything at its path. The checkpoint is written
last, so whoever reads one finds all tiles it speaks of.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from buckstop.domain.errors import BuckstopError
from buckstop.ledger.checkpoint import Checkpoint, parse_checkpoint
from buckstop.ledger.durable_file import replace_file
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import parse_note
from buckstop.ledger.tiles import (
    CHECKPOINT_PATH,
    TILE_WIDTH,
    ReadTileHashes,
    Tile,
    changed_bundles,
    changed_tiles,
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
)

ReadEntries = Callable[[int, int], Sequence[bytes]]
"""(start, stop) -> the entries with start <= index < stop."""


class TileFolderError(BuckstopError):
    """A folder of tiles lacks what was asked of it, or a tile in it is no tile."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.code}: {fault.fields.get('path', '')}")
        self.fault = fault


class TileFolder:
    """One log in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def checkpoint(self) -> bytes | None:
        """The signed note in the folder; None where nothing was exported yet."""
        path = self.folder / CHECKPOINT_PATH
        return path.read_bytes() if path.is_file() else None

    def export(self, checkpoint: bytes, hashes: ReadTileHashes, entries: ReadEntries) -> Fault | None:
        """Bring the folder to a checkpoint: write what changed since its last export, the checkpoint last.

        Args:
            checkpoint: the signed note.
            hashes: hashes of the levels of tiles, as `tiles.hash_reader` takes them.
            entries: the entries themselves.

        Returns:
            None when all is written. Else why the folder keeps its old checkpoint: it holds another log or a longer
            one, or an entry is too long for a bundle.
        """
        new = _stated(checkpoint)
        if isinstance(new, Fault):
            return new
        before = self.checkpoint()
        old = _stated(before) if before is not None else None
        if isinstance(old, Fault):
            return old
        if old is not None and old.origin != new.origin:
            return Fault(FaultCode.CHECKPOINT_ORIGIN_OTHER, 1, {"found": old.origin, "expected": new.origin})
        if old is not None and old.size > new.size:
            return Fault(FaultCode.FOLDER_AHEAD, fields={"found": old.size, "size": new.size})
        old_size = old.size if old is not None else 0
        for bundle in changed_bundles(old_size, new.size):
            first = bundle.index * TILE_WIDTH
            raw = encode_bundle(entries(first, first + bundle.width), first)
            if isinstance(raw, Fault):
                return raw
            self._write(bundle, raw)
        for tile in changed_tiles(old_size, new.size):
            first = tile.index * TILE_WIDTH
            self._write(tile, encode_tile(hashes(tile.level or 0, first, first + tile.width)))
        replace_file(self.folder / CHECKPOINT_PATH, checkpoint)
        return None

    def tile(self, tile: Tile) -> tuple[bytes, ...] | Fault:
        """The hashes of a tile. A partial tile that was tidied away is cut from the full one."""
        raw = self._read(tile)
        if raw is not None:
            return decode_tile(raw, tile)
        whole = self._read(tile.whole())
        if whole is None:
            return Fault(FaultCode.TILE_MISSING, fields={"path": tile.path()})
        found = decode_tile(whole, tile.whole())
        return found if isinstance(found, Fault) else found[: tile.width]

    def bundle(self, tile: Tile) -> tuple[bytes, ...] | Fault:
        """The entries of a bundle. A partial bundle that was tidied away is cut from the full one."""
        raw = self._read(tile)
        if raw is not None:
            return decode_bundle(raw, tile)
        whole = self._read(tile.whole())
        if whole is None:
            return Fault(FaultCode.TILE_MISSING, fields={"path": tile.path()})
        found = decode_bundle(whole, tile.whole())
        return found if isinstance(found, Fault) else found[: tile.width]

    def hashes(self, size: int) -> ReadTileHashes:
        """A reader of the folder's hashes for `tiles.hash_reader`, in a tree of that size.

        Raises:
            TileFolderError: (the reader) a tile is missing or has the wrong length.
        """

        def read(level: int, start: int, stop: int) -> Sequence[bytes]:
            index = start // TILE_WIDTH
            width = min(TILE_WIDTH, (size >> 8 * level) - index * TILE_WIDTH)
            found = self.tile(Tile(level, index, width))
            if isinstance(found, Fault):
                raise TileFolderError(found)
            return found[start - index * TILE_WIDTH : stop - index * TILE_WIDTH]

        return read

    def _read(self, tile: Tile) -> bytes | None:
        path = self.folder / tile.path()
        return path.read_bytes() if path.is_file() else None

    def _write(self, tile: Tile, raw: bytes) -> None:
        path = self.folder / tile.path()
        replace_file(path, raw)
        if tile.width == TILE_WIDTH:
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)


def _stated(raw: bytes) -> Checkpoint | Fault:
    """What a note says as a checkpoint, its signatures not looked at."""
    note = parse_note(raw)
    return note if isinstance(note, Fault) else parse_checkpoint(note.text)
