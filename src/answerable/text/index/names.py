"""The gazetteer as arrays of word numbers, for the pass over the bytes.

A form that two places share names neither of them. A form of more than two words is left out: that happens only in
scripts where each character is a word, and `MOST_WORDS` is what the pass over the bytes can put together.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from answerable.text.index.words import NO_NAMES, Names, Words, join, pair, pattern, read_words
from answerable.text.places import spellings

FILTER_WORDS = 1 << 11
"""Words of 64 bits in the filter: 16 kB, so that it stays in the first-level cache; chosen by hand."""

MOST_WORDS = 2
"""Words in a name."""

PLACE = "place "
"""Goes before the id of a place, whose number is that of these two words: no other name has it."""


@cache
def names() -> Names:
    """The place names of the gazetteer; made at the first call."""
    forms = spellings()
    buffer, bounds = join([form for form, _, _ in forms] + [PLACE + place for _, place, _ in forms])
    words = read_words(buffer, bounds, NO_NAMES)
    found: dict[int, tuple[int, bool]] = {}
    shared: set[int] = set()
    for at, (_, _, ordinary) in enumerate(forms):
        spelled, place = _word(words, at), _word(words, len(forms) + at)
        if len(spelled) > MOST_WORDS:
            continue
        name, number = _number(spelled), _number(place)
        if found.get(name, (number,))[0] != number:
            shared.add(name)
        found[name] = (number, ordinary)
    kept = sorted(name for name in found if name not in shared)
    return Names(
        _filter(words.hashes[words.firsts[1 : len(forms) + 1] - 1]),
        np.array(kept, dtype=np.uint64),
        np.array([found[name][0] for name in kept], dtype=np.uint64),
        np.array([found[name][1] for name in kept], dtype=np.bool_),
    )


def _word(words: Words, at: int) -> npt.NDArray[np.uint64]:
    return words.hashes[words.firsts[at] : words.firsts[at + 1]]


def _number(name: npt.NDArray[np.uint64]) -> int:
    """The number of a name of one word or two."""
    return int(name[0] if len(name) == 1 else pair(name[0], name[1]))


def _filter(lasts: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The bits of each last word."""
    bits = np.zeros(FILTER_WORDS, dtype=np.uint64)
    for last in lasts:
        bits[int(last >> np.uint64(12)) & (FILTER_WORDS - 1)] |= pattern(last)
    return bits
