"""The words of many texts in one pass over their UTF-8 bytes: a number for each, and where it stands.

Rules:

* a word is a run of letters and digits as `folding.letters` has them; its number is a 64-bit hash of its folded
  characters, so that two spellings of one word have one number;
* a place name, of one word or of two, has the number of its place, whatever its spelling (`places`);
* apostrophes inside words count as nothing; a hyphen between letters joins, also across the end of a line when a small
  letter follows;
* no byte is looked at more than a fixed number of times.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.text.folding import (
    ALONE,
    CAPITAL,
    CODE,
    CYRILLIC,
    JOINS,
    LAST,
    LATIN,
    LETTER,
    MARK,
    NOTHING,
    SEVERAL,
    Letters,
    letters,
)
from answerable.text.index.compiled import Whole, compiled

SEED = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x9E3779B97F4A7C15)
SPREAD = np.uint64(0xD6E8FEB86659FD93)
"""Constants of the hash: one step is `(hash ^ character) * PRIME`, the end a shift, a product and a shift."""

MOST_BYTES = 1 << 31
"""Bytes that one batch can hold: offsets are 32 bits wide, and half of that leaves room."""

_WORDY = LETTER | SEVERAL
_WITHIN = NOTHING | JOINS
_BOTH = LATIN | CYRILLIC
_WIDE = 0x80
_SIMPLE = LETTER | SEVERAL | ALONE
RETURN, FEED, BLANK = 13, 10, 32
_ABOVE = np.uint64(12)
_INDENT = 8
"""White space that a broken line may begin with, in characters; chosen by hand."""


class Words(NamedTuple):
    """The words of a batch of texts, in order.

    Attributes:
        hashes: uint64 [words]; the number of each word.
        starts: uint32 [words]; its first byte in the batch.
        ends: uint32 [words]; the byte after its last.
        firsts: int64 [texts + 1]; the first word of each text, and the number of words.
    """

    hashes: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.uint32]
    firsts: npt.NDArray[np.int64]


class Names(NamedTuple):
    """Place names as arrays of word numbers; `names` makes them.

    Attributes:
        bits: uint64 [a power of two]; a filter over the last words of all names: `pattern` in the word that the bits
            above the lowest twelve choose.
        names: uint64, sorted; the number of each name, of one word or of two.
        places: uint64; the number of the place it names.
        ordinary: bool; whether it is an ordinary word too, and names the place only with a capital.
    """

    bits: npt.NDArray[np.uint64]
    names: npt.NDArray[np.uint64]
    places: npt.NDArray[np.uint64]
    ordinary: npt.NDArray[np.bool_]


NO_NAMES = Names(np.zeros(1, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.bool_))
"""No place names at all: with these the names themselves are read."""


class Tables(NamedTuple):
    """What the pass looks up."""

    letters: Letters
    names: Names


def join(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The UTF-8 of the texts in one array, and where each begins; lone surrogates are kept as three bytes."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    bounds = np.zeros(len(parts) + 1, dtype=np.int64)
    np.cumsum([len(part) for part in parts], out=bounds[1:])
    return np.frombuffer(b"".join(parts), dtype=np.uint8), bounds


def read_words(buffer: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64], names: Names) -> Words:
    """The words of the texts that lie between the bounds.

    Raises:
        ValueError: The batch holds more than `MOST_BYTES`.
    """
    size = int(bounds[-1] - bounds[0]) if len(bounds) else 0
    if len(buffer) > MOST_BYTES:
        raise ValueError(f"expected a batch of at most {MOST_BYTES} bytes, found {len(buffer)}")
    most = size // 2 + len(bounds)  # the shortest word is one byte and the one between
    out = Words(
        np.empty(most, dtype=np.uint64),
        np.empty(most, dtype=np.uint32),
        np.empty(most, dtype=np.uint32),
        np.zeros(max(len(bounds), 1), dtype=np.int64),
    )
    count = _read_all(buffer, bounds, Tables(letters(), names), out)
    return Words(out.hashes[:count], out.starts[:count], out.ends[:count], out.firsts)


@compiled
def _read_all(buffer: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64], tables: Tables, out: Words) -> int:
    count = 0
    for text in range(len(bounds) - 1):
        out.firsts[text] = count
        count = _read_text(buffer, bounds[text], bounds[text + 1], tables, out, count)
    out.firsts[-1] = count
    return count


@compiled
def _read_text(buffer: npt.NDArray[np.uint8], at: int, end: int, tables: Tables, out: Words, count: int) -> int:
    """Add the words of one text after `count` others, and return how many there are then."""
    # Arrays leave their tuples here, and only rare characters call a function: each call with an array counts
    # references, which made this loop twenty times slower.
    entries, bits, mask = tables.letters.entries, tables.names.bits, np.uint64(len(tables.names.bits) - 1)
    hashes, starts, ends = out.hashes, out.starts, out.ends
    first, inside, begin, stop, number, seen = count, False, at, at, SEED, np.uint32(0)
    while at <= end:  # the end counts as a character that ends a word
        code, size = _character(buffer, at, end) if at >= end or buffer[at] >= _WIDE else (np.int64(buffer[at]), 1)
        entry = entries[code]
        if entry & _WORDY and not (inside or entry & ALONE):
            inside, begin, number, seen = True, at, SEED, np.uint32(0)
        while (entry & _SIMPLE) == LETTER:
            number, seen, at = (number ^ np.uint64(entry & CODE)) * PRIME, seen | entry, at + size
            stop = at
            code, size = _character(buffer, at, end) if at >= end or buffer[at] >= _WIDE else (np.int64(buffer[at]), 1)
            entry = entries[code]
        if (entry & _SIMPLE) == SEVERAL or (entry & MARK and inside):
            number = _several(number, entry, tables.letters.expansions)
            seen, at = seen | entry, at + size
            stop = at
            continue
        jump = _jump(buffer, at, end, entry, entries) if inside and entry & _WITHIN else 0
        if inside and jump == 0:
            inside, name = False, _finish(number)
            hashes[count], starts[count], ends[count] = name, begin, stop
            rare = (bits[(name >> _ABOVE) & mask] & pattern(name)) == pattern(name) or _mixed(seen)
            count = _add_rare(buffer, number, seen, tables, out, count, first) if rare else count + 1
        if entry & (ALONE | MARK):
            count, stop = _add_alone(at, size, entry, tables.letters, out, count), at + size
        at += max(size, jump)
    return count


@compiled
def pattern(number: np.uint64) -> np.uint64:
    """The two bits of a word in its place of the filter of names: its lowest twelve bits say which."""
    return (np.uint64(1) << (number & np.uint64(63))) | (np.uint64(1) << ((number >> np.uint64(6)) & np.uint64(63)))


@compiled
def _mixed(seen: np.uint32) -> bool:
    """Whether letters of both scripts were seen."""
    return bool((seen & _BOTH) == _BOTH)


@compiled
def _character(buffer: npt.NDArray[np.uint8], at: Whole, end: Whole) -> tuple[Whole, int]:
    """The code point at a byte and its length in bytes; 0 at the end, and for what is not UTF-8 or not in the table."""
    if at >= end:
        return np.int64(0), 1
    head = np.uint32(buffer[at])
    if head < 0x80:  # noqa: PLR2004 - the forms of UTF-8 (RFC 3629, section 3)
        return np.int64(head), 1
    # Spelled out, for a loop here doubles the time of those that call it. Only in the shortest form is the second byte
    # looked at: damaged longer ones can swallow three bytes, which may end a word too late and nothing worse.
    if 0xC0 <= head < 0xE0 and at + 1 < end and buffer[at + 1] >= 0x80:  # noqa: PLR2004
        return np.int64(((head & np.uint32(31)) << np.uint32(6)) | np.uint32(buffer[at + 1] & 63)), 2
    if 0xE0 <= head < 0xF0 and at + 2 < end:  # noqa: PLR2004
        pair = (np.uint32(buffer[at + 1] & 63) << np.uint32(6)) | np.uint32(buffer[at + 2] & 63)
        return np.int64(((head & np.uint32(15)) << np.uint32(12)) | pair), 3
    if head < 0xF0 or head >= 0xF8 or at + 3 >= end:  # noqa: PLR2004
        return np.int64(0), 1
    pair = (np.uint32(buffer[at + 2] & 63) << np.uint32(6)) | np.uint32(buffer[at + 3] & 63)
    code = ((head & np.uint32(7)) << np.uint32(18)) | (np.uint32(buffer[at + 1] & 63) << np.uint32(12)) | pair
    return (np.int64(code) if code < LAST else np.int64(0)), 4


@compiled
def _several(number: np.uint64, entry: np.uint32, expansions: npt.NDArray[np.uint32]) -> np.uint64:
    """The hash after a character that folds to none, one or more."""
    if entry & LETTER:
        return (number ^ np.uint64(entry & CODE)) * PRIME
    if entry & MARK:
        return number
    place = np.int64(entry & CODE)
    for at in range(place + 1, place + 1 + np.int64(expansions[place])):
        number = (number ^ np.uint64(expansions[at])) * PRIME
    return number


@compiled
def _finish(number: np.uint64) -> np.uint64:
    """The hash with every bit depending on every character."""
    number = (number ^ (number >> np.uint64(29))) * SPREAD
    return number ^ (number >> np.uint64(32))


@compiled
def _jump(buffer: npt.NDArray[np.uint8], at: int, end: int, entry: np.uint32, entries: npt.NDArray[np.uint32]) -> int:
    """The bytes to the next letter of the same word if the word goes on at this character, else 0."""
    _, size = _character(buffer, at, end)
    if not entry & JOINS:
        return size
    at += size
    if at + 1 < end and buffer[at] == RETURN and buffer[at + 1] == FEED:
        at, size = at + 1, size + 1
    broken = at < end and buffer[at] == FEED
    indent = 1 if broken else 0
    while broken and indent < _INDENT and at + indent < end and buffer[at + indent] == BLANK:
        indent += 1
    code, _ = _character(buffer, at + indent, end)
    follows = entries[code]
    if not follows & _WORDY or follows & ALONE or (broken and follows & CAPITAL):
        return 0
    return size + indent


@compiled
def _add_alone(at: int, size: int, entry: np.uint32, table: Letters, out: Words, count: int) -> int:
    """Add a character that is a word by itself, or add a mark to the word before it."""
    if entry & ALONE:
        number = _finish(_several(SEED, entry, table.expansions))
        out.hashes[count], out.starts[count], out.ends[count] = number, at, at + size
        return count + 1
    if count > 0 and out.ends[count - 1] == at:
        out.ends[count - 1] = at + size
    return count


@compiled
def _add_rare(
    buffer: npt.NDArray[np.uint8],
    number: np.uint64,
    seen: np.uint32,
    tables: Tables,
    out: Words,
    count: int,
    first: int,
) -> int:
    """Add a word of two scripts, or one that may be a place's name or the second half of one."""
    begin, stop = out.starts[count], out.ends[count]
    if _mixed(seen):
        number = _in_one_script(buffer, begin, stop, tables.letters, number)
    code, _ = _character(buffer, begin, stop)
    capital = (tables.letters.entries[code] & CAPITAL) != 0
    number = _finish(number)
    if count > first:
        both = pair(out.hashes[count - 1], number)
        place = _place(tables.names, both, capital)
        if place != both:
            out.hashes[count - 1], out.ends[count - 1] = place, stop
            return count
    out.hashes[count] = _place(tables.names, number, capital)
    return count + 1


@compiled
def pair(one: np.uint64, other: np.uint64) -> np.uint64:
    """The number of two words that are one name."""
    return _finish((one * PRIME) ^ other)


@compiled
def _place(known: Names, number: np.uint64, capital: bool) -> np.uint64:  # noqa: FBT001 - compiled, by position
    """The number of the place that this name names, else the number itself."""
    at = np.searchsorted(known.names, number)
    if at < len(known.names) and known.names[at] == number and (capital or not known.ordinary[at]):
        return np.uint64(known.places[at])
    return number


@compiled
def _in_one_script(
    buffer: npt.NDArray[np.uint8], begin: int, stop: int, table: Letters, number: np.uint64
) -> np.uint64:
    """The hash of a word of two scripts, in the one that can write all of it (as `folding` decides)."""
    latins = cyrillics = stuck_latins = stuck_cyrillics = 0
    at = begin
    while at < stop:
        code, size = _character(buffer, at, stop)
        entry = table.entries[code]
        latins += (entry & LATIN) != 0
        cyrillics += (entry & CYRILLIC) != 0
        stuck_latins += (entry & LATIN) != 0 and look_alike(code, entry, table.cyrillic) == 0
        stuck_cyrillics += (entry & CYRILLIC) != 0 and look_alike(code, entry, table.latin) == 0
        at += size
    if stuck_latins == 0 and (stuck_cyrillics > 0 or cyrillics >= latins):
        return _respelled(buffer, begin, stop, table, LATIN)
    return _respelled(buffer, begin, stop, table, CYRILLIC) if stuck_cyrillics == 0 else number


@compiled
def look_alike(code: Whole, entry: np.uint32, looks: npt.NDArray[np.uint32]) -> np.uint32:
    """The same shape in the other script, or 0."""
    if looks[code] > 0 or entry & CAPITAL or not entry & LETTER:
        return np.uint32(looks[code])
    return np.uint32(looks[entry & CODE])


@compiled
def _respelled(buffer: npt.NDArray[np.uint8], begin: int, stop: int, table: Letters, away: np.uint32) -> np.uint64:
    """The hash of a word with the letters of one script turned into their look-alikes."""
    looks = table.cyrillic if away == LATIN else table.latin
    number, at = SEED, begin
    while at < stop:
        code, size = _character(buffer, at, stop)
        entry = table.entries[code]
        if entry & away:
            number = (number ^ np.uint64(look_alike(code, entry, looks))) * PRIME
        elif entry & _WORDY:
            number = _several(number, entry, table.expansions)
        at += size
    return number
