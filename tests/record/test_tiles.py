"""Tiles: their paths, and that proofs read from them are those of the plain tree."""

import random
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st

from answerable.record.errors import Malformed, Truncated
from answerable.record.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    root_from_nodes,
    verify_consistency,
    verify_inclusion,
)
from answerable.record.tiles import entries_path, full_tiles, node_reader, tile_bytes, tile_path

MANY = 66_000  # more than one full tile of level 1


@cache
def leaves():
    return [leaf_hash(str(number).encode()) for number in range(MANY)]


def stored_tiles(size):
    """The tiles of a log, made as a log makes them: in order, each from those before it."""
    store = {}
    for level, index in full_tiles(0, size):
        node = node_reader(lambda at, number: store.get((at, number)), leaves().__getitem__, size)
        store[level, index] = tile_bytes(level, index, node)
    return store


def reader(store, size, asked=None):
    def tile(level, index):
        if asked is not None:
            asked.append((level, index))
        return store.get((level, index))

    return node_reader(tile, leaves().__getitem__, size)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (tile_path(0, 1234067), "tile/0/x001/x234/067"),  # the example of the specification
        (tile_path(1, 0), "tile/1/000"),
        (tile_path(0, 999), "tile/0/999"),
        (tile_path(0, 1000), "tile/0/x001/000"),
        (tile_path(0, 273, 112), "tile/0/273.p/112"),
        (tile_path(63, 7, 1), "tile/63/007.p/1"),
        (entries_path(1234067), "tile/entries/x001/x234/067"),
        (entries_path(0, 15), "tile/entries/000.p/15"),
    ],
)
def test_paths_are_those_of_the_specification(path, expected):
    assert path == expected


@pytest.mark.parametrize("width", [0, 257, -1])
def test_a_tile_has_1_to_256_hashes(width):
    with pytest.raises(Malformed, match="width"):
        tile_path(0, 0, width)


def test_a_tile_number_is_not_negative():
    with pytest.raises(Malformed, match="tile number"):
        entries_path(-1)


def test_70000_entries_fill_the_tiles_that_the_specification_counts():
    made = list(full_tiles(0, 70_000))
    assert [level for level, _ in made] == [0] * 273 + [1]


@given(st.lists(st.integers(0, 3000), max_size=8))
def test_a_log_that_grows_in_steps_fills_each_tile_once(steps):
    sizes, made = [0], []
    for step in steps:
        sizes.append(sizes[-1] + step)
        made += full_tiles(sizes[-2], sizes[-1])
    assert sorted(made) == sorted(full_tiles(0, sizes[-1]))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 1500), st.data())
def test_roots_and_proofs_from_tiles_are_those_of_the_plain_tree(size, data):
    node = reader(stored_tiles(size), size)
    top = root(leaves()[:size])
    assert root_from_nodes(size, node) == top
    if size:
        index = data.draw(st.integers(0, size - 1))
        verify_inclusion(leaves()[index], index, size, inclusion_proof(index, size, node), top)
        old = data.draw(st.integers(0, size))
        verify_consistency(old, size, consistency_proof(old, size, node), root(leaves()[:old]), top)


def test_upper_tiles_hold_the_roots_of_the_tiles_below():
    store = stored_tiles(MANY)
    assert {len(data) for data in store.values()} == {8192}
    assert store[1, 0][:32] == root(leaves()[:256])
    assert store[1, 0][-32:] == root(leaves()[65_280:65_536])
    node = reader(store, MANY)
    top = root(leaves())
    assert root_from_nodes(MANY, node) == top
    for index in (0, 255, 256, 65_535, 65_536, MANY - 1):
        verify_inclusion(leaves()[index], index, MANY, inclusion_proof(index, MANY, node), top)


def test_a_missing_tile_is_computed_from_what_is_below():
    store = stored_tiles(MANY)
    del store[1, 0], store[0, 7]
    assert root_from_nodes(MANY, reader(store, MANY)) == root(leaves())


def million(level, index):
    """A tile of a made-up log of a million entries, different for each place."""
    return random.Random(level << 32 | index).randbytes(8192)


def test_a_proof_from_a_million_entries_reads_few_tiles_and_leaves():
    size, tiles, entries = 1_000_000, [], []

    def tile(level, index):
        if (index + 1) * 256 ** (level + 1) > size:
            return None
        tiles.append((level, index))
        return million(level, index)

    def leaf(index):
        entries.append(index)
        return leaf_hash(str(index).encode())

    proof = inclusion_proof(0, size, node_reader(tile, leaf, size))
    assert len(proof) == 20
    assert len(tiles) == len(set(tiles)) == 1 + 15 + 66  # one below, and the full tiles under the right edge
    assert len(entries) == len(set(entries)) == 64


def test_a_proof_reads_three_tiles_where_the_newest_upper_tiles_are_kept_too():
    size, tiles = 1_000_000, []

    def tile(level, index):
        width = min(256, size // 256**level - index * 256)
        tiles.append((level, index))
        return million(level, index)[: 32 * width]

    inclusion_proof(0, size, node_reader(tile, leaf_hash, size))
    assert sorted(tiles) == [(0, 0), (0, 3906), (1, 0), (1, 15), (2, 0)]


def test_a_tile_is_asked_for_once():
    asked = []
    node = reader(stored_tiles(1000), 1000, asked)
    for index in range(1000):
        inclusion_proof(index, 1000, node)
    assert len(asked) == len(set(asked))


def test_a_stored_tile_that_was_cut_is_refused():
    store = stored_tiles(600)
    store[0, 1] = store[0, 1][:-1]
    with pytest.raises(Truncated, match=r"tile/0/001: expected 8192 bytes, found 8191"):
        root_from_nodes(600, reader(store, 600))


def test_a_stored_tile_that_is_too_long_is_refused():
    store = stored_tiles(600)
    store[0, 1] += bytes(32)
    with pytest.raises(Malformed, match="8224"):
        root_from_nodes(600, reader(store, 600))


def test_a_changed_tile_changes_the_root():
    store = stored_tiles(600)
    store[0, 1] = bytes(32) + store[0, 1][32:]
    assert root_from_nodes(600, reader(store, 600)) != root(leaves()[:600])


@pytest.mark.parametrize(("level", "index"), [(0, 600), (9, 1), (10, 0), (0, -1)])
def test_a_node_past_the_end_of_the_log_is_refused(level, index):
    with pytest.raises(Truncated, match="600 leaves"):
        reader(stored_tiles(600), 600)(level, index)
