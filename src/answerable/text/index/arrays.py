"""The passages of an index as arrays, in memory or mapped from files.

Rules:

* a library is made once; `save` writes each array to a file of its own, and `load` maps them, so that many processes
  share one copy and none waits for it to be read;
* a library that was written with other folding rules, or another gazetteer, is refused: its words would have other
  numbers.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.text.errors import TextError
from answerable.text.folding import letters
from answerable.text.index.names import names
from answerable.text.index.passages import Passage
from answerable.text.index.shingles import SIZE, Shingles, among, build, shingles_of
from answerable.text.index.verification import LONGEST, OWN, Pieces
from answerable.text.index.words import Words, join, read_words

SHORT, MIDDLE, LONG = 2, 3, 4
"""Weights of a kept word: up to 3 characters, up to 6, and longer ones; chosen by hand."""

SHORT_CHARACTERS, MIDDLE_CHARACTERS = 3, 6

MANIFEST = "library.json"

MANY = 10_000
"""Passages above which doubled ids are not named in the message: naming them would take too long."""


class WrongLibrary(TextError):
    """A folder holds no library, or one made with other rules."""


class Strings(NamedTuple):
    """Many texts in one array.

    Attributes:
        buffer: uint8; their UTF-8, one after another.
        bounds: int64 [texts + 1]; where each begins.
    """

    buffer: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]

    def text(self, at: int) -> str:
        """One of the texts."""
        return self.buffer[self.bounds[at] : self.bounds[at + 1]].tobytes().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Library:
    """All passages, ready to be looked for.

    Attributes:
        ids: Their names.
        texts: Their untouched texts.
        languages: Their languages.
        pieces: Their words.
        shingles: The table of their shingles.
    """

    ids: Strings
    texts: Strings
    languages: Strings
    pieces: Pieces
    shingles: Shingles

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.ids.bounds) - 1

    def passage(self, at: int) -> Passage:
        """One of the passages."""
        return Passage(self.ids.text(at), self.texts.text(at), self.languages.text(at))


def gather(passages: Iterable[Passage], common: Iterable[str] = ()) -> Library:
    """The library of these passages.

    Args:
        passages: The passages; an id may occur once.
        common: Texts whose words are everybody's, such as treaties: a shingle of theirs leads to no passage, and words
            inside one prove nothing.

    Raises:
        ValueError: An id occurs twice.
    """
    taken = list(passages)
    ids = [each.id for each in taken]
    if len(set(ids)) != len(ids):
        twice = sorted({each for each in ids if ids.count(each) > 1})[:3] if len(ids) < MANY else "some"
        raise ValueError(f"expected each id once, found twice: {twice}")
    texts = Strings(*join([each.text for each in taken]))
    words = read_words(texts.buffer, texts.bounds, names())
    everybodys = np.unique(_shingles(list(common)))
    pieces = _cut(words, _weights(texts.buffer, words))
    table = build(pieces.hashes, pieces.firsts, everybodys)
    pieces.weights[~_inside(pieces, everybodys)] |= OWN
    return Library(Strings(*join(ids)), texts, Strings(*join([each.language for each in taken])), pieces, table)


def _shingles(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    words = read_words(*join(texts), names())
    return shingles_of(words.hashes, words.firsts)[0]


def _inside(pieces: Pieces, everybodys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which words lie inside a shingle that is everybody's."""
    found, of, positions = shingles_of(pieces.hashes, pieces.firsts)
    starts = (pieces.firsts[of.astype(np.int64)] + positions.astype(np.int64))[among(found, everybodys)]
    inside = np.zeros(len(pieces.hashes), dtype=np.bool_)
    for step in range(SIZE):
        inside[starts + step] = True
    return inside


def _weights(buffer: npt.NDArray[np.uint8], words: Words) -> npt.NDArray[np.uint8]:
    """The weight of each word, by its characters."""
    first_bytes = np.concatenate(([0], np.cumsum((buffer & 0xC0) != 0x80)))  # noqa: PLR2004 - RFC 3629, section 3
    characters = first_bytes[words.ends] - first_bytes[words.starts]
    return np.where(
        characters <= SHORT_CHARACTERS, SHORT, np.where(characters <= MIDDLE_CHARACTERS, MIDDLE, LONG)
    ).astype(np.uint8)


def _cut(words: Words, weights: npt.NDArray[np.uint8]) -> Pieces:
    """The passages in pieces of equal size, none longer than `LONGEST`."""
    sizes = np.diff(words.firsts)
    counts = np.maximum(-(-sizes // LONGEST), 1)
    passages = np.repeat(np.arange(len(sizes)), counts)
    ranks = np.arange(len(passages)) - np.repeat(np.cumsum(counts) - counts, counts)
    offsets = ranks * sizes[passages] // counts[passages]
    firsts = np.append(words.firsts[:-1][passages] + offsets, words.firsts[-1])
    return Pieces(words.hashes, firsts.astype(np.int64), weights, passages.astype(np.int64), offsets.astype(np.int64))


@cache
def rules() -> str:
    """A digest of what gives words their numbers: the folding table and the place names."""
    digest = hashlib.sha256()
    for array in (*letters(), *names()):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def save(library: Library, folder: Path) -> None:
    """Write the library into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, arrays in _parts(library):
        for name, array in arrays._asdict().items():
            np.save(folder / f"{part}-{name}.npy", array, allow_pickle=False)
    # Last, so that a folder half written is no library.
    (folder / MANIFEST).write_text(json.dumps({"rules": rules(), "passages": len(library)}), encoding="utf-8")


def load(folder: Path) -> Library:
    """The library in a folder, mapped into memory.

    Raises:
        WrongLibrary: There is none, or its words have other numbers than this version gives them.
    """
    if not (folder / MANIFEST).is_file():
        raise WrongLibrary(f"{folder}: expected a saved index, found no {MANIFEST}")
    found = json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("rules")
    if found != rules():
        raise WrongLibrary(f"{folder}: made with other folding rules or place names ({found}); build it again")
    parts: dict[str, Any] = {
        part: kind(*(_mapped(folder / f"{part}-{name}.npy") for name in kind._fields)) for part, kind in KINDS.items()
    }
    return Library(**parts)


KINDS: dict[str, type[Strings | Pieces | Shingles]] = {
    "ids": Strings,
    "texts": Strings,
    "languages": Strings,
    "pieces": Pieces,
    "shingles": Shingles,
}
"""The parts of a library and what each is."""


def _parts(library: Library) -> list[tuple[str, Any]]:
    return [(field.name, getattr(library, field.name)) for field in fields(library)]


def _mapped(path: Path) -> npt.NDArray[Any]:
    """An array in a file, mapped for reading; an empty one cannot be mapped."""
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(array)
