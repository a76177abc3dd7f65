"""The tree against published vectors, against a plain reading of RFC 6962, and against everything that was altered."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    parse_frontier,
    root_of,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger.made_log import events, flipped, steady

# Reference leaves and roots of Certificate Transparency, in hexadecimal.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = range(70)
LOG = events(70)


def rfc_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, read word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(rfc_root(leaves[:split]), rfc_root(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_the_reference_leaves_have_the_published_roots(size: int) -> None:
    assert root_of(leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]).hex() == ROOTS[size]


def test_a_thousand_leaves_have_the_known_root() -> None:
    assert b64encode(root_of(events(1000).leaves)) == b"zzutuPVe00TYre4V0ypbVRktq+Kiw9Chfh5LGuaOApE="


def test_every_size_has_the_root_of_the_rfc_however_it_is_reached() -> None:
    appended = Frontier()
    for size in SIZES:
        leaves = LOG.leaves[:size]
        assert appended.root() == root_of(leaves) == rfc_root(leaves) == tree_root(size, LOG.read)
        assert appended == Frontier().extend(leaves)
        appended = appended.append(LOG.leaves[size])


@steady
@given(st.lists(st.integers(0, 300), max_size=6))
def test_growing_in_batches_gives_the_tree_and_every_tile_hash_once(batches: list[int]) -> None:
    log = events(sum(batches))
    stored: list[tuple[int, int, bytes]] = []
    frontier, start = Frontier(), 0
    for batch in batches:
        growth = frontier.grow(log.leaves[start : start + batch])
        frontier, start = growth.frontier, start + batch
        stored += growth.completed
        assert parse_frontier(frontier.encoded()) == frontier
    assert frontier.root() == rfc_root(log.leaves)
    expected = [(level, index, root) for level, row in enumerate(log.rows) if level for index, root in enumerate(row)]
    assert sorted(stored) == sorted(expected)


def test_two_levels_of_tile_hashes_are_completed_by_65536_leaves() -> None:
    leaves = [leaf_hash(b"")] * 65_537
    completed = Frontier().grow(leaves).completed
    assert [level for level, _, _ in completed] == [1] * 256 + [2]
    assert completed[-1] == (2, 0, root_of(leaves[:65_536]))


@pytest.mark.parametrize("raw", [bytes(7), bytes(8), (3).to_bytes(8, "big") + bytes(63), b"\x80" + bytes(39)])
def test_bytes_that_are_no_right_edge_are_refused(raw: bytes) -> None:
    fault = parse_frontier(raw)
    assert isinstance(fault, Fault)
    assert fault.code is FaultCode.FRONTIER_SHAPE


def test_the_empty_tree_is_written_as_nothing() -> None:
    assert Frontier().encoded() == b""
    assert parse_frontier(b"") == Frontier()
    assert Frontier().root() == EMPTY_ROOT


def test_every_inclusion_proof_of_every_size_holds_and_for_no_other_place() -> None:
    for size in SIZES:
        root = LOG.root(size)
        for index in range(size):
            proof = inclusion_proof(index, size, LOG.read)
            assert verify_inclusion(LOG.leaves[index], index, size, proof, root)
            assert not verify_inclusion(LOG.leaves[index - 1], index, size, proof, root) or size == 1
            assert not verify_inclusion(LOG.leaves[index], index, size, (*proof, root), root)
            assert not proof or not verify_inclusion(LOG.leaves[index], index, size, proof[:-1], root)
            assert not any(
                verify_inclusion(LOG.leaves[index], other, size, proof, root)
                for other in range(-1, size + 1)
                if other != index
            )


def test_every_consistency_proof_between_all_sizes_holds_and_for_no_other_size() -> None:
    for size in SIZES:
        root = LOG.root(size)
        for old_size in range(size + 1):
            proof, old_root = consistency_proof(old_size, size, LOG.read), LOG.root(old_size)
            assert verify_consistency(old_size, old_root, size, root, proof)
            assert not verify_consistency(old_size, old_root, size, root, (*proof, root))
            assert not proof or not verify_consistency(old_size, old_root, size, root, proof[:-1])
            assert not verify_consistency(size + 1, old_root, size, root, proof)
            assert old_size == 0 or not verify_consistency(old_size - 1, old_root, size, root, proof)
            assert not verify_consistency(old_size, flipped(old_root, 5), size, root, proof)
            assert not verify_consistency(old_size, old_root, size, flipped(root, 5), proof) or old_size == 0


def test_the_empty_tree_says_nothing_about_what_grows_from_it() -> None:
    """C2SP: from size 0 the proof is empty and every tree is consistent; only the empty root must be right."""
    assert verify_consistency(0, EMPTY_ROOT, 5, LOG.root(5), ())
    assert not verify_consistency(0, LOG.root(1), 5, LOG.root(5), ())
    assert not verify_consistency(0, EMPTY_ROOT, 5, LOG.root(5), (LOG.root(5),))


@steady
@given(st.data(), st.integers(2, 69))
def test_a_proof_with_any_altered_bit_or_order_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    old_size = data.draw(st.integers(1, size - 1))
    root, old_root = LOG.root(size), LOG.root(old_size)
    inclusion = inclusion_proof(index, size, LOG.read)
    consistency = consistency_proof(old_size, size, LOG.read)
    for altered in _altered(data, inclusion):
        assert not verify_inclusion(LOG.leaves[index], index, size, altered, root)
    for altered in _altered(data, consistency):
        assert not verify_consistency(old_size, old_root, size, root, altered)


def _altered(data: st.DataObject, proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    which = data.draw(st.integers(0, len(proof) - 1))
    bit = flipped(proof[which], data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7)))
    altered = [
        (*proof[:which], bit, *proof[which + 1 :]),
        (*proof[:which], proof[which][:-1], *proof[which + 1 :]),
        (*proof[:which], *proof[which + 1 :]),
        (*proof[: which + 1], *proof[which:]),
    ]
    return altered + ([tuple(reversed(proof))] if len(proof) > 1 else [])


def test_bytes_moved_from_the_leaf_into_its_sibling_prove_nothing() -> None:
    """Both spellings hash alike; only hashes of 32 bytes are hashes."""
    leaf, (sibling,) = LOG.leaves[0], inclusion_proof(0, 2, LOG.read)
    assert node_hash(leaf[:31], leaf[31:] + sibling) == LOG.root(2)
    assert not verify_inclusion(leaf[:31], 0, 2, (leaf[31:] + sibling,), LOG.root(2))


def test_a_proof_in_a_long_log_reads_few_hashes() -> None:
    size = 1_000_003
    asked: list[tuple[int, int]] = []

    def read(level: int, index: int) -> bytes:
        assert (index + 1) << level <= size, "a subtree that is not complete"
        asked.append((level, index))
        return bytes(32)

    for index in (0, 1, 524_288, 999_999, 1_000_002):
        asked.clear()
        assert len(inclusion_proof(index, size, read)) <= 20
        assert len(asked) <= 40
    for old_size in (1, 255, 524_288, 1_000_002):
        asked.clear()
        assert len(consistency_proof(old_size, size, read)) <= 21
        assert len(asked) <= 40
