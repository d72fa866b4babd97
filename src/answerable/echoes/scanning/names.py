"""Where a page names us, looked up in the same pass over the numbers of words that finds our words.

Rules:
  - A name is a row of word numbers, each in any of its forms (`forms`); case, accents, look-alike letters and widths
    are folded as everywhere in matching.
  - A name of one word counts only with a capital, where its script has them and the name has one: "amnesty" is a word.
  - The quick look (`passing`) is a filter over single words and pairs of words, one memory access each. What it lets
    through is compared in full, so it costs time and never a wrong hit.
  - Names inside a word made with hyphens ("Amnesty-Bericht") are found by the careful reading of a page only: a page
    that names us in no other way is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.echoes.scanning.forms import ELIDED, forms
from answerable.text.folding import HYPHENS
from answerable.text.index.compiled import compiled
from answerable.text.index.names import names as places
from answerable.text.index.reuse import Side, side
from answerable.text.index.words import join, pair, pattern, read_words
from answerable.text.spans import Span

LEAST_FILTER: Final = 1 << 11
"""Fewest words of 64 bits in the filter: 16 kB."""

FILTER_SHARE: Final = 4
"""Words of the filter for each form; chosen by hand: one word of a page in thousands passes by chance."""

LONGEST: Final = 12
"""Words of a name; a longer title of a document is known by its first ones. Chosen by hand."""

LEAST_TITLE: Final = 4
"""Words of a title that names one of our documents: shorter ones are anybody's words. Chosen by hand."""

_SHIFT = np.uint64(12)
_HYPHENS = re.compile(f"[{HYPHENS}]")


class Name(NamedTuple):
    """A name as the numbers of its words.

    Attributes:
        words: For each word, the numbers of all its forms.
        capital: Whether it counts only where it begins with a capital.
    """

    words: tuple[frozenset[int], ...]
    capital: bool


class Names(NamedTuple):
    """All names, ready to be looked for.

    Attributes:
        bits: uint64 [a power of two]; the filter over `starts`.
        starts: The names that begin with a number: of a word, or of two.
    """

    bits: npt.NDArray[np.uint64]
    starts: dict[int, tuple[Name, ...]]


def gather_names(known: Iterable[str], titles: Iterable[str] = ()) -> Names:
    """The names that we and our documents are known by.

    Args:
        known: What we are called, in any language and script.
        titles: Titles of our documents, which are not inflected.
    """
    starts: dict[int, list[Name]] = {}
    spelled = {each for name in known for each in (name, _HYPHENS.sub(" ", name)) if each.strip()}
    for name in [*map(_inflected, sorted(spelled)), *map(_title, sorted(set(titles)))]:
        for number in _starts(name):
            starts.setdefault(number, []).append(name)
    return Names(_filter(sorted(starts)), {number: tuple(found) for number, found in starts.items()})


def _starts(name: Name) -> set[int]:
    """The numbers that a name can begin with."""
    if len(name.words) < 2:  # noqa: PLR2004 - one word, or none
        return set(name.words[0]) if name.words else set()
    firsts, seconds = sorted(name.words[0]), sorted(name.words[1])
    return {int(pair(np.uint64(one), np.uint64(other))) for one, other in product(firsts, seconds)}


def _inflected(name: str) -> Name:
    """A name with the forms of its words."""
    read = side(name)
    buffer, bounds = join([name])
    numbers = read_words(buffer, bounds, places()).hashes[:LONGEST].tolist()
    words = [read.span(at, at + 1).words(name) for at in range(len(numbers))]
    spelled = [sorted(forms(word, first=at == 0)) for at, word in enumerate(words)]
    found = tuple(frozenset({number, *_numbers(each)}) for number, each in zip(numbers, spelled, strict=True))
    return Name(found, len(found) == 1 and words[0][:1].isupper())


def _title(title: str) -> Name:
    """A title as it is, or no words where it is too short to name anything."""
    numbers = read_words(*join([title]), places()).hashes[:LONGEST].tolist()
    return Name(tuple(frozenset({number}) for number in numbers) if len(numbers) >= LEAST_TITLE else (), capital=False)


def _numbers(spelled: Sequence[str]) -> list[int]:
    """The numbers of those forms that are one word."""
    words = read_words(*join(spelled), places())
    alone = np.flatnonzero(np.diff(words.firsts) == 1)
    return [int(each) for each in words.hashes[words.firsts[alone]].tolist()]


def _filter(numbers: Sequence[int]) -> npt.NDArray[np.uint64]:
    size = LEAST_FILTER
    while size < FILTER_SHARE * len(numbers):
        size <<= 1
    bits = np.zeros(size, dtype=np.uint64)
    for number in numbers:
        bits[(number >> 12) & (size - 1)] |= pattern(np.uint64(number))
    return bits


def passing(hashes: npt.NDArray[np.uint64], names: Names) -> npt.NDArray[np.int64]:
    """The words at which a name may begin: int64, ascending. Some begin none."""
    found = np.empty(len(hashes), dtype=np.int64)
    return found[: _pass(hashes, names.bits, found)]


@compiled
def _pass(hashes: npt.NDArray[np.uint64], bits: npt.NDArray[np.uint64], found: npt.NDArray[np.int64]) -> int:
    count, mask = 0, np.uint64(len(bits) - 1)
    for at in range(len(hashes)):
        one = hashes[at]
        asked = pattern(one)
        passes = (bits[(one >> _SHIFT) & mask] & asked) == asked
        if not passes and at + 1 < len(hashes):
            both = pair(one, hashes[at + 1])
            asked = pattern(both)
            passes = (bits[(both >> _SHIFT) & mask] & asked) == asked
        found[count] = at
        count += passes
    return count


def named(
    hashes: npt.NDArray[np.uint64], first: int, after: int, at: int, names: Names, initial: Callable[[int], str]
) -> int:
    """How many words the longest name has that begins at this word of a text; 0 where none does.

    Args:
        hashes: uint64 [words]; the words of a batch.
        first: The first word of the text.
        after: The word after its last.
        at: The word in question.
        names: What is looked for.
        initial: Gives the first character of a word.
    """
    starts = [int(hashes[at])]
    if at + 1 < after:
        starts.append(int(pair(hashes[at], hashes[at + 1])))
    best = 0
    for name in (each for start in starts for each in names.starts.get(start, ())):
        size = len(name.words)
        if size <= best or at + size > after or at < first:
            continue
        same = all(int(hashes[at + step]) in name.words[step] for step in range(size))
        if same and (not name.capital or not initial(at).islower()):
            best = size
    return best


def namings(text: str, names: Names) -> list[Span]:
    """Where a text names us, in characters, in order; read with hyphens as spaces."""
    spaced = _HYPHENS.sub(" ", text)
    buffer, bounds = join([spaced])
    words = read_words(buffer, bounds, places())
    read = Side(spaced, *_characters(buffer, words.starts, words.ends))
    found: list[Span] = []
    until = 0
    for at in passing(words.hashes, names).tolist():
        size = named(words.hashes, 0, len(words.hashes), at, names, lambda word: spaced[int(read.starts[word])])
        if at >= until and size:
            span = read.span(at, at + size)
            elided = ELIDED.match(text, span.start, span.end)
            found.append(Span(elided.end() if elided else span.start, span.end))
            until = at + size
    return found


def _characters(
    buffer: npt.NDArray[np.uint8], starts: npt.NDArray[np.uint32], ends: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Characters from bytes."""
    count = np.concatenate(([0], np.cumsum((buffer & 0xC0) != 0x80)))  # noqa: PLR2004 - RFC 3629, section 3
    return count[starts], count[ends]
