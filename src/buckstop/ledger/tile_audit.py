"""A folder of tiles checked whole: every entry against its leaf, every hash against what stands below and above it.

Two neighbours that disagree do not say which of them was altered; the signed root does, level by level downwards. So a
single altered byte is named by its file and its place in it, and an entry by its index in the log.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from buckstop.ledger.checkpoint import OpenedCheckpoint, Trust, open_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tile_folder import TileFolder, TileFolderError
from buckstop.ledger.tiles import CHECKPOINT_PATH, TILE_WIDTH, Tile, hash_reader, tiles_of
from buckstop.ledger.tree import TILE_HEIGHT, leaf_hash, root_of, tree_root


@dataclass(slots=True)
class FolderAudit:
    """One pass over a folder, lowest level first; no fault = it holds exactly what was signed.

    What stands above the leaves stays in memory, one hash in 256; entries and faults do not, however many there are.

    Args:
        trust: whose signatures the folder's checkpoint needs.
        opened: the checkpoint all is held against, once the pass has begun; None where that itself is not to be believed.
        faulty: a fault was found.
    """

    folder: TileFolder
    trust: Trust
    opened: OpenedCheckpoint | None = None
    faulty: bool = False
    _altered: dict[int, int] = field(default_factory=dict)  # bundle -> bits of its entries that were altered
    _upper: dict[Tile, tuple[bytes, ...]] = field(default_factory=dict)  # readable tiles of level 1 and higher
    _roots: dict[tuple[int, int], bytes] = field(default_factory=dict)  # (level, index) of a readable tile -> its root
    _disagreeing: set[tuple[int, int]] = field(default_factory=set)  # tiles that do not fit what stands below them
    _edge_confirmed: bool = False  # the partial tiles lead to the signed root

    @property
    def size(self) -> int:
        """How many entries the log holds according to its checkpoint; 0 without one."""
        return self.opened.checkpoint.size if self.opened else 0

    def is_altered(self, position: int) -> bool:
        """Whether the entry at a place of the log was found to be another than the one that was signed."""
        bundle, place = divmod(position, TILE_WIDTH)
        return bool(self._altered.get(bundle, 0) >> place & 1)

    def run(self) -> Iterator[Fault]:
        """Everything in the folder that is not what the log signed, as it is found."""
        for fault in self._pass():
            self.faulty = True
            yield fault

    def _pass(self) -> Iterator[Fault]:
        raw = self.folder.checkpoint()
        if raw is None:
            yield Fault(FaultCode.TILE_MISSING, fields={"path": CHECKPOINT_PATH})
            return
        opened = open_checkpoint(raw, self.trust)
        if isinstance(opened, Fault):
            yield opened
            return
        self.opened = opened
        for tile in tiles_of(self.size):
            if tile.level:
                row = self.folder.tile(tile)
                if isinstance(row, Fault):
                    yield row
                else:
                    self._upper[tile] = row
        self._edge_confirmed = self._edge_root() == opened.checkpoint.root
        for tile in tiles_of(self.size):
            yield from self._against_below(tile)
        if not self._edge_confirmed and not self.faulty:
            yield Fault(FaultCode.ROOT_DIFFERS, fields={"size": self.size})

    def _against_below(self, tile: Tile) -> Iterator[Fault]:
        level = tile.level or 0
        row = self._upper.get(tile) if level else self.folder.tile(tile)
        if isinstance(row, Fault):
            yield row
        elif row is not None:
            self._roots[level, tile.index] = root_of(row)
            yield from self._against_tiles(tile, level, row) if level else self._against_entries(tile, row)

    def _edge_root(self) -> bytes | None:
        """The root that the partial tiles lead to: together they hold the tree's peaks."""
        try:
            return tree_root(self.size, hash_reader(self.folder.hashes(self.size)))
        except TileFolderError:
            return None  # that a tile cannot be read is a fault of its own

    def _confirmed(self, tile: Tile, level: int) -> bool:
        """Whether what stands above a tile says the same as the tile."""
        if tile.width < TILE_WIDTH:
            return self._edge_confirmed
        index, place = divmod(tile.index, TILE_WIDTH)
        width = min(TILE_WIDTH, (self.size >> TILE_HEIGHT * (level + 1)) - index * TILE_WIDTH)
        parent = self._upper.get(Tile(level + 1, index, width))
        return parent is not None and parent[place] == self._roots[level, tile.index]

    def _against_entries(self, tile: Tile, row: tuple[bytes, ...]) -> Iterator[Fault]:
        bundle = Tile(None, tile.index, tile.width)
        entries = self.folder.bundle(bundle)
        if isinstance(entries, Fault):
            yield entries
            return
        wrong = [place for place, entry in enumerate(entries) if leaf_hash(entry) != row[place]]
        if not wrong:
            return
        self._disagreeing.add((0, tile.index))
        if not self._confirmed(tile, 0):
            yield from (_altered(tile, place) for place in wrong)
            return
        self._altered[tile.index] = sum(1 << place for place in wrong)
        for place in wrong:
            index = tile.index * TILE_WIDTH + place
            yield Fault(FaultCode.ENTRY_ALTERED, fields={"path": bundle.path(), "position": place, "index": index})

    def _against_tiles(self, tile: Tile, level: int, row: tuple[bytes, ...]) -> Iterator[Fault]:
        children = [(level - 1, tile.index * TILE_WIDTH + place) for place in range(len(row))]
        wrong = [place for place, child in enumerate(children) if self._roots.get(child, row[place]) != row[place]]
        if not wrong:
            return
        self._disagreeing.add((level, tile.index))
        if not self._confirmed(tile, level):
            yield from (_altered(tile, place) for place in wrong)
            return
        for child in (children[place] for place in wrong):
            if child not in self._disagreeing:  # else its own altered hash or entry was named already
                yield Fault(FaultCode.TILE_REPLACED, fields={"path": Tile(*child).path()})


def _altered(tile: Tile, place: int) -> Fault:
    return Fault(FaultCode.TILE_ALTERED, fields={"path": tile.path(), "position": place})
