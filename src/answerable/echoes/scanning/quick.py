"""The quick look at a batch of pages: which of them use words of ours, or name us.

Everything here is one pass over the bytes and some over the numbers of words; nothing becomes a string.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from answerable.echoes.scanning.names import Names, named, passing
from answerable.text.index.arrays import Library
from answerable.text.index.candidates import Candidates, candidates
from answerable.text.index.names import names as places
from answerable.text.index.scanning import Read
from answerable.text.index.shingles import seeds
from answerable.text.index.verification import Least, verify
from answerable.text.index.words import read_words


def read_bytes(texts: Sequence[bytes]) -> Read:
    """The words of texts that are UTF-8 already."""
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in texts], out=bounds[1:])
    buffer = np.frombuffer(b"".join(texts), dtype=np.uint8)
    return Read(buffer, bounds, read_words(buffer, bounds, places()))


def characters(batch: Read) -> int:
    """How many characters a batch has: every byte but a continuation begins one (RFC 3629, section 3)."""
    return int(np.count_nonzero((batch.buffer & 0xC0) != 0x80))  # noqa: PLR2004 - as there


def to_compare(batch: Read, library: Library) -> Candidates | None:
    """What of a batch to compare with which passages; None where they share no row of words."""
    sown = seeds(batch.words.hashes, batch.words.firsts, library.shingles)
    return candidates(sown, batch.words.firsts, np.diff(library.pieces.firsts)) if len(sown.words) else None


def using(batch: Read, compared: Candidates, library: Library, least: Least) -> set[int]:
    """The texts of a batch that use words of ours."""
    aligned = verify(batch.words.hashes, compared, library.pieces, least)
    return set(np.unique(compared.texts[aligned.candidates]).tolist())


def naming(batch: Read, names: Names) -> set[int]:
    """The texts of a batch that name us."""
    words = batch.words
    found: set[int] = set()
    places_of = passing(words.hashes, names)
    texts = np.searchsorted(words.firsts, places_of, side="right") - 1

    def initial(word: int) -> str:
        start = int(words.starts[word])
        return batch.buffer[start : start + 4].tobytes().decode("utf-8", "ignore")[:1]

    for word, text in zip(places_of.tolist(), texts.tolist(), strict=True):
        first, after = int(words.firsts[text]), int(words.firsts[text + 1])
        if text not in found and named(words.hashes, first, after, word, names, initial):
            found.add(text)
    return found
