"""What is to be taken out of a file: parts of pages, words, stretches of time."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.folding import folded

SHORTEST = 3
"""Letters and digits of a passage; chosen by hand: shorter ones stand in every other word."""

_REGION = re.compile(r"(\d{1,5}):(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})")
_TIME = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)-(\d{1,6}(?:\.\d{1,3})?)")


class Region(msgspec.Struct, frozen=True):
    """A part of a page (from 1): from its upper left corner, in pixels of a picture or in points of a PDF."""

    page: int
    x: int
    y: int
    width: int
    height: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is to be taken out; times are half-open, in seconds."""

    regions: tuple[Region, ...] = ()
    words: tuple[str, ...] = ()
    times: tuple[tuple[float, float], ...] = ()


def parse_wanted(*, regions: Sequence[str] = (), words: str = "", times: Sequence[str] = ()) -> Wanted:
    """Return what is written on a command line and in a file of words, one passage a line.

    Raises:
        NotRedacted: it is written otherwise, or there is nothing to take out. Words are not repeated.
    """
    passages = [line.strip() for line in words.splitlines() if line.strip()]
    short = [number for number, each in enumerate(passages, start=1) if len(folded(each).text) < SHORTEST]
    if short:
        raise NotRedacted(f"expected passages of {SHORTEST} letters or more, found a shorter one in place {short[0]}")
    wanted = Wanted(
        regions=tuple(map(_region, regions)), words=tuple(dict.fromkeys(passages)), times=tuple(map(_time, times))
    )
    if wanted == Wanted():
        raise NotRedacted("expected something to take out: --region, --text-file or --time")
    return wanted


def _region(text: str) -> Region:
    found = _REGION.fullmatch(text.strip())
    if found is None:
        raise NotRedacted(f"expected PAGE:X,Y,WIDTH,HEIGHT in whole numbers, found {text[:80]!r}")
    region = Region(*map(int, found.groups()))
    if not (region.page and region.width and region.height):
        raise NotRedacted(f"expected a page from 1 and a part with an area, found {text!r}")
    return region


def _time(text: str) -> tuple[float, float]:
    found = _TIME.fullmatch(text.strip())
    if found is None or not float(found[1]) < float(found[2]):
        raise NotRedacted(f"expected BEGIN-END in seconds, such as 12.5-20, found {text[:80]!r}")
    return float(found[1]), float(found[2])
