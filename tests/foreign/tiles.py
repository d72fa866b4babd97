"""A log of 700 entries, and the tiles that it serves at any size."""

from __future__ import annotations

from collections.abc import Callable

from answerable.record.merkle import Frontier, leaf_hash, root_from_nodes
from answerable.record.tiles import TILE_WIDTH, tile_path
from tests.houses.trees import reader

ENTRIES = [f"entry {place}".encode() for place in range(700)]
LEAVES = [leaf_hash(raw) for raw in ENTRIES]
NODE = reader(ENTRIES)


def root(size: int) -> bytes:
    """Return the root of the first entries."""
    return Frontier().extend(LEAVES[:size]).root()


def tiles_of(hashes: Callable[[int, int], list[bytes]], size: int) -> dict[str, bytes]:
    """Return the tiles that a log of this size serves, by path; partial ones at the right edge."""
    tiles, level, span = {}, 0, 1
    while span <= size:
        for index in range(-(-(size // span) // TILE_WIDTH)):
            row = hashes(level, index)[: size // span - index * TILE_WIDTH]
            tiles[tile_path(level, index, len(row))] = b"".join(row)
        level, span = level + 1, span * TILE_WIDTH
    return tiles


def tiles_over(size: int) -> dict[str, bytes]:
    """Return the tiles of the log above at this size."""

    def hashes(level: int, index: int) -> list[bytes]:
        span = TILE_WIDTH**level
        starts = range(index * TILE_WIDTH * span, min(size, (index + 1) * TILE_WIDTH * span) // span * span, span)
        return [root_from_nodes(span, lambda up, at, start=start: NODE(up, (start >> up) + at)) for start in starts]

    return tiles_of(hashes, size)
