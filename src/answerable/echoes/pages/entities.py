"""Character references of HTML, looked up while bytes are read (HTML standard, 13.2.5.72 to 13.2.5.80, and 13.5).

A name with its semicolon counts first; without one, the longest of the old names that may stand so. A number that is no
character shows as U+FFFD, and numbers 128 to 159 mean windows-1252, as browsers read them.

The tables are constants of the compiled code, which then counts no references to them.
"""

from __future__ import annotations

import codecs
from html.entities import html5

import numpy as np
import numpy.typing as npt

from answerable.text.index.compiled import Whole, compiled

SEED = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x100000001B3)
"""FNV-1a's constants, 64 bits."""

SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Multiplier that spreads a hash over the places of a table (2^64 by the golden ratio)."""

_BITS = 13
"""2,231 names stand in 8,192 places, so that a search ends soon."""
_SHIFT = np.uint64(64 - _BITS)
_MASK = (1 << _BITS) - 1
_LONGEST = max(map(len, html5))
_LONGEST_OLD = max(len(name) for name in html5 if not name.endswith(";"))
_SEMICOLON, _HASH, _SMALL_X = b";#x"
_SMALL = 32
_REPLACEMENT = 0xFFFD
_END = 0x110000


def name_hash(name: bytes) -> int:
    """The hash of a name, as the compiled loop makes it byte by byte."""
    number = int(SEED)
    for byte in name:
        number = ((number ^ byte) * int(PRIME)) & 0xFFFFFFFFFFFFFFFF
    return number


def place_in(keys: npt.NDArray[np.uint64], key: int, bits: int) -> int:
    """The place of a key in a table with open addressing, or the free one where it goes."""
    at = ((key * int(SPREAD)) & 0xFFFFFFFFFFFFFFFF) >> (64 - bits)
    while keys[at] not in (0, key):
        at = (at + 1) & ((1 << bits) - 1)
    return at


def _names() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]:
    """The hash of the name at each place, 0 where none is; and its code points, 0 where there is no second."""
    keys, codes = np.zeros(1 << _BITS, np.uint64), np.zeros((1 << _BITS, 2), np.int32)
    for name, characters in html5.items():
        key = name_hash(name.encode())
        at = place_in(keys, key, _BITS)
        keys[at], codes[at, : len(characters)] = key, [ord(each) for each in characters]
    return keys, codes


def _windows() -> npt.NDArray[np.int32]:
    """The code points of numbers 128 to 159; five of them mean themselves."""
    written = [codecs.decode(bytes([byte]), "cp1252", "ignore") or chr(byte) for byte in range(128, 160)]
    return np.array([ord(each) for each in written], np.int32)


_KEYS, _CODES = _names()
_WINDOWS = _windows()


@compiled
def reference(page: npt.NDArray[np.uint8], at: Whole, end: Whole) -> tuple[Whole, Whole, Whole]:
    """Where the reference at an ampersand ends and the code points it shows; the ampersand where it is none."""
    if at + 1 < end and page[at + 1] == _HASH:
        stop, code = _numbered(page, at + 2, end)
        return (stop, code, 0) if code >= 0 else (at + 1, np.int64(page[at]), 0)
    number, stop, place, size = SEED, at + 1, -1, 0
    while size < _LONGEST and at + 1 + size < end and _alphanumeric(page[at + 1 + size]):
        number, size = (number ^ np.uint64(page[at + 1 + size])) * PRIME, size + 1
        found = _find(number) if size <= _LONGEST_OLD else -1
        if found >= 0:
            stop, place = at + 1 + size, found
    if at + 1 + size < end and page[at + 1 + size] == _SEMICOLON:
        found = _find((number ^ np.uint64(_SEMICOLON)) * PRIME)
        if found >= 0:
            stop, place = at + 2 + size, found
    return (stop, np.int64(_CODES[place, 0]), np.int64(_CODES[place, 1])) if place >= 0 else (stop, np.int64(38), 0)


@compiled
def _find(number: np.uint64) -> int:
    """The place of a name by its hash, or -1."""
    at = np.int64((number * SPREAD) >> _SHIFT)
    while _KEYS[at] != 0:
        if _KEYS[at] == number:
            return int(at)
        at = (at + 1) & _MASK
    return -1


@compiled
def _alphanumeric(byte: int) -> bool:
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122  # noqa: PLR2004 - ASCII


@compiled
def _numbered(page: npt.NDArray[np.uint8], at: Whole, end: Whole) -> tuple[Whole, Whole]:
    """Where a number that begins at a byte ends, and the code point it means; -1 where there is none."""
    base = 10
    if at < end and (page[at] | _SMALL) == _SMALL_X:
        base, at = 16, at + 1
    first, code = at, np.int64(0)
    while at < end:
        digit = _digit(np.int64(page[at]))
        if digit < 0 or digit >= base:
            break
        code, at = min(code * base + digit, np.int64(_END)), at + 1
    if at == first:
        return at, np.int64(-1)
    if at < end and page[at] == _SEMICOLON:
        at += 1
    if 128 <= code < 160:  # noqa: PLR2004 - what windows-1252 has in the place of C1
        code = np.int64(_WINDOWS[code - 128])
    if code == 0 or code >= _END or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - surrogates
        code = np.int64(_REPLACEMENT)
    return at, code


@compiled
def _digit(byte: Whole) -> Whole:
    """The value of a hexadecimal digit, or -1."""
    if 48 <= byte <= 57:  # noqa: PLR2004 - 0 to 9
        return byte - 48
    small = byte | _SMALL
    return small - 87 if 97 <= small <= 102 else np.int64(-1)  # noqa: PLR2004 - a to f


@compiled
def write(out: npt.NDArray[np.uint8], at: Whole, code: Whole) -> Whole:
    """Write a code point as UTF-8 (RFC 3629, section 3), and return where the next goes."""
    if code < 0x80:  # noqa: PLR2004 - the forms of UTF-8, here and below
        out[at] = code
        return at + 1
    if code < 0x800:  # noqa: PLR2004
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 63
        return at + 2
    if code < 0x10000:  # noqa: PLR2004
        out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63
        return at + 3
    out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 63
    out[at + 2], out[at + 3] = 0x80 | code >> 6 & 63, 0x80 | code & 63
    return at + 4
