"""Paths, shapes and bytes of tiles and bundles, as C2SP tlog-tiles states them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.tiles import (
    MAX_ENTRY_BYTES,
    Tile,
    changed_bundles,
    changed_tiles,
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
    hash_reader,
    tiles_of,
)
from buckstop.ledger.tree import range_root, root_of
from tests.ledger.made_log import events, steady


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(1, 1, 17), "tile/1/001.p/17"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(63, 999, 255), "tile/63/999.p/255"),
        (Tile(None, 1000), "tile/entries/x001/000"),
        (Tile(None, 5, 1), "tile/entries/005.p/1"),
    ],
)
def test_a_tile_has_the_path_of_the_standard(tile: Tile, path: str) -> None:
    assert tile.path() == path


def test_70000_leaves_have_the_shapes_of_the_standard() -> None:
    shapes = Counter((tile.level, tile.width) for tile in tiles_of(70_000))
    assert shapes == {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1}


def test_256_leaves_are_a_full_tile_and_one_hash_above_it() -> None:
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@steady
@given(st.integers(0, 140_000), st.integers(0, 70_000))
def test_growing_changes_what_the_new_tree_has_and_the_old_had_not(old_size: int, more: int) -> None:
    size = old_size + more
    assert list(changed_tiles(old_size, size)) == [
        tile for tile in tiles_of(size) if tile not in set(tiles_of(old_size))
    ]
    level_0 = [tile for tile in changed_tiles(old_size, size) if tile.level == 0]
    assert [Tile(0, bundle.index, bundle.width) for bundle in changed_bundles(old_size, size)] == level_0


def test_hashes_of_all_complete_subtrees_come_out_of_tiles() -> None:
    log = events(1300)
    read = hash_reader(log.tile_hashes)
    for level in range(11):
        for index in range(1300 >> level):
            expected = root_of(log.leaves[index << level : (index + 1) << level])
            assert read(level, index) == expected
    assert range_root(0, 1300, read) == log.root(1300)


def test_a_tile_of_another_length_is_refused() -> None:
    hashes = events(3).leaves
    tile = Tile(0, 0, 3)
    assert decode_tile(encode_tile(hashes), tile) == tuple(hashes)
    fault = decode_tile(encode_tile(hashes)[:-1], tile)
    assert fault == Fault(FaultCode.TILE_LENGTH, fields={"path": "tile/0/000.p/3", "length": 95, "expected": 96})


@steady
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20))
def test_a_bundle_goes_round_and_every_cut_of_it_is_refused(entries: list[bytes]) -> None:
    raw, tile = encode_bundle(entries), Tile(None, 0, len(entries))
    assert isinstance(raw, bytes)
    assert decode_bundle(raw, tile) == tuple(entries)
    for length in range(0, len(raw), 7):
        assert isinstance(decode_bundle(raw[:length], tile), Fault)
    trailing = Fault(FaultCode.BUNDLE_TRAILING, fields={"path": tile.path(), "length": 1})
    assert decode_bundle(raw + b"\0", tile) == trailing


def test_a_cut_bundle_names_the_entry_at_which_it_ends() -> None:
    raw = encode_bundle([b"one", b"two", b"three"])
    assert isinstance(raw, bytes)
    assert decode_bundle(raw[:-1], Tile(None, 0, 3)) == Fault(
        FaultCode.BUNDLE_CUT, fields={"path": "tile/entries/000.p/3", "position": 2}
    )


def test_an_entry_of_65535_bytes_goes_in_and_a_longer_one_is_refused_by_its_index() -> None:
    longest = bytes(MAX_ENTRY_BYTES)
    raw = encode_bundle([b"", longest])
    assert isinstance(raw, bytes)
    assert decode_bundle(raw, Tile(None, 0, 2)) == (b"", longest)
    fault = encode_bundle([b"", longest + b"x"], first=512)
    about = {"index": 513, "length": 65_536, "limit": 65_535}
    assert fault == Fault(FaultCode.ENTRY_TOO_LONG, fields=about)
