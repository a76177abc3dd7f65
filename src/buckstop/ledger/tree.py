"""The Merkle tree of RFC 6962 over SHA-256: its right edge, its roots, proofs that a leaf is in it and that it only grew.

A tree of n leaves is a row of complete subtrees, one per set bit of n, largest first; their roots are the peaks. A
proof reads O(log n) of the hashes of complete subtrees through a function, so it works over rows of a database, over
tiles in a folder and over a list alike.

Source: RFC 6962 section 2.1; the two verifications follow RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from buckstop.ledger.faults import Fault, FaultCode

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1  # what a tree size of C2SP can be
MAX_PROOF_HASHES = 63
TILE_HEIGHT = 8  # a tile is a subtree of 2 ** 8 hashes
EMPTY_ROOT = sha256(b"").digest()

ReadHash = Callable[[int, int], bytes]
"""(level, index) -> root of the complete subtree over the leaves [index << level, (index + 1) << level)."""


def leaf_hash(entry: bytes) -> bytes:
    """What stands in the tree for an entry: SHA-256(00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands above two subtrees: SHA-256(01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: all that is needed to append to it and to know its root, O(log n) hashes.

    Args:
        size: number of leaves.
        peaks: roots of the complete subtrees the tree consists of, largest (leftmost) first: one per set bit of size.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The right edge after one more leaf hash."""
        peaks, size = list(self.peaks), self.size
        while size & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        return Frontier(self.size + 1, (*peaks, leaf))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The right edge after many more leaf hashes, in order: faster than appending one by one."""
        return self.grow(leaves).frontier

    def grow(self, leaves: Iterable[bytes]) -> "Growth":
        """The right edge after many more leaf hashes, and the tile hashes that these completed.

        Why: whoever stores the leaf hashes and these (one row in 255) can prove anything, see `tiles.hash_reader`.
        """
        peaks: list[bytes] = []
        completed: list[tuple[int, int, bytes]] = []
        added = 0
        for level, row, peak in self._climb(leaves):
            if level == 0:
                added = len(row)
            elif level % TILE_HEIGHT == 0:
                first = self.size >> level
                completed += [(level // TILE_HEIGHT, first + place, root) for place, root in enumerate(row)]
            if peak is not None:
                peaks.append(peak)
        return Growth(Frontier(self.size + added, tuple(reversed(peaks))), tuple(completed))

    def root(self) -> bytes:
        """The root of the tree, 32 bytes."""
        return _fold(self.peaks)

    def encoded(self) -> bytes:
        """The edge as bytes: the size in 8 bytes, most significant first, then the peaks; nothing for the empty tree."""
        if not self.size:
            return b""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    def _climb(self, leaves: Iterable[bytes]) -> Iterator[tuple[int, list[bytes], bytes | None]]:
        """Level by level from the leaves: the level, the nodes completed on it, the peak that remains on it."""
        row, edge, size, level = list(leaves), list(self.peaks), self.size, 0
        while row or edge:
            pairs = [edge.pop(), *row] if size & 1 else row
            yield level, row, pairs[-1] if len(pairs) & 1 else None
            # Written out, not node_hash: this line is where a long log spends its time.
            row = [
                sha256(b"\x01" + left + right).digest() for left, right in zip(pairs[::2], pairs[1::2], strict=False)
            ]
            size >>= 1
            level += 1


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree after leaves were added.

    Args:
        frontier: its right edge.
        completed: (level, index, root) of each subtree of 256 ** level leaves, level >= 1, that became complete; lowest
            level first.
    """

    frontier: Frontier
    completed: tuple[tuple[int, int, bytes], ...]


def parse_frontier(raw: bytes) -> Frontier | Fault:
    """The right edge that `Frontier.encoded` wrote, or why it is none."""
    if not raw:
        return Frontier()
    size = int.from_bytes(raw[:8], "big")
    expected = 8 + HASH_BYTES * size.bit_count()
    if len(raw) != expected or not 0 < size <= MAX_SIZE:
        return Fault(FaultCode.FRONTIER_SHAPE, fields={"length": len(raw), "expected": expected})
    return Frontier(size, tuple(raw[place : place + HASH_BYTES] for place in range(8, len(raw), HASH_BYTES)))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return Frontier().extend(leaves).root()


def inclusion_proof(index: int, size: int, read: ReadHash) -> tuple[bytes, ...]:
    """The hashes that lead from a leaf to the root of the tree of that size, the leaf's sibling first.

    Args:
        index: place of the leaf, 0 <= index < size.
        size: leaves in the tree, at most those that `read` knows.
        read: hashes of complete subtrees; asked at most 2 * log2(size) times.
    """
    assert 0 <= index < size, f"leaf {index} is not in a tree of {size}"
    path = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _left_leaves(stop - start)
        if index < middle:
            path.append(range_root(middle, stop, read))
            stop = middle
        else:
            path.append(range_root(start, middle, read))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old_size: int, size: int, read: ReadHash) -> tuple[bytes, ...]:
    """The hashes that show that the tree of `size` begins with the whole tree of `old_size`.

    Args:
        old_size: 0 <= old_size <= size; nothing has to be shown for 0 and for equal sizes.
        size: leaves in the later tree.
        read: hashes of complete subtrees.
    """
    assert 0 <= old_size <= size, f"a tree of {size} cannot have grown from {old_size}"
    if old_size in {0, size}:
        return ()
    path = []
    start, stop = 0, size
    while old_size != stop:
        middle = start + _left_leaves(stop - start)
        if old_size <= middle:
            path.append(range_root(middle, stop, read))
            stop = middle
        else:
            path.append(range_root(start, middle, read))
            start = middle
    # Where the old tree is itself a complete subtree (start is 0 then), the checker knows its root already.
    if start:
        path.append(range_root(start, stop, read))
    return tuple(reversed(path))


def range_root(start: int, stop: int, read: ReadHash) -> bytes:
    """The root over the leaves [start, stop): the whole tree where start is 0, or a subtree as RFC 6962 splits it.

    Args:
        start: a multiple of the smallest power of two that is not less than stop - start.
        stop: one past the last leaf, above start.
        read: hashes of complete subtrees; asked once per set bit of stop - start.
    """
    peaks = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        peaks.append(read(level, start >> level))
        start += 1 << level
    return _fold(peaks)


def tree_root(size: int, read: ReadHash) -> bytes:
    """The root of the tree of that size."""
    return range_root(0, size, read)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf hash at that index to the root of the tree of that size."""
    if not 0 <= index < size or any(len(part) != HASH_BYTES for part in proof):
        return False
    node, last, here = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            here = node_hash(sibling, here)
            while node and not node & 1:  # a right edge without a sibling rises without being hashed
                node >>= 1
                last >>= 1
        else:
            here = node_hash(here, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and here == root


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree (size, root) begins with the whole tree (old_size, old_root)."""
    if not 0 <= old_size <= size or any(len(part) != HASH_BYTES for part in proof):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    hashes = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not hashes:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old, new = hashes[0], hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == root


def _left_leaves(leaves: int) -> int:
    """Leaves in the left half of a tree of at least two: the largest power of two below their number."""
    return 1 << ((leaves - 1).bit_length() - 1)


def _fold(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size that stand side by side."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root
