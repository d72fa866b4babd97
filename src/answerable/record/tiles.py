"""Merkle hashes stored and served as tiles (C2SP tlog-tiles, sections "Merkle Tree" and "Log entries").

Rules:

* a full tile of level L is 256 hashes side by side, each of ``256**L`` leaves: 8,192 bytes;
* a log stores full tiles only. A tile never changes once it is full, so it can be cached for ever;
* what is not yet in a full tile is computed: from the tiles below, and at the right edge from leaf hashes.

The level of a *node* counts doublings (0 is a leaf), the level of a *tile* counts eights of them.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from answerable.record.errors import Malformed, Truncated
from answerable.record.merkle import HASH_BYTES, Node, node_hash, root

TILE_WIDTH = 256
"""Hashes in a full tile (C2SP tlog-tiles, "Merkle Tree")."""

TILE_BYTES = TILE_WIDTH * HASH_BYTES
"""Bytes in a full tile: 8,192 (same section)."""

TILE_LEVELS = 8
"""Node levels that one tile spans: log2 of its width."""

TILES_REMEMBERED = 4096
"""Tiles one reader keeps, 32 MiB at most; chosen by hand to hold every tile of a million leaves (3,921)."""

NODES_REMEMBERED = 65536
"""Node hashes one reader keeps, about 10 MiB; chosen by hand."""


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile under a log's prefix, such as ``tile/0/x001/x234/067`` or ``tile/1/000.p/17``."""
    return f"tile/{level}/{_number_path(index)}{_partial(width)}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """The path of a bundle of entries under a log's prefix, such as ``tile/entries/000.p/112``."""
    return f"tile/entries/{_number_path(index)}{_partial(width)}"


def full_tiles(first_new: int, size: int) -> Iterator[tuple[int, int]]:
    """The tiles, as (level, index), that became full when a log grew from ``first_new`` to ``size`` leaves.

    Lower levels come first, so each tile can be computed from those before it.
    """
    level, span = 0, TILE_WIDTH
    while span <= size:
        for index in range(first_new // span, size // span):
            yield level, index
        level, span = level + 1, span * TILE_WIDTH


def tile_bytes(level: int, index: int, node: Node) -> bytes:
    """The content of one full tile, 8,192 bytes."""
    first = index * TILE_WIDTH
    return b"".join(node(level * TILE_LEVELS, place) for place in range(first, first + TILE_WIDTH))


def node_reader(tile: Callable[[int, int], bytes | None], leaf: Callable[[int], bytes], size: int) -> Node:
    """A function that reads the nodes of a log of ``size`` leaves from its tiles, and leaf hashes where none is stored.

    The reader remembers what it was told, also that a tile is missing: make a new one after storing tiles.
    With full tiles only, one proof needs at most 256 tiles for each tile level, and two or three where the log also
    keeps the newest, partly filled tile of each upper level.

    Args:
        tile: Gives the stored tile of a level and index, or None. A tile that is not full yet may be given as
            far as it is filled.
        leaf: Gives the leaf hash of an entry.
        size: Number of leaves of the log; nodes that reach past it are refused.
    """

    @lru_cache(maxsize=TILES_REMEMBERED)
    def stored(level: int, index: int) -> bytes:
        data = tile(level, index)
        return b"" if data is None else _checked_tile(data, level, index, size)

    @lru_cache(maxsize=NODES_REMEMBERED)
    def node(level: int, index: int) -> bytes:
        if index < 0 or (index + 1) << level > size:
            raise Truncated(f"node {index} of level {level} reaches past the log's {size} leaves")
        height, within = divmod(level, TILE_LEVELS)
        if within == 0:
            held = _hash_at(stored(height, index // TILE_WIDTH), index % TILE_WIDTH)
            if held:
                return held
            if level == 0:
                return leaf(index)
            below = stored(height - 1, index)
            if below:  # Checked to be full: the node lies within the log.
                return root(_hashes(below))
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def _checked_tile(data: bytes, level: int, index: int, size: int) -> bytes:
    full = (index + 1) * TILE_WIDTH ** (level + 1) <= size
    if len(data) > TILE_BYTES or (len(data) % HASH_BYTES and not full):
        where = tile_path(level, index)
        raise Malformed(f"{where}: expected whole hashes up to {TILE_BYTES} bytes, found {len(data)}")
    if full and len(data) < TILE_BYTES:
        raise Truncated(f"{tile_path(level, index)}: expected {TILE_BYTES} bytes, found {len(data)}")
    return data


def _hash_at(data: bytes, place: int) -> bytes:
    return data[place * HASH_BYTES : (place + 1) * HASH_BYTES]


def _hashes(data: bytes) -> list[bytes]:
    return [_hash_at(data, place) for place in range(len(data) // HASH_BYTES)]


def _number_path(number: int) -> str:
    """The number in groups of three digits, all but the last marked, so that no file is also a folder."""
    if number < 0:
        raise Malformed(f"expected a tile number from 0, found {number}")
    digits = str(number)
    groups = f"{number:0{-(-len(digits) // 3) * 3}d}"
    parts = [groups[place : place + 3] for place in range(0, len(groups), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def _partial(width: int) -> str:
    if not 1 <= width <= TILE_WIDTH:
        raise Malformed(f"expected a tile width from 1 to {TILE_WIDTH}, found {width}")
    return "" if width == TILE_WIDTH else f".p/{width}"


def unbundled(bundle: bytes, width: int) -> Iterator[bytes]:
    """Yield the entries of a bundle (C2SP tlog-tiles, "Log entries")."""
    place = 0
    for number in range(width):
        past = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        if len(bundle) < place + 2 or len(bundle) < past:
            raise Truncated(f"bundle of entries: expected {width}, found the end within entry {number}")
        yield bundle[place + 2 : past]
        place = past
    if place != len(bundle):
        raise Malformed(f"bundle of entries: expected the end after {width}, found {len(bundle) - place} bytes more")
