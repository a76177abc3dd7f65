"""A folder of tiles checked whole: every entry against its leaf, every hash against what stands below and above it.

Two neighbours that disagree do not say which of them was altered; the signed root does, level by level downwards. So a
single altered byte is named by its file and its place in it, and an entry by its index in the log.
"""

from dataclasses import dataclass, field

from buckstop.ledger.checkpoint import OpenedCheckpoint, Trust, open_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tile_folder import TileFolder, TileFolderError
from buckstop.ledger.tiles import CHECKPOINT_PATH, TILE_WIDTH, Tile, hash_reader, tiles_of
from buckstop.ledger.tree import TILE_HEIGHT, leaf_hash, root_of, tree_root


@dataclass(frozen=True, slots=True)
class Audit:
    """What a check of a folder found.

    Args:
        opened: the checkpoint all was held against; None where that itself is not to be believed.
        entries: how many entries were compared with their leaves.
        faults: everything wrong; none = the folder holds exactly what was signed.
    """

    opened: OpenedCheckpoint | None
    entries: int
    faults: tuple[Fault, ...]


def audit_folder(folder: TileFolder, trust: Trust) -> Audit:
    """Everything in a folder of tiles that is not what the log signed.

    Args:
        trust: whose signatures the folder's checkpoint needs.
    """
    raw = folder.checkpoint()
    if raw is None:
        return Audit(None, 0, (Fault(FaultCode.TILE_MISSING, fields={"path": CHECKPOINT_PATH}),))
    opened = open_checkpoint(raw, trust)
    if isinstance(opened, Fault):
        return Audit(None, 0, (opened,))
    check = _Check(folder, opened.checkpoint.size)
    return Audit(opened, check.size, tuple(check.run(opened.checkpoint.root)))


@dataclass(slots=True)
class _Check:
    """One pass over a folder, lowest level first. What stands above the leaves stays in memory: one hash in 256."""

    folder: TileFolder
    size: int
    faults: list[Fault] = field(default_factory=list)
    upper: dict[Tile, tuple[bytes, ...]] = field(default_factory=dict)  # readable tiles of level 1 and higher
    roots: dict[tuple[int, int], bytes] = field(default_factory=dict)  # (level, index) of a readable tile -> its root
    disagreeing: set[tuple[int, int]] = field(default_factory=set)  # tiles that do not fit what stands below them
    edge_confirmed: bool = False  # the partial tiles lead to the signed root

    def run(self, root: bytes) -> list[Fault]:
        tiles = tuple(tiles_of(self.size))
        for tile in tiles:
            if tile.level and (row := self._row(tile)) is not None:
                self.upper[tile] = row
        self.edge_confirmed = self._edge_root() == root
        for tile in tiles:
            level = tile.level or 0
            row = self.upper.get(tile) if level else self._row(tile)
            if row is None:
                continue
            self.roots[level, tile.index] = root_of(row)
            if level:
                self._against_tiles(tile, level, row)
            else:
                self._against_entries(tile, row)
        if not self.edge_confirmed and not self.faults:
            self.faults.append(Fault(FaultCode.ROOT_DIFFERS, fields={"size": self.size}))
        return self.faults

    def _row(self, tile: Tile) -> tuple[bytes, ...] | None:
        row = self.folder.tile(tile)
        if isinstance(row, Fault):
            self.faults.append(row)
            return None
        return row

    def _edge_root(self) -> bytes | None:
        """The root that the partial tiles lead to: together they hold the tree's peaks."""
        try:
            return tree_root(self.size, hash_reader(self.folder.hashes(self.size)))
        except TileFolderError:
            return None  # that a tile cannot be read is a fault of its own

    def _confirmed(self, tile: Tile, level: int) -> bool:
        """Whether what stands above a tile says the same as the tile."""
        if tile.width < TILE_WIDTH:
            return self.edge_confirmed
        index, place = divmod(tile.index, TILE_WIDTH)
        width = min(TILE_WIDTH, (self.size >> TILE_HEIGHT * (level + 1)) - index * TILE_WIDTH)
        parent = self.upper.get(Tile(level + 1, index, width))
        return parent is not None and parent[place] == self.roots[level, tile.index]

    def _against_entries(self, tile: Tile, row: tuple[bytes, ...]) -> None:
        bundle = Tile(None, tile.index, tile.width)
        entries = self.folder.bundle(bundle)
        if isinstance(entries, Fault):
            self.faults.append(entries)
            return
        wrong = [place for place, entry in enumerate(entries) if leaf_hash(entry) != row[place]]
        if not wrong:
            return
        self.disagreeing.add((0, tile.index))
        if not self._confirmed(tile, 0):
            self.faults += [_altered(tile, place) for place in wrong]
            return
        for place in wrong:
            index = tile.index * TILE_WIDTH + place
            about = Fault(FaultCode.ENTRY_ALTERED, fields={"path": bundle.path(), "position": place, "index": index})
            self.faults.append(about)

    def _against_tiles(self, tile: Tile, level: int, row: tuple[bytes, ...]) -> None:
        children = [(level - 1, tile.index * TILE_WIDTH + place) for place in range(len(row))]
        wrong = [place for place, child in enumerate(children) if self.roots.get(child, row[place]) != row[place]]
        if not wrong:
            return
        self.disagreeing.add((level, tile.index))
        if not self._confirmed(tile, level):
            self.faults += [_altered(tile, place) for place in wrong]
            return
        for child in (children[place] for place in wrong):
            if child not in self.disagreeing:  # else its own altered hash or entry was named already
                self.faults.append(Fault(FaultCode.TILE_REPLACED, fields={"path": Tile(*child).path()}))


def _altered(tile: Tile, place: int) -> Fault:
    return Fault(FaultCode.TILE_ALTERED, fields={"path": tile.path(), "position": place})
