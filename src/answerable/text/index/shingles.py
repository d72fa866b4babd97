"""Which passages share a run of words with a text: a table of all runs of four words, and its reader.

Rules:

* a shingle is four words in a row, known by a 64-bit hash of their numbers. Four, because five lose one quotation in
  thirty, of those with a fifth of their words changed (planted quotations, seven languages: .958 against .881 found by
  at least one shingle);
* the table is the sorted shingles, the first of each by its leading bits, and for each the passages and places where it
  stands; a filter of bits is asked first, one memory access for each word of a text;
* a shingle that stands in many passages leads to the first `MOST_PLACES` places only, so that the work for a text is
  bounded by its length;
* shingles of the texts called common lead nowhere.

Everything is an array, so a table is written once and mapped into memory by as many processes as read it.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.text.index.compiled import Whole, compiled

SIZE = 4
"""Words in a shingle."""

MOST_PLACES = 32
"""Places that one shingle leads to; chosen by hand: more of the same words are boilerplate of our own."""

BITS_FOR_EACH = 6
"""Bits of the filter for each shingle; one word in twelve passes by chance. Chosen by the time of a scan for 100,000
and 1,000,000 sentences: with more bits the filter leaves the cache, with fewer too many words pass."""

LEAST_FILTER = 1 << 12
"""Fewest words of 64 bits in the filter: 32 kB."""

BLOCK = 512
"""Shingles made before any is looked up, so that the processor waits for many places of the filter at once."""

_ONE, _TWO, _THREE = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_MIX = np.uint64(0xD6E8FEB86659FD93)


class Shingles(NamedTuple):
    """The table.

    Attributes:
        bits: uint64; the filter: two bits for each shingle, in one word.
        buckets: uint32 [2 ** b + 1]; the first shingle with these leading bits.
        keys: uint64, sorted; the shingles.
        firsts: uint32 [keys + 1]; the first place of each.
        pieces: uint32; for each place, the piece of a passage.
        positions: uint16; and the word of the piece.
    """

    bits: npt.NDArray[np.uint64]
    buckets: npt.NDArray[np.uint32]
    keys: npt.NDArray[np.uint64]
    firsts: npt.NDArray[np.uint32]
    pieces: npt.NDArray[np.uint32]
    positions: npt.NDArray[np.uint16]


class Seeds(NamedTuple):
    """Where texts and passages share a shingle.

    Attributes:
        words: int64; its first word in the batch of texts, in ascending order.
        pieces: uint32; the piece of a passage.
        positions: uint16; its first word in the piece.
    """

    words: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.uint32]
    positions: npt.NDArray[np.uint16]


def shingles_of(hashes: npt.NDArray[np.uint64], firsts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint64], ...]:
    """All shingles of a batch of texts: their hashes, the text of each, and its first word in the text."""
    counts = np.maximum(np.diff(firsts) - (SIZE - 1), 0)
    texts = np.repeat(np.arange(len(counts)), counts)
    positions = np.arange(len(texts)) - np.repeat(np.cumsum(counts) - counts, counts)
    return _hashed(hashes, firsts[texts] + positions), texts.astype(np.uint64), positions.astype(np.uint64)


def build(hashes: npt.NDArray[np.uint64], firsts: npt.NDArray[np.int64], common: npt.NDArray[np.uint64]) -> Shingles:
    """The table for pieces of passages.

    Args:
        hashes: uint64 [words]; the words of all pieces.
        firsts: int64 [pieces + 1]; the first word of each.
        common: uint64, sorted; shingles that lead nowhere.
    """
    found, pieces, positions = shingles_of(hashes, firsts)
    order = np.argsort(found, kind="stable")
    order = order[~among(found[order], common)]
    found = found[order]
    fresh = np.ones(len(found), dtype=np.bool_)
    fresh[1:] = found[1:] != found[:-1]
    starts = np.flatnonzero(fresh)
    ranks = np.arange(len(found)) - starts[np.cumsum(fresh) - 1] if len(found) else starts
    order, keys = order[ranks < MOST_PLACES], found[fresh]
    firsts_of = np.zeros(len(keys) + 1, dtype=np.uint32)
    np.cumsum(np.minimum(np.diff(np.append(starts, len(found))), MOST_PLACES), out=firsts_of[1:])
    return Shingles(
        _filter(keys),
        _buckets(keys),
        keys,
        firsts_of,
        pieces[order].astype(np.uint32),
        positions[order].astype(np.uint16),
    )


def among(numbers: npt.NDArray[np.uint64], ordered: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which of the numbers are in a sorted array."""
    if not len(ordered):
        return np.zeros(len(numbers), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    return np.asarray(ordered[places] == numbers)


def seeds(hashes: npt.NDArray[np.uint64], firsts: npt.NDArray[np.int64], table: Shingles) -> Seeds:
    """Where a batch of texts shares a shingle with a passage."""
    passed, keys = np.empty(len(hashes), dtype=np.int64), np.empty(len(hashes), dtype=np.uint64)
    count = _sift(hashes, firsts, table.bits, passed, keys)
    count, total = _look_up(keys[:count], passed, table)
    found = Seeds(np.empty(total, np.int64), np.empty(total, np.uint32), np.empty(total, np.uint16))
    _gather(passed[:count], keys[:count], table, found)
    return found


def _filter(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    words = max(LEAST_FILTER, len(keys) * BITS_FOR_EACH // 64)
    bits = np.zeros(words, dtype=np.uint64)
    _set_bits(keys, bits)
    return bits


def _buckets(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """The first key for each value of the leading bits; about one key for each value."""
    width = max(len(keys), 2).bit_length()
    edges = np.arange(1 << width, dtype=np.uint64) << np.uint64(64 - width)
    return np.append(np.searchsorted(keys, edges), len(keys)).astype(np.uint32)


@compiled
def _hash(one: np.uint64, two: np.uint64, three: np.uint64, four: np.uint64) -> np.uint64:
    number = (((one * _ONE) ^ two) * _TWO ^ three) * _THREE ^ four
    number = (number ^ (number >> np.uint64(32))) * _MIX
    return number ^ (number >> np.uint64(29))


@compiled
def _hashed(hashes: npt.NDArray[np.uint64], places: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """The shingles that begin at these words."""
    found = np.empty(len(places), dtype=np.uint64)
    for at in range(len(places)):
        place = places[at]
        found[at] = _hash(hashes[place], hashes[place + 1], hashes[place + 2], hashes[place + 3])
    return found


@compiled
def _set_bits(keys: npt.NDArray[np.uint64], bits: npt.NDArray[np.uint64]) -> None:
    for at in range(len(keys)):
        bits[_block(keys[at], len(bits))] |= _pattern(keys[at])


@compiled
def _block(key: np.uint64, words: int) -> np.uint64:
    """The word of the filter for a shingle: the leading half of its hash, scaled to the size of the filter."""
    return ((key >> np.uint64(32)) * np.uint64(words)) >> np.uint64(32)


@compiled
def _pattern(key: np.uint64) -> np.uint64:
    """The two bits of a shingle in its word of the filter: its lowest twelve bits say which."""
    one, other = key & np.uint64(63), (key >> np.uint64(6)) & np.uint64(63)
    return (np.uint64(1) << one) | (np.uint64(1) << other)


@compiled
def _sift(
    hashes: npt.NDArray[np.uint64],
    firsts: npt.NDArray[np.int64],
    bits: npt.NDArray[np.uint64],
    passed: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint64],
) -> int:
    """Write the words that begin a shingle which passes the filter, and the shingle; return how many."""
    block, count, words = np.empty(BLOCK, dtype=np.uint64), 0, len(bits)
    for text in range(len(firsts) - 1):
        last = firsts[text + 1] - (SIZE - 1)
        for begin in range(firsts[text], last, BLOCK):
            size = min(BLOCK, last - begin)
            for step in range(size):
                at = begin + step
                block[step] = _hash(hashes[at], hashes[at + 1], hashes[at + 2], hashes[at + 3])
            for step in range(size):
                pattern = _pattern(block[step])
                # Without a branch: the next words of the filter are asked for before this one has come.
                passed[count], keys[count] = begin + step, block[step]
                count += (bits[_block(block[step], words)] & pattern) == pattern
    return count


@compiled
def _look_up(keys: npt.NDArray[np.uint64], passed: npt.NDArray[np.int64], table: Shingles) -> tuple[int, Whole]:
    """Keep the words whose shingle is in the table, its rank there in place of it; how many, and to how many places."""
    buckets, sorted_keys, firsts = table.buckets, table.keys, table.firsts
    shift, places = np.uint64(64), len(buckets) - 1  # as many leading bits as there are buckets
    while places > 1:
        shift, places = shift - np.uint64(1), places >> 1
    count = 0
    total: Whole = 0
    for place in range(len(keys)):
        key = keys[place]
        bucket = np.int64(key >> shift)
        for candidate in range(buckets[bucket], buckets[bucket + 1]):
            if sorted_keys[candidate] == key:
                passed[count], keys[count] = passed[place], np.uint64(candidate)
                count += 1
                total += np.int64(firsts[candidate + 1]) - np.int64(firsts[candidate])
    return count, total


@compiled
def _gather(passed: npt.NDArray[np.int64], ranks: npt.NDArray[np.uint64], table: Shingles, found: Seeds) -> None:
    """Write every place that the shingles lead to."""
    count = 0
    for at in range(len(passed)):
        rank = np.int64(ranks[at])
        for place in range(table.firsts[rank], table.firsts[rank + 1]):
            found.words[count] = passed[at]
            found.pieces[count] = table.pieces[place]
            found.positions[count] = table.positions[place]
            count += 1
