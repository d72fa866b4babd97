"""The words of an HTML page in one compiled pass over its bytes: what every record of a stream goes through.

A tokeniser after the HTML standard (13.2.5), as far as words need it. It never fails, looks at no byte more than a
fixed number of times, and writes no more than it was given, but for two references shorter than what they show.

Rules:
  - elements within a line vanish without a space, so that a word with one bold letter is one word; `<wbr>` and soft
    hyphens vanish too; elements of layout begin a line; elements that nobody knows are a space;
  - white space is one space; `<br>` is a space, two of them begin a line;
  - comments, scripts, styles and what stands in fields of forms are nobody's words; templates, drawings, formulas,
    choices and `<noscript>` are not either, where they end: one that is never closed hides nothing;
  - what is hidden by an attribute is kept: this pass must not miss what the careful one would find;
  - attributes are ignored, and `<plaintext>` shows all that follows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.echoes.pages.entities import reference, write
from answerable.echoes.pages.tags import BLOCK, BREAK, COMMENT, DROPPED, INLINE, LINK, PLAINTEXT, TEXT, tag
from answerable.text.index.compiled import Whole, compiled

_ORDINARY, _WHITE, _OPEN, _REFERENCE, _NOTHING, _SOFT = range(6)
_SPACE, _LINE = 1, 2
_BLANK, _FEED = b" \n"
_SOFT_HYPHEN = 0xAD

_HIDER, _DEPTH, _SAVED, _SAVED_LINKS, _BEGUN, _LINKS = range(6)
"""Places of the state: the hash of the element whose words are dropped, how deep it is, how much had been written and
how many links had ended before it; where a link began, or -1; and how many links ended."""


class Shown(NamedTuple):
    """What a page shows.

    Attributes:
        text: A line for each unit of layout, in the encoding of the page.
        links: int64 [links, 2]; the stretches of `text` that are links; none where they were not asked for.
    """

    text: bytes
    links: npt.NDArray[np.int64]


def _bytes() -> npt.NDArray[np.uint8]:
    """What each byte is."""
    kinds = np.zeros(256, np.uint8)
    for written, kind in (
        (b"\t\n\f\r ", _WHITE),
        (b"<", _OPEN),
        (b"&", _REFERENCE),
        (b"\0", _NOTHING),
        (b"\xc2", _SOFT),
    ):
        kinds[list(written)] = kind
    return kinds


_BYTES = _bytes()
"""A constant of the compiled code, which then counts no references to it."""


def shown(page: bytes, *, links: bool = False) -> Shown:
    """What a page in UTF-8, or any encoding in which ASCII means itself, shows; `links` says whether to keep links."""
    source = np.frombuffer(page, np.uint8)
    # The longest for what it is written with, "&nGt;", shows six bytes for five; the shortest link, "<a>x", has four.
    out = np.empty(len(source) + len(source) // 5 + 8, np.uint8)
    ends = np.empty((len(source) // 4 + 2 if links else 0, 2), np.int64)
    count, kept = read(source, out, ends)
    return Shown(out[:count].tobytes(), ends[:kept].copy())


@compiled
def read(  # noqa: C901, PLR0912, PLR0915 - one loop, for the reason that it gives
    page: npt.NDArray[np.uint8], out: npt.NDArray[np.uint8], links: npt.NDArray[np.int64]
) -> tuple[Whole, Whole]:
    """Write the words of a page, and return how many bytes they take and how many links there are."""
    # What every byte or tag changes is kept in variables of its own, and few functions are given arrays: each call with
    # one counts references, and that made this loop three times slower.
    at: Whole = np.int64(0)
    count: Whole = np.int64(0)
    code: Whole
    second: Whole
    stop: Whole
    end, gap, broken = len(page), 0, False
    state = np.zeros(6, np.int64)
    state[_BEGUN] = -1
    while at < end:
        kind = _BYTES[page[at]]
        if kind == _WHITE:
            at, gap = at + 1, max(gap, _SPACE)
            continue
        if kind == _NOTHING or (kind == _SOFT and at + 1 < end and page[at + 1] == _SOFT_HYPHEN):
            at += 2 if kind == _SOFT else 1
            continue
        code, second, stop = np.int64(page[at]), np.int64(0), at + 1
        if kind == _REFERENCE:
            stop, code, second = reference(page, at, end)
            if code <= _BLANK or code == _SOFT_HYPHEN:
                at, gap = stop, max(gap, _SPACE) if code <= _BLANK else gap
                continue
        elif kind == _OPEN:
            stop, what, number, closing = tag(page, at, end)
            if what != TEXT:
                if what == LINK and len(links):
                    _link(count, closing, links, state)
                elif what == DROPPED:
                    count = _drop(number, count, closing, state)
                elif what == PLAINTEXT and not closing:
                    return _as_it_is(page, stop, out, count), state[_LINKS]
                gap = max(gap, _gap(what, broken))
                at, broken = stop, broken or what == BREAK
                continue
        if gap and count:
            out[count] = _FEED if gap == _LINE else _BLANK
            count += 1
        gap, broken = 0, False
        if kind == _REFERENCE:
            at, count = stop, write(out, count, code)
            count = write(out, count, second) if second else count
            continue
        while True:  # the first byte at least: it is known to be text
            out[count] = page[at]
            at, count = at + 1, count + 1
            if at >= end:
                break
            if _BYTES[page[at]] != _ORDINARY and not (
                page[at] == _BLANK and at + 1 < end and _BYTES[page[at + 1]] == _ORDINARY
            ):
                break
    return count, state[_LINKS]


@compiled
def _gap(what: Whole, broken: bool) -> int:  # noqa: FBT001 - compiled, by position
    """What goes before the word after a tag: nothing, a space or a new line."""
    if what in (INLINE, LINK, COMMENT):
        return 0
    return _LINE if what in (BLOCK, PLAINTEXT) or (what == BREAK and broken) else _SPACE


@compiled
def _as_it_is(page: npt.NDArray[np.uint8], at: Whole, out: npt.NDArray[np.uint8], count: Whole) -> Whole:
    """Write all that follows as it stands, and return how much is written."""
    if count:
        out[count] = _FEED
        count += 1
    for place in range(at, len(page)):
        out[count + place - at] = page[place]
    return count + len(page) - at


@compiled
def _link(
    count: Whole,
    closing: bool,  # noqa: FBT001 - compiled, by position
    links: npt.NDArray[np.int64],
    state: npt.NDArray[np.int64],
) -> None:
    """Begin or end a link; one within another ends the first."""
    if state[_BEGUN] >= 0 and count > state[_BEGUN]:
        links[state[_LINKS], 0], links[state[_LINKS], 1] = state[_BEGUN], count
        state[_LINKS] += 1
    state[_BEGUN] = -1 if closing else count


@compiled
def _drop(number: np.uint64, count: Whole, closing: bool, state: npt.NDArray[np.int64]) -> Whole:  # noqa: FBT001
    """Begin or end an element whose words are dropped, and return how much of what was written counts.

    When it ends, what was written since it began is forgotten; one that never ends drops nothing.
    """
    name = np.int64(number >> np.uint64(1))
    if state[_DEPTH] == 0 and not closing:
        state[_HIDER], state[_DEPTH] = name, 1
        state[_SAVED], state[_SAVED_LINKS] = count, state[_LINKS]
    elif state[_DEPTH] > 0 and state[_HIDER] == name:
        state[_DEPTH] += -1 if closing else 1
        if state[_DEPTH] == 0:
            state[_LINKS] = state[_SAVED_LINKS]
            state[_BEGUN] = min(state[_BEGUN], state[_SAVED])
            return np.int64(state[_SAVED])
    return count
