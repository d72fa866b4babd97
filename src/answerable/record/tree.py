"""The Merkle trees of the logs, kept as full tiles in the database (C2SP tlog-tiles).

Rules:
  - A tile is stored when it is full, with its root, and never changes.
  - The hashes of a tile are leaf hashes, or the roots of the 256 tiles below; so a tile that is not full yet is read
    from those below it in one query, and a proof over a million entries needs five.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from django.db import connection

from answerable.record.errors import Truncated
from answerable.record.merkle import root, root_from_nodes
from answerable.record.tiles import TILE_WIDTH, full_tiles, node_reader

Node = Callable[[int, int], bytes]

_LEAVES = "SELECT ref FROM record_entry WHERE origin = %s AND idx >= %s AND idx < %s ORDER BY idx"
_ROOTS = "SELECT root FROM record_tile WHERE origin = %s AND level = %s AND idx >= %s AND idx < %s ORDER BY idx"
_TILE = "SELECT data FROM record_tile WHERE origin = %s AND level = %s AND idx = %s"
_INSERT = "INSERT INTO record_tile (origin, level, idx, root, data) VALUES (%s, %s, %s, %s, %s)"


def insert_tiles(origin: str, old: int, new: int) -> None:
    """Store the tiles that became full when a log grew from `old` to `new` entries, which are in the database."""
    for level, index in full_tiles(old, new):
        hashes = tile_hashes(origin, level, index)
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [origin, level, index, root(hashes), b"".join(hashes)])


def tile_hashes(origin: str, level: int, index: int) -> list[bytes]:
    """Return the hashes of one tile, 256 or as many as there are, from the entries or tiles below it."""
    first, past = index * TILE_WIDTH, (index + 1) * TILE_WIDTH
    with connection.cursor() as cursor:
        if level == 0:
            cursor.execute(_LEAVES, [origin, first, past])
            return [bytes.fromhex(ref) for (ref,) in cursor.fetchall()]
        cursor.execute(_ROOTS, [origin, level - 1, first, past])
        return [bytes(held) for (held,) in cursor.fetchall()]


def nodes(origin: str, size: int) -> Node:
    """Return a reader of the hashes of complete subtrees of a log of this size, by (level, index)."""

    def tile(level: int, index: int) -> bytes | None:
        if (index + 1) * TILE_WIDTH ** (level + 1) > size:
            return b"".join(tile_hashes(origin, level, index))
        with connection.cursor() as cursor:
            cursor.execute(_TILE, [origin, level, index])
            row = cursor.fetchone()
        if row is None:
            raise Truncated(f"{origin}: expected tile {index} of level {level}, which {size} entries fill, found none")
        return bytes(row[0])

    def leaf(index: int) -> NoReturn:
        raise Truncated(f"{origin}: expected entry {index} of {size}, found none")

    return node_reader(tile, leaf, size)


def root_of(origin: str, size: int) -> bytes:
    """Return the Merkle root of the first `size` entries of a log."""
    return root_from_nodes(size, nodes(origin, size))
