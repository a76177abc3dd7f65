"""The tree of a log recomputed from what is stored, three ways at once, so that a difference says which store is wrong.

An entry, the leaf hash beside it and the node above 256 leaves say the same thing three times. Where they disagree,
the next signed checkpoint tells which of them was signed: the leaves, the entries, or the nodes. As long as nothing
disagrees, only one tree is computed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from buckstop.ledger.checkpoint import Checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tiles import TILE_WIDTH
from buckstop.ledger.tree import Frontier

ReadNode = Callable[[int, int], bytes | None]
"""(level 1.., index) -> the stored root of that complete subtree, None where none is stored."""

_Place = tuple[int, str, int]  # position, stream, version


@dataclass(slots=True)
class _Group:
    """256 leaves about which something was in dispute."""

    index: int
    by_leaf: bytes
    by_record: bytes
    stored: bytes | None
    gap: bool

    @property
    def first(self) -> int:
        return self.index * TILE_WIDTH


@dataclass(slots=True)
class TreeCheck:
    """Takes leaves in the order of the log, complete groups of 256 and checkpoints as they come.

    Args:
        read_node: the stored nodes.
    """

    read_node: ReadNode
    by_leaf: Frontier = field(default_factory=Frontier)  # of whole groups, as the stored leaf hashes say
    by_record: Frontier = field(default_factory=Frontier)  # as the entries' bytes say
    by_node: Frontier = field(default_factory=Frontier)  # as the stored nodes say
    leaf_part: Frontier = field(default_factory=Frontier)  # of the group under way
    record_part: Frontier = field(default_factory=Frontier)
    confirmed: int = 0  # size up to which everything is what was signed
    _split: bool = False
    _gap: bool = False  # in the group under way
    _lost: bool = False  # a checkpoint was not met; none is expected to be until one is again
    _altered: list[_Place] = field(default_factory=list)  # bytes and leaf hash disagree
    _groups: list[_Group] = field(default_factory=list)
    _upper: list[tuple[int, int, bytes, tuple[bytes, bytes, bytes]]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Leaves taken so far."""
        return self.by_leaf.size * TILE_WIDTH + self.leaf_part.size

    def take(self, leaves: Sequence[bytes], hashes: Sequence[bytes], altered: Sequence[_Place], *, gap: bool) -> None:
        """More leaves, at most up to the end of a group.

        Args:
            leaves: stored leaf hashes.
            hashes: of the entries' bytes.
            altered: places at which the two differ.
            gap: some of the leaves are stand-ins for entries that are not there.
        """
        if altered or gap:
            self._begin_split()
            self._altered += altered
            self._gap |= gap
        self.leaf_part = self.leaf_part.extend(leaves)
        if self._split:
            self.record_part = self.record_part.extend(hashes)

    def close_group(self) -> Iterator[Fault]:
        """Compare the group that is complete now, and the subtrees it completes, with the stored nodes."""
        index = self.by_leaf.size
        stored = self.read_node(1, index)
        own = self.leaf_part.peaks[0]
        if stored is None:
            yield Fault(FaultCode.NODE_MISSING, fields={"level": 1, "index": index})
        elif stored != own:
            self._begin_split()
        record = self.record_part.peaks[0] if self._split else own
        if self._split:
            self._groups.append(_Group(index, own, record, stored, self._gap))
        grown = self.by_leaf.grow((own,))
        self.by_leaf, self.leaf_part = grown.frontier, Frontier()
        others = (grown, grown)
        if self._split:
            others = self.by_record.grow((record,)), self.by_node.grow((stored or own,))
            self.by_record, self.by_node = (each.frontier for each in others)
            self.record_part, self._gap = Frontier(), False
        for (level, place, root), (_, _, record_root), (_, _, node_root) in zip(
            grown.completed, *(each.completed for each in others), strict=True
        ):
            yield from self._compare_upper(level + 1, place, (root, record_root, node_root))

    def meet(self, checkpoint: Checkpoint) -> Iterator[Fault]:
        """Settle everything in dispute by a signed checkpoint over what was taken so far."""
        if not self._split and _root(self.by_leaf, self.leaf_part) == checkpoint.root:
            self.confirmed, self._lost = self.size, False
            return
        self._begin_split()
        for trees, part, blamed in (
            (self.by_leaf, self.leaf_part, 0),
            (self.by_record, self.record_part, 1),
            (self.by_node, self.leaf_part, 2),
            (self.by_node, self.record_part, 3),
        ):
            if _root(trees, part) == checkpoint.root:
                yield from self._settle(blamed)
                self.by_leaf = self.by_record = self.by_node = trees
                self.leaf_part = self.record_part = part
                self.confirmed, self._lost, self._split = self.size, False, False
                return
        if not self._lost and not self._gap:
            between: dict[str, str | int] = {"first": self.confirmed, "last": self.size - 1}
            yield Fault(FaultCode.CHECKPOINT_ROOT_DIFFERS, fields={"size": self.size, **between})
        self._lost = self._lost or not self._gap

    def finish(self, frontier: Frontier) -> Iterator[Fault]:
        """Report what no checkpoint settled, and compare the stored right edge."""
        if self._split:
            yield from self._settle(2)
        pairs = {(self.by_leaf, self.leaf_part), (self.by_record, self.record_part), (self.by_node, self.leaf_part)}
        known = {_joined(trees, part) for trees, part in pairs}
        if frontier not in known and not self._gap and not self._lost:
            yield Fault(FaultCode.LOG_END_ALTERED, fields={"size": frontier.size})

    def _begin_split(self) -> None:
        if not self._split:
            self._split = True
            self.by_record = self.by_node = self.by_leaf
            self.record_part = self.leaf_part

    def _compare_upper(self, level: int, index: int, roots: tuple[bytes, bytes, bytes]) -> Iterator[Fault]:
        stored = self.read_node(level, index)
        if stored is None:
            yield Fault(FaultCode.NODE_MISSING, fields={"level": level, "index": index})
        elif self._split or stored != roots[0]:
            self._begin_split()
            self._upper.append((level, index, stored, roots))

    def _settle(self, right: int) -> Iterator[Fault]:
        """Name what is wrong, now that it is known which tree was signed: 0 leaves, 1 entries, 2 and 3 nodes.

        With 3, entries of the group under way count and not their leaves.
        """
        leaf_wrong = {group.index for group in self._groups if self._leaf_is_wrong(group, right)}
        under_way = self.by_leaf.size
        for position, stream, version in self._altered:
            group = position // TILE_WIDTH
            wrong_leaf = right in {1, 3} if group >= under_way else group in leaf_wrong
            code = FaultCode.LEAF_ALTERED if wrong_leaf else FaultCode.RECORD_ALTERED
            yield Fault(code, fields={"position": position, "stream": stream, "version": version})
        for one in self._groups:
            yield from self._judge(one, right)
        for level, index, stored, roots in self._upper:
            if stored != roots[min(right, 2)]:
                yield Fault(FaultCode.NODE_ALTERED, fields={"level": level, "index": index})
        self._altered, self._groups, self._upper = [], [], []

    def _leaf_is_wrong(self, group: _Group, right: int) -> bool:
        if right == 1:
            return True
        return right >= 2 and group.stored != group.by_leaf and group.stored == group.by_record

    def _judge(self, group: _Group, right: int) -> Iterator[Fault]:
        if group.stored is None:
            return
        signed = (group.by_leaf, group.by_record, group.stored, group.stored)[right]
        if group.stored != signed:
            yield Fault(FaultCode.NODE_ALTERED, fields={"level": 1, "index": group.index})
        elif right >= 2 and group.stored not in {group.by_leaf, group.by_record} and not group.gap:
            about: dict[str, str | int] = {"first": group.first, "last": group.first + TILE_WIDTH - 1}
            yield Fault(FaultCode.LOG_REWRITTEN, fields=about)


def _joined(groups: Frontier, part: Frontier) -> Frontier:
    """The right edge of the whole tree: whole groups are its large subtrees, the group under way its small ones."""
    return Frontier(groups.size * TILE_WIDTH + part.size, (*groups.peaks, *part.peaks))


def _root(groups: Frontier, part: Frontier) -> bytes:
    return _joined(groups, part).root()
