"""What begins with "<": tags, comments and declarations, where they end and what they do to the words around them.

After the HTML standard (13.2.5): a tag ends at its ">", those in quoted values left out; the content of a script ends
at its own end tag; what is never closed ends with the page. Every function goes forward only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from answerable.echoes.pages.entities import PRIME, SEED, SPREAD, name_hash, place_in
from answerable.text.index.compiled import Whole, compiled

INLINE, BREAK, BLOCK, RAW, DROPPED, LINK, PLAINTEXT, TEXT, COMMENT = range(1, 10)
"""What an element, or what else begins with "<", does to the words around it; 0 is an element that nobody knows."""

NAMES = {
    INLINE: "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb ruby s samp small span "
    "strike strong sub sup time tt u var wbr",
    BREAK: "br",
    BLOCK: "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main math menu nav "
    "noscript ol optgroup option p pre search section select summary svg table tbody td tfoot th thead title tr ul xmp",
    RAW: "script style textarea iframe noembed noframes",
    DROPPED: "template datalist",
    LINK: "a",
    PLAINTEXT: "plaintext",
}
"""Elements by what they do (HTML standard, 4.5, 13.1.2 and 15.3), the obsolete ones among them.

Drawings, formulas, lists to choose from and what is shown without scripts are read: a browser ends a drawing at a
paragraph inside it, and words hidden from a scan so would be shown to readers.
"""

_BITS = 9
_SHIFT = np.uint64(64 - _BITS)
_MASK = (1 << _BITS) - 1
_LESS, _MORE, _SLASH, _BANG, _ASK, _DASH, _EQUALS, _DOUBLE, _SINGLE, _BLANK = b"<>/!?-=\"' "


def _elements() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The hash of the element's name at each place, 0 where none is, and what it does."""
    keys, kinds = np.zeros(1 << _BITS, np.uint64), np.zeros(1 << _BITS, np.int64)
    for kind, names in NAMES.items():
        for name in names.split():
            key = name_hash(name.encode())
            at = place_in(keys, key, _BITS)
            keys[at], kinds[at] = key, kind
    return keys, kinds


_KEYS, _KINDS = _elements()
"""Constants of the compiled code, which then counts no references to them."""


@compiled
def tag(page: npt.NDArray[np.uint8], at: Whole, end: Whole) -> tuple[Whole, Whole, np.uint64, bool]:
    """Where what begins with "<" ends, what it does, the hash of its name, and whether it ends an element."""
    begin = at + 1
    closing = bool(begin < end and page[begin] == _SLASH)
    begin += 1 if closing else 0
    letter = np.int64(page[begin]) | 32 if begin < end else 0
    if not 97 <= letter <= 122:  # noqa: PLR2004 - a to z
        if begin < end and (closing or page[begin] == _BANG or page[begin] == _ASK):
            return _comment_end(page, at, end), COMMENT, SEED, False
        return at + 1, TEXT, SEED, False
    number = SEED
    at = begin
    while at < end:
        byte = np.uint64(page[at])
        if byte <= np.uint64(_BLANK) or byte == np.uint64(_MORE) or byte == np.uint64(_SLASH):
            break
        if np.uint64(65) <= byte <= np.uint64(90):  # capitals of ASCII
            byte |= np.uint64(32)
        number, at = (number ^ byte) * PRIME, at + 1
    place = np.int64((number * SPREAD) >> _SHIFT)
    while _KEYS[place] != 0 and _KEYS[place] != number:
        place = (place + 1) & _MASK
    kind: Whole = _KINDS[place]
    stop = _tag_end(page, at, end)
    if kind == DROPPED and page[stop - 2] == _SLASH:  # <svg/> holds nothing
        kind = np.int64(0)
    if kind == RAW and not closing:
        stop = _raw_end(page, stop, end, number)
    return stop, kind, number, closing


@compiled
def _tag_end(page: npt.NDArray[np.uint8], at: Whole, end: Whole) -> Whole:
    """Where a tag ends: after its ">", those in quoted values left out, or with the page."""
    last = np.uint8(0)
    while at < end:
        byte = page[at]
        if byte == _MORE:
            return at + 1
        if last == _EQUALS and (byte == _DOUBLE or byte == _SINGLE):  # noqa: SIM109, PLR1714 - a tuple takes longer
            at += 1
            while at < end and page[at] != byte:
                at += 1
        if byte > _BLANK:
            last = byte
        at += 1
    return end


@compiled
def _raw_end(page: npt.NDArray[np.uint8], at: Whole, end: Whole, number: np.uint64) -> Whole:
    """Where the end tag of an element without markup begins, or the page's end."""
    while at + 2 < end:
        if page[at] != _LESS or page[at + 1] != _SLASH:
            at += 1
            continue
        begin, other = at, SEED
        at += 2
        while at < end and page[at] > _BLANK and page[at] != _MORE and page[at] != _SLASH:
            byte = np.uint64(page[at])
            if np.uint64(65) <= byte <= np.uint64(90):  # capitals of ASCII
                byte |= np.uint64(32)
            other, at = (other ^ byte) * PRIME, at + 1
        if other == number and at < end:
            return begin
        # "<" can stand in a name, and "/" ends one: no end tag begins within what was read.
    return end


@compiled
def _comment_end(page: npt.NDArray[np.uint8], at: Whole, end: Whole) -> Whole:
    """Where a comment or declaration ends, or the page where it never does."""
    if at + 3 < end and page[at + 1] == _BANG and page[at + 2] == _DASH and page[at + 3] == _DASH:
        at += 4
        if at < end and page[at] == _MORE:
            return at + 1
        while at < end:
            if page[at] == _MORE and page[at - 1] == _DASH and page[at - 2] == _DASH:
                return at + 1
            if page[at] == _MORE and page[at - 1] == _BANG and page[at - 2] == _DASH and page[at - 3] == _DASH:
                return at + 1
            at += 1
        return end
    while at < end and page[at] != _MORE:
        at += 1
    return min(at + 1, end)
