"""A ledger's log held against what it signed: every entry, leaf, node and checkpoint, each fault with its place.

One pass in the order of the log, in pages; what stays in memory is one number per stream. What cannot be seen from
inside is a log cut back to an earlier checkpoint, or rewritten by somebody who has its key: for that, hold it against a
checkpoint somebody else keeps (`held`), a witness's cosignature above all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from buckstop.ledger.checkpoint import Checkpoint, OpenedCheckpoint, Trust, open_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.record_check import RecordCheck
from buckstop.ledger.store import Event, LogEnd, Store, StoreError
from buckstop.ledger.tile_audit import FolderAudit
from buckstop.ledger.tile_folder import TileFolder
from buckstop.ledger.tiles import TILE_WIDTH, Tile, hash_reader
from buckstop.ledger.tree import HASH_BYTES, leaf_hash, parse_frontier, tree_root
from buckstop.ledger.tree_check import TreeCheck

Tell = Callable[[int], None]
"""Hears how many entries were looked at, now and then."""

_STAND_IN = bytes(HASH_BYTES)  # for the leaf of an entry that is not there
_TELL_EVERY = 4096
_LOOK_BEYOND = 4096  # nodes past the tree's edge that are looked for; the log never reads them before it writes them


def _silent(_done: int) -> None:
    """Nobody wants to hear."""


@dataclass
class LogCheck:
    """One walk through a store's log.

    Args:
        store: whose log.
        trust: whose signatures its checkpoints need.
        held: checkpoints that somebody keeps outside; the log must begin with what they state.
        tell: hears of the progress.
    """

    store: Store
    trust: Trust
    held: tuple[Checkpoint, ...] = ()
    tell: Tell = _silent
    records: RecordCheck = field(default_factory=RecordCheck)
    end: LogEnd = field(init=False)
    checkpoints: int = 0
    newest: OpenedCheckpoint | None = None

    def __post_init__(self) -> None:
        self.end = self.store.end()

    def run(self) -> Iterator[Fault]:
        """Everything wrong with the log, in its order, as it is found."""
        tree = TreeCheck(self._node)
        try:
            yield from self._walk(tree)
            yield from self._edges(tree)
            yield from self._held_outside()
        except StoreError as error:
            yield Fault(FaultCode.STORE_UNREADABLE, fields={"position": tree.size, "reason": str(error)})

    def _walk(self, tree: TreeCheck) -> Iterator[Fault]:
        notes = _Notes(self.store, self.trust, self.end.size)
        yield from notes.advance(0)
        batch = _Batch()
        for event in self.store.log(0, self.end.size):
            position = tree.size + len(batch.leaves)
            found = position if event.position is None else event.position
            if found > position:
                yield Fault(FaultCode.LOG_GAP, fields={"first": position, "last": found - 1})
            while position < found:
                batch.stand_in()
                position += 1
                yield from self._flush_at(position, tree, batch, notes)
            if batch.add(event):
                yield from self.records.look(position, event.body, event.stream, event.version)
            else:
                yield from self.records.follow(position, event.stream, event.version)
            yield from self._flush_at(position + 1, tree, batch, notes)
            if not position % _TELL_EVERY:
                self.tell(position)
        yield from self._tail(tree, batch, notes)

    def _flush_at(self, size: int, tree: TreeCheck, batch: "_Batch", notes: "_Notes") -> Iterator[Fault]:
        """Hand leaves over where a group ends or a checkpoint stands."""
        ends_group = not size % TILE_WIDTH
        if not ends_group and size != notes.size:
            return
        batch.hand_over(tree)
        if ends_group:
            yield from tree.close_group()
        if size == notes.size and notes.opened is not None:
            yield from tree.meet(notes.opened.checkpoint)
            self.checkpoints, self.newest = self.checkpoints + 1, notes.opened
            yield from notes.advance(size)

    def _tail(self, tree: TreeCheck, batch: "_Batch", notes: "_Notes") -> Iterator[Fault]:
        """The end of what is there: is it the end of the log?"""
        batch.hand_over(tree)
        if tree.size < self.end.size:
            yield Fault(FaultCode.LOG_GAP, fields={"first": tree.size, "last": self.end.size - 1})
            return
        yield from notes.rest()
        frontier = parse_frontier(self.end.frontier)
        if isinstance(frontier, Fault):
            yield frontier
        else:
            yield from tree.finish(frontier)

    def _edges(self, tree: TreeCheck) -> Iterator[Fault]:
        """The stored right edge, and nodes and checkpoints where none can be."""
        if self.end.size and self.store.checkpoint(self.end.size) != self.end.checkpoint:
            yield Fault(FaultCode.CHECKPOINT_MISSING, fields={"size": self.end.size})
        count, level = tree.size >> 8, 1
        while level < 9:
            if self.store.nodes(level, count, count + _LOOK_BEYOND):
                yield Fault(FaultCode.NODE_EXTRA, fields={"level": level, "index": count})
            count, level = count >> 8, level + 1

    def _held_outside(self) -> Iterator[Fault]:
        for checkpoint in self.held:
            yield from against_held(self.store, self.end.size, checkpoint)

    def _node(self, level: int, index: int) -> bytes | None:
        found = self.store.nodes(level, index, index + 1)
        return found[0] if found else None


def against_held(store: Store, size: int, held: Checkpoint) -> Iterator[Fault]:
    """What contradicts a checkpoint that somebody keeps outside.

    Args:
        size: of the log.
        held: believed already.
    """
    if held.size > size:
        yield Fault(FaultCode.CHECKPOINT_HELD_LONGER, fields={"found": held.size, "size": size})
    elif tree_root(held.size, store_hashes(store)) != held.root:
        yield Fault(FaultCode.CHECKPOINT_HELD_FORKED, fields={"size": held.size})


def store_hashes(store: Store) -> Callable[[int, int], bytes]:
    """Hashes of complete subtrees as a store keeps them, for proofs and roots."""

    def read(level: int, start: int, stop: int) -> tuple[bytes, ...]:
        found = tuple(store.nodes(level, start, stop) if level else store.leaves(start, stop))
        if len(found) != stop - start:
            raise StoreError(f"hashes of the log are missing at level {level} from {start}: verify the ledger")
        return found

    return hash_reader(read)


@dataclass(slots=True)
class _Batch:
    """Leaves on their way into the tree."""

    leaves: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    altered: list[tuple[int, str, int]] = field(default_factory=list)
    gap: bool = False

    def add(self, event: Event) -> bool:
        """Add an event; whether its bytes are those of its leaf."""
        computed = leaf_hash(event.body)
        leaf = event.leaf if len(event.leaf) == HASH_BYTES else _STAND_IN
        self.leaves.append(leaf)
        self.hashes.append(computed)
        if leaf == computed:
            return True
        self.altered.append((event.position or 0, event.stream, event.version))
        return False

    def stand_in(self) -> None:
        self.leaves.append(_STAND_IN)
        self.hashes.append(_STAND_IN)
        self.gap = True

    def hand_over(self, tree: TreeCheck) -> None:
        tree.take(self.leaves, self.hashes, self.altered, gap=self.gap)
        self.leaves, self.hashes, self.altered, self.gap = [], [], [], False


@dataclass
class _Notes:
    """The stored checkpoints one after the other; those that cannot be believed are named and passed over."""

    store: Store
    trust: Trust
    end: int
    size: int = 0  # of the next one that is believed, 0 where there is none
    opened: OpenedCheckpoint | None = None

    def advance(self, after: int) -> Iterator[Fault]:
        """Go to the next believable checkpoint over more than `after`."""
        asked = after + 1
        self.size, self.opened = 0, None
        while asked <= self.end and (raw := self.store.checkpoint(asked)) is not None:
            opened = open_checkpoint(raw, self.trust)
            if isinstance(opened, OpenedCheckpoint):
                stated = opened.checkpoint.size
                if asked <= stated <= self.end and self.store.checkpoint(stated) == raw:
                    self.size, self.opened = stated, opened
                    return
                row = self._row_of(raw, asked)
                yield Fault(FaultCode.CHECKPOINT_BEYOND, fields={"size": stated, "expected": row})
            else:
                row = self._row_of(raw, asked)
                about: dict[str, str | int] = {"size": row, "why": str(opened.code)}
                yield Fault(FaultCode.CHECKPOINT_UNFIT, opened.line, {**opened.fields, **about})
            asked = row + 1

    def rest(self) -> Iterator[Fault]:
        """Checkpoints over more than the log holds."""
        if self.store.checkpoint(self.end + 1) is not None:
            yield Fault(FaultCode.CHECKPOINT_BEYOND, fields={"size": self.end + 1, "expected": self.end})

    def _row_of(self, raw: bytes, asked: int) -> int:
        """The size under which a checkpoint is stored: the last for which the store gives it."""
        low, high = asked, self.end
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.store.checkpoint(middle) == raw else (low, middle - 1)
        return low


@dataclass
class FolderCheck:
    """One walk through an exported folder of tiles; needs nothing but the folder and the log's public key.

    Args:
        folder: as `buckstop ledger export` writes it.
        trust: whose signatures its checkpoint needs.
        held: as for `LogCheck`.
    """

    folder: TileFolder
    trust: Trust
    held: tuple[Checkpoint, ...] = ()
    tell: Tell = _silent
    records: RecordCheck = field(default_factory=RecordCheck)
    size: int = 0
    newest: OpenedCheckpoint | None = None

    def run(self) -> Iterator[Fault]:
        """Everything wrong with the folder."""
        audit = FolderAudit(self.folder, self.trust)
        yield from audit.run()
        if audit.opened is None:
            return
        self.newest, self.size = audit.opened, audit.size
        for first in range(0, self.size, TILE_WIDTH):
            bundle = self.folder.bundle(Tile(None, first // TILE_WIDTH, min(TILE_WIDTH, self.size - first)))
            if isinstance(bundle, Fault):
                return  # named by the audit; what follows in its streams cannot be told any more
            for position, entry in enumerate(bundle, first):
                if not audit.is_altered(position):
                    yield from self.records.look(position, entry)
            self.tell(first)
        for checkpoint in self.held if not audit.faulty else ():
            yield from self._against(checkpoint)

    def _against(self, held: Checkpoint) -> Iterator[Fault]:
        if held.size > self.size:
            yield Fault(FaultCode.CHECKPOINT_HELD_LONGER, fields={"found": held.size, "size": self.size})
        elif tree_root(held.size, hash_reader(self.folder.hashes(self.size))) != held.root:
            yield Fault(FaultCode.CHECKPOINT_HELD_FORKED, fields={"size": held.size})
